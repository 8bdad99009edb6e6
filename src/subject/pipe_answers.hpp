// What every subject on a pipe does with the lines that come back. Private to the pipe layer.
#pragma once

#include <string_view>

#include "assay/subject/pipe.hpp"
#include "assay/trace/input_error.hpp"

namespace assay {

// A program may print a whole trace: then its first line is a header, not an answer.
inline std::string_view receive_answer(pipe_process& process) {
  std::string_view line = process.receive();
  if (process.lines_received() == 1 && line.starts_with(R"({"format")")) line = process.receive();
  return line;
}

// What is wrong with an answer names the stream itself, so its text can stand as it is.
template <class Read>
void read_or_fail(Read&& read) {
  try {
    read();
  } catch (const trace::input_error& error) {
    throw subject_error(error.what());
  }
}

}  // namespace assay
