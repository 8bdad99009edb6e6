// The recording tokens of pooltrace (docs/pooltrace.md): a plain ERC-20 as far as pools use one.
// Balances live at slot = holder's address, so that a host can set and read them without hashing.
// No allowances, no supply, no events. Fails with TOKEN_BALANCE when the sender has too little.
object "token" {
  code { datacopy(0, dataoffset("runtime"), datasize("runtime")) return(0, datasize("runtime")) }
  object "runtime" {
    code {
      let to := calldataload(4)
      switch shr(224, calldataload(0))
      case 0xa9059cbb { // transfer(to, amount)
        let amount := calldataload(36)
        let had := sload(caller())
        if lt(had, amount) {
          mstore(0, shl(224, 0x08c379a0)) mstore(4, 32) mstore(36, 13) mstore(68, "TOKEN_BALANCE")
          revert(0, 100)
        }
        sstore(caller(), sub(had, amount))
        sstore(to, add(sload(to), amount))
        mstore(0, 1)
        return(0, 32)
      }
      case 0x70a08231 { // balanceOf(holder)
        mstore(0, sload(to))
        return(0, 32)
      }
      default { revert(0, 0) }
    }
  }
}
