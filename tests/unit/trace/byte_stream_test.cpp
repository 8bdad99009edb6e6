// Files in every compression: written and read again, cut and damaged at every kind of place, and
// never half written.
#include "assay/trace/byte_stream.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "assay/trace/input_error.hpp"
#include "assay/trace/line_reader.hpp"
#include "support/case_count.hpp"

namespace {

namespace fs = std::filesystem;
using namespace assay::trace;

class directory {
 public:
  directory() {
    std::string pattern = testing::TempDir() + "assay-traceXXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~directory() { fs::remove_all(path_); }
  directory(const directory&) = delete;
  directory& operator=(const directory&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), {}));
  }

 private:
  fs::path path_;
};

std::string read_raw(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}
void write_raw(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string read_all(const std::string& path, std::size_t chunk) {
  const auto source = open_source(path);
  std::string all;
  std::string buffer(chunk, '\0');
  while (const std::size_t count = source->read(buffer.data(), buffer.size())) {
    all.append(buffer, 0, count);
  }
  return all;
}

// Compressible, but not to nothing: 1.2 MB that need several buffers.
std::string sample() {
  std::string text;
  std::uint64_t x = 1;
  while (text.size() < 1'200'000) {
    x = x * 6'364'136'223'846'793'005U + 1'442'695'040'888'963'407U;
    text += "{\"amount\":\"" + std::to_string(x) + "\"}\n";
  }
  return text;
}

const std::array<std::string, 4> extensions = {"", ".xz", ".zst", ".gz"};

TEST(byte_stream, what_is_written_is_read_again) {
  assay::test::case_count count("files written and read");
  const directory scratch;
  for (const std::string& text : {std::string(), std::string("x"), sample()}) {
    for (const std::string& extension : extensions) {
      const std::string path = scratch.file("file.jsonl" + extension);
      const auto sink = open_sink(path);
      for (std::size_t at = 0; at < text.size(); at += 100'003) {
        sink->write(std::string_view(text).substr(at, 100'003));
      }
      sink->commit();
      if (!extension.empty() && text.size() > 1000) {
        EXPECT_LT(fs::file_size(path), text.size());
      }
      for (const std::size_t chunk : {std::size_t{7'919}, std::size_t{1} << 20}) {
        count.check(read_all(path, chunk) == text, [&] { return path; });
      }
    }
  }
}

TEST(byte_stream, streams_that_were_joined_are_read_on) {
  const directory scratch;
  for (const std::string extension : {".xz", ".zst", ".gz"}) {
    write_file(scratch.file("a" + extension), "first\n");
    write_file(scratch.file("b" + extension), "second\n");
    const std::string both = scratch.file("both" + extension);
    write_raw(both,
              read_raw(scratch.file("a" + extension)) + read_raw(scratch.file("b" + extension)));
    EXPECT_EQ(read_all(both, 100), "first\nsecond\n") << extension;
  }
}

// True when reading all lines fails with one clear line.
bool is_refused(const std::string& path) {
  try {
    line_reader reader(open_source(path), path);
    while (reader.next()) {
    }
  } catch (const input_error& error) {
    const std::string_view message = error.what();
    return message.starts_with(path + ":") && message.find("; ") != message.npos &&
           message.find('\n') == message.npos;
  }
  return false;
}

TEST(byte_stream, cut_files_are_refused) {
  assay::test::case_count count("cut compressed files");
  const directory scratch;
  for (const std::string extension : {".xz", ".zst", ".gz"}) {
    const std::string whole_path = scratch.file("whole" + extension);
    write_file(whole_path, sample());
    const std::string whole = read_raw(whole_path);
    const std::string cut_path = scratch.file("cut" + extension);
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{17}, whole.size() / 3,
          whole.size() / 2, whole.size() - 9, whole.size() - 1}) {
      write_raw(cut_path, std::string_view(whole).substr(0, size));
      count.check(is_refused(cut_path), [&] { return cut_path + std::to_string(size); });
    }
  }
}

TEST(byte_stream, damaged_files_are_refused) {
  assay::test::case_count count("damaged compressed files");
  const directory scratch;
  for (const std::string extension : {".xz", ".zst", ".gz"}) {
    const std::string path = scratch.file("whole" + extension);
    write_file(path, sample());
    const std::string whole = read_raw(path);
    for (const std::size_t at : {std::size_t{0}, std::size_t{2}, whole.size() / 4, whole.size() / 2,
                                 whole.size() - 12, whole.size() - 3}) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
      write_raw(path, damaged);
      count.check(is_refused(path), [&] { return path + " at " + std::to_string(at); });
    }
  }
  for (const std::string& extension : extensions) {
    if (extension.empty()) continue;
    const std::string path = scratch.file("text" + extension);
    write_raw(path, "{\"format\":\"pooltrace-1\"}\n");
    count.check(is_refused(path), [&] { return path; });
  }
}

TEST(byte_stream, an_output_appears_only_when_it_is_complete) {
  const directory scratch;
  for (const std::string& extension : extensions) {
    const std::string path = scratch.file("out" + extension);
    {
      const auto sink = open_sink(path);
      sink->write("half");
      EXPECT_FALSE(fs::exists(path));
    }
    EXPECT_EQ(scratch.entries(), 0U) << "something was left behind";
  }
  write_raw(scratch.file("kept"), "before");
  {
    const auto sink = open_sink(scratch.file("kept"));
    sink->write("half");
  }
  EXPECT_EQ(read_raw(scratch.file("kept")), "before");
  write_file(scratch.file("kept"), "after");
  EXPECT_EQ(read_raw(scratch.file("kept")), "after");
  EXPECT_EQ(scratch.entries(), 1U);
}

TEST(byte_stream, files_that_cannot_be_opened_are_named) {
  const directory scratch;
  EXPECT_THROW(open_source(scratch.file("missing")), input_error);
  EXPECT_THROW(open_source(scratch.file("")), input_error);  // a directory
  EXPECT_THROW(open_sink(scratch.file("missing/file")), input_error);
  EXPECT_THROW(open_sink(scratch.file("")), input_error);
  const auto full = open_sink("/dev/full");
  full->write("x");
  EXPECT_THROW(full->commit(), input_error);
}

}  // namespace
