// What an answer may differ in, because the user of a contract said so. Private.
#pragma once

#include <algorithm>

#include "assay/evm/subject_config.hpp"
#include "selectors.hpp"

namespace assay::evm {

class excuses {
 public:
  explicit excuses(const subject_config& config) : config_(config) {
    for (const std::string& event : config.ignored_events) ignored_.push_back(topic_of(event));
    for (const auto& [function, there] : config.functions) {
      selectors_.emplace_back(selector_of(there), selector_of(function));
    }
  }

  /// A callback's calldata under the selector that Uniswap's has.
  [[nodiscard]] bytes renamed_callback(std::span<const std::uint8_t> asked) const {
    bytes out(asked.begin(), asked.end());
    if (selectors_.empty() || out.size() < selector_size) return out;
    const std::uint32_t there = selector_in(out);
    const auto found = std::find_if(selectors_.begin(), selectors_.end(),
                                    [&](const auto& one) { return one.first == there; });
    if (found == selectors_.end()) return out;
    const bytes selector = calldata(found->second).take();
    std::copy(selector.begin(), selector.end(), out.begin());
    return out;
  }

  [[nodiscard]] bool is_ignored(const evm_word& topic) const {
    return std::any_of(ignored_.begin(), ignored_.end(),
                       [&](const evm_word& one) { return same(one, topic); });
  }

  /// The revert by the name that Uniswap gives it. `text` keeps what it refers to.
  [[nodiscard]] revert renamed(const revert& own, std::string& text) const {
    if (config_.reasons.empty()) return own;
    const std::string said = own.to_string();
    const std::string_view meant = config_.reason_of(said);
    if (meant == said) return own;
    text = meant;
    return revert::reason(text);
  }

  /// Takes over from `expected` what may differ in `answer`; `topic_of_event` gives an event's.
  /// Ignored events are not in the answer: where nothing else differs, they are put there.
  template <class Receipt, class Topic>
  void apply(const Receipt& expected, Receipt& answer, const Topic& topic_of_event) const {
    if (expected.ok() != answer.ok()) return;
    if (!answer.ok()) {
      if (config_.ignores_reasons) answer.reverted = expected.reverted;
      return;
    }
    if (ignored_.empty()) return;
    decltype(answer.events) compared;
    for (std::size_t i = 0; i < expected.events.size(); ++i) {
      if (!is_ignored(topic_of_event(expected.events[i]))) compared.push_back(expected.events[i]);
    }
    if (compared == answer.events) answer.events = expected.events;
  }

 private:
  const subject_config& config_;
  std::vector<evm_word> ignored_{};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> selectors_{};  // there, and Uniswap's
};

}  // namespace assay::evm
