// sint<N>: a signed integer of N bits in two's complement with EVM semantics, -2^(N-1)..2^(N-1)-1.
// As for uint there are no arithmetic operators: every operation says how it wraps or fails.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "assay/word/format.hpp"
#include "assay/word/uint.hpp"

namespace assay {

template <unsigned N, class Backend = default_backend>
class sint {
 public:
  static constexpr unsigned bits = N;
  using backend = Backend;
  using unsigned_type = uint<N, Backend>;

  /// Zero.
  constexpr sint() = default;

  /// `value` within -2^(N-1)..2^(N-1)-1.
  explicit constexpr sint(std::int64_t value) : pattern_(extend(value)) {
    ASSAY_ASSERT(N >= 64 || value >> (N < 64 ? N - 1 : 63) == (value < 0 ? -1 : 0));
  }

  /// The signed reading of the same N bits: Solidity's intN(uintN).
  static constexpr sint from_bits(const unsigned_type& pattern) {
    sint out;
    out.pattern_ = pattern;
    return out;
  }
  /// The unsigned reading of the same N bits: Solidity's uintN(intN).
  constexpr const unsigned_type& to_bits() const { return pattern_; }

  static constexpr sint zero() { return sint(); }
  static constexpr sint one() { return from_bits(unsigned_type::one()); }
  static constexpr sint minus_one() { return from_bits(unsigned_type::max()); }
  static constexpr sint min() { return from_bits(unsigned_type::power_of_two(N - 1)); }
  static constexpr sint max() { return from_bits(unsigned_type::max() >> 1); }

  constexpr bool is_zero() const { return pattern_.is_zero(); }
  constexpr bool is_negative() const { return pattern_.bit(N - 1); }

  friend constexpr bool operator==(const sint& a, const sint& b) {
    return a.pattern_ == b.pattern_;
  }
  /// Signed order (EVM SLT, SGT).
  friend constexpr std::strong_ordering operator<=>(const sint& a, const sint& b) {
    // Flipping the sign bit maps the signed order onto the unsigned one.
    return (a.pattern_ ^ min().pattern_) <=> (b.pattern_ ^ min().pattern_);
  }

 private:
  static constexpr unsigned_type extend(std::int64_t value) {
    detail::limbs<detail::limb_count<N>> out{};
    for (auto& limb : out) limb = value < 0 ? ~std::uint64_t{0} : 0;
    out[0] = static_cast<std::uint64_t>(value);
    if constexpr (N % 64 != 0) out.back() &= (std::uint64_t{1} << (N % 64)) - 1;
    return unsigned_type::from_limbs(out);
  }

  unsigned_type pattern_;
};

// ---- Conversions -------------------------------------------------------------------------------

/// The signed reading of the same N bits (never fails; 2^(N-1) and above become negative).
template <unsigned N, class B>
constexpr sint<N, B> to_signed_wrapping(const uint<N, B>& x) {
  return sint<N, B>::from_bits(x);
}

/// The unsigned reading of the same N bits (never fails; negatives become 2^(N-1) and above).
template <unsigned N, class B>
constexpr uint<N, B> to_unsigned_wrapping(const sint<N, B>& x) {
  return x.to_bits();
}

/// The same value; nothing from 2^(N-1) on.
template <unsigned N, class B>
constexpr std::optional<sint<N, B>> to_signed_checked(const uint<N, B>& x) {
  if (x.bit(N - 1)) return std::nullopt;
  return sint<N, B>::from_bits(x);
}

/// The same value; nothing when negative.
template <unsigned N, class B>
constexpr std::optional<uint<N, B>> to_unsigned_checked(const sint<N, B>& x) {
  if (x.is_negative()) return std::nullopt;
  return x.to_bits();
}

/// |x|, exact for every x: |min| = 2^(N-1) fits the unsigned word.
template <unsigned N, class B>
constexpr uint<N, B> magnitude(const sint<N, B>& x) {
  return x.is_negative() ? neg_wrapping(x.to_bits()) : x.to_bits();
}

/// The low M bits read as signed: Solidity's intM(x). For M >= N the same value.
template <unsigned M, unsigned N, class B>
constexpr sint<M, B> truncate(const sint<N, B>& x) {
  const uint<M, B> low = truncate<M>(x.to_bits());
  if constexpr (M > N) {
    if (x.is_negative()) return sint<M, B>::from_bits(low | (uint<M, B>::max() << N));
  }
  return sint<M, B>::from_bits(low);
}

/// The same value in M >= N bits.
template <unsigned M, unsigned N, class B>
constexpr sint<M, B> widen(const sint<N, B>& x) {
  static_assert(M >= N, "widen never loses bits; truncate and narrow_checked may");
  return truncate<M>(x);
}

/// -2^(M-1) <= x < 2^(M-1).
template <unsigned M, unsigned N, class B>
constexpr bool fits(const sint<N, B>& x) {
  if constexpr (M >= N) {
    return true;
  } else {
    return truncate<N>(truncate<M>(x)) == x;
  }
}

/// The same value in M bits; nothing when it does not fit.
template <unsigned M, unsigned N, class B>
constexpr std::optional<sint<M, B>> narrow_checked(const sint<N, B>& x) {
  if (!fits<M>(x)) return std::nullopt;
  return truncate<M>(x);
}

/// The low 64 bits read as signed.
template <unsigned N, class B>
constexpr std::int64_t to_i64_truncating(const sint<N, B>& x) {
  return static_cast<std::int64_t>(to_u64_truncating(truncate<(N > 64 ? N : 64)>(x).to_bits()));
}

/// The same value as a machine word; nothing when it does not fit.
template <unsigned N, class B>
constexpr std::optional<std::int64_t> to_i64_checked(const sint<N, B>& x) {
  if (!fits<64>(x)) return std::nullopt;
  return to_i64_truncating(x);
}

/// The same value on another backend.
template <class B2, unsigned N, class B>
constexpr sint<N, B2> convert_backend(const sint<N, B>& x) {
  return sint<N, B2>::from_bits(convert_backend<B2>(x.to_bits()));
}

// ---- Arithmetic --------------------------------------------------------------------------------

/// a + b modulo 2^N (EVM ADD).
template <unsigned N, class B>
constexpr sint<N, B> add_wrapping(const sint<N, B>& a, const sint<N, B>& b) {
  return sint<N, B>::from_bits(add_wrapping(a.to_bits(), b.to_bits()));
}

/// a - b modulo 2^N (EVM SUB).
template <unsigned N, class B>
constexpr sint<N, B> sub_wrapping(const sint<N, B>& a, const sint<N, B>& b) {
  return sint<N, B>::from_bits(sub_wrapping(a.to_bits(), b.to_bits()));
}

/// a * b modulo 2^N (EVM MUL).
template <unsigned N, class B>
constexpr sint<N, B> mul_wrapping(const sint<N, B>& a, const sint<N, B>& b) {
  return sint<N, B>::from_bits(mul_wrapping(a.to_bits(), b.to_bits()));
}

/// -a modulo 2^N: -min is min.
template <unsigned N, class B>
constexpr sint<N, B> neg_wrapping(const sint<N, B>& a) {
  return sint<N, B>::from_bits(neg_wrapping(a.to_bits()));
}

/// a + b; nothing when out of range.
template <unsigned N, class B>
constexpr std::optional<sint<N, B>> add_checked(const sint<N, B>& a, const sint<N, B>& b) {
  const sint<N, B> sum = add_wrapping(a, b);
  // Overflow needs operands of one sign and shows as the other.
  if (a.is_negative() == b.is_negative() && sum.is_negative() != a.is_negative()) {
    return std::nullopt;
  }
  return sum;
}

/// a - b; nothing when out of range.
template <unsigned N, class B>
constexpr std::optional<sint<N, B>> sub_checked(const sint<N, B>& a, const sint<N, B>& b) {
  const sint<N, B> difference = sub_wrapping(a, b);
  if (a.is_negative() != b.is_negative() && difference.is_negative() != a.is_negative()) {
    return std::nullopt;
  }
  return difference;
}

/// a * b; nothing when out of range.
template <unsigned N, class B>
constexpr std::optional<sint<N, B>> mul_checked(const sint<N, B>& a, const sint<N, B>& b) {
  const auto product = mul_overflow(magnitude(a), magnitude(b));
  if (product.carry) return std::nullopt;
  const bool negative = a.is_negative() != b.is_negative();
  const uint<N, B> limit = negative ? sint<N, B>::min().to_bits() : sint<N, B>::max().to_bits();
  if (product.value > limit) return std::nullopt;
  return sint<N, B>::from_bits(negative ? neg_wrapping(product.value) : product.value);
}

/// -a; nothing for min.
template <unsigned N, class B>
constexpr std::optional<sint<N, B>> neg_checked(const sint<N, B>& a) {
  return sub_checked(sint<N, B>(), a);
}

/// Quotient rounded towards zero and remainder with the sign of n; d != 0; min / -1 wraps to min.
template <unsigned N, class B>
constexpr division<sint<N, B>> div_rem_toward_zero(const sint<N, B>& n, const sint<N, B>& d) {
  const auto result = div_rem(magnitude(n), magnitude(d));
  const bool negative = n.is_negative() != d.is_negative();
  return {
      sint<N, B>::from_bits(negative ? neg_wrapping(result.quotient) : result.quotient),
      sint<N, B>::from_bits(n.is_negative() ? neg_wrapping(result.remainder) : result.remainder)};
}

/// n / d rounded towards zero; 0 for d = 0; min / -1 = min (EVM SDIV).
template <unsigned N, class B>
constexpr sint<N, B> div_evm(const sint<N, B>& n, const sint<N, B>& d) {
  return d.is_zero() ? d : div_rem_toward_zero(n, d).quotient;
}

/// n - d * (n / d), with the sign of n; 0 for d = 0 (EVM SMOD).
template <unsigned N, class B>
constexpr sint<N, B> mod_evm(const sint<N, B>& n, const sint<N, B>& d) {
  return d.is_zero() ? d : div_rem_toward_zero(n, d).remainder;
}

/// n / d rounded towards zero; nothing for d = 0 and for min / -1 (Solidity 0.8's checked `/`).
template <unsigned N, class B>
constexpr std::optional<sint<N, B>> div_checked(const sint<N, B>& n, const sint<N, B>& d) {
  if (d.is_zero()) return std::nullopt;
  if (n == sint<N, B>::min() && d == sint<N, B>::minus_one()) return std::nullopt;
  return div_rem_toward_zero(n, d).quotient;
}

// ---- Bits --------------------------------------------------------------------------------------

/// floor(x / 2^k): the sign is shifted in; 0 or -1 for k >= N (EVM SAR).
template <unsigned N, class B>
constexpr sint<N, B> shift_right_arithmetic(const sint<N, B>& x, unsigned k) {
  // For negative x, ~x >= 0 and floor(x / 2^k) = ~(~x >> k).
  if (x.is_negative()) return sint<N, B>::from_bits(~(~x.to_bits() >> k));
  return sint<N, B>::from_bits(x.to_bits() >> k);
}

/// x * 2^k modulo 2^N; zero for k >= N (EVM SHL).
template <unsigned N, class B>
constexpr sint<N, B> shift_left_wrapping(const sint<N, B>& x, unsigned k) {
  return sint<N, B>::from_bits(x.to_bits() << k);
}

/// Bit 8 * byte + 7 of x copied to all bits above it; x itself when that bit is at N - 1 or above
/// (EVM SIGNEXTEND).
template <unsigned N, class B>
constexpr uint<N, B> sign_extend_evm(const uint<N, B>& byte, const uint<N, B>& x) {
  if (byte >= uint<N, B>((N + 7) / 8)) return x;
  const auto sign = 8 * static_cast<unsigned>(to_u64_truncating(byte)) + 7;
  if (sign >= N - 1) return x;
  const uint<N, B> above = uint<N, B>::max() << (sign + 1);
  return x.bit(sign) ? x | above : x & ~above;
}

// ---- Text --------------------------------------------------------------------------------------

/// Appends x in decimal, with a minus sign when negative.
template <unsigned N, class B>
void append_decimal(std::string& out, const sint<N, B>& x) {
  if (x.is_negative()) out.push_back('-');
  append_decimal(out, magnitude(x));
}

/// x in decimal, with a minus sign when negative.
template <unsigned N, class B>
std::string to_decimal(const sint<N, B>& x) {
  std::string out;
  append_decimal(out, x);
  return out;
}

/// Decimal digits, after a minus sign for negative values. As strict as parse_decimal; "-0" is
/// refused, so that every value has one text.
template <unsigned N, class Backend = default_backend>
constexpr std::optional<sint<N, Backend>> parse_signed_decimal(std::string_view text) {
  using signed_word = sint<N, Backend>;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  const auto digits = parse_decimal<N, Backend>(text);
  if (!digits) return std::nullopt;
  if (!negative) return to_signed_checked(*digits);
  if (digits->is_zero() || *digits > signed_word::min().to_bits()) return std::nullopt;
  return signed_word::from_bits(neg_wrapping(*digits));
}

}  // namespace assay
