(* What floors and ceilings are, by inequalities: proofs open a division only through these. *)
From Coq Require Import ZArith Lia.
From Assay Require Import Arith.
Open Scope Z_scope.

Lemma div_lb a b : 0 < b -> b * (a / b) <= a.
Proof. intros; apply Z.mul_div_le; lia. Qed.

Lemma div_ub a b : 0 < b -> a < b * (a / b) + b.
Proof. intros Hb. pose proof (Z.mul_succ_div_gt a b Hb). lia. Qed.

Lemma div_le_iff a b q : 0 < b -> (q <= a / b <-> q * b <= a).
Proof.
  intros Hb; split; intros H.
  - pose proof (div_lb a b Hb). nia.
  - apply Z.div_le_lower_bound; lia.
Qed.

Lemma cdiv_le_iff a b q : 0 < b -> (cdiv a b <= q <-> a <= q * b).
Proof.
  intros Hb; unfold cdiv.
  assert (H: (a + b - 1) / b <= q <-> (a+b-1) < (q+1)*b).
  { split; intros H.
    - pose proof (div_ub (a+b-1) b Hb). nia.
    - assert ((a+b-1)/b < q+1); [apply Z.div_lt_upper_bound; lia | lia]. }
  rewrite H. split; intros; lia.
Qed.

Lemma cdiv_le a b q : 0 < b -> a <= q * b -> cdiv a b <= q.
Proof. intros; apply cdiv_le_iff; assumption. Qed.

Lemma cdiv_ge a b : 0 < b -> a <= cdiv a b * b.
Proof. intros; apply cdiv_le_iff; [assumption|lia]. Qed.

Lemma cdiv_nonneg a b : 0 < b -> 0 <= a -> 0 <= cdiv a b.
Proof. intros; unfold cdiv; apply Z.div_pos; lia. Qed.

Lemma cdiv_pos a b : 0 < b -> 0 < a -> 0 < cdiv a b.
Proof. intros. destruct (Z_lt_ge_dec 0 (cdiv a b)); [lia|]. pose proof (cdiv_ge a b). nia. Qed.

(* The ceiling is the floor, or one more where the division is not exact: how contracts round up. *)
Lemma cdiv_by_remainder a b : 0 < b -> cdiv a b = a / b + (if a mod b =? 0 then 0 else 1).
Proof.
  intros Hb. unfold cdiv. pose proof (Z.div_mod a b ltac:(lia)).
  pose proof (Z.mod_pos_bound a b Hb).
  set (q := a / b) in *. set (r := a mod b) in *. clearbody q r.
  destruct (Z.eqb_spec r 0); symmetry.
  - apply Z.div_unique with (r := b - 1); lia.
  - apply Z.div_unique with (r := r - 1); lia.
Qed.

(* Two ceilings one after the other are one: the shape of getAmount0Delta. *)
Lemma cdiv_cdiv a b c : 0 < b -> 0 < c -> cdiv (cdiv a b) c = cdiv a (b * c).
Proof.
  intros. assert (0 < b * c) by (apply Z.mul_pos_pos; lia).
  apply Z.le_antisymm.
  - apply cdiv_le_iff; [lia|]. apply cdiv_le_iff; [lia|]. pose proof (cdiv_ge a (b*c)). lia.
  - apply cdiv_le_iff; [lia|]. pose proof (cdiv_ge (cdiv a b) c). pose proof (cdiv_ge a b).
    assert (cdiv a b * b <= cdiv (cdiv a b) c * c * b) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
Qed.
