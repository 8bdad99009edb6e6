// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.26;

import {DifferentialTest, Handler, Side, vm} from "./Differential.sol";

interface Pool {
  function initialize(uint160) external;
  function mint(address, int24, int24, uint128, bytes calldata)
    external
    returns (uint256, uint256);
  function burn(int24, int24, uint128) external returns (uint256, uint256);
  function collect(address, int24, int24, uint128, uint128) external returns (uint128, uint128);
  function swap(address, bool, int256, uint160, bytes calldata) external returns (int256, int256);
  function flash(address, uint256, uint256, bytes calldata) external;
  function setFeeProtocol(uint8, uint8) external;
  function collectProtocol(address, uint128, uint128) external returns (uint128, uint128);
  function increaseObservationCardinalityNext(uint16) external;
  function observe(uint32[] calldata) external view returns (int56[] memory, uint160[] memory);
  function slot0() external view returns (uint160, int24, uint16, uint16, uint16, uint8, bool);
  function liquidity() external view returns (uint128);
  function feeGrowthGlobal0X128() external view returns (uint256);
  function feeGrowthGlobal1X128() external view returns (uint256);
  function protocolFees() external view returns (uint128, uint128);
  function positions(bytes32)
    external
    view
    returns (uint128, uint256, uint256, uint128, uint128);
}

contract PoolSide is Side {
  struct Range {
    int24 lower;
    int24 upper;
  }
  Range[] public ranges;
  address public owner = address(this);

  // The pool's constructor asks its deployer, which must be there by then.
  function start(bytes memory code) external {
    pool = create(code);
    Pool(pool).initialize(2 ** 96);
    token0.give(address(this), 2 ** 200);
    token1.give(address(this), 2 ** 200);
  }
  function parameters() external view returns (address, address, address, uint24, int24) {
    return (address(this), address(token0), address(token1), 3000, 60);
  }
  function rangeCount() external view returns (uint256) {
    return ranges.length;
  }

  function mint(int24 lower, int24 upper, uint128 amount) external returns (uint256, uint256) {
    (uint256 in0, uint256 in1) = Pool(pool).mint(address(this), lower, upper, amount, "");
    if (ranges.length < 16) ranges.push(Range(lower, upper));
    return (in0, in1);
  }
  function burn(uint256 which, uint128 amount) external returns (uint256, uint256) {
    return Pool(pool).burn(ranges[which].lower, ranges[which].upper, amount);
  }
  function collect(uint256 which, uint128 most) external returns (uint128, uint128) {
    return Pool(pool).collect(address(this), ranges[which].lower, ranges[which].upper, most, most);
  }
  function swap(bool down, int256 amount, uint160 limit) external returns (int256, int256) {
    return Pool(pool).swap(address(this), down, amount, limit, "");
  }
  function flash(uint256 amount0, uint256 amount1) external {
    Pool(pool).flash(address(this), amount0, amount1, abi.encode(amount0, amount1));
  }
  function setFeeProtocol(uint8 fee0, uint8 fee1) external {
    Pool(pool).setFeeProtocol(fee0, fee1);
  }
  function collectProtocol(uint128 most) external returns (uint128, uint128) {
    return Pool(pool).collectProtocol(address(this), most, most);
  }
  function grow(uint16 to) external {
    Pool(pool).increaseObservationCardinalityNext(to);
  }
  function observe(uint32 ago) external view returns (int56[] memory, uint160[] memory) {
    uint32[] memory agos = new uint32[](2);
    agos[0] = ago;
    return Pool(pool).observe(agos);
  }

  function uniswapV3MintCallback(uint256 owed0, uint256 owed1, bytes calldata) external {
    pay(owed0, owed1);
  }
  function uniswapV3SwapCallback(int256 delta0, int256 delta1, bytes calldata) external {
    pay(delta0 > 0 ? uint256(delta0) : 0, delta1 > 0 ? uint256(delta1) : 0);
  }
  function uniswapV3FlashCallback(uint256 fee0, uint256 fee1, bytes calldata data) external {
    (uint256 lent0, uint256 lent1) = abi.decode(data, (uint256, uint256));
    pay(lent0 + fee0, lent1 + fee1);
  }

  function state() external view override returns (bytes memory all) {
    (bool done, bytes memory slot0) = pool.staticcall(abi.encodeCall(Pool.slot0, ()));
    (, bytes memory fees) = pool.staticcall(abi.encodeCall(Pool.protocolFees, ()));
    require(done);
    all = abi.encode(
      held(),
      slot0,
      fees,
      Pool(pool).liquidity(),
      Pool(pool).feeGrowthGlobal0X128(),
      Pool(pool).feeGrowthGlobal1X128()
    );
    for (uint256 i = 0; i < ranges.length; i++) {
      bytes32 key = keccak256(abi.encodePacked(address(this), ranges[i].lower, ranges[i].upper));
      (, bytes memory position) = pool.staticcall(abi.encodeCall(Pool.positions, (key)));
      all = abi.encode(all, position);
    }
  }
}

contract PoolHandler is Handler {
  uint160 private constant LOWEST = 4295128739;
  uint160 private constant HIGHEST = 1461446703485210103287273052203988822378723970342;

  constructor() {
    right = new PoolSide();
    wrong = new PoolSide();
    PoolSide(address(right)).start(vm.envBytes("RIGHT_CODE"));
    PoolSide(address(wrong)).start(vm.envBytes("WRONG_CODE"));
    vm.warp(time);
  }

  function step(uint8 which, uint256 x, uint256 y) public override {
    which %= 12;
    PoolSide side = PoolSide(address(right));
    uint256 count = side.rangeCount();
    if (which == 0) mintNear(x, y);
    else if (which == 1) mintAnywhere(x, y);
    else if (which == 2) swapFar(x, y);
    else if (which == 3) swapNear(x, y);
    else if (which == 4 && count > 0) {
      (int24 lower, int24 upper) = side.ranges(x % count);
      bytes32 key = keccak256(abi.encodePacked(address(side), lower, upper));
      (uint128 owned, , , , ) = Pool(side.pool()).positions(key);
      both(abi.encodeCall(PoolSide.burn, (x % count, uint128(bound(y, 0, owned)))));
    } else if (which == 5 && count > 0) {
      both(abi.encodeCall(PoolSide.collect, (x % count, uint128(bound(y, 0, 2 ** 128 - 1)))));
    } else if (which == 6) {
      uint256 held0 = side.token0().balanceOf(side.pool());
      uint256 held1 = side.token1().balanceOf(side.pool());
      both(abi.encodeCall(PoolSide.flash, (bound(x, 0, held0), bound(y, 0, held1))));
    } else if (which == 7) {
      uint8[4] memory fees = [0, 4, 10, 11];
      both(abi.encodeCall(PoolSide.setFeeProtocol, (fees[x % 4], fees[y % 4])));
    } else if (which == 8) {
      both(abi.encodeCall(PoolSide.collectProtocol, (uint128(bound(x, 0, 2 ** 128 - 1)))));
    } else if (which == 9) both(abi.encodeCall(PoolSide.grow, (uint16(bound(x, 0, 20)))));
    else if (which == 10) both(abi.encodeCall(PoolSide.observe, (uint32(bound(x, 0, 1 days)))));
    else pass(bound(x, 0, 1 hours));
  }

  function tickNow() private view returns (int24 tick) {
    (, tick, , , , , ) = Pool(right.pool()).slot0();
  }
  function priceNow() private view returns (uint160 price) {
    (price, , , , , , ) = Pool(right.pool()).slot0();
  }
  function mintNear(uint256 x, uint256 y) private {
    int24 lower = (tickNow() / 60) * 60 - int24(int256(x % 10)) * 60;
    int24 upper = lower + 60 * int24(int256(1 + ((x >> 8) % 10)));
    both(abi.encodeCall(PoolSide.mint, (lower, upper, uint128(bound(y, 1, 2 ** 90)))));
  }
  function mintAnywhere(uint256 x, uint256 y) private {
    int24 lower = int24(int256(bound(x, 0, 29574))) * 60 - 887220;
    int24 upper = int24(int256(bound(x >> 128, 0, 29574))) * 60 - 887220;
    if (lower > upper) (lower, upper) = (upper, lower);
    both(abi.encodeCall(PoolSide.mint, (lower, upper, uint128(bound(y, 1, 2 ** 100)))));
  }
  function swapFar(uint256 x, uint256 y) private {
    bool down = x % 2 == 0;
    int256 amount = int256(bound(y, 1, 2 ** 100));
    if ((x >> 1) % 2 == 0) amount = -amount;
    both(abi.encodeCall(PoolSide.swap, (down, amount, down ? LOWEST + 1 : HIGHEST - 1)));
  }
  // Up to a tenth of the price, which is some hundred ticks.
  function swapNear(uint256 x, uint256 y) private {
    bool down = x % 2 == 0;
    uint160 price = priceNow();
    uint160 way = uint160(bound(x >> 2, 1, price / 10 + 1));
    if (!down && way > HIGHEST - price) way = HIGHEST - price;
    int256 amount = int256(bound(y, 1, 2 ** 90));
    if ((x >> 1) % 2 == 0) amount = -amount;
    both(abi.encodeCall(PoolSide.swap, (down, amount, down ? price - way : price + way)));
  }
}

contract UniswapV3DifferentialTest is DifferentialTest {
  function setUp() external {
    handler = new PoolHandler();
  }
}
