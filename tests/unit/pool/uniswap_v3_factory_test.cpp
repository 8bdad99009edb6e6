// Pool addresses against pools that exist on mainnet, and the factory's bare refusals.
#include "assay/pool/uniswap_v3/factory.hpp"

#include <gtest/gtest.h>

#include "support/hex_address.hpp"

namespace {

using assay::evm_address;
using assay::test::hex_address;
using namespace assay::uniswap_v3;

const evm_address mainnet_factory = hex_address("0x1F98431c8aD98523631AE4a59f267346ea31F984");
const evm_address usdc = hex_address("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
const evm_address weth = hex_address("0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
const evm_address owner = hex_address("0x1a9C8182C09F50C8318d769245beA52c32BE35BC");

TEST(factory_v3, mainnet_pools) {
  EXPECT_EQ(pool_address(mainnet_factory, {usdc, weth, 3000}).value(),
            hex_address("0x8ad599c3A0ff1De082011EFDDc58f1908eb6e6D8"));
  EXPECT_EQ(pool_address(mainnet_factory, {usdc, weth, 500}).value(),
            hex_address("0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640"));
  EXPECT_FALSE(pool_address(mainnet_factory, {weth, usdc, 500}).ok());
}

TEST(factory_v3, creates_each_pool_once) {
  factory f(mainnet_factory, owner);
  const auto pool = f.create_pool(weth, usdc, 3000);
  ASSERT_TRUE(pool.ok());
  EXPECT_EQ(f.get_pool(usdc, weth, 3000), pool.value());
  EXPECT_EQ(f.get_pool(weth, usdc, 3000), pool.value());
  EXPECT_EQ(f.get_pool(weth, usdc, 500), evm_address{});
  EXPECT_FALSE(f.create_pool(usdc, weth, 3000).ok());
  EXPECT_TRUE(f.create_pool(usdc, weth, 500).ok());
  EXPECT_FALSE(f.create_pool(usdc, usdc, 500).ok());
  EXPECT_FALSE(f.create_pool(usdc, evm_address{}, 500).ok());
  EXPECT_FALSE(f.create_pool(usdc, weth, 100).ok());  // not enabled at birth
}

TEST(factory_v3, fee_tiers) {
  factory f(mainnet_factory, owner);
  EXPECT_EQ(f.tick_spacing_of(500), 10);
  EXPECT_EQ(f.tick_spacing_of(3000), 60);
  EXPECT_EQ(f.tick_spacing_of(10'000), 200);
  EXPECT_FALSE(f.enable_fee_amount(usdc, 100, 1).ok());
  EXPECT_FALSE(f.enable_fee_amount(owner, 1'000'000, 1).ok());
  EXPECT_FALSE(f.enable_fee_amount(owner, 100, 0).ok());
  EXPECT_FALSE(f.enable_fee_amount(owner, 100, 16'384).ok());
  EXPECT_TRUE(f.enable_fee_amount(owner, 100, 16'383).ok());
  EXPECT_FALSE(f.enable_fee_amount(owner, 100, 1).ok());  // never changed once set
  EXPECT_EQ(f.tick_spacing_of(100), 16'383);
  EXPECT_FALSE(f.set_owner(usdc, usdc).ok());
  EXPECT_TRUE(f.set_owner(owner, usdc).ok());
  EXPECT_FALSE(f.enable_fee_amount(owner, 200, 1).ok());
  EXPECT_TRUE(f.enable_fee_amount(usdc, 200, 1).ok());
}

}  // namespace
