// One operation on words of one of several widths: the limbs against Boost, and against identities
// that need no second implementation. The input chooses operation, width and operands; operands are
// expanded so that boundaries and every magnitude are a few bytes away.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "assay/math/mul_div.hpp"
#include "assay/math/sqrt.hpp"
#include "assay/word/backend_boost.hpp"
#include "assay/word/format.hpp"
#include "assay/word/sint.hpp"

namespace assay {
namespace {

/// The choices of one input; zeros when it is used up.
class choices {
 public:
  choices(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  std::uint8_t byte() { return position_ < size_ ? data_[position_++] : std::uint8_t{0}; }
  unsigned below(unsigned bound) { return (byte() | unsigned{byte()} << 8) % bound; }
  std::uint64_t word() {
    std::uint64_t x = 0;
    for (unsigned i = 0; i < 8; ++i) x |= std::uint64_t{byte()} << (8 * i);
    return x;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t position_ = 0;
};

template <unsigned N>
using fast = uint<N, limbs_backend>;

template <unsigned N>
fast<N> trimmed(typename fast<N>::limb_array limbs) {
  if constexpr (N % 64 != 0) limbs.back() &= (std::uint64_t{1} << (N % 64)) - 1;
  return fast<N>::from_limbs(limbs);
}

/// One byte of choice spread over a limb: all zeros, all ones, an end bit, or the byte repeated.
std::uint64_t patterned_limb(std::uint8_t choice) {
  switch (choice % 5) {
    case 0:
      return 0;
    case 1:
      return ~std::uint64_t{0};
    case 2:
      return std::uint64_t{1} << 63;
    case 3:
      return 1;
    default:
      return choice * std::uint64_t{0x0101010101010101};
  }
}

template <unsigned N>
fast<N> operand(choices& input) {
  const std::uint8_t kind = input.byte();
  const unsigned k = input.below(N);
  const fast<N> power = fast<N>::power_of_two(k);
  typename fast<N>::limb_array limbs{};
  switch (kind % 7) {
    case 0:
      return power;
    case 1:
      return sub_wrapping(power, fast<N>::one());
    case 2:
      return add_wrapping(power, fast<N>::one());
    case 3:
      return fast<N>(input.byte() % 16U);
    case 4:
      return ~fast<N>(input.byte() % 16U);
    case 5:
      for (auto& limb : limbs) limb = patterned_limb(input.byte());
      return trimmed<N>(limbs) >> k;
    default:
      for (auto& limb : limbs) limb = input.word();
      return trimmed<N>(limbs) >> k;
  }
}

template <unsigned N>
class comparison {
 public:
  comparison(const fast<N>& a, const fast<N>& b, const fast<N>& c, unsigned k)
      : a_(a), b_(b), c_(c), k_(k) {}

  void run(unsigned operation) {
    switch (operation % 8) {
      case 0:
        return sums();
      case 1:
        return products();
      case 2:
        return quotients();
      case 3:
        return wide_quotients();
      case 4:
        return mul_divs();
      case 5:
        return bits();
      case 6:
        return signed_operations();
      default:
        return text_and_roots();
    }
  }

 private:
  using slow = uint<N, boost_backend>;

  void require(bool ok, const char* what) const {
    if (ok) return;
    std::fprintf(stderr, "%s fails at N = %u, k = %u\n  a = %s\n  b = %s\n  c = %s\n", what, N, k_,
                 to_hex(a_).c_str(), to_hex(b_).c_str(), to_hex(c_).c_str());
    std::abort();
  }
  template <unsigned M>
  void same(const fast<M>& x, const uint<M, boost_backend>& y, const char* what) const {
    require(to_limbs(x) == to_limbs(y), what);
  }
  template <unsigned M>
  static uint<M, boost_backend> boost(const fast<M>& x) {
    return convert_backend<boost_backend>(x);
  }
  slow a() const { return boost(a_); }
  slow b() const { return boost(b_); }
  slow c() const { return boost(c_); }

  void sums() const {
    const auto sum = add_carry(a_, b_);
    same(sum.value, add_wrapping(a(), b()), "add");
    require(sum.carry == add_carry(a(), b()).carry, "carry");
    const auto difference = sub_borrow(a_, b_);
    same(difference.value, sub_wrapping(a(), b()), "sub");
    require(difference.carry == (a_ < b_), "borrow = less");
    require(sub_wrapping(sum.value, b_) == a_, "a + b - b = a");
    require(neg_wrapping(a_) == add_wrapping(~a_, fast<N>::one()), "-a = ~a + 1");
    same(addmod(a_, b_, c_), addmod(a(), b(), c()), "addmod");
  }

  void products() const {
    const auto wide = mul_wide(a_, b_);
    same(wide, mul_wide(a(), b()), "mul_wide");
    const auto product = mul_overflow(a_, b_);
    same(product.value, mul_wrapping(a(), b()), "mul_overflow");
    require(product.value == truncate<N>(wide), "low product");
    require(product.carry == !fits<N>(wide), "overflow");
    require(mul_wrapping(a_, b_) == product.value, "mul");
    same(mulmod(a_, b_, c_), mulmod(a(), b(), c()), "mulmod");
  }

  void quotients() const {
    same(div_evm(a_, b_), div_evm(a(), b()), "div_evm");
    same(mod_evm(a_, b_), mod_evm(a(), b()), "mod_evm");
    if (b_.is_zero()) return;
    const auto [quotient, remainder] = div_rem(a_, b_);
    require(remainder < b_, "remainder < divisor");
    require(add_wrapping(mul_wrapping(quotient, b_), remainder) == a_, "q b + r = a");
    same(div_up(a_, b_), div_up(a(), b()), "div_up");
  }

  void wide_quotients() const {
    if (c_.is_zero()) return;
    const auto n = add_wrapping(mul_wide(a_, b_), widen<2 * N>(c_));
    const auto result = div_rem(n, c_);
    const auto expected = div_rem(boost(n), c());
    same(result.quotient, expected.quotient, "2N / N quotient");
    same(result.remainder, expected.remainder, "2N / N remainder");
    const auto narrow = (widen<2 * N>(rem(a_, c_)) << N) | widen<2 * N>(b_);
    const auto digit = div_rem_narrow(narrow, c_);
    require(digit.remainder < c_, "narrow remainder < divisor");
    require(add_wrapping(mul_wide(digit.quotient, c_), widen<2 * N>(digit.remainder)) == narrow,
            "narrow q c + r = n");
  }

  void mul_divs() const {
    const auto down = mul_div_down(a_, b_, c_);
    const auto expected = mul_div_down(a(), b(), c());
    require(down.has_value() == expected.has_value(), "mul_div_down reverts");
    if (down) same(*down, *expected, "mul_div_down");
    require(mul_div_remco(a_, b_, c_) == down, "mul_div_remco");
    const auto up = mul_div_up(a_, b_, c_);
    if (!down) return require(!up, "mul_div_up reverts");
    const bool exact = mulmod(a_, b_, c_).is_zero();
    require(up == (exact ? down : add_checked(*down, fast<N>::one())), "mul_div_up");
  }

  void bits() const {
    same(a_ & b_, a() & b(), "and");
    same(a_ | b_, a() | b(), "or");
    same(a_ ^ b_, a() ^ b(), "xor");
    same(~a_, ~a(), "not");
    same(a_ << k_, a() << k_, "shift left");
    same(a_ >> k_, a() >> k_, "shift right");
    require((a_ <=> b_) == (a() <=> b()), "order");
    require(bit_width(a_) == bit_width(a()), "bit_width");
    require(count_trailing_zeros(a_) == count_trailing_zeros(a()), "count_trailing_zeros");
    same(truncate<N / 2 + 2>(a_), truncate<N / 2 + 2>(a()), "truncate");
    same(widen<N + 65>(a_), widen<N + 65>(a()), "widen");
  }

  void signed_operations() const {
    using word = sint<N, limbs_backend>;
    using boost_word = sint<N, boost_backend>;
    const word x = word::from_bits(a_);
    const word y = word::from_bits(b_);
    const boost_word p = boost_word::from_bits(a());
    const boost_word q = boost_word::from_bits(b());
    same(div_evm(x, y).to_bits(), div_evm(p, q).to_bits(), "sdiv");
    same(mod_evm(x, y).to_bits(), mod_evm(p, q).to_bits(), "smod");
    same(shift_right_arithmetic(x, k_).to_bits(), shift_right_arithmetic(p, k_).to_bits(), "sar");
    const auto product = mul_wrapping(widen<2 * N>(x), widen<2 * N>(y));
    require(mul_checked(x, y) == narrow_checked<N>(product), "signed mul_checked");
    const auto sum = add_wrapping(widen<N + 1>(x), widen<N + 1>(y));
    require(add_checked(x, y) == narrow_checked<N>(sum), "signed add_checked");
    const auto difference = sub_wrapping(widen<N + 1>(x), widen<N + 1>(y));
    require(sub_checked(x, y) == narrow_checked<N>(difference), "signed sub_checked");
    require((parse_signed_decimal<N, limbs_backend>(to_decimal(x)) == x), "signed text");
  }

  void text_and_roots() const {
    const std::string decimal = to_decimal(a_);
    require(decimal == a().storage().str(), "decimal");
    require((parse_decimal<N, limbs_backend>(decimal) == a_), "parse_decimal");
    require((parse_hex<N, limbs_backend>(to_hex(a_)) == a_), "parse_hex");
    const fast<N> root = sqrt_floor(a_);
    require(mul_wide(root, root) <= widen<2 * N>(a_), "root^2 <= y");
    const auto next = add_wrapping(widen<N + 1>(root), fast<N + 1>::one());
    require(mul_wide(next, next) > widen<2 * N + 2>(a_), "(root + 1)^2 > y");
  }

  fast<N> a_, b_, c_;
  unsigned k_;
};

template <unsigned N>
void run(choices& input) {
  const unsigned operation = input.byte();
  const unsigned k = input.below(N + 3);
  const fast<N> a = operand<N>(input);
  const fast<N> b = operand<N>(input);
  comparison<N>(a, b, operand<N>(input), k).run(operation);
}

constexpr std::array<void (*)(choices&), 9> widths = {
    run<8>, run<64>, run<65>, run<112>, run<160>, run<255>, run<256>, run<257>, run<512>};

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::choices input(data, size);
  assay::widths[input.byte() % assay::widths.size()](input);
  return 0;
}
