// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.7.0 <0.9.0;
pragma experimental ABIEncoderV2;

interface PipeVm {
  function readFile(string calldata path) external view returns (string memory);
  function readLine(string calldata path) external view returns (string memory);
  function writeFile(string calldata path, string calldata text) external;
  function writeLine(string calldata path, string calldata text) external;
  function parseBytes(string calldata digits) external pure returns (bytes memory);
  function parseJsonString(string calldata json, string calldata key)
    external
    pure
    returns (string memory);
  function parseJsonUintArray(string calldata json, string calldata key)
    external
    pure
    returns (uint256[] memory);
  function toString(uint256 value) external pure returns (string memory);
}

/// A subject on the pipe: Uniswap V2's own router answers the cases of getAmountOut in cases.jsonl,
/// line by line, into answers.jsonl.
contract Pipe {
  PipeVm private constant vm = PipeVm(address(uint160(uint256(keccak256("hevm cheat code")))));
  string private constant ROUTER =
    "node_modules/@uniswap/v2-periphery/build/UniswapV2Router02.json";

  function run() external {
    address router = deploy();
    vm.writeFile("answers.jsonl", "");
    while (true) {
      string memory line = vm.readLine("cases.jsonl");
      if (bytes(line).length == 0) break;
      uint256[] memory in_ = vm.parseJsonUintArray(line, ".in");
      (bool success, bytes memory answer) =
        router.staticcall(
          abi.encodeWithSignature(
            "getAmountOut(uint256,uint256,uint256)",
            in_[0],
            in_[1],
            in_[2]
          )
        );
      vm.writeLine("answers.jsonl", answered(in_, success, answer));
    }
  }

  function answered(uint256[] memory in_, bool success, bytes memory answer)
    private
    pure
    returns (string memory)
  {
    string memory text = '{"in":[';
    for (uint256 i = 0; i < in_.length; i++) {
      text = join(text, join(i == 0 ? '"' : ',"', vm.toString(in_[i]), '"'), "");
    }
    if (success) {
      return join(text, '],"out":["', join(vm.toString(abi.decode(answer, (uint256))), '"]}', ""));
    }
    return join(text, '],"revert":"', join(reason(answer), '"}', ""));
  }

  // The text of Error(string).
  function reason(bytes memory data) private pure returns (string memory) {
    bytes memory rest = new bytes(data.length - 4);
    for (uint256 i = 0; i < rest.length; i++) rest[i] = data[i + 4];
    return abi.decode(rest, (string));
  }

  function join(string memory a, string memory b, string memory c)
    private
    pure
    returns (string memory)
  {
    return string(abi.encodePacked(a, b, c));
  }

  function deploy() private returns (address made) {
    string memory digits = vm.parseJsonString(vm.readFile(ROUTER), ".bytecode");
    bytes memory code =
      abi.encodePacked(
        vm.parseBytes(join("0x", digits, "")),
        abi.encode(address(1), address(2)) // factory and WETH, which getAmountOut does not use
      );
    assembly {
      made := create(0, add(code, 32), mload(code))
    }
    require(made != address(0), "the router's constructor fails");
  }
}
