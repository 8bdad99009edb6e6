// Who deposits first into a Uniswap V2 pair may give it tokens, so that a share of the pool is
// worth much and the next deposit is rounded down to few shares. The rules' lock of
// minimum_liquidity shares makes him give most of that to nobody; this says to the wei what it
// costs whom.
//
// Everything happens to the engine's own pair: two mints, a transfer of each token with a sync, two
// burns.
#include "first_depositor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "assay/math/sqrt.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "token_holdings.hpp"

namespace assay::market {
namespace {

namespace v2 = uniswap_v2;
using word = uint<256>;

constexpr account attacker = arbitrageur_account;
constexpr account victim = noise_account;
constexpr unsigned pocket_bits = 116;
constexpr unsigned reserve_bits = 111;  // with a deposit of as much again a reserve still fits
constexpr std::uint64_t time_of_all = 1'700'000'000;

struct pair_amounts {
  word token0{};
  word token1{};
};

// What becomes of everyone, in token1 wei times the price's denominator.
struct outcome {
  word shares{};  // of the victim; zero: its deposit was refused
  exact attacker_gain{};
  exact victim_gain{};
  exact locked{};
};

class play {
 public:
  play(const scenario& what, const attack_spec& spec, const attempt& how)
      : at_(what.price_of(what.market.initial)), pair_(setup_of(spec)) {
    v2::create_pool<word> creation;
    creation.balances = word::power_of_two(pocket_bits);
    pair_.apply({attacker, time_of_all, creation});
    const word half = truncate<256>(how.victim_size.value().to_bits()) >> 1;
    deposit_ = {worth_in_token0(half), half};
    first_ = least_amounts(word{how.first_shares + spec.minimum_liquidity});
    start_ = {holdings_of(pair_.state().tokens, attacker),
              holdings_of(pair_.state().tokens, victim)};
    opened_ = mint(pair_, attacker, first_);
  }

  // The pool accepted the first deposit.
  [[nodiscard]] bool is_open() const { return !opened_.is_zero(); }

  // Gifts of token1 below 2^bits keep both reserves within their width.
  [[nodiscard]] unsigned gift_bits() const {
    const auto token1_bits = static_cast<int>(reserve_bits);
    const int price_bits =
        static_cast<int>(bit_width(at_.numerator)) - static_cast<int>(bit_width(at_.denominator));
    return static_cast<unsigned>(std::clamp(token1_bits + price_bits - 1, 1, token1_bits));
  }

  // token1 that is given, and as much token0 as brings the pool to the market's price.
  [[nodiscard]] pair_amounts gift(const word& token1) const {
    const word wanted = worth_in_token0(add_wrapping(first_.token1, token1));
    return {wanted > first_.token0 ? sub_wrapping(wanted, first_.token0) : word::zero(), token1};
  }
  // No gift from low to high gains more. With k of S shares, reserves worth R and a deposit worth V
  // for which the victim gets n, the attacker gains at most (R + V) k / (S + n) - R, which falls
  // with R and with n: by what low and high make of them, or by what n shares ask of R.
  [[nodiscard]] exact most_gain(const word& low, const word& high) const {
    const pair_amounts given = gift(low);
    const exact reserves = value_of({exact(add_wrapping(given.token0, first_.token0)),
                                     exact(add_wrapping(given.token1, first_.token1))},
                                    at_);
    const exact deposit = value_of({exact(deposit_.token0), exact(deposit_.token1)}, at_);
    const exact least(victim_shares(high));
    const exact all = supply() + least;
    const exact shared = ((reserves + deposit) * exact(opened_)).over_down(all);
    const exact by_reserves = shared + exact(1) - reserves;
    if (!shares_bound_fits(deposit)) return by_reserves;
    const exact own =
        deposit * exact(opened_) - kept_from(deposit, least, exact(victim_shares(low)));
    const exact by_shares =
        std::max(own, exact{}).over_down(all) + exact(1) + rounding_of_reserves();
    return std::min(by_reserves, by_shares);
  }

  [[nodiscard]] word victim_shares(const word& token1) const {
    auto pair = pair_;
    give(pair, gift(token1));
    return mint(pair, victim, deposit_);
  }

  // Everyone takes out what they may.
  [[nodiscard]] outcome to_the_end(const word& token1) const {
    auto pair = pair_;
    give(pair, gift(token1));
    outcome done;
    done.shares = mint(pair, victim, deposit_);
    for (const account who : {attacker, victim}) {
      pair.apply({who, time_of_all, v2::burn<word>{pair.state().lp[who.index], who}});
    }
    const auto change = [&](account who) {
      return value_of(holdings_of(pair.state().tokens, who) - start_[who.actor_number()], at_);
    };
    done.attacker_gain = change(attacker);
    done.victim_gain = change(victim);
    done.locked = value_of(holdings_of(pair.state().tokens, account::pool()), at_);
    if (!(done.attacker_gain + done.victim_gain + done.locked).is_zero()) {
      throw std::logic_error("the gains around a first deposit do not sum to nothing");
    }
    return done;
  }

 private:
  using v2_pair = v2::pool<>;
  price at_;
  v2_pair pair_;
  pair_amounts deposit_{};  // of the victim
  pair_amounts first_{};    // of the attacker
  std::array<amounts, 2> start_{};
  word opened_{};  // shares

  static v2::setup setup_of(const attack_spec& spec) {
    v2::setup setup;
    setup.actors = trader_count;
    setup.fee_to_actor = victim;
    v2::parameters rules;
    rules.minimum_liquidity = spec.minimum_liquidity;
    setup.rules = {rules};
    return setup;
  }

  [[nodiscard]] exact supply() const { return exact(pair_.state().pair.total_supply); }
  // Products of the bound below within an exact number; the lock is below 2^20.
  [[nodiscard]] bool shares_bound_fits(const exact& deposit) const {
    constexpr unsigned most_bits = 296;
    return bit_width(deposit.value().to_bits()) + bit_width(supply().value().to_bits()) < most_bits;
  }
  // A victim with no more than n shares found R > V S / (n + 1), but for the wei to which the
  // deposit and the reserves are rounded: a wei of token0 each and three of token1.
  [[nodiscard]] exact rounding_of_reserves() const {
    return exact(at_.numerator) + exact(at_.denominator) * exact(3);
  }
  // (R + V) k / (S + n) - R with that R is (V k - V S (S - k + n) / (n + 1)) / (S + n): the second
  // product, at the least of what any number of shares from least to most makes of it. It falls
  // with n where shares are locked, S > k, and rises without a lock.
  [[nodiscard]] exact kept_from(const exact& deposit, const exact& least, const exact& most) const {
    const exact two_wei = exact(at_.numerator) * exact(2);
    const exact sure = deposit > two_wei ? deposit - two_wei : exact{};
    const exact whole = sure * supply();
    const exact locked = supply() - exact(opened_);
    if (locked.is_zero()) return whole - whole.over_down(least + exact(1)) - exact(1);
    return whole + (whole * (locked - exact(1))).over_down(most + exact(1));
  }

  // floor(token1 / price).
  [[nodiscard]] word worth_in_token0(const word& token1) const {
    return truncate<256>(
        div_down(mul_wide(token1, widen<256>(at_.denominator)), widen<512>(at_.numerator)));
  }

  // The least token0, beside token1 at the market's price rounded down but not to nothing, whose
  // product has the root.
  [[nodiscard]] pair_amounts least_amounts(const word& root) const {
    const word square = mul_wrapping(root, root);  // below 2^120, the price below 2^127
    const word scaled = mul_wrapping(square, widen<256>(at_.numerator));
    const word at_price = sqrt_floor(div_down(scaled, widen<256>(at_.denominator)));
    const word token1 = std::max(at_price, word::one());
    return {div_up(square, token1), token1};
  }

  // The shares; zero where the pair refuses, and then the caller keeps its tokens.
  static word mint(v2_pair& at, account who, const pair_amounts& brought) {
    const auto& receipt =
        at.apply({who, time_of_all, v2::mint<word>{brought.token0, brought.token1, who}});
    return receipt.ok() ? receipt.returns.values[0] : word::zero();
  }
  static void give(v2_pair& to, const pair_amounts& given) {
    for (const unsigned token : {0U, 1U}) {
      const word& amount = token == 0 ? given.token0 : given.token1;
      to.apply({attacker, time_of_all, v2::transfer<word>{token, amount, account::pool()}});
    }
    to.apply({attacker, time_of_all, v2::sync{}});
  }
};

word as_word(const exact& value) { return truncate<256>(value.value().to_bits()); }

// The attacker's best, of the gifts after which the victim's deposit is accepted.
exact best_gift(const play& game, const std::function<void()>& ask, attempt& one) {
  const auto refused = least_amount(game.gift_bits(), [&](const uint<128>& gift) {
    ask();
    return game.victim_shares(widen<256>(gift)).is_zero();
  });
  const exact most = refused ? exact(*refused) - exact(1)
                             : exact(uint<128>::power_of_two(game.gift_bits())) - exact(1);
  constexpr std::uint64_t budget = 40'000;
  const auto best = best_by_bounds(
      most, budget,
      [&](const exact& gift) {
        ask();
        return game.to_the_end(as_word(gift)).attacker_gain;
      },
      [&](const exact& low, const exact& high, const exact&) {
        return game.most_gain(as_word(low), as_word(high));
      });
  one.search_gap = best.gap;
  return best.amount;
}

// The least gift after which the victim gets no more than so many shares.
std::optional<exact> harming_gift(const play& game, const std::function<void()>& ask,
                                  std::uint64_t shares) {
  if (game.victim_shares({}) <= word{shares}) return exact{};
  const auto least = least_amount(game.gift_bits(), [&](const uint<128>& gift) {
    ask();
    return game.victim_shares(widen<256>(gift)) <= word{shares};
  });
  return least ? std::optional(exact(*least)) : std::nullopt;
}

}  // namespace

std::vector<attempt> plan_first_depositor(const scenario& what, const attack_spec& spec) {
  constexpr std::array<std::string_view, deposit_goals> goals = {"best for the attacker",
                                                                 "one share at most", "refused"};
  std::vector<attempt> all;
  for (const std::uint64_t shares : spec.first_shares) {
    for (const uint<128>& size : spec.sizes) {
      for (std::size_t goal = 0; goal < goals.size(); ++goal) {
        attempt one;
        one.token_in = 1;
        one.first_shares = shares;
        one.victim_size = exact(size);
        one.goal = static_cast<deposit_goal>(goal);
        one.setting =
            fmt::format("{} first share{}, then {} {}: {}", shares, shares == 1 ? "" : "s",
                        what.amount_text(1, exact(size)), what.tokens[1].symbol, goals[goal]);
        all.push_back(one);
      }
    }
  }
  return all;
}

void make_first_depositor(const scenario& what, const attack_spec& spec,
                          const std::function<void()>& ask, attempt& one) {
  const play game(what, spec, one);
  if (!game.is_open() || game.victim_shares({}).is_zero()) return;
  std::optional<exact> gift;
  switch (one.goal) {
    case deposit_goal::best:
      gift = best_gift(game, ask, one);
      break;
    case deposit_goal::one_share:
      gift = harming_gift(game, ask, 1);
      break;
    case deposit_goal::refused:
      gift = harming_gift(game, ask, 0);
      break;
  }
  if (!gift) return;
  const outcome done = game.to_the_end(as_word(*gift));
  one.possible = true;
  one.amount = *gift;
  one.attacker_gain = done.attacker_gain;
  one.other_gain = done.victim_gain;
  one.lp_gain = done.locked;
}

}  // namespace assay::market
