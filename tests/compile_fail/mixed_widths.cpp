// Words of two widths in one sum.
#include "assay/word/uint.hpp"

assay::uint<256> f(const assay::uint<256>& a, const assay::uint<112>& b) {
#ifdef WRONG
  return add_wrapping(a, b);
#else
  return add_wrapping(a, assay::widen<256>(b));
#endif
}
