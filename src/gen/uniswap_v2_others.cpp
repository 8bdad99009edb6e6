// Everything that is neither trade nor liquidity: books, offices, forks' and tokens' own switches.
#include <iterator>

#include "uniswap_v2_context.hpp"

namespace assay::gen::uniswap_v2 {

call skim_excess(context& c) { return pair::skim{c.recipient()}; }

call sync_reserves(context&) { return pair::sync{}; }

call switch_fee(context& c) {
  const bool is_on = c.now.pair.fee_to != account::zero();
  if (c.draw.chance(1, 8)) return pair::set_fee_to{c.anyone()};
  return pair::set_fee_to{is_on ? account::zero() : c.setup.fee_to_actor};
}

call change_setter(context& c) {
  return pair::set_fee_to_setter{c.draw.chance(1, 2) ? c.setup.fee_to_setter : c.anyone()};
}

call send_lp(context& c) {
  const account from = c.lp_holder();
  const word owned = c.now.lp[from.index];
  const word amount = c.draw.chance(1, 3) ? c.nudge(owned) : c.magnitude(owned);
  static constexpr account special[] = {account::pool(), account::zero()};
  if (c.draw.chance(1, 4)) return pair::transfer_lp<word>{amount, c.draw.one_of(special)};
  return pair::transfer_lp<word>{amount, c.draw.chance(1, 4) ? from : c.anyone()};
}

call approve(context& c) {
  const account spender = c.draw.chance(1, 8) ? c.anyone() : c.actor();
  switch (c.draw.below(4)) {
    case 0:
      return pair::approve_lp<word>{spender, word::max()};
    case 1:
      return pair::approve_lp<word>{spender, c.draw.near(word::max())};
    case 2:
      return pair::approve_lp<word>{spender, word::zero()};
    default:
      return pair::approve_lp<word>{spender, c.magnitude(c.now.lp[c.lp_holder().index])};
  }
}

call spend_allowance(context& c) {
  account from = c.lp_holder();
  word allowed = c.now.lp[from.index];
  if (!c.now.allowances.empty() && !c.draw.chance(1, 8)) {
    const auto& entry = c.now.allowances[c.draw.below(c.now.allowances.size())];
    from = entry.owner;
    allowed = entry.amount;
  }
  const word owned = c.now.lp[from.index];
  const word most = allowed < owned ? allowed : owned;
  const word amount = c.draw.chance(1, 2) ? c.nudge(most) : c.magnitude(most);
  return pair::transfer_from_lp<word>{from, c.recipient(), amount};
}

// Only what the fork has: a trace that asks for more is malformed.
call change_fork(context& c) {
  const bool available[] = {c.rules.fee_is_stored,
                            c.rules.share_from == pair::share_source::pair_field,
                            c.rules.share_from == pair::share_source::factory, c.rules.has_migrator,
                            c.rules.has_migrator};
  const std::uint64_t first = c.draw.below(std::size(available));
  std::uint64_t chosen = first;
  while (!available[chosen]) {
    chosen = (chosen + 1) % std::size(available);
    if (chosen == first) return pair::sync{};
  }
  switch (chosen) {
    case 0: {
      static constexpr std::uint64_t fees[] = {1, 2, 3, 30, 999, 1000, 1001, 0};
      return pair::set_swap_fee{c.draw.chance(1, 2) ? c.draw.one_of(fees) : c.draw.below(1024)};
    }
    case 1: {
      static constexpr std::uint64_t fees[] = {1, 5, 500, 501, 0};
      return pair::set_dev_fee{c.draw.chance(1, 2) ? c.draw.one_of(fees) : c.draw.below(512)};
    }
    case 2:
      return pair::set_fee_amount<word>{c.draw.chance(1, 4) ? c.draw.boundary()
                                                            : word{c.draw.below(64)}};
    case 3:
      return pair::set_migrator{c.draw.chance(1, 2) ? account::zero() : c.actor()};
    default:
      return pair::set_desired<word>{c.draw.chance(1, 3) ? c.draw.boundary()
                                                         : c.draw.log_uniform(120)};
  }
}

call change_token(context& c) {
  const auto token = static_cast<unsigned>(c.draw.below(2));
  const auto& books = c.now.tokens[token];
  if (books.kind == token_kind::rebasing) {
    // Up or down by a little or by much, around the old index.
    const word index = books.index;
    switch (c.draw.below(4)) {
      case 0:
        return pair::rebase<word>{token, add_saturating(index, c.draw.log_uniform(50))};
      case 1:
        return pair::rebase<word>{token, sub_saturating(index, c.draw.log_uniform(50))};
      case 2:
        return pair::rebase<word>{token, index << static_cast<unsigned>(c.draw.below(3))};
      default:
        return pair::rebase<word>{token, c.draw.near(word{1'000'000'000'000'000'000})};
    }
  }
  if (books.kind == token_kind::false_while_flag || books.kind == token_kind::revert_while_flag) {
    return pair::set_flag{token, !books.flag};
  }
  const word held = c.held(token);
  const word balance = c.draw.chance(1, 2) ? c.draw.near(held) : c.magnitude(held);
  return pair::set_token_balance<word>{token, account::pool(), balance};
}

}  // namespace assay::gen::uniswap_v2
