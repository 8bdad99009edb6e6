// `pipe:COMMAND`: a program that reads a pooltrace header and operation lines on its standard
// input and answers each operation with one line, {"result":…,"state":…}, on its standard output.
// It may repeat the operation in the line, and may begin with a header of its own.
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "assay/subject/uniswap_v2.hpp"
#include "assay/subject/uniswap_v2_library.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "assay/subject/uniswap_v3_math.hpp"
#include "assay/trace/uniswap_v2_record.hpp"
#include "assay/trace/uniswap_v3_record.hpp"

namespace assay {

// A subject that cannot be asked any more: it died, hangs or talks nonsense. One line.
class subject_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct pipe_options {
  std::chrono::milliseconds line_timeout{10'000};  // for each answer
  std::chrono::milliseconds exit_timeout{1'000};   // after its input ends, before it is killed
};

// A child process spoken to line by line. Neither zombies nor SIGPIPE: the destructor ends the
// child and all that it started in its process group.
class pipe_process {
 public:
  // Runs `command` with /bin/sh. Throws subject_error.
  explicit pipe_process(std::string command, pipe_options options = {});
  ~pipe_process();
  pipe_process(const pipe_process&) = delete;
  pipe_process& operator=(const pipe_process&) = delete;

  void send(std::string_view lines);  // with their newlines
  // The next line without its newline; valid until the next call.
  std::string_view receive();
  [[nodiscard]] std::uint64_t lines_received() const;
  [[nodiscard]] const std::string& name() const;  // "pipe:COMMAND"
  [[noreturn]] void fail(std::string_view what, std::string_view mend) const;

 private:
  struct implementation;
  std::unique_ptr<implementation> self_;
};

namespace uniswap_v2 {

// The header and operations are sent in the form of `which`.
std::unique_ptr<subject> make_pipe(std::string command, dialect which, pipe_options options = {});
std::unique_ptr<library_subject> make_library_pipe(std::string command, pipe_options options = {});

}  // namespace uniswap_v2

namespace uniswap_v3 {

// The program is told `layout`, but never to answer with changes only.
std::unique_ptr<subject> make_pipe(std::string command, const state_layout& layout,
                                   pipe_options options = {});
std::unique_ptr<math_subject> make_math_pipe(std::string command, pipe_options options = {});

}  // namespace uniswap_v3
}  // namespace assay
