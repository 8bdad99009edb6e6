// Traces of Uniswap V3 pools: lines to typed steps, and back.
//
// docs/pooltrace.md says what the lines mean. Read and written with reused buffers: a long
// trace allocates no more than its first lines.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/trace/difference.hpp"
#include "assay/trace/trace_file.hpp"
#include "assay/trace/uniswap_v3_record.hpp"

namespace assay::uniswap_v3 {

inline constexpr std::string_view protocol_name = "uniswap-v3";

// What a header says.
struct trace_header {
  uniswap_v3::setup setup{};
  state_layout layout{};
};

struct trace_step {
  protocol::operation operation{};
  // createPool: what the recorded pool computed from its tick spacing.
  std::optional<protocol::format::liquidity> max_liquidity_per_tick{};

  // What was recorded. A revert's reason is a view of the line and lives until the next step.
  protocol::receipt receipt{};
  std::string revert_arguments{};  // JSON; empty when there are none, as always in this protocol
};

// Reads the steps of a trace, and refuses states that no pool can reach.
class trace_reader {
 public:
  enum class contents : std::uint8_t {
    answered,   // operation, result and state on every line
    operations  // what a subject on a pipe is sent: results and states are not looked at
  };

  // `file` must outlive the reader and be of this protocol. Throws input_error.
  explicit trace_reader(trace::trace_file& file, contents what = contents::answered);
  ~trace_reader();
  trace_reader(const trace_reader&) = delete;
  trace_reader& operator=(const trace_reader&) = delete;

  [[nodiscard]] const trace_header& header() const;
  // False at the end. Throws input_error on a malformed line and on an impossible state.
  bool next(trace_step& step);
  // The recorded state after the current step, whole even where lines show only changes. Valid
  // until the next step.
  [[nodiscard]] const state_record& state() const;
  [[nodiscard]] std::uint64_t line() const;  // of the current step

 private:
  struct implementation;
  std::unique_ptr<implementation> self_;
};

// Reads what a subject on a pipe answers: lines with result and state. Any state that can be
// written down is taken as the subject's answer.
class answer_reader {
 public:
  answer_reader(const trace_header& header, std::string name);
  ~answer_reader();
  answer_reader(const answer_reader&) = delete;
  answer_reader& operator=(const answer_reader&) = delete;

  // The answer to `operation` in line `number` of the stream; throws input_error. `line` need not
  // be padded. The receipt's reason lives until the next call.
  void read(std::string_view line, std::uint64_t number, const protocol::operation& operation,
            protocol::receipt& receipt);
  // The whole state after the last answer.
  [[nodiscard]] const state_record& state() const;

 private:
  struct implementation;
  std::unique_ptr<implementation> self_;
};

// The header of a trace whose answers are Assay's own, without the newline.
std::string write_header(const trace_header& header, std::string_view subject_name = "engine",
                         std::uint64_t seed = 1);

// Writes steps in the form in which they were recorded: a trace that is read and written again is
// the same to the byte.
class trace_writer {
 public:
  explicit trace_writer(const trace_header& header);
  ~trace_writer();
  trace_writer(const trace_writer&) = delete;
  trace_writer& operator=(const trace_writer&) = delete;
  [[nodiscard]] const trace_header& header() const { return header_; }

  // Appends one line with its newline. `state` is the whole state after the operation.
  void append(std::string& out, const protocol::operation& operation,
              const protocol::receipt& receipt, const protocol::state& state);
  // An operation alone, as a subject on a pipe is sent it.
  void append_operation(std::string& out, const protocol::operation& operation);
  // An answer alone, as a subject on a pipe gives it.
  void append_answer(std::string& out, const protocol::operation& operation,
                     const protocol::receipt& receipt, const protocol::state& state);

 private:
  struct written_rows;
  void enter(const protocol::operation& operation);
  void append_state(std::string& out, const protocol::state& state);

  trace_header header_;
  shown_rows rows_{};
  state_record record_{};
  std::unique_ptr<written_rows> written_;
};

// Compares an answer with what was recorded, field by field: `recorded` is the reader's state().
// Rows that the answer has and the recording does not show count as differences, because traces
// show every row that is not zero. Returns how many fields were compared; appends the differences,
// without line and operation.
std::size_t compare(const trace_step& expected, const state_record& recorded,
                    const state_layout& layout, const protocol::receipt& receipt,
                    const protocol::state& state, std::vector<trace::difference>& differences);

}  // namespace assay::uniswap_v3
