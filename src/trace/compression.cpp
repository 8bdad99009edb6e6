// xz, zstd and gzip, streaming, each by its own library.
#include "compression.hpp"

#define ZLIB_CONST  // next_in points to const
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace assay::trace {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 16;
constexpr std::uint64_t decoder_memory_bytes = std::uint64_t{1}
                                               << 29;  // dictionaries beyond: refused

[[noreturn]] void fail_corrupt(const char* format) {
  throw stream_error(std::string("the ") + format + " data is corrupt",
                     "fetch or compress the file again");
}
[[noreturn]] void fail_truncated(const char* format) {
  throw stream_error(std::string("the ") + format + " data ends too early",
                     "fetch or compress the file again");
}
[[noreturn]] void fail_memory() {
  throw stream_error("no memory for the codec", "free some memory");
}

// What decoders share: compressed bytes are fetched in chunks.
class chunked_source : public byte_source {
 protected:
  explicit chunked_source(std::unique_ptr<byte_source> from)
      : from_(std::move(from)), chunk_(chunk_bytes) {}
  // The next compressed bytes; empty at the end.
  std::string_view fetch() { return {chunk_.data(), from_->read(chunk_.data(), chunk_.size())}; }

 private:
  std::unique_ptr<byte_source> from_;
  std::vector<char> chunk_;
};

class xz_source final : public chunked_source {
 public:
  explicit xz_source(std::unique_ptr<byte_source> from) : chunked_source(std::move(from)) {
    if (lzma_stream_decoder(&stream_, decoder_memory_bytes, LZMA_CONCATENATED) != LZMA_OK) {
      fail_memory();
    }
  }
  ~xz_source() override { lzma_end(&stream_); }
  xz_source(const xz_source&) = delete;
  xz_source& operator=(const xz_source&) = delete;

  std::size_t read(char* to, std::size_t size) override {
    stream_.next_out = reinterpret_cast<std::uint8_t*>(to);
    stream_.avail_out = size;
    while (stream_.avail_out == size && !done_) {
      if (stream_.avail_in == 0 && !ended_) {
        const std::string_view bytes = fetch();
        ended_ = bytes.empty();
        stream_.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
        stream_.avail_in = bytes.size();
      }
      const lzma_ret status = lzma_code(&stream_, ended_ ? LZMA_FINISH : LZMA_RUN);
      if (status == LZMA_STREAM_END) {
        done_ = true;
      } else if (status == LZMA_BUF_ERROR) {
        fail_truncated("xz");
      } else if (status != LZMA_OK) {
        fail_corrupt("xz");
      }
    }
    return size - stream_.avail_out;
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool ended_ = false;
  bool done_ = false;
};

class zstd_source final : public chunked_source {
 public:
  explicit zstd_source(std::unique_ptr<byte_source> from)
      : chunked_source(std::move(from)), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) fail_memory();
  }
  ~zstd_source() override { ZSTD_freeDStream(stream_); }
  zstd_source(const zstd_source&) = delete;
  zstd_source& operator=(const zstd_source&) = delete;

  std::size_t read(char* to, std::size_t size) override {
    ZSTD_outBuffer out{to, size, 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size && !output_waits_) {
        const std::string_view bytes = fetch();
        if (bytes.empty()) {
          if (inside_frame_ || !any_) fail_truncated("zstd");
          return 0;
        }
        in_ = {bytes.data(), bytes.size(), 0};
        any_ = true;
      }
      const std::size_t status = ZSTD_decompressStream(stream_, &out, &in_);
      if (ZSTD_isError(status) != 0) fail_corrupt("zstd");
      inside_frame_ = status != 0;
      output_waits_ = out.pos == out.size;
    }
    return out.pos;
  }

 private:
  ZSTD_DStream* stream_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool inside_frame_ = false;
  bool output_waits_ = false;  // the decoder holds more than the caller had room for
  bool any_ = false;
};

constexpr int gzip_window = 15 + 16;  // zlib: the largest window, gzip framing

class gzip_source final : public chunked_source {
 public:
  explicit gzip_source(std::unique_ptr<byte_source> from) : chunked_source(std::move(from)) {
    if (inflateInit2(&stream_, gzip_window) != Z_OK) fail_memory();
  }
  ~gzip_source() override { inflateEnd(&stream_); }
  gzip_source(const gzip_source&) = delete;
  gzip_source& operator=(const gzip_source&) = delete;

  std::size_t read(char* to, std::size_t size) override {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size) {
      if (stream_.avail_in == 0) {
        const std::string_view bytes = fetch();
        if (bytes.empty()) {
          if (inside_member_) fail_truncated("gzip");
          return 0;
        }
        stream_.next_in = reinterpret_cast<const Bytef*>(bytes.data());
        stream_.avail_in = static_cast<uInt>(bytes.size());
      }
      if (at_member_end_) {  // another member follows
        inflateReset(&stream_);
        at_member_end_ = false;
        inside_member_ = true;
      }
      const int status = inflate(&stream_, Z_NO_FLUSH);
      if (status == Z_STREAM_END) {
        at_member_end_ = true;
        inside_member_ = false;
      } else if (status != Z_OK) {
        fail_corrupt("gzip");
      }
    }
    return size - stream_.avail_out;
  }

 private:
  z_stream stream_{};
  bool inside_member_ = true;
  bool at_member_end_ = false;
};

// The first bytes of each format.
struct signature {
  compression format;
  std::string_view bytes;
};
constexpr signature signatures[] = {{compression::xz, {"\xfd\x37\x7a\x58\x5a\x00", 6}},
                                    {compression::zstd, "\x28\xb5\x2f\xfd"},
                                    {compression::gzip, "\x1f\x8b\x08"}};
constexpr std::size_t longest_signature = 6;

// Bytes that were read already, then the rest.
class resumed_source final : public byte_source {
 public:
  resumed_source(std::string start, std::unique_ptr<byte_source> rest)
      : start_(std::move(start)), rest_(std::move(rest)) {}
  std::size_t read(char* to, std::size_t size) override {
    if (given_ == start_.size()) return rest_->read(to, size);
    const std::size_t count = start_.copy(to, size, given_);
    given_ += count;
    return count;
  }

 private:
  std::string start_;
  std::size_t given_ = 0;
  std::unique_ptr<byte_source> rest_;
};

class detected_source final : public byte_source {
 public:
  explicit detected_source(std::unique_ptr<byte_source> from) : from_(std::move(from)) {}
  std::size_t read(char* to, std::size_t size) override {
    if (from_ != nullptr) detect();
    return decoded_->read(to, size);
  }

 private:
  void detect() {
    std::string start;
    while (is_undecided(start)) {
      std::array<char, longest_signature> next{};
      const std::size_t count = from_->read(next.data(), longest_signature - start.size());
      if (count == 0) break;
      start.append(next.data(), count);
    }
    compression format = compression::none;
    for (const signature& known : signatures) {
      if (start.starts_with(known.bytes)) format = known.format;
    }
    decoded_ =
        decompress(format, std::make_unique<resumed_source>(std::move(start), std::move(from_)));
  }
  // The bytes are the beginning of a signature, but not yet the whole of one.
  static bool is_undecided(std::string_view start) {
    return std::any_of(std::begin(signatures), std::end(signatures), [&](const signature& known) {
      return known.bytes.size() > start.size() && known.bytes.starts_with(start);
    });
  }

  std::unique_ptr<byte_source> from_;
  std::unique_ptr<byte_source> decoded_{};
};

class xz_encoder final : public encoder {
 public:
  xz_encoder() {
    constexpr std::uint32_t preset = 6;
    if (lzma_easy_encoder(&stream_, preset, LZMA_CHECK_CRC64) != LZMA_OK) fail_memory();
  }
  ~xz_encoder() override { lzma_end(&stream_); }
  xz_encoder(const xz_encoder&) = delete;
  xz_encoder& operator=(const xz_encoder&) = delete;

  void encode(std::string_view bytes, bool last, std::string& out) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(bytes.data());
    stream_.avail_in = bytes.size();
    lzma_ret status = LZMA_OK;
    do {
      stream_.next_out = reinterpret_cast<std::uint8_t*>(buffer_.data());
      stream_.avail_out = buffer_.size();
      status = lzma_code(&stream_, last ? LZMA_FINISH : LZMA_RUN);
      if (status != LZMA_OK && status != LZMA_STREAM_END) fail_memory();
      out.append(buffer_.data(), buffer_.size() - stream_.avail_out);
    } while (last ? status != LZMA_STREAM_END : stream_.avail_in != 0);
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  std::array<char, chunk_bytes> buffer_{};
};

class zstd_encoder final : public encoder {
 public:
  zstd_encoder() : stream_(ZSTD_createCStream()) {
    if (stream_ == nullptr) fail_memory();
    ZSTD_CCtx_setParameter(stream_, ZSTD_c_checksumFlag, 1);  // as xz and gzip have by nature
  }
  ~zstd_encoder() override { ZSTD_freeCStream(stream_); }
  zstd_encoder(const zstd_encoder&) = delete;
  zstd_encoder& operator=(const zstd_encoder&) = delete;

  void encode(std::string_view bytes, bool last, std::string& out) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    std::size_t left = 0;
    do {
      ZSTD_outBuffer ready{buffer_.data(), buffer_.size(), 0};
      left = ZSTD_compressStream2(stream_, &ready, &in, last ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left) != 0) fail_memory();
      out.append(buffer_.data(), ready.pos);
    } while (last ? left != 0 : in.pos != in.size);
  }

 private:
  ZSTD_CStream* stream_;
  std::array<char, chunk_bytes> buffer_{};
};

class gzip_encoder final : public encoder {
 public:
  gzip_encoder() {
    constexpr int memory_level = 8;
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, memory_level,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      fail_memory();
    }
  }
  ~gzip_encoder() override { deflateEnd(&stream_); }
  gzip_encoder(const gzip_encoder&) = delete;
  gzip_encoder& operator=(const gzip_encoder&) = delete;

  void encode(std::string_view bytes, bool last, std::string& out) override {
    stream_.next_in = reinterpret_cast<const Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH);
      out.append(buffer_.data(), buffer_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

 private:
  z_stream stream_{};
  std::array<char, chunk_bytes> buffer_{};
};

}  // namespace

std::unique_ptr<byte_source> decompress(compression format, std::unique_ptr<byte_source> from) {
  switch (format) {
    case compression::none:
      return from;
    case compression::xz:
      return std::make_unique<xz_source>(std::move(from));
    case compression::zstd:
      return std::make_unique<zstd_source>(std::move(from));
    case compression::gzip:
      return std::make_unique<gzip_source>(std::move(from));
  }
  return from;
}

std::unique_ptr<byte_source> decompress_by_content(std::unique_ptr<byte_source> from) {
  return std::make_unique<detected_source>(std::move(from));
}

std::unique_ptr<encoder> make_encoder(compression format) {
  switch (format) {
    case compression::none:
      return nullptr;
    case compression::xz:
      return std::make_unique<xz_encoder>();
    case compression::zstd:
      return std::make_unique<zstd_encoder>();
    case compression::gzip:
      return std::make_unique<gzip_encoder>();
  }
  return nullptr;
}

}  // namespace assay::trace
