(* Proof of TickMath.v, 4: the logarithm by squarings is short of the true one by less than one unit
   of 2^-14, and its constant turns it into ticks with an error that the margins allow. Nothing is
   enumerated. *)
From Coq Require Import ZArith Lia Reals Lra List.
From Assay Require Import Arith_proof TickMath TickRatio_proof TickInverse_proof.
Open Scope R_scope.

(* ---- the natural logarithm ---- *)

Lemma ln_le x y : 0 < x <= y -> ln x <= ln y.
Proof. intros [P [L| ->]]; [left; apply ln_increasing; assumption|right; reflexivity]. Qed.
Lemma ln_below x : 0 < x -> ln x <= x - 1.
Proof.
  intros P. destruct (Req_dec (ln x) 0) as [E|E].
  - rewrite E. rewrite <- (exp_ln x P), E, exp_0. lra.
  - pose proof (exp_ineq1 (ln x) E) as I. rewrite exp_ln in I by exact P. lra.
Qed.
Lemma ln_above x : 0 < x -> 1 - / x <= ln x.
Proof.
  intros P. pose proof (ln_below (/ x) (Rinv_0_lt_compat x P)) as B.
  rewrite ln_Rinv in B by exact P. lra.
Qed.
(* One more than x, where x is at least b. *)
Lemma ln_succ b x : 0 < b <= x -> ln (x + 1) <= ln x + / b.
Proof.
  intros B. assert (I : 0 < / x <= / b).
  { split; [apply Rinv_0_lt_compat; lra|apply Rinv_le_contravar; lra]. }
  replace (x + 1) with (x * (1 + / x)) by (field; lra). rewrite ln_mult by lra.
  pose proof (ln_below (1 + / x) ltac:(lra)). lra.
Qed.
Lemma ln_close x y e : 0 < x -> 0 <= e <= 1 / 2 -> Rabs (y - x) <= e * x ->
  Rabs (ln y - ln x) <= 2 * e.
Proof.
  intros P E A. apply Rabs_def2_le in A.
  assert (Y : 0 < y) by (assert (e * x <= 1 / 2 * x) by (apply Rmult_le_compat_r; lra); lra).
  assert (Z : 1 - e <= y / x <= 1 + e).
  { split; apply (Rmult_le_reg_r x); try lra; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra. }
  assert (L : ln y = ln x + ln (y / x)) by (rewrite <- ln_mult; [f_equal; field|..]; lra).
  assert (I : / (y / x) <= 1 + 2 * e).
  { apply Rle_trans with (/ (1 - e)); [apply Rinv_le_contravar; lra|].
    apply (Rmult_le_reg_r (1 - e)); [lra|]. rewrite Rinv_l by lra.
    assert (e * (1 - 2 * e) >= 0) by (apply Rle_ge, Rmult_le_pos; lra). lra. }
  pose proof (ln_below (y / x) ltac:(lra)). pose proof (ln_above (y / x) ltac:(lra)).
  rewrite L. apply Rabs_le. lra.
Qed.
Lemma ln_two_power k : (0 <= k)%Z -> ln (IZR (2 ^ k)) = IZR k * ln 2.
Proof.
  intros K. rewrite <- (Z2Nat.id k) by exact K. rewrite <- pow_IZR, ln_pow by lra.
  rewrite INR_IZR_INZ. reflexivity.
Qed.

(* ---- squarings ---- *)

Notation T := (IZR (2 ^ 127)).
Lemma T_pos : 0 < T. Proof. apply (IZR_lt 0). reflexivity. Qed.
Lemma IZR_pos z : (0 < z)%Z -> 0 < IZR z. Proof. apply (IZR_lt 0). Qed.

Lemma ln_square c r x : 0 < c -> 0 < r -> T <= x -> c * x * T <= r * r <= c * (x + 1) * T ->
  ln c + ln x + ln T <= 2 * ln r <= ln c + ln x + ln T + / T.
Proof.
  intros C P X [L U]. pose proof T_pos as HT.
  replace (2 * ln r) with (ln (r * r)) by (rewrite ln_mult by lra; ring).
  assert (0 < c * x) by (apply Rmult_lt_0_compat; lra).
  assert (0 < c * (x + 1)) by (apply Rmult_lt_0_compat; lra).
  pose proof (ln_succ T x ltac:(lra)). split.
  - rewrite <- !ln_mult by lra. apply ln_le. split; [apply Rmult_lt_0_compat; lra|exact L].
  - apply Rle_trans with (ln (c * (x + 1) * T)).
    + apply ln_le. split; [apply Rmult_lt_0_compat; lra|exact U].
    + rewrite !ln_mult by lra. lra.
Qed.

Lemma one_squaring r : (2 ^ 127 <= r < 2 ^ 128)%Z ->
  let q := (r * r / 2 ^ 127)%Z in let f := (q / 2 ^ 128)%Z in let x := (q / 2 ^ f)%Z in
  (2 ^ 127 <= x < 2 ^ 128)%Z /\
  IZR f * ln 2 + ln (IZR x) + ln T <= 2 * ln (IZR r) <= IZR f * ln 2 + ln (IZR x) + ln T + / T.
Proof.
  intros R q f x. pose proof (sq_bounds r R) as S. fold q in S.
  pose proof (div_lb (r * r) (2 ^ 127) ltac:(reflexivity)) as L. fold q in L.
  pose proof (div_ub (r * r) (2 ^ 127) ltac:(reflexivity)) as U. fold q in U.
  assert (P : 0 < IZR r) by (apply IZR_pos; lia).
  assert (H : exists c : Z, IZR f * ln 2 = ln (IZR c) /\ (0 < c)%Z /\
    (2 ^ 127 <= x < 2 ^ 128 /\ c * x * 2 ^ 127 <= r * r <= c * (x + 1) * 2 ^ 127)%Z).
  { destruct (bit_cases q S) as [(E & B & F)|(E & B & F & G)]; fold f in E, F; fold x in F;
      rewrite F in *; rewrite E.
    - exists 1%Z. rewrite ln_1. repeat split; try lia. ring.
    - exists 2%Z. pose proof (div_lb q 2 ltac:(lia)). pose proof (div_ub q 2 ltac:(lia)).
      repeat split; try lia. ring. }
  destruct H as (c & E & C & X & A & B). split; [exact X|]. rewrite E. apply ln_square.
  - apply IZR_pos, C.
  - exact P.
  - apply IZR_le, X.
  - apply IZR_le in A, B. rewrite !mult_IZR in A, B. rewrite plus_IZR in B. split; assumption.
Qed.

Lemma fraction_bounds n : forall r a, (2 ^ 127 <= r < 2 ^ 128)%Z ->
  let v := IZR (log2_fraction n r a) - IZR a * 2 ^ n in
  v * ln 2 <= 2 ^ n * (ln (IZR r) - ln T) <= (v + 1) * ln 2 + 2 ^ n * / T.
Proof.
  pose proof T_pos as HT. assert (I : 0 < / T) by (apply Rinv_0_lt_compat, HT).
  induction n as [|n IH]; intros r a R.
  - cbn [log2_fraction pow]. rewrite Rmult_1_r.
    assert (L : ln T <= ln (IZR r)) by (apply ln_le; split; [exact HT|apply IZR_le; lia]).
    assert (U : ln (IZR r) <= ln T + ln 2).
    { rewrite <- ln_mult by lra. apply ln_le. split; [apply IZR_pos; lia|].
      rewrite <- mult_IZR. apply IZR_le. lia. }
    set (m := ln T) in *. clearbody m. lra.
  - cbn [log2_fraction]. destruct (one_squaring r R) as [X [L U]].
    specialize (IH _ (2 * a + r * r / 2 ^ 127 / 2 ^ 128)%Z X). cbv zeta in *.
    set (f := (r * r / 2 ^ 127 / 2 ^ 128)%Z) in *.
    set (x := (r * r / 2 ^ 127 / 2 ^ f)%Z) in *.
    set (v := log2_fraction n x (2 * a + f)) in *. clearbody v. rewrite plus_IZR, mult_IZR in IH.
    assert (P : 0 < 2 ^ n) by (apply pow_lt; lra).
    change (2 ^ S n) with (2 * 2 ^ n). set (p := 2 ^ n) in *. clearbody p.
    pose proof (Rmult_le_compat_l p _ _ (Rlt_le _ _ P) L) as PL.
    pose proof (Rmult_le_compat_l p _ _ (Rlt_le _ _ P) U) as PU. clear L U. clearbody x f.
    set (i := / T) in *. set (m := ln T) in *. clearbody i m. lra.
Qed.

(* ---- the logarithm of a price ---- *)

Lemma normalised p : (0 < p)%Z -> let msb := Z.log2 p in
  let r := (if 128 <=? msb then p / 2 ^ (msb - 127) else p * 2 ^ (127 - msb))%Z in
  (r * 2 ^ msb <= p * 2 ^ 127 <= (r + 1) * 2 ^ msb)%Z.
Proof.
  intros P msb r. subst r. assert (0 <= msb)%Z by apply Z.log2_nonneg.
  destruct (Z.leb_spec 128 msb).
  - replace (2 ^ msb)%Z with (2 ^ (msb - 127) * 2 ^ 127)%Z by (rewrite <- Z.pow_add_r by lia;
      f_equal; ring).
    assert (B : (0 < 2 ^ (msb - 127))%Z) by (apply Z.pow_pos_nonneg; lia).
    pose proof (div_lb p _ B). pose proof (div_ub p _ B).
    set (b := (2 ^ (msb - 127))%Z) in *. set (q := (p / b)%Z) in *. clearbody q b. lia.
  - assert (E : (p * 2 ^ (127 - msb) * 2 ^ msb = p * 2 ^ 127)%Z).
    { rewrite <- Z.mul_assoc, <- Z.pow_add_r by lia. do 2 f_equal. ring. }
    assert (0 < 2 ^ msb)%Z by (apply Z.pow_pos_nonneg; lia). lia.
Qed.

Lemma log2_bounds p : (0 < p)%Z -> let v := IZR (log2_x14 p) in
  v * ln 2 <= 16384 * (ln (IZR p) - ln D) <= (v + 1) * ln 2 + 32768 * / T.
Proof.
  intros P v. subst v. unfold log2_x14. pose proof (norm_bounds p P) as R.
  pose proof (normalised p P) as N. cbv zeta in *. pose proof (Z.log2_nonneg p) as M.
  set (msb := Z.log2 p) in *.
  set (r := (if 128 <=? msb then p / 2 ^ (msb - 127) else p * 2 ^ (127 - msb))%Z) in *. clearbody r.
  pose proof (fraction_bounds 14 r (msb - 128) R) as F. cbv zeta in F.
  set (v := IZR (log2_fraction 14 r (msb - 128))) in *. clearbody v.
  replace (2 ^ 14)%R with 16384 in F by lra. rewrite minus_IZR in F.
  assert (HD : ln D = 128 * ln 2) by (apply ln_two_power; lia).
  pose proof T_pos as HT. destruct N as [A B]. apply IZR_le in A, B. rewrite !mult_IZR in A, B.
  rewrite plus_IZR in B.
  assert (PR : 0 < IZR p) by (apply IZR_pos, P).
  assert (RR : T <= IZR r) by (apply IZR_le; lia).
  assert (PM : 0 < IZR (2 ^ msb)) by (apply IZR_pos, Z.pow_pos_nonneg; lia).
  apply (fun H => ln_le _ _ (conj (Rmult_lt_0_compat _ _ (Rlt_le_trans _ _ _ HT RR) PM) H)) in A.
  apply (fun H => ln_le _ _ (conj (Rmult_lt_0_compat _ _ PR HT) H)) in B.
  rewrite !ln_mult in A, B by lra. rewrite (ln_two_power msb M) in A, B.
  pose proof (ln_succ T (IZR r) ltac:(lra)). rewrite HD.
  change (ln (IZR (2 ^ 127))) with (ln T) in *.
  set (lr := ln (IZR r)) in *. set (lp := ln (IZR p)) in *. set (i := / T) in *.
  set (lt := ln T) in *. set (m := IZR msb) in *. set (l := ln 2) in *.
  set (ls := ln (IZR r + 1)) in *.
  clearbody lr lp i lt m l ls. lra.
Qed.

(* ---- the constant ---- *)

(* lambda is the logarithm of sqrt(1.0001). *)
Definition lambda := - ln s.
Lemma s_pos : 0 < s.
Proof. unfold s. apply sqrt_lt_R0. lra. Qed.
Lemma lambda_bounds : / 20002 <= lambda <= / 20000.
Proof.
  pose proof s_pos as P. assert (S : s * s = 10000 / 10001) by (unfold s; apply sqrt_sqrt; lra).
  assert (L : 2 * lambda = - ln (10000 / 10001)).
  { rewrite <- S, ln_mult by exact P. unfold lambda. ring. }
  pose proof (ln_below (10000 / 10001) ltac:(lra)).
  pose proof (ln_above (10000 / 10001) ltac:(lra)) as A.
  replace (/ (10000 / 10001)) with (10001 / 10000) in A by field. lra.
Qed.
Lemma ln_power n : (0 <= n)%Z -> ln (s ^ Z.to_nat n) = - IZR n * lambda.
Proof.
  intros N. rewrite ln_pow by apply s_pos. rewrite INR_IZR_INZ, Z2Nat.id by exact N. unfold lambda.
  ring.
Qed.

(* Eleven doublings are 152500 ticks and a 237th of one: the ratio at that tick says so. *)
Lemma ratio_152500 : ratio 152500 = 166153534489077245211638768055846911%Z.
Proof. vm_compute. reflexivity. Qed.
Lemma eleven_doublings : 210744 / 10 ^ 12 <= 11 * ln 2 - 152500 * lambda <= 210745 / 10 ^ 12.
Proof.
  pose proof (ratio_error 152500 ltac:(lia)) as E. apply Rabs_def2_le in E. unfold D in E.
  rewrite ratio_152500 in E. set (p := s ^ Z.to_nat 152500) in *.
  assert (P : 0 < p) by (apply pow_lt, s_pos).
  assert (L : 11 * ln 2 - 152500 * lambda = ln (2048 * p)).
  { rewrite ln_mult by lra. unfold p. rewrite ln_power by lia.
    replace 2048 with (2 ^ 11) by lra. rewrite ln_pow by lra. simpl INR. lra. }
  clearbody p. change (2 ^ 128)%Z with 340282366920938463463374607431768211456%Z in E.
  pose proof (ln_below (2048 * p) ltac:(lra)) as U.
  pose proof (ln_above (2048 * p) ltac:(lra)) as B.
  assert (I : / (2048 * p) <= 1 - 210744 / 10 ^ 12).
  { apply (Rmult_le_reg_r (2048 * p)); [lra|]. rewrite Rinv_l by lra. lra. }
  lra.
Qed.
