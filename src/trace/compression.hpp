// The codecs behind compressed files. Private to the trace layer.
#pragma once

#include <memory>
#include <string_view>

#include "assay/trace/byte_stream.hpp"

namespace assay::trace {

enum class compression { none, xz, zstd, gzip };

inline compression compression_of(std::string_view path) {
  if (path.ends_with(".xz")) return compression::xz;
  if (path.ends_with(".zst")) return compression::zstd;
  if (path.ends_with(".gz")) return compression::gzip;
  return compression::none;
}

std::unique_ptr<byte_source> decompress(compression format, std::unique_ptr<byte_source> from);

// For what has no name that says it, such as standard input: the first bytes decide, once somebody
// reads. A trace begins with "{", so no text is taken for a compressed one.
std::unique_ptr<byte_source> decompress_by_content(std::unique_ptr<byte_source> from);

// What a compressor makes of bytes; the caller writes it where it belongs.
class encoder {
 public:
  virtual ~encoder() = default;
  // Appends to `out` what is ready; `last` ends the stream.
  virtual void encode(std::string_view bytes, bool last, std::string& out) = 0;
};
std::unique_ptr<encoder> make_encoder(compression format);

}  // namespace assay::trace
