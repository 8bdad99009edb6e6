// How actors answer: one state machine, asked by the EVM call by call.
#include "assay/evm/actors.hpp"

namespace assay::evm {

std::string outcome(const heard_answer& answer) {
  if (answer.status == EVM_SUCCESS) return "ok";
  evm_result result{};
  result.status = answer.status;
  result.halt = answer.halt;
  result.output = view(answer.output);
  std::string text;
  return why(result, text).to_string();
}

void actors::add(const evm_account& who) {
  evm_set_actor(machine_.get(), &who, &actors::ask, this);
}

evm_result actors::operate(const evm_account& who, const std::vector<call_step>& calls,
                           const answer& on_callback) {
  calls_ = &calls;
  answer_ = &on_callback;
  callbacks_.clear();
  heard_.clear();
  failed_call_ = 0;
  failed_halt_ = EVM_HALT_NONE;
  evm_result result = machine_.call(who, who, {});
  if (result.status == EVM_REVERT && failed_halt_ != EVM_HALT_NONE) {
    // An actor can only revert; what it reverted for was a halt.
    result.status = EVM_HALT;
    result.halt = failed_halt_;
  }
  return result;
}

// Asked at the start of each activation (step 0) and after each call that it made.
void actors::next(const evm_event& event, evm_action& action) noexcept {
  const bool is_callback = event.depth > 0;
  // An activation that ran out of gas never came back to say so.
  const std::uint32_t alive_below = event.step == 0 ? event.depth : event.depth + 1;
  while (!callbacks_.empty() && callbacks_.back().depth >= alive_below) callbacks_.pop_back();
  if (is_callback && event.step == 0) {
    callbacks_.push_back({event.depth, {}});
    if (answer_ != nullptr && *answer_) (*answer_)(event, callbacks_.back().calls);
  }
  const std::vector<call_step>& calls = is_callback ? callbacks_.back().calls : *calls_;
  bool failed = event.step > 0 && event.last_status != EVM_SUCCESS;
  if (event.step > 0 && calls[event.step - 1].how != call_step::kind::must) {
    const auto* first = event.last_output.data;
    heard_.push_back(
        {event.last_status, event.last_halt, bytes(first, first + event.last_output.size)});
    failed = false;
  }
  const bool is_unanswered = event.step > 0 && !failed && calls[event.step - 1].expects_answer &&
                             event.last_output.size < sizeof(evm_word);
  if (!failed && !is_unanswered && event.step < calls.size()) {
    const call_step& step = calls[event.step];
    action.kind = step.how == call_step::kind::look ? EVM_ACT_STATIC_CALL : EVM_ACT_CALL;
    action.to = step.to;
    action.data = view(machine_.named(step.to, step.data));
    return;
  }
  if (is_unanswered) {
    failed = true;
    action.data = {nullptr, 0};
  } else {
    action.data = event.last_output;  // a failure passes on its reason
  }
  action.kind = failed ? EVM_ACT_REVERT : EVM_ACT_RETURN;
  if (is_callback) {
    callbacks_.pop_back();
  } else if (failed) {
    failed_call_ = event.step - 1;
    failed_halt_ = event.last_halt;
  }
}

}  // namespace assay::evm
