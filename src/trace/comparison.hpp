// What comparing a recorded answer with another takes, whatever the protocol. Private to the trace
// layer.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "assay/ledger/account.hpp"
#include "assay/receipt/revert.hpp"
#include "assay/trace/difference.hpp"
#include "assay/word/format.hpp"
#include "assay/word/sint.hpp"

namespace assay::trace {

// Counts comparisons; builds texts only for the fields that differ. `AccountName` names accounts as
// the protocol calls them.
template <auto AccountName>
class comparison {
 public:
  explicit comparison(std::vector<difference>& differences) : differences_(differences) {}
  [[nodiscard]] std::size_t count() const { return count_; }
  // Fields that were found equal all at once.
  void add_equal(std::size_t fields) { count_ += fields; }

  template <class Describe>
  void check(bool equal, Describe&& describe) {
    ++count_;
    if (!equal) [[unlikely]] {
      difference found;
      describe(found);
      differences_.push_back(std::move(found));
    }
  }
  // Two uints or two sints.
  template <class Word>
  void check_word(const Word& expected, const Word& got, auto&& name) {
    check(expected == got, [&](difference& d) {
      d.field = name();
      d.expected = to_decimal(expected);
      d.got = to_decimal(got);
    });
  }
  void check_account(account expected, account got, auto&& name) {
    check(expected == got, [&](difference& d) {
      d.field = name();
      d.expected = AccountName(expected);
      d.got = AccountName(got);
    });
  }

  // Success against success, or one reason against another. True when both succeeded, so that what
  // they answered can be compared.
  template <class Receipt>
  bool check_outcome(const Receipt& expected, const std::string& revert_arguments,
                     const Receipt& got) {
    check(expected.ok() == got.ok(), [&](difference& d) {
      d.field = "result.ok";
      d.expected = outcome_text(expected);
      d.got = outcome_text(got);
    });
    if (expected.ok() != got.ok()) return false;
    if (expected.ok()) return true;
    check(same_reason(*expected.reverted, *got.reverted), [&](difference& d) {
      d.field = "result.revert";
      d.expected = expected.reverted->to_string();
      d.got = got.reverted->to_string();
    });
    if (!revert_arguments.empty()) {
      check(false, [&](difference& d) {
        d.field = "result.revertArgs";
        d.expected = revert_arguments;
        d.got = "[]";
      });
    }
    return false;
  }

 private:
  template <class Receipt>
  static std::string outcome_text(const Receipt& receipt) {
    if (receipt.ok()) return "ok";
    return fmt::format("revert \"{}\"", receipt.reverted->to_string());
  }
  // What was read from a trace has no prefix of its own, so its text is the whole form.
  static bool same_reason(const revert& expected, const revert& got) {
    if (expected.kind == revert_kind::invalid) return got.kind == revert_kind::invalid;
    if (got.kind == revert_kind::invalid) return false;
    return expected.prefix.empty() ? got.is(expected.text) : got.is(expected.to_string());
  }

  std::vector<difference>& differences_;
  std::size_t count_ = 0;
};

}  // namespace assay::trace
