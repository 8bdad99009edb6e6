// Scenarios for tests: small texts, put together.
#pragma once

#include <gtest/gtest.h>

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

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// Two assets in dollars: a price of 0.05, to twelve digits.
inline const std::string asset_tokens =
    replaced(replaced(tokens, "USDC", "WBTC"), "decimals = 6", "decimals = 8");
inline const std::string two_assets = R"([market]
kind = "two_assets"
correlation = 0.6
[market.numeraire]
symbol = "USD"
[market.token0]
price = "3000"
volatility = 0.8
[market.token1]
price = "60000"
volatility = 0.5
)";
inline const std::string asset_lp = replaced(lp, "6000000", "100");
inline const std::string whole_assets = head + asset_tokens + two_assets + pool + asset_lp;

inline market::scenario parse(const std::string& text) {
  return market::parse_scenario(text, "test.toml");
}

}  // namespace assay::test
