(* One step of a Uniswap V3 swap: prices, amounts and the fee, within one range of liquidity.

   Mirrors Uniswap/v3-core v1.0.0 SqrtPriceMath.sol and SwapMath.sol (computeSwapStep) over the
   integers. [Q] is 1 in the price's fixed point (2^96 on chain), [U] the number of words (2^256),
   [E6] what a fee is counted out of (10^6): all are parameters, so that one proof covers the chain
   and the small worlds in which every input is enumerated. [None] is a revert. Prices are square
   roots. Products are exact here; SwapWords.v computes the same on words. *)
From Coq Require Import ZArith Bool.
From Assay Require Import Arith.
Open Scope Z_scope.

Section Format.
Variables Q U E6 : Z.

Definition amount0_delta (up : bool) A B L :=   (* A <= B *)
  if up then cdiv (cdiv (L * Q * (B - A)) B) A else (L * Q * (B - A)) / B / A.
Definition amount1_delta (up : bool) A B L :=
  if up then cdiv (L * (B - A)) Q else (L * (B - A)) / Q.

Definition next_price_token0_in P L a :=
  if a =? 0 then P else
  let n1 := L * Q in
  if (a * P <? U) && (n1 + a * P <? U) then cdiv (n1 * P) (n1 + a * P)
  else cdiv n1 (n1 / P + a).
Definition next_price_token0_out P L a :=
  if a =? 0 then Some P else
  let n1 := L * Q in
  if (a * P <? U) && (a * P <? n1) then Some (cdiv (n1 * P) (n1 - a * P)) else None.
Definition next_price_token1_in P L a := P + (a * Q) / L.
Definition next_price_token1_out P L a := let q := cdiv (a * Q) L in if q <? P then Some (P - q)
  else None.

(* ---- computeSwapStep ---- *)
Record step_result := { next_price : Z; amount_in : Z; amount_out : Z; fee_amount : Z }.
Definition compute_swap_step (P T L amt : Z) (f : Z) : option step_result :=
  let z01 := T <=? P in
  let ein := 0 <=? amt in
  let nx :=
    if ein then
      let less := amt * (E6 - f) / E6 in
      let ain := if z01 then amount0_delta true T P L else amount1_delta true P T L in
      if ain <=? less then Some T
      else if (P <=? 0) || (L <=? 0) then None
      else Some (if z01 then next_price_token0_in P L less else next_price_token1_in P L less)
    else
      let aout := if z01 then amount1_delta false T P L else amount0_delta false P T L in
      if aout <=? - amt then Some T
      else if (P <=? 0) || (L <=? 0) then None
      else (if z01 then next_price_token1_out P L (- amt) else next_price_token0_out P L (- amt)) in
  match nx with
  | None => None
  | Some N =>
    let ain := if z01 then amount0_delta true N P L else amount1_delta true P N L in
    let aout := if z01 then amount1_delta false N P L else amount0_delta false P N L in
    let aout := if negb ein && (- amt <? aout) then - amt else aout in
    let fee := if ein && negb (N =? T) then amt - ain else cdiv (ain * f) (E6 - f) in
    Some {| next_price := N; amount_in := ain; amount_out := aout; fee_amount := fee |}
  end.

Definition between a b c := (a <= b <= c \/ c <= b <= a).

(* solvency of one step in exact rational terms (cross-multiplied):
   zeroForOne: in >= L*Q*(P-N)/(P*N)  and out <= L*(P-N)/Q ; symmetric otherwise. *)
Definition solvent (P N L i o : Z) : Prop :=
  if N <=? P then L * Q * (P - N) <= i * (N * P) /\ o * Q <= L * (P - N)
  else L * (N - P) <= i * Q /\ o * (P * N) <= L * Q * (N - P).
End Format.
