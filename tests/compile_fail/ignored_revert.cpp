// A revert that nobody looks at: result is [[nodiscard]], a warning that is an error here.
#include "assay/pool/uniswap_v2/library.hpp"

using word = assay::uint<256>;
void f(const word& a) {
#ifdef WRONG
  assay::uniswap_v2::get_amount_out(a, a, a);
#else
  const auto out = assay::uniswap_v2::get_amount_out(a, a, a);
  static_cast<void>(out.ok());
#endif
}
