// Numbers on the command line.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "assay/word/format.hpp"
#include "command.hpp"

namespace assay::cli {

std::uint64_t parse_number(std::string_view option, std::string_view text, std::uint64_t least,
                           std::uint64_t most) {
  const auto parsed = assay::parse_number<64>(text);
  if (!parsed) {
    trace::fail(option,
                fmt::format("\"{}\" is not an unsigned 64-bit integer", trace::printable(text)),
                "write decimal digits, or hexadecimal ones after 0x");
  }
  const std::uint64_t number = to_limbs(*parsed)[0];
  if (number < least || number > most) {
    trace::fail(option, fmt::format("{} is out of range", number),
                fmt::format("write a number from {} to {}", least, most));
  }
  return number;
}

double parse_decimal_fraction(std::string_view option, std::string_view text, double least,
                              double most) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    trace::fail(option, fmt::format("\"{}\" is not a number", trace::printable(text)),
                "write decimal digits, with a point if need be");
  }
  if (number < least || number > most) {
    trace::fail(option, fmt::format("{} is out of range", number),
                fmt::format("write a number from {} to {}", least, most));
  }
  return number;
}

CLI::Option* add_number(CLI::App& command, const std::string& option, std::uint64_t& value,
                        const std::string& description, std::uint64_t least, std::uint64_t most) {
  const auto read = [&value, option, least, most](const std::string& text) {
    try {
      value = parse_number(option, text, least, most);
    } catch (const trace::input_error& error) {
      throw CLI::ValidationError(error.what());
    }
  };
  return command.add_option_function<std::string>(option, read, description)
      ->type_name("N")
      ->default_str(std::to_string(value));
}

}  // namespace assay::cli
