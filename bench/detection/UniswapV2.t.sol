// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.26;

import {DifferentialTest, Handler, Side, vm} from "./Differential.sol";

interface Pair {
  function initialize(address, address) external;
  function mint(address) external returns (uint256);
  function burn(address) external returns (uint256, uint256);
  function swap(uint256, uint256, address, bytes calldata) external;
  function skim(address) external;
  function sync() external;
  function transfer(address, uint256) external returns (bool);
  function balanceOf(address) external view returns (uint256);
  function totalSupply() external view returns (uint256);
  function getReserves() external view returns (uint112, uint112, uint32);
  function price0CumulativeLast() external view returns (uint256);
  function price1CumulativeLast() external view returns (uint256);
  function kLast() external view returns (uint256);
}

contract PairSide is Side {
  address public feeTo;
  uint256[2] private owed;

  constructor(bytes memory code) {
    pool = create(code);
    Pair(pool).initialize(address(token0), address(token1));
    token0.give(address(this), 2 ** 113);
    token1.give(address(this), 2 ** 113);
  }

  function mint(uint256 in0, uint256 in1) external returns (uint256) {
    pay(in0, in1);
    return Pair(pool).mint(address(this));
  }
  function burn(uint256 shares) external returns (uint256, uint256) {
    Pair(pool).transfer(pool, shares);
    return Pair(pool).burn(address(this));
  }
  function swap(uint256 in0, uint256 in1, uint256 out0, uint256 out1) external {
    pay(in0, in1);
    Pair(pool).swap(out0, out1, address(this), "");
  }
  function flash(uint256 out0, uint256 out1, uint256 back0, uint256 back1) external {
    owed = [back0, back1];
    Pair(pool).swap(out0, out1, address(this), "x");
  }
  function uniswapV2Call(address, uint256, uint256, bytes calldata) external {
    pay(owed[0], owed[1]);
  }
  function donate(uint256 in0, uint256 in1) external {
    pay(in0, in1);
  }
  function skim() external {
    Pair(pool).skim(address(this));
  }
  function sync() external {
    Pair(pool).sync();
  }
  function setFeeTo(address to) external {
    feeTo = to;
  }

  function state() external view override returns (bytes memory) {
    Pair pair = Pair(pool);
    (uint112 r0, uint112 r1, uint32 time) = pair.getReserves();
    return
      abi.encode(
        held(),
        [uint256(r0), r1, time, pair.kLast(), pair.totalSupply()],
        [pair.price0CumulativeLast(), pair.price1CumulativeLast()],
        [pair.balanceOf(address(this)), pair.balanceOf(address(0)), pair.balanceOf(address(2))]
      );
  }
}

contract PairHandler is Handler {
  constructor() {
    right = new PairSide(vm.envBytes("RIGHT_CODE"));
    wrong = new PairSide(vm.envBytes("WRONG_CODE"));
    vm.warp(time);
  }

  function reserves() private view returns (uint256 r0, uint256 r1) {
    (r0, r1, ) = Pair(right.pool()).getReserves();
  }
  // What can be paid and still fits the reserve.
  function payable0(uint256 x) private view returns (uint256) {
    (uint256 r0, ) = reserves();
    return bound(x, 0, smaller(right.token0().balanceOf(address(right)), 2 ** 112 - 1 - r0));
  }
  function payable1(uint256 x) private view returns (uint256) {
    (, uint256 r1) = reserves();
    return bound(x, 0, smaller(right.token1().balanceOf(address(right)), 2 ** 112 - 1 - r1));
  }

  function step(uint8 which, uint256 x, uint256 y) public override {
    which %= 12;
    (uint256 r0, uint256 r1) = reserves();
    if (which == 0) both(abi.encodeCall(PairSide.mint, (payable0(x), payable1(y))));
    else if (which == 1) proportional(x);
    else if (which == 2) {
      uint256 owned = Pair(right.pool()).balanceOf(address(right));
      both(abi.encodeCall(PairSide.burn, (bound(x, 0, owned))));
    } else if (which == 3) quoted(payable0(x), r0, r1, true, y);
    else if (which == 4) quoted(payable1(x), r1, r0, false, y);
    else if (which == 5) both(abi.encodeCall(PairSide.swap, (payable0(x), 0, 0, bound(y, 0, r1))));
    else if (which == 6) {
      uint256 lent = bound(x, 0, r0);
      both(abi.encodeCall(PairSide.flash, (lent, 0, bound(y, lent, lent + lent / 100 + 1), 0)));
    } else if (which == 7) both(abi.encodeCall(PairSide.donate, (payable0(x), payable1(y))));
    else if (which == 8) both(abi.encodeCall(PairSide.skim, ()));
    else if (which == 9) both(abi.encodeCall(PairSide.sync, ()));
    else if (which == 10) {
      both(abi.encodeCall(PairSide.setFeeTo, (x % 2 == 0 ? address(0) : address(2))));
    } else pass(bound(x, 0, 1 days));
  }

  function proportional(uint256 x) private {
    (uint256 r0, uint256 r1) = reserves();
    uint256 in0 = payable0(x);
    both(abi.encodeCall(PairSide.mint, (in0, r0 == 0 ? in0 : payable1((in0 * r1) / r0))));
  }

  // What the router would ask for, and one wei more or less.
  function quoted(uint256 amount, uint256 rIn, uint256 rOut, bool is0, uint256 y) private {
    uint256 out = rIn + amount == 0 ? 0 : (amount * 997 * rOut) / (rIn * 1000 + amount * 997 + 1);
    if (y % 3 == 1) out += 1;
    if (y % 3 == 2 && out > 0) out -= 1;
    both(
      is0
        ? abi.encodeCall(PairSide.swap, (amount, 0, 0, out))
        : abi.encodeCall(PairSide.swap, (0, amount, out, 0))
    );
  }
}

contract UniswapV2DifferentialTest is DifferentialTest {
  function setUp() external {
    handler = new PairHandler();
  }
}
