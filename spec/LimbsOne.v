(* The engine's division by one limb, and its reciprocals without a division instruction.

   Mirrors include/assay/word/reciprocal.hpp (reciprocal_from_table, div_2by1, the reciprocal of two
   limbs made from that of one) and limb_division.hpp (divide_by_1), as constant evaluation and
   processors other than x86-64 run them; the loop of divide_by_1 with x86-64's instruction too. A
   limb is a number below B, which is 2^64 there and abstract here, but for the table: that is made
   for 64 bits. Where the C++ lets a limb wrap, [mod B] stands here. *)
From Coq Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

Section Base.
Variable B : Z.

(* What the reciprocal of a limb d is: floor((B^2 - 1) / d) - B. *)
Definition reciprocal_of_one d := (B * B - 1) / d - B.

(* div_instruction: what the processor promises of its division, where high < d. *)
Definition div_instruction d high low := ((high * B + low) / d, (high * B + low) mod d).

(* div_2by1 with the reciprocal: the same without a division. *)
Definition div_2by1 inverse d high low :=
  let estimate := inverse * high + (high * B + low) in
  let quotient := (estimate / B + 1) mod B in
  let remainder := (low - quotient * d) mod B in
  let too_large := estimate mod B <? remainder in
  let quotient := (quotient + (if too_large then B - 1 else 0)) mod B in
  let remainder := (remainder + (if too_large then d else 0)) mod B in
  if d <=? remainder then ((quotient + 1) mod B, remainder - d) else (quotient, remainder).

(* The loop of divide_by_1: a digit for each further limb of the dividend, the highest first. *)
Fixpoint short_division (divide : Z -> Z -> Z * Z) (remainder : Z) (nexts : list Z) : list Z * Z :=
  match nexts with
  | [] => ([], remainder)
  | next :: nexts =>
    let (digit, remainder) := divide remainder next in
    let (digits, remainder) := short_division divide remainder nexts in
    (digit :: digits, remainder)
  end.

(* The reciprocal of two limbs from that of the higher one, v. *)
Definition portable_reciprocal v d1 d0 :=
  let p := (d1 * v + d0) mod B in
  let '(v, p) :=
    if p <? d0 then
      if d1 <=? p then ((v - 2) mod B, (p - d1 - d1) mod B) else ((v - 1) mod B, (p - d1) mod B)
    else (v, p) in
  let t := v * d0 in
  let p := (p + t / B) mod B in
  if p <? t / B then
    if ((d1 <=? p) && ((d1 <? p) || (d0 <=? t mod B)))%bool then (v - 2) mod B
    else (v - 1) mod B
  else v.
End Base.

(* ---- reciprocal_from_table, on limbs of 64 bits ---- *)

Definition word x := x mod 2 ^ 64.
(* An entry of reciprocal_table, for the leading nine bits. *)
Definition table_entry leading9 := (2 ^ 19 - 3 * 2 ^ 8) / leading9.

Definition reciprocal_from_table d :=
  let odd := d mod 2 in
  let leading40 := d / 2 ^ 24 + 1 in
  let leading63 := d / 2 + odd in
  let v0 := table_entry (256 + (d / 2 ^ 55) mod 256) in
  let v1 := word (v0 * 2 ^ 11 - word (v0 * v0 * leading40) / 2 ^ 40 - 1) in
  let v2 := word (v1 * 2 ^ 13 + word (v1 * word (2 ^ 60 - v1 * leading40)) / 2 ^ 47) in
  let error := word ((if odd =? 1 then v2 / 2 else 0) - v2 * leading63) in
  let v3 := word (v2 * error / 2 ^ 64 / 2 + word (v2 * 2 ^ 31)) in
  word (v3 - ((v3 * d + d) / 2 ^ 64 + d)).
