(* Square-root prices at ticks and ticks of prices, as the contract computes them.

   Mirrors Uniswap/v3-core v1.0.0 TickMath.sol: getSqrtRatioAtTick multiplies up to twenty truncated
   factors, getTickAtSqrtRatio takes a logarithm by fourteen squarings and decides between two
   candidates. Bounds of the arguments are the caller's here: the theorems state theirs. *)
From Coq Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(* 2^128 / 1.0001^(2^i / 2) for i = 0, 1, …, 19. *)
Definition tick_factors : list Z := [
  0xfffcb933bd6fad37aa2d162d1a594001;
  0xfff97272373d413259a46990580e213a;
  0xfff2e50f5f656932ef12357cf3c7fdcc;
  0xffe5caca7e10e4e61c3624eaa0941cd0;
  0xffcb9843d60f6159c9db58835c926644;
  0xff973b41fa98c081472e6896dfb254c0;
  0xff2ea16466c96a3843ec78b326b52861;
  0xfe5dee046a99a2a811c461f1969c3053;
  0xfcbe86c7900a88aedcffc83b479aa3a4;
  0xf987a7253ac413176f2b074cf7815e54;
  0xf3392b0822b70005940c7a398e4b70f3;
  0xe7159475a2c29b7443b29c7fa6e889d9;
  0xd097f3bdfd2022b8845ad8f792aa5825;
  0xa9f746462d870fdf8a65dc1f90e061e5;
  0x70d869a156d2a1b890bb3df62baf32f7;
  0x31be135f97d08fd981231505542fcfa6;
  0x9aa508b5b7a84e1c677de54f3e99bc9;
  0x5d6af8dedb81196699c329225ee604;
  0x2216e584f5fa1ea926041bedfe98;
  0x48a170391f7dc42444e8fa2].

Fixpoint ratio_steps (cs : list Z) (t r : Z) : Z :=
  match cs with
  | [] => r
  | c :: cs => ratio_steps cs (t / 2) (if Z.odd t then (r * c) / 2 ^ 128 else r)
  end.
Definition ratio t := ratio_steps tick_factors t (2 ^ 128).
Definition sqrt_ratio_at_tick (t : Z) : Z :=
  let r := ratio (Z.abs t) in
  let r := if 0 <? t then (2 ^ 256 - 1) / r else r in
  r / 2 ^ 32 + (if r mod 2 ^ 32 =? 0 then 0 else 1).

(* r in [2^127,2^128), n remaining fraction bits; accumulates bits most significant first *)
Fixpoint log2_fraction (n : nat) (r acc : Z) : Z :=
  match n with O => acc
  | S n => let q := r * r / 2 ^ 127 in
           let f := q / 2 ^ 128 in
           log2_fraction n (q / 2 ^ f) (2 * acc + f) end.
Definition log2_x14 (p : Z) : Z :=            (* p = sqrtPriceX96 << 32 *)
  let msb := Z.log2 p in
  let r := if 128 <=? msb then p / 2 ^ (msb - 127) else p * 2 ^ (127 - msb) in
  log2_fraction 14 r (msb - 128).
(* on chain: log_2 = (msb-128)<<64 | bits at 63..50 ; i.e. log2_fraction * 2^50 *)
Definition log_sqrt10001 p := log2_x14 p * 2 ^ 50 * 255738958999603826347141.
Definition tlow p := (log_sqrt10001 p - 3402992956809132418596140100660247210) / 2 ^ 128.
Definition thi p := (log_sqrt10001 p + 291339464771989622907027621153398088495) / 2 ^ 128.
Definition tick_at_sqrt_ratio (sp : Z) : Z :=
  let p := sp * 2 ^ 32 in
  if tlow p =? thi p then tlow p else if sqrt_ratio_at_tick (thi p) <=? sp then thi p else tlow p.
