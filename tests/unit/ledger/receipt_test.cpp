// Reverts compare in the form that pooltrace writes; event lists grow past their inline part.
#include "assay/receipt/receipt.hpp"

#include <gtest/gtest.h>

#include "assay/receipt/result.hpp"

namespace {

using assay::revert;

TEST(revert, forms) {
  const struct {
    revert why;
    std::string_view form;
  } cases[] = {{revert::reason("ds-math-mul-overflow"), "ds-math-mul-overflow"},
               {revert::reason("UniswapV2", "K"), "UniswapV2: K"},
               {revert::panic("Panic(0x11)"), "Panic(0x11)"},
               {revert::empty(), ""},
               {revert::invalid(), "INVALID"}};
  for (const auto& c : cases) {
    EXPECT_EQ(c.why.to_string(), c.form);
    for (const auto& other : cases) EXPECT_EQ(c.why.is(other.form), c.form == other.form);
  }
}

TEST(revert, prefix_and_text_must_both_match) {
  const revert why = revert::reason("UniswapV2", "K");
  EXPECT_FALSE(why.is("UniswapV2:K"));
  EXPECT_FALSE(why.is("UniswapV2: LOCKED"));
  EXPECT_FALSE(why.is("Pancake: K"));
  EXPECT_FALSE(why.is("K"));
}

TEST(event_list, keeps_order_beyond_the_inline_part) {
  assay::event_list<int, 4> events;
  for (int i = 0; i < 11; ++i) events.push_back(i);
  ASSERT_EQ(events.size(), 11u);
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i], static_cast<int>(i));
  events.clear();
  EXPECT_TRUE(events.empty());
}

assay::result<int> half(int x) {
  if (x % 2 != 0) return revert::reason("odd");
  return x / 2;
}
assay::result<int> quarter(int x) {
  ASSAY_TRY(const int h, half(x));
  return half(h);
}
assay::status divisible_by_four(int x) {
  ASSAY_CHECK(quarter(x));
  return {};
}

TEST(result, first_failure_leaves_the_function) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_FALSE(quarter(6).ok());
  EXPECT_TRUE(quarter(6).why().is("odd"));
  EXPECT_TRUE(divisible_by_four(4).ok());
  EXPECT_FALSE(divisible_by_four(2).ok());
}

}  // namespace
