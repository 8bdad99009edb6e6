// A remainder without a name: uint has no operator%.
#include "assay/word/uint.hpp"

using word = assay::uint<256>;
word f(const word& a, const word& b) {
#ifdef WRONG
  return a % b;
#else
  return rem(a, b);
#endif
}
