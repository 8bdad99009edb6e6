// Files as streams of bytes, compressed or not by their extension (.xz .zst .gz); "-" is standard
// input or output. Memory does not grow with the file.
#pragma once

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace assay::trace {

// A stream that cannot go on: `what()` says what is wrong, `mend()` how to mend it. Whoever knows
// the file and the line turns it into an input_error.
class stream_error : public std::runtime_error {
 public:
  stream_error(const std::string& what, std::string mend)
      : std::runtime_error(what), mend_(std::move(mend)) {}
  [[nodiscard]] const std::string& mend() const { return mend_; }

 private:
  std::string mend_;
};

class byte_source {
 public:
  virtual ~byte_source() = default;
  // Fills up to `size` bytes; 0 at the end. Throws stream_error on corrupt or truncated
  // compression and on read errors.
  virtual std::size_t read(char* to, std::size_t size) = 0;
};

// Throws input_error when the file cannot be opened.
std::unique_ptr<byte_source> open_source(const std::string& path);

// A source over bytes in memory, which must outlive it.
std::unique_ptr<byte_source> memory_source(std::string_view bytes);

// Output appears under its name only on commit(): until then it is a temporary file beside it,
// which the destructor removes. Standard output and devices are written as they come.
class byte_sink {
 public:
  virtual ~byte_sink() = default;
  virtual void write(std::string_view bytes) = 0;  // throws input_error
  /// Nothing more comes: all is written, but not yet in its place. Throws input_error.
  virtual void finish() = 0;
  /// finish(), and into its place. Throws input_error.
  virtual void commit() = 0;
};

// Throws input_error when the file cannot be created.
std::unique_ptr<byte_sink> open_sink(const std::string& path);

// The whole of `bytes` as a file, or no file at all.
void write_file(const std::string& path, std::string_view bytes);

}  // namespace assay::trace
