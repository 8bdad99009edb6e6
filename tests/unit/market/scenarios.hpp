// Scenarios for tests: small texts, put together.
#pragma once

#include <string>

#include "assay/market/scenario.hpp"

namespace assay::test {

inline const std::string head = R"(title = "test"
horizon = "1d"
)";
inline const std::string tokens = R"([token0]
symbol = "WETH"
decimals = 18
[token1]
symbol = "USDC"
decimals = 6
)";
inline const std::string gbm = R"([market]
kind = "gbm"
price = "3000"
volatility = 0.8
)";
inline const std::string pool = R"([[pool]]
name = "main"
)";
inline const std::string lp = R"([[lp]]
name = "alice"
value = "6000000"
)";
inline const std::string whole = head + tokens + gbm + pool + lp;

inline market::scenario parse(const std::string& text) {
  return market::parse_scenario(text, "test.toml");
}

}  // namespace assay::test
