// A signed and an unsigned word compared: Solidity refuses it, so does the engine.
#include "assay/word/sint.hpp"

bool f(const assay::sint<256>& a, const assay::uint<256>& b) {
#ifdef WRONG
  return a < b;
#else
  return !a.is_negative() && a.to_bits() < b;
#endif
}
