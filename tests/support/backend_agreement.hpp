// Every named operation of uint<N> and sint<N> on the limbs and on Boost, from the same operands.
#pragma once

#include <string>

#include "assay/word/backend_boost.hpp"
#include "assay/word/sint.hpp"
#include "assay/word/uint.hpp"
#include "support/case_count.hpp"

namespace assay::test {

/// Runs an operation on both backends; the results are compared after conversion to limbs.
template <unsigned N>
class backend_pair {
 public:
  using fast = uint<N, limbs_backend>;
  using slow = uint<N, boost_backend>;

  backend_pair(case_count& count, const fast& a, const fast& b, const fast& c)
      : count_(count),
        fast_{a, b, c},
        slow_{convert_backend<boost_backend>(a), convert_backend<boost_backend>(b),
              convert_backend<boost_backend>(c)} {}

  template <class Operation>
  void compare(const char* name, Operation operation) {
    const auto fast_result = operation(fast_.a, fast_.b, fast_.c);
    const auto slow_result = operation(slow_.a, slow_.b, slow_.c);
    count(same(fast_result, slow_result), name);
  }

 private:
  template <class T>
  struct operands {
    T a, b, c;
  };

  // Out of line, because it would otherwise be compiled once for every operation and width.
  [[gnu::noinline]] void count(bool equal, const char* name) {
    count_.check(equal, [&] {
      return std::string(name) + " differs between limbs and Boost at N = " + std::to_string(N) +
             " for a = " + to_hex(fast_.a) + " b = " + to_hex(fast_.b) + " c = " + to_hex(fast_.c);
    });
  }

  template <unsigned M>
  static bool same(const uint<M, limbs_backend>& x, const uint<M, boost_backend>& y) {
    return to_limbs(x) == to_limbs(y);
  }
  template <unsigned M>
  static bool same(const sint<M, limbs_backend>& x, const sint<M, boost_backend>& y) {
    return same(x.to_bits(), y.to_bits());
  }
  template <class X, class Y>
  static bool same(const carried<X>& x, const carried<Y>& y) {
    return x.carry == y.carry && same(x.value, y.value);
  }
  template <class Q, class R, class Q2, class R2>
  static bool same(const division<Q, R>& x, const division<Q2, R2>& y) {
    return same(x.quotient, y.quotient) && same(x.remainder, y.remainder);
  }
  template <class X, class Y>
  static bool same(const std::optional<X>& x, const std::optional<Y>& y) {
    return x.has_value() == y.has_value() && (!x || same(*x, *y));
  }
  template <class T>
    requires std::is_arithmetic_v<T>
  static bool same(T x, T y) {
    return x == y;
  }
  static bool same(std::strong_ordering x, std::strong_ordering y) { return x == y; }
  static bool same(const std::string& x, const std::string& y) { return x == y; }

  case_count& count_;
  operands<fast> fast_;
  operands<slow> slow_;
};

template <unsigned N>
void compare_arithmetic(backend_pair<N>& pair) {
  using std::optional;
  const auto both = [&pair](const char* name, auto operation) { pair.compare(name, operation); };
  both("add_carry", [](auto& a, auto& b, auto&) { return add_carry(a, b); });
  both("sub_borrow", [](auto& a, auto& b, auto&) { return sub_borrow(a, b); });
  both("neg_wrapping", [](auto& a, auto&, auto&) { return neg_wrapping(a); });
  both("add_checked", [](auto& a, auto& b, auto&) { return add_checked(a, b); });
  both("sub_checked", [](auto& a, auto& b, auto&) { return sub_checked(a, b); });
  both("mul_wrapping", [](auto& a, auto& b, auto&) { return mul_wrapping(a, b); });
  both("mul_overflow", [](auto& a, auto& b, auto&) { return mul_overflow(a, b); });
  both("mul_checked", [](auto& a, auto& b, auto&) { return mul_checked(a, b); });
  both("mul_wide", [](auto& a, auto& b, auto&) { return mul_wide(a, b); });
  both("div_evm", [](auto& a, auto& b, auto&) { return div_evm(a, b); });
  both("mod_evm", [](auto& a, auto& b, auto&) { return mod_evm(a, b); });
  both("addmod", [](auto& a, auto& b, auto& c) { return addmod(a, b, c); });
  both("mulmod", [](auto& a, auto& b, auto& c) { return mulmod(a, b, c); });
}

/// Division with a divisor c != 0, also of the double width by the single one and back.
template <unsigned N>
void compare_division(backend_pair<N>& pair) {
  const auto both = [&pair](const char* name, auto operation) { pair.compare(name, operation); };
  both("div_rem", [](auto& a, auto&, auto& c) { return div_rem(a, c); });
  both("div_up", [](auto& a, auto&, auto& c) { return div_up(a, c); });
  both("div_rem 2N/N", [](auto& a, auto& b, auto& c) { return div_rem(mul_wide(a, b), c); });
  both("div_rem N/2N",
       [](auto& a, auto& b, auto& c) { return div_rem(a, widen<2 * N>(c) | widen<2 * N>(b)); });
  both("div_rem_narrow", [](auto& a, auto& b, auto& c) {
    // (a mod c) * 2^N + b: the quotient always fits.
    return div_rem_narrow((widen<2 * N>(rem(a, c)) << N) | widen<2 * N>(b), c);
  });
}

template <unsigned N>
void compare_bits(backend_pair<N>& pair, unsigned k) {
  const auto both = [&pair](const char* name, auto operation) { pair.compare(name, operation); };
  both("and", [](auto& a, auto& b, auto&) { return a & b; });
  both("or", [](auto& a, auto& b, auto&) { return a | b; });
  both("xor", [](auto& a, auto& b, auto&) { return a ^ b; });
  both("not", [](auto& a, auto&, auto&) { return ~a; });
  both("shift left", [k](auto& a, auto&, auto&) { return a << k; });
  both("shift right", [k](auto& a, auto&, auto&) { return a >> k; });
  both("bit", [k](auto& a, auto&, auto&) { return a.bit(k); });
  both("equal", [](auto& a, auto& b, auto&) { return a == b; });
  both("less", [](auto& a, auto& b, auto&) { return a < b; });
  both("order", [](auto& a, auto& b, auto&) { return a <=> b; });
  both("is_zero", [](auto& a, auto&, auto&) { return a.is_zero(); });
  both("bit_width", [](auto& a, auto&, auto&) { return bit_width(a); });
  both("count_trailing_zeros", [](auto& a, auto&, auto&) { return count_trailing_zeros(a); });
  both("fits", [](auto& a, auto&, auto&) { return fits<(N + 4) / 2>(a); });
  both("truncate", [](auto& a, auto&, auto&) { return truncate<(N + 4) / 2>(a); });
  both("narrow_checked", [](auto& a, auto&, auto&) { return narrow_checked<(N + 4) / 2>(a); });
  both("widen", [](auto& a, auto&, auto&) { return widen<N + 65>(a); });
  both("to_u64_checked", [](auto& a, auto&, auto&) { return to_u64_checked(a); });
  both("to_u64_truncating", [](auto& a, auto&, auto&) { return to_u64_truncating(a); });
  both("to_decimal", [](auto& a, auto&, auto&) { return to_decimal(a); });
}

template <unsigned N>
void compare_signed(backend_pair<N>& pair, unsigned k) {
  const auto both = [&pair](const char* name, auto operation) {
    pair.compare(name, [operation](auto& a, auto& b, auto&) {
      return operation(to_signed_wrapping(a), to_signed_wrapping(b));
    });
  };
  both("signed add", [](auto a, auto b) { return add_checked(a, b); });
  both("signed sub", [](auto a, auto b) { return sub_checked(a, b); });
  both("signed mul", [](auto a, auto b) { return mul_checked(a, b); });
  both("signed mul_wrapping", [](auto a, auto b) { return mul_wrapping(a, b); });
  both("signed neg", [](auto a, auto) { return neg_checked(a); });
  both("signed div", [](auto a, auto b) { return div_evm(a, b); });
  both("signed mod", [](auto a, auto b) { return mod_evm(a, b); });
  both("signed order", [](auto a, auto b) { return a <=> b; });
  both("magnitude", [](auto a, auto) { return magnitude(a); });
  both("sar", [k](auto a, auto) { return shift_right_arithmetic(a, k); });
  both("signed truncate", [](auto a, auto) { return truncate<(N + 4) / 2>(a); });
  both("signed narrow", [](auto a, auto) { return narrow_checked<(N + 4) / 2>(a); });
  both("signed widen", [](auto a, auto) { return widen<N + 65>(a); });
  both("to_i64_checked", [](auto a, auto) { return to_i64_checked(a); });
}

/// Arithmetic and division.
template <unsigned N>
void compare_backends(case_count& count, const uint<N, limbs_backend>& a,
                      const uint<N, limbs_backend>& b, const uint<N, limbs_backend>& c) {
  backend_pair<N> pair(count, a, b, c);
  compare_arithmetic(pair);
  if (!c.is_zero()) compare_division(pair);
}

/// All of the above; shifts by k.
template <unsigned N>
void compare_backends_fully(case_count& count, const uint<N, limbs_backend>& a,
                            const uint<N, limbs_backend>& b, const uint<N, limbs_backend>& c,
                            unsigned k) {
  compare_backends(count, a, b, c);
  backend_pair<N> pair(count, a, b, c);
  compare_bits(pair, k);
  compare_signed(pair, k);
}

}  // namespace assay::test
