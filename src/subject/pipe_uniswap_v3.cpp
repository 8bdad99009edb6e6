// Subjects of Uniswap V3 behind a pipe.
#include "assay/pool/uniswap_v3/tick.hpp"
#include "assay/trace/uniswap_v3.hpp"
#include "assay/trace/uniswap_v3_math.hpp"
#include "pipe_answers.hpp"

namespace assay::uniswap_v3 {
namespace {

using format = protocol::format;

class pipe_subject final : public subject {
 public:
  pipe_subject(std::string command, const state_layout& layout, pipe_options options)
      : command_(std::move(command)), name_("pipe:" + command_), options_(options) {
    header_.layout = layout;
    header_.layout.sparse = false;  // each answer stands by itself
  }

  [[nodiscard]] std::string_view name() const override { return name_; }

  void begin(const setup& setup) override {
    process_.reset();
    process_ = std::make_unique<pipe_process>(command_, options_);
    header_.setup = setup;
    writer_ = std::make_unique<trace_writer>(header_);
    reader_ = std::make_unique<answer_reader>(header_, name_);
    state_ = protocol::state{};
    process_->send(write_header(header_) + "\n");
  }

  const protocol::receipt& apply(const protocol::operation& operation) override {
    if (const auto* creation = std::get_if<create_pool<format>>(&operation.call)) {
      prepare(*creation);
    }
    line_.clear();
    writer_->append_operation(line_, operation);
    process_->send(line_);
    const std::string_view answer = receive_answer(*process_);
    read_or_fail([&] { reader_->read(answer, process_->lines_received(), operation, receipt_); });
    restore(reader_->state(), state_);
    return receipt_;
  }

  [[nodiscard]] const protocol::state& state() override { return state_; }

 private:
  // What answers do not show: the pool's immutables.
  void prepare(const create_pool<format>& creation) {
    state_ = protocol::state{};
    state_.fee_pips = creation.fee_pips;
    state_.tick_spacing = creation.tick_spacing;
    state_.max_liquidity_per_tick =
        max_liquidity_per_tick<format::liquidity_bits>(creation.tick_spacing);
  }

  std::string command_;
  std::string name_;
  trace_header header_{};
  pipe_options options_;
  std::unique_ptr<pipe_process> process_{};
  std::unique_ptr<trace_writer> writer_{};
  std::unique_ptr<answer_reader> reader_{};
  std::string line_{};
  protocol::receipt receipt_{};
  protocol::state state_{};
};

class math_pipe final : public math_subject {
 public:
  math_pipe(std::string command, pipe_options options)
      : name_("pipe:" + command), process_(std::move(command), options) {
    process_.send(write_math_header() + "\n");
  }

  [[nodiscard]] std::string_view name() const override { return name_; }

  const math_answer& answer(const math_call& call) override {
    line_.clear();
    append_math_line(line_, call, nullptr);
    process_.send(line_);
    const std::string_view answer = receive_answer(process_);
    read_or_fail([&] {
      math_reader::read_answer(name_, process_.lines_received(), answer, call, answer_, reason_);
    });
    return answer_;
  }

 private:
  std::string name_;
  pipe_process process_;
  std::string line_{};
  std::string reason_{};
  math_answer answer_{};
};

}  // namespace

std::unique_ptr<subject> make_pipe(std::string command, const state_layout& layout,
                                   pipe_options options) {
  return std::make_unique<pipe_subject>(std::move(command), layout, options);
}

std::unique_ptr<math_subject> make_math_pipe(std::string command, pipe_options options) {
  return std::make_unique<math_pipe>(std::move(command), options);
}

}  // namespace assay::uniswap_v3
