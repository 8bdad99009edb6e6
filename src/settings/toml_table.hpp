// A table of a file that people write, read strictly: every key is asked for, the others are
// refused with the nearest that would do; numbers that decide states are exact decimals.
#pragma once

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/word/uint.hpp"

namespace assay::settings {

class toml_table {
 public:
  /// `path` is what messages call it: "market", "pool[1]"; empty for the whole file.
  toml_table(const std::string& file, std::string path, const toml::table& table)
      : file_(file), path_(std::move(path)), table_(table) {}

  [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
  [[nodiscard]] std::uint64_t line() const { return table_.source().begin.line; }

  /// Refuses what is not in the list.
  void only(std::initializer_list<std::string_view> known) const;

  [[nodiscard]] std::string text(std::string_view key, std::string_view otherwise) const;
  [[nodiscard]] std::string need_text(std::string_view key) const;
  [[nodiscard]] std::uint64_t number(std::string_view key, std::uint64_t otherwise,
                                     std::uint64_t least, std::uint64_t most) const;
  [[nodiscard]] bool flag(std::string_view key, bool otherwise) const;
  /// A number that only market paths depend on.
  [[nodiscard]] double real(std::string_view key, double otherwise, double least,
                            double most) const;
  /// "7d", "36h", "90m", "12s" or a number of seconds.
  [[nodiscard]] double seconds(std::string_view key, std::string_view otherwise) const;
  /// The same, where a fraction of a second means nothing.
  [[nodiscard]] std::uint64_t whole_seconds(std::string_view key, std::string_view otherwise) const;
  /// An exact decimal times 10^decimals; a TOML float is refused, because it is not exact.
  [[nodiscard]] uint<256> decimal(std::string_view key, unsigned decimals) const;
  [[nodiscard]] uint<256> decimal(std::string_view key, unsigned decimals,
                                  std::string_view otherwise) const;
  /// The text of such a number as it stands.
  [[nodiscard]] std::string decimal_text(std::string_view key) const;
  /// A list of whole numbers, not empty.
  [[nodiscard]] std::vector<std::int64_t> numbers(std::string_view key, std::int64_t least,
                                                  std::int64_t most) const;
  /// A list of texts, not empty.
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  /// A list of exact decimals times 10^decimals, not empty.
  [[nodiscard]] std::vector<uint<256>> decimals_of(std::string_view key, unsigned decimals) const;
  /// Whole numbers in a list of this length.
  [[nodiscard]] std::vector<std::uint64_t> whole_numbers(std::string_view key,
                                                         std::size_t count) const;
  /// Texts in a list of any length, possibly absent.
  [[nodiscard]] std::vector<std::string> some_texts(std::string_view key) const;
  /// Where keys are names that the writer chose: all of them with their texts, in order.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> named_texts() const;
  /// The position of `key`'s text in `choices`.
  [[nodiscard]] std::size_t choice(std::string_view key, std::initializer_list<std::string_view>,
                                   std::size_t otherwise) const;

  [[nodiscard]] std::optional<toml_table> table(std::string_view key) const;
  [[nodiscard]] toml_table need_table(std::string_view key) const;
  /// An array of tables, possibly absent.
  [[nodiscard]] std::vector<toml_table> tables(std::string_view key) const;

  [[noreturn]] void fail(std::string_view key, std::string_view what, std::string_view mend) const;

 private:
  const std::string& file_;
  std::string path_;
  const toml::table& table_;

  [[nodiscard]] std::string name(std::string_view key) const;
  [[nodiscard]] const toml::node& need(std::string_view key) const;
  [[nodiscard]] const toml::array& need_list(std::string_view key) const;
};

/// Throws trace::input_error for what is no TOML.
toml::table parse_table(std::string_view text, const std::string& file);

/// text times 10^decimals, exact; nothing when it is not a plain decimal, has more decimals or
/// does not fit.
std::optional<uint<256>> parse_decimal_text(std::string_view text, unsigned decimals);

/// The element that takes the fewest edits to become `name`.
std::string_view nearest(std::string_view name, std::span<const std::string_view> known);
inline std::string_view nearest(std::string_view name,
                                std::initializer_list<std::string_view> known) {
  return nearest(name, std::span(known.begin(), known.size()));
}

}  // namespace assay::settings
