(* What is extracted: the definitions of the end theorems, at the formats of the chain.

   The general definitions come along, because small worlds are enumerated with them. Nothing is
   defined here that decides anything: each line only fills in parameters. *)
From Coq Require Import ZArith List.
From Assay Require Arith V2Math V2Pair SqrtLoop MulDiv Limbs LimbsOne TickMath SwapStep SwapWords.
From Assay Require V3Pool V3Chain.
Open Scope Z_scope.

Definition words := 2 ^ 256.
Definition price_one := 2 ^ 96.
Definition fee_unit := 1000000.
Definition newton_rounds := 6%nat.
Definition sqrt_rounds := 258%nat.

Definition limb_base := 2 ^ 64.
Definition limb_product := Limbs.product limb_base.
Definition limb_reciprocal := Limbs.reciprocal limb_base.
Definition limb_division := Limbs.long_division limb_base.
Definition limb_reciprocal_from_table := LimbsOne.reciprocal_from_table.
Definition limb_portable_reciprocal d1 d0 :=
  LimbsOne.portable_reciprocal limb_base (limb_reciprocal_from_table d1) d1 d0.
Definition limb_division_2by1 d := LimbsOne.div_2by1 limb_base (limb_reciprocal_from_table d) d.
Definition limb_short_division d := LimbsOne.short_division (limb_division_2by1 d).
Definition mul_div := MulDiv.mulDiv 256 newton_rounds.
Definition mul_div_up := MulDiv.mulDivRoundingUp 256 newton_rounds.
Definition square_root := SqrtLoop.contract_sqrt sqrt_rounds.
Definition price_at_tick := TickMath.sqrt_ratio_at_tick.
Definition tick_at_price := TickMath.tick_at_sqrt_ratio.
Definition swap_step := SwapStep.compute_swap_step price_one words fee_unit.

(* On words, reverts and what wraps included: the proofs say where these are the exact ones. *)
Definition step_on_words := SwapWords.computeSwapStep SwapWords.evm_formats SwapWords.wrapping.
Definition amount0_delta := SwapWords.getAmount0Delta SwapWords.evm_formats SwapWords.wrapping.
Definition amount1_delta := SwapWords.getAmount1Delta SwapWords.evm_formats SwapWords.wrapping.
Definition next_price0 :=
  SwapWords.next_price_from_amount0 SwapWords.evm_formats SwapWords.wrapping.
Definition next_price1 :=
  SwapWords.next_price_from_amount1 SwapWords.evm_formats SwapWords.wrapping.
Definition price_from_input :=
  SwapWords.getNextSqrtPriceFromInput SwapWords.evm_formats SwapWords.wrapping.
Definition price_from_output :=
  SwapWords.getNextSqrtPriceFromOutput SwapWords.evm_formats SwapWords.wrapping.
Definition div_up := SwapWords.divRoundingUp SwapWords.evm_formats SwapWords.wrapping.
