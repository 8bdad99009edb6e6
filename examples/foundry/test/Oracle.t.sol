// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.7.0 <0.9.0;
pragma experimental ABIEncoderV2;

import {AssayAnswer, AssayOracle, AssayStep} from "../assay/AssayOracle.sol";
import {AssayPair, AssayToken} from "../assay/UniswapV2PairVectors.sol";
import {MendedQuoter, Quoter} from "../src/Quoter.sol";
import {UniswapV3Math} from "../src/UniswapV3Math.sol";
import {Published} from "./UniswapV2.t.sol";

/// Functions on what forge draws: the engine says what Uniswap answers.
contract OracleTest {
  Quoter private mended;
  Quoter private wrong;
  UniswapV3Math private math;

  function setUp() public {
    mended = new MendedQuoter();
    wrong = new Quoter();
    math = new UniswapV3Math();
  }

  function testFuzz_mendedQuoter(uint112 amountOut, uint112 reserveIn, uint112 reserveOut) public {
    judge(mended, amountOut, reserveIn, reserveOut);
  }

  function test_theMistakeIsFound() public {
    try this.judge(wrong, 1662, 5000, 10000) {
      revert("the mistake passes");
    } catch Error(string memory mistake) {
      bytes32 expected = keccak256(
        abi.encodePacked(
          "returns 0x00000000000000000000000000000000000000000000000000000000000003e7",
          " instead of 0x00000000000000000000000000000000000000000000000000000000000003e8"
        )
      );
      require(keccak256(bytes(mistake)) == expected, mistake);
    }
  }

  function judge(Quoter quoter, uint256 amountOut, uint256 reserveIn, uint256 reserveOut) public {
    AssayAnswer memory expected =
      AssayOracle.ask("uniswap-v2.getAmountIn", amountOut, reserveIn, reserveOut);
    (bool success, bytes memory answer) =
      address(quoter).staticcall(
        abi.encodeWithSelector(Quoter.getAmountIn.selector, amountOut, reserveIn, reserveOut)
      );
    AssayOracle.judge(expected, success, answer);
  }

  /// Negative answers, and reverts for prices below the lowest.
  function testFuzz_ticks(uint160 sqrtPriceX96) public {
    AssayAnswer memory expected = AssayOracle.ask("uniswap-v3.getTickAtSqrtRatio", sqrtPriceX96);
    (bool success, bytes memory answer) =
      address(math).staticcall(
        abi.encodeWithSelector(UniswapV3Math.getTickAtSqrtRatio.selector, sqrtPriceX96)
      );
    AssayOracle.judge(expected, success, answer);
  }

  function test_whatCannotBeAskedReverts() public {
    try this.misspelt() {
      revert("a function that is none is answered");
    } catch {}
  }
  function misspelt() external {
    AssayOracle.ask("uniswap-v2.getAmountUot", 1, 2, 3);
  }
}

/// Operations on a pool: Uniswap V2's own pair, as published on npm, beside the engine.
contract OraclePairTest {
  using AssayOracle for string;

  AssayToken[2] private tokens;
  address private pair;

  function setUp() public {
    tokens[0] = new AssayToken();
    tokens[1] = new AssayToken();
    bytes memory code = Published.creationCode("v2-core/build/UniswapV2Pair");
    address made;
    assembly {
      made := create(0, add(code, 32), mload(code))
    }
    pair = made;
    AssayPair(pair).initialize(address(tokens[0]), address(tokens[1]));
  }

  /// Of the pair's factory, which this test is.
  function feeTo() external pure returns (address) {
    return address(0);
  }

  function testFuzz_pair(uint64 paid0, uint64 paid1, uint32 amountIn) public {
    string[] memory operations = new string[](3);
    operations[0] = AssayOracle.operation("createPool").with("amount", 2**112 - 1);
    operations[1] = AssayOracle.operation("mint").with("amount0", paid0).with("amount1", paid1);
    operations[2] = AssayOracle.operation("swap").with("in0", amountIn);
    operations[2] = operations[2].with("out1", amountIn / 2).withText("to", "1");
    AssayStep[] memory steps = AssayOracle.run("uniswap-v2", operations);
    pay(paid0, paid1);
    check(steps[1], abi.encodeWithSignature("mint(address)", address(this)));
    pay(amountIn, 0);
    check(
      steps[2],
      abi.encodeWithSignature("swap(uint256,uint256,address,bytes)", 0, amountIn / 2, this, "")
    );
  }

  function pay(uint256 amount0, uint256 amount1) private {
    tokens[0].set(pair, tokens[0].balanceOf(pair) + amount0);
    tokens[1].set(pair, tokens[1].balanceOf(pair) + amount1);
  }

  function check(AssayStep memory step, bytes memory call) private {
    (bool success, bytes memory answer) = pair.call(call);
    bytes memory returned = step.returned.length == 1 ? abi.encode(step.returned[0]) : bytes("");
    AssayOracle.judge(AssayAnswer(step.success, step.error, returned), success, answer);
    (, bytes memory reserves) = pair.staticcall(abi.encodeWithSignature("getReserves()"));
    (uint256 reserve0, uint256 reserve1) = abi.decode(reserves, (uint256, uint256));
    require(reserve0 == AssayOracle.number(step, "reserve0"), "another reserve0");
    require(reserve1 == AssayOracle.number(step, "reserve1"), "another reserve1");
  }
}

/// Uniswap V3: signed numbers in operations and answers.
contract OraclePoolTest {
  using AssayOracle for string;
  using AssayOracle for AssayStep;

  function test_pool() public {
    string[] memory operations = new string[](4);
    operations[0] = AssayOracle.operation("createPool").with("amount", 1e30).with("fee", 3000);
    operations[0] = operations[0].with("tickSpacing", 60);
    operations[1] = AssayOracle.operation("initialize").with("priceX96", 2**96);
    operations[2] = AssayOracle.operation("mint").with("amount", 1e18).withText("recipient", "0");
    operations[2] = operations[2].withSigned("tickLower", -600).withSigned("tickUpper", 600);
    operations[3] = AssayOracle.operation("swap").withFlag("zeroForOne", true);
    operations[3] = operations[3].with("amountSpecified", 1e15).with("priceX96", 4295128740);
    operations[3] = operations[3].withText("recipient", "1");
    AssayStep[] memory steps = AssayOracle.run("uniswap-v3", operations);
    require(steps[3].success && bytes(steps[3].error).length == 0, "the swap reverts");
    require(int256(steps[3].returned[0]) == 1e15 && int256(steps[3].returned[1]) < 0, "amounts");
    require(steps[3].signed("tick") < 0 && steps[3].signed("tick") > -600, "where the price is");
    require(steps[3].number("liquidity") == 1e18, "the liquidity in range");
    require(steps[3].numbers("token0").length > 3 && steps[3].signeds("ticks")[0] == -600, "lists");
    require(keccak256(bytes(steps[3].text("name"))) == keccak256("swap"), "its name");
  }
}
