// Solidity's ABI encoding. Mirrors the specification in Solidity's documentation, "Contract ABI
// Specification", formal specification of the encoding.
#include "abi.hpp"

#include <cstdint>

#include "assay/word/big_endian.hpp"

namespace assay::vectors {

namespace {

constexpr std::size_t word_bytes = evm_word_bytes;

std::string big_endian(const word& bits) {
  const auto bytes = to_big_endian(bits);
  return {bytes.begin(), bytes.end()};
}

std::string size_word(std::size_t size) { return big_endian(word(std::uint64_t{size})); }

}  // namespace

abi_value abi_word(const word& bits) { return {big_endian(bits), false}; }

abi_value abi_bytes(std::string_view bytes) {
  std::string encoded = size_word(bytes.size()) + std::string(bytes);
  encoded.resize((encoded.size() + word_bytes - 1) / word_bytes * word_bytes, '\0');
  return {encoded, true};
}

abi_value abi_tuple(const std::vector<abi_value>& parts) {
  std::size_t head_size = 0;
  bool is_dynamic = false;
  for (const abi_value& part : parts) {
    head_size += part.is_dynamic ? word_bytes : part.bytes.size();
    is_dynamic = is_dynamic || part.is_dynamic;
  }
  std::string head;
  std::string tail;
  for (const abi_value& part : parts) {
    if (part.is_dynamic) {
      head += size_word(head_size + tail.size());
      tail += part.bytes;
    } else {
      head += part.bytes;
    }
  }
  return {head + tail, is_dynamic};
}

abi_value abi_list(const std::vector<abi_value>& elements) {
  return {size_word(elements.size()) + abi_tuple(elements).bytes, true};
}

abi_value abi_results(const values& results) {
  std::vector<abi_value> parts;
  for (const value& result : results) {
    if (!is_array(result.type)) {
      parts.push_back(abi_word(result.scalar()));
      continue;
    }
    std::vector<abi_value> elements;
    for (const word& element : result.words) elements.push_back(abi_word(element));
    parts.push_back(abi_list(elements));
  }
  return abi_tuple(parts);
}

std::string abi_hex(const abi_value& value) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "0x";
  for (const char letter : value.bytes) {
    const auto byte = static_cast<std::uint8_t>(letter);
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

}  // namespace assay::vectors
