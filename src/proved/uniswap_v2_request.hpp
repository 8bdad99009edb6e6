// What an operation of a trace is to the proved machine of the pair. Private to the folder.
#pragma once

#include <cstdint>
#include <string>

#include "assay/subject/uniswap_v2.hpp"

namespace assay::proved {

enum class standing : std::uint8_t {
  asked,   // operations of the machine: `line` has them
  beside,  // it fails before the pair is asked, or does not concern it: the pair must not change
  beyond   // it may change the pair in a way that the machine does not have
};

// True when the machine's parameters can express the pair: constant fee and share, plain tokens.
bool is_expressible(const uniswap_v2::parameters& rules,
                    const uniswap_v2::create_pool<uint<256>>& creation);

// The line that makes a new machine.
std::string creation_line(const uniswap_v2::parameters& rules);

// The line that puts the machine into a state.
std::string load_line(const uniswap_v2::protocol::state& state);

// What `operation` asks of the machine, from the state before it.
standing plan(const uniswap_v2::parameters& rules, const uniswap_v2::protocol::state& before,
              const uniswap_v2::protocol::operation& operation, std::string& line);

}  // namespace assay::proved
