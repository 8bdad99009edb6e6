(* Proof of TickMath.v, 1: the ratio is within 30 units of 2^-128 of 1.0001^(-t/2), on every tick,
  by
   an analysis of the rounding of each factor; nothing is enumerated. *)
From Coq Require Import ZArith Lia List Reals Lra Psatz.
Import ListNotations.
From Assay Require Import Arith_proof TickMath.
Open Scope R_scope.

Definition D := IZR (2 ^ 128).
Fixpoint cs_ok (x : R) (cs : list Z) : Prop :=
  match cs with [] => True
  | c :: cs => Rabs (IZR c - D * x) <= 1/2 /\ (0 <= c <= 2^128)%Z /\ cs_ok (x * x) cs end.

Lemma IZR_div_bounds a b : (0 < b)%Z -> IZR a / IZR b - 1 <= IZR (a / b) <= IZR a / IZR b.
Proof.
  intros Hb. pose proof (IZR_lt _ _ Hb) as HbR.
  pose proof (div_lb a b Hb) as L. pose proof (div_ub a b Hb) as U.
  apply IZR_le in L. apply IZR_lt in U. rewrite plus_IZR in U. rewrite mult_IZR in L, U.
  split.
  - apply (Rmult_le_reg_r (IZR b)); [lra|]. unfold Rminus. rewrite Rmult_plus_distr_r.
    unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
  - apply (Rmult_le_reg_r (IZR b)); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.

Lemma D_pos : 0 < D.
Proof. apply (IZR_lt 0). reflexivity. Qed.

Lemma Rabs_def2_le x a : Rabs x <= a -> - a <= x <= a.
Proof. intros H. unfold Rabs in H. destruct (Rcase_abs x); lra. Qed.

Lemma step_err r c p x e : 0 <= p <= 1 -> (0 <= c <= 2^128)%Z ->
  Rabs (IZR r - D * p) <= e -> Rabs (IZR c - D * x) <= 1/2 ->
  Rabs (IZR ((r * c) / 2 ^ 128) - D * (p * x)) <= e + 3/2.
Proof.
  intros Hp Hc He Hx. pose proof D_pos as HD.
  pose proof (IZR_div_bounds (r * c) (2 ^ 128) ltac:(reflexivity)) as B. fold D in B.
  rewrite mult_IZR in B.
  destruct Hc as [C0 C1]. apply IZR_le in C0, C1. fold D in C1.
  set (q := IZR (r * c / 2 ^ 128)) in *. set (R := IZR r) in *. set (Cc := IZR c) in *.
  clearbody q R Cc.
  assert (E : R * Cc / D - D * (p * x) = (R - D * p) * (Cc / D) + p * (Cc - D * x)).
  { field. lra. }
  assert (F : 0 <= Cc / D <= 1).
  { split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]|].
    apply (Rmult_le_reg_r D); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
  assert (A : Rabs (R * Cc / D - D * (p * x)) <= e + 1/2).
  { rewrite E. eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    rewrite (Rabs_pos_eq (Cc / D)), (Rabs_pos_eq p) by lra.
    pose proof (Rabs_pos (R - D * p)). pose proof (Rabs_pos (Cc - D * x)).
    apply Rplus_le_compat; nra. }
  assert (A' := Rabs_def2_le _ _ A). apply Rabs_le. lra.
Qed.

Lemma odd_half t : (0 <= t)%Z -> Z.to_nat t = ((if Z.odd t then 1 else 0)
  + 2 * Z.to_nat (t / 2))%nat.
Proof.
  intros Ht. rewrite (Z.div_mod t 2) at 1 by lia. rewrite Zmod_odd.
  assert (0 <= t / 2)%Z by (apply Z.div_pos; lia). destruct (Z.odd t); lia.
Qed.

Lemma go_err cs : forall x p r t e, 0 <= x <= 1 -> 0 <= p <= 1 -> cs_ok x cs ->
  (0 <= t < 2 ^ Z.of_nat (length cs))%Z -> Rabs (IZR r - D * p) <= e ->
  Rabs (IZR (ratio_steps cs t r) - D * (p * x ^ Z.to_nat t)) <= e + 3/2 * INR (length cs).
Proof.
  induction cs as [|c cs IH]; intros x p r t e Hx Hp Hok Ht He.
  - cbn [length Z.of_nat] in Ht. change (2 ^ 0)%Z with 1%Z in Ht. assert (t = 0%Z) as -> by lia.
    cbn. rewrite !Rmult_1_r, Rmult_0_r. lra.
  - destruct Hok as (Hc & Hb & Hok). cbn [ratio_steps]. cbn [length] in *.
    rewrite S_INR. rewrite Nat2Z.inj_succ, Z.pow_succ_r in Ht by lia.
    assert (Ht2 : (0 <= t / 2 < 2 ^ Z.of_nat (length cs))%Z).
    { split; [apply Z.div_pos; lia|apply Z.div_lt_upper_bound; lia]. }
    assert (Hxx : 0 <= x * x <= 1) by (split; nra).
    rewrite (odd_half t) by lia. rewrite pow_add, pow_mult. replace (x ^ 2) with (x * x) by ring.
    destruct (Z.odd t).
    + pose proof (step_err r c p x e Hp Hb He Hc) as S.
      specialize (IH (x * x) (p * x) _ (t / 2)%Z _ Hxx ltac:(split; nra) Hok Ht2 S).
      rewrite pow_1. replace (p * (x * (x * x) ^ Z.to_nat (t / 2))) with (p * x * (x * x)
        ^ Z.to_nat (t / 2)) by ring.
      eapply Rle_trans; [exact IH|]. lra.
    + specialize (IH (x * x) p _ (t / 2)%Z _ Hxx Hp Hok Ht2 He).
      rewrite pow_O, Rmult_1_l. eapply Rle_trans; [exact IH|]. lra.
Qed.

Definition s := sqrt (10000 / 10001).
Lemma s_bounds : 0 <= s <= 1.
Proof.
  unfold s. split; [apply sqrt_pos|]. rewrite <- sqrt_1. apply sqrt_le_1_alt. lra.
Qed.

(* certified enclosures of s^(2^i) by integer squaring at precision 2^256 *)
Definition K := (2 ^ 256)%Z.
Fixpoint check (lo hi : Z) (cs : list Z) : bool :=
  match cs with [] => true
  | c :: cs => (((2 * c - 1) * 2 ^ 127 <=? lo) && (hi <=? (2 * c + 1) * 2 ^ 127) && (0 <=? c)
    && (c <=? 2 ^ 128)
      && check (lo * lo / K) (hi * hi / K + 1) cs)%Z%bool
  end.
Lemma check_ok cs : forall x lo hi, (0 <= lo)%Z -> IZR lo <= IZR K * x <= IZR hi ->
  check lo hi cs = true -> cs_ok x cs.
Proof.
  induction cs as [|c cs IH]; intros x lo hi H0 B H; [exact I|]. cbn [check] in H. cbn [cs_ok].
  rewrite !Bool.andb_true_iff in H. destruct H as [[[[A1 A2] A3] A4] H].
  apply Z.leb_le in A1, A2, A3, A4.
  assert (HK : IZR K = D * (2 * IZR (2 ^ 127))) by (unfold D; rewrite <- !mult_IZR; reflexivity).
  assert (P127 : 0 < IZR (2 ^ 127)) by (apply (IZR_lt 0); reflexivity).
  assert (HKp : 0 < IZR K) by (apply (IZR_lt 0); reflexivity).
  split; [|split; [lia|]].
  - apply IZR_le in A1, A2. rewrite mult_IZR, minus_IZR, mult_IZR in A1.
    rewrite mult_IZR, plus_IZR, mult_IZR in A2. rewrite HK in B.
    set (t := IZR (2 ^ 127)) in *. set (c' := IZR c) in *. set (y := D * x).
    replace (D * (2 * t) * x) with (2 * t * y) in B by (unfold y; ring). clearbody t c' y.
    apply Rabs_le. split; apply (Rmult_le_reg_r (2 * t)); lra.
  - apply (IH (x * x) (lo * lo / K)%Z (hi * hi / K + 1)%Z); trivial.
    + apply Z.div_pos; [nia|reflexivity].
    + pose proof (IZR_div_bounds (lo * lo) K ltac:(reflexivity)) as [_ L].
      pose proof (IZR_div_bounds (hi * hi) K ltac:(reflexivity)) as [U _].
      rewrite plus_IZR. rewrite mult_IZR in L, U. apply IZR_le in H0.
      set (k := IZR K) in *. set (l := IZR lo) in *. set (h := IZR hi) in *.
      assert (E : k * (x * x) = (k * x) * (k * x) / k) by (field; lra).
      assert (Hi : 0 < / k) by (apply Rinv_0_lt_compat; lra).
      split.
      * eapply Rle_trans; [exact L|]. rewrite E. unfold Rdiv. apply Rmult_le_compat_r; [lra|].
      apply Rmult_le_compat; lra.
      * rewrite E. assert (k * x * (k * x) / k <= h * h / k).
        { unfold Rdiv. apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat; lra. }
        lra.
Qed.
Definition lo0 := Z.sqrt (2 ^ 512 * 10000 / 10001).
Lemma lo0_ok : IZR lo0 <= IZR K * s <= IZR (lo0 + 1).
Proof.
  assert (S2 : (IZR K * s) * (IZR K * s) * 10001 = IZR (2 ^ 512 * 10000)).
  { replace (IZR K * s * (IZR K * s) * 10001) with (IZR K * IZR K * (s * s) * 10001) by ring.
    unfold s. rewrite sqrt_sqrt by lra. rewrite mult_IZR.
    replace (IZR (2 ^ 512)) with (IZR K * IZR K).
    2:{ rewrite <- mult_IZR. reflexivity. } field. }
  assert (P : 0 <= IZR K * s). { apply Rmult_le_pos; [apply (IZR_le 0);
    discriminate|apply s_bounds]. }
  set (y := IZR K * s) in *. clearbody y.
  assert (A : (lo0 * lo0 * 10001 <= 2 ^ 512 * 10000)%Z) by (vm_compute; discriminate).
  assert (B : (2 ^ 512 * 10000 <= (lo0 + 1) * (lo0 + 1) * 10001)%Z) by (vm_compute; discriminate).
  apply IZR_le in A, B. rewrite <- S2 in A, B. rewrite 2!mult_IZR in A. rewrite 2!mult_IZR in B.
  assert (0 <= IZR lo0) by (apply (IZR_le 0); vm_compute; discriminate).
  assert (0 <= IZR (lo0 + 1)) by (apply (IZR_le 0); vm_compute; discriminate).
  set (l := IZR lo0) in *. set (h := IZR (lo0 + 1)) in *. clearbody l h.
  split; [destruct (Rle_lt_dec l y)|destruct (Rle_lt_dec y h)]; trivial; exfalso; nra.
Qed.
Lemma C_ok : cs_ok s tick_factors.
Proof.
  apply (check_ok tick_factors s lo0 (lo0 + 1)); [vm_compute; discriminate|apply lo0_ok|vm_compute;
    reflexivity].
Qed.

(* |ratio(t) - 2^128 * 1.0001^(-t/2)| <= 30 units of 2^-128, every 0 <= t < 2^20 *)
Lemma len_C : INR (length tick_factors) = 20.
Proof. cbn [length tick_factors]. simpl. lra. Qed.
Theorem ratio_error t : (0 <= t < 2 ^ 20)%Z -> Rabs (IZR (ratio t) - D * s ^ Z.to_nat t) <= 30.
Proof.
  intros Ht. unfold ratio.
  assert (H0 : Rabs (IZR (2 ^ 128) - D * 1) <= 0).
  { unfold D, Rminus. rewrite Rmult_1_r, Rplus_opp_r, Rabs_R0. lra. }
  pose proof (go_err tick_factors s 1 (2 ^ 128) t 0 s_bounds ltac:(lra) C_ok Ht H0) as H.
  rewrite Rmult_1_l, len_C in H. eapply Rle_trans; [exact H|]. lra.
Qed.
