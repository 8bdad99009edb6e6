(* What a contract may refuse: [None] is a revert. *)

Definition bind {A B} (x : option A) (f : A -> option B) : option B :=
  match x with Some value => f value | None => None end.
Notation "'let?' x := e 'in' f" := (bind e (fun x => f)) (at level 200, x name, f at level 200).
Definition require (condition : bool) : option unit := if condition then Some tt else None.
