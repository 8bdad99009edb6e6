// 256-bit arithmetic three times, by limbs, Boost and GMP, on all pairs of the boundary grid
// {0, 1, 2, 2^k - 1, 2^k, 2^k + 1, max}, k = 0..255, and on random words.
#include <gmp.h>
#include <gtest/gtest.h>

#include <string>

#include "assay/math/mul_div.hpp"
#include "assay/math/sqrt.hpp"
#include "assay/word/backend_boost.hpp"
#include "assay/word/format.hpp"
#include "assay/word/uint.hpp"
#include "support/case_count.hpp"
#include "support/word_samples.hpp"

namespace assay {
namespace {

using fast = uint<256, limbs_backend>;
using slow = uint<256, boost_backend>;

/// A GMP integer with the lifetime of an object.
class gmp_integer {
 public:
  gmp_integer() { mpz_init(value_); }
  ~gmp_integer() { mpz_clear(value_); }
  gmp_integer(const gmp_integer&) = delete;
  gmp_integer& operator=(const gmp_integer&) = delete;
  template <unsigned N, class B>
  void set(const uint<N, B>& x) {
    const auto limbs = to_limbs(x);
    mpz_import(value_, limbs.size(), -1, sizeof(std::uint64_t), 0, 0, limbs.data());
  }
  operator mpz_ptr() { return value_; }

 private:
  mpz_t value_;
};

class three_arithmetics : public testing::Test {
 protected:
  template <unsigned N>
  bool equals(const uint<N, limbs_backend>& x, const uint<N, boost_backend>& y, mpz_ptr z) {
    if (to_limbs(x) != to_limbs(y)) return false;
    gmp_x_.set(x);
    return mpz_cmp(gmp_x_, z) == 0;
  }

  void check(bool ok, const char* name) {
    count_.check(
        ok, [&] { return std::string(name) + " differs for " + to_hex(a_) + ", " + to_hex(b_); });
  }

  void compare(const fast& a, const fast& b) {
    a_ = a;
    b_ = b;
    slow_a_ = convert_backend<boost_backend>(a);
    slow_b_ = convert_backend<boost_backend>(b);
    gmp_a_.set(a);
    gmp_b_.set(b);
    sums();
    products();
    if (!b.is_zero()) quotients();
  }

  void sums() {
    mpz_add(result_, gmp_a_, gmp_b_);
    const bool carry = mpz_sizeinbase(result_, 2) > 256;
    check(add_carry(a_, b_).carry == carry && add_carry(slow_a_, slow_b_).carry == carry, "carry");
    mpz_fdiv_r_2exp(result_, result_, 256);
    check(equals(add_wrapping(a_, b_), add_wrapping(slow_a_, slow_b_), result_), "add");
    mpz_sub(result_, gmp_a_, gmp_b_);
    const bool borrow = mpz_cmp(gmp_a_, gmp_b_) < 0;
    check(sub_borrow(a_, b_).carry == borrow && sub_borrow(slow_a_, slow_b_).carry == borrow,
          "borrow");
    mpz_fdiv_r_2exp(result_, result_, 256);
    check(equals(sub_wrapping(a_, b_), sub_wrapping(slow_a_, slow_b_), result_), "sub");
  }

  void products() {
    mpz_mul(result_, gmp_a_, gmp_b_);
    const bool overflow = mpz_sizeinbase(result_, 2) > 256;
    check(
        mul_overflow(a_, b_).carry == overflow && mul_overflow(slow_a_, slow_b_).carry == overflow,
        "overflow");
    check(equals(mul_wide(a_, b_), mul_wide(slow_a_, slow_b_), result_), "mul_wide");
    mpz_fdiv_r_2exp(result_, result_, 256);
    check(equals(mul_wrapping(a_, b_), mul_wrapping(slow_a_, slow_b_), result_), "mul");
    check(equals(mul_overflow(a_, b_).value, mul_overflow(slow_a_, slow_b_).value, result_),
          "mul_overflow");
  }

  void quotients() {
    const auto fast_result = div_rem(a_, b_);
    const auto slow_result = div_rem(slow_a_, slow_b_);
    mpz_fdiv_qr(result_, remainder_, gmp_a_, gmp_b_);
    check(equals(fast_result.quotient, slow_result.quotient, result_), "quotient");
    check(equals(fast_result.remainder, slow_result.remainder, remainder_), "remainder");
    mpz_cdiv_q(result_, gmp_a_, gmp_b_);
    check(equals(div_up(a_, b_), div_up(slow_a_, slow_b_), result_), "div_up");
    // A dividend of 512 bits made of both operands.
    const auto n = (widen<512>(a_) << 256) | widen<512>(~a_ ^ b_);
    gmp_n_.set(n);
    mpz_fdiv_qr(result_, remainder_, gmp_n_, gmp_b_);
    const auto fast_wide = div_rem(n, b_);
    const auto slow_wide = div_rem(convert_backend<boost_backend>(n), slow_b_);
    check(equals(fast_wide.quotient, slow_wide.quotient, result_), "quotient of 512 bits");
    check(equals(fast_wide.remainder, slow_wide.remainder, remainder_), "remainder of 512 bits");
    mul_divs();
  }

  void mul_divs() {
    // (a * ~b) / b, both ways, and the remainder as EVM MULMOD.
    const fast c = ~b_;
    mpz_mul(gmp_n_, gmp_a_, to_gmp(c));
    mpz_fdiv_qr(result_, remainder_, gmp_n_, gmp_b_);
    const bool fits = mpz_sizeinbase(result_, 2) <= 256;
    const auto down = mul_div_down(a_, c, b_);
    check(down.has_value() == fits && mul_div_remco(a_, c, b_) == down, "mul_div range");
    if (down) check(is(*down, result_), "mul_div_down");
    check(is(mulmod(a_, c, b_), remainder_), "mulmod");
    mpz_cdiv_q(result_, gmp_n_, gmp_b_);
    const auto up = mul_div_up(a_, c, b_);
    check(up.has_value() == (mpz_sizeinbase(result_, 2) <= 256), "mul_div_up range");
    if (up) check(is(*up, result_), "mul_div_up");
    mpz_add(gmp_n_, gmp_a_, to_gmp(c));
    mpz_fdiv_r(remainder_, gmp_n_, gmp_b_);
    check(is(addmod(a_, c, b_), remainder_), "addmod");
  }

  bool is(const fast& x, mpz_ptr z) {
    gmp_x_.set(x);
    return mpz_cmp(gmp_x_, z) == 0;
  }
  mpz_ptr to_gmp(const fast& x) {
    gmp_x_.set(x);
    return gmp_x_;
  }

  test::case_count count_{"limbs, Boost and GMP at 256 bits, boundary grid or random words"};
  fast a_, b_;
  slow slow_a_, slow_b_;
  gmp_integer gmp_a_, gmp_b_, gmp_n_, gmp_x_, result_, remainder_;
};

TEST_F(three_arithmetics, agree_on_the_boundary_grid) {
  count_.record_for("word.uint", evidence::kind::differential);
  const auto grid = test::boundary_grid<256, limbs_backend>();
  for (const fast& a : grid) {
    for (const fast& b : grid) {
      compare(a, b);
      if (count_.failed()) return;
    }
  }
}

TEST_F(three_arithmetics, agree_on_random_words) {
  test::random_bits random(1);
  for (int i = 0; i < 100'000 && !count_.failed(); ++i) {
    const fast a = test::random_word<256, limbs_backend>(random);
    compare(a, test::random_word<256, limbs_backend>(random));
  }
}

TEST_F(three_arithmetics, agree_on_square_roots) {
  count_.record_for("math.sqrt_floor", evidence::kind::differential);
  test::random_bits random(2);
  const auto check_root = [&](const fast& y) {
    a_ = y;
    gmp_a_.set(y);
    mpz_sqrt(result_, gmp_a_);
    check(is(sqrt_floor(y), result_), "sqrt_floor");
    check(is(sqrt_babylonian(y), result_), "sqrt_babylonian");
    const fast below = sub_wrapping(y, fast::one());
    if (!y.is_zero()) check(sqrt_floor(below) == sqrt_babylonian(below), "sqrt_floor");
  };
  for (const fast& y : test::boundary_grid<256, limbs_backend>()) check_root(y);
  for (int i = 0; i < 20'000 && !count_.failed(); ++i) {
    const auto root = test::random_word<128, limbs_backend>(random);
    const fast square = mul_wide(root, root);
    check_root(square);
    check_root(sub_wrapping(square, fast::one()));
    check_root(add_wrapping(square, fast::one()));
    check_root(test::random_word<256, limbs_backend>(random));
  }
}

}  // namespace
}  // namespace assay
