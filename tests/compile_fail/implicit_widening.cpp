// uint112 to uint256 unasked: harmless, but then a formula no longer shows where it widens.
#include "assay/word/uint.hpp"

assay::uint<256> f(const assay::uint<112>& reserve) {
#ifdef WRONG
  return reserve;
#else
  return assay::widen<256>(reserve);
#endif
}
