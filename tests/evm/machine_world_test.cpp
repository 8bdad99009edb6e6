// Snapshots, actors and the border between the languages.
#include <gtest/gtest.h>

#include "assay/evm/actors.hpp"
#include "assay/subject/pipe.hpp"
#include "code.hpp"
#include "support/case_count.hpp"

namespace assay::evm::test {
namespace {

class checks {
 public:
  explicit checks(const char* what) : count_(what) {}
  void check(bool holds, const char* what) {
    count_.check(holds, [&] { return std::string(what); });
  }

 private:
  assay::test::case_count count_;
};

word balance_of(const machine& on, const evm_account& who) {
  evm_word out{};
  evm_balance(on.get(), &who, &out);
  return from_evm(out);
}

void snapshots_on(const char* fork, checks& all) {
  machine on(fork);
  on.set_storage(it, to_evm(word{1}), word{9});
  const evm_word nine = to_evm(word{9});
  evm_set_balance(on.get(), &it, &nine);
  const std::size_t before = evm_snapshot(on.get());
  evm_code(on.get(), &other);  // a mere read, of an account that is not there
  const std::size_t outer = evm_snapshot(on.get());
  run(on, "6001 6001 55 6002 6002 55");  // overwrites 1, writes 2
  const std::size_t inner = evm_snapshot(on.get());
  run(on, "6000 6001 55 6003 6003 55");
  all.check(slot(on, it, 1).is_zero() && slot(on, it, 3) == word{3}, "written");
  all.check(evm_restore(on.get(), inner) && slot(on, it, 1) == word{1}, "inner restore");
  all.check(slot(on, it, 2) == word{2} && slot(on, it, 3).is_zero(), "all of it");
  run(on, "6000 6002 55");
  all.check(evm_restore(on.get(), outer) && slot(on, it, 1) == word{9}, "outer restore");
  all.check(slot(on, it, 2).is_zero() && evm_code(on.get(), &it).size == 0, "code is gone, too");
  all.check(!evm_restore(on.get(), inner), "a snapshot within a restored one is gone");
  // Destroyed: sends its balance to `other`. Before Cancun the account goes, too.
  put(on, it, "610dd0 ff");
  const std::size_t alive = evm_snapshot(on.get());
  on.call(me, it, {});
  all.check(balance_of(on, other) == word{9}, "the balance went");
  on.call(me, it, {});  // loads what is left
  const bool is_gone = evm_code(on.get(), &it).size == 0;
  all.check(is_gone == (std::string_view(fork) == "London"), "destroyed before Cancun only");
  all.check(evm_restore(on.get(), alive) && slot(on, it, 1) == word{9}, "destroyed and restored");
  all.check(evm_code(on.get(), &it).size == 4 && balance_of(on, it) == word{9}, "whole");
  evm_release(on.get(), before);
  all.check(!evm_restore(on.get(), before) && slot(on, it, 1) == word{9}, "released");
}

TEST(evm_world, snapshots_are_exact) {
  checks all("snapshots");
  snapshots_on("London", all);
  snapshots_on("Cancun", all);
}

TEST(evm_world, the_undo_log_is_bounded_and_leads_back) {
  checks all("slots after a long way back");
  machine on;
  // Counts in slot 0; writes slot 1 + count mod 7.
  put(on, it, "6001 6000 54 01 80 6000 55 6007 90 06 6001 01 80 55");
  const std::size_t start = evm_snapshot(on.get());
  constexpr std::uint64_t calls = 200'000;
  for (std::uint64_t i = 0; i < calls; ++i) on.call(me, it, {});
  evm_sizes_t sizes;
  evm_sizes(on.get(), &sizes);
  all.check(slot(on, it, 0) == word{calls}, "every call counted");
  all.check(sizes.undo_entries < calls / 2, "the log holds slots, not transactions");
  evm_restore(on.get(), start);
  for (std::uint64_t i = 0; i < 8; ++i) all.check(slot(on, it, i).is_zero(), "restored");
}

TEST(evm_world, changes_name_every_slot_with_its_last_value) {
  checks all("changes");
  machine on;
  run(on, "6007 6001 55 6008 6001 55 6009 6002 55");
  bool has_first = false;
  bool has_second = false;
  for (const evm_change& change : on.changes()) {
    all.check(same(change.address, it), "of the account");
    const word key = from_evm(change.key);
    all.check(from_evm(change.value) == slot(on, it, to_u64_truncating(key)), "what it holds");
    has_first = has_first || key == word{1};
    has_second = has_second || key == word{2};
  }
  all.check(has_first && has_second, "both slots");
}

TEST(evm_world, actors_are_atoms) {
  checks all("actors");
  machine on;
  actors crowd(on);
  const evm_account trader = short_account(0x0ac7);
  crowd.add(trader);
  put(on, other, "6001 6000 55");
  put(on, it, "fe");
  evm_result result = crowd.operate(trader, {{other}, {it}}, {});
  all.check(halts(result, EVM_HALT_INVALID) && crowd.failed_call() == 1, "the second call failed");
  all.check(slot(on, other, 0).is_zero(), "so the first is undone");
  result = crowd.operate(trader, {{other}}, {});
  all.check(result.status == EVM_SUCCESS && slot(on, other, 0) == word{1}, "alone it stays");
  result = crowd.operate(trader, {{other, {}, true}}, {});
  all.check(result.status == EVM_REVERT && result.output.size == 0, "an answer was expected");
  // A contract that delegates to an actor's code gets no actor.
  result = run(on, "6000 6000 6000 6000 610ac7 5a f4 6000 52 6020 6000 f3");
  all.check(from_evm(result.output.data).is_zero(), "no actor by delegatecall");
  // The contract calls back twice, nested: caller, actor, it, actor.
  put(on, it, "6000 6000 6000 6000 6000 610ac7 5a f1 6000 52 6020 6000 f3");
  int asked = 0;
  result = crowd.operate(trader, {{it}}, [&](const evm_event& event, auto& calls) {
    ++asked;
    if (event.depth < 6) calls.push_back({it});
  });
  all.check(result.status == EVM_SUCCESS && asked == 3, "nested callbacks");
}

TEST(evm_world, no_panic_and_no_reentry_cross_the_border) {
  checks all("the border");
  machine on;
  struct second_entry {
    evm_subject* subject;
    std::uint32_t status;
  } again{on.get(), EVM_SUCCESS};
  const evm_account who = short_account(0x0ac7);
  evm_set_actor(
      on.get(), &who,
      [](void* user, const evm_event* event, evm_action* action) {
        auto& entry = *static_cast<second_entry*>(user);
        entry.status = evm_call(entry.subject, &event->actor, &event->actor, nullptr, {nullptr, 0},
                                1000, nullptr);
        action->kind = EVM_ACT_RETURN;
      },
      &again);
  all.check(on.call(me, who, {}).status == EVM_SUCCESS, "the callback answers");
  all.check(again.status == EVM_FAULT, "but may not enter again");
  all.check(!evm_test_panic(on.get()), "a panic is caught");
  all.check(std::string_view(evm_error(on.get())) == "asked to panic", "and kept");
  EXPECT_THROW(on.call(me, it, {}), subject_error);
  all.check(evm_call(nullptr, &me, &it, nullptr, {nullptr, 0}, 1, nullptr) == EVM_FAULT,
            "no subject");
}

}  // namespace
}  // namespace assay::evm::test
