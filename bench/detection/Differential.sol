// SPDX-License-Identifier: Apache-2.0
// What an auditor writes who has a right contract and one to check: the same calls to both, and a
// comparison of everything after each. Numbers come from forge, bounded to what there is.
pragma solidity 0.8.26;

interface Vm {
  struct Log {
    bytes32[] topics;
    bytes data;
    address emitter;
  }
  function warp(uint256 time) external;
  function recordLogs() external;
  function getRecordedLogs() external returns (Log[] memory);
  function envBytes(string calldata name) external view returns (bytes memory);
}
Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

contract Token {
  mapping(address => uint256) public balanceOf;

  function give(address to, uint256 value) external {
    balanceOf[to] += value;
  }
  function transfer(address to, uint256 value) external returns (bool) {
    balanceOf[msg.sender] -= value;
    balanceOf[to] += value;
    return true;
  }
}

/// One of the two contracts with its tokens; factory, trader and liquidity provider in one.
abstract contract Side {
  address public pool;
  Token public token0 = new Token();
  Token public token1 = new Token();

  function create(bytes memory code) internal returns (address made) {
    assembly {
      made := create(0, add(code, 32), mload(code))
    }
    require(made != address(0), "the constructor fails");
  }
  function pay(uint256 amount0, uint256 amount1) internal {
    if (amount0 > 0) token0.transfer(pool, amount0);
    if (amount1 > 0) token1.transfer(pool, amount1);
  }
  function held() internal view returns (bytes memory) {
    return abi.encode(token0.balanceOf(pool), token1.balanceOf(pool));
  }
  /// Everything that views of the pool answer.
  function state() external view virtual returns (bytes memory);
}

abstract contract Handler {
  Side internal right;
  Side internal wrong;
  string public difference;
  uint256 internal time = 1_600_000_000;
  // An INVALID of old Solidity takes all the gas that it is given.
  uint256 private constant ENOUGH = 20_000_000;

  function bound(uint256 x, uint256 least, uint256 most) internal pure returns (uint256) {
    if (most <= least) return least;
    if (x >= least && x <= most) return x;
    if (x <= 3 && most - least > x) return least + x;
    if (x >= type(uint256).max - 3) return most - (type(uint256).max - x) % (most - least + 1);
    return least + (x % (most - least + 1));
  }
  function smaller(uint256 a, uint256 b) internal pure returns (uint256) {
    return a < b ? a : b;
  }
  function pass(uint256 seconds_) internal {
    time += seconds_;
    vm.warp(time);
  }

  /// The same call to both sides.
  function both(bytes memory data) internal {
    if (bytes(difference).length > 0) return;
    vm.recordLogs();
    (bool done, bytes memory answer) = address(right).call{gas: ENOUGH}(data);
    bytes32 logs = logged(right);
    vm.recordLogs();
    (bool doneThere, bytes memory answerThere) = address(wrong).call{gas: ENOUGH}(data);
    bytes32 logsThere = logged(wrong);
    if (done != doneThere) difference = "one accepts it";
    else if (keccak256(answer) != keccak256(answerThere)) difference = "answer or reason";
    else if (done && logs != logsThere) difference = "events";
    else if (keccak256(right.state()) != keccak256(wrong.state())) difference = "state";
  }

  // Each side has its own addresses, which become the same.
  function logged(Side side) private returns (bytes32 sum) {
    Vm.Log[] memory logs = vm.getRecordedLogs();
    for (uint256 i = 0; i < logs.length; i++) {
      if (logs[i].emitter != side.pool()) continue;
      bytes memory all = abi.encodePacked(logs[i].topics, logs[i].data);
      for (uint256 at = 32; at <= all.length; at += 32) {
        uint256 part;
        assembly {
          part := mload(add(all, at))
        }
        if (part == uint160(address(side))) part = 1;
        if (part == uint160(side.pool())) part = 2;
        sum = keccak256(abi.encode(sum, part));
      }
    }
  }

  /// One operation, from any numbers.
  function step(uint8 which, uint256 x, uint256 y) public virtual;
}

struct Step {
  uint8 which;
  uint256 x;
  uint256 y;
}

/// Sequences of eight as arguments of a fuzz test, and sequences that forge makes for an invariant.
abstract contract DifferentialTest {
  Handler internal handler;

  function targetContracts() external view returns (address[] memory targets) {
    targets = new address[](1);
    targets[0] = address(handler);
  }
  function invariant_same() external view {
    require(bytes(handler.difference()).length == 0, handler.difference());
  }
  function testFuzz_same(Step[8] calldata steps) external {
    for (uint256 i = 0; i < steps.length; i++) {
      handler.step(steps[i].which, steps[i].x, steps[i].y);
      require(bytes(handler.difference()).length == 0, handler.difference());
    }
  }
}
