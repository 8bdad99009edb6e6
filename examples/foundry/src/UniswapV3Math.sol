// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.7.0 <0.8.0;

import {FullMath} from "@uniswap/v3-core/contracts/libraries/FullMath.sol";
import {SqrtPriceMath} from "@uniswap/v3-core/contracts/libraries/SqrtPriceMath.sol";
import {SwapMath} from "@uniswap/v3-core/contracts/libraries/SwapMath.sol";
import {TickMath} from "@uniswap/v3-core/contracts/libraries/TickMath.sol";

/// Uniswap's own libraries behind external functions, so that a test sees their reverts.
contract UniswapV3Math {
  function mulDiv(uint256 a, uint256 b, uint256 denominator) external pure returns (uint256) {
    return FullMath.mulDiv(a, b, denominator);
  }
  function getSqrtRatioAtTick(int24 tick) external pure returns (uint160) {
    return TickMath.getSqrtRatioAtTick(tick);
  }
  function getTickAtSqrtRatio(uint160 sqrtPriceX96) external pure returns (int24) {
    return TickMath.getTickAtSqrtRatio(sqrtPriceX96);
  }
  function getAmount0Delta(uint160 sqrtRatioAX96, uint160 sqrtRatioBX96, int128 liquidity)
    external
    pure
    returns (int256)
  {
    return SqrtPriceMath.getAmount0Delta(sqrtRatioAX96, sqrtRatioBX96, liquidity);
  }
  function computeSwapStep(
    uint160 sqrtRatioCurrentX96,
    uint160 sqrtRatioTargetX96,
    uint128 liquidity,
    int256 amountRemaining,
    uint24 feePips
  )
    external
    pure
    returns (uint160 sqrtRatioNextX96, uint256 amountIn, uint256 amountOut, uint256 feeAmount)
  {
    return
      SwapMath.computeSwapStep(
        sqrtRatioCurrentX96,
        sqrtRatioTargetX96,
        liquidity,
        amountRemaining,
        feePips
      );
  }
}
