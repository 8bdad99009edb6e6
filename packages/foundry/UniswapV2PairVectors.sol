// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.6.2 <0.9.0;
pragma experimental ABIEncoderV2;

import {AssayVectors} from "./AssayVectors.sol";
import {UniswapV2GetAmountOut, UniswapV2GetAmountOutVectors} from "./UniswapV2Vectors.sol";

/// What of a pair the test calls.
interface AssayPair {
  function initialize(address token0, address token1) external;
  function sync() external;
  function swap(uint256 amount0Out, uint256 amount1Out, address to, bytes calldata data) external;
}

/// A token whose balances anyone may set: reserves become what a case says.
contract AssayToken {
  mapping(address => uint256) public balanceOf;

  function set(address who, uint256 balance) external {
    balanceOf[who] = balance;
  }
  function transfer(address to, uint256 amount) external returns (bool) {
    require(balanceOf[msg.sender] >= amount, "balance");
    balanceOf[msg.sender] -= amount;
    balanceOf[to] += amount;
    return true;
  }
}

/// A pair pays what the vectors of getAmountOut say, and not one wei more, in both directions.
///
/// The pair takes no arguments, is created by its factory (this test, without a protocol fee) and has
/// Uniswap V2's interface and fee.
abstract contract UniswapV2PairVectors {
  uint256 private constant MAX_RESERVE = 2**112 - 1;
  address private constant RECIPIENT = address(0xbeef);

  AssayToken[2] private tokens;
  AssayPair private pair;

  function setUp() public {
    tokens[0] = new AssayToken();
    tokens[1] = new AssayToken();
    bytes memory code = creationCode();
    address made;
    assembly {
      made := create(0, add(code, 32), mload(code))
    }
    require(made != address(0), "the pair's constructor fails");
    pair = AssayPair(made);
    pair.initialize(address(tokens[0]), address(tokens[1]));
  }

  /// What creates the pair: type(Pair).creationCode, or vm.getCode where its compiler is another.
  function creationCode() internal view virtual returns (bytes memory);

  /// The path of the vectors of getAmountOut.
  function vectors() internal view virtual returns (string memory);

  /// Of the pair's factory: no protocol fee.
  function feeTo() external pure returns (address) {
    return address(0);
  }

  /// The cases that a pair can be in: answered, with reserves of at most 112 bits, also afterwards.
  function fixtureVector() public view returns (UniswapV2GetAmountOut[] memory usable) {
    UniswapV2GetAmountOut[] memory all = UniswapV2GetAmountOutVectors.load(vectors());
    uint256 count = 0;
    for (uint256 i = 0; i < all.length; i++) if (isUsable(all[i])) all[count++] = all[i];
    require(count > 0, "no case of the file fits a pair");
    usable = new UniswapV2GetAmountOut[](count);
    for (uint256 i = 0; i < count; i++) usable[i] = all[i];
  }

  function tableSwapPaysWhatVectorsSay(UniswapV2GetAmountOut memory vector) public {
    trade(vector, 0);
    trade(vector, 1);
  }

  function trade(UniswapV2GetAmountOut memory the, uint256 side) private {
    tokens[side].set(address(pair), the.reserveIn);
    tokens[1 - side].set(address(pair), the.reserveOut);
    tokens[1 - side].set(RECIPIENT, 0);
    pair.sync();
    tokens[side].set(address(pair), the.reserveIn + the.amountIn);
    if (swaps(side, the.amountOut + 1)) fail("the pair pays one wei more", the);
    if (the.amountOut == 0) return;
    if (!swaps(side, the.amountOut)) fail("the pair refuses the amount", the);
    bool paid = tokens[1 - side].balanceOf(RECIPIENT) == the.amountOut;
    if (!paid) fail("the recipient has another amount", the);
  }

  function swaps(uint256 side, uint256 amountOut) private returns (bool done) {
    uint256 amount0 = side == 0 ? 0 : amountOut;
    try pair.swap(amount0, amountOut - amount0, RECIPIENT, "") {
      done = true;
    } catch {
      done = false;
    }
  }

  function isUsable(UniswapV2GetAmountOut memory the) private pure returns (bool) {
    if (keccak256(bytes(the.result)) != keccak256("ok")) return false;
    if (the.reserveIn > MAX_RESERVE || the.reserveOut > MAX_RESERVE) return false;
    return the.amountIn <= MAX_RESERVE - the.reserveIn;
  }

  function fail(string memory mistake, UniswapV2GetAmountOut memory the) private pure {
    revert(AssayVectors.report(mistake, UniswapV2GetAmountOutVectors.TYPE, abi.encode(the)));
  }
}
