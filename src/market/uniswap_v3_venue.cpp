// A Uniswap V3 pool under a market: the engine's own pool, every change an operation on it.
#include <algorithm>
#include <cstdlib>
#include <optional>
#include <stdexcept>

#include "assay/market/router.hpp"
#include "assay/market/uniswap_v3_arbitrage.hpp"
#include "assay/market/venue.hpp"
#include "assay/math/liquidity_math.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/uniswap_v3.hpp"
#include "token_holdings.hpp"
#include "uniswap_v3_quote.hpp"
#include "uniswap_v3_range.hpp"

namespace assay::market {
namespace {

namespace v3 = uniswap_v3;
using v3_format = v3::protocol::format;
using word = v3_format::word;
using sqrt_price = v3_format::price;
using liquidity = v3_format::liquidity;

constexpr unsigned pocket_bits = 116;

class uniswap_v3_venue final : public venue {
 public:
  uniswap_v3_venue(const scenario& what, std::size_t index)
      : what_(what), spec_(what.pools[index]), pool_(setup_of(what, index)) {
    for (const lp_spec& lp : what.lps) {
      if (lp.pool == index) lps_.push_back(lp);
    }
  }

  // Fees are whole wei in this protocol.
  [[nodiscard]] std::uint64_t fee_scale() const override { return 1; }

  amounts open(std::uint64_t time) override {
    v3::create_pool<v3_format> creation;
    creation.balances = word::power_of_two(pocket_bits);
    creation.fee_pips = spec_.fee_pips;
    creation.tick_spacing = spec_.tick_spacing;
    apply({arbitrageur_account, time, creation});
    const price start = what_.price_of(what_.market.initial);
    v3::initialize<v3_format> first;
    first.sqrt_price_x96 = sqrt_x96(widen<160>(start.numerator), widen<160>(start.denominator));
    apply({arbitrageur_account, time, first});
    amounts brought;
    for (std::size_t i = 0; i < lps_.size(); ++i) brought += provide(i, time);
    return brought;
  }

  [[nodiscard]] amounts held() const override { return balances_of(account::pool()); }
  [[nodiscard]] amounts total() const override { return all_holdings(pool_.state().tokens); }
  [[nodiscard]] amounts balances_of(account who) const override {
    return holdings_of(pool_.state().tokens, who);
  }

  fill arbitrage(const price& at, const exact& least_gain, std::uint64_t time) override {
    set_outside(at);
    const v3_arbitrage best =
        best_arbitrage(pool_.state(), outside_, word::power_of_two(pocket_bits), v3_quick_search);
    if (best.amount_in.is_zero()) return {};
    amounts change;
    change.of(best.zero_for_one ? 0 : 1) = exact{} - exact(best.amount_in);
    change.of(best.zero_for_one ? 1 : 0) = exact(best.amount_out);
    if (value_of(change, at) <= least_gain || value_of(change, at) <= exact{}) return {};
    fill done =
        swap(arbitrageur_account, best.zero_for_one, {best.amount_in, best.amount_out, best.fee},
             best.amount_specified, best.sqrt_price_limit_x96, time);
    done.was_cut_short = !best.is_best;
    return done;
  }

  fill sell(account who, unsigned token_in, const uint<128>& amount, std::uint64_t time) override {
    const bool zero_for_one = token_in == 0;
    const auto expected =
        quote_exact_in(pool_.state(), zero_for_one, widen<256>(amount), farthest(zero_for_one));
    if (!expected || expected->amount_out.is_zero()) return {};
    return swap(who, zero_for_one, *expected, widen<256>(amount), farthest(zero_for_one), time);
  }

  [[nodiscard]] exact quote(unsigned token_in, const uint<128>& amount) const override {
    if (amount.is_zero()) return {};
    const bool zero_for_one = token_in == 0;
    const auto found =
        quote_exact_in(pool_.state(), zero_for_one, widen<256>(amount), farthest(zero_for_one));
    return found ? exact(found->amount_out) : exact{};
  }
  // Beside the roundings of the amounts out, the fee's of the amount in: of less than one wei,
  // which buys no more than at the price of now.
  [[nodiscard]] exact quote_rounding(unsigned token_in) const override {
    const word root = widen<256>(pool_.state().pool.sqrt_price_x96);
    const auto square = mul_wide(root, root);  // the price, times 2^192
    const auto one = uint<512>::power_of_two(192);
    const auto bought = token_in == 0 ? div_down(square, one) : div_down(one, square);
    return exact(split_rounding + 1) + exact(truncate<192>(bought));
  }

  jit_fill sell_with_jit(const jit_spec& how, account who, unsigned token_in,
                         const uint<128>& amount, std::uint64_t time) override {
    const account owner = jit_account();
    const amounts before = balances_of(owner);
    const v3_range range = range_around(pool_.state().pool.tick, how.steps, spec_.tick_spacing);
    const amounts most{exact(how.most[0]), exact(how.most[1])};
    const sqrt_price& now = pool_.state().pool.sqrt_price_x96;
    // A deposit rounds up: one unit less fits the amounts.
    const liquidity enough =
        std::min(liquidity_of(range, most, 0, now), liquidity_of(range, most, 1, now));
    v3::mint<v3_format> deposit{owner, range.lower, range.upper, {}};
    if (enough > liquidity::one()) deposit.amount = sub_wrapping(enough, liquidity::one());
    if (!apply({owner, time, deposit}).ok()) return {sell(who, token_in, amount, time), {}, {}};
    jit_fill done{sell(who, token_in, amount, time), {}, {}};
    done.fee = take_out(range.lower, range.upper, deposit.amount, owner, time);
    done.change = balances_of(owner) - before;
    return done;
  }

  [[nodiscard]] std::unique_ptr<venue> clone() const override {
    return std::make_unique<uniswap_v3_venue>(*this);
  }

  [[nodiscard]] bool spot_is_beyond(const price& at, bool above) const override {
    return is_beyond(pool_.state().pool.sqrt_price_x96, at, above);
  }
  [[nodiscard]] word oracle_reading(std::uint64_t time) const override {
    const auto& now = pool_.state().pool;
    const auto& last = pool_.state().observations.slots()[now.observation.index];
    const auto read =
        v3::transform(last, static_cast<std::uint32_t>(time), now.tick, now.liquidity);
    return word{static_cast<std::uint64_t>(read.tick_cumulative)};
  }
  // As OracleLibrary.consult: the mean tick is rounded down.
  [[nodiscard]] bool mean_is_beyond(const word& from, const word& to, std::uint64_t seconds,
                                    const price& at, bool above) const override {
    const auto moved = v3::wrap_int56(to_u64_truncating(sub_wrapping(to, from)));
    const auto length = static_cast<std::int64_t>(seconds);
    const std::int64_t mean = moved / length - (moved % length < 0 ? 1 : 0);
    return is_beyond(sqrt_ratio_at_tick(static_cast<std::int32_t>(mean)).value(), at, above);
  }

  [[nodiscard]] double spot() const override {
    const double root = exact(pool_.state().pool.sqrt_price_x96).to_double() / 0x1p96;
    return root * root;
  }

  // What burning and collecting everything would pay now, tried on a copy.
  [[nodiscard]] std::vector<position> positions() const override {
    std::vector<position> all;
    for (std::size_t i = 0; i < lps_.size(); ++i) {
      position one;
      one.name = lps_[i].name;
      one.deposited = provided_[i].brought;
      auto copy = pool_;
      const account owner = owner_of(i);
      const auto balances = [&] { return holdings_of(copy.state().tokens, owner); };
      const std::int32_t lower = provided_[i].lower;
      const std::int32_t upper = provided_[i].upper;
      const amounts before = balances();
      const v3::collect<v3_format> collect{owner, lower, upper, liquidity::max(), liquidity::max()};
      copy.apply({owner, 0, v3::burn<v3_format>{lower, upper, liquidity::zero()}});
      copy.apply({owner, 0, collect});
      one.fees = balances() - before;
      copy.apply({owner, 0, v3::burn<v3_format>{lower, upper, provided_[i].amount}});
      copy.apply({owner, 0, collect});
      one.claim = balances() - before + provided_[i].purse;
      one.fees += provided_[i].fees;
      one.moves = provided_[i].moves;
      one.gas = exact(lps_[i].recentre.gas) * exact(static_cast<std::int64_t>(one.moves));
      one.outside_cost = provided_[i].outside_cost;
      all.push_back(one);
    }
    return all;
  }
  [[nodiscard]] std::uint64_t operations() const override { return operations_; }

  std::vector<lp_move> move_ranges(const price& at, double time_s, std::uint64_t time) override {
    std::vector<lp_move> all;
    for (std::size_t i = 0; i < lps_.size(); ++i) {
      if (wants_to_move(i, time_s)) all.push_back(recentre(i, at, time));
    }
    return all;
  }

  void record(trace::byte_sink* to) override {
    sink_ = to;
    if (to == nullptr) return;
    v3::trace_header header;
    header.setup = pool_.setup();
    writer_ = std::make_unique<v3::trace_writer>(header);
    to->write(v3::write_header(writer_->header(), "engine", what_.seed) + "\n");
  }

  uniswap_v3_venue(const uniswap_v3_venue& other)
      : what_(other.what_),
        spec_(other.spec_),
        pool_(other.pool_),
        lps_(other.lps_),
        provided_(other.provided_),
        operations_(other.operations_) {}
  uniswap_v3_venue& operator=(const uniswap_v3_venue&) = delete;

 private:
  using side = v3_range::side;
  struct provided : v3_range {
    liquidity amount{};
    amounts brought{};
    amounts purse{};  // what was taken out of the pool and not brought back
    amounts fees{};   // that were collected
    std::uint64_t moves = 0;
    double next_s = 0;  // by the schedule
    exact outside_cost{};
  };

  const scenario& what_;
  const pool_spec& spec_;
  v3::pool<> pool_;
  std::vector<lp_spec> lps_{};
  std::vector<provided> provided_{};
  std::uint64_t operations_ = 0;
  trace::byte_sink* sink_ = nullptr;
  std::unique_ptr<v3::trace_writer> writer_{};
  std::string line_{};
  v3_outside outside_{};  // of the last price, which often repeats

  static v3::setup setup_of(const scenario& what, std::size_t index) {
    v3::setup setup;
    setup.actors = trader_count;
    bool outside = false;
    for (const lp_spec& lp : what.lps) {
      if (lp.pool != index) continue;
      ++setup.actors;
      outside = outside || lp.recentre.swap == range_swap::outside;
    }
    setup.actors += outside ? 1 : 0;
    for (const jit_spec& jit : what.jit) setup.actors += jit.pool == index ? 1 : 0;
    return setup;
  }
  // The last one, where there is just-in-time liquidity.
  [[nodiscard]] account jit_account() const { return account::actor(pool_.setup().actors - 1); }
  // Who stands for the market where LPs swap outside of the pool.
  [[nodiscard]] account market_account() const {
    return account::actor(trader_count + static_cast<std::uint32_t>(lps_.size()));
  }
  static account owner_of(std::size_t lp) {
    return account::actor(trader_count + static_cast<std::uint32_t>(lp));
  }

  // root^2 / 2^192 against numerator / denominator.
  static bool is_beyond(const sqrt_price& root, const price& at, bool above) {
    using number = uint<512>;
    const number here = mul_wrapping(widen<512>(mul_wide(root, root)), widen<512>(at.denominator));
    const number there = widen<512>(at.numerator) << 192;
    return above ? here >= there : here <= there;
  }

  void set_outside(const price& at) {
    const price& last = outside_.at;
    if (at.numerator == last.numerator && at.denominator == last.denominator) return;
    outside_ = v3_outside_of(at, spec_.fee_pips);
  }

  // Ranges widen to the ticks that there are: down for the lower end, up for the upper.
  [[nodiscard]] std::pair<std::int32_t, std::int32_t> ticks_of(const lp_spec& lp) const {
    const std::int32_t spacing = spec_.tick_spacing;
    const std::int32_t most = max_tick / spacing * spacing;  // toward zero
    if (lp.full_range) return {-most, most};
    const auto tick_of = [&](std::uint64_t of_resolution) {
      const price at = what_.price_of(of_resolution);
      return tick_at_sqrt_ratio(sqrt_x96(widen<160>(at.numerator), widen<160>(at.denominator)))
          .value();
    };
    const std::int32_t lower = v3::compress(tick_of(lp.lower), spacing) * spacing;
    const std::int32_t upper = (v3::compress(tick_of(lp.upper), spacing) + 1) * spacing;
    return rung_of(lp, std::clamp(lower, -most, most - spacing),
                   std::clamp(upper, lower + spacing, most));
  }

  // Its part of the range's ticks, rounded down to what may be used.
  [[nodiscard]] std::pair<std::int32_t, std::int32_t> rung_of(const lp_spec& lp, std::int32_t lower,
                                                              std::int32_t upper) const {
    const auto steps = static_cast<std::uint64_t>((upper - lower) / spec_.tick_spacing);
    if (steps < lp.rungs) {
      trace::fail(what_.file,
                  "lp: the range of " + lp.name + " has fewer usable ticks than the ladder steps",
                  "widen it, lower the tick spacing, or make fewer steps");
    }
    const auto start_of = [&](std::uint64_t rung) {
      return lower + static_cast<std::int32_t>(steps * rung / lp.rungs) * spec_.tick_spacing;
    };
    return {start_of(lp.rung), start_of(lp.rung + 1)};
  }

  // A ladder's token0 goes to the steps that reach above the price, token1 to those that reach
  // below it, to each the same, rounded down.
  [[nodiscard]] std::array<word, 2> deposit_of(const lp_spec& lp) const {
    std::array<std::uint64_t, 2> takers{};
    const std::int32_t tick = pool_.state().pool.tick;
    lp_spec step = lp;
    for (step.rung = 0; step.rung < lp.rungs; ++step.rung) {
      const auto [lower, upper] = ticks_of(step);
      takers[0] += upper > tick ? 1 : 0;
      takers[1] += lower <= tick ? 1 : 0;
    }
    std::array<word, 2> part{};
    for (const unsigned token : {0U, 1U}) {
      if (takers[token] > 0)
        part[token] = div_down(widen<256>(lp.deposit[token]), word{takers[token]});
    }
    return part;
  }

  amounts provide(std::size_t index, std::uint64_t time) {
    const lp_spec& lp = lps_[index];
    const auto [lower, upper] = ticks_of(lp);
    const std::array<word, 2> offered = deposit_of(lp);
    const auto liquidity_for = liquidity_amounts<v3_format>::liquidity_for_amounts(
        pool_.state().pool.sqrt_price_x96, sqrt_ratio_at_tick(lower).value(),
        sqrt_ratio_at_tick(upper).value(), offered[0], offered[1]);
    const account owner = owner_of(index);
    const amounts before = balances_of(owner);
    v3::mint<v3_format> deposit;
    deposit.recipient = owner;
    deposit.tick_lower = lower;
    deposit.tick_upper = upper;
    if (liquidity_for.ok()) deposit.amount = liquidity_for.value();
    if (deposit.amount.is_zero()) {
      trace::fail(
          what_.file,
          "lp: the deposit of " + lp.name +
              " makes no liquidity: of a token that its range asks for it brings too little",
          "bring more of both tokens, or choose a range beside the price");
    }
    const auto& receipt = apply({owner, time, deposit});
    if (!receipt.ok()) {
      trace::fail(
          what_.file,
          "lp: the pool refuses the deposit of " + lp.name + ": " + receipt.reverted->to_string(),
          "deposit more, or choose a range around the price");
    }
    provided one;
    one.lower = lower;
    one.upper = upper;
    const std::int32_t tick = pool_.state().pool.tick;
    one.placed = tick < lower ? side::above : tick >= upper ? side::below : side::around;
    one.amount = deposit.amount;
    one.brought = before - balances_of(owner);
    one.next_s = lp.recentre.every_s;
    provided_.push_back(one);
    return one.brought;
  }

  [[nodiscard]] bool wants_to_move(std::size_t index, double time_s) {
    const recentre_spec& spec = lps_[index].recentre;
    provided& mine = provided_[index];
    const std::int32_t tick = pool_.state().pool.tick;
    switch (spec.when) {
      case recentre_kind::never:
        return false;
      case recentre_kind::on_exit:  // a range beside the price is left on its far side
        return (tick < mine.lower && mine.placed != side::above) ||
               (tick >= mine.upper && mine.placed != side::below);
      case recentre_kind::beyond_threshold:
        return std::abs(tick - (mine.lower + mine.upper) / 2) > spec.threshold_ticks;
      case recentre_kind::on_schedule:
        break;
    }
    if (time_s < mine.next_s) return false;
    while (mine.next_s <= time_s) mine.next_s += spec.every_s;
    return true;
  }

  // Takes everything out, swaps to the proportion of a range of the same width around the price, or
  // chooses one beside it, and deposits. What does not fit stays in the purse for the next time.
  lp_move recentre(std::size_t index, const price& at, std::uint64_t time) {
    provided& mine = provided_[index];
    const account owner = owner_of(index);
    const amounts before = balances_of(owner);
    withdraw(mine, owner, time);
    mine.purse += balances_of(owner) - before;
    const recentre_spec& spec = lps_[index].recentre;
    move_range(mine, spec.place, mine.purse, pool_.state().pool.tick,
               pool_.state().pool.sqrt_price_x96, spec_.tick_spacing);
    lp_move done;
    amounts outside;
    if (spec.place == range_place::around && spec.swap == range_swap::in_pool) {
      swap_for_range(mine, owner, time, done);
    } else if (spec.place == range_place::around && spec.swap == range_swap::outside) {
      outside = swap_outside(mine, owner, at, spec.outside_bps, time);
    }
    const amounts swapped = balances_of(owner);
    mint_purse(mine, owner, time);
    mine.purse -= swapped - balances_of(owner);
    done.brought = before - balances_of(owner) + done.swap_change + outside;
    ++mine.moves;
    return done;
  }

  // Sells the least of the token that is too much after which it is so no more, to the market's
  // account. Gives the change of the owner's balances.
  amounts swap_outside(provided& mine, account owner, const price& at, std::uint64_t cost_bps,
                       std::uint64_t time) {
    const sqrt_price& now = pool_.state().pool.sqrt_price_x96;
    const unsigned sold =
        liquidity_of(mine, mine.purse, 0, now) > liquidity_of(mine, mine.purse, 1, now) ? 0 : 1;
    const auto change_by = [&](const exact& amount) {
      amounts change;
      change.of(sold) = -amount;
      change.of(1 - sold) = bought_outside(sold, amount, at, cost_bps);
      return change;
    };
    exact low{};
    exact high = mine.purse.of(sold);
    while (high - low > exact(1)) {
      const exact middle = (low + high).over_down(exact(2));
      const amounts after = mine.purse + change_by(middle);
      const bool enough =
          liquidity_of(mine, after, sold, now) <= liquidity_of(mine, after, 1 - sold, now);
      (enough ? high : low) = middle;
    }
    const amounts change = change_by(high);
    if (change.of(1 - sold).is_zero()) return {};
    pay(owner, sold, high, market_account(), time);
    pay(market_account(), 1 - sold, change.of(1 - sold), owner, time);
    mine.purse += change;
    mine.outside_cost -= value_of(change, at);
    return change;
  }

  void pay(account from, unsigned token, const exact& amount, account to, std::uint64_t time) {
    const word wei = truncate<256>(amount.value().to_bits());
    if (!apply({from, time, v3::transfer<v3_format>{token, wei, to}}).ok()) {
      throw std::logic_error("a plain transfer outside of a Uniswap V3 pool was refused");
    }
  }

  // Takes a position out. Fees first, on their own, to know them: they are given back.
  amounts take_out(std::int32_t lower, std::int32_t upper, const liquidity& amount, account owner,
                   std::uint64_t time) {
    const v3::collect<v3_format> collect{owner, lower, upper, liquidity::max(), liquidity::max()};
    const amounts before = balances_of(owner);
    apply({owner, time, v3::burn<v3_format>{lower, upper, liquidity::zero()}});
    apply({owner, time, collect});
    const amounts fees = balances_of(owner) - before;
    apply({owner, time, v3::burn<v3_format>{lower, upper, amount}});
    apply({owner, time, collect});
    return fees;
  }

  void withdraw(provided& mine, account owner, std::uint64_t time) {
    mine.fees += take_out(mine.lower, mine.upper, mine.amount, owner, time);
    mine.amount = liquidity::zero();
  }

  // Sells the least of the token that is too much after which it is so no more, at the price that
  // the swap leaves: each amount is tried on a copy of the pool.
  void swap_for_range(provided& mine, account owner, std::uint64_t time, lp_move& done) {
    const sqrt_price& now = pool_.state().pool.sqrt_price_x96;
    const bool too_much0 =
        liquidity_of(mine, mine.purse, 0, now) > liquidity_of(mine, mine.purse, 1, now);
    const unsigned sold = too_much0 ? 0 : 1;
    const amounts before = balances_of(owner);
    exact low{};
    exact high = mine.purse.of(sold);
    while (high - low > exact(1)) {
      const exact middle = (low + high).over_down(exact(2));
      auto copy = pool_;
      copy.apply({owner, time, sale_of(owner, too_much0, middle)});
      const amounts after = mine.purse + holdings_of(copy.state().tokens, owner) - before;
      const sqrt_price& at = copy.state().pool.sqrt_price_x96;
      const bool enough =
          liquidity_of(mine, after, sold, at) <= liquidity_of(mine, after, 1 - sold, at);
      (enough ? high : low) = middle;
    }
    const word amount = truncate<256>(high.value().to_bits());
    const auto quote = quote_exact_in(pool_.state(), too_much0, amount, farthest(too_much0));
    if (!quote || quote->amount_out.is_zero()) return;
    done.swapped = swap(owner, too_much0, *quote, amount, farthest(too_much0), time);
    done.swap_change = balances_of(owner) - before;
    mine.purse += done.swap_change;
  }

  static v3::swap<v3_format> sale_of(account who, bool zero_for_one, const exact& amount) {
    v3::swap<v3_format> call;
    call.recipient = who;
    call.zero_for_one = zero_for_one;
    call.amount_specified = sint<256>::from_bits(truncate<256>(amount.value().to_bits()));
    call.sqrt_price_limit_x96 = farthest(zero_for_one);
    return call;
  }

  void mint_purse(provided& mine, account owner, std::uint64_t time) {
    v3::mint<v3_format> deposit;
    deposit.recipient = owner;
    deposit.tick_lower = mine.lower;
    deposit.tick_upper = mine.upper;
    const sqrt_price& now = pool_.state().pool.sqrt_price_x96;
    deposit.amount =
        std::min(liquidity_of(mine, mine.purse, 0, now), liquidity_of(mine, mine.purse, 1, now));
    if (deposit.amount.is_zero() || deposit.amount == liquidity::max()) return;
    // A deposit rounds up: one unit less where that wei is not there.
    for (const liquidity& less : {liquidity::zero(), liquidity::one()}) {
      if (deposit.amount <= less) return;
      auto copy = pool_;
      const amounts before = balances_of(owner);
      deposit.amount = sub_wrapping(deposit.amount, less);
      copy.apply({owner, time, deposit});
      const amounts paid = before - holdings_of(copy.state().tokens, owner);
      if (paid.token0 > mine.purse.token0 || paid.token1 > mine.purse.token1) continue;
      if (apply({owner, time, deposit}).ok()) mine.amount = deposit.amount;
      return;
    }
  }

  const v3::protocol::receipt& apply(const v3::protocol::operation& operation) {
    const auto& receipt = pool_.apply(operation);
    ++operations_;
    if (sink_ != nullptr) {
      line_.clear();
      writer_->append(line_, operation, receipt, pool_.state());
      sink_->write(line_);
    }
    return receipt;
  }

  // Swaps what the quote says; the pool must answer it to the wei.
  fill swap(account who, bool zero_for_one, const v3_quote& expected, const word& amount,
            const sqrt_price& limit, std::uint64_t time) {
    v3::swap<v3_format> call;
    call.recipient = who;
    call.zero_for_one = zero_for_one;
    call.amount_specified = sint<256>::from_bits(amount);
    call.sqrt_price_limit_x96 = limit;
    const auto& receipt = apply({who, time, call});
    if (!receipt.ok()) return {};
    const auto& said = receipt.returns.amounts;
    fill done;
    done.happened = true;
    done.token_in = zero_for_one ? 0 : 1;
    done.amount_in = exact(said[done.token_in]);
    done.amount_out = exact(neg_wrapping(said[1 - done.token_in]));
    done.fee = exact(expected.fee);
    if (!(done.amount_in == exact(expected.amount_in)) ||
        !(done.amount_out == exact(expected.amount_out))) {
      throw std::logic_error("a Uniswap V3 pool did not answer its quote");
    }
    return done;
  }
};

}  // namespace

std::unique_ptr<venue> make_uniswap_v3(const scenario& what, std::size_t pool) {
  return std::make_unique<uniswap_v3_venue>(what, pool);
}

}  // namespace assay::market
