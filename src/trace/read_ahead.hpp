// A source that works ahead of its reader: decompression on a thread of its own. Private to the
// trace layer.
#pragma once

#include <memory>

#include "assay/trace/byte_stream.hpp"

namespace assay::trace {

// The same bytes, and the same error at the same place. Memory: a few blocks of 256 KiB.
std::unique_ptr<byte_source> read_ahead(std::unique_ptr<byte_source> from);

}  // namespace assay::trace
