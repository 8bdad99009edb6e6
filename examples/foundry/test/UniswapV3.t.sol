// SPDX-License-Identifier: Apache-2.0
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
    (bool success, bytes memory answer) =
      ask(UniswapV3Math.mulDiv.selector, abi.encode(product.a, product.b, product.denominator));
    UniswapV3MulDivVectors.judge(product, success, answer);
  }

  function fixtureRatio() public view returns (UniswapV3GetSqrtRatioAtTick[] memory) {
    return UniswapV3GetSqrtRatioAtTickVectors.load("assay/uniswap-v3/getSqrtRatioAtTick_test.json");
  }
  function tableGetSqrtRatioAtTick(UniswapV3GetSqrtRatioAtTick memory ratio) public view {
    (bool success, bytes memory answer) =
      ask(UniswapV3Math.getSqrtRatioAtTick.selector, abi.encode(ratio.tick));
    UniswapV3GetSqrtRatioAtTickVectors.judge(ratio, success, answer);
  }

  function fixtureTick() public view returns (UniswapV3GetTickAtSqrtRatio[] memory) {
    return UniswapV3GetTickAtSqrtRatioVectors.load("assay/uniswap-v3/getTickAtSqrtRatio_test.json");
  }
  function tableGetTickAtSqrtRatio(UniswapV3GetTickAtSqrtRatio memory tick) public view {
    (bool success, bytes memory answer) =
      ask(UniswapV3Math.getTickAtSqrtRatio.selector, abi.encode(tick.sqrtPriceX96));
    UniswapV3GetTickAtSqrtRatioVectors.judge(tick, success, answer);
  }

  function fixtureDelta() public view returns (UniswapV3GetAmount0DeltaSigned[] memory) {
    return UniswapV3GetAmount0DeltaSignedVectors.load("assay/uniswap-v3/getAmount0DeltaSigned_test.json");
  }
  function tableGetAmount0DeltaSigned(UniswapV3GetAmount0DeltaSigned memory delta) public view {
    (bool success, bytes memory answer) =
      ask(
        UniswapV3Math.getAmount0Delta.selector,
        abi.encode(
          delta.sqrtRatioAX96,
          delta.sqrtRatioBX96,
          delta.liquidity
        )
      );
    UniswapV3GetAmount0DeltaSignedVectors.judge(delta, success, answer);
  }

  function fixtureStep() public view returns (UniswapV3ComputeSwapStep[] memory) {
    return UniswapV3ComputeSwapStepVectors.load("assay/uniswap-v3/computeSwapStep_test.json");
  }
  function tableComputeSwapStep(UniswapV3ComputeSwapStep memory step) public view {
    (bool success, bytes memory answer) =
      ask(
        UniswapV3Math.computeSwapStep.selector,
        abi.encode(
          step.sqrtRatioCurrentX96,
          step.sqrtRatioTargetX96,
          step.liquidity,
          step.amountRemaining,
          step.feePips
        )
      );
    UniswapV3ComputeSwapStepVectors.judge(step, success, answer);
  }

  function ask(bytes4 selector, bytes memory arguments) private view returns (bool, bytes memory) {
    return address(math).staticcall(abi.encodePacked(selector, arguments));
  }
}
