(* SqrtPriceMath and computeSwapStep on words, as Solidity 0.7 computes them: SwapStep.v has the
   same formulas over the integers, and the theorems say when the two agree.

   Mirrors Uniswap/v3-core v1.0.0 SqrtPriceMath.sol, UnsafeMath.sol and SwapMath.sol statement by
   statement, mulDiv with all its steps among them. [None] is a revert. What the contract computes
   without a check goes through [keep], which says what remains of an exact result in a type of so
   many bits: [wrapping] is the EVM's way; [strict] refuses what does not fit, so that an answer
   under [strict] says that nothing wrapped. Two products and a sum wrap on purpose, and the
   contract looks whether they did: these are written out. *)
From Coq Require Import ZArith Bool.
From Assay Require Import Checks MulDiv.
Open Scope Z_scope.

Record formats := {
  word_bits : Z;         (* 256 *)
  price_bits : Z;        (* 160 *)
  liquidity_bits : Z;    (* 128 *)
  fraction_bits : Z;     (* of a price: 96 *)
  fee_bits : Z;          (* 24 *)
  fee_unit : Z;          (* what a fee is counted out of: 10^6 *)
  newton_rounds : nat    (* in mulDiv: 6 *)
}.
Definition evm_formats := {| word_bits := 256; price_bits := 160; liquidity_bits := 128;
  fraction_bits := 96; fee_bits := 24; fee_unit := 10 ^ 6; newton_rounds := 6 |}.

(* Formats in which no step reverts: scaled liquidity times a fee's unit is a positive signed word,
   and a short amount can be shifted. *)
Definition formats_suffice (f : formats) : Prop :=
  4 <= word_bits f <= 4 * 2 ^ Z.of_nat (newton_rounds f) /\
  0 < price_bits f <= 2 * fraction_bits f /\ 0 < liquidity_bits f /\ 0 < fraction_bits f /\
  price_bits f + fraction_bits f <= word_bits f /\
  0 < fee_unit f < 2 ^ fee_bits f /\
  2 ^ (liquidity_bits f + fraction_bits f) * fee_unit f <= 2 ^ (word_bits f - 1).

Definition fits bits x := (0 <=? x) && (x <? 2 ^ bits).
Definition wrapping bits x := Some (x mod 2 ^ bits).
Definition strict bits x := if fits bits x then Some x else None.
(* What the contract checks itself: LowGasSafeMath's sums, and toUint160. *)
Definition checked := strict.

Section Words.
Variable f : formats.
Variable keep : Z -> Z -> option Z.
Notation w := (word_bits f).
Notation p := (price_bits f).
Notation one := (2 ^ fraction_bits f).
Notation mulDiv := (mulDiv w (newton_rounds f)).
Notation mulDivRoundingUp := (mulDivRoundingUp w (newton_rounds f)).

Definition divRoundingUp x y :=
  keep w (div x y + (if 0 <? (if y =? 0 then 0 else x mod y) then 1 else 0)).

Definition getAmount0Delta (up : bool) A B L :=
  let low := if B <? A then B else A in
  let high := if B <? A then A else B in
  let? numerator1 := keep w (L * one) in
  let? numerator2 := keep p (high - low) in
  let? _ := require (0 <? low) in
  if up then let? x := mulDivRoundingUp numerator1 numerator2 high in divRoundingUp x low
  else let? x := mulDiv numerator1 numerator2 high in Some (div x low).

Definition getAmount1Delta (up : bool) A B L :=
  let low := if B <? A then B else A in
  let high := if B <? A then A else B in
  let? difference := keep p (high - low) in
  if up then mulDivRoundingUp L difference one else mulDiv L difference one.

(* getNextSqrtPriceFromAmount0RoundingUp. The product wraps, and a division tells. *)
Definition next_price_from_amount0 P L amount (add : bool) :=
  if amount =? 0 then Some P else
  let? numerator1 := keep w (L * one) in
  let product := (amount * P) mod 2 ^ w in
  let whole := div product amount =? P in
  if add then
    let denominator := (numerator1 + product) mod 2 ^ w in
    if whole && (numerator1 <=? denominator) then
      let? x := mulDivRoundingUp numerator1 P denominator in keep p x
    else
      let? sum := checked w (div numerator1 P + amount) in
      let? x := divRoundingUp numerator1 sum in keep p x
  else
    let? _ := require (whole && (product <? numerator1)) in
    let? denominator := keep w (numerator1 - product) in
    let? x := mulDivRoundingUp numerator1 P denominator in checked p x.

(* getNextSqrtPriceFromAmount1RoundingDown. Solidity's own division refuses zero. *)
Definition next_price_from_amount1 P L amount (add : bool) :=
  let short := amount <=? 2 ^ p - 1 in
  if add then
    let? quotient := if short then
                       let? x := keep w (amount * one) in
                       let? _ := require (0 <? L) in Some (x / L)
                     else mulDiv amount one L in
    let? sum := checked w (P + quotient) in checked p sum
  else
    let? quotient := if short then let? x := keep w (amount * one) in divRoundingUp x L
                     else mulDivRoundingUp amount one L in
    let? _ := require (quotient <? P) in
    keep p (P - quotient).

Definition getNextSqrtPriceFromInput P L amount (down : bool) :=
  let? _ := require ((0 <? P) && (0 <? L)) in
  if down then next_price_from_amount0 P L amount true
  else next_price_from_amount1 P L amount true.
Definition getNextSqrtPriceFromOutput P L amount (down : bool) :=
  let? _ := require ((0 <? P) && (0 <? L)) in
  if down then next_price_from_amount1 P L amount false
  else next_price_from_amount0 P L amount false.

Definition input_delta (down : bool) P N L :=
  if down then getAmount0Delta true N P L else getAmount1Delta true P N L.
Definition output_delta (down : bool) P N L :=
  if down then getAmount1Delta false N P L else getAmount0Delta false P N L.

(* The next price, and the amount in and the amount out where they are known already. *)
Definition to_next_price (down exact_in : bool) P T L amount fee :=
  if exact_in then
    let? kept := keep (fee_bits f) (fee_unit f - fee) in
    let? less := mulDiv amount kept (fee_unit f) in
    let? amount_in := input_delta down P T L in
    if amount_in <=? less then Some (T, amount_in, 0)
    else let? next := getNextSqrtPriceFromInput P L less down in Some (next, amount_in, 0)
  else
    let? wanted := keep w (- amount) in
    let? amount_out := output_delta down P T L in
    if amount_out <=? wanted then Some (T, 0, amount_out)
    else let? next := getNextSqrtPriceFromOutput P L wanted down in Some (next, 0, amount_out).

(* computeSwapStep: the next price, what comes in, what goes out, the fee. A positive [amount] is an
   exact input. *)
Definition computeSwapStep P T L amount fee :=
  let down := T <=? P in
  let exact_in := 0 <=? amount in
  let? start := to_next_price down exact_in P T L amount fee in
  let next := fst (fst start) in
  let reached := T =? next in
  let? amount_in := if reached && exact_in then Some (snd (fst start))
                    else input_delta down P next L in
  let? amount_out := if reached && negb exact_in then Some (snd start)
                     else output_delta down P next L in
  let? amount_out := if exact_in then Some amount_out
                     else let? wanted := keep w (- amount) in
                          Some (if wanted <? amount_out then wanted else amount_out) in
  let? charged := if exact_in && negb (next =? T) then keep w (amount - amount_in)
                  else let? kept := keep (fee_bits f) (fee_unit f - fee) in
                       mulDivRoundingUp amount_in fee kept in
  Some (next, amount_in, amount_out, charged).
End Words.
