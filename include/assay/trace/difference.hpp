// One field in which an answer is not the recorded one.
#pragma once

#include <cstdint>
#include <string>

namespace assay::trace {

struct difference {
  std::uint64_t line = 0;  // of the trace, from 1
  std::string operation{};
  std::string field{};  // "state.reserve0", "result.events[1].args.amount0Out"
  std::string expected{};
  std::string got{};
};

}  // namespace assay::trace
