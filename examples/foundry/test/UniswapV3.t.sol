// SPDX-License-Identifier: MIT
pragma solidity >=0.7.0 <0.8.0;
pragma experimental ABIEncoderV2;

import {
  UniswapV3MulDiv,
  UniswapV3MulDivVectors,
  UniswapV3GetSqrtRatioAtTick,
  UniswapV3GetSqrtRatioAtTickVectors,
  UniswapV3GetTickAtSqrtRatio,
  UniswapV3GetTickAtSqrtRatioVectors,
  UniswapV3GetAmount0DeltaSigned,
  UniswapV3GetAmount0DeltaSignedVectors,
  UniswapV3ComputeSwapStep,
  UniswapV3ComputeSwapStepVectors
} from "../assay/UniswapV3Vectors.sol";
import {UniswapV3Math} from "../src/UniswapV3Math.sol";

/// Uniswap V3's own libraries, as published on npm, under their vectors.
contract UniswapV3MathTest {
  UniswapV3Math private math;

  function setUp() public {
    math = new UniswapV3Math();
  }

  function fixtureProduct() public view returns (UniswapV3MulDiv[] memory) {
    return UniswapV3MulDivVectors.load("assay/uniswap-v3/mulDiv_test.json");
  }
  function tableMulDiv(UniswapV3MulDiv memory product) public view {
    bytes memory call =
      abi.encodeWithSelector(
        UniswapV3Math.mulDiv.selector,
        product.a,
        product.b,
        product.denominator
      );
    (bool success, bytes memory answer) = address(math).staticcall(call);
    UniswapV3MulDivVectors.judge(product, success, answer);
  }

  function fixtureRatio() public view returns (UniswapV3GetSqrtRatioAtTick[] memory) {
    return UniswapV3GetSqrtRatioAtTickVectors.load("assay/uniswap-v3/getSqrtRatioAtTick_test.json");
  }
  function tableGetSqrtRatioAtTick(UniswapV3GetSqrtRatioAtTick memory ratio) public view {
    bytes memory call =
      abi.encodeWithSelector(
        UniswapV3Math.getSqrtRatioAtTick.selector,
        ratio.tick
      );
    (bool success, bytes memory answer) = address(math).staticcall(call);
    UniswapV3GetSqrtRatioAtTickVectors.judge(ratio, success, answer);
  }

  function fixtureTick() public view returns (UniswapV3GetTickAtSqrtRatio[] memory) {
    return UniswapV3GetTickAtSqrtRatioVectors.load("assay/uniswap-v3/getTickAtSqrtRatio_test.json");
  }
  function tableGetTickAtSqrtRatio(UniswapV3GetTickAtSqrtRatio memory tick) public view {
    bytes memory call =
      abi.encodeWithSelector(
        UniswapV3Math.getTickAtSqrtRatio.selector,
        tick.sqrtPriceX96
      );
    (bool success, bytes memory answer) = address(math).staticcall(call);
    UniswapV3GetTickAtSqrtRatioVectors.judge(tick, success, answer);
  }

  function fixtureDelta() public view returns (UniswapV3GetAmount0DeltaSigned[] memory) {
    return UniswapV3GetAmount0DeltaSignedVectors.load("assay/uniswap-v3/getAmount0DeltaSigned_test.json");
  }
  function tableGetAmount0DeltaSigned(UniswapV3GetAmount0DeltaSigned memory delta) public view {
    bytes memory call =
      abi.encodeWithSelector(
        UniswapV3Math.getAmount0Delta.selector,
        delta.sqrtRatioAX96,
        delta.sqrtRatioBX96,
        delta.liquidity
      );
    (bool success, bytes memory answer) = address(math).staticcall(call);
    UniswapV3GetAmount0DeltaSignedVectors.judge(delta, success, answer);
  }

  function fixtureStep() public view returns (UniswapV3ComputeSwapStep[] memory) {
    return UniswapV3ComputeSwapStepVectors.load("assay/uniswap-v3/computeSwapStep_test.json");
  }
  function tableComputeSwapStep(UniswapV3ComputeSwapStep memory step) public view {
    bytes memory call =
      abi.encodeWithSelector(
        UniswapV3Math.computeSwapStep.selector,
        step.sqrtRatioCurrentX96,
        step.sqrtRatioTargetX96,
        step.liquidity,
        step.amountRemaining,
        step.feePips
      );
    (bool success, bytes memory answer) = address(math).staticcall(call);
    UniswapV3ComputeSwapStepVectors.judge(step, success, answer);
  }
}
