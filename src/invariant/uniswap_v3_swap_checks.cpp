// Truths about a trade: where it ends, what it may take and give, and what rounding may move.
#include <algorithm>

#include "text.hpp"
#include "uniswap_v3_checks.hpp"

namespace assay::invariant::uniswap_v3 {
namespace {

std::string describe_trade(const step& now) {
  return say("sqrt price ", now.before.sqrt_price, " to ", now.after.sqrt_price, " for ",
             now.facts.amount_in, " in and ", now.facts.amount_out, " out");
}

std::uint64_t kept_of_unit(const step& now) { return now.sizes().fee_unit - now.before.fee; }

// Beyond this the contract is content with a coarser price when token0 is sold.
bool price_is_exact(const step& now) {
  return !now.asked.sells_token0 ||
         model::bit_length(now.asked.amount * now.before.sqrt_price) + 1 < now.sizes().word;
}

}  // namespace

void check_limit_kept(const step& now, verdict& found) {
  if (!now.facts.is_swap) return;
  const integer beyond_start = now.asked.sells_token0
                                   ? integer(now.before.sqrt_price - now.after.sqrt_price)
                                   : integer(now.after.sqrt_price - now.before.sqrt_price);
  const integer before_limit = now.asked.sells_token0
                                   ? integer(now.after.sqrt_price - now.asked.price_limit)
                                   : integer(now.asked.price_limit - now.after.sqrt_price);
  found.require(beyond_start.sign() >= 0,
                [&] { return say("the price went the wrong way: ", describe_trade(now)); });
  found.require_not_negative(before_limit, [&] {
    return say("the limit is ", now.asked.price_limit, ": ", describe_trade(now));
  });
}

void check_limit_or_all(const step& now, verdict& found) {
  if (!now.facts.is_swap) return;
  const integer& done = now.asked.exact_in ? now.facts.amount_in : now.facts.amount_out;
  found.require(done == now.asked.amount || now.after.sqrt_price == now.asked.price_limit, [&] {
    return say("of ", now.asked.amount, now.asked.exact_in ? " in" : " out", " and with the limit ",
               now.asked.price_limit, ": ", describe_trade(now));
  });
}

void check_stop_ahead(const step& now, verdict& found) {
  if (!now.facts.is_swap) return;
  const bool falls = now.asked.sells_token0;
  const std::int32_t spacing = spacing_of(now.after);
  const std::int32_t tick = now.after.tick;
  std::int32_t stop = falls ? std::max(exact::word_start(tick, spacing), now.scale.lowest())
                            : std::min(exact::word_end(tick, spacing), now.scale.highest());
  for (const exact::tick_record& each : now.after.ticks) {
    if (falls && each.tick <= tick) stop = std::max(stop, each.tick);
    if (!falls && each.tick > tick) stop = std::min(stop, each.tick);
  }
  const integer stop_price = now.scale.sqrt_price(stop);
  found.require_not_negative(
      falls ? now.after.sqrt_price - stop_price - 1 : stop_price - now.after.sqrt_price - 1, [&] {
        return say("tick ", tick, " is left with the stop ahead, tick ", stop, " at ", stop_price,
                   ", reached or passed: ", describe_trade(now));
      });
}

void check_amounts_within(const step& now, verdict& found) {
  if (!now.facts.is_swap) return;
  found.require(now.facts.amount_in.sign() >= 0 && now.facts.amount_out.sign() >= 0,
                [&] { return say("an amount has the wrong sign: ", describe_trade(now)); });
  const integer& done = now.asked.exact_in ? now.facts.amount_in : now.facts.amount_out;
  found.require_not_negative(now.asked.amount - done, [&] {
    return say(now.asked.amount,
               now.asked.exact_in ? " to be sold: " : " to be bought: ", describe_trade(now));
  });
}

void check_input_covers(const step& now, verdict& found) {
  if (!now.facts.is_swap) return;
  found.require_not_negative(
      now.facts.amount_in * kept_of_unit(now) - now.facts.least_in * now.sizes().fee_unit, [&] {
        return say("the way costs at least ", now.facts.least_in, " without the fee of ",
                   std::uint64_t{now.before.fee}, ": ", describe_trade(now));
      });
}

void check_output_covered(const step& now, verdict& found) {
  if (!now.facts.is_swap) return;
  found.require_not_negative(now.facts.most_out - now.facts.amount_out, [&] {
    return say("the way releases at most ", now.facts.most_out, ": ", describe_trade(now));
  });
}

void check_output_leak(const step& now, verdict& found) {
  if (!now.facts.is_swap || !now.asked.exact_in) return;
  found.require_not_negative(now.facts.amount_out + now.facts.legs - now.facts.most_out - 1, [&] {
    return say("the way releases ", now.facts.most_out, " and has at most ", now.facts.legs,
               " legs: ", describe_trade(now));
  });
}

void check_input_leak(const step& now, verdict& found) {
  if (!now.facts.is_swap || !now.asked.exact_in || !price_is_exact(now)) return;
  const integer& price = now.after.sqrt_price;
  if (price == now.asked.price_limit || price == 1) return;
  const integer further = now.asked.sells_token0 ? integer(price - 1) : integer(price + 1);
  const integer one_more = exact::rounded_up(
      exact::cost_of_move(now.sizes(), price, further, now.facts.liquidity_ahead));
  const integer most = now.facts.least_in + one_more + 2 * now.facts.legs + 1;
  found.require_not_negative(
      most * now.sizes().fee_unit - now.asked.amount * kept_of_unit(now) - 1, [&] {
        return say("one unit of the price further costs ", one_more, " more than the ",
                   now.facts.least_in,
                   " of the way, and the input would pay for it: ", describe_trade(now));
      });
}

void check_swap_protocol_fee(const step& now, verdict& found) {
  if (!now.facts.is_swap) return;
  const std::size_t in = now.facts.token_in;
  const unsigned bits = now.sizes().liquidity;
  const integer taken =
      exact::difference_modulo(now.after.protocol_fees[in], now.before.protocol_fees[in], bits);
  const integer fees = now.facts.amount_in - now.facts.least_in;
  const std::uint64_t n = now.before.fee_protocol[in];
  const auto describe = [&] {
    return say("the protocol took ", taken, " of fees of at most ", fees, ", its part being 1/", n,
               ": ", describe_trade(now));
  };
  if (n == 0) {
    found.require(taken.is_zero(), describe);
    return;
  }
  if (model::bit_length(fees) <= bits) found.require_not_negative(fees - taken * n, describe);
}

}  // namespace assay::invariant::uniswap_v3
