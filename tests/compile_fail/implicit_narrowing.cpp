// uint256 to uint112 without saying what becomes of the upper bits.
#include "assay/word/uint.hpp"

assay::uint<112> f(const assay::uint<256>& reserve) {
#ifdef WRONG
  return reserve;
#else
  return assay::truncate<112>(reserve);
#endif
}
