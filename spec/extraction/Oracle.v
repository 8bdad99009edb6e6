(* What is extracted: the definitions of the end theorems, at the formats of the chain.

   The general definitions come along, because small worlds are enumerated with them. Nothing is
   defined here that decides anything: each line only fills in parameters. *)
From Coq Require Import ZArith List.
From Assay Require Arith V2Math V2Pair SqrtLoop MulDiv Limbs TickMath SwapStep.
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
Definition mul_div := MulDiv.mulDiv 256 newton_rounds.
Definition mul_div_up := MulDiv.mulDivRoundingUp 256 newton_rounds.
Definition square_root := SqrtLoop.contract_sqrt sqrt_rounds.
Definition price_at_tick := TickMath.sqrt_ratio_at_tick.
Definition tick_at_price := TickMath.tick_at_sqrt_ratio.
Definition swap_step := SwapStep.compute_swap_step price_one words fee_unit.
Definition amount0_delta := SwapStep.amount0_delta price_one.
Definition amount1_delta := SwapStep.amount1_delta price_one.
Definition next_price_token0_in := SwapStep.next_price_token0_in price_one words.
Definition next_price_token0_out := SwapStep.next_price_token0_out price_one words.
Definition next_price_token1_in := SwapStep.next_price_token1_in price_one.
Definition next_price_token1_out := SwapStep.next_price_token1_out price_one.
