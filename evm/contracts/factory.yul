// What a pool that is given alone asks of the account that creates it, as its factory: Uniswap V2's
// fee switch, and V3's owner and parameters. Slots: 0 feeTo, 1 feeToSetter, 2 owner, 3 token0,
// 4 token1, 5 fee, 6 tickSpacing; the host writes them.
object "factory" {
  code { datacopy(0, dataoffset("runtime"), datasize("runtime")) return(0, datasize("runtime")) }
  object "runtime" {
    code {
      function answer(slot) { mstore(0, sload(slot)) return(0, 32) }
      // Solidity refuses calldata that is too short.
      function set(slot) {
        if lt(calldatasize(), 36) { revert(0, 0) }
        if iszero(eq(caller(), sload(1))) {
          mstore(0, shl(224, 0x08c379a0)) mstore(4, 32) mstore(36, 20)
          mstore(68, "UniswapV2: FORBIDDEN")
          revert(0, 100)
        }
        sstore(slot, calldataload(4))
        stop()
      }
      switch shr(224, calldataload(0))
      case 0x017e7e58 { answer(0) } // feeTo()
      case 0x094b7415 { answer(1) } // feeToSetter()
      case 0xf46901ed { set(0) }    // setFeeTo(address)
      case 0xa2e74af6 { set(1) }    // setFeeToSetter(address)
      case 0x8da5cb5b { answer(2) } // owner()
      case 0x89035730 {             // parameters(): factory, token0, token1, fee, tickSpacing
        mstore(0, address())
        for { let i := 1 } lt(i, 5) { i := add(i, 1) } { mstore(mul(32, i), sload(add(2, i))) }
        return(0, 160)
      }
      default { revert(0, 0) }
    }
  }
}
