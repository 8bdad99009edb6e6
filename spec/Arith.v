(* Division of integers, in both directions: the two operations that every rounding is made of.

   [a / b] of the standard library is the floor for b > 0; [cdiv a b] is the ceiling. *)
From Coq Require Import ZArith.
Open Scope Z_scope.

(* ceil(a / b), for b > 0. *)
Definition cdiv (a b : Z) : Z := (a + b - 1) / b.
