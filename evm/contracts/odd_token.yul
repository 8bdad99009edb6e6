// The tokens that misbehave, of docs/pooltrace.md. As token.yul, and what they are stands in slots
// that no holder's address can be: 1 kind, 2 fee in 1/10000, 3 index of a rebasing token, 4 flag,
// 5 balance of the fee sink. Kinds are numbered as in include/assay/ledger/token.hpp.
object "odd_token" {
  code { datacopy(0, dataoffset("runtime"), datasize("runtime")) return(0, datasize("runtime")) }
  object "runtime" {
    code {
      function fail(size, text) {
        mstore(0, shl(224, 0x08c379a0)) mstore(4, 32) mstore(36, size) mstore(68, text)
        revert(0, 100)
      }
      function answer(value) { mstore(0, value) return(0, 32) }
      function move(to, debit, credit) {
        let had := sload(caller())
        if lt(had, debit) { fail(13, "TOKEN_BALANCE") }
        sstore(caller(), sub(had, debit))
        sstore(to, add(sload(to), credit))
      }
      function scale() -> one { one := 1000000000000000000 }
      // Rounds down, in favour of the holder who pays it; no fee where it would overflow.
      function fee_of(amount) -> fee {
        if iszero(gt(amount, div(not(0), 10000))) { fee := div(mul(amount, sload(2)), 10000) }
      }

      let to := calldataload(4)
      let kind := sload(1)
      switch shr(224, calldataload(0))
      case 0x70a08231 { // balanceOf(holder)
        if eq(kind, 3) { answer(div(mul(sload(to), sload(3)), scale())) }
        answer(sload(to))
      }
      case 0xa9059cbb { // transfer(to, amount)
        let amount := calldataload(36)
        switch kind
        case 1 { // fee on arrival
          let fee := fee_of(amount)
          move(to, amount, sub(amount, fee))
          sstore(5, add(sload(5), fee))
        }
        case 2 { // fee on top
          let fee := fee_of(amount)
          let debit := add(amount, fee)
          if lt(debit, amount) { fail(13, "TOKEN_BALANCE") }
          move(to, debit, amount)
          sstore(5, add(sload(5), fee))
        }
        case 3 { // rebasing: shares round down; an amount too large to scale asks for all of them
          let shares := not(0)
          if iszero(gt(amount, div(not(0), scale()))) {
            shares := div(mul(amount, scale()), sload(3))
          }
          move(to, shares, shares)
        }
        case 4 { // answers nothing
          move(to, amount, amount)
          return(0, 0)
        }
        case 5 { // false while the flag is set
          if sload(4) { answer(0) }
          move(to, amount, amount)
        }
        case 6 { // false, but moves
          move(to, amount, amount)
          answer(0)
        }
        case 7 { // false on lack
          if lt(sload(caller()), amount) { answer(0) }
          move(to, amount, amount)
        }
        case 8 { // reverts while the flag is set
          if sload(4) { fail(12, "TOKEN_PAUSED") }
          move(to, amount, amount)
        }
        default { move(to, amount, amount) }
        answer(1)
      }
      default { revert(0, 0) }
    }
  }
}
