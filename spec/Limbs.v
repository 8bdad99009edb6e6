(* The engine's own arithmetic on words: products and long division on arrays of limbs.

   Mirrors include/assay/word/backend_limbs.hpp (product), reciprocal.hpp (the reciprocal of two
   limbs, div_3by2) and limb_division.hpp (subtract_saturated, next_digit and the loop around it),
   as x86-64 runs them. A limb is a number below B, which is 2^64 there and abstract here; a word is
   a list of limbs, the lowest first. Where the C++ lets a limb wrap, [mod B] stands here. *)
From Coq Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

Section Base.
Variable B : Z.

(* The number that limbs are. *)
Fixpoint value (x : list Z) : Z := match x with [] => 0 | limb :: x => limb + B * value x end.
Definition limb (x : Z) : Prop := 0 <= x < B.
Definition limbs (x : list Z) : Prop := Forall limb x.

(* ---- native.hpp: one limb at a time ---- *)

(* mul_add_limb: the low limb of a * b + addend + carry, and the high one. *)
Definition mul_add_limb a b addend carry :=
  ((a * b + addend + carry) mod B, (a * b + addend + carry) / B).
(* add_limb and sub_limb: carry and borrow are 0 or 1. *)
Definition add_limb a b carry := ((a + b + carry) mod B, if a + b + carry <? B then 0 else 1).
Definition sub_limb a b borrow := ((a - b - borrow) mod B, if a - b - borrow <? 0 then 1 else 0).

(* ---- backend_limbs.hpp: product ---- *)

(* One row: a times b, added to what stands there; the carry is put above it, if there is room. *)
Fixpoint add_row (a : Z) (b out : list Z) (carry : Z) : list Z :=
  match out with
  | [] => []
  | o :: out =>
    match b with
    | [] => carry :: out
    | x :: b => let (low, high) := mul_add_limb a x o carry in low :: add_row a b out high
    end
  end.
(* Row by row, each one limb further up; what does not reach below the end is dropped. *)
Fixpoint product (a b out : list Z) : list Z :=
  match a with
  | [] => out
  | x :: a =>
    match add_row x b out 0 with
    | [] => []
    | lowest :: out => lowest :: product a b out
    end
  end.
Definition zeros (count : nat) : list Z := repeat 0 count.

(* ---- reciprocal.hpp ---- *)

(* floor((B^3 - 1) / (d1:d0)) - B, by one division of two limbs by one and two corrections. *)
Definition reciprocal d1 d0 :=
  let high := (B - 1 - d1) * B + (B - 1 - d0) in
  let digit := high / d1 in
  let rest := high mod d1 in
  let above := rest * B + (B - 1) <? digit * d0 in
  let excess := digit * d0 - (rest * B + (B - 1)) in
  digit - (if above then 1 else 0) -
    (if (above && (d1 * B + d0 <? excess))%bool then 1 else 0).

(* div_3by2: the quotient and the remainder, two limbs, of (high : low) by the two-limb divisor. *)
Definition div_3by2 high low divisor inverse :=
  let estimate := inverse * (high / B) + high in
  let quotient := estimate / B in
  let r1 := (high mod B - quotient * (divisor / B)) mod B in
  let remainder := (r1 * B + low - quotient * (divisor mod B) - divisor) mod (B * B) in
  let too_large := estimate mod B <=? remainder / B in
  let quotient := (quotient + 1 + (if too_large then B - 1 else 0)) mod B in
  let remainder := (remainder + (if too_large then divisor else 0)) mod (B * B) in
  if divisor <=? remainder then ((quotient + 1) mod B, remainder - divisor)
  else (quotient, remainder).

(* ---- limb_division.hpp ---- *)

(* x - digit * d limb by limb, and what is still to be subtracted above: carry and borrow. *)
Fixpoint subtract_product (x d : list Z) (digit carry borrow : Z) : list Z * Z * Z :=
  match x, d with
  | a :: x, b :: d =>
    let (low, high) := mul_add_limb digit b 0 carry in
    let (difference, below) := sub_limb a low borrow in
    let '(rest, carry, borrow) := subtract_product x d digit high below in
    (difference :: rest, carry, borrow)
  | _, _ => ([], carry, borrow)
  end.
(* add_back: the last carry is dropped. *)
Fixpoint add_back (x d : list Z) (carry : Z) : list Z :=
  match x, d with
  | a :: x, b :: d => let (sum, above) := add_limb a b carry in sum :: add_back x d above
  | _, _ => []
  end.

(* The two highest limbs of a word, and what is below them. *)
Definition first (x : list Z) := last x 0.
Definition second (x : list Z) := last (removelast x) 0.
Definition below (x : list Z) := removelast (removelast x).
Definition leading x := first x * B + second x.

(* next_digit: one digit of remainder:next by d, and the new remainder. The three highest limbs by
   two give a digit that is right or one too large. *)
Definition next_digit (remainder : list Z) (next : Z) (d : list Z) (inverse : Z) : Z * list Z :=
  if leading remainder =? leading d then
    let '(rest, _, _) := subtract_product (next :: removelast remainder) d (B - 1) 0 0 in
    (B - 1, rest)
  else
    let window := next :: below remainder in
    let (digit, rest) := div_3by2 (leading remainder) (last window 0) (leading d) inverse in
    let '(low, carry, borrow) := subtract_product (removelast window) (below d) digit 0 0 in
    let (lower, borrow) := sub_limb (rest mod B) carry borrow in
    let (upper, borrow) := sub_limb (rest / B) 0 borrow in
    let found := low ++ [lower; upper] in
    if borrow =? 0 then (digit, found) else (digit - 1, add_back found d 0).

(* The loop: a digit for each further limb of the dividend, the highest first. *)
Fixpoint long_division (remainder nexts d : list Z) (inverse : Z) : list Z * list Z :=
  match nexts with
  | [] => ([], remainder)
  | next :: nexts =>
    let (digit, remainder) := next_digit remainder next d inverse in
    let (digits, remainder) := long_division remainder nexts d inverse in
    (digit :: digits, remainder)
  end.
End Base.
