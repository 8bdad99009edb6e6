// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.7.0 <0.9.0;
pragma experimental ABIEncoderV2;

import {UniswapV2PairVectors} from "../assay/UniswapV2PairVectors.sol";
import {
  UniswapV2GetAmountIn,
  UniswapV2GetAmountInVectors,
  UniswapV2GetAmountOut,
  UniswapV2GetAmountOutVectors,
  UniswapV2Quote,
  UniswapV2QuoteVectors
} from "../assay/UniswapV2Vectors.sol";

interface Vm {
  function readFile(string calldata path) external view returns (string memory);
  function parseJsonString(string calldata json, string calldata key)
    external
    pure
    returns (string memory);
  function parseBytes(string calldata digits) external pure returns (bytes memory);
}

/// Reads the artifacts of Uniswap V2, which are older than those that vm.getCode reads.
library Published {
  Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

  function creationCode(string memory name) internal view returns (bytes memory) {
    string memory path = string(abi.encodePacked("node_modules/@uniswap/", name, ".json"));
    string memory digits = vm.parseJsonString(vm.readFile(path), ".bytecode");
    return vm.parseBytes(string(abi.encodePacked("0x", digits)));
  }
}

interface Router {
  function getAmountIn(uint256, uint256, uint256) external pure returns (uint256);
  function getAmountOut(uint256, uint256, uint256) external pure returns (uint256);
  function quote(uint256, uint256, uint256) external pure returns (uint256);
}

/// Uniswap V2's own router, as published on npm, under the vectors of its library.
contract UniswapV2RouterTest {
  address private router;

  function setUp() public {
    bytes memory code =
      abi.encodePacked(
        Published.creationCode("v2-periphery/build/UniswapV2Router02"),
        abi.encode(address(1), address(2)) // factory and WETH, which these functions do not use
      );
    address made;
    assembly {
      made := create(0, add(code, 32), mload(code))
    }
    require(made != address(0), "the router's constructor fails");
    router = made;
  }

  function fixtureAmountIn() public view returns (UniswapV2GetAmountIn[] memory) {
    return UniswapV2GetAmountInVectors.load("assay/uniswap-v2/getAmountIn_test.json");
  }
  function fixtureAmountOut() public view returns (UniswapV2GetAmountOut[] memory) {
    return UniswapV2GetAmountOutVectors.load("assay/uniswap-v2/getAmountOut_test.json");
  }
  function fixtureWorth() public view returns (UniswapV2Quote[] memory) {
    return UniswapV2QuoteVectors.load("assay/uniswap-v2/quote_test.json");
  }

  function tableGetAmountIn(UniswapV2GetAmountIn memory amountIn) public view {
    (bool success, bytes memory answer) =
      ask(Router.getAmountIn.selector, amountIn.amountOut, amountIn.reserveIn, amountIn.reserveOut);
    UniswapV2GetAmountInVectors.judge(amountIn, success, answer);
  }
  function tableGetAmountOut(UniswapV2GetAmountOut memory amountOut) public view {
    (bool success, bytes memory answer) =
      ask(Router.getAmountOut.selector, amountOut.amountIn, amountOut.reserveIn, amountOut.reserveOut);
    UniswapV2GetAmountOutVectors.judge(amountOut, success, answer);
  }
  function tableQuote(UniswapV2Quote memory worth) public view {
    (bool success, bytes memory answer) =
      ask(Router.quote.selector, worth.amountA, worth.reserveA, worth.reserveB);
    UniswapV2QuoteVectors.judge(worth, success, answer);
  }

  function ask(bytes4 selector, uint256 a, uint256 b, uint256 c)
    private
    view
    returns (bool, bytes memory)
  {
    return router.staticcall(abi.encodeWithSelector(selector, a, b, c));
  }
}

/// Uniswap V2's own pair, as published on npm: it pays what the vectors say and not one wei more.
contract UniswapV2PairTest is UniswapV2PairVectors {
  function creationCode() internal view override returns (bytes memory) {
    return Published.creationCode("v2-core/build/UniswapV2Pair");
  }
  function vectors() internal pure override returns (string memory) {
    return "assay/uniswap-v2/getAmountOut_test.json";
  }
}
