// The protocols that have sequences, and what their steps share.
#include "sequence.hpp"

#include <algorithm>

#include "assay/word/format.hpp"
#include "assay/word/sint.hpp"

namespace assay::vectors {

namespace {

constexpr std::string_view not_below_2_256 = " is not a decimal number below 2^256";

}  // namespace

const std::vector<sequence_kind>& sequence_kinds() {
  static const std::vector<sequence_kind> kinds = {uniswap_v2_sequences(), uniswap_v3_sequences()};
  return kinds;
}

const sequence_kind* find_sequence_kind(std::string_view protocol) {
  for (const sequence_kind& kind : sequence_kinds()) {
    if (kind.protocol == protocol) return &kind;
  }
  return nullptr;
}

std::string sequence_account(account who, std::string_view pool_name) {
  if (who == account::zero()) return "zero";
  if (who == account::pool()) return std::string(pool_name);
  if (who == account::token0()) return "token0";
  if (who == account::token1()) return "token1";
  return std::to_string(who.actor_number());
}

std::string event_text(std::string_view name, const std::vector<std::string>& list) {
  std::string text(name);
  char separator = '(';
  for (const std::string& argument : list) {
    text.push_back(separator);
    text += argument;
    separator = ',';
  }
  return text + ")";
}

std::string number_json(const word& number) { return "\"" + to_decimal(number) + "\""; }
std::string number_json(std::uint64_t number) { return "\"" + std::to_string(number) + "\""; }
std::string signed_json(const word& bits) {
  return "\"" + to_text(make_value(value_type::int256, bits)) + "\"";
}
std::string signed_json(std::int64_t number) { return "\"" + std::to_string(number) + "\""; }

word step_reader::number(std::string_view key, value_type type) {
  const parsed_value read = parse_scalar(type, text(key));
  if (!read.parsed) {
    const bool is_word = type == value_type::uint256;
    fail(std::string(key) + (is_word
                                 ? std::string(not_below_2_256)
                                 : " is no " + std::string(type_name(type)) + ": " + read.problem));
    return {};
  }
  return read.parsed->scalar();
}

std::int32_t step_reader::small_signed(std::string_view key, value_type type) {
  const word bits = number(key, type);
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(to_limbs(bits)[0]));
}

std::uint64_t step_reader::time() {
  const auto read = to_u64_checked(number("time"));
  if (!read) fail("time is beyond 2^64");
  return read.value_or(0);
}

account step_reader::account_at(std::string_view key) {
  const std::string_view name = text(key);
  for (std::uint32_t index = 0; index < account::first_actor + actors_; ++index) {
    if (sequence_account({index}, pool_name_) == name) return account{index};
  }
  fail(std::string(key) + " is no account");
  return {};
}

std::string_view step_reader::text(std::string_view key) {
  std::string_view found;
  if (step_[key].get(found) != simdjson::SUCCESS) fail(std::string(key) + " is not a string");
  return found;
}

bool step_reader::flag(std::string_view key) {
  bool found = false;
  if (step_[key].get(found) != simdjson::SUCCESS) fail(std::string(key) + " is not a boolean");
  return found;
}

std::size_t step_reader::one_of(std::string_view key, std::span<const std::string_view> names,
                                std::string_view otherwise) {
  const auto found = std::find(names.begin(), names.end(), text(key));
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  fail(std::string(key) + " is " + std::string(otherwise));
  return 0;
}

std::vector<std::uint32_t> step_reader::small_numbers(std::string_view key) {
  std::vector<std::uint32_t> numbers;
  simdjson::dom::array list;
  if (step_[key].get(list) != simdjson::SUCCESS) fail(std::string(key) + " is not a list");
  for (const simdjson::dom::element item : list) {
    std::string_view digits;
    const bool is_text = item.get(digits) == simdjson::SUCCESS;
    const parsed_value read = parse_scalar(value_type::uint32, is_text ? digits : "");
    if (!read.parsed) {
      fail(std::string(key) + " holds what is no uint32");
      return numbers;
    }
    numbers.push_back(static_cast<std::uint32_t>(to_limbs(read.parsed->scalar())[0]));
  }
  return numbers;
}

}  // namespace assay::vectors
