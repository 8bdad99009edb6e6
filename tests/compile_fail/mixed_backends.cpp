// Words of two backends in one operation: a differential test that mixes them compares nothing.
#include "assay/word/backend_boost.hpp"
#include "assay/word/uint.hpp"

using limbs_word = assay::uint<256, assay::limbs_backend>;
using boost_word = assay::uint<256, assay::boost_backend>;
limbs_word f(const limbs_word& a, const boost_word& b) {
#ifdef WRONG
  return add_wrapping(a, b);
#else
  return add_wrapping(a, assay::convert_backend<assay::limbs_backend>(b));
#endif
}
