(* What is proved about Limbs.v. *)
From Coq Require Import ZArith List Lia Bool.
From Assay Require Import Limbs.
Import ListNotations.
Open Scope Z_scope.

Section Base.
Variable B : Z.
Hypothesis base : 2 <= B.

Notation value := (value B).
Notation limb := (limb B).
Notation limbs := (limbs B).
Notation size x := (B ^ Z.of_nat (length x)).

(* ---- words ---- *)

Lemma power_positive n : 0 < B ^ Z.of_nat n.
Proof. apply Z.pow_pos_nonneg; lia. Qed.

Lemma power_step n : B ^ Z.of_nat (S n) = B * B ^ Z.of_nat n.
Proof. rewrite Nat2Z.inj_succ, Z.pow_succ_r by lia. reflexivity. Qed.

Lemma value_bounds x : limbs x -> 0 <= value x < size x.
Proof.
  induction x as [|a x IH]; intros H; simpl length.
  - simpl. lia.
  - inversion H as [|? ? A X]; subst. specialize (IH X). rewrite power_step.
    unfold Limbs.limb in A. simpl value.
    assert (B * value x <= B * (size x - 1)) by (apply Z.mul_le_mono_nonneg_l; lia).
    assert (0 <= B * value x) by (apply Z.mul_nonneg_nonneg; lia). lia.
Qed.

Lemma value_app x y : value (x ++ y) = value x + size x * value y.
Proof.
  induction x as [|a x IH]; simpl app; simpl value; simpl length.
  - change (B ^ Z.of_nat 0) with 1. lia.
  - rewrite IH, power_step. ring.
Qed.

Lemma limb_mod x : limb (x mod B).
Proof. apply Z.mod_pos_bound. lia. Qed.

Lemma split_last (x : list Z) : x <> [] -> x = removelast x ++ [last x 0].
Proof. apply app_removelast_last. Qed.

Lemma limbs_app x y : limbs x -> limbs y -> limbs (x ++ y).
Proof. intros X Y. apply Forall_app. split; assumption. Qed.

Lemma limbs_split x y : limbs (x ++ y) -> limbs x /\ limbs y.
Proof. apply Forall_app. Qed.

(* ---- product ---- *)

Definition above_zero (n : nat) (out : list Z) : Prop := Forall (fun x => x = 0) (skipn n out).

Lemma value_zero x : Forall (fun a => a = 0) x -> value x = 0.
Proof. induction 1 as [|a x A X IH]; simpl; lia. Qed.

Lemma mul_add_bounds a b o k : limb a -> limb b -> limb o -> limb k ->
  limb ((a * b + o + k) / B).
Proof.
  unfold Limbs.limb. intros A H O K. split.
  - apply Z.div_pos; [|lia]. assert (0 <= a * b) by (apply Z.mul_nonneg_nonneg; lia). lia.
  - apply Z.div_lt_upper_bound; [lia|].
    assert (a * b <= (B - 1) * (B - 1)) by (apply Z.mul_le_mono_nonneg; lia). lia.
Qed.

(* A row changes the word by a * b, but for multiples of its size. *)
Lemma row a b out k : limb a -> limbs b -> limbs out -> limb k -> above_zero (length b) out ->
  let r := add_row B a b out k in
  length r = length out /\ limbs r /\ above_zero (length b) (tl r) /\
  exists q, value r + q * size out = value out + a * value b + k.
Proof.
  intros A. revert out k. induction b as [|x b IH]; intros out k H O K Z.
  - destruct out as [|o out]; cbn [add_row length tl Limbs.value].
    + repeat split; try constructor. exists k. change (B ^ Z.of_nat 0) with 1. lia.
    + unfold above_zero in Z. cbn [length skipn] in Z. inversion Z; subst. inversion O; subst.
      repeat split.
      * constructor; assumption.
      * assumption.
      * exists 0. lia.
  - destruct out as [|o out].
    + cbn [add_row length tl Limbs.value]. repeat split; try constructor.
      exists (a * (x + B * value b) + k). change (B ^ Z.of_nat 0) with 1. lia.
    + inversion H; subst. inversion O; subst.
      assert (C := mul_add_bounds a x o k A ltac:(assumption) ltac:(assumption) K).
      destruct (IH out ((a * x + o + k) / B)) as (L & R & Z' & q & E); try assumption.
      cbn [add_row]. unfold mul_add_limb.
      revert E L R Z'. generalize (add_row B a b out ((a * x + o + k) / B)). intros r E L R Z'.
      cbn [length tl Limbs.value]. repeat split.
      * rewrite L. reflexivity.
      * constructor; [apply limb_mod | assumption].
      * unfold above_zero in *. destruct r as [|y r]; [constructor|exact Z'].
      * exists q. rewrite power_step.
        assert (D := Z.div_mod (a * x + o + k) B ltac:(lia)).
        assert (F : B * (value r + q * size out)
                  = B * (value out + a * value b + (a * x + o + k) / B)) by (rewrite E; ring).
        lia.
Qed.

Lemma product_congruent a b out : limbs a -> limbs b -> limbs out -> above_zero (length b) out ->
  let r := product B a b out in
  length r = length out /\ limbs r /\
  exists q, value r + q * size out = value out + value a * value b.
Proof.
  intros H. revert out. induction H as [|x a X A IH]; intros out L O Z; cbn [product Limbs.value].
  - repeat split; try assumption. exists 0. lia.
  - assert (K : limb 0) by (unfold Limbs.limb; lia).
    destruct (row x b out 0 X L O K Z) as (N & R & Z' & q & E).
    destruct (add_row B x b out 0) as [|lowest rest].
    + destruct out; [|discriminate]. repeat split; try constructor.
      exists ((x + B * value a) * value b). cbn [Limbs.value length].
      change (B ^ Z.of_nat 0) with 1. lia.
    + inversion R as [|? ? R1 R2]; subst. cbn [tl] in Z'.
      destruct (IH rest) as (N' & R' & p & F); try assumption.
      cbn [length Limbs.value] in *. repeat split.
      * rewrite N'. assumption.
      * constructor; assumption.
      * exists (q + p). rewrite <- N in *. rewrite power_step in *.
        assert (G : B * (value (product B a b rest) + p * size rest)
                  = B * (value rest + value a * value b)) by (rewrite F; ring).
        lia.
Qed.

Theorem product_right a b count : limbs a -> limbs b ->
  let r := product B a b (zeros count) in
  length r = count /\ limbs r /\ value r = (value a * value b) mod B ^ Z.of_nat count.
Proof.
  intros A H. unfold zeros.
  assert (Z : Forall (fun x => x = 0) (repeat 0 count)) by (apply Forall_forall;
    intros x I; apply repeat_spec in I; assumption).
  destruct (product_congruent a b (repeat 0 count) A H) as (N & R & q & E).
  - eapply Forall_impl; [|exact Z]. intros x ->. unfold Limbs.limb. lia.
  - unfold above_zero. revert Z. generalize (repeat 0 count). intros l.
    generalize (length b). induction l as [|y l IH]; intros n Z; destruct n; simpl;
      try constructor; inversion Z; subst; auto.
  - rewrite repeat_length in *. repeat split; try assumption.
    rewrite (value_zero (repeat 0 count) Z) in E.
    assert (V := value_bounds _ R). rewrite N in V.
    apply Z.mod_unique with q; [left; assumption|]. lia.
Qed.

(* ---- two limbs ---- *)

Lemma high_at_least x q : 0 <= x -> (q <=? x / B) = (q * B <=? x).
Proof.
  intros X. apply Bool.eq_iff_eq_true. rewrite !Z.leb_le. split; intros H.
  - assert (q * B <= x / B * B) by (apply Z.mul_le_mono_nonneg_r; lia).
    assert (T := Z.mul_div_le x B ltac:(lia)). lia.
  - apply Z.div_le_lower_bound; lia.
Qed.

(* The two corrections of an estimate whose remainder r is known modulo B^2. *)
Lemma corrections d q1 q0 r total : B * B <= 2 * d -> d < B * B ->
  0 <= q1 -> limb q0 -> - d <= r -> q0 * B - B * B <= r -> r < B * B - d \/ r < q0 * B ->
  total = (q1 + 1) * d + r -> total < B * d ->
  let too_large := q0 <=? r mod (B * B) / B in
  let quotient := (q1 + 1 + (if too_large then B - 1 else 0)) mod B in
  let remainder := (r mod (B * B) + (if too_large then d else 0)) mod (B * B) in
  (if d <=? remainder then ((quotient + 1) mod B, remainder - d) else (quotient, remainder))
  = (total / d, total mod d).
Proof.
  intros D2 DB Q1 Q0 R1 R2 R3 E T. unfold Limbs.limb in Q0.
  assert (BB0 : 1 * B <= B * B) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (QB : q0 * B <= (B - 1) * B) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (QB0 : 0 <= q0 * B) by (apply Z.mul_nonneg_nonneg; lia).
  assert (QB2 : q0 * B < B * B) by lia. clear QB.
  assert (UNIQUE : forall q m, total = q * d + m -> 0 <= m < d ->
            (total / d, total mod d) = (q, m) /\ q < B).
  { clear - T. intros q m E M. split; [f_equal|].
    - symmetry. apply Z.div_unique with m; [left; assumption|lia].
    - symmetry. apply Z.mod_unique with q; [left; assumption|lia].
    - apply Z.mul_lt_mono_pos_r with d; lia. }
  assert (HIGH := fun x => high_at_least x q0). clear T.
  revert R2 R3 QB0 QB2 HIGH. generalize (q0 * B).
  set (S := B * B) in *. clearbody S. intros limit R2 R3 QB0 QB2 HIGH. cbv zeta.
  rewrite HIGH by (apply Z.mod_pos_bound; lia). clear HIGH Q0.
  destruct (Z.lt_ge_cases r 0) as [NEG|POS].
  - (* one too large *)
    replace (r mod S) with (r + S) by (apply Z.mod_unique with (-1); [left|]; lia).
    destruct (Z.leb_spec limit (r + S)) as [_|C]; [|lia].
    destruct (UNIQUE q1 (r + d)) as [-> A]; [lia|lia|].
    replace ((r + S + d) mod S) with (r + d) by (apply Z.mod_unique with 1; [left|]; lia).
    replace ((q1 + 1 + (B - 1)) mod B) with q1 by (apply Z.mod_unique with 1; [left|]; lia).
    destruct (Z.leb_spec d (r + d)); [lia|reflexivity].
  - rewrite (Z.mod_small r) by lia.
    destruct (Z.leb_spec limit r) as [C|C].
    + (* thought too large, and is not: it is counted back *)
      destruct (UNIQUE (q1 + 1) r) as [-> A]; [lia|lia|].
      rewrite (Z.mod_small (r + d)) by lia.
      replace ((q1 + 1 + (B - 1)) mod B) with q1 by (apply Z.mod_unique with 1; [left|]; lia).
      destruct (Z.leb_spec d (r + d)); [|lia].
      rewrite Z.mod_small by lia. f_equal. ring.
    + rewrite !Z.add_0_r, (Z.mod_small r) by lia.
      destruct (Z.leb_spec d r) as [F|F].
      * destruct (UNIQUE (q1 + 2) (r - d)) as [-> A]; [lia|lia|].
        rewrite (Z.mod_small (q1 + 1)) by lia.
        replace (q1 + 1 + 1) with (q1 + 2) by ring. rewrite Z.mod_small by lia. reflexivity.
      * destruct (UNIQUE (q1 + 1) r) as [-> A]; [lia|lia|].
        rewrite Z.mod_small by lia. reflexivity.
Qed.


Variables d1 d0 : Z.
Hypothesis normal : B <= 2 * d1.
Hypothesis d1_limb : limb d1.
Hypothesis d0_limb : limb d0.
Notation D := (d1 * B + d0).

Lemma divisor_bounds : B * B <= 2 * D /\ D < B * B /\ B <= D.
Proof.
  unfold Limbs.limb in *.
  assert (B * B <= 2 * d1 * B) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (d1 * B <= (B - 1) * B) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (1 * B <= d1 * B) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
Qed.

Theorem reciprocal_right : reciprocal B d1 d0 = (B * B * B - 1) / D - B.
Proof.
  destruct divisor_bounds as (D2 & DB & BD). unfold Limbs.limb in *.
  unfold reciprocal. set (high := (B - 1 - d1) * B + (B - 1 - d0)).
  assert (DM := Z.div_mod high d1 ltac:(lia)).
  assert (MB := Z.mod_pos_bound high d1 ltac:(lia)).
  assert (HD : high < d1 * B).
  { assert (2 * d1 * B >= B * B) by (apply Z.le_ge, Z.mul_le_mono_nonneg_r; lia).
    unfold high. lia. }
  assert (H0 : 0 <= high).
  { unfold high. assert (0 <= (B - 1 - d1) * B) by (apply Z.mul_nonneg_nonneg; lia). lia. }
  revert DM MB. generalize (high / d1) (high mod d1). intros q r DM MB.
  assert (Q : q < B) by (apply Z.mul_lt_mono_pos_l with d1; lia).
  assert (Q0 : 0 <= q).
  { destruct (Z.lt_ge_cases q 0) as [N|]; [|assumption]. exfalso.
    assert (d1 * q <= d1 * (-1)) by (apply Z.mul_le_mono_nonneg_l; lia). lia. }
  assert (QD : q * d0 <= (B - 1) * (B - 1)) by (apply Z.mul_le_mono_nonneg; lia).
  assert (QD0 : 0 <= q * d0) by (apply Z.mul_nonneg_nonneg; lia).
  assert (RB : 0 <= r * B) by (apply Z.mul_nonneg_nonneg; lia).
  assert (RU : r * B <= (d1 - 1) * B) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (E : B * B * B - 1 - B * D = q * D + (r * B + (B - 1) - q * d0)).
  { assert (T : B * high = B * (d1 * q + r)) by (rewrite <- DM; reflexivity).
    unfold high in T. lia. }
  assert (U : forall v, 0 <= B * B * B - 1 - B * D - v * D < D ->
              v = (B * B * B - 1) / D - B).
  { intros v V. symmetry. apply Z.sub_move_r.
    symmetry. apply Z.div_unique with (B * B * B - 1 - B * D - v * D); [left; assumption|ring]. }
  destruct (Z.ltb_spec (r * B + (B - 1)) (q * d0)) as [A|A]; simpl.
  - destruct (Z.ltb_spec D (q * d0 - (r * B + (B - 1)))) as [F|F]; apply U; lia.
  - apply U. lia.
Qed.

Notation inverse := ((B * B * B - 1) / D - B).

(* A number below the mean of two bounds is below one of them. *)
Lemma mean_of_bounds s d limit r : 0 <= d -> d < s ->
  s * r <= (s - d) * (s - d) + limit * d - s -> r < s - d \/ r < limit.
Proof.
  intros D S M. destruct (Z.le_gt_cases limit (s - d)) as [C|C].
  - left. assert (limit * d <= (s - d) * d) by (apply Z.mul_le_mono_nonneg_r; assumption).
    apply Z.mul_lt_mono_pos_l with s; lia.
  - right. assert ((s - d) * (s - d) <= limit * (s - d)) by (apply Z.mul_le_mono_nonneg_r; lia).
    apply Z.mul_lt_mono_pos_l with s; lia.
Qed.

(* What the estimate of the quotient leaves, between -D and what tells its sign. *)
Lemma estimate_leaves u2 u1 u0 q1 q0 : limb u1 -> limb u0 -> 0 <= u2 -> limb q0 ->
  u2 * B + u1 < D -> inverse * u2 + (u2 * B + u1) = q1 * B + q0 ->
  let r := u2 * B * B + u1 * B + u0 - (q1 + 1) * D in
  - D <= r /\ q0 * B - B * B <= r /\ (r < B * B - D \/ r < q0 * B).
Proof.
  destruct divisor_bounds as (D2 & DB & BD).
  intros U1 U0 U2 Q0 UD E r. unfold Limbs.limb in *.
  set (v := inverse) in *. set (d := D) in *.
  assert (K : exists k, 1 <= k <= d /\ (B + v) * d = B * B * B - k).
  { exists (B * B * B - (B + v) * d).
    assert (T := Z.div_mod (B * B * B - 1) d ltac:(lia)).
    assert (T' := Z.mod_pos_bound (B * B * B - 1) d ltac:(lia)).
    unfold v. fold d. split; [|ring].
    replace (B + ((B * B * B - 1) / d - B)) with ((B * B * B - 1) / d) by ring. lia. }
  destruct K as (k & [K1 K2] & KE).
  assert (VN : 0 <= v).
  { assert (B * d <= B * (B * B - 1)) by (apply Z.mul_le_mono_nonneg_l; lia).
    assert (B <= (B * B * B - 1) / d) by (apply Z.div_le_lower_bound; lia).
    unfold v. fold d. lia. }
  clearbody v d.
  (* B * r in terms that are not negative, but for the last *)
  assert (R : B * r = u1 * (B * B - d) + u0 * B + u2 * k + q0 * d - B * d).
  { unfold r.
    assert (T : (q1 * B + q0) * d = (v * u2 + (u2 * B + u1)) * d) by (rewrite E; ring).
    assert (T2 : u2 * ((B + v) * d) = u2 * (B * B * B - k)) by (rewrite KE; ring). lia. }
  clearbody r.
  assert (N1 : 0 <= u1 * (B * B - d)) by (apply Z.mul_nonneg_nonneg; lia).
  assert (N2 : 0 <= u0 * B) by (apply Z.mul_nonneg_nonneg; lia).
  assert (N3 : 0 <= u2 * k) by (apply Z.mul_nonneg_nonneg; lia).
  assert (N4 : 0 <= q0 * d) by (apply Z.mul_nonneg_nonneg; lia).
  assert (N5 : (B - q0) * d <= (B - q0) * (B * B)) by (apply Z.mul_le_mono_nonneg_l; lia).
  repeat split.
  - apply Z.mul_le_mono_pos_l with B; lia.
  - apply Z.mul_le_mono_pos_l with B; lia.
  - (* B^2 r <= (B^2 - d)^2 + q0 B d - B^2, a mean of the two bounds *)
    assert (V : v * d = B * B * B - B * d - k) by lia.
    assert (V0 : 0 <= v * d) by (apply Z.mul_nonneg_nonneg; lia).
    assert (S : B * (u1 * (B * B - d) + u2 * k) = (u2 * B + u1) * k + u1 * (v * d)).
    { rewrite V. ring. }
    assert (S1 : (u2 * B + u1) * k <= (d - 1) * k) by (apply Z.mul_le_mono_nonneg_r; lia).
    assert (S2 : u1 * (v * d) <= (B - 1) * (v * d)) by (apply Z.mul_le_mono_nonneg_r; lia).
    assert (S3 : (d - B) * k <= (d - B) * d) by (apply Z.mul_le_mono_nonneg_l; lia).
    assert (S4 : B * (u0 * B) <= B * ((B - 1) * B))
      by (apply Z.mul_le_mono_nonneg_l; [|apply Z.mul_le_mono_nonneg_r]; lia).
    assert (M : B * B * r <= (B * B - d) * (B * B - d) + q0 * B * d - B * B).
    { assert (E1 : B * (B * r) = B * (u1 * (B * B - d) + u2 * k) + B * (u0 * B) + B * (q0 * d)
                                 - B * (B * d)) by (rewrite R; ring).
      assert (E2 : (B - 1) * (v * d) = (B - 1) * (B * B * B - B * d) - (B - 1) * k)
        by (rewrite V; ring).
      clear - E1 E2 S S1 S2 S3 S4. lia. }
    apply mean_of_bounds; [clear - BD base; lia | exact DB | exact M].
Qed.

Lemma inverse_positive : 0 <= inverse.
Proof.
  destruct divisor_bounds as (D2 & DB & BD).
  assert (B * D <= B * (B * B - 1)) by (apply Z.mul_le_mono_nonneg_l; lia).
  assert (B <= (B * B * B - 1) / D) by (apply Z.div_le_lower_bound; lia). lia.
Qed.

Theorem div_3by2_right high low : 0 <= high < D -> limb low ->
  div_3by2 B high low D inverse = ((high * B + low) / D, (high * B + low) mod D).
Proof.
  destruct divisor_bounds as (D2 & DB & BD). intros H L.
  unfold div_3by2.
  replace (D / B) with d1 by (apply Z.div_unique with d0; [left; exact d0_limb|ring]).
  replace (D mod B) with d0 by (apply Z.mod_unique with d1; [left; exact d0_limb|ring]).
  set (u2 := high / B). set (u1 := high mod B).
  assert (HU : high = u2 * B + u1) by (unfold u2, u1; rewrite Z.mul_comm; apply Z.div_mod; lia).
  assert (U1 : limb u1) by (apply limb_mod).
  assert (U2 : 0 <= u2) by (apply Z.div_pos; lia).
  assert (V := inverse_positive).
  set (estimate := inverse * u2 + high). set (q1 := estimate / B). set (q0 := estimate mod B).
  assert (EQ : inverse * u2 + (u2 * B + u1) = q1 * B + q0).
  { rewrite <- HU. fold estimate. unfold q1, q0. rewrite Z.mul_comm. apply Z.div_mod. lia. }
  assert (Q0 : limb q0) by (apply limb_mod).
  assert (Q1 : 0 <= q1).
  { apply Z.div_pos; [|lia]. assert (0 <= inverse * u2) by (apply Z.mul_nonneg_nonneg; lia).
    unfold estimate. lia. }
  destruct (estimate_leaves u2 u1 low q1 q0 U1 L U2 Q0) as (R1 & R2 & R3);
    [rewrite <- HU; apply H | exact EQ |].
  set (r := u2 * B * B + u1 * B + low - (q1 + 1) * D) in *.
  assert (RT : high * B + low = (q1 + 1) * D + r) by (unfold r; rewrite HU; ring).
  (* the remainder as the limbs compute it *)
  assert (RM : (((u1 - q1 * d1) mod B) * B + low - q1 * d0 - D) mod (B * B) = r mod (B * B)).
  { assert (T := Z.div_mod (u1 - q1 * d1) B ltac:(lia)).
    set (m := (u1 - q1 * d1) mod B) in *. set (n := (u1 - q1 * d1) / B) in *.
    replace (m * B + low - q1 * d0 - D) with (r + (- u2 - n) * (B * B)).
    - apply Z.mod_add. lia.
    - unfold r. assert (T' : B * (u1 - q1 * d1) = B * (B * n + m)) by (rewrite <- T; reflexivity).
      clear - T'. lia. }
  rewrite RM. apply corrections; try assumption.
  assert (high * B <= (D - 1) * B) by (apply Z.mul_le_mono_nonneg_r; lia).
  unfold Limbs.limb in L. clear - H0 L. lia.
Qed.
End Base.

(* ---- long division ---- *)

Section Division.
Variable B : Z.
Hypothesis base : 2 <= B.

Notation value := (value B).
Notation limb := (limb B).
Notation limbs := (limbs B).
Notation size x := (B ^ Z.of_nat (length x)).

Lemma sub_limb_right a b borrow : limb a -> limb b -> borrow = 0 \/ borrow = 1 ->
  let (difference, below) := sub_limb B a b borrow in
  limb difference /\ (below = 0 \/ below = 1) /\ difference = a - b - borrow + B * below.
Proof.
  unfold Limbs.limb, sub_limb. intros A H W.
  assert (M := Z.mod_pos_bound (a - b - borrow) B ltac:(lia)).
  destruct (Z.ltb_spec (a - b - borrow) 0) as [N|N].
  - assert (E : (a - b - borrow) mod B = a - b - borrow + B).
    { symmetry. apply Z.mod_unique with (-1); [left|]; lia. }
    rewrite E in *. lia.
  - rewrite Z.mod_small in * by lia. lia.
Qed.

Lemma subtract_product_right x d digit carry borrow :
  length x = length d -> limbs x -> limbs d -> limb digit -> limb carry ->
  borrow = 0 \/ borrow = 1 ->
  let '(out, c, b) := subtract_product B x d digit carry borrow in
  length out = length x /\ limbs out /\ limb c /\ (b = 0 \/ b = 1) /\
  value out = value x - digit * value d - carry - borrow + size x * (c + b).
Proof.
  revert d carry borrow. induction x as [|a x IH]; intros d carry borrow N X H G C W;
    destruct d as [|b d]; try discriminate; cbn [subtract_product].
  - cbn [length Limbs.value]. change (B ^ Z.of_nat 0) with 1.
    repeat split; try assumption; try constructor; try apply C. lia.
  - inversion X; subst. inversion H; subst. unfold mul_add_limb.
    assert (L : limb ((digit * b + 0 + carry) mod B)) by (apply limb_mod, base).
    assert (K : limb ((digit * b + 0 + carry) / B)).
    { apply mul_add_bounds; try assumption. unfold Limbs.limb. lia. }
    assert (T := Z.div_mod (digit * b + 0 + carry) B ltac:(lia)).
    assert (S := sub_limb_right a _ borrow ltac:(assumption) L W).
    destruct (sub_limb B a ((digit * b + 0 + carry) mod B) borrow) as [difference below].
    destruct S as (S1 & S2 & S3).
    assert (R := IH d ((digit * b + 0 + carry) / B) below ltac:(injection N; auto)
                    ltac:(assumption) ltac:(assumption) G K S2).
    destruct (subtract_product B x d digit ((digit * b + 0 + carry) / B) below)
      as [[rest c] w].
    destruct R as (R1 & R2 & R3 & R4 & R5).
    cbn [length Limbs.value]. repeat split; try assumption; try apply R3.
    + rewrite R1. reflexivity.
    + constructor; assumption.
    + rewrite power_step.
      assert (F : B * value rest
                = B * (value x - digit * value d - (digit * b + 0 + carry) / B - below
                       + size x * (c + w))) by (rewrite R5; reflexivity).
      lia.
Qed.

Lemma add_back_right x d carry : length x = length d -> limbs x -> limbs d ->
  carry = 0 \/ carry = 1 ->
  let out := add_back B x d carry in
  length out = length x /\ limbs out /\
  exists q, value out + size x * q = value x + value d + carry.
Proof.
  revert d carry. induction x as [|a x IH]; intros d carry N X H C;
    destruct d as [|b d]; try discriminate; cbn [add_back].
  - cbn [length Limbs.value]. change (B ^ Z.of_nat 0) with 1.
    repeat split; try constructor. exists carry. lia.
  - inversion X as [|? ? A X']; subst. inversion H as [|? ? D H']; subst.
    unfold add_limb. unfold Limbs.limb in A, D.
    assert (M := Z.mod_pos_bound (a + b + carry) B ltac:(lia)).
    set (above := if a + b + carry <? B then 0 else 1).
    assert (V : (a + b + carry) mod B = a + b + carry - B * above /\ (above = 0 \/ above = 1)).
    { unfold above. destruct (Z.ltb_spec (a + b + carry) B).
      - rewrite Z.mod_small by lia. lia.
      - split; [|lia]. symmetry. apply Z.mod_unique with 1; [left|]; lia. }
    destruct V as [V W]. clearbody above.
    destruct (IH d above ltac:(injection N; auto) X' H' W) as (R1 & R2 & q & R3).
    cbn [length Limbs.value]. repeat split.
    + rewrite R1. reflexivity.
    + constructor; [unfold Limbs.limb; lia | assumption].
    + exists q. rewrite power_step.
      assert (F : B * (value (add_back B x d above) + size x * q)
                = B * (value x + value d + above)) by (rewrite R3; reflexivity).
      lia.
Qed.

(* Two numbers below s that differ by a multiple of s are the same. *)
Lemma same_residue s x y q : 0 <= x < s -> 0 <= y < s -> x + s * q = y -> x = y.
Proof.
  intros X Y E. rewrite <- (Z.mod_small x s X), <- (Z.mod_small y s Y), <- E.
  rewrite Z.mul_comm, Z.mod_add by lia. reflexivity.
Qed.

Lemma parts x n : length x = S (S n) ->
  x = below x ++ [second x; first x] /\ length (below x) = n.
Proof.
  intros N. unfold below, second, first.
  assert (X : x <> []) by (intros ->; discriminate).
  assert (E := app_removelast_last 0 X).
  assert (L : length (removelast x) = S n).
  { rewrite E, app_length in N. cbn in N. lia. }
  assert (Y : removelast x <> []) by (intros Z; rewrite Z in L; discriminate).
  assert (F := app_removelast_last 0 Y). split.
  - rewrite E at 1. rewrite F at 1. rewrite <- app_assoc. reflexivity.
  - rewrite F, app_length in L. cbn in L. lia.
Qed.

(* What the parts of a word of two limbs and more are worth. *)
Lemma parts_value x n : length x = S (S n) -> limbs x ->
  value x = value (below x) + B ^ Z.of_nat n * leading B x /\
  limbs (below x) /\ limb (second x) /\ limb (first x) /\
  0 <= value (below x) < B ^ Z.of_nat n.
Proof.
  intros N X. destruct (parts x n N) as [E L].
  assert (X' := X). rewrite E in X'. apply limbs_split in X'. destruct X' as [X1 X2].
  assert (S1 := Forall_inv X2). assert (S2 := Forall_inv (Forall_inv_tail X2)).
  assert (V := value_bounds B base (below x) X1). rewrite L in V.
  repeat split; try assumption; try apply V; try apply S1; try apply S2.
  rewrite E at 1. rewrite value_app, L. cbn [Limbs.value]. unfold leading. ring.
Qed.

Lemma removelast_value x n : length x = S n -> limbs x ->
  value x = value (removelast x) + B ^ Z.of_nat n * last x 0 /\
  limbs (removelast x) /\ limb (last x 0) /\ length (removelast x) = n.
Proof.
  intros N X. assert (Y : x <> []) by (intros ->; discriminate).
  assert (E := app_removelast_last 0 Y).
  assert (L : length (removelast x) = n).
  { rewrite E, app_length in N. cbn in N. lia. }
  assert (X' := X). rewrite E in X'. apply limbs_split in X'. destruct X' as [X1 X2].
  assert (S1 := Forall_inv X2). repeat split; try assumption; try apply S1.
  rewrite E at 1. rewrite value_app, L. cbn [Limbs.value]. ring.
Qed.

Section Divisor.
Variable d : list Z.
Variable n : nat.
Hypothesis two_limbs : length d = S (S n).
Hypothesis d_limbs : limbs d.
Hypothesis normal : B <= 2 * first d.
Variable inverse : Z.
Hypothesis inverse_is : inverse = reciprocal B (first d) (second d).
Notation P := (B ^ Z.of_nat n).

Definition is_digit_of r next digit r' :=
  limb digit /\ limbs r' /\ length r' = S (S n) /\
  B * value r + next = digit * value d + value r' /\ value r' < value d.

Lemma divisor_at_least : P * B <= value d.
Proof.
  destruct (parts_value d n two_limbs d_limbs) as (V & _ & S & F & L).
  assert (Q := power_positive B base n). unfold leading in V. unfold Limbs.limb in S, F.
  assert (1 * B <= first d * B) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (P * B <= P * (first d * B + second d)) by (apply Z.mul_le_mono_nonneg_l; lia). lia.
Qed.

Lemma saturated r next : length r = S (S n) -> limbs r -> value r < value d -> limb next ->
  leading B r = leading B d ->
  let '(rest, _, _) := subtract_product B (next :: removelast r) d (B - 1) 0 0 in
  is_digit_of r next (B - 1) rest.
Proof.
  intros N R RD X E.
  destruct (parts_value r n N R) as (RV & _ & _ & _ & RL).
  destruct (parts_value d n two_limbs d_limbs) as (DV & _ & _ & _ & DL).
  destruct (removelast_value r (S n) N R) as (V & R' & F & L).
  assert (G : limb (B - 1)) by (unfold Limbs.limb; lia).
  assert (G0 : limb 0) by (unfold Limbs.limb; lia).
  assert (T := subtract_product_right (next :: removelast r) d (B - 1) 0 0
                 ltac:(cbn [length]; rewrite L, two_limbs; reflexivity)
                 ltac:(constructor; assumption) d_limbs G G0 ltac:(left; reflexivity)).
  destruct (subtract_product B (next :: removelast r) d (B - 1) 0 0) as [[rest c] b].
  destruct T as (T1 & T2 & _ & _ & T5).
  cbn [length Limbs.value] in *. rewrite L in T1, T5.
  assert (DB := value_bounds B base d d_limbs). rewrite two_limbs in DB.
  assert (OB := value_bounds B base rest T2). rewrite T1 in OB.
  assert (DM := divisor_at_least).
  assert (DR : B * (value d - value r) <= B * (P - 1)) by (apply Z.mul_le_mono_nonneg_l; lia).
  assert (DR1 : B * 1 <= B * (value d - value r)) by (apply Z.mul_le_mono_nonneg_l; lia).
  unfold Limbs.limb in *.
  set (y := B * value r + next - (B - 1) * value d).
  assert (Y : 0 <= y < value d) by (unfold y; lia).
  assert (O : value rest = y).
  { apply same_residue with (B ^ Z.of_nat (S (S n))) (last r 0 - (c + b)); [assumption|lia|].
    unfold y. rewrite (power_step B (S n)) in *.
    assert (VB : B * value r = B * (value (removelast r) + B ^ Z.of_nat (S n) * last r 0))
      by (rewrite <- V; reflexivity).
    lia. }
  unfold is_digit_of, Limbs.limb. rewrite O. unfold y. repeat split; try assumption; lia.
Qed.

Lemma leading_below r : length r = S (S n) -> limbs r -> value r < value d ->
  leading B r <> leading B d -> 0 <= leading B r < leading B d.
Proof.
  intros N R RD E.
  destruct (parts_value r n N R) as (RV & _ & RS & RF & RL).
  destruct (parts_value d n two_limbs d_limbs) as (DV & _ & _ & _ & DL).
  assert (Q := power_positive B base n). split.
  - unfold leading, Limbs.limb in *.
    assert (0 <= first r * B) by (apply Z.mul_nonneg_nonneg; lia). lia.
  - destruct (Z.lt_trichotomy (leading B r) (leading B d)) as [H|[H|H]]; try assumption.
    + contradiction.
    + exfalso. assert (P * (leading B d + 1) <= P * leading B r)
        by (apply Z.mul_le_mono_nonneg_l; lia). lia.
Qed.

Theorem next_digit_right r next : length r = S (S n) -> limbs r -> value r < value d ->
  limb next ->
  let (digit, r') := next_digit B r next d inverse in is_digit_of r next digit r'.
Proof.
  intros N R RD X. unfold next_digit.
  destruct (Z.eqb_spec (leading B r) (leading B d)) as [E|E].
  { assert (T := saturated r next N R RD X E).
    destruct (subtract_product B (next :: removelast r) d (B - 1) 0 0) as [[rest c] b].
    exact T. }
  destruct (parts_value r n N R) as (RV & RB & RS & RF & RL).
  destruct (parts_value d n two_limbs d_limbs) as (DV & DB & DS & DF & DL).
  assert (LB := leading_below r N R RD E).
  destruct (parts r n N) as [_ RN]. destruct (parts d n two_limbs) as [_ DN].
  set (window := next :: below r).
  assert (WN : length window = S n) by (unfold window; cbn [length]; rewrite RN; reflexivity).
  assert (WL : limbs window) by (constructor; assumption).
  destruct (removelast_value window n WN WL) as (WV & WR & WF & WM).
  assert (WV' : value window = next + B * value (below r)) by reflexivity.
  clearbody window.
  rewrite inverse_is, reciprocal_right by assumption.
  change (first d * B + second d) with (leading B d).
  assert (T := div_3by2_right B base (first d) (second d) normal DF DS (leading B r)
                 (last window 0) LB WF).
  change (first d * B + second d) with (leading B d) in T. rewrite T. clear T.
  assert (DP : 0 < leading B d) by lia.
  set (top := leading B r * B + last window 0).
  assert (TD := Z.div_mod top (leading B d) ltac:(lia)).
  assert (TM := Z.mod_pos_bound top (leading B d) DP).
  assert (Q0 : 0 <= top / leading B d < B).
  { unfold Limbs.limb in WF.
    assert (0 <= leading B r * B) by (apply Z.mul_nonneg_nonneg; lia).
    assert (leading B r * B <= (leading B d - 1) * B) by (apply Z.mul_le_mono_nonneg_r; lia).
    split; [apply Z.div_pos | apply Z.div_lt_upper_bound]; unfold top; lia. }
  revert TD TM Q0. generalize (top / leading B d) (top mod leading B d).
  intros digit rest TD TM Q0.
  assert (S := subtract_product_right (removelast window) (below d) digit 0 0
                 ltac:(rewrite WM, DN; reflexivity) WR DB Q0
                 ltac:(unfold Limbs.limb; lia) ltac:(left; reflexivity)).
  destruct (subtract_product B (removelast window) (below d) digit 0 0) as [[low c] b].
  destruct S as (S1 & S2 & S3 & S4 & S5). rewrite WM in S1, S5.
  assert (BB : leading B d < B * B).
  { unfold leading, Limbs.limb in *.
    assert (first d * B <= (B - 1) * B) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  assert (RH : limb (rest / B)).
  { split; [apply Z.div_pos | apply Z.div_lt_upper_bound]; lia. }
  assert (A := sub_limb_right (rest mod B) c b (limb_mod B base rest) S3 S4).
  destruct (sub_limb B (rest mod B) c b) as [lower b1]. destruct A as (A1 & A2 & A3).
  assert (A := sub_limb_right (rest / B) 0 b1 RH ltac:(unfold Limbs.limb; lia) A2).
  destruct (sub_limb B (rest / B) 0 b1) as [upper b2]. destruct A as (A4 & A5 & A6).
  assert (RM := Z.div_mod rest B ltac:(lia)).
  set (found := low ++ [lower; upper]).
  assert (FN : length found = S (S n)).
  { unfold found. rewrite app_length, S1. cbn [length]. lia. }
  assert (FL : limbs found) by (apply limbs_app; [|apply Forall_cons; [|apply Forall_cons]];
    solve [assumption | apply Forall_nil]).
  (* what the limbs hold is the remainder, a whole word more where it borrowed *)
  set (z := B * value r + next - digit * value d).
  assert (Z1 : z = value (removelast window) + P * rest - digit * value (below d)).
  { unfold z. rewrite DV.
    assert (VB : B * value r = B * (value (below r) + P * leading B r))
      by (rewrite <- RV; reflexivity).
    assert (PT : P * top = P * (leading B d * digit + rest)) by (rewrite <- TD; reflexivity).
    unfold top in PT. lia. }
  assert (FV : value found = z + P * (B * B) * b2).
  { unfold found. rewrite value_app, S1, S5, Z1. cbn [Limbs.value].
    assert (U : P * (lower + B * (upper + B * 0)) = P * (rest - (c + b) + B * B * b2)).
    { f_equal. rewrite A6, A3.
      assert (B * (rest / B - 0 - b1 + B * b2) = B * (rest / B) - B * b1 + B * B * b2) by ring.
      lia. }
    lia. }
  assert (FB := value_bounds B base found FL). rewrite FN, !power_step in FB.
  assert (Q := power_positive B base n).
  assert (WB := value_bounds B base (removelast window) WR). rewrite WM in WB.
  assert (DM := divisor_at_least).
  assert (Z2 : z < value d).
  { assert (P * rest <= P * (leading B d - 1)) by (apply Z.mul_le_mono_nonneg_l; lia).
    assert (0 <= digit * value (below d)) by (apply Z.mul_nonneg_nonneg; lia). lia. }
  assert (Z3 : - value d < z).
  { assert (0 <= P * rest) by (apply Z.mul_nonneg_nonneg; lia).
    assert (digit * value (below d) <= (B - 1) * (P - 1)) by (apply Z.mul_le_mono_nonneg; lia).
    lia. }
  clearbody found.
  assert (POW : P * (B * B) = B * (B * P)) by ring.
  destruct (Z.eqb_spec b2 0) as [W|W].
  - unfold is_digit_of. rewrite W, Z.mul_0_r, Z.add_0_r in FV. rewrite FV.
    repeat split; try assumption; try apply Q0. unfold z. lia.
  - assert (W1 : b2 = 1) by (destruct A5; [contradiction|assumption]).
    rewrite W1, Z.mul_1_r in FV.
    destruct (add_back_right found d 0 ltac:(rewrite FN, two_limbs; reflexivity) FL d_limbs
                ltac:(left; reflexivity)) as (K1 & K2 & q & K3).
    assert (KB := value_bounds B base _ K2). rewrite K1, FN, !power_step in KB.
    rewrite FN, !power_step in K3.
    assert (DU := value_bounds B base d d_limbs). rewrite two_limbs, !power_step in DU.
    assert (KV : value (add_back B found d 0) = z + value d).
    { apply same_residue with (B * (B * P)) (q - 1); [assumption|lia|].
      rewrite Z.mul_sub_distr_l. lia. }
    assert (D1 : 1 <= digit).
    { destruct (Z.lt_ge_cases digit 1) as [H|]; [|assumption]. exfalso.
      assert (digit = 0) by lia. subst digit.
      assert (0 <= P * rest) by (apply Z.mul_nonneg_nonneg; lia). lia. }
    unfold is_digit_of. rewrite KV. rewrite K1, FN.
    repeat split; try assumption; try reflexivity; unfold z in *; lia.
Qed.

Lemma loop nexts r : length r = S (S n) -> limbs r -> value r < value d -> limbs nexts ->
  let (digits, rest) := long_division B r nexts d inverse in
  length digits = length nexts /\ limbs digits /\ limbs rest /\ value rest < value d /\
  value (rev nexts) + size nexts * value r = value (rev digits) * value d + value rest.
Proof.
  revert r. induction nexts as [|next nexts IH]; intros r N R RD X; cbn [long_division].
  - cbn [rev length Limbs.value]. change (B ^ Z.of_nat 0) with 1.
    repeat split; try assumption; try constructor; lia.
  - assert (X1 := Forall_inv X). assert (X2 := Forall_inv_tail X).
    assert (T := next_digit_right r next N R RD X1).
    destruct (next_digit B r next d inverse) as [digit r1].
    destruct T as (T1 & T2 & T3 & T4 & T5).
    assert (U := IH r1 T3 T2 T5 X2).
    destruct (long_division B r1 nexts d inverse) as [digits rest].
    destruct U as (U1 & U2 & U3 & U4 & U5).
    cbn [rev length]. rewrite U1. repeat split; try assumption.
    + constructor; assumption.
    + rewrite !value_app, !rev_length, U1, power_step. cbn [Limbs.value].
      assert (F : size nexts * (B * value r + next)
                = size nexts * (digit * value d + value r1)) by (rewrite T4; reflexivity).
      lia.
Qed.
End Divisor.

Theorem long_division_right d remainder nexts k divisor dividend :
  limbs d -> limbs remainder -> limbs nexts ->
  (2 <= length d)%nat -> length remainder = length d -> B <= 2 * first d ->
  0 < k -> value d = k * divisor -> value (rev nexts ++ remainder) = k * dividend ->
  value remainder < value d ->
  let (digits, rest) := long_division B remainder nexts d (reciprocal B (first d) (second d)) in
  limbs digits /\ value (rev digits) = dividend / divisor /\
  limbs rest /\ value rest = k * (dividend mod divisor).
Proof.
  intros D R X L N F K DK NK RD.
  destruct (length d) as [|[|n]] eqn:E; try lia.
  assert (T := loop d n E D F _ eq_refl nexts remainder N R RD X).
  destruct (long_division B remainder nexts d (reciprocal B (first d) (second d)))
    as [digits rest].
  destruct T as (T1 & T2 & T3 & T4 & T5).
  rewrite value_app, rev_length in NK. rewrite NK in T5.
  assert (RB := value_bounds B base rest T3).
  assert (DP : 0 < divisor).
  { assert (Q := divisor_at_least d n E D F). assert (Q' := power_positive B base n).
    assert (0 < B ^ Z.of_nat n * B) by (apply Z.mul_pos_pos; lia).
    apply Z.mul_pos_cancel_l with k; lia. }
  assert (V : value (rev digits) = k * dividend / (k * divisor)).
  { rewrite <- DK. apply Z.div_unique with (value rest); [left; lia|lia]. }
  assert (W : value rest = (k * dividend) mod (k * divisor)).
  { rewrite <- DK. apply Z.mod_unique with (value (rev digits)); [left; lia|lia]. }
  rewrite Z.div_mul_cancel_l in V by lia. rewrite Z.mul_mod_distr_l in W by lia.
  repeat split; assumption.
Qed.
End Division.
