// Lines out of a growing window over the source.
#include "assay/trace/line_reader.hpp"

#include <fmt/format.h>

#include <cstring>

#include "assay/trace/input_error.hpp"

namespace assay::trace {

namespace {
constexpr std::size_t first_buffer_bytes = std::size_t{1} << 18;
constexpr std::size_t bytes_per_mebibyte = std::size_t{1} << 20;
}  // namespace

line_reader::line_reader(std::unique_ptr<byte_source> source, std::string name,
                         std::size_t line_limit)
    : source_(std::move(source)),
      name_(std::move(name)),
      line_limit_(line_limit),
      buffer_(first_buffer_bytes + padding) {}

// Makes room behind what is left and reads into it; false at the end of the source.
bool line_reader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + padding == buffer_.size()) buffer_.resize(2 * end_ + padding);
  try {
    const std::size_t count = source_->read(buffer_.data() + end_, buffer_.size() - padding - end_);
    end_ += count;
    return count > 0;
  } catch (const stream_error& error) {
    fail(name_, number_ + 1, error.what(), error.mend());
  }
}

bool line_reader::has_line_waiting() const {
  return std::memchr(buffer_.data() + begin_, '\n', end_ - begin_) != nullptr;
}

bool line_reader::next() {
  std::size_t searched = begin_;
  while (true) {
    const void* found = std::memchr(buffer_.data() + searched, '\n', end_ - searched);
    if (found != nullptr) {
      const auto stop = static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data());
      line_ = {buffer_.data() + begin_, stop - begin_};
      begin_ = stop + 1;
      break;
    }
    const std::size_t pending = end_ - begin_;
    if (pending > line_limit_) {
      line_ = {buffer_.data() + begin_, pending};
      break;
    }
    ended_ = ended_ || !fill();
    if (ended_) {
      if (pending == 0) return false;
      line_ = {buffer_.data() + begin_, pending};
      begin_ = end_;
      break;
    }
    searched = begin_ + pending;
  }
  ++number_;
  if (line_.size() > line_limit_) {
    fail(name_, number_,
         fmt::format("the line is longer than {} MiB", line_limit_ / bytes_per_mebibyte),
         "put one operation on a line");
  }
  return true;
}

}  // namespace assay::trace
