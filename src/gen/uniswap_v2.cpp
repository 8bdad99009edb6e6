// The table of generators, and the sequence that is made of them.
#include "assay/gen/uniswap_v2.hpp"

#include <algorithm>
#include <utility>

#include "uniswap_v2_context.hpp"

namespace assay::gen::uniswap_v2 {
namespace {

struct entry {
  std::string_view name;
  std::string_view description;
  std::array<unsigned, 3> weights;  // by mode
  call (*make)(context&);
};

// Index 0 is what zeros draw: the simplest operation.
constexpr entry entries[] = {
    {"sync", "reserves become balances", {3, 2, 6}, sync_reserves},
    {"swap-exact-input",
     "any input for the largest output, and one more or less",
     {14, 14, 10},
     swap_exact_input},
    {"swap-exact-output",
     "any output for the smallest input, and one more or less",
     {12, 12, 8},
     swap_exact_output},
    {"swap-leave-dust", "all but a few wei of a reserve", {4, 3, 2}, swap_leave_dust},
    {"swap-two-sided",
     "both tokens in and out, one input solved from the curve; from equal reserves at times a unit "
     "less than the curve asks, of its own scale",
     {6, 6, 3},
     swap_two_sided},
    {"swap-router-quote",
     "what the router library answers, and one off it",
     {6, 6, 4},
     swap_router_quote},
    {"swap-micro", "bursts of swaps of 1 to 3 wei", {2, 2, 1}, swap_micro},
    {"swap-to-limit",
     "a balance of 2^112 - 1, and up to 3 beside it; at times far beyond",
     {3, 2, 1},
     swap_to_limit},
    {"swap-bad-recipient", "to a token, the pair itself, nobody", {2, 1, 1}, swap_bad_recipient},
    {"swap-wild",
     "four unrelated amounts, ends of the number range among them",
     {3, 2, 1},
     swap_wild},
    {"flash-repay",
     "one or both tokens lent, repaid exactly and one wei off",
     {8, 6, 4},
     flash_repay},
    {"flash-reenter", "a callback that calls the pair again", {2, 1, 1}, flash_reenter},
    {"mint-first",
     "around the minimum liquidity; 1 : 2^112; any magnitudes",
     {2, 2, 2},
     mint_first},
    {"mint-proportional", "at the pair's ratio, and one wei off it", {8, 7, 5}, mint_proportional},
    {"mint-dust", "the amounts at which shares turn from 0 to 1, 1 to 2", {4, 3, 2}, mint_dust},
    {"mint-one-sided",
     "much of one token, next to nothing of the other",
     {2, 2, 1},
     mint_one_sided},
    {"mint-to-limit",
     "a balance of 2^112 - 1, and up to 3 beside it; at times far beyond",
     {2, 1, 1},
     mint_to_limit},
    {"burn-share", "any part of what a holder has", {8, 7, 5}, burn_share},
    {"burn-extreme", "all, all but one, dust left, one too many", {4, 3, 3}, burn_extreme},
    {"burn-dust", "the liquidity at which a payout turns from 0 to 1 wei", {3, 2, 1}, burn_dust},
    {"donate", "a plain transfer to the pair", {5, 4, 3}, donate},
    {"donate-to-limit",
     "a balance of 2^112 - 1, and up to 3 beside it; at times far beyond",
     {2, 1, 1},
     donate_to_limit},
    {"pay-other", "a plain transfer to anyone", {1, 1, 1}, pay_other},
    {"skim", "the excess over the reserves goes out", {4, 3, 5}, skim_excess},
    {"switch-fee", "protocol fee on and off between operations", {5, 5, 2}, switch_fee},
    {"change-setter", "the office that may switch the fee", {1, 1, 1}, change_setter},
    {"lp-transfer",
     "LP tokens to oneself, to the pair, to nobody, one too many",
     {5, 3, 2},
     send_lp},
    {"lp-approve", "infinite, one below infinite, nothing, any", {3, 2, 1}, approve},
    {"lp-spend", "the whole allowance or balance, and one off it", {4, 3, 2}, spend_allowance},
    {"fork-switch",
     "stored fees, migrator, desired liquidity, factory's share",
     {0, 10, 0},
     change_fork},
    {"token-switch",
     "rebases, flags, balances set behind the pair's back",
     {0, 0, 14},
     change_token},
};
constexpr std::size_t entry_count = std::size(entries);
constexpr std::size_t create_index = entry_count;  // the last summary

constexpr std::size_t index_of(std::string_view name) {
  for (std::size_t i = 0; i < entry_count; ++i) {
    if (entries[i].name == name) return i;
  }
  return entry_count;
}
constexpr std::size_t mint_first_index = index_of("mint-first");
constexpr std::size_t micro_index = index_of("swap-micro");
constexpr std::size_t donate_index = index_of("donate");
constexpr std::size_t sync_index = index_of("sync");
static_assert(mint_first_index < entry_count && micro_index < entry_count &&
              donate_index < entry_count && sync_index < entry_count);

constexpr std::uint64_t usual_time = 1'600'000'000;
constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32;

// Pairs that nobody deployed, in whose fees errors of rounding show: none at all, three quarters.
constexpr pair::parameters free_pair{
    .name = "no-fee", .prefix = "NoFee", .fee_numerator = 0, .factory_checks_caller = false};
constexpr pair::parameters dear_pair{.name = "three-quarters",
                                     .prefix = "Dear",
                                     .fee_numerator = 3,
                                     .fee_denominator = 4,
                                     .k_scale = 16,
                                     .share = {3, 7, 3},
                                     .factory_checks_caller = false};

}  // namespace

std::optional<mode> find_mode(std::string_view name) {
  const auto found = std::find(mode_names.begin(), mode_names.end(), name);
  if (found == mode_names.end()) return std::nullopt;
  return static_cast<mode>(found - mode_names.begin());
}

pair::setup make_setup(mode which) {
  pair::setup setup;
  if (which != mode::fork) {
    setup.rules = {*pair::find_parameters("uniswap-v2")};
    return setup;
  }
  setup.rules.clear();
  for (const pair::parameters& known : pair::known_parameters()) {
    if (known.name != "uniswap-v2") setup.rules.push_back(known);
  }
  setup.rules.push_back(free_pair);
  setup.rules.push_back(dear_pair);
  return setup;
}

std::span<const summary> generators() {
  static const auto all = [] {
    std::array<summary, entry_count + 1> made;
    for (std::size_t i = 0; i < entry_count; ++i) {
      made[i] = {entries[i].name, "uniswap-v2", entries[i].description, entries[i].weights[0]};
    }
    made[create_index] = {"create-pool", "uniswap-v2",
                          "a fresh pair at another scale of balances; begins every sequence", 1};
    return made;
  }();
  return all;
}

generator::generator(mode which, const pair::setup& setup, profile how)
    : mode_(which), setup_(setup), profile_(how) {}

void generator::restart() {
  is_started_ = false;
  burst_left_ = 0;
  episode_ = 0;
}

pair::protocol::operation generator::create(choices& draw) {
  if (!is_started_) {
    // The usual time, or a moment before the 32-bit clock wraps.
    const bool wraps = profile_ == profile::boundary && draw.chance(1, 8);
    time_ = wraps ? two_to_32 - 1 - draw.below(3) : usual_time + draw.below(1000);
    is_started_ = true;
  }
  pair::create_pool<word> made;
  switch (draw.below(8)) {
    case 0:
      made.balances = word::power_of_two(100);
      break;
    case 1:
      made.balances = draw.near(word::power_of_two(112));
      break;
    case 2:
      made.balances = draw.log_uniform(150);
      break;
    case 3: {
      // Up to so much that a balance times the scale of fees leaves the word.
      const std::uint64_t kind = draw.below(256);
      made.balances = word::power_of_two(
          static_cast<unsigned>(kind >= 208 ? 247 + kind % 4 : 120 + kind % 130));
      break;
    }
    default:
      made.balances = word::power_of_two(static_cast<unsigned>(80 + draw.below(70)));
      break;
  }
  if (profile_ == profile::uniform) made.balances = draw.uniform(word::power_of_two(128));
  made.rules = static_cast<std::uint32_t>(draw.below(setup_.rules.size()));
  if (mode_ == mode::fork) made.fee_amount = word{draw.below(8)};
  if (mode_ == mode::tokens) {
    for (unsigned i = 0; i < 2; ++i) {
      made.kinds[i] = static_cast<token_kind>(draw.below(9));
      static constexpr std::uint32_t fees[] = {100, 1, 0, 30, 2500, 9999, 10'000};
      const bool has_fee =
          made.kinds[i] == token_kind::fee_on_arrival || made.kinds[i] == token_kind::fee_on_top;
      if (has_fee) made.fee_bps[i] = draw.one_of(fees);
      static constexpr std::uint32_t decimals[] = {18, 6, 0, 8};
      made.decimals[i] = draw.one_of(decimals);
    }
  }
  made.episode = episode_++;
  rules_ = made.rules;
  burst_left_ = 0;
  last_ = create_index;
  const account caller = account::actor(static_cast<std::uint32_t>(draw.below(setup_.actors)));
  return {caller, time_, made};
}

void generator::advance_time(choices& draw) {
  if (profile_ == profile::uniform) {
    time_ += draw.below(3600);
    return;
  }
  const std::uint64_t kind = draw.below(32);
  if (kind < 16) return;
  if (kind < 24) {
    time_ += 1;
  } else if (kind < 28) {
    time_ += draw.below(3600);
  } else if (kind < 29) {
    time_ += draw.number(3);
  } else if (kind < 30) {
    // Just before, at or just after the 32-bit clock wraps.
    time_ = (time_ / two_to_32 + 1) * two_to_32 - 1 + draw.below(3);
  } else if (kind < 31) {
    time_ += two_to_32 / 2 - 1 + draw.below(3);
  } else {
    time_ += two_to_32 * (1 + draw.below(3));  // the clock shows the same again
  }
}

std::size_t generator::choose(choices& draw) {
  if (burst_left_ > 0) {
    --burst_left_;
    return last_;
  }
  static const auto totals = [] {
    std::array<unsigned, 3> sums{};
    for (const entry& one : entries) {
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += one.weights[i];
    }
    return sums;
  }();
  const auto kind = static_cast<std::size_t>(mode_);
  std::uint64_t left = draw.below(totals[kind]);
  for (std::size_t i = 0; i < entry_count; ++i) {
    if (left < entries[i].weights[kind]) return i;
    left -= entries[i].weights[kind];
  }
  return 0;
}

// Before the first mint: that mint mostly; at times a gift, which sync then mostly makes a reserve,
// so that a pair without a share has reserves, of one token alone or of both.
std::size_t generator::choose_first(choices& draw, const pair::protocol::state& now) {
  const auto has_gift = [&](unsigned token, const word& reserve) {
    return now.tokens[token].balance_of(account::pool()) != reserve;
  };
  const std::uint64_t kind = draw.below(16);
  if (kind >= 8 && (has_gift(0, now.pair.reserve0) || has_gift(1, now.pair.reserve1))) {
    return sync_index;
  }
  if (kind % 4 < 3) return mint_first_index;
  return kind == 15 ? donate_index : choose(draw);
}

pair::protocol::operation generator::next(choices& draw, const pair::protocol::state& now) {
  if (!is_started_ || draw.chance(1, 200)) return create(draw);
  context c(draw, now, setup_, setup_.rules[rules_], mode_);
  advance_time(draw);
  const bool is_empty = now.pair.total_supply.is_zero();
  last_ = is_empty ? choose_first(draw, now) : choose(draw);
  if (last_ == micro_index && burst_left_ == 0 && draw.chance(1, 2)) {
    burst_left_ = static_cast<unsigned>(draw.below(16));
  }
  call made = entries[last_].make(c);
  if (profile_ == profile::uniform) draw_uniformly(c, made);
  const account caller = choose_caller(c, made);
  return {caller, time_, made};
}

library_question draw_library_question(choices& draw) {
  using kind = library_question::kind;
  static constexpr kind kinds[] = {kind::quote, kind::amount_out, kind::amount_in,
                                   kind::amounts_out, kind::amounts_in};
  static constexpr pair::swap_fee fees[] = {{3, 1000}, {2, 1000},   {25, 10'000},  {0, 1},
                                            {3, 4},    {999, 1000}, {1, 1'000'000}};
  library_question asked;
  asked.what = draw.one_of(kinds);
  const bool is_path = asked.what == kind::amounts_out || asked.what == kind::amounts_in;
  asked.hop_count = is_path ? draw.below(library_question::max_hops + 1) : 1;
  asked.fee = draw.chance(1, 2) ? draw.one_of(fees) : pair::swap_fee{};
  for (std::size_t i = 0; i < asked.hop_count; ++i) {
    auto& hop = asked.hops[i];
    const unsigned bits = draw.chance(1, 8) ? 256 : 112;
    hop.reserve_in = draw.log_uniform(bits);
    hop.reserve_out = draw.log_uniform(bits);
  }
  const auto& edge =
      asked.hops[asked.what == kind::amounts_in && asked.hop_count > 0 ? asked.hop_count - 1 : 0];
  switch (draw.below(6)) {
    case 0:
      asked.amount = draw.log_uniform(112);
      break;
    case 1:
      asked.amount = draw.near(edge.reserve_out);
      break;
    case 2: {
      const auto in = pair::get_amount_in(draw.log_uniform(bit_width(edge.reserve_out)),
                                          edge.reserve_in, edge.reserve_out, asked.fee);
      asked.amount = draw.near(in.ok() ? in.value() : edge.reserve_in);
      break;
    }
    case 3:
      asked.amount = word{draw.below(16)};
      break;
    case 4:
      asked.amount = draw.log_uniform(256);
      break;
    default:
      asked.amount = draw.boundary();
      break;
  }
  return asked;
}

}  // namespace assay::gen::uniswap_v2
