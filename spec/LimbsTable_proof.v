(* Proof of LimbsOne.v's reciprocal_from_table: each of its steps squares the error of the one
   before it, and the last corrects by one. *)
From Coq Require Import ZArith Lia List Bool.
From Assay Require Import Arith_proof LimbsOne LimbsOne_proof.
Import ListNotations.
Open Scope Z_scope.

Lemma word_small x : 0 <= x < 2 ^ 64 -> word x = x.
Proof. apply Z.mod_small. Qed.

(* ---- the table ---- *)

Definition entry_right leading9 : bool :=
  let v := table_entry leading9 in
  (1 <=? v) && (v <? 2 ^ 11) && (- 1277 <=? 2 ^ 19 - v * (leading9 + 1))
    && (2 ^ 19 - v * leading9 <=? 1277).
Lemma table_right n : 256 <= n < 512 -> entry_right n = true.
Proof.
  intros N. assert (A : forallb entry_right (map Z.of_nat (seq 256 256)) = true)
    by (vm_compute; reflexivity).
  rewrite forallb_forall in A. apply A. apply in_map_iff. exists (Z.to_nat n).
  split; [lia|]. apply in_seq. lia.
Qed.

(* How far the leading forty bits, and the table's entry for the leading nine, are off. *)
Lemma leading_bits d : 2 ^ 63 <= d < 2 ^ 64 ->
  let d40 := d / 2 ^ 24 + 1 in let v0 := table_entry (256 + (d / 2 ^ 55) mod 256) in
  0 < d40 * 2 ^ 24 - d <= 2 ^ 24 /\ 2 ^ 39 < d40 <= 2 ^ 40 /\ 1 <= v0 < 2 ^ 11 /\
  - (1277 * 2 ^ 31) <= 2 ^ 50 - v0 * d40 <= 1277 * 2 ^ 31.
Proof.
  intros D d40 v0. pose proof (Z.div_mod d (2 ^ 24) ltac:(discriminate)) as A.
  pose proof (Z.mod_pos_bound d (2 ^ 24) ltac:(reflexivity)) as A0.
  pose proof (Z.div_mod d (2 ^ 55) ltac:(discriminate)) as C.
  pose proof (Z.mod_pos_bound d (2 ^ 55) ltac:(reflexivity)) as C0.
  assert (N : 256 <= d / 2 ^ 55 < 512).
  { split; [apply Z.div_le_lower_bound|apply Z.div_lt_upper_bound]; lia. }
  assert (E : 256 + (d / 2 ^ 55) mod 256 = d / 2 ^ 55).
  { replace ((d / 2 ^ 55) mod 256) with (d / 2 ^ 55 - 256); [ring|].
    apply Z.mod_unique with 1; lia. }
  subst v0. rewrite E. pose proof (table_right _ N) as T. unfold entry_right in T.
  set (n := d / 2 ^ 55) in *. set (v := table_entry n) in *. clearbody v n. subst d40.
  set (m := d / 2 ^ 24) in *. clearbody m. rewrite !andb_true_iff in T.
  destruct T as [[[T1 T2] T3] T4]. apply Z.leb_le in T1, T3, T4. apply Z.ltb_lt in T2.
  change (2 ^ 24) with 16777216 in *. change (2 ^ 55) with 36028797018963968 in *.
  change (2 ^ 31) with 2147483648. change (2 ^ 50) with 1125899906842624.
  change (2 ^ 39) with 549755813888. change (2 ^ 40) with 1099511627776.
  change (2 ^ 63) with 9223372036854775808 in *. change (2 ^ 64) with 18446744073709551616 in *.
  change (2 ^ 19) with 524288 in *. change (2 ^ 11) with 2048 in *.
  assert (L : n * 2147483648 < m + 1 <= (n + 1) * 2147483648) by lia.
  assert (v * (n * 2147483648) <= v * (m + 1)) by (apply Z.mul_le_mono_nonneg_l; lia).
  assert (v * (m + 1) <= v * ((n + 1) * 2147483648)) by (apply Z.mul_le_mono_nonneg_l; lia).
  repeat split; lia.
Qed.

(* ---- the steps, without wrapping ---- *)

(* 21 bits. *)
Lemma step1 v0 d40 v1 : 2 ^ 39 < d40 <= 2 ^ 40 -> 1 <= v0 < 2 ^ 11 ->
  - (1277 * 2 ^ 31) <= 2 ^ 50 - v0 * d40 <= 1277 * 2 ^ 31 ->
  v1 = v0 * 2 ^ 11 - v0 * v0 * d40 / 2 ^ 40 - 1 ->
  0 < 2 ^ 60 - v1 * d40 <= 1277 * 1277 * 2 ^ 22 + 2 ^ 40.
Proof.
  intros D V E ->. set (x := v0 * v0 * d40).
  pose proof (Z.div_mod x (2 ^ 40) ltac:(discriminate)) as Q.
  pose proof (Z.mod_pos_bound x (2 ^ 40) ltac:(reflexivity)) as Q0.
  set (q := x / 2 ^ 40) in *. set (r := x mod 2 ^ 40) in *. clearbody q r.
  set (e0 := 2 ^ 50 - v0 * d40) in *.
  assert (I : 2 ^ 40 * (2 ^ 60 - (v0 * 2 ^ 11 - q - 1) * d40) = e0 * e0 + (2 ^ 40 - r) * d40).
  { replace (2 ^ 40 * (2 ^ 60 - (v0 * 2 ^ 11 - q - 1) * d40))
      with (2 ^ 100 - 2 ^ 51 * v0 * d40 + (2 ^ 40 * q) * d40 + 2 ^ 40 * d40) by ring.
    assert (K : 2 ^ 40 * q = x - r) by lia. rewrite K. unfold e0, x. ring. }
  assert (S : 0 <= e0 * e0 <= (1277 * 2 ^ 31) * (1277 * 2 ^ 31)).
  { split; [apply Z.square_nonneg|]. rewrite <- (Z.abs_square e0).
    apply Z.mul_le_mono_nonneg; lia. }
  assert (P : 1 * d40 <= (2 ^ 40 - r) * d40 <= 2 ^ 40 * 2 ^ 40).
  { split; [apply Z.mul_le_mono_nonneg_r|apply Z.mul_le_mono_nonneg]; lia. }
  lia.
Qed.

(* 34 bits: against d itself. *)
Lemma step2 d d40 v1 v2 : 2 ^ 63 <= d < 2 ^ 64 -> 0 < d40 * 2 ^ 24 - d <= 2 ^ 24 ->
  2 ^ 39 < d40 <= 2 ^ 40 -> 0 < 2 ^ 60 - v1 * d40 <= 1277 * 1277 * 2 ^ 22 + 2 ^ 40 -> 0 < v1 ->
  v2 = v1 * 2 ^ 13 + v1 * (2 ^ 60 - v1 * d40) / 2 ^ 47 ->
  0 < v2 < 2 ^ 34 /\ 0 < 2 ^ 97 - v2 * d <= 2 ^ 63 + d.
Proof.
  intros D D4 D4' E V ->. set (e1 := 2 ^ 60 - v1 * d40) in *. set (x := v1 * e1).
  pose proof (Z.div_mod x (2 ^ 47) ltac:(discriminate)) as Q.
  pose proof (Z.mod_pos_bound x (2 ^ 47) ltac:(reflexivity)) as Q0.
  set (q := x / 2 ^ 47) in *. set (r := x mod 2 ^ 47) in *. clearbody q r.
  assert (X : 0 < x) by (apply Z.mul_pos_pos; lia).
  set (v2 := v1 * 2 ^ 13 + q). assert (V2 : 0 < v2) by (unfold v2; lia).
  assert (I : 2 ^ 47 * (v2 * d40) = 2 ^ 120 - e1 * e1 - r * d40).
  { unfold v2. replace (2 ^ 47 * ((v1 * 2 ^ 13 + q) * d40))
      with (2 ^ 60 * (v1 * d40) + (2 ^ 47 * q) * d40) by ring.
    assert (K : 2 ^ 47 * q = x - r) by lia.
    assert (W : v1 * d40 = 2 ^ 60 - e1) by (unfold e1; ring).
    rewrite K. unfold x. replace ((v1 * e1 - r) * d40) with (v1 * d40 * e1 - r * d40) by ring.
    rewrite W. ring. }
  set (delta := d40 * 2 ^ 24 - d) in *.
  assert (J : 2 ^ 23 * (2 ^ 97 - v2 * d) = e1 * e1 + r * d40 + 2 ^ 23 * (v2 * delta)).
  { unfold delta. replace (2 ^ 23 * (2 ^ 97 - v2 * d))
      with (2 ^ 120 - 2 ^ 47 * (v2 * d40) + 2 ^ 23 * (v2 * (d40 * 2 ^ 24 - d))) by ring.
    rewrite I. ring. }
  assert (S : 0 < e1 * e1 <= (1277 * 1277 * 2 ^ 22 + 2 ^ 40) * (1277 * 1277 * 2 ^ 22 + 2 ^ 40)).
  { split; [apply Z.mul_pos_pos; lia|]. apply Z.mul_le_mono_nonneg; lia. }
  assert (R : 0 <= r * d40 <= 2 ^ 47 * d40).
  { split; [apply Z.mul_nonneg_nonneg|apply Z.mul_le_mono_nonneg_r]; lia. }
  assert (Z1 : 0 < v2 * d40) by (apply Z.mul_pos_pos; lia).
  assert (V34 : v2 < 2 ^ 34).
  { destruct (Z_lt_ge_dec v2 (2 ^ 34)); [assumption|].
    assert (2 ^ 34 * 2 ^ 39 <= v2 * d40) by (apply Z.mul_le_mono_nonneg; lia). lia. }
  assert (G : 0 < v2 * delta <= 2 ^ 34 * 2 ^ 24).
  { split; [apply Z.mul_pos_pos; lia|]. apply Z.mul_le_mono_nonneg; lia. }
  assert (M : d40 * 2 ^ 24 <= d + 2 ^ 24) by (unfold delta in D4; lia).
  clearbody v2 delta e1 x. split; [lia|]. split; lia.
Qed.

(* 65 bits, at most one too few. *)
Lemma step3 d v2 error v3 : 2 ^ 63 <= d < 2 ^ 64 -> 0 < v2 < 2 ^ 34 ->
  0 < 2 ^ 97 - v2 * d <= 2 ^ 63 + d -> error = (2 ^ 97 - v2 * d) / 2 ->
  v3 = v2 * error / 2 ^ 65 + v2 * 2 ^ 31 -> 0 < 2 ^ 128 - v3 * d <= 2 * d.
Proof.
  intros D V E -> ->. set (e2 := 2 ^ 97 - v2 * d) in *.
  pose proof (Z.div_mod e2 2 ltac:(discriminate)) as H.
  pose proof (Z.mod_pos_bound e2 2 ltac:(reflexivity)) as H0.
  set (h := e2 / 2) in *. set (b := e2 mod 2) in *. clearbody h b.
  pose proof (Z.div_mod (v2 * h) (2 ^ 65) ltac:(discriminate)) as Q.
  pose proof (Z.mod_pos_bound (v2 * h) (2 ^ 65) ltac:(reflexivity)) as Q0.
  set (q := v2 * h / 2 ^ 65) in *. set (r := (v2 * h) mod 2 ^ 65) in *. clearbody q r.
  assert (I : 2 ^ 66 * (2 ^ 128 - (q + v2 * 2 ^ 31) * d) = e2 * e2 + (2 * r + v2 * b) * d).
  { replace (2 ^ 66 * (2 ^ 128 - (q + v2 * 2 ^ 31) * d))
      with (2 ^ 97 * (2 ^ 97 - v2 * d) - 2 * (2 ^ 65 * q) * d) by ring. fold e2.
    assert (K : 2 ^ 65 * q = v2 * h - r) by lia. rewrite K.
    assert (W : v2 * d = 2 ^ 97 - e2) by (unfold e2; ring).
    replace (2 * (v2 * h - r) * d) with (v2 * d * (2 * h) - 2 * r * d) by ring.
    replace (2 * h) with (e2 - b) by lia.
    replace (v2 * d * (e2 - b)) with (v2 * d * e2 - v2 * b * d) by ring. rewrite W. ring. }
  assert (S : 0 < e2 * e2 <= (2 ^ 63 + d) * (2 ^ 63 + d)).
  { split; [apply Z.mul_pos_pos; lia|]. apply Z.mul_le_mono_nonneg; lia. }
  assert (R : 0 <= 2 * r + v2 * b <= 2 * (2 ^ 65 - 1) + 2 ^ 34).
  { assert (b = 0 \/ b = 1) as [->| ->] by lia; lia. }
  assert (RD : 0 <= (2 * r + v2 * b) * d <= (2 * (2 ^ 65 - 1) + 2 ^ 34) * d).
  { split; [apply Z.mul_nonneg_nonneg|apply Z.mul_le_mono_nonneg_r]; lia. }
  assert (DD : d * d <= 2 ^ 64 * d) by (apply Z.mul_le_mono_nonneg_r; lia).
  set (v3 := q + v2 * 2 ^ 31) in *. clearbody v3 e2. split; lia.
Qed.

(* ---- with wrapping ---- *)

Lemma error_right d v2 : 0 < 2 ^ 97 - v2 * d < 2 ^ 65 ->
  word ((if d mod 2 =? 1 then v2 / 2 else 0) - v2 * (d / 2 + d mod 2)) = (2 ^ 97 - v2 * d) / 2.
Proof.
  intros E. pose proof (Z.div_mod d 2 ltac:(discriminate)) as D.
  pose proof (Z.mod_pos_bound d 2 ltac:(reflexivity)) as D0.
  set (h := d / 2) in *. set (b := d mod 2) in *. clearbody h b.
  pose proof (Z.div_mod v2 2 ltac:(discriminate)) as V.
  pose proof (Z.mod_pos_bound v2 2 ltac:(reflexivity)) as V0.
  set (e := (if b =? 1 then v2 / 2 else 0) - v2 * (h + b)).
  assert (H : (2 ^ 97 - v2 * d) / 2 = e + 2 ^ 32 * 2 ^ 64).
  { symmetry. subst e d. assert (b = 0 \/ b = 1) as [->| ->] by lia.
    - cbn [Z.eqb]. apply Z.div_unique with 0; lia.
    - cbn [Z.eqb Pos.eqb]. apply Z.div_unique with (v2 mod 2); lia. }
  rewrite H. unfold word. rewrite <- (Z.mod_add e (2 ^ 32)) by discriminate.
  apply Z.mod_small. rewrite <- H.
  split; [apply Z.div_pos; lia|apply Z.div_lt_upper_bound; lia].
Qed.

Lemma last_correction d v3 : 2 ^ 63 <= d < 2 ^ 64 -> 0 < 2 ^ 128 - v3 * d <= 2 * d ->
  word (word v3 - ((word v3 * d + d) / 2 ^ 64 + d)) = (2 ^ 128 - 1) / d - 2 ^ 64.
Proof.
  intros D E. assert (V : 2 ^ 64 <= v3 < 2 * 2 ^ 64).
  { split.
    - destruct (Z_lt_ge_dec v3 (2 ^ 64)); [|lia].
      assert ((v3 + 2) * d <= (2 ^ 64 + 1) * d) by (apply Z.mul_le_mono_nonneg_r; lia).
      assert ((2 ^ 64 + 1) * d <= (2 ^ 64 + 1) * (2 ^ 64 - 1))
        by (apply Z.mul_le_mono_nonneg_l; lia).
      lia.
    - destruct (Z_lt_ge_dec v3 (2 * 2 ^ 64)); [assumption|].
      assert (2 * 2 ^ 64 * 2 ^ 63 <= v3 * d) by (apply Z.mul_le_mono_nonneg; lia). lia. }
  assert (W : word v3 = v3 - 2 ^ 64) by (symmetry; apply Z.mod_unique with 1; lia).
  rewrite W. assert (S : ((v3 - 2 ^ 64) * d + d) / 2 ^ 64 + d = (v3 + 1) * d / 2 ^ 64).
  { rewrite <- Z.div_add by discriminate. f_equal. ring. }
  rewrite S. destruct (Z_le_gt_dec (2 ^ 128 - v3 * d) d) as [L|L].
  - replace ((v3 + 1) * d / 2 ^ 64) with (2 ^ 64)
      by (apply Z.div_unique with ((v3 + 1) * d - 2 ^ 128); lia).
    replace ((2 ^ 128 - 1) / d) with v3 by (apply Z.div_unique with (2 ^ 128 - 1 - v3 * d); lia).
    symmetry. apply Z.mod_unique with (-1); lia.
  - replace ((v3 + 1) * d / 2 ^ 64) with (2 ^ 64 - 1)
      by (apply Z.div_unique with ((v3 + 1) * d - 2 ^ 64 * (2 ^ 64 - 1)); lia).
    replace ((2 ^ 128 - 1) / d) with (v3 + 1)
      by (apply Z.div_unique with (2 ^ 128 - 1 - (v3 + 1) * d); lia).
    assert (v3 + 1 < 2 * 2 ^ 64).
    { destruct (Z_lt_ge_dec (v3 + 1) (2 * 2 ^ 64)); [assumption|].
      assert (2 * 2 ^ 64 * 2 ^ 63 <= (v3 + 1) * d) by (apply Z.mul_le_mono_nonneg; lia). lia. }
    symmetry. apply Z.mod_unique with (-1); lia.
Qed.

Theorem reciprocal_from_table_right d : 2 ^ 63 <= d < 2 ^ 64 ->
  reciprocal_from_table d = reciprocal_of_one (2 ^ 64) d.
Proof.
  intros D. pose proof (leading_bits d D) as L. cbv zeta in L.
  unfold reciprocal_from_table, reciprocal_of_one. cbv zeta.
  set (d40 := d / 2 ^ 24 + 1) in *. set (v0 := table_entry (256 + (d / 2 ^ 55) mod 256)) in *.
  clearbody d40 v0. destruct L as (D4 & D4' & V0 & E0).
  assert (P0 : 1 <= v0 * v0 <= 2047 * 2047).
  { split; [apply (Z.mul_le_mono_nonneg 1 v0 1 v0)|apply Z.mul_le_mono_nonneg]; lia. }
  assert (P1 : 0 <= v0 * v0 * d40 <= 2047 * 2047 * 2 ^ 40).
  { split; [apply Z.mul_nonneg_nonneg|apply Z.mul_le_mono_nonneg]; lia. }
  rewrite (word_small (v0 * v0 * d40)) by lia.
  set (v1 := v0 * 2 ^ 11 - v0 * v0 * d40 / 2 ^ 40 - 1).
  pose proof (step1 v0 d40 v1 D4' V0 E0 eq_refl) as E1. clearbody v1.
  assert (V1 : 0 < v1 < 2 ^ 21).
  { split.
    - destruct (Z_lt_ge_dec 0 v1); [assumption|].
      assert (v1 * d40 <= 0 * d40) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
    - destruct (Z_lt_ge_dec v1 (2 ^ 21)); [assumption|].
      assert (2 ^ 21 * 2 ^ 39 <= v1 * d40) by (apply Z.mul_le_mono_nonneg; lia). lia. }
  rewrite (word_small v1) by lia. rewrite (word_small (2 ^ 60 - v1 * d40)) by lia.
  assert (X1 : 0 <= v1 * (2 ^ 60 - v1 * d40) <= 2 ^ 21 * (1277 * 1277 * 2 ^ 22 + 2 ^ 40)).
  { split; [apply Z.mul_nonneg_nonneg|apply Z.mul_le_mono_nonneg]; lia. }
  rewrite (word_small (v1 * (2 ^ 60 - v1 * d40))) by lia.
  set (v2 := v1 * 2 ^ 13 + v1 * (2 ^ 60 - v1 * d40) / 2 ^ 47).
  pose proof (step2 d d40 v1 v2 D D4 D4' E1 ltac:(lia) eq_refl) as [V2 E2]. clearbody v2.
  rewrite (word_small v2) by lia. rewrite error_right by lia.
  set (error := (2 ^ 97 - v2 * d) / 2).
  set (v3 := v2 * error / 2 ^ 65 + v2 * 2 ^ 31).
  pose proof (step3 d v2 error v3 D V2 E2 eq_refl eq_refl) as E3.
  assert (W : word (v2 * error / 2 ^ 64 / 2 + word (v2 * 2 ^ 31)) = word v3).
  { unfold word, v3. rewrite Z.add_mod_idemp_r by discriminate.
    rewrite Z.div_div; [reflexivity|discriminate|reflexivity]. }
  rewrite W. change (2 ^ 64 * 2 ^ 64) with (2 ^ 128). apply last_correction; assumption.
Qed.
