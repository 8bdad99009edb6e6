// The second word backend: Boost.Multiprecision's fixed-width unsigned integers. It shares nothing
// with the limbs: every operation is Boost's own, on Boost's own representation.
// Include this header to name uint<N, boost_backend>; it is included for you when
// ASSAY_WORD_BACKEND_BOOST makes it the default.
#pragma once

#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>

#include "assay/word/result.hpp"

namespace assay {

struct boost_backend {
  template <unsigned N>
  using storage = boost::multiprecision::number<
      boost::multiprecision::cpp_int_backend<N, N, boost::multiprecision::unsigned_magnitude,
                                             boost::multiprecision::unchecked, void>,
      boost::multiprecision::et_off>;

  static constexpr unsigned limb_bits = 64;
  template <unsigned N>
  using limb_array = std::array<std::uint64_t, (N + limb_bits - 1) / limb_bits>;

  template <unsigned N>
  static constexpr storage<N> from_limbs(const limb_array<N>& x) {
    storage<N> out = 0U;
    for (std::size_t i = x.size(); i-- > 0;) {
      if (N > limb_bits) out <<= limb_bits % N;
      out |= storage<N>(x[i]);
    }
    return out;
  }

  template <unsigned N>
  static constexpr limb_array<N> to_limbs(const storage<N>& x) {
    limb_array<N> out{};
    storage<N> rest = x;
    for (std::size_t i = 0; i < out.size(); ++i) {
      // A conversion from a wider number saturates, so the low limb is cut out first.
      const storage<N> low =
          N > limb_bits ? storage<N>(rest & storage<N>(~std::uint64_t{0})) : rest;
      out[i] = static_cast<std::uint64_t>(low);
      if (N > limb_bits) rest >>= limb_bits % N;
    }
    return out;
  }

  template <unsigned N>
  static constexpr carried<storage<N>> add(const storage<N>& a, const storage<N>& b) {
    const storage<N> sum = a + b;
    return {sum, sum < a};
  }
  template <unsigned N>
  static constexpr carried<storage<N>> sub(const storage<N>& a, const storage<N>& b) {
    return {storage<N>(a - b), a < b};
  }
  template <unsigned N>
  static constexpr storage<N> mul(const storage<N>& a, const storage<N>& b) {
    return a * b;
  }
  template <unsigned A, unsigned B>
  static constexpr storage<A + B> mul_wide(const storage<A>& a, const storage<B>& b) {
    return storage<A + B>(a) * storage<A + B>(b);
  }
  template <unsigned N>
  static constexpr carried<storage<N>> mul_overflow(const storage<N>& a, const storage<N>& b) {
    return {mul<N>(a, b), (mul_wide<N, N>(a, b) >> N) != 0U};
  }
  template <unsigned A, unsigned B>
  static constexpr division<storage<A>, storage<B>> div_rem(const storage<A>& n,
                                                            const storage<B>& d) {
    constexpr unsigned wider = A > B ? A : B;
    const storage<wider> numerator(n);
    const storage<wider> divisor(d);
    return {storage<A>(numerator / divisor), storage<B>(numerator % divisor)};
  }
  template <unsigned A, unsigned B>
  static constexpr division<storage<B>> div_rem_narrow(const storage<A>& n, const storage<B>& d) {
    const auto result = div_rem<A, B>(n, d);
    return {storage<B>(result.quotient), result.remainder};
  }
  template <unsigned N>
  static constexpr storage<N> shift_left(const storage<N>& x, unsigned k) {
    return x << k;
  }
  template <unsigned N>
  static constexpr storage<N> shift_right(const storage<N>& x, unsigned k) {
    return x >> k;
  }
  template <unsigned N>
  static constexpr storage<N> bit_and(const storage<N>& a, const storage<N>& b) {
    return a & b;
  }
  template <unsigned N>
  static constexpr storage<N> bit_or(const storage<N>& a, const storage<N>& b) {
    return a | b;
  }
  template <unsigned N>
  static constexpr storage<N> bit_xor(const storage<N>& a, const storage<N>& b) {
    return a ^ b;
  }
  template <unsigned N>
  static constexpr storage<N> bit_not(const storage<N>& a) {
    return ~a;
  }
  template <unsigned N>
  static constexpr bool equal(const storage<N>& a, const storage<N>& b) {
    return a == b;
  }
  template <unsigned N>
  static constexpr bool less(const storage<N>& a, const storage<N>& b) {
    return a < b;
  }
  template <unsigned N>
  static constexpr unsigned bit_width(const storage<N>& x) {
    return x == 0U ? 0U : static_cast<unsigned>(msb(x)) + 1;
  }
};

}  // namespace assay
