// Standard output without a reader, which is nobody's mistake: `assay replay --write - | head`.
#pragma once

#include "assay/trace/input_error.hpp"

namespace assay::trace {

// Thrown by the sink of standard output. There is nobody to tell, so programs end without a word.
class closed_output : public input_error {
 public:
  using input_error::input_error;
};

}  // namespace assay::trace
