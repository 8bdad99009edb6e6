// A pair and the checker that watches it; the last step can be spoiled before it is shown.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "assay/invariant/uniswap_v2.hpp"
#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"

namespace assay::testing {

namespace v2 = assay::uniswap_v2;
namespace checks = assay::invariant::uniswap_v2;

using word = uint<256>;
using operation = v2::operation<word>;
using receipt = v2::receipt<word>;
using state = v2::state<word>;

inline word w(std::uint64_t value) { return word{value}; }
inline word plus(const word& value, std::uint64_t more) { return add_wrapping(value, w(more)); }
inline word minus(const word& value, std::uint64_t less) { return sub_wrapping(value, w(less)); }

inline const account alice = account::actor(0);  // also feeToSetter
inline const account bob = account::actor(1);
inline const account treasury = account::actor(3);

// What the checker is shown of a step, to be spoiled.
struct shown {
  operation asked;
  receipt answer;
  state after;
  const state before;
};

class scene {
 public:
  explicit scene(v2::setup setup = {}, std::string_view invariants = "all",
                 const checks::router& library = checks::engine_router())
      : pool_(setup), checker_(checks::select(invariants), setup, {}, library) {
    begin();
  }

  // A pair of which the checker does not know the rules.
  static scene without_reference(const v2::setup& setup, std::string_view invariants) {
    checks::selection chosen = checks::select(invariants);
    chosen.follows_rules = false;
    return {setup, std::move(chosen)};
  }

  // Runs one operation and returns the IDs that the checker finds violated.
  template <class Call>
  std::set<std::string> step(account caller, const Call& call,
                             const std::function<void(shown&)>& spoil = nullptr) {
    const state before = pool_.state();
    const operation asked{caller, time_, call};
    const receipt& answer = pool_.apply(asked);
    shown sight{asked, answer, pool_.state(), before};
    if (spoil) spoil(sight);
    std::set<std::string> out;
    for (const checks::violation& found : checker_.after(sight.asked, sight.answer, sight.after)) {
      out.insert(std::string(found.invariant->about.id));
      details_.push_back(found.detail);
    }
    return out;
  }
  void pass(std::uint64_t seconds) { time_ += seconds; }

  std::set<std::string> mint(std::uint64_t amount0, std::uint64_t amount1,
                             const std::function<void(shown&)>& spoil = nullptr) {
    return step(alice, v2::mint<word>{w(amount0), w(amount1), alice}, spoil);
  }
  // Sells token0 for as much as the library says.
  std::set<std::string> swap(std::uint64_t in, const std::function<void(shown&)>& spoil = nullptr) {
    v2::swap<word> call;
    call.in0 = w(in);
    call.out1 = v2::get_amount_out(call.in0, now().pair.reserve0, now().pair.reserve1).value();
    call.to = bob;
    return step(bob, call, spoil);
  }

  [[nodiscard]] const state& now() const { return pool_.state(); }
  [[nodiscard]] const checks::checker_set& checker() const { return checker_; }
  [[nodiscard]] const std::vector<std::string>& details() const { return details_; }

 private:
  scene(const v2::setup& setup, checks::selection chosen)
      : pool_(setup), checker_(std::move(chosen), v2::setup{}) {
    begin();
  }
  void begin() {
    v2::create_pool<word> birth;
    birth.balances = word::power_of_two(200);
    step(alice, birth);
  }

  v2::pool<> pool_;
  checks::checker_set checker_;
  std::uint64_t time_ = 1'600'000'000;
  std::vector<std::string> details_{};
};

}  // namespace assay::testing
