// For builds without compression libraries (WebAssembly): compressed files are refused.
#include "compression.hpp"
#include "read_ahead.hpp"

namespace assay::trace {

std::unique_ptr<byte_source> decompress(compression, std::unique_ptr<byte_source>) {
  throw stream_error("this build reads no compressed file", "decompress it first");
}

// Compressed bytes are then no JSON, and refused as such.
std::unique_ptr<byte_source> decompress_by_content(std::unique_ptr<byte_source> from) {
  return from;
}

std::unique_ptr<encoder> make_encoder(compression format) {
  if (format == compression::none) return nullptr;
  throw stream_error("this build writes no compressed file", "write it as plain text");
}

// Without threads everything is read when it is asked for.
std::unique_ptr<byte_source> read_ahead(std::unique_ptr<byte_source> from) { return from; }

}  // namespace assay::trace
