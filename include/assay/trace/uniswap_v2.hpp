// Traces of Uniswap V2, its forks and its odd tokens: lines to typed steps, and back.
//
// docs/pooltrace.md says what the lines mean. Read and written with reused buffers: a long
// trace allocates no more than its first lines.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/trace/difference.hpp"
#include "assay/trace/trace_file.hpp"
#include "assay/trace/uniswap_v2_record.hpp"

namespace assay::uniswap_v2 {

// What a header says. The names and prefixes of `setup.rules` are views of `texts`: a copy of the
// setup must not outlive the last copy of the header.
struct trace_header {
  dialect which = dialect::pair;
  uniswap_v2::setup setup{};
  std::shared_ptr<const std::vector<std::string>> texts{};
};

struct trace_step {
  protocol::operation operation{};
  std::string scale{};  // createPool: a remark of whoever recorded the trace

  // What was recorded. A revert's reason is a view of the line and lives until the next step.
  protocol::receipt receipt{};
  std::string revert_arguments{};  // JSON; empty when there are none, as always in this protocol
  state_record state{};
};

// Reads the steps of a trace.
class trace_reader {
 public:
  enum class contents : std::uint8_t {
    answered,   // operation, result and state on every line
    operations  // what a subject on a pipe is sent: results and states are not looked at
  };

  // `file` must outlive the reader and be of one of the dialects. Throws input_error.
  explicit trace_reader(trace::trace_file& file, contents what = contents::answered);
  ~trace_reader();
  trace_reader(const trace_reader&) = delete;
  trace_reader& operator=(const trace_reader&) = delete;

  [[nodiscard]] const trace_header& header() const;
  // False at the end. Throws input_error on a malformed line.
  bool next(trace_step& step);
  // How states of the current episode are recorded.
  [[nodiscard]] const state_layout& layout() const;
  [[nodiscard]] std::uint64_t line() const;  // of the current step

 private:
  struct implementation;
  std::unique_ptr<implementation> self_;
};

// Reads what a subject on a pipe answers: lines with result and state.
class answer_reader {
 public:
  answer_reader(const trace_header& header, std::string name);
  ~answer_reader();
  answer_reader(const answer_reader&) = delete;
  answer_reader& operator=(const answer_reader&) = delete;

  // The answer to `operation` in line `number` of the stream; throws input_error. `line` need not
  // be padded. The receipt's reason lives until the next call.
  void read(std::string_view line, std::uint64_t number, const protocol::operation& operation,
            protocol::receipt& receipt, state_record& state);
  [[nodiscard]] const state_layout& layout() const;

 private:
  struct implementation;
  std::unique_ptr<implementation> self_;
};

// The header of a trace whose answers are Assay's own, without the newline.
std::string write_header(dialect which, const setup& setup, std::string_view subject = "engine",
                         std::uint64_t seed = 1);

// Writes steps in the form in which they were recorded: a trace that is read and written again is
// the same to the byte.
class trace_writer {
 public:
  trace_writer(dialect which, const uniswap_v2::setup& setup);
  [[nodiscard]] const uniswap_v2::setup& setup() const { return setup_; }

  // Appends one line with its newline. `state` is the whole state after the operation.
  void append(std::string& out, const protocol::operation& operation, std::string_view scale,
              const protocol::receipt& receipt, const protocol::state& state);
  void append(std::string& out, const protocol::operation& operation, std::string_view scale,
              const protocol::receipt& receipt, const state_record& state);
  // An operation alone, as a subject on a pipe is sent it.
  void append_operation(std::string& out, const protocol::operation& operation,
                        std::string_view scale = {});
  // An answer alone, as a subject on a pipe gives it.
  void append_answer(std::string& out, const protocol::operation& operation,
                     const protocol::receipt& receipt, const protocol::state& state);

 private:
  void enter(const protocol::operation& operation);

  dialect which_;
  uniswap_v2::setup setup_;
  state_layout layout_{};
  state_record record_{};
};

// The shape of the episode that `creation` starts.
episode_shape shape_of(dialect which, const setup& setup,
                       const create_pool<protocol::word>& creation);

// Compares answer and record field by field. Returns how many fields were compared; appends the
// differences, without line and operation.
std::size_t compare(const trace_step& expected, const protocol::receipt& receipt,
                    const state_record& state, const state_layout& layout,
                    std::vector<trace::difference>& differences);

}  // namespace assay::uniswap_v2
