// A machine integer becomes a word only where the program says so.
#include "assay/word/uint.hpp"

assay::uint<256> f(std::uint64_t x) {
#ifdef WRONG
  return x;
#else
  return assay::uint<256>{x};
#endif
}
