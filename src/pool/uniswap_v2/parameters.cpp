// The pairs that are known by name. Hashes tell which code each row describes.
#include "assay/pool/uniswap_v2/parameters.hpp"

#include <algorithm>

namespace assay::uniswap_v2 {
namespace {

constexpr parameters uniswap_v2{
    .source = "@uniswap/v2-core 1.0.1 build/UniswapV2Pair.json",
    .init_code_hash = "0x96e8ac4277198ff8b6f785478aa9a39f403cb768dd02cbee326c3e7da348845f",
    .code_hash = "0x5b83bdbcc56b2e630f2807bbadd2b0c21619108066b92a58de081261089e9ce5"};

constexpr parameters pancake_v1{
    .name = "pancake-v1",
    .prefix = "Pancake",
    .fee_numerator = 2,
    .share = {1, 3, 1},
    .factory_checks_caller = false,
    .source = "@pancakeswap-libs/pancake-swap-core 0.1.0 build/PancakePair.json",
    .init_code_hash = "0xc5950761a20eb44628c29e94156a05fa21ff1b0975c251e5cf19723e8bd17ca8"};

constexpr parameters pancake_v2{
    .name = "pancake-v2",
    .prefix = "Pancake",
    .fee_numerator = 25,
    .fee_denominator = 10'000,
    .k_scale = 100'000'000,
    .share = {8, 17, 8},
    .factory_checks_caller = false,
    .source = "0x16b9a82891338f9ba80e2d6970fdda79d1eb0dae",
    .code_hash = "0xe66e0cc24a0fe69708b55ff3d20639b26402fb9699d01779d1e78bc36ac7088c"};

constexpr parameters sushi{
    .name = "sushi",
    .has_migrator = true,
    .factory_checks_caller = false,
    .source = "@sushiswap/core 1.4.2 contracts/uniswapv2/UniswapV2Pair.sol",
    .init_code_hash = "0x2a7dda8a010fba037b060a351eaf5d13fd0e14630c04429bf9e448f8f4809290"};

constexpr parameters joe_v1{
    .name = "joe-v1",
    .prefix = "Joe",
    .has_migrator = true,
    .factory_checks_caller = false,
    .source = "@traderjoe-xyz/core 2.4.6 artifacts/contracts/traderjoe/JoePair.sol/JoePair.json",
    .init_code_hash = "0x6c67ac67d0dad54be7b066edd9b4154fb5a0ab7d01232259b9ff26ebc1739ba2"};

constexpr parameters apeswap{
    .name = "apeswap",
    .prefix = "ApeSwap",
    .fee_numerator = 2,
    .share = {1, 3, 1},
    .factory_checks_caller = false,
    .source = "0x04df78093e2b66a0387f8c052c8d344d84ca49af",
    .code_hash = "0xccb813c0aa27db1c766a26524fe3fb8f8b9f7e00c054114dfa599f9d2abeb4c4"};

constexpr parameters biswap{
    .name = "biswap",
    .prefix = "Biswap",
    .fee_numerator = 1,
    .share = {1, 1, 1},
    .share_from = share_source::pair_field,
    .fee_is_stored = true,
    .factory_checks_caller = false,
    .source = "0x63b30de1a998e9e64fd58a21f68d323b9bcd8f85",
    .code_hash = "0x3faa8ca1625667933f870c03e1385b7c9ea2eeea57c4c8f65cb6cf8dec20dbf5"};

// QUIRK(V2-FORK-K): the fee side of K is scaled by 10000^2, the reserve side by 1000^2, so K may
// fall a hundredfold in one swap. This is how both pools were drained.
constexpr parameters uranium{
    .name = "uranium",
    .prefix = "UraniumSwap",
    .fee_numerator = 16,
    .fee_denominator = 10'000,
    .share = {1, 0, 1},
    .share_from = share_source::factory,
    .factory_checks_caller = false,
    .source = "0x9b9bad4c6513e0ff3fb77c739359d59601c7caff",
    .code_hash = "0xc6714a6cb72e3e6126d382607807cd16fb9ca6406ed7b587690a6d68298e62a8"};

constexpr parameters swapos{
    .name = "swapos",
    .prefix = "SwaposV2",
    .fee_numerator = 10,
    .fee_denominator = 10'000,
    .share = {1, 1, 1},
    .factory_checks_caller = false,
    .source = "0x8ce2f9286f50fbe2464bfd881fab8effc8dc584f",
    .code_hash = "0x1a290090be61e0e6e108fd412367c57025008ab41596d9d6602db275eb1ac8c3"};

constexpr std::array known{uniswap_v2, pancake_v1, pancake_v2, sushi, joe_v1,
                           apeswap,    biswap,     uranium,    swapos};

}  // namespace

std::span<const parameters> known_parameters() { return known; }

const parameters* find_parameters(std::string_view name) {
  const auto* found = std::find_if(known.begin(), known.end(),
                                   [&](const parameters& row) { return row.name == name; });
  return found == known.end() ? nullptr : found;
}

}  // namespace assay::uniswap_v2
