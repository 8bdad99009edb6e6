// What was odd about an operation: the first thing stays. Private.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "assay/evm/machine.hpp"
#include "assay/subject/oddity.hpp"

namespace assay::evm {

class oddities {
 public:
  void clear() { first_.reset(); }
  void note(std::string field, std::string expected, std::string got) {
    if (!first_) first_ = oddity{std::move(field), std::move(expected), std::move(got)};
  }
  [[nodiscard]] const oddity* first() const { return first_ ? &*first_ : nullptr; }

 private:
  std::optional<oddity> first_{};
};

/// "0x…", the digits of the bytes.
std::string hex(std::span<const std::uint8_t> data);
inline std::string hex(const evm_account& account) { return hex(std::span(account.bytes)); }
inline std::string hex(const evm_word& value) { return hex(std::span(value.bytes)); }

}  // namespace assay::evm
