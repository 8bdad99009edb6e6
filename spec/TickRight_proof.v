(* Proof of TickMath.v, 5: getTickAtSqrtRatio is right on every price between the first and the last
   tick's, by the bounds on its logarithm and on the ratio of each tick. *)
From Coq Require Import ZArith Lia Reals Lra.
From Assay Require Import Arith_proof TickMath TickRatio_proof TickMonotone_proof TickInverse_proof.
From Assay Require Import TickLog_proof.
Open Scope R_scope.

(* ---- prices of ticks, as logarithms ---- *)

(* The ratio that getSqrtRatioAtTick rounds up to a price: 2^128 * 1.0001^(t/2) but for rounding. *)
Definition ratio_x128 t :=
  (if 0 <? t then (2 ^ 256 - 1) / ratio (Z.abs t) else ratio (Z.abs t))%Z.

Definition slack := 8 / IZR (2 ^ 58).
Lemma ln_ratio n : (0 <= n <= 887272)%Z ->
  Rabs (ln (IZR (ratio n)) - (ln D - IZR n * lambda)) <= 60 / IZR (2 ^ 63).
Proof.
  intros N. pose proof (ratio_error n ltac:(lia)) as E. pose proof (s_range n N) as S.
  pose proof D_pos as HD. assert (P : 0 < s ^ Z.to_nat n) by (apply pow_lt, s_pos).
  replace (ln D - IZR n * lambda) with (ln (D * s ^ Z.to_nat n))
    by (rewrite (ln_mult _ _ HD P), (ln_power n) by lia; ring).
  replace (60 / IZR (2 ^ 63)) with (2 * (30 / IZR (2 ^ 63))) by (unfold Rdiv; ring).
  apply ln_close.
  - apply Rmult_lt_0_compat; assumption.
  - change (2 ^ 63)%Z with 9223372036854775808%Z. lra.
  - eapply Rle_trans; [exact E|]. set (x := s ^ Z.to_nat n) in *. clearbody x.
    apply Rle_trans with (30 / IZR (2 ^ 63) * (D * / IZR (2 ^ 65))).
    + unfold D. change (2 ^ 128)%Z with (2 ^ 63 * 2 ^ 65)%Z. rewrite mult_IZR.
      right. field. split; apply Rgt_not_eq, IZR_pos; reflexivity.
    + apply Rmult_le_compat_l; [|apply Rmult_le_compat_l; lra].
      apply Rmult_le_pos; [lra|]. left. apply Rinv_0_lt_compat, IZR_pos. reflexivity.
Qed.
Lemma ln_ratio_x128 t : (-887272 <= t <= 887272)%Z ->
  Rabs (ln (IZR (ratio_x128 t)) - (ln D + IZR t * lambda)) <= slack.
Proof.
  intros H. pose proof (ln_ratio (Z.abs t) ltac:(lia)) as L. apply Rabs_def2_le in L.
  unfold ratio_x128, slack. change (2 ^ 63)%Z with (32 * 2 ^ 58)%Z in L. rewrite mult_IZR in L.
  assert (P : 0 < IZR (2 ^ 58)) by (apply IZR_pos; reflexivity).
  assert (I : 0 < / IZR (2 ^ 58)) by (apply Rinv_0_lt_compat, P).
  assert (E : 60 / (32 * IZR (2 ^ 58)) = 15 / 8 * / IZR (2 ^ 58)) by (field; lra).
  rewrite E in L. clear E. unfold Rdiv in *. destruct (Z.ltb_spec 0 t).
  - rewrite Z.abs_eq in * by lia. pose proof (ratio_pos t ltac:(lia)) as Q.
    pose proof (ratio_le t ltac:(lia)) as Q'. set (r := ratio t) in *. clearbody r.
    assert (X : (2 ^ 58 <= (2 ^ 256 - 1) / r)%Z).
    { apply Z.div_le_lower_bound; [lia|]. lia. }
    pose proof (div_lb (2 ^ 256 - 1) r ltac:(lia)) as A.
    pose proof (div_ub (2 ^ 256 - 1) r ltac:(lia)) as B.
    set (x := ((2 ^ 256 - 1) / r)%Z) in *. clearbody x.
    assert (A' : (r * x <= 2 ^ 256)%Z) by lia. assert (B' : (2 ^ 256 <= r * (x + 1))%Z) by lia.
    apply IZR_le in A', B'. rewrite mult_IZR in A', B'. rewrite plus_IZR in B'.
    assert (R : 0 < IZR r) by (apply IZR_pos; lia).
    assert (X' : IZR (2 ^ 58) <= IZR x) by (apply IZR_le, X).
    assert (W : 0 < IZR (2 ^ 256)) by (apply IZR_pos; reflexivity).
    apply (fun H => ln_le _ _ (conj (Rmult_lt_0_compat _ _ R (Rlt_le_trans _ _ _ P X')) H)) in A'.
    apply (fun H => ln_le _ _ (conj W H)) in B'.
    rewrite ln_mult in A', B' by lra. rewrite (ln_two_power 256) in A', B' by lia.
    pose proof (ln_succ (IZR (2 ^ 58)) (IZR x) ltac:(lra)).
    assert (HD : ln D = 128 * ln 2) by (apply ln_two_power; lia). rewrite HD in *.
    set (i := / IZR (2 ^ 58)) in *. set (lx := ln (IZR x)) in *. set (lr := ln (IZR r)) in *.
    set (ls := ln (IZR x + 1)) in *. set (tl := IZR t * lambda) in *. set (l := ln 2) in *.
    clearbody i lx lr ls tl l. apply Rabs_le. lra.
  - rewrite Z.abs_neq, opp_IZR in L by lia. rewrite Z.abs_neq by lia.
    set (i := / IZR (2 ^ 58)) in *. set (lr := ln (IZR (ratio (- t)))) in *.
    clearbody i lr. apply Rabs_le. lra.
Qed.

(* The price is that ratio, rounded up to 96 bits of fraction. *)
Lemma price_rounds_up t : (ratio_x128 t <= sqrt_ratio_at_tick t * 2 ^ 32 < ratio_x128 t + 2 ^ 32)%Z.
Proof.
  unfold sqrt_ratio_at_tick. cbv zeta. fold (ratio_x128 t). set (r := ratio_x128 t). clearbody r.
  pose proof (Z.div_mod r (2 ^ 32) ltac:(discriminate)).
  pose proof (Z.mod_pos_bound r (2 ^ 32) ltac:(reflexivity)).
  destruct (Z.eqb_spec (r mod 2 ^ 32) 0); lia.
Qed.

(* ---- the logarithm in ticks ---- *)

Notation C := 255738958999603826347141.
Lemma constant_error : Rabs (C * lambda - IZR (2 ^ 64) * ln 2) <= IZR (2 ^ 42) * lambda.
Proof.
  pose proof lambda_bounds. pose proof eleven_doublings.
  change (2 ^ 64)%Z with 18446744073709551616%Z. change (2 ^ 42)%Z with 4398046511104%Z.
  set (l := ln 2) in *. clearbody l. apply Rabs_le. lra.
Qed.

(* For x between two ticks' ratios, but for the slack, log_sqrt10001 lies within the margins. *)
Lemma log_in_ticks p t : (2 ^ 64 <= p < 2 ^ 192)%Z ->
  ln D + IZR t * lambda - slack <= ln (IZR p) <= ln D + IZR (t + 1) * lambda + slack ->
  (tlow p <= t <= thi p)%Z.
Proof.
  intros P [L U]. pose proof (log2_bounds p ltac:(lia)) as [A B].
  pose proof constant_error as K. apply Rabs_def2_le in K. pose proof lambda_bounds as M.
  assert (Two : / 2 < ln 2) by apply ln_lt_2.
  assert (Q : IZR (2 ^ 64) <= IZR p <= IZR (2 ^ 192)) by (split; apply IZR_le; lia).
  assert (Q0 : 0 < IZR (2 ^ 64)) by (apply IZR_pos; reflexivity).
  assert (R1 : ln (IZR p) <= 192 * ln 2).
  { rewrite <- (ln_two_power 192) by lia. apply ln_le. lra. }
  assert (R0 : 64 * ln 2 <= ln (IZR p)).
  { rewrite <- (ln_two_power 64) by lia. apply ln_le. lra. }
  assert (HD : ln D = 128 * ln 2) by (apply ln_two_power; lia).
  assert (IT : 32768 * / T <= / 4294967296).
  { change (2 ^ 127)%Z with 170141183460469231731687303715884105728%Z. lra. }
  set (v := log2_x14 p) in *. assert (V : Rabs (IZR v) <= 1048578).
  { apply Rabs_le. split; apply (Rmult_le_reg_r (ln 2)); lra. }
  assert (VK : Rabs (IZR v * (C * lambda - IZR (2 ^ 64) * ln 2))
               <= 1048578 * (IZR (2 ^ 42) * lambda)).
  { rewrite Rabs_mult. apply Rmult_le_compat; try apply Rabs_pos; [exact V|].
    apply Rabs_le. exact K. }
  apply Rabs_def2_le in VK. rewrite plus_IZR in U. clear R0 R1 Q V. unfold slack in *.
  change (2 ^ 64)%Z with 18446744073709551616%Z in *. change (2 ^ 42)%Z with 4398046511104%Z in *.
  change (2 ^ 58)%Z with 288230376151711744%Z in *.
  unfold tlow, thi, log_sqrt10001. fold v. set (l := ln 2) in *. set (lp := ln (IZR p)) in *.
  set (i := 32768 * / T) in *. set (d := ln D) in *. clearbody v l lp i d. split.
  - apply Z.lt_succ_r, Z.div_lt_upper_bound; [reflexivity|]. apply lt_IZR.
    rewrite minus_IZR, !mult_IZR, <- Z.add_1_r, plus_IZR.
    change (2 ^ 50)%Z with 1125899906842624%Z.
    change (2 ^ 128)%Z with (18446744073709551616 * 18446744073709551616)%Z.
    rewrite mult_IZR. apply (Rmult_lt_reg_r lambda); lra.
  - apply Z.div_le_lower_bound; [reflexivity|]. apply le_IZR. rewrite plus_IZR, !mult_IZR.
    change (2 ^ 50)%Z with 1125899906842624%Z.
    change (2 ^ 128)%Z with (18446744073709551616 * 18446744073709551616)%Z.
    rewrite mult_IZR. apply (Rmult_le_reg_r lambda); lra.
Qed.

Close Scope R_scope. Open Scope Z_scope.
Lemma first_price : sqrt_ratio_at_tick (-887272) = 4295128739.
Proof. vm_compute. reflexivity. Qed.
Lemma last_price : sqrt_ratio_at_tick 887272 < 2 ^ 160.
Proof. vm_compute. reflexivity. Qed.

#[local] Opaque sqrt_ratio_at_tick.

Lemma prices_rise n : forall t, -887272 <= t -> t + Z.of_nat n < 887272 ->
  sqrt_ratio_at_tick t < sqrt_ratio_at_tick (t + 1 + Z.of_nat n).
Proof.
  induction n as [|n IH]; intros t L U.
  - rewrite Z.add_0_r. apply sqrt_ratio_at_tick_strict. lia.
  - specialize (IH t L ltac:(lia)).
    replace (t + 1 + Z.of_nat (S n)) with (t + 1 + Z.of_nat n + 1) by lia.
    pose proof (sqrt_ratio_at_tick_strict (t + 1 + Z.of_nat n) ltac:(lia)). lia.
Qed.
Lemma prices_increase t u : -887272 <= t < u -> u <= 887272 ->
  sqrt_ratio_at_tick t < sqrt_ratio_at_tick u.
Proof.
  intros L U. pose proof (prices_rise (Z.to_nat (u - t - 1)) t) as P.
  rewrite Z2Nat.id in P by lia. replace (t + 1 + (u - t - 1)) with u in P by lia. apply P; lia.
Qed.
Lemma prices_within t : -887272 <= t <= 887272 -> 4295128739 <= sqrt_ratio_at_tick t < 2 ^ 160.
Proof.
  intros H. pose proof first_price. pose proof last_price. split.
  - destruct (Z.eq_dec t (-887272)) as [->|]; [lia|].
    pose proof (prices_increase (-887272) t). lia.
  - destruct (Z.eq_dec t 887272) as [->|]; [lia|]. pose proof (prices_increase t 887272). lia.
Qed.

(* Every price lies between those of a tick and the next. *)
Lemma some_tick p n : forall t, -887272 <= t -> t + 1 + Z.of_nat n <= 887272 ->
  sqrt_ratio_at_tick t <= p < sqrt_ratio_at_tick (t + 1 + Z.of_nat n) ->
  exists u, -887272 <= u < 887272 /\ sqrt_ratio_at_tick u <= p < sqrt_ratio_at_tick (u + 1).
Proof.
  induction n as [|n IH]; intros t L U P.
  - exists t. rewrite Z.add_0_r in P. split; [lia|exact P].
  - destruct (Z_lt_ge_dec p (sqrt_ratio_at_tick (t + 1))).
    + exists t. split; lia.
    + apply (IH (t + 1)); [lia|lia|].
      replace (t + 1 + 1 + Z.of_nat n) with (t + 1 + Z.of_nat (S n)) by lia. lia.
Qed.

(* The two candidates enclose the tick. *)
Lemma candidates_enclose t price : -887272 <= t < 887272 ->
  sqrt_ratio_at_tick t <= price < sqrt_ratio_at_tick (t + 1) ->
  tlow (price * 2 ^ 32) <= t <= thi (price * 2 ^ 32).
Proof.
  intros H [L U].
  pose proof (prices_within t ltac:(lia)). pose proof (prices_within (t + 1) ltac:(lia)).
  pose proof (price_rounds_up t) as A. pose proof (price_rounds_up (t + 1)) as B.
  pose proof (ln_ratio_x128 t ltac:(lia)) as X. pose proof (ln_ratio_x128 (t + 1) ltac:(lia)) as Y.
  apply Rabs_def2_le in X, Y. apply log_in_ticks; [lia|].
  assert (F : 0 < ratio_x128 t <= price * 2 ^ 32) by lia.
  assert (G : 0 < price * 2 ^ 32 <= ratio_x128 (t + 1)) by lia.
  destruct F as [F0 F], G as [G0 G]. apply IZR_le in F, G. apply IZR_pos in F0, G0.
  pose proof (ln_le _ _ (conj F0 F)). pose proof (ln_le _ _ (conj G0 G)). lra.
Qed.

(* getTickAtSqrtRatio inverts getSqrtRatioAtTick: between a tick's price and the next one's. *)
Theorem tick_is_right t price : -887272 <= t < 887272 ->
  sqrt_ratio_at_tick t <= price < sqrt_ratio_at_tick (t + 1) -> tick_at_sqrt_ratio price = t.
Proof.
  intros H P. pose proof (candidates_enclose t price H P) as E.
  pose proof (tlow_thi (price * 2 ^ 32)) as W. unfold tick_at_sqrt_ratio. cbv zeta.
  set (low := tlow (price * 2 ^ 32)) in *. set (high := thi (price * 2 ^ 32)) in *.
  clearbody low high. destruct (Z.eqb_spec low high); [lia|].
  assert (high = t \/ high = t + 1) as [->| ->] by lia.
  - destruct (Z.leb_spec (sqrt_ratio_at_tick t) price); lia.
  - destruct (Z.leb_spec (sqrt_ratio_at_tick (t + 1)) price); lia.
Qed.
Theorem tick_of_every_price price :
  sqrt_ratio_at_tick (-887272) <= price < sqrt_ratio_at_tick 887272 ->
  let t := tick_at_sqrt_ratio price in
  -887272 <= t < 887272 /\ sqrt_ratio_at_tick t <= price < sqrt_ratio_at_tick (t + 1).
Proof.
  intros P. destruct (some_tick price (Z.to_nat (887272 + 887272 - 1)) (-887272)) as (u & U & PU);
    try lia.
  { rewrite Z2Nat.id by lia. exact P. }
  cbv zeta. rewrite (tick_is_right u price U PU). split; assumption.
Qed.
