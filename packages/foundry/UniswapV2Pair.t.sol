// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.6.2 <0.9.0;
pragma experimental ABIEncoderV2;

import {UniswapV2PairVectors} from "./UniswapV2PairVectors.sol";

interface AssayEnvironmentVm {
  function getCode(string calldata artifact) external view returns (bytes memory);
  function envOr(string calldata name, string calldata otherwise)
    external
    view
    returns (string memory);
}

/// The project's pair by the vectors beside this file. Environment: ASSAY_PAIR, its artifact
/// ("Pair.sol:Pair" without it); ASSAY_VECTORS, the file of vectors.
contract UniswapV2PairTest is UniswapV2PairVectors {
  AssayEnvironmentVm private constant vm =
    AssayEnvironmentVm(address(uint160(uint256(keccak256("hevm cheat code")))));

  function creationCode() internal view override returns (bytes memory) {
    return vm.getCode(vm.envOr("ASSAY_PAIR", "Pair.sol:Pair"));
  }
  function vectors() internal view override returns (string memory) {
    return vm.envOr("ASSAY_VECTORS", "test/assay/uniswap-v2/getAmountOut_test.json");
  }
}
