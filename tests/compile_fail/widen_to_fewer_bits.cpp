// widen never loses bits.
#include "assay/word/uint.hpp"

auto f(const assay::uint<256>& x) {
#ifdef WRONG
  return assay::widen<112>(x);
#else
  return assay::narrow_checked<112>(x);
#endif
}
