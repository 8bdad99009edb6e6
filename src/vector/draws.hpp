// Numbers drawn from a choice sequence, as the generators of function cases need them.
#pragma once

#include "assay/gen/choices.hpp"
#include "assay/vector/value.hpp"

namespace assay::vectors {

/// A number whose magnitude is drawn first, so that each bit width up to `bits` is as likely.
inline word draw_number(gen::choices& choices, unsigned bits) { return choices.log_uniform(bits); }

/// The same, never zero.
inline word draw_positive(gen::choices& choices, unsigned bits) {
  const word number = draw_number(choices, bits);
  return number.is_zero() ? word::one() : number;
}

/// A number of either sign, each magnitude as likely, as a word in two's complement; zero, and the
/// least number of the type, among them.
inline word draw_signed(gen::choices& choices, unsigned bits) {
  const word magnitude = draw_number(choices, bits - 1);
  if (choices.below(2) == 0) return magnitude;
  return ~magnitude;  // -1 - magnitude
}

/// `number` + 0, 1 or 2, less one; kept within 0 … 2^bits - 1.
inline word draw_one_around(gen::choices& choices, const word& number, unsigned bits) {
  const auto offset = choices.below(3);
  if (offset == 0) return number.is_zero() ? number : sub_wrapping(number, word::one());
  if (offset == 1 || number == word::max() >> (word::bits - bits)) return number;
  return add_wrapping(number, word::one());
}

/// The greatest x with x * factor < 2^256, or the least one beyond it.
inline word draw_overflow_of_product(gen::choices& choices, const word& factor) {
  const word last = div_down(word::max(), factor);
  if (last == word::max() || choices.below(2) == 0) return last;
  return add_wrapping(last, word::one());
}

}  // namespace assay::vectors
