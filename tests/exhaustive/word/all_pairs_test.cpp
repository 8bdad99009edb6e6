// Every named operation on every pair of operands at 4 to 8 bits, on both backends, against the
// integers of the language.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <string>

#include "assay/word/backend_boost.hpp"
#include "assay/word/sint.hpp"
#include "assay/word/uint.hpp"
#include "support/case_count.hpp"

namespace assay {
namespace {

template <unsigned N, class B>
class all_pairs {
 public:
  using word = uint<N, B>;
  using signed_word = sint<N, B>;
  static constexpr int modulus = 1 << N;
  static constexpr int half = modulus / 2;

  explicit all_pairs(test::case_count& count) : count_(count) {}

  void run() {
    for (a_ = 0; a_ < modulus; ++a_) {
      unary();
      signed_unary();
      for (b_ = 0; b_ < modulus; ++b_) {
        sums_and_products();
        quotients();
        bits();
        conversions();
        signed_sums_and_products();
        signed_quotients();
        mod_operations();
      }
    }
  }

 private:
  static word w(int x) {
    return word(static_cast<std::uint64_t>(((x % modulus) + modulus) % modulus));
  }
  static signed_word s(int x) { return signed_word(x); }
  static int read(const word& x) { return static_cast<int>(to_u64_truncating(x)); }
  /// The signed reading of the N-bit pattern x.
  static int sign(int x) { return x >= half ? x - modulus : x; }
  static bool in_range(int x) { return -half <= x && x < half; }

  void check(bool ok, const char* name) {
    count_.check(ok, [&] {
      return std::string(name) + " is wrong for " + std::to_string(a_) + ", " + std::to_string(b_) +
             " at N = " + std::to_string(N);
    });
  }
  void is(const char* name, const word& got, int expected) { check(got == w(expected), name); }
  void is(const char* name, const signed_word& got, int expected) {
    check(got.to_bits() == w(expected), name);
  }
  template <class T>
  void is(const char* name, const std::optional<T>& got, bool valid, int expected) {
    check(got.has_value() == valid, name);
    if (got && valid) is(name, *got, expected);
  }
  void is(const char* name, const carried<word>& got, bool carry, int expected) {
    check(got.carry == carry, name);
    is(name, got.value, expected);
  }

  void unary() {
    const word a = w(a_);
    check(read(a) == a_, "to_u64_truncating");
    check(a.is_zero() == (a_ == 0), "is_zero");
    is("neg_wrapping", neg_wrapping(a), -a_);
    is("not", ~a, ~a_);
    check(bit_width(a) == static_cast<unsigned>(std::bit_width(static_cast<unsigned>(a_))),
          "bit_width");
    const int zeros = a_ == 0 ? static_cast<int>(N) : std::countr_zero(static_cast<unsigned>(a_));
    check(count_trailing_zeros(a) == static_cast<unsigned>(zeros), "count_trailing_zeros");
    for (unsigned k = 0; k <= 2 * N; ++k) {
      is("shift left", a << k, k < N ? a_ << k : 0);
      is("shift right", a >> k, k < N ? a_ >> k : 0);
      check(a.bit(k) == (((a_ >> k) & 1) != 0), "bit");
      is("exp_wrapping", exp_wrapping(a, w(static_cast<int>(k))),
         power(a_, static_cast<int>(k) % modulus));
    }
    check(to_decimal(a) == std::to_string(a_), "to_decimal");
    check(parse_decimal<N, B>(std::to_string(a_)) == a, "parse_decimal");
    check(parse_hex<N, B>(to_hex(a)) == a, "parse_hex");
    check(to_u64_checked(a) == static_cast<std::uint64_t>(a_), "to_u64_checked");
    check(word::from_limbs(to_limbs(a)) == a, "from_limbs");
  }
  static int power(int base, int exponent) {
    int result = 1;
    for (int i = 0; i < exponent; ++i) result = result * base % modulus;
    return result;
  }

  void sums_and_products() {
    const word a = w(a_);
    const word b = w(b_);
    is("add_carry", add_carry(a, b), a_ + b_ >= modulus, a_ + b_);
    is("sub_borrow", sub_borrow(a, b), b_ > a_, a_ - b_);
    is("add_wrapping", add_wrapping(a, b), a_ + b_);
    is("sub_wrapping", sub_wrapping(a, b), a_ - b_);
    is("add_checked", add_checked(a, b), a_ + b_ < modulus, a_ + b_);
    is("sub_checked", sub_checked(a, b), a_ >= b_, a_ - b_);
    is("mul_wrapping", mul_wrapping(a, b), a_ * b_);
    is("mul_overflow", mul_overflow(a, b), a_ * b_ >= modulus, a_ * b_);
    is("mul_checked", mul_checked(a, b), a_ * b_ < modulus, a_ * b_);
    check(to_u64_truncating(mul_wide(a, b)) == static_cast<std::uint64_t>(a_ * b_), "mul_wide");
  }

  void quotients() {
    const word a = w(a_);
    const word b = w(b_);
    is("div_evm", div_evm(a, b), b_ == 0 ? 0 : a_ / b_);
    is("mod_evm", mod_evm(a, b), b_ == 0 ? 0 : a_ % b_);
    if (b_ == 0) return;
    const auto result = div_rem(a, b);
    is("quotient", result.quotient, a_ / b_);
    is("remainder", result.remainder, a_ % b_);
    is("div_down", div_down(a, b), a_ / b_);
    is("div_up", div_up(a, b), (a_ + b_ - 1) / b_);
    is("rem", rem(a, b), a_ % b_);
    // All of a, and b again as the low word, over b: a two-word dividend whose quotient fits.
    const int n = a_ % b_ * modulus + a_;
    const auto wide = (widen<2 * N>(w(a_ % b_)) << N) | widen<2 * N>(a);
    const auto narrow = div_rem_narrow(wide, b);
    is("narrow quotient", narrow.quotient, n / b_);
    is("narrow remainder", narrow.remainder, n % b_);
    is("wide quotient", truncate<N>(div_down(wide, b)), n / b_);
    is("wide remainder", rem(wide, b), n % b_);
  }

  void bits() {
    const word a = w(a_);
    const word b = w(b_);
    is("and", a & b, a_ & b_);
    is("or", a | b, a_ | b_);
    is("xor", a ^ b, a_ ^ b_);
    check((a == b) == (a_ == b_), "equal");
    check((a < b) == (a_ < b_) && (a > b) == (a_ > b_), "less, greater");
    check((a <= b) == (a_ <= b_) && (a >= b) == (a_ >= b_), "not greater, not less");
    check((a <=> b) == (a_ <=> b_), "order");
  }

  void conversions() {
    const uint<2 * N, B> x = (widen<2 * N>(w(a_)) << N) | widen<2 * N>(w(b_));
    is("truncate", truncate<N>(x), b_);
    is("narrow_checked", narrow_checked<N>(x), a_ == 0, b_);
    check(fits<N>(x) == (a_ == 0), "fits");
    const sint<2 * N, B> y = to_signed_wrapping(x);
    is("signed truncate", truncate<N>(y), b_);
    const int value = sign(a_) * modulus + b_;
    is("signed narrow_checked", narrow_checked<N>(y), in_range(value), value);
    check(to_i64_truncating(y) == value && to_i64_checked(y) == value, "to_i64");
    check(to_decimal(y) == std::to_string(value), "signed to_decimal");
    check(parse_signed_decimal<2 * N, B>(std::to_string(value)) == y, "parse_signed_decimal");
  }

  void signed_unary() {
    const int x = sign(a_);
    const signed_word a = s(x);
    check(a == to_signed_wrapping(w(a_)), "sint constructor");
    check(a.is_negative() == (x < 0), "is_negative");
    is("signed neg_wrapping", neg_wrapping(a), -x);
    is("signed neg_checked", neg_checked(a), x != -half, -x);
    is("magnitude", magnitude(a), x < 0 ? -x : x);
    is("to_unsigned_checked", to_unsigned_checked(a), x >= 0, x);
    is("to_signed_checked", to_signed_checked(w(a_)), x == a_, x);
    check(to_i64_truncating(widen<2 * N>(a)) == x, "signed widen");
    for (unsigned k = 0; k <= 2 * N; ++k) {
      is("sar", shift_right_arithmetic(a, k), x >> std::min(k, N));
      is("shift_left_wrapping", shift_left_wrapping(a, k), k < N ? a_ << k : 0);
    }
  }

  void signed_sums_and_products() {
    const int x = sign(a_);
    const int y = sign(b_);
    const signed_word a = s(x);
    const signed_word b = s(y);
    is("signed add_wrapping", add_wrapping(a, b), x + y);
    is("signed sub_wrapping", sub_wrapping(a, b), x - y);
    is("signed mul_wrapping", mul_wrapping(a, b), x * y);
    is("signed add_checked", add_checked(a, b), in_range(x + y), x + y);
    is("signed sub_checked", sub_checked(a, b), in_range(x - y), x - y);
    is("signed mul_checked", mul_checked(a, b), in_range(x * y), x * y);
    check((a <=> b) == (x <=> y) && (a < b) == (x < y) && (a == b) == (x == y), "signed order");
  }

  void signed_quotients() {
    const int x = sign(a_);
    const int y = sign(b_);
    const signed_word a = s(x);
    const signed_word b = s(y);
    is("signed div_evm", div_evm(a, b), y == 0 ? 0 : x / y);
    is("signed mod_evm", mod_evm(a, b), y == 0 ? 0 : x % y);
    const bool valid = y != 0 && in_range(x / y);
    is("signed div_checked", div_checked(a, b), valid, valid ? x / y : 0);
    const int sign_bit = 8 * b_ + 7;
    int extended = a_;
    if (sign_bit < static_cast<int>(N)) {
      extended = static_cast<std::int8_t>(a_);  // only byte 0 of 8 bits is not the identity
    }
    is("sign_extend_evm", sign_extend_evm(w(b_), w(a_)), extended);
  }

  void mod_operations() {
    const int moduli[] = {0, 1, 2, 3, b_, (a_ + 1) % modulus, half, modulus - 1};
    for (const int m : moduli) {
      is("addmod", addmod(w(a_), w(b_), w(m)), m == 0 ? 0 : (a_ + b_) % m);
      is("mulmod", mulmod(w(a_), w(b_), w(m)), m == 0 ? 0 : (a_ * b_) % m);
    }
  }

  test::case_count& count_;
  int a_ = 0;
  int b_ = 0;
};

template <class B>
void all_widths(const char* backend) {
  test::case_count count(std::string("operations at 4 to 8 bits, all pairs, on ") + backend);
  count.record_for("word.uint, word.sint", evidence::kind::exhaustive);
  all_pairs<4, B>(count).run();
  all_pairs<5, B>(count).run();
  all_pairs<6, B>(count).run();
  all_pairs<7, B>(count).run();
  all_pairs<8, B>(count).run();
}

TEST(word_all_pairs, limbs_equal_built_in_integers) { all_widths<limbs_backend>("limbs"); }
TEST(word_all_pairs, boost_equals_built_in_integers) { all_widths<boost_backend>("Boost"); }

}  // namespace
}  // namespace assay
