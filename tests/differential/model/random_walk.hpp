// A random walk over one pair: operations chosen from its current state, so that trades lie on the
// edge of the curve, limits are met and refused operations have one reason at a time.
//
// This is the model's own small generator, apart from gen/: it must be able to test what gen/ uses.
#pragma once

#include <cstdint>
#include <random>

#include "assay/invariant/convert.hpp"

namespace assay::testing {

template <class Format>
class random_walk {
 public:
  using word = typename Format::word;
  using state_type = uniswap_v2::state<word>;
  using operation_type = uniswap_v2::operation<word>;

  random_walk(std::uint64_t seed, const uniswap_v2::setup& setup, bool odd_tokens)
      : random_(seed), setup_(setup), odd_tokens_(odd_tokens) {}

  operation_type birth() {
    uniswap_v2::create_pool<word> create;
    rules_ = static_cast<std::uint32_t>(below(setup_.rules.size()));
    create.rules = rules_;
    create.balances = chance(80) ? word::max() >> 3 : any_word();
    if (odd_tokens_) {
      for (std::size_t i = 0; i < 2; ++i) {
        create.kinds[i] = static_cast<token_kind>(below(9));
        create.fee_bps[i] = static_cast<std::uint32_t>(below(2000));
      }
    }
    return {actor(), time_, create};
  }

  operation_type next(const state_type& state) {
    time_ += chance(30) ? 0 : below(chance(5) ? (std::uint64_t{1} << 33) : 1000);
    operation_type out{actor(), time_, uniswap_v2::sync{}};
    choose_call(out, state);
    return out;
  }

 private:
  std::mt19937_64 random_;
  const uniswap_v2::setup& setup_;
  bool odd_tokens_;
  std::uint32_t rules_ = 0;
  std::uint64_t time_ = 1'600'000'000;

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool chance(unsigned percent) { return below(100) < percent; }
  account actor() { return account::actor(static_cast<std::uint32_t>(below(setup_.actors))); }
  account anyone() { return chance(85) ? actor() : account{static_cast<std::uint32_t>(below(4))}; }

  // Every magnitude up to `bits` as likely as another.
  word log_uniform(unsigned bits) {
    const unsigned length = static_cast<unsigned>(below(bits + 1));
    typename word::limb_array limbs{};
    for (auto& limb : limbs) limb = random_();
    for (unsigned i = 0; i < limbs.size(); ++i) {
      const unsigned low = 64 * i;
      const unsigned kept = length > low ? length - low : 0;
      if (kept < 64) limbs[i] &= (std::uint64_t{1} << kept) - 1;
    }
    return word::from_limbs(limbs);
  }
  word any_word() {
    if (chance(10)) return word::max();
    return log_uniform(word::bits);
  }
  word reserve_like() {
    if (chance(3)) return any_word();
    if (chance(5)) return sub_wrapping(word::power_of_two(Format::reserve_bits), word::one());
    return log_uniform(Format::reserve_bits);
  }
  // A part of `whole`, all of it, a little more or less.
  word part_of(const word& whole) {
    switch (below(8)) {
      case 0:
        return whole;
      case 1:
        return add_wrapping(whole, word::one());
      case 2:
        return whole.is_zero() ? whole : sub_wrapping(whole, word::one());
      case 3:
        return whole >> 1;
      default:
        return whole >> static_cast<unsigned>(below(Format::reserve_bits));
    }
  }

  void choose_call(operation_type& out, const state_type& state) {
    const auto& pair = state.pair;
    const bool is_empty = pair.total_supply.is_zero();
    const std::uint64_t die = below(1000);
    if (is_empty && die < 500) {
      out.call = uniswap_v2::mint<word>{reserve_like(), reserve_like(), anyone()};
      if (chance(20) && pair.migrator.is_actor()) out.caller = pair.migrator;
    } else if (die < 420) {
      choose_swap(out, state);
    } else if (die < 560) {
      choose_mint(out, state);
    } else if (die < 680) {
      out.call = uniswap_v2::burn<word>{part_of(state.lp[out.caller.index]), anyone()};
    } else if (die < 720) {
      out.call = uniswap_v2::skim{anyone()};
    } else if (die < 770) {
      out.call = uniswap_v2::sync{};
    } else if (die < 820) {
      const unsigned token = static_cast<unsigned>(below(2));
      const account to = chance(80) ? account::pool() : anyone();
      out.call = uniswap_v2::transfer<word>{token, reserve_like(), to};
    } else if (die < 850) {
      out.call = uniswap_v2::transfer_lp<word>{part_of(state.lp[out.caller.index]), anyone()};
    } else if (die < 900) {
      choose_allowance(out, state);
    } else if (die < 940) {
      if (chance(80)) out.caller = pair.fee_to_setter;
      out.call = uniswap_v2::set_fee_to{chance(40) ? account::zero() : anyone()};
    } else if (die < 945) {
      out.call = uniswap_v2::set_fee_to_setter{actor()};
    } else {
      choose_oddity(out, state);
    }
  }

  void choose_allowance(operation_type& out, const state_type& state) {
    const account other = actor();
    if (chance(50)) {
      out.call = uniswap_v2::approve_lp<word>{
          other, chance(30) ? word::max() : part_of(state.lp[out.caller.index])};
    } else {
      out.call =
          uniswap_v2::transfer_from_lp<word>{other, anyone(), part_of(state.lp[other.index])};
    }
  }

  void choose_mint(operation_type& out, const state_type& state) {
    const auto& pair = state.pair;
    if (chance(30)) {
      out.call = uniswap_v2::mint<word>{reserve_like(), reserve_like(), anyone()};
      return;
    }
    const word amount0 = part_of(pair.reserve0);
    word amount1 = part_of(pair.reserve1);
    if (chance(60) && !pair.reserve0.is_zero()) {  // in proportion
      amount1 = div_down(mul_wrapping(amount0, pair.reserve1), pair.reserve0);
    }
    out.call = uniswap_v2::mint<word>{amount0, amount1, anyone()};
  }

  // One-sided with the largest output, or one off it; or anything.
  void choose_swap(operation_type& out, const state_type& state) {
    namespace exact = invariant::exact;
    using invariant::to_integer;
    const auto& pair = state.pair;
    uniswap_v2::swap<word> call;
    call.to = anyone();
    const bool is_free = chance(10) || pair.reserve0.is_zero() || pair.reserve1.is_zero();
    if (is_free) {
      if (chance(70)) call.in0 = reserve_like();
      if (chance(70)) call.in1 = reserve_like();
      if (chance(50)) call.out0 = part_of(pair.reserve0);
      if (chance(50)) call.out1 = part_of(pair.reserve1);
    } else {
      const bool sells0 = chance(50);
      exact::curve curve = invariant::to_model(setup_.rules[rules_]).trading;
      if (setup_.rules[rules_].fee_is_stored) curve.fee_numerator = pair.swap_fee;
      const word& reserve_in = sells0 ? pair.reserve0 : pair.reserve1;
      const word& reserve_out = sells0 ? pair.reserve1 : pair.reserve0;
      const word in = part_of(reserve_in);
      model::integer most = exact::largest_output(curve, to_integer(in), to_integer(reserve_in),
                                                  to_integer(reserve_out));
      if (chance(20)) most += 1;
      if (chance(20) && most > 0) most -= 1;
      (sells0 ? call.in0 : call.in1) = in;
      (sells0 ? call.out1 : call.out0) = invariant::to_word<word>(most);
      if (chance(10)) (sells0 ? call.in1 : call.in0) = part_of(reserve_out);
      if (chance(10)) (sells0 ? call.out0 : call.out1) = part_of(in);
    }
    if (chance(20)) add_callback(call);
    out.call = call;
  }

  // Moves the payment into the callback, or calls back into the pair.
  void add_callback(uniswap_v2::swap<word>& call) {
    call.has_callback = true;
    if (chance(70)) {
      call.callback.pay0 = call.in0;
      call.callback.pay1 = call.in1;
      call.in0 = call.in1 = word::zero();
    }
    if (chance(10)) call.callback.reenter = static_cast<uniswap_v2::reentry>(1 + below(5));
  }

  void choose_oddity(operation_type& out, const state_type& state) {
    const unsigned token = static_cast<unsigned>(below(2));
    const word& held = state.tokens[token].balances[account::pool().index];
    switch (below(8)) {
      case 0:
        out.call = uniswap_v2::set_swap_fee{below(1100)};
        break;
      case 1:
        out.call = uniswap_v2::set_dev_fee{below(600)};
        break;
      case 2:
        out.call = uniswap_v2::set_fee_amount<word>{any_word() >> 2};
        break;
      case 3:
        out.call = uniswap_v2::set_migrator{chance(60) ? account::zero() : actor()};
        break;
      case 4:
        out.call = uniswap_v2::set_desired<word>{any_word()};
        break;
      case 5:
        if (odd_tokens_) {
          const word scale = rebasing_scale<word>();
          out.call = uniswap_v2::rebase<word>{token, chance(50) ? add_wrapping(scale, scale >> 3)
                                                                : sub_wrapping(scale, scale >> 3)};
        }
        break;
      case 6:
        if (odd_tokens_) out.call = uniswap_v2::set_flag{token, chance(40)};
        break;
      default:
        if (odd_tokens_) {
          out.call = uniswap_v2::set_token_balance<word>{token, account::pool(), part_of(held)};
        }
        break;
    }
  }
};

}  // namespace assay::testing
