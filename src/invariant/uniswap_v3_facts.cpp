// What the checks of one step have in common, worked out once.
#include <algorithm>

#include "uniswap_v3_checks.hpp"

namespace assay::invariant::uniswap_v3 {
namespace {

using exact::operation_kind;

constexpr std::int32_t ticks_per_word = 256;

// ---- The way of a swap, from the positions alone

// Liquidity on the side of a price to which the swap is heading.
integer liquidity_ahead(const exact::state& in, const exact::tick_scale& scale,
                        const integer& price, bool falls) {
  integer sum = 0;
  for (const exact::position_record& each : in.positions) {
    if (each.liquidity.is_zero()) continue;
    const integer lower = scale.sqrt_price(each.key.lower);
    const integer upper = scale.sqrt_price(each.key.upper);
    const bool is_there = falls ? lower < price && price <= upper : lower <= price && price < upper;
    if (is_there) sum += each.liquidity;
  }
  return sum;
}

// From price to price over all bounds of positions between them. A price that went the wrong way
// leaves no way at all; V3-LIMIT-1 speaks of that.
void trace_way(step_facts& facts, const exact::tick_scale& scale, const exact::state& before,
               const exact::state& after, bool falls) {
  facts.way.clear();
  integer price = before.sqrt_price;
  const auto is_short = [&] { return falls ? price > after.sqrt_price : price < after.sqrt_price; };
  while (is_short()) {
    integer next = after.sqrt_price;
    for (const exact::tick_record& each : before.ticks) {
      const integer bound = scale.sqrt_price(each.tick);
      if (falls ? bound < price && bound > next : bound > price && bound < next) next = bound;
    }
    facts.way.push_back({price, next, liquidity_ahead(before, scale, price, falls)});
    price = next;
  }
}

void work_out_swap(step_facts& facts, const exact::formats& sizes, const exact::tick_scale& scale,
                   const exact::state& before, const exact::state& after,
                   const exact::operation& asked, const exact_receipt& answer) {
  facts.token_in = asked.sells_token0 ? 0 : 1;
  facts.amount_in = answer.amounts[facts.token_in];
  facts.amount_out = -answer.amounts[1 - facts.token_in];
  trace_way(facts, scale, before, after, asked.sells_token0);
  facts.liquidity_ahead = liquidity_ahead(after, scale, after.sqrt_price, asked.sells_token0);
  facts.least_in = 0;
  facts.most_out = 0;
  for (const exact::stretch& each : facts.way) {
    facts.least_in +=
        exact::rounded_up(exact::cost_of_move(sizes, each.from, each.to, each.liquidity));
    facts.most_out +=
        exact::rounded_down(exact::gain_of_move(sizes, each.from, each.to, each.liquidity));
  }
  // Every leg ends at a bound, at the end of a word of the bitmap, or with the swap.
  const auto word_of = [&](std::int32_t tick) {
    return exact::index_of(exact::index_of(tick, spacing_of(before)), ticks_per_word);
  };
  const std::int32_t words = std::abs(word_of(before.tick) - word_of(after.tick)) + 1;
  facts.legs = integer(facts.way.size() + 1) + words;
}

// ---- Balances as they should be

class mover {
 public:
  mover(step_facts& facts, const exact::state& before, unsigned word)
      : balances_(facts.expected_balances), word_(word) {
    for (std::size_t i = 0; i < 2; ++i) balances_[i] = before.balances[i];
  }
  void move(std::size_t token, exact::holder from, exact::holder to, const integer& amount) {
    integer& source = balances_[token][from];
    source = exact::difference_modulo(source, amount, word_);
    integer& target = balances_[token][to];
    target = exact::sum_modulo(target, amount, word_);
  }
  // What the caller pays on being asked for `owed`; an amount that is not owed is not paid.
  void pay(std::size_t token, const exact::operation& asked, const integer& owed) {
    const integer amount = owed + asked.extras[token];
    move(token, asked.caller, exact::pool_itself,
         amount.sign() < 0 ? integer(0) : exact::modulo_word(amount, word_));
  }

 private:
  std::array<std::vector<integer>, 2>& balances_;
  unsigned word_;
};

void expect_balances(step_facts& facts, const exact::formats& sizes, const exact::state& before,
                     const exact::operation& asked, const exact_receipt& answer) {
  mover tokens(facts, before, sizes.word);
  for (std::size_t i = 0; i < 2; ++i) {
    const integer& amount = answer.amounts[i];
    switch (asked.kind) {
      case operation_kind::mint:
        if (!amount.is_zero()) tokens.pay(i, asked, amount);
        break;
      case operation_kind::collect:
      case operation_kind::collect_protocol:
        tokens.move(i, exact::pool_itself, asked.recipient, amount);
        break;
      case operation_kind::swap:
        if (amount.sign() < 0) tokens.move(i, exact::pool_itself, asked.recipient, -amount);
        if (amount.sign() > 0) tokens.pay(i, asked, amount);
        break;
      case operation_kind::flash:
        tokens.move(i, exact::pool_itself, asked.recipient, asked.amounts[i]);
        tokens.pay(i, asked,
                   asked.amounts[i] + exact::lending_fee(sizes, asked.amounts[i], before.fee));
        break;
      case operation_kind::transfer:
        if (asked.token == i) tokens.move(i, asked.caller, asked.recipient, asked.amount);
        break;
      default:
        break;
    }
  }
}

integer total_of(const std::vector<integer>& balances) {
  integer sum = 0;
  for (const integer& each : balances) sum += each;
  return sum;
}

}  // namespace

void work_out(step_facts& facts, const exact::setup& setup, const exact::tick_scale& scale,
              const exact::state& before, const exact::state& after, const exact::operation& asked,
              const exact_receipt& answer) {
  facts.is_live = !after.sqrt_price.is_zero();
  facts.is_first = facts.is_live && before.sqrt_price.is_zero();
  facts.is_swap = answer.accepted && asked.kind == operation_kind::swap;
  facts.has_new_claims = false;
  facts.searches = false;
  if (!answer.accepted) return;

  facts.changes.find(before, after);
  facts.may_wrap = false;
  for (std::size_t i = 0; i < 2; ++i) {
    facts.total_before[i] = total_of(before.balances[i]);
    facts.total_after[i] = total_of(after.balances[i]);
    facts.may_wrap = facts.may_wrap || model::bit_length(facts.total_before[i]) > setup.sizes.word;
    facts.growth[i] =
        exact::difference_modulo(after.growth_global[i], before.growth_global[i], setup.sizes.word);
  }
  expect_balances(facts, setup.sizes, before, asked, answer);
  facts.has_new_claims = !facts.changes.same_keys || facts.changes.any_tick ||
                         facts.changes.any_position || before.sqrt_price != after.sqrt_price ||
                         before.tick != after.tick || before.growth_global != after.growth_global ||
                         before.protocol_fees != after.protocol_fees ||
                         before.balances != after.balances;
  if (facts.is_live && (facts.is_first || before.tick != after.tick || facts.is_swap)) {
    facts.tick_price = scale.sqrt_price(std::clamp(after.tick, scale.lowest(), scale.highest()));
    facts.next_tick_price =
        scale.sqrt_price(std::clamp(after.tick + 1, scale.lowest(), scale.highest()));
  }
  if (facts.is_swap) work_out_swap(facts, setup.sizes, scale, before, after, asked, answer);
}

namespace {

// A well-mixed number from the state, so that trials differ from step to step and yet repeat.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;  // the constants of SplitMix64
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

std::uint64_t low_bits(const integer& value) { return value.backend().limbs()[0]; }

}  // namespace

// An amount of any magnitude up to what the pool holds of the other side.
void choose_trial(step_facts& facts, const exact::formats& sizes, const exact::state& after) {
  const std::uint64_t random = mix(low_bits(after.sqrt_price) ^ mix(low_bits(after.liquidity)));
  facts.sells_token0 = random % 2 == 0;
  const unsigned widest = std::min(sizes.word - 2, sizes.liquidity + 16);
  const unsigned bits = 1 + static_cast<unsigned>(mix(random) % widest);
  const integer digits = (((integer(mix(random + 1)) << 64) + mix(random + 2)) << 64) + random;
  constexpr unsigned digit_bits = 192;
  facts.trial_amount =
      std::max(integer(1), bits < digit_bits ? integer(digits >> (digit_bits - bits)) : digits);
  facts.searches = true;
}

}  // namespace assay::invariant::uniswap_v3
