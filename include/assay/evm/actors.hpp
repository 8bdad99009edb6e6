// Actors: accounts with code that make the calls of an operation as one atom, and answer the
// callbacks of pools with further calls.
#pragma once

#include <functional>
#include <vector>

#include "assay/evm/machine.hpp"

namespace assay::evm {

struct call_step {
  enum class kind : std::uint8_t {
    must,  // its failure is the actor's failure
    look,  // a static call, whatever comes of it: the answer is kept
    dare   // a call that ought to fail, whatever comes of it: the answer is kept
  };
  evm_account to{};
  bytes data{};
  /// As Solidity's typed calls do: no answer from the callee makes the actor revert bare.
  bool expects_answer = false;
  kind how = kind::must;
};

/// What came of a look or a dare.
struct heard_answer {
  std::uint32_t status = EVM_SUCCESS;
  std::uint32_t halt = EVM_HALT_NONE;
  bytes output{};
};
/// "ok", or why it failed.
std::string outcome(const heard_answer& answer);

class actors {
 public:
  /// Adds the calls that an actor makes from inside a callback to `calls`.
  using answer = std::function<void(const evm_event& asked, std::vector<call_step>& calls)>;

  explicit actors(machine& on) : machine_(on) {}
  actors(const actors&) = delete;
  actors& operator=(const actors&) = delete;

  /// Makes the account an actor.
  void add(const evm_account& who);

  /// One operation, one transaction by `who`: the calls in order; what one of them fails with
  /// undoes all and is the result. Valid until the next call on the machine.
  evm_result operate(const evm_account& who, const std::vector<call_step>& calls,
                     const answer& on_callback);
  /// Which of the calls failed in the last operation.
  [[nodiscard]] unsigned failed_call() const { return failed_call_; }
  /// What the looks and dares of the last operation were answered, in order.
  [[nodiscard]] std::span<const heard_answer> heard() const { return heard_; }

 private:
  static void ask(void* self, const evm_event* event, evm_action* action) noexcept {
    static_cast<actors*>(self)->next(*event, *action);
  }
  void next(const evm_event& event, evm_action& action) noexcept;

  machine& machine_;
  const std::vector<call_step>* calls_ = nullptr;
  const answer* answer_ = nullptr;
  struct activation {
    std::uint32_t depth = 0;
    std::vector<call_step> calls{};
  };
  std::vector<activation> callbacks_{};  // under way, innermost last
  std::vector<heard_answer> heard_{};
  unsigned failed_call_ = 0;
  std::uint32_t failed_halt_ = EVM_HALT_NONE;
};

}  // namespace assay::evm
