// What the sequences of a protocol are made of: operations on one pool as flat objects, every key
// in every step, so that one struct of another language reads them all. What an operation does not
// have is zero.
#pragma once

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/gen/choices.hpp"
#include "assay/ledger/account.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "assay/vector/value.hpp"

namespace assay::vectors {

/// The kinds of fields of a step. Numbers are words, or words in two's complement.
enum class step_field : std::uint8_t {
  number,
  signed_number,
  text,
  flag,
  numbers,
  signed_numbers,
  texts,
  flags
};

/// Names and kinds of all fields of a step, in alphabetical order.
using step_fields = std::vector<std::pair<std::string, step_field>>;

/// A fresh pool, and what is drawn or asked of it.
class sequence_pool {
 public:
  virtual ~sequence_pool() = default;

  /// Draws the next operation and runs it; gives the step.
  virtual std::string draw(gen::choices& choices) = 0;

  /// The operation of a step whose shape the schema has accepted, run again. `problem` says what is
  /// no operation all the same: an unknown name or account, a number that does not fit.
  struct played {
    std::string step{};
    std::string problem{};
  };
  virtual played play(const simdjson::dom::element& step) = 0;
};

/// One protocol's sequences.
struct sequence_kind {
  std::string_view protocol;
  std::string_view title;    ///< of the schema
  std::string_view comment;  ///< of each sequence, after its number of operations
  std::string_view mirrors;  ///< source of the contract
  std::string code_hash;     ///< of its runtime code; creation code where that has immutables
  std::vector<std::string> header;  ///< sentences for people
  step_fields fields;
  std::unique_ptr<sequence_pool> (*make_pool)();
};

/// All protocols that have sequences.
[[nodiscard]] const std::vector<sequence_kind>& sequence_kinds();

/// That of a protocol, or none.
[[nodiscard]] const sequence_kind* find_sequence_kind(std::string_view protocol);

[[nodiscard]] sequence_kind uniswap_v2_sequences();
[[nodiscard]] sequence_kind uniswap_v3_sequences();
[[nodiscard]] step_fields uniswap_v3_step_fields();

/// Pools of sequences that somebody else than the engine answers for.
[[nodiscard]] std::unique_ptr<sequence_pool> uniswap_v2_pool(
    std::unique_ptr<uniswap_v2::subject> who);
[[nodiscard]] std::unique_ptr<sequence_pool> uniswap_v3_pool(
    std::unique_ptr<uniswap_v3::subject> who);

/// What documents and steps call an account: "zero", `pool_name`, "token0", "token1", or the
/// actor's number.
[[nodiscard]] std::string sequence_account(account who, std::string_view pool_name);

/// "Sync(1,2)"
[[nodiscard]] std::string event_text(std::string_view name, const std::vector<std::string>& list);

/// A number as JSON: quoted decimal digits.
[[nodiscard]] std::string number_json(const word& number);
[[nodiscard]] std::string number_json(std::uint64_t number);
/// The same of a word in two's complement.
[[nodiscard]] std::string signed_json(const word& bits);
[[nodiscard]] std::string signed_json(std::int64_t number);

/// What `token` may be.
inline constexpr std::array<std::string_view, 2> token_names = {"0", "1"};

/// Reads the fields of an operation; the first thing that is wrong stays in `problem`.
class step_reader {
 public:
  /// Accounts of the step are those that exist with so many actors.
  step_reader(const simdjson::dom::element& step, std::string_view pool_name, std::uint32_t actors)
      : step_(step), pool_name_(pool_name), actors_(actors) {}

  /// A number of this type; negative ones in two's complement.
  word number(std::string_view key, value_type type = value_type::uint256);
  std::int32_t small_signed(std::string_view key, value_type type);
  std::uint64_t time();
  account account_at(std::string_view key);
  std::string_view text(std::string_view key);
  bool flag(std::string_view key);
  /// The place of a text in a list of names.
  std::size_t one_of(std::string_view key, std::span<const std::string_view> names,
                     std::string_view otherwise);
  /// Numbers below 2^32.
  std::vector<std::uint32_t> small_numbers(std::string_view key);
  void fail(std::string what) {
    if (problem_.empty()) problem_ = std::move(what);
  }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  simdjson::dom::element step_;
  std::string_view pool_name_;
  std::uint32_t actors_;
  std::string problem_{};
};

}  // namespace assay::vectors
