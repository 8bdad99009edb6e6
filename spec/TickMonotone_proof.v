(* Proof of TickMath.v, 2: getSqrtRatioAtTick strictly increases on the whole range of ticks. *)
From Coq Require Import ZArith Lia Reals Lra Psatz List.
From Assay Require Import Arith_proof TickMath TickRatio_proof.
Open Scope R_scope.

(* lower end of the range, from the error bound itself at the last tick *)
Lemma s_end : / IZR (2 ^ 65) <= s ^ Z.to_nat 887272.
Proof.
  pose proof (ratio_error 887272 ltac:(lia)) as E. apply Rabs_def2_le in E.
  assert (V : (2 ^ 63 + 30 <= ratio 887272)%Z) by (apply Z.leb_le; vm_compute; reflexivity).
  apply IZR_le in V. rewrite plus_IZR in V. set (p := s ^ _) in *. clearbody p.
  assert (HD : D = IZR (2 ^ 63) * IZR (2 ^ 65)) by (unfold D; rewrite <- mult_IZR; reflexivity).
  assert (P65 : 0 < IZR (2 ^ 65)) by (apply (IZR_lt 0); reflexivity).
  assert (P63 : 0 < IZR (2 ^ 63)) by (apply (IZR_lt 0); reflexivity).
  rewrite HD in E. set (a := IZR (2 ^ 63)) in *. set (b := IZR (2 ^ 65)) in *. clearbody a b.
  apply (Rmult_le_reg_l b); [lra|]. rewrite Rinv_r by lra. apply (Rmult_le_reg_l a); [lra|]. lra.
Qed.
Lemma s_range t : (0 <= t <= 887272)%Z -> / IZR (2 ^ 65) <= s ^ Z.to_nat t.
Proof.
  intros Ht. eapply Rle_trans; [exact s_end|]. pose proof s_bounds.
  replace (Z.to_nat 887272) with (Z.to_nat t + Z.to_nat (887272 - t))%nat by lia. rewrite pow_add.
  assert (0 <= s ^ Z.to_nat t) by (apply pow_le; lra).
  assert (s ^ Z.to_nat (887272 - t) <= 1) by (rewrite <- (pow1 (Z.to_nat (887272 - t)));
    apply pow_incr; lra).
  rewrite <- (Rmult_1_r (s ^ Z.to_nat t)) at 2. apply Rmult_le_compat_l; assumption.
Qed.
Lemma s_gap : s <= 1 - 4999 / 100000000.
Proof.
  unfold s. rewrite <- (sqrt_square (1 - 4999 / 100000000)) by lra. apply sqrt_le_1_alt. lra.
Qed.

Theorem ratio_gap t : (0 <= t < 887272)%Z -> (ratio (t + 1) + 2 ^ 48 <= ratio t)%Z.
Proof.
  intros Ht. apply le_IZR. rewrite plus_IZR.
  pose proof (ratio_error t ltac:(lia)) as E0. pose proof (ratio_error (t + 1) ltac:(lia)) as E1.
  replace (Z.to_nat (t + 1)) with (S (Z.to_nat t)) in E1 by lia. cbn [pow] in E1.
  pose proof (s_range t ltac:(lia)) as L. pose proof s_gap as G. pose proof s_bounds as B.
  apply Rabs_def2_le in E0, E1. set (p := s ^ Z.to_nat t) in *. clearbody p.
  assert (HD : D = IZR (2 ^ 63) * IZR (2 ^ 65)) by (unfold D; rewrite <- mult_IZR; reflexivity).
  assert (P65 : 0 < IZR (2 ^ 65)) by (apply (IZR_lt 0); reflexivity).
  assert (DP : IZR (2 ^ 63) <= D * p).
  { rewrite HD. apply Rle_trans with (IZR (2 ^ 63) * IZR (2 ^ 65) * / IZR (2 ^ 65)).
    - right. field. lra.
    - apply Rmult_le_compat_l; [|lra]. apply Rmult_le_pos; [apply (IZR_le 0); discriminate|lra]. }
  assert (DG : D * (s * p) <= D * p * (1 - 4999 / 100000000)).
  { replace (D * (s * p)) with (D * p * s) by ring. apply Rmult_le_compat_l; [|lra].
    eapply Rle_trans; [|exact DP]. apply (IZR_le 0). discriminate. }
  change (2 ^ 63)%Z with 9223372036854775808%Z in DP. change (2 ^ 48)%Z with 281474976710656%Z. lra.
Qed.
Theorem ratio_pos t : (0 <= t <= 887272)%Z -> (2 ^ 62 <= ratio t)%Z.
Proof.
  intros Ht. apply le_IZR. pose proof (ratio_error t ltac:(lia)) as E0.
  pose proof (s_range t ltac:(lia)) as L. apply Rabs_def2_le in E0. set (p := s ^ Z.to_nat t) in *.
  clearbody p.
  assert (HD : D = IZR (2 ^ 63) * IZR (2 ^ 65)) by (unfold D; rewrite <- mult_IZR; reflexivity).
  assert (P65 : 0 < IZR (2 ^ 65)) by (apply (IZR_lt 0); reflexivity).
  assert (DP : IZR (2 ^ 63) <= D * p).
  { rewrite HD. apply Rle_trans with (IZR (2 ^ 63) * IZR (2 ^ 65) * / IZR (2 ^ 65)).
    - right. field. lra.
    - apply Rmult_le_compat_l; [|lra]. apply Rmult_le_pos; [apply (IZR_le 0); discriminate|lra]. }
  change (2 ^ 63)%Z with 9223372036854775808%Z in DP. change (2 ^ 62)%Z with 4611686018427387904%Z.
  lra.
Qed.

Close Scope R_scope. Open Scope Z_scope.
Lemma ratio_mono a : forall n, 0 <= a -> (a + Z.of_nat n <= 887272) -> ratio (a + Z.of_nat n)
  <= ratio a.
Proof.
  induction n as [|n IH]; intros Ha Hn; [rewrite Z.add_0_r; lia|].
  specialize (IH Ha ltac:(lia)). pose proof (ratio_gap (a + Z.of_nat n) ltac:(lia)) as G.
  replace (a + Z.of_nat (S n)) with (a + Z.of_nat n + 1) by lia. lia.
Qed.
Lemma ratio_le t : 0 <= t <= 887272 -> ratio t <= 2 ^ 128.
Proof.
  intros Ht. pose proof (ratio_mono 0 (Z.to_nat t) ltac:(lia) ltac:(lia)) as M.
  rewrite Z.add_0_l, Z2Nat.id in M by lia. change (ratio 0) with (2 ^ 128) in M. exact M.
Qed.
Lemma up32 a b : a + 2 ^ 32 <= b ->
  a / 2 ^ 32 + (if a mod 2 ^ 32 =? 0 then 0 else 1) < b / 2 ^ 32 + (if b mod 2 ^ 32 =? 0 then 0
    else 1).
Proof.
  intros H. pose proof (Z.div_mod a (2 ^ 32) ltac:(discriminate)).
  pose proof (Z.mod_pos_bound a (2 ^ 32) ltac:(reflexivity)).
  pose proof (Z.div_mod b (2 ^ 32) ltac:(discriminate)).
  pose proof (Z.mod_pos_bound b (2 ^ 32) ltac:(reflexivity)).
  set (qa := a / 2 ^ 32) in *. set (qb := b / 2 ^ 32) in *. set (ra := a mod 2 ^ 32) in *.
  set (rb := b mod 2 ^ 32) in *.
  clearbody qa qb ra rb. change (2 ^ 32) with 4294967296 in *.
  destruct (Z.eqb_spec ra 0), (Z.eqb_spec rb 0); lia.
Qed.
Lemma inv_gap r0 r1 : 2 ^ 62 <= r1 -> r1 + 2 ^ 48 <= r0 -> r0 <= 2 ^ 128 ->
  (2 ^ 256 - 1) / r0 + 2 ^ 32 <= (2 ^ 256 - 1) / r1.
Proof.
  intros H1 G H0. change (2 ^ 62) with 4611686018427387904 in *.
  change (2 ^ 48) with 281474976710656 in *.
  apply Z.div_le_lower_bound; [lia|].
  pose proof (div_lb (2 ^ 256 - 1) r0 ltac:(lia)) as L.
  assert (Q : 2 ^ 128 - 1 <= (2 ^ 256 - 1) / r0).
  { apply Z.div_le_lower_bound; [lia|].
    assert (r0 * (2 ^ 128 - 1) <= 2 ^ 128 * (2 ^ 128 - 1)) by (apply Z.mul_le_mono_nonneg_r;
      [discriminate|lia]). lia. }
  set (q := (2 ^ 256 - 1) / r0) in *. clearbody q.
  assert (r1 * q <= (r0 - 281474976710656) * q) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
Qed.

Theorem sqrt_ratio_at_tick_strict t : - 887272 <= t < 887272 ->
  sqrt_ratio_at_tick t < sqrt_ratio_at_tick (t + 1).
Proof.
  intros Ht. unfold sqrt_ratio_at_tick. cbv zeta. destruct (Z.ltb_spec 0 t);
    destruct (Z.ltb_spec 0 (t + 1)); try lia.
  - rewrite !Z.abs_eq by lia. apply up32. apply inv_gap; [apply ratio_pos; lia|apply ratio_gap;
    lia|apply ratio_le; lia].
  - assert (t = 0) as -> by lia. vm_compute. reflexivity.
  - rewrite !Z.abs_neq by lia. apply up32. pose proof (ratio_gap (- (t + 1)) ltac:(lia)) as G.
    replace (- (t + 1) + 1) with (- t) in G by lia.
    assert (2 ^ 32 <= 2 ^ 48) by discriminate. lia.
Qed.
