// SPDX-License-Identifier: Apache-2.0
// What the library of Uniswap V2's routers computes and no router tells, behind functions that can
// be called. Nothing is computed here. Compiled by compile.mjs with the library's own compiler.
pragma solidity =0.6.6;

import '@uniswap/v2-periphery/contracts/libraries/UniswapV2Library.sol';

contract V2Functions {
    function pairFor(address factory, address tokenA, address tokenB) external pure returns (address) {
        return UniswapV2Library.pairFor(factory, tokenA, tokenB);
    }
}
