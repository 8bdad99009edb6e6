// What an operation of a trace is to the proved machine of Uniswap V3's pool, and what the machine
// answers. Private to the folder.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "assay/subject/uniswap_v3.hpp"

namespace assay::proved {

enum class pool_standing : std::uint8_t {
  asked,   // an operation of the machine: `line` has it
  beside,  // it fails before the pool is asked, or does not concern it: the pool must not change
};

// What `operation` asks of the machine, from the state before it. `owner` is the factory's.
pool_standing plan(account owner, const uniswap_v3::protocol::state& before,
                   const uniswap_v3::protocol::operation& operation, std::string& line);

// The line that makes a new machine, and the one that puts it into a state.
std::string creation_line(const uniswap_v3::create_pool<uniswap_v3::protocol::format>& creation);
std::string load_line(const uniswap_v3::protocol::state& state);

// What the machine's answer says over what `state` says: all rows of its mappings, and the fields
// that it has. Throws subject_error when the answer is cut short.
struct shown_state {
  std::size_t fields = 0;                 // of pooltrace, put into the state
  std::span<const uint<256>> returned{};  // the amounts that follow
};
shown_state show(std::span<const uint<256>> answer, uniswap_v3::protocol::state& state);

}  // namespace assay::proved
