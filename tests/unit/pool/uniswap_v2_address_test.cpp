// Pair addresses against pairs that exist on mainnet, and the factory's refusals in their order.
#include "assay/pool/uniswap_v2/address.hpp"

#include <gtest/gtest.h>

#include "support/hex_address.hpp"

namespace {

using assay::uniswap_v2::address;

address parse(std::string_view hex) { return assay::test::hex_address(hex); }

const address mainnet_factory = parse("0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f");
const address usdc = parse("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
const address weth = parse("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
const address dai = parse("0x6B175474E89094C44Da98b954EedeAC495271d0F");

TEST(address, mainnet_pairs) {
  const auto usdc_weth = assay::uniswap_v2::pair_for(mainnet_factory, weth, usdc);
  ASSERT_TRUE(usdc_weth.ok());
  EXPECT_EQ(usdc_weth.value(), parse("0xB4e16d0168e52d35CaCD2c6185b44281Ec28C9Dc"));
  const auto dai_weth = assay::uniswap_v2::pair_for(mainnet_factory, dai, weth);
  ASSERT_TRUE(dai_weth.ok());
  EXPECT_EQ(dai_weth.value(), parse("0xA478c2975Ab1Ea89e8196811F51A7B7Ade33eB11"));
}

TEST(address, sort_refuses_in_order) {
  const auto identical = assay::uniswap_v2::sort_tokens(address{}, address{});
  ASSERT_FALSE(identical.ok());
  EXPECT_TRUE(identical.why().is("UniswapV2Library: IDENTICAL_ADDRESSES"));
  const auto zero = assay::uniswap_v2::sort_tokens(usdc, address{});
  ASSERT_FALSE(zero.ok());
  EXPECT_TRUE(zero.why().is("UniswapV2Library: ZERO_ADDRESS"));
}

TEST(factory, creates_each_pair_once) {
  assay::uniswap_v2::factory factory(mainnet_factory);
  EXPECT_EQ(factory.get_pair(usdc, weth), address{});
  const auto pair = factory.create_pair(weth, usdc);
  ASSERT_TRUE(pair.ok());
  EXPECT_EQ(factory.get_pair(usdc, weth), pair.value());
  EXPECT_EQ(factory.get_pair(weth, usdc), pair.value());
  EXPECT_EQ(factory.all_pairs().size(), 1u);
  const auto again = factory.create_pair(usdc, weth);
  ASSERT_FALSE(again.ok());
  EXPECT_TRUE(again.why().is("UniswapV2: PAIR_EXISTS"));
  EXPECT_TRUE(factory.create_pair(usdc, usdc).why().is("UniswapV2: IDENTICAL_ADDRESSES"));
  EXPECT_TRUE(factory.create_pair(usdc, address{}).why().is("UniswapV2: ZERO_ADDRESS"));
  EXPECT_EQ(factory.all_pairs().size(), 1u);
}

}  // namespace
