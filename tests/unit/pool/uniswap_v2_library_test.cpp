// Router arithmetic: hand-worked values, and every revert in its order.
#include "assay/pool/uniswap_v2/library.hpp"

#include <gtest/gtest.h>

namespace {

using namespace assay::uniswap_v2;
using word = assay::uint<256>;

word w(std::uint64_t value) { return word{value}; }

TEST(library, known_answers) {
  EXPECT_EQ(quote(w(1), w(100), w(200)).value(), w(2));
  EXPECT_EQ(quote(w(1), w(3), w(2)).value(), w(0));
  EXPECT_EQ(get_amount_out(w(2), w(100), w(100)).value(), w(1));
  EXPECT_EQ(get_amount_in(w(1), w(100), w(100)).value(), w(2));
  // Exact division asks for one more than the least that suffices (1000).
  EXPECT_EQ(get_amount_in(w(997), w(1003), w(2000)).value(), w(1001));
  EXPECT_EQ(get_amount_out(w(1000), w(1003), w(2000)).value(), w(997));
}

TEST(library, fee_is_a_parameter) {
  EXPECT_EQ(get_amount_out(w(1000), w(100'000), w(100'000), {0, 1000}).value(), w(990));
  EXPECT_EQ(get_amount_out(w(1000), w(100'000), w(100'000), {25, 10'000}).value(), w(987));
  // The whole input is fee: nothing comes out, and no input buys anything.
  EXPECT_EQ(get_amount_out(w(1000), w(100'000), w(100'000), {1000, 1000}).value(), w(0));
  EXPECT_TRUE(get_amount_in(w(1), w(100'000), w(100'000), {1000, 1000}).why().is("INVALID"));
}

TEST(library, quote_reverts_in_order) {
  EXPECT_TRUE(quote(w(0), w(0), w(0)).why().is("UniswapV2Library: INSUFFICIENT_AMOUNT"));
  EXPECT_TRUE(quote(w(1), w(0), w(1)).why().is("UniswapV2Library: INSUFFICIENT_LIQUIDITY"));
  EXPECT_TRUE(quote(w(1), w(1), w(0)).why().is("UniswapV2Library: INSUFFICIENT_LIQUIDITY"));
  EXPECT_TRUE(quote(word::max(), w(1), w(2)).why().is("ds-math-mul-overflow"));
}

TEST(library, amount_out_reverts_in_order) {
  const auto why = [](word in, word reserve_in, word reserve_out) {
    return get_amount_out(in, reserve_in, reserve_out).why();
  };
  EXPECT_TRUE(why(w(0), w(0), w(0)).is("UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT"));
  EXPECT_TRUE(why(w(1), w(0), w(1)).is("UniswapV2Library: INSUFFICIENT_LIQUIDITY"));
  EXPECT_TRUE(why(word::max(), w(1), w(1)).is("ds-math-mul-overflow"));
  const word largest_in = div_down(word::max(), w(997));
  EXPECT_TRUE(why(largest_in, w(1), w(2)).is("ds-math-mul-overflow"));
  const word just_below = sub_wrapping(word::max(), w(2000));
  EXPECT_TRUE(why(w(1), div_down(just_below, w(1000)), w(1)).is(""));  // succeeds: no reason
  EXPECT_TRUE(why(div_down(word::max(), w(997)), div_down(word::max(), w(1000)), w(1))
                  .is("ds-math-add-overflow"));
}

TEST(library, amount_in_reverts_in_order) {
  const auto why = [](word out, word reserve_in, word reserve_out) {
    return get_amount_in(out, reserve_in, reserve_out).why();
  };
  EXPECT_TRUE(why(w(0), w(0), w(0)).is("UniswapV2Library: INSUFFICIENT_OUTPUT_AMOUNT"));
  EXPECT_TRUE(why(w(1), w(0), w(1)).is("UniswapV2Library: INSUFFICIENT_LIQUIDITY"));
  EXPECT_TRUE(why(word::max(), w(2), w(1)).is("ds-math-mul-overflow"));
  EXPECT_TRUE(why(w(2), w(1), w(1)).is("ds-math-sub-underflow"));
  EXPECT_TRUE(why(w(1), w(1), w(1)).is("INVALID"));
}

TEST(library, paths) {
  const hop<word> hops[] = {{w(1'000'000), w(2'000'000)}, {w(500'000), w(100'000)}};
  const auto out = get_amounts_out<word>(w(1000), hops);
  ASSERT_TRUE(out.ok());
  ASSERT_EQ(out.value().size(), 3u);
  EXPECT_EQ(out.value()[1], get_amount_out(w(1000), w(1'000'000), w(2'000'000)).value());
  EXPECT_EQ(out.value()[2], get_amount_out(out.value()[1], w(500'000), w(100'000)).value());
  const auto in = get_amounts_in<word>(w(300), hops);
  ASSERT_TRUE(in.ok());
  EXPECT_EQ(in.value()[1], get_amount_in(w(300), w(500'000), w(100'000)).value());
  EXPECT_EQ(in.value()[0], get_amount_in(in.value()[1], w(1'000'000), w(2'000'000)).value());
  EXPECT_TRUE(get_amounts_out<word>(w(1), {}).why().is("UniswapV2Library: INVALID_PATH"));
  EXPECT_TRUE(get_amounts_in<word>(w(1), {}).why().is("UniswapV2Library: INVALID_PATH"));
}

TEST(library, path_reports_the_hop_that_fails_first) {
  const hop<word> hops[] = {{w(10), w(10)}, {w(0), w(10)}};
  // Outwards the first hop is asked first; inwards the last.
  EXPECT_TRUE(
      get_amounts_out<word>(w(0), hops).why().is("UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT"));
  EXPECT_TRUE(
      get_amounts_in<word>(w(1), hops).why().is("UniswapV2Library: INSUFFICIENT_LIQUIDITY"));
}

}  // namespace
