// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.7.0 <0.9.0;
pragma experimental ABIEncoderV2;

import {UniswapV2GetAmountIn, UniswapV2GetAmountInVectors} from "../assay/UniswapV2Vectors.sol";
import {MendedQuoter, Quoter} from "../src/Quoter.sol";

/// The vectors of getAmountIn on a quoter: each case is a test, and a failure prints it whole.
abstract contract QuoterVectors {
  Quoter internal quoter;

  function fixtureVector() public view returns (UniswapV2GetAmountIn[] memory) {
    return UniswapV2GetAmountInVectors.load("assay/uniswap-v2/getAmountIn_test.json");
  }

  function tableGetAmountIn(UniswapV2GetAmountIn memory vector) public view {
    (bool success, bytes memory answer) =
      address(quoter).staticcall(
        abi.encodeWithSelector(
          Quoter.getAmountIn.selector,
          vector.amountOut,
          vector.reserveIn,
          vector.reserveOut
        )
      );
    UniswapV2GetAmountInVectors.judge(vector, success, answer);
  }
}

/// Fails: it finds the mistake.
contract QuoterTest is QuoterVectors {
  function setUp() public {
    quoter = new Quoter();
  }
}

contract MendedQuoterTest is QuoterVectors {
  function setUp() public {
    quoter = new MendedQuoter();
  }
}
