(* The parameters of the deployed Uniswap V3 pools: formats, TickMath, and maxLiquidityPerTick for a
   tick spacing. Fee and spacing are what the factory allows: 500/10, 3000/60, 10000/200, 100/1. *)
From Coq Require Import ZArith.
From Assay Require Import TickMath V3Pool.
Open Scope Z_scope.

Definition chain (fee spacing : Z) : parameters := {|
  price_unit := 2 ^ 96;  words := 2 ^ 256;  fee_unit := 10 ^ 6;  liquidity_limit := 2 ^ 128;
  growth_unit := 2 ^ 128;  word_bits := 256;  lowest := -887272;  highest := 887272;
  price_at := sqrt_ratio_at_tick;  tick_at := tick_at_sqrt_ratio;
  fee := fee;  spacing := spacing;
  gross_limit := (2 ^ 128 - 1) / (2 * (887272 / spacing) + 1) |}.
