// Shrinking: fewer operations, then smaller ones, as long as the same fault shows.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

#include "assay/campaign/campaign.hpp"
#include "assay/ledger/account.hpp"

namespace assay::campaign {
namespace detail {

using choice_list = std::vector<std::vector<std::uint8_t>>;

template <class World>
class shrinker {
 public:
  using operation = typename World::operation;
  using word = gen::word;

  shrinker(judge<World>& by, const failure& first, const shrink_limits& limits, gen::profile how)
      : judge_(by), limits_(limits), generator_(by.mode(), by.setup(), how) {
    best_.found = first;
  }

  void start(std::span<const operation> failing) {
    best_.operations.assign(failing.begin(), failing.end());
    best_.first_length = failing.size();
    cut_after_failure();
  }

  void shrink_choices(const choice_list& failing) {
    choice_list choices = failing;
    choices.resize(std::min(choices.size(), best_.operations.size()));
    // Each pass deletes runs of operations, long ones first, and solves what follows anew.
    delete_runs(choices, [&](const choice_list& fewer) { return try_choices(fewer); });
    for (std::size_t i = choices.size(); i-- > 0;) {
      if (i >= choices.size()) continue;
      for (const std::size_t kept : {std::size_t{0}, choices[i].size() / 2}) {
        choice_list simpler = choices;
        simpler[i].resize(kept);
        if (!try_choices(simpler)) continue;
        simpler.resize(best_.operations.size());
        choices = std::move(simpler);
        break;
      }
    }
  }

  void shrink_operations() {
    std::size_t before = 0;
    do {
      before = best_.attempts;
      const auto shortest = best_.operations;
      auto operations = best_.operations;
      delete_runs(operations, [&](const auto& fewer) { return try_operations(fewer); });
      halve_everything();
      for (std::size_t i = 0; i < best_.operations.size(); ++i) simplify_one(i);
      if (same(shortest)) break;
    } while (!is_spent() && best_.attempts > before);
  }

  // What is left may be long because each step rests on the numbers of those before it. Short
  // sequences that were never long are tried then: one that fails alike takes its place.
  void look_for_shorter() {
    constexpr std::size_t short_enough = 5;
    constexpr std::uint64_t tries = 2000;
    for (std::uint64_t seed = 0; seed < tries && best_.operations.size() > short_enough; ++seed) {
      if (is_spent()) return;
      gen::choices draw(seed);
      sequence<World> drawn;
      auto found = run_sequence(judge_, generator_, draw, short_enough, &drawn);
      if (!accept(std::move(found), drawn.operations)) continue;
      shrink_choices(drawn.choices);
      shrink_operations();
    }
  }

  counterexample<World> finish() {
    // The caller's failure may be older than the operations: judge what is left once more.
    if (auto found = run_operations(judge_, best_.operations)) best_.found = std::move(*found);
    return std::move(best_);
  }

 private:
  [[nodiscard]] bool is_spent() const {
    if (best_.attempts >= limits_.attempts) return true;
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
    return spent.count() > limits_.seconds;
  }

  void cut_after_failure() {
    if (best_.found.step + 1 < best_.operations.size()) {
      best_.operations.resize(best_.found.step + 1);
    }
  }

  [[nodiscard]] bool same(const std::vector<operation>& others) const {
    if (others.size() != best_.operations.size()) return false;
    for (std::size_t i = 0; i < others.size(); ++i) {
      operation a = others[i];
      operation b = best_.operations[i];
      const auto numbers_a = World::numbers_of(a);
      const auto numbers_b = World::numbers_of(b);
      if (a.time != b.time || numbers_a.size() != numbers_b.size()) return false;
      for (std::size_t k = 0; k < numbers_a.size(); ++k) {
        if (World::value_of(numbers_a[k]) != World::value_of(numbers_b[k])) return false;
      }
    }
    return true;
  }

  // Keeps `found` and the operations that led there if it is the same fault.
  bool accept(std::optional<failure> found, std::vector<operation> operations) {
    ++best_.attempts;
    if (!found || !found->is_like(best_.found)) return false;
    best_.found = std::move(*found);
    best_.operations = std::move(operations);
    cut_after_failure();
    return true;
  }

  bool try_operations(const std::vector<operation>& operations) {
    if (is_spent()) return false;
    return accept(run_operations(judge_, operations), operations);
  }

  // Draws each operation from its own choices again, for the state that it now meets.
  bool try_choices(const choice_list& choices) {
    if (is_spent()) return false;
    static const typename World::state nothing{};
    std::vector<operation> operations;
    judge_.begin();
    generator_.restart();
    std::optional<failure> found;
    for (std::size_t i = 0; i < choices.size() && !found; ++i) {
      gen::choices draw{std::span<const std::uint8_t>(choices[i])};
      operations.push_back(generator_.next(draw, i == 0 ? nothing : judge_.state()));
      judge_.seek_edge(operations.back(), draw);
      found = judge_.apply(operations.back());
    }
    return accept(std::move(found), std::move(operations));
  }

  // Deletes runs of elements, never the first (it creates the pair), while `works` says so.
  template <class List, class Works>
  void delete_runs(List& list, Works&& works) {
    for (std::size_t run = list.size() / 2; run >= 1; run /= 2) {
      for (std::size_t end = list.size(); end > 1;) {
        const std::size_t start = end > run ? end - run : 1;
        const std::size_t first = std::max<std::size_t>(start, 1);
        List fewer = list;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(first),
                    fewer.begin() + static_cast<std::ptrdiff_t>(end));
        if (works(std::as_const(fewer))) {
          fewer.resize(std::min(fewer.size(), best_.operations.size()));
          list = std::move(fewer);
        }
        end = std::min(first, list.size());
      }
    }
  }

  template <class Change>
  bool change(std::size_t i, Change&& how) {
    if (i >= best_.operations.size()) return false;
    std::vector<operation> changed = best_.operations;
    if (!how(changed[i])) return false;
    return try_operations(changed);
  }

  void halve_everything() {
    for (;;) {
      std::vector<operation> smaller = best_.operations;
      bool is_smaller = false;
      for (std::size_t i = 1; i < smaller.size(); ++i) {
        for (const auto& number : World::numbers_of(smaller[i])) {
          const word value = World::value_of(number);
          is_smaller = is_smaller || !value.is_zero();
          World::set_value(number, value >> 1);
        }
      }
      if (!is_smaller || !try_operations(smaller)) return;
    }
  }

  void simplify_one(std::size_t i) {
    for (std::size_t k = 0; k < 3; ++k) {
      change(i, [&](operation& x) { return World::simplify(x, k); });
    }
    if (i >= best_.operations.size()) return;
    simplify_time(i);
    simplify_accounts(i);
    const std::size_t count = World::numbers_of(best_.operations[i]).size();
    for (std::size_t k = 0; k < count; ++k) simplify_number(i, k);
  }

  void simplify_time(std::size_t i) {
    const std::uint64_t earliest = i == 0 ? 1 : best_.operations[i - 1].time;
    for (std::uint64_t later = 0; later <= 1; ++later) {
      const bool done = change(i, [&](operation& x) {
        if (x.time <= earliest + later) return false;
        x.time = earliest + later;
        return true;
      });
      if (done) return;
    }
  }

  void simplify_accounts(std::size_t i) {
    const std::size_t count = World::accounts_of(best_.operations[i]).size();
    for (std::size_t k = 0; k < count; ++k) {
      change(i, [&](operation& x) {
        account& who = *World::accounts_of(x)[k];
        if (who == account::actor(0)) return false;
        who = account::actor(0);
        return true;
      });
    }
  }

  bool set_number(std::size_t i, std::size_t k, const word& value) {
    return change(i, [&](operation& x) {
      const auto all = World::numbers_of(x);
      if (k >= all.size() || !(value < World::value_of(all[k]))) return false;
      World::set_value(all[k], value);
      return true;
    });
  }

  // 0, else down by half, by a quarter, by an eighth of itself ... and at last by one.
  void simplify_number(std::size_t i, std::size_t k) {
    if (set_number(i, k, word::zero()) || set_number(i, k, word::one())) return;
    for (unsigned shift = 1; !is_spent();) {
      if (i >= best_.operations.size()) return;
      operation now = best_.operations[i];
      const auto all = World::numbers_of(now);
      if (k >= all.size()) return;
      const word value = World::value_of(all[k]);
      const word less = value >> shift;
      if (less.is_zero()) break;
      if (!set_number(i, k, sub_wrapping(value, less))) ++shift;
    }
  }

  judge<World>& judge_;
  shrink_limits limits_;
  typename World::generator generator_;
  counterexample<World> best_{};
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace detail

template <class World>
counterexample<World> shrink(judge<World>& by, const sequence<World>& failing, const failure& first,
                             const shrink_limits& limits, gen::profile how) {
  detail::shrinker<World> work(by, first, limits, how);
  work.start(failing.operations);
  work.shrink_choices(failing.choices);
  work.shrink_operations();
  work.look_for_shorter();
  return work.finish();
}

template <class World>
counterexample<World> shrink(
    judge<World>& by, std::type_identity_t<std::span<const typename World::operation>> failing,
    const failure& first, const shrink_limits& limits) {
  // Nothing is drawn: the profile is of no account.
  detail::shrinker<World> work(by, first, limits, gen::profile::boundary);
  work.start(failing);
  work.shrink_operations();
  return work.finish();
}

}  // namespace assay::campaign
