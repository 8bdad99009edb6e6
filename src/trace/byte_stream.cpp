// Files, standard streams and memory as byte sources and sinks.
#include "assay/trace/byte_stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "assay/trace/closed_output.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/waiting.hpp"
#include "compression.hpp"
#include "read_ahead.hpp"

namespace assay::trace {
namespace {

class file_source final : public byte_source {
 public:
  // `patience`: how long a read may wait; 0: for ever.
  file_source(int file, std::chrono::seconds patience) : file_(file), patience_(patience) {}
  ~file_source() override {
    if (file_ != STDIN_FILENO) ::close(file_);
  }
  file_source(const file_source&) = delete;
  file_source& operator=(const file_source&) = delete;

  std::size_t read(char* to, std::size_t size) override {
    wait();
    const ssize_t count = ::read(file_, to, size);
    if (count < 0) fail();
    return static_cast<std::size_t>(count);
  }

 private:
  void wait() const {
    if (patience_ == std::chrono::seconds::zero()) return;
    pollfd asked{file_, POLLIN, 0};
    const auto limit = std::chrono::duration_cast<std::chrono::milliseconds>(patience_).count();
    const int ready = ::poll(&asked, 1, static_cast<int>(limit));
    if (ready < 0) fail();
    if (ready > 0) return;
    throw stream_error(fmt::format("nothing has come for {} s", patience_.count()),
                       "see whether the program that writes it hangs, or allow more time");
  }
  [[noreturn]] static void fail() {
    // Interrupted: whoever installed the signal handler decides whether to read on.
    if (errno == EINTR) throw stream_error("interrupted", "start again");
    throw stream_error(std::string("cannot read on: ") + std::strerror(errno),
                       "check the file and its disk");
  }

  int file_;
  std::chrono::seconds patience_;
};

class bytes_source final : public byte_source {
 public:
  explicit bytes_source(std::string_view bytes) : bytes_(bytes) {}
  std::size_t read(char* to, std::size_t size) override {
    const std::size_t count = std::min(size, bytes_.size());
    std::memcpy(to, bytes_.data(), count);
    bytes_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view bytes_;
};

class file_sink final : public byte_sink {
 public:
  explicit file_sink(const std::string& path)
      : path_(path), encoder_(make_encoder(compression_of(path))) {
    if (path == "-") {
      file_ = STDOUT_FILENO;
      return;
    }
    struct stat status{};
    const bool exists = ::stat(path.c_str(), &status) == 0;
    if (exists && S_ISDIR(status.st_mode)) fail(path, "is a directory", "name a file");
    if (exists && !S_ISREG(status.st_mode)) {
      file_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    } else {
      temporary_ = fmt::format("{}.{}.partial", path, ::getpid());
      constexpr mode_t everybody_within_the_umask = 0666;
      file_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                     everybody_within_the_umask);
    }
    if (file_ < 0) fail_to_write();
  }
  ~file_sink() override {
    if (file_ >= 0 && file_ != STDOUT_FILENO) ::close(file_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }
  file_sink(const file_sink&) = delete;
  file_sink& operator=(const file_sink&) = delete;

  void write(std::string_view bytes) override { put(bytes, false); }

  void finish() override {
    if (file_ < 0) return;
    put({}, true);
    flush();
    if (file_ == STDOUT_FILENO) return;
    const int closed = ::close(file_);
    file_ = -1;
    if (closed != 0) fail_to_write();
  }

  void commit() override {
    finish();
    if (temporary_.empty()) return;
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail_to_write();
    temporary_.clear();
  }

 private:
  static constexpr std::size_t flush_bytes = std::size_t{1} << 18;

  void put(std::string_view bytes, bool last) {
    if (encoder_ != nullptr) {
      encoder_->encode(bytes, last, pending_);
    } else {
      pending_.append(bytes);
    }
    if (pending_.size() >= flush_bytes) flush();
  }

  void flush() {
    std::string_view rest = pending_;
    while (!rest.empty()) {
      const ssize_t count = ::write(file_, rest.data(), rest.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail_to_write();
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
    pending_.clear();
  }

  [[noreturn]] void fail_to_write() const {
    if (path_ == "-" && errno == EPIPE) throw closed_output("standard output: nobody reads it");
    fail(path_ == "-" ? "standard output" : path_,
         std::string("cannot write: ") + std::strerror(errno),
         "choose a place that can be written");
  }

  std::string path_;
  std::string temporary_;
  std::unique_ptr<encoder> encoder_;
  std::string pending_;
  int file_ = -1;
};

}  // namespace

std::unique_ptr<byte_source> open_source(const std::string& path) {
  return open_source(path, std::chrono::seconds::zero());
}

std::unique_ptr<byte_source> open_source(const std::string& path, std::chrono::seconds patience) {
  int file = STDIN_FILENO;
  struct stat status{};
  if (path != "-") {
    file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail(path, std::string("cannot open: ") + std::strerror(errno), "check the path");
    if (::fstat(file, &status) == 0 && S_ISDIR(status.st_mode)) {
      ::close(file);
      fail(path, "is a directory", "name a file");
    }
  }
  const compression format = compression_of(path);
  auto bytes = std::make_unique<file_source>(file, patience);
  auto source = format == compression::none ? decompress_by_content(std::move(bytes))
                                            : decompress(format, std::move(bytes));
  // Only what is there already is read ahead: a fifo may keep its reader waiting for ever.
  const bool works_ahead = format != compression::none && S_ISREG(status.st_mode);
  return works_ahead ? read_ahead(std::move(source)) : std::move(source);
}

std::unique_ptr<byte_source> memory_source(std::string_view bytes) {
  return std::make_unique<bytes_source>(bytes);
}

std::unique_ptr<byte_sink> open_sink(const std::string& path) {
  return std::make_unique<file_sink>(path);
}

void write_file(const std::string& path, std::string_view bytes) {
  const auto sink = open_sink(path);
  sink->write(bytes);
  sink->commit();
}

}  // namespace assay::trace
