// Short pieces of bytecode, run where everybody can see.
#pragma once

#include <algorithm>
#include <string>

#include "assay/evm/artifact.hpp"
#include "assay/evm/machine.hpp"

namespace assay::evm::test {

inline const evm_account me = make_account(0xfe11'0000'0000'0000);
/// 0x0000…c0de: what bytecode can name with three bytes is easier to read.
inline evm_account short_account(std::uint16_t number) {
  evm_account out{};
  out.bytes[18] = static_cast<std::uint8_t>(number >> 8);
  out.bytes[19] = static_cast<std::uint8_t>(number);
  return out;
}
inline const evm_account it = short_account(0xc0de);
inline const evm_account other = short_account(0x0dd0);

/// Code in hexadecimal; spaces part the instructions.
inline bytes code(std::string text) {
  std::erase(text, ' ');
  return from_hex(text);
}
inline void put(machine& on, const evm_account& where, const char* text) {
  on.set_code(where, code(text));
}
constexpr std::uint64_t test_gas = 1'000'000'000;

/// Puts the code at `it` and calls it.
inline evm_result run(machine& on, const char* text, std::uint64_t gas = test_gas) {
  put(on, it, text);
  return on.call(me, it, {}, gas);
}
inline bool halts(const evm_result& result, evm_halt why) {
  return result.status == EVM_HALT && result.halt == static_cast<std::uint32_t>(why);
}
inline word slot(const machine& on, const evm_account& where, std::uint64_t key) {
  return on.storage(where, to_evm(word{key}));
}

}  // namespace assay::evm::test
