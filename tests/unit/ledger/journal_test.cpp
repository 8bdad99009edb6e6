// The undo log restores every slot, in the inline part and beyond it.
#include "assay/ledger/journal.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "assay/word/uint.hpp"

namespace {

using word = assay::uint<256>;

TEST(journal, rolls_back_every_write_in_reverse_order) {
  std::vector<word> slots(40);
  for (std::size_t i = 0; i < slots.size(); ++i) slots[i] = word{i};
  const std::vector<word> before = slots;
  assay::journal<word> log;
  // Each slot twice: restoring in any order but the reverse would leave the first new value.
  for (unsigned round = 1; round <= 2; ++round) {
    for (std::size_t i = 0; i < slots.size(); ++i) log.set(slots[i], word{1000u * round + i});
  }
  ASSERT_NE(slots, before);
  log.roll_back();
  EXPECT_EQ(slots, before);
}

TEST(journal, commit_keeps_what_was_written) {
  word slot{1};
  assay::journal<word> log;
  log.set(slot, word{2});
  log.commit();
  log.roll_back();
  EXPECT_EQ(slot, word{2});
}

}  // namespace
