// What arithmetic returns when one word is not enough.
#pragma once

namespace assay {

/// A value modulo 2^N, and whether the exact result was different: a carry out of an addition, a
/// borrow out of a subtraction, an overflow of a product.
template <class Word>
struct carried {
  Word value;
  bool carry;
  friend constexpr bool operator==(const carried&, const carried&) = default;
};

/// n = quotient * d + remainder.
template <class Quotient, class Remainder = Quotient>
struct division {
  Quotient quotient;
  Remainder remainder;
  friend constexpr bool operator==(const division&, const division&) = default;
};

}  // namespace assay
