// A stream line by line, at constant memory: one buffer that holds the longest line seen.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/trace/byte_stream.hpp"

namespace assay::trace {

class line_reader {
 public:
  static constexpr std::size_t default_line_limit = std::size_t{64} << 20;  // bytes
  // Readable bytes after every line, so that a vectorized parser may look past its end.
  static constexpr std::size_t padding = 64;

  // `name` is what messages call the stream.
  line_reader(std::unique_ptr<byte_source> source, std::string name,
              std::size_t line_limit = default_line_limit);

  // Moves to the next line; false at the end. A last line may lack its newline. Throws input_error
  // on a line that is too long and on what the source throws.
  bool next();

  // Is a whole further line here already? If not, next() may wait for whoever writes it.
  [[nodiscard]] bool has_line_waiting() const;

  // Without the newline; valid until next().
  [[nodiscard]] std::string_view line() const { return line_; }
  [[nodiscard]] std::uint64_t number() const { return number_; }  // from 1
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  bool fill();

  std::unique_ptr<byte_source> source_;
  std::string name_;
  std::size_t line_limit_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // of what is not yet given out
  std::size_t end_ = 0;
  bool ended_ = false;
  std::string_view line_{};
  std::uint64_t number_ = 0;
};

}  // namespace assay::trace
