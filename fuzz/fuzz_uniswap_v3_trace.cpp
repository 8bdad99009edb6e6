// Any bytes as a Uniswap V3 trace or its function vectors: they are read, or refused in one line.
// What is read is written, read again, and must come out the same.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "assay/trace/input_error.hpp"
#include "assay/trace/uniswap_v3.hpp"
#include "assay/trace/uniswap_v3_math.hpp"

namespace {

using namespace assay;
using namespace assay::uniswap_v3;

[[noreturn]] void fail(std::string_view what, std::string_view shown) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(shown.size()), shown.data());
  std::abort();
}

// The trace that a subject writes whose answers are the recorded ones.
std::string written_again(trace::trace_file& file) {
  trace_reader reader(file);
  trace_writer writer(reader.header());
  std::string out = write_header(reader.header()) + "\n";
  trace_step step;
  protocol::state state;
  while (reader.next(step)) {
    if (std::holds_alternative<create_pool<protocol::format>>(step.operation.call)) state = {};
    restore(reader.state(), state);
    writer.append(out, step.operation, step.receipt, state);
  }
  return out;
}

std::string vectors_written_again(trace::trace_file& file) {
  math_reader reader(file);
  std::string out = write_math_header() + "\n";
  math_step step;
  while (reader.next(step)) append_math_line(out, step.call, &step.expected);
  return out;
}

std::string again(std::string_view bytes) {
  trace::trace_file file(trace::memory_source(bytes), "input");
  return file.protocol() == math_protocol ? vectors_written_again(file) : written_again(file);
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
    if (message.find("; ") == message.npos)
      fail("a message that does not say how to mend", message);
    return 0;
  }
  try {
    if (again(once) != once) fail("another trace when written a second time", once);
  } catch (const trace::input_error& error) {
    fail("what was written is refused", error.what());
  }
  return 0;
}
