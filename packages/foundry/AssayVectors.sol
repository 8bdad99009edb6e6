// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.6.2 <0.9.0;
pragma experimental ABIEncoderV2;

/// The cheat codes of Foundry that reading vectors takes.
interface AssayVm {
  function readFile(string calldata path) external view returns (string memory);
  function keyExistsJson(string calldata json, string calldata key) external view returns (bool);
  function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
  function parseJsonString(string calldata json, string calldata key)
    external
    pure
    returns (string memory);
  function parseJsonTypeArray(string calldata json, string calldata key, string calldata type_)
    external
    pure
    returns (bytes memory);
  function serializeJsonType(string calldata type_, bytes memory value)
    external
    pure
    returns (string memory json);
  function toString(uint256 value) external pure returns (string memory);
  function toString(bytes calldata value) external pure returns (string memory);
}

/// Reads Assay's canonical vector files (FUNCTION_test.json) and judges calls by their cases.
///
/// Numbers are decoded by vm.parseJsonTypeArray with the type that the file states, never guessed:
/// vm.parseJson takes short decimals for text and says nothing. Files are opened through the
/// libraries that `assay vectors PROTOCOL --format foundry` writes, which have a struct for each
/// function. foundry.toml must allow reading:
///   fs_permissions = [{ access = "read", path = "./" }]
library AssayVectors {
  AssayVm private constant vm =
    AssayVm(address(uint160(uint256(keccak256("hevm cheat code")))));

  /// The text of a vector file and the number of its cases. Reverts, with the path, unless the file
  /// is of this algorithm and its cases have this type.
  function open(string memory path, string memory algorithm, string memory type_)
    internal
    view
    returns (string memory json, uint256 count)
  {
    json = vm.readFile(path);
    require(
      vm.keyExistsJson(json, ".forgeType") && vm.keyExistsJson(json, ".testGroups"),
      text(path, " is no canonical vector file; assay vectors --format foundry writes them", "")
    );
    expect(path, "algorithm", vm.parseJsonString(json, ".algorithm"), algorithm);
    expect(path, "forgeType", vm.parseJsonString(json, ".forgeType"), type_);
    count = vm.parseJsonUint(json, ".numberOfTests");
    require(count > 0, text(path, " holds no cases", ""));
  }

  /// One group of cases, as the ABI encoding of an array of them.
  function group(string memory json, uint256 index, string memory type_)
    internal
    pure
    returns (bytes memory)
  {
    string memory key = text(".testGroups[", vm.toString(index), "].tests");
    return vm.parseJsonTypeArray(json, key, type_);
  }

  /// Reverts unless a case was decoded as it was written: every case has canary 1.
  function checkCanary(uint256 canary, uint256 tcId) internal pure {
    require(canary == 1, text("case ", vm.toString(tcId), " is misread: its canary is not 1"));
  }

  /// What is wrong with a call, judged by a case; empty if nothing is. `success` and `answer` are
  /// what the call gave, `result` and `error` are the case's, `expected` is the ABI encoding of the
  /// case's results. A revert must have the case's reason.
  function mistake(
    bool success,
    bytes memory answer,
    string memory result,
    string memory error,
    bytes memory expected
  ) internal pure returns (string memory) {
    if (same(bytes(result), "ok")) {
      if (!success) return text("reverts: ", reason(answer), "");
      if (same(answer, expected)) return "";
      return text("returns ", vm.toString(answer), text(" instead of ", vm.toString(expected), ""));
    }
    if (success) return "does not revert";
    string memory got = reason(answer);
    // What consumes all gas leaves no data.
    string memory stated = same(bytes(error), "INVALID") ? "" : error;
    return same(bytes(got), bytes(stated)) ? "" : text("reverts for another reason: ", got, "");
  }

  /// A mistake with the whole case, as JSON with the names of its fields.
  function report(string memory mistake_, string memory type_, bytes memory encoded)
    internal
    pure
    returns (string memory)
  {
    return text(mistake_, "; the case is ", vm.serializeJsonType(type_, encoded));
  }

  /// The reason of a revert as vectors write it: the text of Error(string), "Panic(0x11)", empty
  /// where there is no data, else the data in hexadecimal.
  function reason(bytes memory data) internal pure returns (string memory) {
    if (data.length == 0) return "";
    bytes memory rest = new bytes(data.length < 4 ? 0 : data.length - 4);
    for (uint256 i = 0; i < rest.length; i++) rest[i] = data[i + 4];
    bytes4 selector;
    assembly {
      selector := mload(add(data, 32))
    }
    if (selector == 0x08c379a0 && rest.length >= 64) return abi.decode(rest, (string));
    if (selector == 0x4e487b71 && rest.length == 32) {
      return text("Panic(", vm.toString(abi.encodePacked(rest[31])), ")");
    }
    return vm.toString(data);
  }

  function expect(
    string memory path,
    string memory what,
    string memory got,
    string memory expected
  ) private pure {
    if (same(bytes(got), bytes(expected))) return;
    string memory both = text(got, ", and this library reads ", expected);
    revert(text(path, ": ", text(what, " is ", both)));
  }

  function same(bytes memory a, bytes memory b) private pure returns (bool) {
    return keccak256(a) == keccak256(b);
  }

  function text(string memory a, string memory b, string memory c)
    private
    pure
    returns (string memory)
  {
    return string(abi.encodePacked(a, b, c));
  }
}
