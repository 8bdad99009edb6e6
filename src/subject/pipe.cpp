// Subjects of Uniswap V2 behind a pipe.
#include "assay/subject/pipe.hpp"

#include "assay/trace/uniswap_v2.hpp"
#include "assay/trace/uniswap_v2_library.hpp"
#include "pipe_answers.hpp"

namespace assay::uniswap_v2 {
namespace {

class pipe_subject final : public subject {
 public:
  pipe_subject(std::string command, dialect which, pipe_options options)
      : command_(std::move(command)), name_("pipe:" + command_), which_(which), options_(options) {}

  [[nodiscard]] std::string_view name() const override { return name_; }

  void begin(const setup& setup) override {
    process_.reset();
    process_ = std::make_unique<pipe_process>(command_, options_);
    trace_header header{which_, setup, {}};
    writer_ = std::make_unique<trace_writer>(which_, setup);
    reader_ = std::make_unique<answer_reader>(header, name_);
    state_ = protocol::state{};
    process_->send(write_header(which_, setup) + "\n");
  }

  const protocol::receipt& apply(const protocol::operation& operation) override {
    if (const auto* creation = std::get_if<create_pool<protocol::word>>(&operation.call)) {
      prepare(*creation);
    }
    line_.clear();
    writer_->append_operation(line_, operation);
    process_->send(line_);
    const std::string_view answer = receive_answer(*process_);
    read_or_fail(
        [&] { reader_->read(answer, process_->lines_received(), operation, receipt_, record_); });
    reader_->layout().restore(record_, state_);
    return receipt_;
  }

  [[nodiscard]] const protocol::state& state() override { return state_; }

 private:
  // What answers do not show: the tokens' kinds, and room for every account.
  void prepare(const create_pool<protocol::word>& creation) {
    const std::size_t accounts = account::first_actor + writer_->setup().actors;
    state_ = protocol::state{};
    state_.pair.fee_to_setter = writer_->setup().fee_to_setter;
    state_.lp.resize(accounts);
    for (std::size_t i = 0; i < 2; ++i) {
      state_.tokens[i].kind = creation.kinds[i];
      state_.tokens[i].fee_bps = creation.fee_bps[i];
      state_.tokens[i].decimals = creation.decimals[i];
      state_.tokens[i].balances.resize(accounts);
    }
  }

  std::string command_;
  std::string name_;
  dialect which_;
  pipe_options options_;
  std::unique_ptr<pipe_process> process_{};
  std::unique_ptr<trace_writer> writer_{};
  std::unique_ptr<answer_reader> reader_{};
  std::string line_{};
  protocol::receipt receipt_{};
  state_record record_{};
  protocol::state state_{};
};

class library_pipe final : public library_subject {
 public:
  library_pipe(std::string command, pipe_options options)
      : command_(std::move(command)), name_("pipe:" + command_), options_(options) {}

  [[nodiscard]] std::string_view name() const override { return name_; }

  void begin(const library_setup& setup) override {
    process_.reset();
    process_ = std::make_unique<pipe_process>(command_, options_);
    process_->send(write_library_header(setup) + "\n");
  }

  const library_answer& answer(const library_call& call) override {
    line_.clear();
    append_library_line(line_, call, nullptr);
    process_->send(line_);
    const std::string_view answer = receive_answer(*process_);
    read_or_fail([&] {
      library_reader::read_answer(name_, process_->lines_received(), answer, call, answer_,
                                  reason_);
    });
    return answer_;
  }

 private:
  std::string command_;
  std::string name_;
  pipe_options options_;
  std::unique_ptr<pipe_process> process_{};
  std::string line_{};
  std::string reason_{};
  library_answer answer_{};
};

}  // namespace

std::unique_ptr<subject> make_pipe(std::string command, dialect which, pipe_options options) {
  return std::make_unique<pipe_subject>(std::move(command), which, options);
}

std::unique_ptr<library_subject> make_library_pipe(std::string command, pipe_options options) {
  return std::make_unique<library_pipe>(std::move(command), options);
}

}  // namespace assay::uniswap_v2
