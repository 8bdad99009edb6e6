// The C ABI's C++ face.
#include "assay/evm/machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "assay/math/keccak256.hpp"
#include "assay/subject/pipe.hpp"
#include "oddities.hpp"

namespace assay::evm {
namespace {

constexpr std::uint32_t error_selector = 0x08c379a0;  // Error(string)
constexpr std::uint32_t panic_selector = 0x4e487b71;  // Panic(uint256)
constexpr std::size_t word_size = 32;
// A view reads a few slots; many of them are asked in a row, and each may be an endless loop.
constexpr std::uint64_t view_gas = 50'000'000;

bool starts_with(evm_bytes data, std::uint32_t selector) {
  if (data.size < 4) return false;
  std::uint32_t found = 0;
  for (std::size_t i = 0; i < 4; ++i) found = found << 8 | data.data[i];
  return found == selector;
}

// Error(string) whose string lies within its data.
bool read_reason(evm_bytes data, std::string& text) {
  constexpr std::size_t text_start = 4 + 2 * word_size;
  if (!starts_with(data, error_selector) || data.size < text_start) return false;
  if (from_evm(data.data + 4) != word{word_size}) return false;
  const word size = from_evm(data.data + 4 + word_size);
  if (size > word{data.size - text_start}) return false;
  text.assign(reinterpret_cast<const char*>(data.data) + text_start, to_u64_truncating(size));
  return true;
}

}  // namespace

std::string hex(std::span<const std::uint8_t> data) {
  std::string out = "0x";
  for (const std::uint8_t byte : data) out += fmt::format("{:02x}", byte);
  return out;
}

evm_account make_account(std::uint64_t number) {
  evm_account out{};
  const std::uint64_t swapped = __builtin_bswap64(number);
  std::memcpy(out.bytes, &swapped, sizeof swapped);
  std::memcpy(out.bytes + 8, &swapped, sizeof swapped);
  return out;
}

// Not in the header: where g++ 12 knows how long the calldata is, it warns of bounds that insert()
// keeps.
calldata& calldata::add(const evm_word& value) {
  data_.insert(data_.end(), value.bytes, value.bytes + sizeof value.bytes);
  return *this;
}

calldata& calldata::add_bytes(std::string_view content) {
  // The offset counts from behind the selector, to the length, which the content follows.
  add(std::uint64_t{data_.size() - 4 + word_size}).add(std::uint64_t{content.size()});
  data_.insert(data_.end(), content.begin(), content.end());
  data_.resize(data_.size() + (word_size - content.size() % word_size) % word_size);
  return *this;
}

revert why(const evm_result& failed, std::string& text) {
  if (failed.status == EVM_HALT) {
    if (failed.halt != EVM_HALT_OUT_OF_GAS) return revert::invalid();
    text = "OUT_OF_GAS";
    return {revert_kind::raw, {}, text};
  }
  if (failed.output.size == 0) return revert::empty();
  if (read_reason(failed.output, text)) return revert::reason(text);
  if (starts_with(failed.output, panic_selector) && failed.output.size == 4 + word_size) {
    text = fmt::format("Panic(0x{:02x})", failed.output.data[failed.output.size - 1]);
    return revert::panic(text);
  }
  text = hex(std::span(failed.output.data, failed.output.size));
  return {revert_kind::raw, {}, text};
}

void fault(const evm_subject* machine) {
  const std::string_view said = machine == nullptr ? "" : evm_error(machine);
  throw subject_error(fmt::format("evm: the machine failed: {}; please report it",
                                  said.empty() ? "it was asked from a callback" : said));
}

machine::machine(const char* fork) {
  const evm_config config{fork, 1, 0};
  handle_.reset(evm_create(&config));
  if (handle_ == nullptr) throw std::invalid_argument(fmt::format("unknown fork {}", fork));
}

evm_result machine::call(const evm_account& from, const evm_account& to,
                         std::span<const std::uint8_t> data) {
  return call(from, to, data, gas_);
}

evm_result machine::call(const evm_account& from, const evm_account& to,
                         std::span<const std::uint8_t> data, std::uint64_t gas) {
  evm_result result{};
  evm_call(get(), &from, &to, nullptr, view(named(to, data)), gas, &result);
  if (result.status == EVM_FAULT) fault(get());
  return result;
}

const evm_result& machine::checked(const evm_result& result) const {
  if (result.status == EVM_FAULT) fault(get());
  if (result.status != EVM_SUCCESS) {
    std::string text;
    throw subject_error(fmt::format("evm: a call that prepares the world failed: {}",
                                    why(result, text).to_string()));
  }
  return result;
}

evm_result machine::must(const evm_account& from, const evm_account& to,
                         std::span<const std::uint8_t> data) {
  return checked(call(from, to, data));
}

evm_result machine::try_view(const evm_account& to, std::span<const std::uint8_t> data) {
  evm_result result{};
  evm_view(get(), &to, &to, view(named(to, data)), std::min(gas_, view_gas), &result);
  if (result.status == EVM_FAULT) fault(get());
  return result;
}
evm_result machine::see(const evm_account& to, std::span<const std::uint8_t> data) {
  return checked(try_view(to, data));
}

evm_result machine::try_deploy(const evm_account& from, std::span<const std::uint8_t> init_code) {
  evm_result result{};
  evm_deploy(get(), &from, nullptr, view(init_code), gas_, nullptr, &result);
  if (result.status == EVM_FAULT) fault(get());
  return result;
}
evm_account machine::deploy(const evm_account& from, std::span<const std::uint8_t> init_code) {
  return checked(try_deploy(from, init_code)).created;
}

void machine::set_code(const evm_account& where, std::span<const std::uint8_t> code) {
  evm_set_code(get(), &where, view(code));
}
void machine::set_storage(const evm_account& where, const evm_word& key, const word& value) {
  const evm_word put = to_evm(value);
  evm_set_storage(get(), &where, &key, &put);
}
word machine::storage(const evm_account& where, const evm_word& key) const {
  evm_word value{};
  evm_storage(get(), &where, &key, &value);
  return from_evm(value);
}
evm_word machine::code_hash(const evm_account& where) const {
  evm_word hash{};
  evm_code_hash(get(), &where, &hash);
  return hash;
}

std::span<const std::uint8_t> machine::named(const evm_account& to,
                                             std::span<const std::uint8_t> data) {
  if (renamed_.empty() || data.size() < selector_size) return data;
  const std::uint32_t function = selector_in(data);
  const auto found = std::find_if(renamed_.begin(), renamed_.end(), [&](const renaming& one) {
    return one.function == function && same(one.where, to);
  });
  if (found == renamed_.end()) return data;
  renamed_data_ = calldata(found->there).take();
  renamed_data_.insert(renamed_data_.end(), data.begin() + selector_size, data.end());
  return renamed_data_;
}

std::span<const evm_change> machine::changes() const {
  const evm_change* first = nullptr;
  const std::size_t count = evm_changes(get(), &first);
  return {first, count};
}

std::span<const evm_change> machine::reads() const {
  const evm_change* first = nullptr;
  const std::size_t count = evm_reads(get(), &first);
  return {first, count};
}

evm_word mapping_slot(const evm_word& key, const evm_word& slot) {
  std::array<std::uint8_t, 2 * word_size> preimage{};
  std::copy(std::begin(key.bytes), std::end(key.bytes), preimage.begin());
  std::copy(std::begin(slot.bytes), std::end(slot.bytes), preimage.begin() + word_size);
  const hash256 digest = keccak256(preimage);
  evm_word out;
  std::copy(digest.begin(), digest.end(), std::begin(out.bytes));
  return out;
}
evm_word mapping_slot(const evm_word& key, std::uint64_t slot) {
  return mapping_slot(key, to_evm(word{slot}));
}

}  // namespace assay::evm
