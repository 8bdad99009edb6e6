// uint<N>: an unsigned integer of N bits with EVM semantics, for any N >= 4.
//
// There are no arithmetic operators. Every operation that can wrap, fail or round says so in its
// name: add_wrapping, add_checked, div_down. What remains as operators is exact at any width:
// comparison and bits. N = 256 is the product; small N is the world in which every input is tried.
//
// The arithmetic is done by a backend (backend_limbs.hpp, backend_boost.hpp); nothing above this
// header depends on which.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "assay/word/assert.hpp"
#include "assay/word/backend_limbs.hpp"
#include "assay/word/result.hpp"
#include "assay/word/rounding.hpp"
#ifdef ASSAY_WORD_BACKEND_BOOST
#include "assay/word/backend_boost.hpp"
#endif

namespace assay {

struct boost_backend;  // backend_boost.hpp

#ifdef ASSAY_WORD_BACKEND_BOOST
using default_backend = boost_backend;
#else
using default_backend = limbs_backend;
#endif

template <unsigned N, class Backend = default_backend>
class uint {
  static_assert(N >= 4, "the modular inverse of mul_div_remco starts from four right bits");

 public:
  static constexpr unsigned bits = N;
  static constexpr std::size_t limb_count = detail::limb_count<N>;
  using backend = Backend;
  using storage_type = typename Backend::template storage<N>;
  using limb_array = detail::limbs<limb_count>;

  /// Zero.
  constexpr uint() : storage_{} {}

  /// `value` < 2^N.
  ASSAY_ALWAYS_INLINE explicit constexpr uint(std::uint64_t value)
      : storage_(Backend::template from_limbs<N>(limb_array{value})) {
    ASSAY_ASSERT(N >= 64 || (value >> (N % 64)) == 0);
  }

  /// Little-endian limbs; bits at N and above are zero.
  ASSAY_ALWAYS_INLINE static constexpr uint from_limbs(const limb_array& value) {
    ASSAY_ASSERT(N % 64 == 0 || (value[limb_count - 1] >> (N % 64)) == 0);
    return from_storage(Backend::template from_limbs<N>(value));
  }

  ASSAY_ALWAYS_INLINE static constexpr uint zero() { return uint(); }
  ASSAY_ALWAYS_INLINE static constexpr uint one() { return uint(std::uint64_t{1}); }
  ASSAY_ALWAYS_INLINE static constexpr uint max() { return ~uint(); }
  /// 2^k; k < N.
  ASSAY_ALWAYS_INLINE static constexpr uint power_of_two(unsigned k) {
    ASSAY_ASSERT(k < N);
    return one() << k;
  }

  ASSAY_ALWAYS_INLINE constexpr bool is_zero() const { return *this == uint(); }
  /// Bit k, 0 being the least significant; false for k >= N.
  constexpr bool bit(unsigned k) const {
    if (k >= N) return false;
    return ((Backend::template to_limbs<N>(storage_)[k / 64] >> (k % 64)) & 1) != 0;
  }

  ASSAY_ALWAYS_INLINE friend constexpr bool operator==(const uint& a, const uint& b) {
    return Backend::template equal<N>(a.storage_, b.storage_);
  }
  ASSAY_ALWAYS_INLINE friend constexpr bool operator<(const uint& a, const uint& b) {
    return Backend::template less<N>(a.storage_, b.storage_);
  }
  ASSAY_ALWAYS_INLINE friend constexpr bool operator>(const uint& a, const uint& b) {
    return b < a;
  }
  ASSAY_ALWAYS_INLINE friend constexpr bool operator<=(const uint& a, const uint& b) {
    return !(b < a);
  }
  ASSAY_ALWAYS_INLINE friend constexpr bool operator>=(const uint& a, const uint& b) {
    return !(a < b);
  }
  ASSAY_ALWAYS_INLINE friend constexpr std::strong_ordering operator<=>(const uint& a,
                                                                        const uint& b) {
    if (a < b) return std::strong_ordering::less;
    return a == b ? std::strong_ordering::equal : std::strong_ordering::greater;
  }

  ASSAY_ALWAYS_INLINE friend constexpr uint operator&(const uint& a, const uint& b) {
    return from_storage(Backend::template bit_and<N>(a.storage_, b.storage_));
  }
  ASSAY_ALWAYS_INLINE friend constexpr uint operator|(const uint& a, const uint& b) {
    return from_storage(Backend::template bit_or<N>(a.storage_, b.storage_));
  }
  ASSAY_ALWAYS_INLINE friend constexpr uint operator^(const uint& a, const uint& b) {
    return from_storage(Backend::template bit_xor<N>(a.storage_, b.storage_));
  }
  ASSAY_ALWAYS_INLINE friend constexpr uint operator~(const uint& a) {
    return from_storage(Backend::template bit_not<N>(a.storage_));
  }
  /// x * 2^k modulo 2^N; zero for k >= N (EVM SHL).
  ASSAY_ALWAYS_INLINE friend constexpr uint operator<<(const uint& x, unsigned k) {
    return k < N ? from_storage(Backend::template shift_left<N>(x.storage_, k)) : uint();
  }
  /// floor(x / 2^k); zero for k >= N (EVM SHR).
  ASSAY_ALWAYS_INLINE friend constexpr uint operator>>(const uint& x, unsigned k) {
    return k < N ? from_storage(Backend::template shift_right<N>(x.storage_, k)) : uint();
  }
  ASSAY_ALWAYS_INLINE constexpr uint& operator&=(const uint& b) { return *this = *this & b; }
  ASSAY_ALWAYS_INLINE constexpr uint& operator|=(const uint& b) { return *this = *this | b; }
  ASSAY_ALWAYS_INLINE constexpr uint& operator^=(const uint& b) { return *this = *this ^ b; }
  ASSAY_ALWAYS_INLINE constexpr uint& operator<<=(unsigned k) { return *this = *this << k; }
  ASSAY_ALWAYS_INLINE constexpr uint& operator>>=(unsigned k) { return *this = *this >> k; }

  /// The backend's own representation; for this folder only.
  ASSAY_ALWAYS_INLINE constexpr const storage_type& storage() const { return storage_; }
  ASSAY_ALWAYS_INLINE static constexpr uint from_storage(const storage_type& storage) {
    uint out;
    out.storage_ = storage;
    return out;
  }

 private:
  storage_type storage_;
};

/// Little-endian 64-bit limbs, ceil(N / 64) of them.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr detail::limbs<detail::limb_count<N>> to_limbs(const uint<N, B>& x) {
  return B::template to_limbs<N>(x.storage());
}

// ---- Sums and differences ----------------------------------------------------------------------

/// a + b modulo 2^N, and whether the exact sum reached 2^N.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr carried<uint<N, B>> add_carry(const uint<N, B>& a,
                                                            const uint<N, B>& b) {
  const auto sum = B::template add<N>(a.storage(), b.storage());
  return {uint<N, B>::from_storage(sum.value), sum.carry};
}

/// a - b modulo 2^N, and whether b > a.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr carried<uint<N, B>> sub_borrow(const uint<N, B>& a,
                                                             const uint<N, B>& b) {
  const auto difference = B::template sub<N>(a.storage(), b.storage());
  return {uint<N, B>::from_storage(difference.value), difference.carry};
}

/// a + b modulo 2^N (EVM ADD).
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N, B> add_wrapping(const uint<N, B>& a, const uint<N, B>& b) {
  return add_carry(a, b).value;
}

/// a - b modulo 2^N (EVM SUB).
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N, B> sub_wrapping(const uint<N, B>& a, const uint<N, B>& b) {
  return sub_borrow(a, b).value;
}

/// -a modulo 2^N.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N, B> neg_wrapping(const uint<N, B>& a) {
  return sub_wrapping(uint<N, B>(), a);
}

/// a + b; nothing when it reaches 2^N.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr std::optional<uint<N, B>> add_checked(const uint<N, B>& a,
                                                                    const uint<N, B>& b) {
  const auto sum = add_carry(a, b);
  if (sum.carry) return std::nullopt;
  return sum.value;
}

/// a - b; nothing when b > a.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr std::optional<uint<N, B>> sub_checked(const uint<N, B>& a,
                                                                    const uint<N, B>& b) {
  const auto difference = sub_borrow(a, b);
  if (difference.carry) return std::nullopt;
  return difference.value;
}

// ---- Products ----------------------------------------------------------------------------------

/// a * b modulo 2^N (EVM MUL).
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N, B> mul_wrapping(const uint<N, B>& a, const uint<N, B>& b) {
  return uint<N, B>::from_storage(B::template mul<N>(a.storage(), b.storage()));
}

/// a * b modulo 2^N, and whether the exact product reached 2^N.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr carried<uint<N, B>> mul_overflow(const uint<N, B>& a,
                                                               const uint<N, B>& b) {
  const auto product = B::template mul_overflow<N>(a.storage(), b.storage());
  return {uint<N, B>::from_storage(product.value), product.carry};
}

/// a * b; nothing when it reaches 2^N.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr std::optional<uint<N, B>> mul_checked(const uint<N, B>& a,
                                                                    const uint<N, B>& b) {
  const auto product = mul_overflow(a, b);
  if (product.carry) return std::nullopt;
  return product.value;
}

/// a * b, exact.
template <unsigned N, unsigned M, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N + M, B> mul_wide(const uint<N, B>& a, const uint<M, B>& b) {
  return uint<N + M, B>::from_storage(B::template mul_wide<N, M>(a.storage(), b.storage()));
}

/// base^exponent modulo 2^N, with 0^0 = 1 (EVM EXP).
template <unsigned N, class B>
constexpr uint<N, B> exp_wrapping(const uint<N, B>& base, const uint<N, B>& exponent) {
  uint<N, B> result = uint<N, B>::one();
  uint<N, B> square = base;
  for (uint<N, B> rest = exponent; !rest.is_zero(); rest >>= 1) {
    if (rest.bit(0)) result = mul_wrapping(result, square);
    square = mul_wrapping(square, square);
  }
  return result;
}

// ---- Quotients and remainders ------------------------------------------------------------------

/// floor(n / d) and n mod d; d != 0. Any two widths.
template <unsigned N, unsigned M, class B>
ASSAY_ALWAYS_INLINE constexpr division<uint<N, B>, uint<M, B>> div_rem(const uint<N, B>& n,
                                                                       const uint<M, B>& d) {
  ASSAY_ASSERT(!d.is_zero());
  const auto result = B::template div_rem<N, M>(n.storage(), d.storage());
  return {uint<N, B>::from_storage(result.quotient), uint<M, B>::from_storage(result.remainder)};
}

/// floor(n / d) and n mod d for a quotient that the caller knows to be below 2^M; d != 0.
template <unsigned N, unsigned M, class B>
ASSAY_ALWAYS_INLINE constexpr division<uint<M, B>> div_rem_narrow(const uint<N, B>& n,
                                                                  const uint<M, B>& d) {
  ASSAY_ASSERT(!d.is_zero());
  const auto result = B::template div_rem_narrow<N, M>(n.storage(), d.storage());
  return {uint<M, B>::from_storage(result.quotient), uint<M, B>::from_storage(result.remainder)};
}

/// floor(n / d); d != 0.
template <unsigned N, unsigned M, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N, B> div_down(const uint<N, B>& n, const uint<M, B>& d) {
  return div_rem(n, d).quotient;
}

/// ceil(n / d); d != 0. Never overflows: a remainder implies d > 1.
template <unsigned N, unsigned M, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N, B> div_up(const uint<N, B>& n, const uint<M, B>& d) {
  const auto result = div_rem(n, d);
  if (result.remainder.is_zero()) return result.quotient;
  return add_wrapping(result.quotient, uint<N, B>::one());
}

/// n mod d; d != 0.
template <unsigned N, unsigned M, class B>
ASSAY_ALWAYS_INLINE constexpr uint<M, B> rem(const uint<N, B>& n, const uint<M, B>& d) {
  return div_rem(n, d).remainder;
}

/// floor(n / d), and 0 for d = 0 (EVM DIV).
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N, B> div_evm(const uint<N, B>& n, const uint<N, B>& d) {
  return d.is_zero() ? d : div_down(n, d);
}

/// n mod d, and 0 for d = 0 (EVM MOD).
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N, B> mod_evm(const uint<N, B>& n, const uint<N, B>& d) {
  return d.is_zero() ? d : rem(n, d);
}

/// (a * b) mod modulus with the exact product, and 0 for modulus = 0 (EVM MULMOD).
template <unsigned N, class B>
constexpr uint<N, B> mulmod(const uint<N, B>& a, const uint<N, B>& b, const uint<N, B>& modulus) {
  return modulus.is_zero() ? modulus : rem(mul_wide(a, b), modulus);
}

// ---- Bits --------------------------------------------------------------------------------------

/// Bits up to the highest set one: the least k with x < 2^k; 0 for 0.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr unsigned bit_width(const uint<N, B>& x) {
  return B::template bit_width<N>(x.storage());
}

/// Zeros below the lowest set bit; N for 0.
template <unsigned N, class B>
constexpr unsigned count_trailing_zeros(const uint<N, B>& x) {
  const auto limbs = to_limbs(x);
  for (unsigned i = 0; i < limbs.size(); ++i) {
    if (limbs[i] != 0) return i * 64 + static_cast<unsigned>(std::countr_zero(limbs[i]));
  }
  return N;
}

// ---- Conversions -------------------------------------------------------------------------------

namespace detail {

/// The limbs that two widths share; the rest of a wider result is zero.
template <unsigned M, class To, unsigned N, class From>
ASSAY_ALWAYS_INLINE constexpr uint<M, To> copy_limbs(const uint<N, From>& x) {
  const auto from = to_limbs(x);
  limbs<limb_count<M>> out{};
  for (std::size_t i = 0; i < out.size() && i < from.size(); ++i) out[i] = from[i];
  if constexpr (M < N && M % limb_bits != 0) out.back() &= (u64{1} << (M % limb_bits)) - 1;
  return uint<M, To>::from_limbs(out);
}

}  // namespace detail

/// x < 2^M.
template <unsigned M, unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr bool fits(const uint<N, B>& x) {
  if constexpr (M >= N) {
    return true;
  } else {
    return (x >> M).is_zero();
  }
}

/// The same value in M >= N bits.
template <unsigned M, unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr uint<M, B> widen(const uint<N, B>& x) {
  static_assert(M >= N, "widen never loses bits; truncate and narrow_checked may");
  return detail::copy_limbs<M, B>(x);
}

/// x modulo 2^M: Solidity's uintM(x) for a wider x. The same value when M >= N.
template <unsigned M, unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr uint<M, B> truncate(const uint<N, B>& x) {
  return detail::copy_limbs<M, B>(x);
}

/// The same value in M bits; nothing when it does not fit.
template <unsigned M, unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr std::optional<uint<M, B>> narrow_checked(const uint<N, B>& x) {
  if (!fits<M>(x)) return std::nullopt;
  return truncate<M>(x);
}

/// The same value as a machine word; nothing when it does not fit.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr std::optional<std::uint64_t> to_u64_checked(const uint<N, B>& x) {
  if (!fits<64>(x)) return std::nullopt;
  return to_limbs(x)[0];
}

/// x modulo 2^64.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr std::uint64_t to_u64_truncating(const uint<N, B>& x) {
  return to_limbs(x)[0];
}

/// The same value on another backend.
template <class B2, unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr uint<N, B2> convert_backend(const uint<N, B>& x) {
  return detail::copy_limbs<N, B2>(x);
}

/// (a + b) mod modulus with the exact sum, and 0 for modulus = 0 (EVM ADDMOD).
template <unsigned N, class B>
constexpr uint<N, B> addmod(const uint<N, B>& a, const uint<N, B>& b, const uint<N, B>& modulus) {
  if (modulus.is_zero()) return modulus;
  return rem(add_wrapping(widen<N + 1>(a), widen<N + 1>(b)), modulus);
}

}  // namespace assay
