// Uniswap V2 as campaigns see it: how answers differ, and what of an operation can be made smaller.
#include "assay/campaign/uniswap_v2.hpp"

#include <utility>
#include <variant>

#include "judge.hpp"
#include "run.hpp"
#include "sequence.hpp"
#include "shrink.hpp"

namespace assay::campaign::uniswap_v2 {
namespace {

struct numbers {
  std::vector<word*>& all;

  void operator()(pair::create_pool<word>& x) const { all.push_back(&x.balances); }
  void operator()(pair::mint<word>& x) const { all.insert(all.end(), {&x.amount0, &x.amount1}); }
  void operator()(pair::burn<word>& x) const { all.push_back(&x.liquidity); }
  void operator()(pair::swap<word>& x) const {
    all.insert(all.end(), {&x.in0, &x.in1, &x.out0, &x.out1});
    if (x.has_callback) all.insert(all.end(), {&x.callback.pay0, &x.callback.pay1});
  }
  void operator()(pair::transfer<word>& x) const { all.push_back(&x.amount); }
  void operator()(pair::transfer_lp<word>& x) const { all.push_back(&x.amount); }
  void operator()(pair::approve_lp<word>& x) const { all.push_back(&x.amount); }
  void operator()(pair::transfer_from_lp<word>& x) const { all.push_back(&x.amount); }
  void operator()(pair::set_fee_amount<word>& x) const { all.push_back(&x.fee_amount); }
  void operator()(pair::set_desired<word>& x) const { all.push_back(&x.liquidity); }
  void operator()(pair::rebase<word>& x) const { all.push_back(&x.index); }
  void operator()(pair::set_token_balance<word>& x) const { all.push_back(&x.balance); }
  template <class Other>
  void operator()(Other&) const {}
};

struct accounts {
  std::vector<account*>& all;

  void operator()(pair::mint<word>& x) const { all.push_back(&x.to); }
  void operator()(pair::burn<word>& x) const { all.push_back(&x.to); }
  void operator()(pair::swap<word>& x) const { all.push_back(&x.to); }
  void operator()(pair::skim& x) const { all.push_back(&x.to); }
  void operator()(pair::transfer<word>& x) const { all.push_back(&x.to); }
  void operator()(pair::transfer_lp<word>& x) const { all.push_back(&x.to); }
  void operator()(pair::approve_lp<word>& x) const { all.push_back(&x.spender); }
  void operator()(pair::transfer_from_lp<word>& x) const {
    all.insert(all.end(), {&x.from, &x.to});
  }
  template <class Other>
  void operator()(Other&) const {}
};

bool simplify_swap(pair::swap<word>& x, std::size_t which) {
  if (which == 0) {  // pay first instead of from inside
    x.in0 = add_wrapping(x.in0, x.callback.pay0);
    x.in1 = add_wrapping(x.in1, x.callback.pay1);
    x.has_callback = false;
    x.callback = {};
    return true;
  }
  if (which == 1) {
    x.callback.reenter = pair::reentry::none;
    return true;
  }
  return false;
}

bool simplify_creation(pair::create_pool<word>& x, std::size_t which) {
  if (which >= 2) return false;
  x.kinds[which] = token_kind::plain;
  x.fee_bps[which] = 0;
  x.decimals[which] = 18;
  return true;
}

word& output_of(pair::swap<word>& swap, unsigned token) {
  return token == 0 ? swap.out0 : swap.out1;
}

// The largest output that is accepted, or 0; smaller ones are taken to be accepted too. First its
// highest bit is found, then the others, from the highest down.
word largest_accepted(operation asked, unsigned bought, const word& reserve,
                      trial_subject<operation>& who) {
  word& out = output_of(std::get<pair::swap<word>>(asked.call), bought);
  const auto accepts = [&](const word& amount) {
    out = amount;
    return amount < reserve && who.accepts(asked);
  };
  unsigned refused = bit_width(reserve);  // the lowest bit known to be too high
  unsigned accepted = 0;                  // bits that are known to be fine
  while (accepted < refused) {
    const unsigned middle = (accepted + refused) / 2;
    if (accepts(word::power_of_two(middle))) {
      accepted = middle + 1;
    } else {
      refused = middle;
    }
  }
  if (accepted == 0) return word::zero();
  word best = word::power_of_two(accepted - 1);
  for (unsigned bit = accepted - 1; bit-- > 0;) {
    const word more = best | word::power_of_two(bit);
    if (accepts(more)) best = more;
  }
  return best;
}

}  // namespace

void world::edge_seeker::aim(operation& asked, assay::gen::choices& draw, const state& now,
                             trial_subject<operation>& who) {
  if (std::holds_alternative<pair::create_pool<word>>(asked.call)) last_.reset();
  // Only trades give way to trades: what was drawn is counted under its generator's name.
  const auto* drawn = std::get_if<pair::swap<word>>(&asked.call);
  if (drawn == nullptr || drawn->has_callback) return;
  const std::optional<proceeds> before = std::exchange(last_, std::nullopt);
  const bool goes_back = before && draw.chance(3, 4);
  // Rarely: an edge costs some fifty trials.
  if (!goes_back && !draw.chance(1, 64)) return;
  pair::swap<word> trade;
  unsigned sold = 0;
  if (goes_back) {
    sold = before->token;
    (sold == 0 ? trade.in0 : trade.in1) = before->amount;
    asked.caller = before->owner;
  } else {
    sold = drawn->in0.is_zero() ? 1 : 0;
    (sold == 0 ? trade.in0 : trade.in1) = sold == 0 ? drawn->in0 : drawn->in1;
  }
  trade.to = asked.caller;
  const unsigned bought = 1 - sold;
  operation tried{asked.caller, asked.time, trade};
  const word most =
      largest_accepted(tried, bought, bought == 0 ? now.pair.reserve0 : now.pair.reserve1, who);
  if (most.is_zero()) return;
  output_of(trade, bought) = most;
  asked.call = trade;
  if (!goes_back) last_ = proceeds{bought, most, asked.caller};
}

pair::dialect dialect_of(gen::mode which) {
  switch (which) {
    case gen::mode::pair:
      return pair::dialect::pair;
    case gen::mode::fork:
      return pair::dialect::fork;
    case gen::mode::tokens:
      return pair::dialect::tokens;
  }
  return pair::dialect::pair;
}

void world::difference_finder::enter(const operation& asked) {
  if (const auto* creation = std::get_if<pair::create_pool<word>>(&asked.call)) {
    creation_ = *creation;
  }
}

void world::difference_finder::find(const operation& asked, const receipt& expected,
                                    const state& expected_state, const receipt& got,
                                    const state& got_state,
                                    std::vector<trace::difference>& differences) const {
  const pair::state_layout layout(pair::shape_of(dialect_of(mode_), setup_, creation_));
  pair::trace_step recorded{.operation = asked, .receipt = expected};
  layout.record(expected_state, recorded.state);
  pair::state_record answered;
  layout.record(got_state, answered);
  pair::compare(recorded, got, answered, layout, differences);
}

std::string world::trace_maker::header(std::string_view subject_name, std::uint64_t seed) const {
  return pair::write_header(dialect_of(mode_), setup_, subject_name, seed);
}

std::vector<word*> world::numbers_of(operation& asked) {
  std::vector<word*> all;
  std::visit(numbers{all}, asked.call);
  return all;
}

std::vector<account*> world::accounts_of(operation& asked) {
  std::vector<account*> all{&asked.caller};
  std::visit(accounts{all}, asked.call);
  return all;
}

bool world::simplify(operation& asked, std::size_t which) {
  if (auto* x = std::get_if<pair::swap<word>>(&asked.call)) return simplify_swap(*x, which);
  if (auto* x = std::get_if<pair::create_pool<word>>(&asked.call)) {
    return simplify_creation(*x, which);
  }
  return false;
}

}  // namespace assay::campaign::uniswap_v2

namespace assay::campaign {
ASSAY_CAMPAIGN_OF(template, uniswap_v2::world);
}  // namespace assay::campaign
