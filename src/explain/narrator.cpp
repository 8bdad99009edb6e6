// Exact integers told step by step.
#include "narrator.hpp"

namespace assay::explain {

namespace {

constexpr unsigned shown_digits = 30;

const integer& word_limit() {
  static const integer limit = integer(1) << 256;
  return limit;
}

std::string fraction(const integer& numerator, const integer& denominator) {
  const integer divisor = gcd(numerator, denominator);
  if (denominator == divisor) return integer(numerator / divisor).str();
  return integer(numerator / divisor).str() + "/" + integer(denominator / divisor).str();
}

// A remainder of zero leaves nothing to gain; but the "plus one" is always gained.
direction rounded(direction towards, bool is_exact) {
  return is_exact && towards != direction::down_plus_one ? direction::exact : towards;
}

}  // namespace

integer to_integer(const uint<256>& number) {
  const auto limbs = to_limbs(number);
  integer sum = 0;
  for (std::size_t i = limbs.size(); i-- > 0;) sum = (sum << 64) + limbs[i];
  return sum;
}

integer to_signed_integer(const uint<256>& number) {
  const integer pattern = to_integer(number);
  return number.bit(255) ? integer(pattern - word_limit()) : pattern;
}

uint<256> to_word(const integer& number) {
  uint<256>::limb_array limbs{};
  for (std::size_t i = 0; i < limbs.size(); ++i) {
    const integer shifted = number >> static_cast<unsigned>(64 * i);
    limbs[i] = static_cast<std::uint64_t>(shifted & ~std::uint64_t{0});
  }
  return uint<256>::from_limbs(limbs);
}

std::string decimal_digits(const integer& number, const integer& denominator) {
  const integer numerator = abs(number);
  std::string text = (number < 0 ? "-" : "") + integer(numerator / denominator).str();
  integer rest = numerator % denominator;
  if (rest == 0) return text;
  text.push_back('.');
  for (unsigned i = 0; i < shown_digits && rest != 0; ++i) {
    rest *= 10;
    text += integer(rest / denominator).str();
    rest %= denominator;
  }
  return rest == 0 ? text : text + "…";
}

bool narrator::require(bool holds, std::string_view condition, std::string left, std::string right,
                       std::string_view revert) {
  check_status status = check_status::passed;
  if (!holds) status = reverted() ? check_status::also_fails : check_status::failed;
  explanation_.steps.emplace_back(check{std::string(condition), std::move(left), std::move(right),
                                        std::string(revert), status});
  if (status == check_status::failed) explanation_.reverted = std::string(revert);
  return holds;
}

integer narrator::multiply(std::string_view formula, const integer& x, const integer& y) {
  const integer product = x * y;
  require(product < word_limit(), std::string(formula) + " < 2^256", product, word_limit(),
          "ds-math-mul-overflow");
  return product;
}

integer narrator::add(std::string_view formula, const integer& x, const integer& y) {
  const integer sum = x + y;
  require(sum < word_limit(), std::string(formula) + " < 2^256", sum, word_limit(),
          "ds-math-add-overflow");
  return sum;
}

integer narrator::subtract(std::string_view formula, const integer& x, const integer& y) {
  require(x >= y, formula, x, y, "ds-math-sub-underflow");
  return x - y;
}

integer narrator::divide(const division_names& names, const integer& numerator,
                         const integer& denominator, direction towards) {
  if (denominator <= 0) return 0;              // a check before this one has failed
  integer quotient = numerator / denominator;  // toward zero
  const bool is_exact = quotient * denominator == numerator;
  if (towards == direction::up && !is_exact && numerator > 0) ++quotient;
  if (towards == direction::down && !is_exact && numerator < 0) --quotient;
  if (towards == direction::down_plus_one) ++quotient;
  if (reverted()) return quotient;
  const integer distance = abs(quotient * denominator - numerator);
  rounding told;
  told.result = names.result;
  told.formula = names.formula;
  told.exact = fraction(numerator, denominator);
  told.exact_decimal = decimal_digits(numerator, denominator);
  told.integer = quotient.str();
  told.towards = rounded(towards, is_exact);
  told.error = decimal_digits(distance, denominator);
  told.unit = names.unit;
  told.gains = distance == 0 ? "nobody" : std::string(names.gains);
  explanation_.steps.emplace_back(std::move(told));
  return quotient;
}

integer narrator::root(const division_names& names, const integer& square) {
  const integer floor_root = sqrt(square);
  if (reverted()) return floor_root;
  const bool is_exact = floor_root * floor_root == square;
  const integer scale = pow(integer(10), shown_digits);
  const integer scaled_root = sqrt(square * scale * scale);
  const std::string mark = is_exact ? "" : "…";
  rounding told;
  told.result = names.result;
  told.formula = names.formula;
  told.exact = is_exact ? floor_root.str() : "sqrt(" + square.str() + ")";
  told.exact_decimal = decimal_digits(scaled_root, scale) + mark;
  told.integer = floor_root.str();
  told.towards = rounded(direction::down, is_exact);
  told.error = decimal_digits(scaled_root - floor_root * scale, scale) + mark;
  told.unit = names.unit;
  told.gains = is_exact ? "nobody" : std::string(names.gains);
  explanation_.steps.emplace_back(std::move(told));
  return floor_root;
}

void narrator::approximate(const division_names& names, const integer& computed,
                           const integer& exact_scaled, unsigned digits) {
  if (reverted()) return;
  const integer scale = pow(integer(10), digits);
  rounding told;
  told.result = names.result;
  told.formula = names.formula;
  told.exact = names.formula;
  told.exact_decimal = decimal_digits(exact_scaled, scale) + "…";
  told.integer = computed.str();
  told.towards = direction::near;
  told.error = decimal_digits(abs(computed * scale - exact_scaled), scale) + "…";
  told.unit = names.unit;
  told.gains = names.gains;
  explanation_.steps.emplace_back(std::move(told));
}

void narrator::fail(std::string_view revert) {
  if (!reverted()) explanation_.reverted = std::string(revert);
}

explanation narrator::finish() {
  if (reverted()) explanation_.results.clear();
  return std::move(explanation_);
}

}  // namespace assay::explain
