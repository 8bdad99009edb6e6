// The program assay-proved: where it is, and what its lines say.
#include "assay/proved/oracle.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "assay/word/format.hpp"
#include "assay/word/sint.hpp"

namespace assay::proved {
namespace {

constexpr std::string_view program_name = "assay-proved";

// In single quotes, for /bin/sh.
std::string shell_quoted(std::string_view path) {
  std::string text = "'";
  for (const char letter : path) {
    if (letter == '\'') {
      text += "'\\''";
    } else {
      text += letter;
    }
  }
  return text + "'";
}

std::optional<uint<256>> parse_value(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto magnitude = parse_hex<256>(text);
  if (!magnitude || !negative) return magnitude;
  return neg_wrapping(*magnitude);
}

// As to_hex, without a string of its own for each of the many short numbers.
void append_hex(std::string& line, const uint<256>& value) {
  constexpr unsigned bits_per_digit = 4;
  constexpr unsigned digits_per_limb = 64 / bits_per_digit;
  const auto limbs = to_limbs(value);
  line += "0x";
  for (unsigned i = std::max(1U, (bit_width(value) + bits_per_digit - 1) / bits_per_digit);
       i-- > 0;) {
    const auto digit = limbs[i / digits_per_limb] >> (bits_per_digit * (i % digits_per_limb)) & 15;
    line.push_back(detail::hex_digits[digit]);
  }
}

// The next word of a line, which it leaves; empty at the end.
std::string_view take_word(std::string_view& line) {
  const std::size_t space = line.find(' ');
  const std::string_view word = line.substr(0, space);
  line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
  return word;
}

}  // namespace

std::string program_path() {
  if (const char* named = getenv("ASSAY_PROVED_PROGRAM"); named != nullptr && *named != '\0') {
    return named;
  }
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) {
    const auto folder = self.parent_path();
    for (const auto& candidate : {folder / program_name, folder / ".." / "bin" / program_name}) {
      if (std::filesystem::exists(candidate, error)) return candidate.lexically_normal().string();
    }
  }
  throw subject_error(
      "subject proved: the program assay-proved is not beside this one; build the target "
      "assay_proved_program, or name it in ASSAY_PROVED_PROGRAM");
}

oracle::oracle(const std::string& program) : process_("exec " + shell_quoted(program)) {}

const oracle_answer& oracle::ask(std::string_view question) {
  line_.assign(question);
  line_.push_back('\n');
  process_.send(line_);
  return receive();
}

const oracle_answer& oracle::receive() {
  std::string_view line = process_.receive();
  const std::string_view head = take_word(line);
  answer_.values.clear();
  answer_.reason = {};
  if (head == "=") {
    answer_.what = verdict::value;
    while (!line.empty()) {
      const auto value = parse_value(take_word(line));
      if (!value) process_.fail("an answer holds a number beyond 256 bits", "report this");
      answer_.values.push_back(*value);
    }
  } else if (head == "none") {
    answer_.what = verdict::none;
    answer_.reason = line;
  } else if (head == "outside") {
    answer_.what = verdict::outside;
  } else {
    process_.fail(fmt::format("an answer begins with \"{}\"", head), "build assay-proved again");
  }
  return answer_;
}

void append_number(std::string& line, const uint<256>& value) {
  line += " ";
  append_hex(line, value);
}

void append_signed(std::string& line, const uint<256>& bits) {
  const auto value = sint<256>::from_bits(bits);
  line += value.is_negative() ? " -" : " ";
  append_hex(line, magnitude(value));
}

}  // namespace assay::proved
