// Solidity's ABI encoding, as far as answers need it: words, texts, lists and tuples of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/vector/value.hpp"

namespace assay::vectors {

/// An encoded value. Dynamic ones stand behind the words of their tuple, which hold their place.
struct abi_value {
  std::string bytes{};
  bool is_dynamic = false;
};

[[nodiscard]] abi_value abi_word(const word& bits);
/// string or bytes
[[nodiscard]] abi_value abi_bytes(std::string_view bytes);
[[nodiscard]] abi_value abi_tuple(const std::vector<abi_value>& parts);
/// T[]
[[nodiscard]] abi_value abi_list(const std::vector<abi_value>& elements);

/// A list of results as a contract returns it.
[[nodiscard]] abi_value abi_results(const values& results);

/// "0x…"
[[nodiscard]] std::string abi_hex(const abi_value& value);

}  // namespace assay::vectors
