// A product that does not say whether it widens, wraps or fails: uint has no operator*.
#include "assay/word/uint.hpp"

using word = assay::uint<256>;
word f(const word& a, const word& b) {
#ifdef WRONG
  return a * b;
#else
  return mul_wrapping(a, b);
#endif
}
