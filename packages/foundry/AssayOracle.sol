// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.6.2 <0.9.0;
pragma experimental ABIEncoderV2;

import {AssayVectors} from "./AssayVectors.sol";

/// The cheat codes of Foundry that asking the engine takes.
interface AssayOracleVm {
  function ffi(string[] calldata command) external returns (bytes memory);
  function envOr(string calldata name, string calldata otherwise)
    external
    view
    returns (string memory);
  function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
  function parseJsonInt(string calldata json, string calldata key) external pure returns (int256);
  function parseJsonString(string calldata json, string calldata key)
    external
    pure
    returns (string memory);
  function parseJsonUintArray(string calldata json, string calldata key)
    external
    pure
    returns (uint256[] memory);
  function parseJsonIntArray(string calldata json, string calldata key)
    external
    pure
    returns (int256[] memory);
  function toString(uint256 value) external pure returns (string memory);
  function toString(int256 value) external pure returns (string memory);
}

/// What the deployed contract answers to a call.
struct AssayAnswer {
  bool success;
  string error; // the reason of a revert as vectors write it
  bytes results; // as abi.encode gives them
}

/// What came of an operation on a pool.
struct AssayStep {
  bool success;
  string error;
  uint256[] returned; // negative numbers in two's complement
  string json; // the whole step with the state after it, for AssayOracle.number and its like
}

/// Asks Assay's engine while a test runs, by vm.ffi: for inputs that no file of vectors has, such as
/// those that forge draws. The program `assay` must be on the PATH, or named by the environment's
/// ASSAY, and foundry.toml must allow it: ffi = true. What cannot be asked reverts with the reason.
library AssayOracle {
  AssayOracleVm private constant vm =
    AssayOracleVm(address(uint160(uint256(keccak256("hevm cheat code")))));

  /// One function by its name, "uniswap-v2.getAmountOut", with arguments as text: "1000", "-5",
  /// "true", "[1,2]", "0x…".
  function ask(string memory name, string[] memory arguments)
    internal
    returns (AssayAnswer memory answer)
  {
    (answer.success, answer.error, answer.results) = abi.decode(
      start(name, arguments),
      (bool, string, bytes)
    );
  }

  /// The same for functions of up to four unsigned numbers.
  function ask(string memory name, uint256 a) internal returns (AssayAnswer memory) {
    return ask(name, texts(1, a, 0, 0, 0));
  }
  function ask(string memory name, uint256 a, uint256 b) internal returns (AssayAnswer memory) {
    return ask(name, texts(2, a, b, 0, 0));
  }
  function ask(string memory name, uint256 a, uint256 b, uint256 c)
    internal
    returns (AssayAnswer memory)
  {
    return ask(name, texts(3, a, b, c, 0));
  }
  function ask(string memory name, uint256 a, uint256 b, uint256 c, uint256 d)
    internal
    returns (AssayAnswer memory)
  {
    return ask(name, texts(4, a, b, c, d));
  }

  /// Reverts unless a call gave what the engine says, reason of a revert included.
  function judge(AssayAnswer memory expected, bool success, bytes memory answer) internal pure {
    string memory mistake = AssayVectors.mistake(
      success,
      answer,
      expected.success ? "ok" : "revert",
      expected.error,
      expected.results
    );
    if (bytes(mistake).length > 0) revert(mistake);
  }

  /// An operation on a pool by its name, to which the next functions add what it takes: the fields
  /// of a sequence's step (docs/vectors.md of Assay). What is left out is zero.
  function operation(string memory name) internal pure returns (string memory) {
    return string(abi.encodePacked('{"name":"', name, '"}'));
  }
  function with(string memory operation_, string memory key, uint256 value)
    internal
    pure
    returns (string memory)
  {
    return append(operation_, key, quoted(vm.toString(value)));
  }
  function withSigned(string memory operation_, string memory key, int256 value)
    internal
    pure
    returns (string memory)
  {
    return append(operation_, key, quoted(vm.toString(value)));
  }
  /// Accounts ("0", "pair", "zero") and names.
  function withText(string memory operation_, string memory key, string memory value)
    internal
    pure
    returns (string memory)
  {
    return append(operation_, key, quoted(value));
  }
  function withFlag(string memory operation_, string memory key, bool value)
    internal
    pure
    returns (string memory)
  {
    return append(operation_, key, value ? "true" : "false");
  }

  /// Runs operations one after the other on a fresh pool of "uniswap-v2" or "uniswap-v3"; the first
  /// must be createPool.
  function run(string memory protocol, string[] memory operations)
    internal
    returns (AssayStep[] memory)
  {
    return abi.decode(start(protocol, operations), (AssayStep[]));
  }

  /// A field of the state after a step, or of its operation.
  function number(AssayStep memory step, string memory key) internal pure returns (uint256) {
    return vm.parseJsonUint(step.json, dotted(key));
  }
  function signed(AssayStep memory step, string memory key) internal pure returns (int256) {
    return vm.parseJsonInt(step.json, dotted(key));
  }
  function numbers(AssayStep memory step, string memory key)
    internal
    pure
    returns (uint256[] memory)
  {
    return vm.parseJsonUintArray(step.json, dotted(key));
  }
  function signeds(AssayStep memory step, string memory key)
    internal
    pure
    returns (int256[] memory)
  {
    return vm.parseJsonIntArray(step.json, dotted(key));
  }
  function text(AssayStep memory step, string memory key) internal pure returns (string memory) {
    return vm.parseJsonString(step.json, dotted(key));
  }

  function start(string memory name, string[] memory arguments) private returns (bytes memory) {
    string[] memory command = new string[](arguments.length + 4);
    command[0] = vm.envOr("ASSAY", "assay");
    command[1] = "call";
    command[2] = "--abi";
    command[3] = name;
    for (uint256 i = 0; i < arguments.length; i++) command[i + 4] = arguments[i];
    return vm.ffi(command);
  }

  function texts(uint256 count, uint256 a, uint256 b, uint256 c, uint256 d)
    private
    pure
    returns (string[] memory list)
  {
    uint256[4] memory numbers = [a, b, c, d];
    list = new string[](count);
    for (uint256 i = 0; i < count; i++) list[i] = vm.toString(numbers[i]);
  }

  function append(string memory operation_, string memory key, string memory json)
    private
    pure
    returns (string memory)
  {
    bytes memory whole = bytes(operation_);
    bytes memory open = new bytes(whole.length - 1);
    for (uint256 i = 0; i < open.length; i++) open[i] = whole[i];
    return string(abi.encodePacked(open, ",", quoted(key), ":", json, "}"));
  }

  function quoted(string memory value) private pure returns (string memory) {
    return string(abi.encodePacked('"', value, '"'));
  }

  function dotted(string memory key) private pure returns (string memory) {
    return string(abi.encodePacked(".", key));
  }
}
