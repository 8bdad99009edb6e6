// Any bytes as a trace of Uniswap V2, a fork, odd tokens or the router library: they are read, or
// refused in one line. What is read is written, read again, and must come out the same.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "assay/trace/input_error.hpp"
#include "assay/trace/uniswap_v2.hpp"
#include "assay/trace/uniswap_v2_library.hpp"

namespace {

using namespace assay;
using namespace assay::uniswap_v2;

[[noreturn]] void fail(std::string_view what, std::string_view shown) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(shown.size()), shown.data());
  std::abort();
}

std::string written_again(trace::trace_file& file) {
  trace_reader reader(file);
  const trace_header& header = reader.header();
  trace_writer writer(header.which, header.setup);
  std::string out = write_header(header.which, header.setup) + "\n";
  trace_step step;
  while (reader.next(step)) {
    writer.append(out, step.operation, step.scale, step.receipt, step.state);
  }
  return out;
}

std::string vectors_written_again(trace::trace_file& file) {
  library_reader reader(file);
  std::string out = write_library_header(reader.setup()) + "\n";
  library_step step;
  while (reader.next(step)) append_library_line(out, step.call, &step.expected);
  return out;
}

std::string again(std::string_view bytes) {
  trace::trace_file file(trace::memory_source(bytes), "input");
  return file.protocol() == library_protocol ? vectors_written_again(file) : written_again(file);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string once;
  try {
    once = again(bytes);
  } catch (const trace::input_error& error) {
    const std::string_view message = error.what();
    if (message.find('\n') != message.npos) fail("a message of several lines", message);
    if (message.find("; ") == message.npos) fail("a message without a remedy", message);
    return 0;
  }
  try {
    if (again(once) != once) fail("another trace when written a second time", once);
  } catch (const trace::input_error& error) {
    fail("what was written is refused", error.what());
  }
  return 0;
}
