// Laws of the router library at full width, on reserves and amounts drawn from choice sequences
// that RapidCheck makes and shrinks.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "assay/gen/uniswap_v2.hpp"
#include "assay/pool/uniswap_v2/format.hpp"
#include "assay/pool/uniswap_v2/steps.hpp"
#include "support/property.hpp"

namespace assay::uniswap_v2 {
namespace {

using gen::word;
using right = steps<evm_format<>>;

// A market: reserves that a pair can hold, an amount below 2^112, a fee.
struct market {
  word reserve_in{};
  word reserve_out{};
  word amount{};
  swap_fee fee{};
  parameters rules{};
};

// Choices enough for any draw, all bytes equally likely from the first case on.
std::vector<std::uint8_t> draw_bytes() {
  const auto byte = rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint8_t>());
  return *rc::gen::container<std::vector<std::uint8_t>>(200, byte);
}

market draw_market() {
  const auto bytes = draw_bytes();
  gen::choices draw{std::span<const std::uint8_t>(bytes)};
  static constexpr std::uint64_t numerators[] = {3, 0, 1, 2, 999};
  market drawn;
  drawn.rules.fee_numerator = draw.one_of(numerators);
  drawn.fee = {drawn.rules.fee_numerator, drawn.rules.fee_denominator};
  drawn.reserve_in = draw.log_uniform(111) | word::one();
  drawn.reserve_out = draw.log_uniform(111) | word{3};
  drawn.amount = draw.chance(1, 2) ? draw.log_uniform(110) : draw.near(drawn.reserve_in);
  if (drawn.amount.is_zero()) drawn.amount = word::one();
  return drawn;
}

word out_of(const market& at, const word& in) {
  return get_amount_out(in, at.reserve_in, at.reserve_out, at.fee).value();
}

// Would the pair let `out` go for `in`?
bool accepts(const market& at, const word& in, const word& out) {
  if (!right::enough_liquidity(word::zero(), out, at.reserve_in, at.reserve_out)) return false;
  const word balance_in = add_wrapping(at.reserve_in, in);
  const word balance_out = sub_wrapping(at.reserve_out, out);
  const auto adjusted_in =
      right::adjusted_balance(balance_in, in, at.rules, at.rules.fee_numerator);
  const auto adjusted_out =
      right::adjusted_balance(balance_out, word::zero(), at.rules, at.rules.fee_numerator);
  return right::k_holds(adjusted_in.value(), adjusted_out.value(), at.reserve_in, at.reserve_out,
                        at.rules)
      .value();
}

TEST(library_laws, hold_at_full_width) {
  test::case_count count("laws of the router library, 256-bit words, drawn markets");
  test::check_property(count, "the output is the largest that the pair accepts", [] {
    const market at = draw_market();
    const word out = out_of(at, at.amount);
    RC_ASSERT(out.is_zero() || accepts(at, at.amount, out));
    RC_ASSERT(!accepts(at, at.amount, add_wrapping(out, word::one())));
  });
  test::check_property(count, "the input asked for buys the output, and two less does not", [] {
    const market at = draw_market();
    const word most = sub_wrapping(at.reserve_out, word::one());
    const word wanted = add_wrapping(rem(at.amount, most), word::one());
    const auto in = get_amount_in(wanted, at.reserve_in, at.reserve_out, at.fee);
    RC_ASSERT(in.ok());
    RC_ASSERT(accepts(at, in.value(), wanted));
    const word two{2};
    const bool is_least = in.value() <= two || !accepts(at, sub_wrapping(in.value(), two), wanted);
    RC_ASSERT(is_least);
  });
  test::check_property(count, "there and back never pays", [] {
    market at = draw_market();
    if (out_of(at, at.amount).is_zero()) {
      at.amount = get_amount_in(word::one(), at.reserve_in, at.reserve_out, at.fee).value();
    }
    const word out = out_of(at, at.amount);
    const word back = get_amount_out(out, sub_wrapping(at.reserve_out, out),
                                     add_wrapping(at.reserve_in, at.amount), at.fee)
                          .value();
    RC_ASSERT(back <= at.amount);
    RC_ASSERT(at.fee.numerator == 0 || back < at.amount);
  });
  test::check_property(count, "two trades never beat one", [] {
    market at = draw_market();
    at.amount = add_wrapping(at.amount, word::one());
    const word first = add_wrapping(at.amount, word::one()) >> 1;
    const word second = sub_wrapping(at.amount, first);
    const word whole = out_of(at, at.amount);
    const word out = out_of(at, first);
    at.reserve_in = add_wrapping(at.reserve_in, first);
    at.reserve_out = sub_wrapping(at.reserve_out, out);
    RC_ASSERT(add_wrapping(out, out_of(at, second)) <= whole);
  });
  test::check_property(count, "more in is never less out", [] {
    const market at = draw_market();
    RC_ASSERT(out_of(at, at.amount) <= out_of(at, add_wrapping(at.amount, word::one())));
  });
  test::check_property(count, "no trade beats the quote", [] {
    const market at = draw_market();
    RC_ASSERT(out_of(at, at.amount) <= quote(at.amount, at.reserve_in, at.reserve_out).value());
  });
  count.record_for("uniswap-v2.getAmountOut", evidence::kind::property);
  count.record_for("uniswap-v2.getAmountIn", evidence::kind::property);
}

TEST(library_laws, paths_are_their_hops) {
  using question = gen::uniswap_v2::library_question;
  test::case_count count("paths of the router library are their hops, drawn questions");
  const auto draw_path = [](question::kind what) {
    const auto bytes = draw_bytes();
    gen::choices draw{std::span<const std::uint8_t>(bytes)};
    question asked = gen::uniswap_v2::draw_library_question(draw);
    asked.what = what;
    return asked;
  };
  test::check_property(count, "getAmountsOut goes forward hop by hop", [&] {
    const question asked = draw_path(question::kind::amounts_out);
    const std::span<const hop<word>> path(asked.hops.data(), asked.hop_count);
    const auto all = get_amounts_out(asked.amount, path, asked.fee);
    if (path.empty()) {
      RC_ASSERT(all.why().to_string() == "UniswapV2Library: INVALID_PATH");
      return;
    }
    word amount = asked.amount;
    for (std::size_t i = 0; i < path.size(); ++i) {
      const auto one = get_amount_out(amount, path[i].reserve_in, path[i].reserve_out, asked.fee);
      if (!one.ok()) {
        RC_ASSERT(!all.ok());
        RC_ASSERT(all.why().to_string() == one.why().to_string());
        return;
      }
      amount = one.value();
      const bool is_same = !all.ok() || all.value()[i + 1] == amount;
      RC_ASSERT(is_same);
    }
    RC_ASSERT(all.ok());
  });
  test::check_property(count, "getAmountsIn goes backward hop by hop", [&] {
    const question asked = draw_path(question::kind::amounts_in);
    const std::span<const hop<word>> path(asked.hops.data(), asked.hop_count);
    const auto all = get_amounts_in(asked.amount, path, asked.fee);
    if (path.empty()) {
      RC_ASSERT(all.why().to_string() == "UniswapV2Library: INVALID_PATH");
      return;
    }
    word amount = asked.amount;
    for (std::size_t i = path.size(); i-- > 0;) {
      const auto one = get_amount_in(amount, path[i].reserve_in, path[i].reserve_out, asked.fee);
      if (!one.ok()) {
        RC_ASSERT(!all.ok());
        RC_ASSERT(all.why().to_string() == one.why().to_string());
        return;
      }
      amount = one.value();
      const bool is_same = !all.ok() || all.value()[i] == amount;
      RC_ASSERT(is_same);
    }
    RC_ASSERT(all.ok());
  });
  count.record_for("uniswap-v2.getAmountsOut", evidence::kind::property);
  count.record_for("uniswap-v2.getAmountsIn", evidence::kind::property);
}

}  // namespace
}  // namespace assay::uniswap_v2
