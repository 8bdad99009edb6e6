(* Uniswap V2: what a router computes and what the pair checks, over the integers.

   Mirrors UniswapV2Library.getAmountOut and getAmountIn, and the last require of
   UniswapV2Pair.swap. The fee is a parameter: [kept] / [unit] of an input trades, the rest stays
   in the pool; 997 / 1000 on chain. *)
From Coq Require Import ZArith.
Open Scope Z_scope.

Section Fee.
Variables kept unit : Z.

(* getAmountOut: rounds down, in favour of the pool. *)
Definition get_amount_out amount_in reserve_in reserve_out :=
  (amount_in * kept * reserve_out) / (reserve_in * unit + amount_in * kept).

(* getAmountIn: rounds down and adds one, in favour of the pool. *)
Definition get_amount_in amount_out reserve_in reserve_out :=
  (reserve_in * amount_out * unit) / ((reserve_out - amount_out) * kept) + 1.

(* The pair's own check, two-sided, with the balances after the swap and what came in. *)
Definition k_ok reserve0 reserve1 balance0 balance1 in0 in1 : Prop :=
  (balance0 * unit - in0 * (unit - kept)) * (balance1 * unit - in1 * (unit - kept))
  >= reserve0 * reserve1 * (unit * unit).
End Fee.
