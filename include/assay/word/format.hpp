// Words as text. Decimal is what traces carry, so both directions work on 19 digits at a time.
#pragma once

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "assay/word/limb_division.hpp"
#include "assay/word/uint.hpp"

namespace assay {

namespace detail {

inline constexpr unsigned chunk_digits = 19;  // the largest power of ten below 2^64 is 10^19
inline constexpr u64 chunk_scale = 10'000'000'000'000'000'000U;
inline constexpr std::string_view hex_digits = "0123456789abcdef";

/// At least the decimal digits of 2^N - 1, floor(N log10(2)) + 1; log10(2) = 0.30102999... .
template <unsigned N>
inline constexpr unsigned max_decimal_digits = N * 30103 / 100000 + 1;

constexpr bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }

/// Eight digits in one multiplication tree; false when one of them is not a digit.
inline bool parse_eight_digits(const char* text, u64& value) {
  u64 x = 0;
  std::memcpy(&x, text, sizeof x);
  constexpr u64 zeros = 0x3030303030303030;  // "00000000"
  // A digit has the high nibble 3, and still has it after adding 6, because '9' + 6 = 0x3f.
  constexpr u64 high_nibbles = 0xf0f0f0f0f0f0f0f0;
  constexpr u64 sixes = 0x0606060606060606;
  if ((x & high_nibbles) != zeros || ((x + sixes) & high_nibbles) != zeros) return false;
  x -= zeros;
  x = x * 10 + (x >> 8);  // two digits in every even byte
  constexpr u64 pair_mask = 0x000000ff000000ff;
  constexpr u64 low_weights = 100 + (u64{1'000'000} << 32);
  constexpr u64 high_weights = 1 + (u64{10'000} << 32);
  value = ((x & pair_mask) * low_weights + ((x >> 16) & pair_mask) * high_weights) >> 32;
  return true;
}

/// Up to 19 digits; false when one of them is not a digit.
constexpr bool parse_chunk(std::string_view text, u64& value) {
  value = 0;
  std::size_t i = 0;
  if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
    constexpr u64 eight_digits = 100'000'000;
    for (; i + 8 <= text.size(); i += 8) {
      u64 eight = 0;
      if (!parse_eight_digits(text.data() + i, eight)) return false;
      value = value * eight_digits + eight;
    }
  }
  for (; i < text.size(); ++i) {
    if (!is_decimal_digit(text[i])) return false;
    value = value * 10 + static_cast<u64>(text[i] - '0');
  }
  return true;
}

/// x = x * scale + addend over the first `count` limbs; returns the limb that is carried out.
template <std::size_t L>
constexpr u64 mul_add_in_place(limbs<L>& x, std::size_t count, u64 scale, u64 addend) {
  u64 carry = addend;
  for (std::size_t i = 0; i < count; ++i) x[i] = mul_add_limb(x[i], scale, 0, carry);
  return carry;
}

constexpr int hex_digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The word of these limbs; nothing when a bit at N or above is set.
template <unsigned N, class Backend>
constexpr std::optional<uint<N, Backend>> from_limbs_checked(const limbs<limb_count<N>>& x) {
  if constexpr (N % limb_bits != 0) {
    if ((x.back() >> (N % limb_bits)) != 0) return std::nullopt;
  }
  return uint<N, Backend>::from_limbs(x);
}

/// The 19 low decimal digits are taken off x, of which `count` limbs are not zero.
template <std::size_t L>
constexpr u64 take_chunk(limbs<L>& x, unsigned& count) {
  limbs<L> quotient{};
  const u64 chunk = divide_by_1(quotient, x, count, chunk_scale);
  x = quotient;
  count = significant_limbs(x);
  return chunk;
}

// "00", "01", ... "99".
inline constexpr auto digit_pairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

/// Digits of value, most significant first, ending at `end`; returns where they start.
constexpr char* write_digits_backwards(char* end, u64 value) {
  while (value >= 10) {
    const std::size_t pair = 2 * (value % 100);
    value /= 100;
    *--end = digit_pairs[pair + 1];
    *--end = digit_pairs[pair];
    if (value == 0) return end;
  }
  *--end = static_cast<char>('0' + value);
  return end;
}

}  // namespace detail

/// Decimal digits to a word. Strict: not empty, digits only, no leading zero, below 2^N.
template <unsigned N, class Backend = default_backend>
constexpr std::optional<uint<N, Backend>> parse_decimal(std::string_view text) {
  constexpr std::size_t count = detail::limb_count<N>;
  if (text.empty() || text.size() > detail::max_decimal_digits<N>) return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  detail::limbs<count> value{};
  std::size_t length = text.size() % detail::chunk_digits;
  if (length == 0) length = detail::chunk_digits;
  std::size_t used = 0;  // limbs that may be non-zero
  while (!text.empty()) {
    std::uint64_t chunk = 0;
    if (!detail::parse_chunk(text.substr(0, length), chunk)) return std::nullopt;
    const std::uint64_t carry = detail::mul_add_in_place(value, used, detail::chunk_scale, chunk);
    if (used < count) {
      value[used++] = carry;
    } else if (carry != 0) {
      return std::nullopt;
    }
    text.remove_prefix(length);
    length = detail::chunk_digits;
  }
  return detail::from_limbs_checked<N, Backend>(value);
}

/// "0x" and hexadecimal digits of either case to a word. Strict: at least one digit, no leading
/// zero except in "0x0", below 2^N.
template <unsigned N, class Backend = default_backend>
constexpr std::optional<uint<N, Backend>> parse_hex(std::string_view text) {
  if (text.size() < 3 || text[0] != '0' || text[1] != 'x') return std::nullopt;
  text.remove_prefix(2);
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  constexpr std::size_t digits_per_limb = 16;
  constexpr std::size_t count = detail::limb_count<N>;
  if (text.size() > count * digits_per_limb) return std::nullopt;
  detail::limbs<count> value{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int digit = detail::hex_digit_value(text[text.size() - 1 - i]);
    if (digit < 0) return std::nullopt;
    value[i / digits_per_limb] |= static_cast<std::uint64_t>(digit) << (4 * (i % digits_per_limb));
  }
  return detail::from_limbs_checked<N, Backend>(value);
}

/// Decimal or, after "0x", hexadecimal.
template <unsigned N, class Backend = default_backend>
constexpr std::optional<uint<N, Backend>> parse_number(std::string_view text) {
  const bool is_hex = text.size() >= 2 && text[0] == '0' && text[1] == 'x';
  return is_hex ? parse_hex<N, Backend>(text) : parse_decimal<N, Backend>(text);
}

/// A constant of the program from its decimal or hexadecimal text; bad text does not compile.
template <unsigned N, class Backend = default_backend>
consteval uint<N, Backend> word_literal(std::string_view text) {
  return parse_number<N, Backend>(text).value();
}

/// Appends x in decimal, without leading zeros.
template <unsigned N, class B>
void append_decimal(std::string& out, const uint<N, B>& x) {
  // One chunk more than needed, because every chunk is written in full width.
  std::array<char, detail::max_decimal_digits<N> + detail::chunk_digits> buffer{};
  char* const end = buffer.data() + buffer.size();
  char* start = end;
  auto rest = to_limbs(x);
  unsigned count = detail::significant_limbs(rest);
  while (count > 1 || rest[0] >= detail::chunk_scale) {
    const std::uint64_t chunk = detail::take_chunk(rest, count);
    char* const chunk_start = start - detail::chunk_digits;
    for (start = detail::write_digits_backwards(start, chunk); start > chunk_start;) {
      *--start = '0';
    }
  }
  start = detail::write_digits_backwards(start, rest[0]);
  out.append(start, static_cast<std::size_t>(end - start));
}

/// x in decimal, without leading zeros.
template <unsigned N, class B>
std::string to_decimal(const uint<N, B>& x) {
  std::string out;
  append_decimal(out, x);
  return out;
}

/// "0x" and all ceil(N / 4) lower-case hexadecimal digits.
template <unsigned N, class B>
std::string to_hex_padded(const uint<N, B>& x) {
  constexpr unsigned digits = (N + 3) / 4;
  const auto limbs = to_limbs(x);
  std::string out = "0x";
  for (unsigned i = digits; i-- > 0;) {
    out.push_back(detail::hex_digits[(limbs[i / 16] >> (4 * (i % 16))) & 15]);
  }
  return out;
}

/// "0x" and lower-case hexadecimal digits without leading zeros; zero is "0x0".
template <unsigned N, class B>
std::string to_hex(const uint<N, B>& x) {
  std::string out = to_hex_padded(x);
  const std::size_t first = out.find_first_not_of('0', 2);
  out.erase(2, first == std::string::npos ? out.size() - 3 : first - 2);
  return out;
}

}  // namespace assay
