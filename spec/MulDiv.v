(* a * b / d with the exact double-width product, as FullMath.sol computes it.

   Mirrors Uniswap/v3-core v1.0.0 FullMath.mulDiv and mulDivRoundingUp (Remco Bloemen's method),
   statement by statement, on the EVM's operators at any word width w; w = 256 on chain. [None] is a
   revert. The C++ of the same steps is mul_div_remco (include/assay/math/mul_div.hpp). *)
From Coq Require Import ZArith.
Open Scope Z_scope.

Section Width.
Variable w : Z.

Definition M := 2 ^ w.
(* The EVM's operators on words below M. *)
Definition add a b := (a + b) mod M.
Definition sub a b := (a - b) mod M.
Definition mul a b := (a * b) mod M.
Definition div a b := if b =? 0 then 0 else a / b.
Definition mulmod a b m := if m =? 0 then 0 else (a * b) mod m.
Definition lt a b := if a <? b then 1 else 0.
Definition gt a b := if b <? a then 1 else 0.
Definition bnot a := M - 1 - a.
Definition band := Z.land.
Definition bor := Z.lor.
Definition bxor := Z.lxor.

Fixpoint newton (n : nat) (d x : Z) :=
  match n with O => x | S n => newton n d (mul x (sub 2 (mul d x))) end.

Definition mulDiv (iters : nat) (a b d : Z) : option Z :=
  let mm := mulmod a b (bnot 0) in
  let prod0 := mul a b in
  let prod1 := sub (sub mm prod0) (lt mm prod0) in
  if prod1 =? 0 then (if 0 <? d then Some (div prod0 d) else None)
  else if prod1 <? d then
    let r := mulmod a b d in
    let prod1 := sub prod1 (gt r prod0) in
    let prod0 := sub prod0 r in
    let twos := band (sub 0 d) d in
    let d := div d twos in
    let prod0 := div prod0 twos in
    let twos := add (div (sub 0 twos) twos) 1 in
    let prod0 := bor prod0 (mul prod1 twos) in
    let inv := newton iters d (bxor (mul 3 d) 2) in
    Some (mul prod0 inv)
  else None.

(* mulDivRoundingUp: the floor, one more where the division leaves a remainder; that sum is
   checked. *)
Definition mulDivRoundingUp (iters : nat) (a b d : Z) : option Z :=
  match mulDiv iters a b d with
  | None => None
  | Some result =>
    if 0 <? mulmod a b d
    then (if result <? M - 1 then Some (result + 1) else None)
    else Some result
  end.
End Width.
