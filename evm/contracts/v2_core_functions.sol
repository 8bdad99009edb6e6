// SPDX-License-Identifier: Apache-2.0
// What the pair of Uniswap V2 computes in libraries, behind functions that can be called. Nothing is
// computed here. Compiled by compile.mjs with the pair's own compiler.
pragma solidity =0.5.16;

import '@uniswap/v2-core/contracts/libraries/Math.sol';

contract V2CoreFunctions {
    function sqrt(uint y) external pure returns (uint) {
        return Math.sqrt(y);
    }
}
