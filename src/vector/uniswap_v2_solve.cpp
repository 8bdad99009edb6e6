// Cases of Uniswap V2's functions at solved boundaries.
#include "uniswap_v2_solve.hpp"

#include <vector>

#include "assay/math/sqrt.hpp"
#include "assay/pool/uniswap_v2/library.hpp"
#include "draws.hpp"

namespace assay::vectors::uniswap_v2 {

namespace {

constexpr unsigned reserve_bits = 112;
constexpr std::uint64_t kept_numerator = 997;
constexpr std::uint64_t fee_denominator = 1000;

value number(const word& x) { return make_value(value_type::uint256, x); }
value reserve(const word& x) { return make_value(value_type::uint112, x); }

word draw_reserve(gen::choices& choices) { return draw_positive(choices, reserve_bits); }

// x * y for factors whose product is known to fit.
word product(const word& x, const word& y) { return mul_wrapping(x, y); }

word largest_reserve() { return sub_wrapping(word::power_of_two(reserve_bits), word::one()); }

word at_most_reserve(const word& x) { return x > largest_reserve() ? largest_reserve() : x; }

// An output that leaves 0 to 3 wei of the reserve, or asks for one more than there is.
word draw_almost_all(gen::choices& choices, const word& reserve_out) {
  const word left{choices.below(4)};
  if (choices.below(5) == 0) return add_wrapping(reserve_out, word::one());
  return reserve_out > left ? sub_wrapping(reserve_out, left) : reserve_out;
}

word amount_out(const word& amount_in, const word& reserve_in, const word& reserve_out) {
  const auto out = assay::uniswap_v2::get_amount_out(amount_in, reserve_in, reserve_out);
  return out.ok() ? out.value() : word::zero();
}

}  // namespace

values solve_quote(gen::choices& choices) {
  const word reserve_b = draw_reserve(choices);
  const word reserve_a = draw_reserve(choices);
  word amount_a{};
  switch (choices.below(3)) {
    case 0:  // the quotient is exact, or misses it by one unit of the numerator
      amount_a = draw_one_around(
          choices, product(reserve_a, draw_positive(choices, word::bits - reserve_bits)),
          word::bits);
      break;
    case 1:
      amount_a = draw_overflow_of_product(choices, reserve_b);
      break;
    default:  // the quotient passes from 0 to 1
      amount_a = draw_one_around(choices, div_up(reserve_a, reserve_b), word::bits);
  }
  return {number(amount_a), number(reserve_a), number(reserve_b)};
}

values solve_get_amount_out(gen::choices& choices) {
  const word reserve_in = draw_reserve(choices);
  const word reserve_out = draw_reserve(choices);
  word amount_in{};
  switch (choices.below(4)) {
    case 0: {  // 1000 * reserveIn = 997 * amountIn * (m - 1): the quotient is exact for m | out
      const word unit = draw_positive(choices, 96);
      const word multiple{1 + choices.below(8)};
      return {number(product(unit, word{fee_denominator})),
              number(product(product(unit, word{kept_numerator}), multiple)),
              number(product(draw_positive(choices, 100), add_wrapping(multiple, word::one())))};
    }
    case 1:  // the first product, or the second, reaches 2^256
      amount_in = choices.below(2) == 0 ? draw_overflow_of_product(choices, word{kept_numerator})
                                        : draw_overflow_of_product(
                                              choices, product(reserve_out, word{kept_numerator}));
      break;
    case 2: {  // reserveIn * 1000, or its sum with the input, reaches 2^256
      const word huge = draw_overflow_of_product(choices, word{fee_denominator});
      return {number(draw_positive(choices, 20)), number(huge), number(draw_positive(choices, 20))};
    }
    default: {  // the output passes from 0 to 1
      const word threshold =
          div_up(product(reserve_in, word{fee_denominator}),
                 product(add_wrapping(reserve_out, word::one()), word{kept_numerator}));
      amount_in = draw_one_around(choices, threshold, word::bits);
    }
  }
  return {number(amount_in), number(reserve_in), number(reserve_out)};
}

values solve_get_amount_in(gen::choices& choices) {
  const word reserve_in = draw_reserve(choices);
  const word reserve_out = draw_reserve(choices);
  switch (choices.below(4)) {
    case 0:
      return {number(draw_almost_all(choices, reserve_out)), number(reserve_in),
              number(reserve_out)};
    case 1: {  // (reserveOut - amountOut) * 997 divides the numerator: one more than needed
      const word left = draw_positive(choices, 40);
      const word out = draw_positive(choices, 60);
      const word in = product(product(left, word{kept_numerator}), draw_positive(choices, 50));
      return {number(out), number(draw_one_around(choices, in, reserve_bits)),
              number(add_wrapping(out, left))};
    }
    case 2: {  // reserveIn * amountOut, or 1000 times it, reaches 2^256
      const word out = draw_positive(choices, 128);
      const word factor = choices.below(2) == 0 ? out : product(out, word{fee_denominator});
      return {number(out), number(draw_overflow_of_product(choices, factor)),
              number(add_wrapping(out, draw_positive(choices, 100)))};
    }
    default: {  // the output of a whole input, and its neighbours: the round trip
      const word in = draw_positive(choices, reserve_bits);
      return {number(draw_one_around(choices, amount_out(in, reserve_in, reserve_out), word::bits)),
              number(reserve_in), number(reserve_out)};
    }
  }
}

values solve_get_amounts_out(gen::choices& choices) {
  const word amount_in = draw_positive(choices, reserve_bits);
  std::vector<word> reserves;
  word amount = amount_in;
  const auto hops = 1 + choices.below(4);
  for (std::uint64_t i = 0; i < hops; ++i) {
    const word reserve_in = draw_reserve(choices);
    // A hop whose output is near 0 or 1 stops the path at the next one.
    const word reserve_out =
        choices.below(4) == 0 ? draw_positive(choices, 8) : draw_reserve(choices);
    reserves.push_back(reserve_in);
    reserves.push_back(reserve_out);
    amount = amount_out(amount, reserve_in, reserve_out);
  }
  if (choices.below(8) == 0) reserves.back() = word::zero();
  if (choices.below(8) == 0) {  // the sum in the first hop's denominator reaches 2^256
    reserves[0] = draw_overflow_of_product(choices, word{fee_denominator});
    reserves[1] = draw_positive(choices, 20);
  }
  return {number(amount_in), make_value(std::move(reserves))};
}

values solve_get_amounts_in(gen::choices& choices) {
  const word wanted = draw_positive(choices, 100);
  std::vector<word> reserves(2 * (1 + choices.below(4)));
  word amount = wanted;
  for (std::size_t i = reserves.size(); i > 0; i -= 2) {
    reserves[i - 2] = draw_positive(choices, 80);
    // Each hop has as much as is asked of it and little more, so that the path stays possible.
    const word spare = draw_number(choices, 60);
    reserves[i - 1] = at_most_reserve(add_wrapping(amount, spare));
    const auto in = assay::uniswap_v2::get_amount_in(amount, reserves[i - 2], reserves[i - 1]);
    amount = in.ok() ? at_most_reserve(in.value()) : word::one();
  }
  return {number(wanted), make_value(std::move(reserves))};
}

values solve_pair_for(gen::choices& choices) {
  constexpr unsigned address_bits = 160;
  const auto address = [](const word& x) { return make_value(value_type::address, x); };
  const word factory = draw_number(choices, address_bits);
  const word token_a = draw_number(choices, address_bits);
  // Neighbours decide the order of the two tokens by their last bit; equal ones are refused.
  const word token_b = draw_one_around(choices, token_a, address_bits);
  return {address(factory), address(token_a), address(token_b)};
}

values solve_sqrt(gen::choices& choices) {
  const word root = draw_number(choices, 128);
  return {number(draw_one_around(choices, product(root, root), word::bits))};
}

values solve_mint_liquidity(gen::choices& choices) {
  const auto arguments = [](const word& amount0, const word& amount1, const word& reserve0,
                            const word& reserve1, const word& supply) {
    return values{number(amount0), number(amount1), reserve(reserve0), reserve(reserve1),
                  number(supply)};
  };
  switch (choices.below(4)) {
    case 0: {  // first mint: sqrt around 1000, the liquidity that is locked
      const word amount0 = draw_positive(choices, 20);
      const word square{choices.below(2) == 0 ? 1'000'000U : 1'002'001U};
      return arguments(amount0, draw_one_around(choices, div_up(square, amount0), 256),
                       word::zero(), word::zero(), word::zero());
    }
    case 1: {  // first mint whose product reaches 2^256
      const word amount0 = draw_positive(choices, 200);
      return arguments(amount0, draw_overflow_of_product(choices, amount0), word::zero(),
                       word::zero(), word::zero());
    }
    case 2: {  // the same share of both reserves, or one wei beside it
      const word reserve0 = draw_positive(choices, 60);
      const word reserve1 = draw_positive(choices, 60);
      const word part = draw_positive(choices, 50);
      const word amount1 = draw_one_around(choices, product(reserve1, part), 256);
      const word supply = draw_positive(choices, reserve_bits);
      return arguments(product(reserve0, part), amount1, reserve0, reserve1, supply);
    }
    default: {  // the smallest amounts that mint anything
      const word reserve0 = draw_reserve(choices);
      const word reserve1 = draw_reserve(choices);
      const word supply = draw_positive(choices, reserve_bits);
      const word amount0 = draw_one_around(choices, div_up(reserve0, supply), 256);
      const word amount1 = draw_one_around(choices, div_up(reserve1, supply), 256);
      return arguments(amount0, amount1, reserve0, reserve1, supply);
    }
  }
}

values solve_burn_amounts(gen::choices& choices) {
  const word supply = draw_positive(choices, reserve_bits);
  const word balance0 = draw_reserve(choices);
  const word balance1 = draw_reserve(choices);
  word liquidity{};
  switch (choices.below(3)) {
    case 0:
      liquidity = draw_one_around(choices, supply, word::bits);
      break;
    case 1:
      liquidity = draw_one_around(choices, div_up(supply, balance0), word::bits);
      break;
    default:
      liquidity = draw_overflow_of_product(choices, balance1);
  }
  return {number(liquidity), number(balance0), number(balance1), number(supply)};
}

values solve_protocol_fee_liquidity(gen::choices& choices) {
  const word reserve0 = draw_reserve(choices);
  const word reserve1 = draw_reserve(choices);
  const word k = product(reserve0, reserve1);
  const word root = sqrt_floor(k);
  word supply = draw_positive(choices, reserve_bits);
  word k_last{};
  switch (choices.below(3)) {
    case 0:  // the root does not grow, or just does
      k_last = draw_one_around(choices, product(root, root), word::bits);
      break;
    case 1: {  // the greatest supply whose product with the growth fits
      k_last = draw_positive(choices, bit_width(k));
      const word root_last = sqrt_floor(k_last);
      if (root > root_last) {
        supply = draw_overflow_of_product(choices, sub_wrapping(root, root_last));
      }
      break;
    }
    default:
      k_last = draw_positive(choices, bit_width(k));
  }
  return {number(supply), reserve(reserve0), reserve(reserve1), number(k_last)};
}

values solve_k_check(gen::choices& choices) {
  const word reserve0 = draw_reserve(choices);
  const word reserve1 = draw_reserve(choices);
  const word in = draw_positive(choices, reserve_bits);
  // The most that the library promises: accepted. One more: refused.
  const word out = draw_one_around(choices, amount_out(in, reserve0, reserve1), word::bits);
  const word left = out < reserve1 ? sub_wrapping(reserve1, out) : word::zero();
  const word balance = add_wrapping(reserve0, in);
  if (choices.below(2) == 0) {
    return {number(balance),      number(left),      number(in),
            number(word::zero()), reserve(reserve0), reserve(reserve1)};
  }
  return {number(left), number(balance),   number(word::zero()),
          number(in),   reserve(reserve1), reserve(reserve0)};
}

values solve_price_cumulative_increment(gen::choices& choices) {
  const word reserve0 = draw_reserve(choices);
  // A price that is exact, or misses it by one wei of a reserve.
  const word reserve1 = at_most_reserve(
      draw_one_around(choices, product(reserve0, draw_positive(choices, 20)), word::bits));
  return {reserve(reserve0), reserve(reserve1),
          make_value(value_type::uint32, draw_number(choices, 32))};
}

}  // namespace assay::vectors::uniswap_v2
