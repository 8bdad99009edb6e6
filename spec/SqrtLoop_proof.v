(* Proof of SqrtLoop.v: the loop ends in time and at the floor of the root; its only sum fits. *)
From Coq Require Import ZArith Lia.
From Assay Require Import SqrtLoop.
Open Scope Z_scope.

(* one Newton step never goes below floor sqrt *)
Lemma step_ge y x : 0 <= y -> 0 < x -> Z.sqrt y <= (y / x + x) / 2.
Proof.
  intros Hy Hx. pose proof (Z.sqrt_spec y Hy) as [L U]. pose proof (Z.sqrt_nonneg y).
  set (s := Z.sqrt y) in *. clearbody s.
  apply Z.div_le_lower_bound; [lia|].
  enough (2 * s - x <= y / x) by lia.
  apply Z.div_le_lower_bound; [lia|]. pose proof (Z.square_nonneg (s - x)). lia.
Qed.
(* above the root the distance to it at least halves *)
Lemma step_half y x : 0 <= y -> Z.sqrt y < x ->
  (y / x + x) / 2 - Z.sqrt y <= (x - Z.sqrt y) / 2.
Proof.
  intros Hy Hx. pose proof (Z.sqrt_spec y Hy) as [L U]. pose proof (Z.sqrt_nonneg y).
  set (s := Z.sqrt y) in *. clearbody s.
  assert (Q : y / x <= s).
  { enough (y / x < s + 1) by lia. apply Z.div_lt_upper_bound; [lia|]. nia. }
  assert ((y / x + x) / 2 <= (s + x) / 2) by (apply Z.div_le_mono; lia).
  replace (s + x) with (x - s + s * 2) in H0 by ring.
  rewrite Z.div_add in H0; lia.
Qed.
Lemma loop_ok fuel : forall y z, 3 < y -> Z.sqrt y <= z ->
  z - Z.sqrt y < 2 ^ (Z.of_nat fuel) ->
  sqrt_loop (S fuel) y ((y / z + z) / 2) z = Some (Z.sqrt y).
Proof.
  induction fuel as [|f IH]; intros y z Hy Hz HF.
  - change (2 ^ Z.of_nat 0) with 1 in HF. assert (z = Z.sqrt y) by lia. subst z.
    cbn [sqrt_loop]. assert (1 < Z.sqrt y) by (enough (2 <= Z.sqrt y) by lia;
      apply Z.sqrt_le_square; lia).
    destruct (Z.ltb_spec ((y / Z.sqrt y + Z.sqrt y) / 2) (Z.sqrt y)); [|reflexivity].
    pose proof (step_ge y (Z.sqrt y)). lia.
  - assert (S1 : 1 < Z.sqrt y) by (enough (2 <= Z.sqrt y) by lia; apply Z.sqrt_le_square; lia).
    remember (S f) as g. cbn [sqrt_loop]. subst g.
    set (x := (y / z + z) / 2).
    assert (Hx : Z.sqrt y <= x) by (apply step_ge; lia).
    destruct (Z.ltb_spec x z).
    + apply IH; try lia.
      pose proof (step_half y z ltac:(lia) ltac:(lia)) as Hh. fold x in Hh.
      rewrite Nat2Z.inj_succ, Z.pow_succ_r in HF by lia.
      assert ((z - Z.sqrt y) / 2 < 2 ^ Z.of_nat f) by (apply Z.div_lt_upper_bound; lia). lia.
    + f_equal. destruct (Z.eq_dec z (Z.sqrt y)); trivial.
      pose proof (step_half y z ltac:(lia) ltac:(lia)) as Hh. fold x in Hh.
      assert ((z - Z.sqrt y) / 2 < z - Z.sqrt y) by (apply Z.div_lt; lia). lia.
Qed.

Theorem contract_sqrt_correct y fuel : 0 <= y < 2 ^ (Z.of_nat fuel) ->
  contract_sqrt (S (S fuel)) y = Some (Z.sqrt y).
Proof.
  intros [Hy HF]. unfold contract_sqrt. destruct (Z.ltb_spec 3 y).
  - remember (S fuel) as g. cbn [sqrt_loop]. subst g.
    assert (S2 : Z.sqrt y <= y / 2 + 1).
    { pose proof (Z.sqrt_spec y Hy) as [L U]. pose proof (Z.sqrt_nonneg y).
      set (s := Z.sqrt y) in *; clearbody s.
      enough (s - 1 <= y / 2) by lia. apply Z.div_le_lower_bound; [lia|].
      pose proof (Z.square_nonneg (s - 1)). lia. }
    assert (Hl : y / 2 + 1 < y).
    { enough (y / 2 < y - 1) by lia. apply Z.div_lt_upper_bound; lia. }
    destruct (Z.ltb_spec (y / 2 + 1) y); [|lia].
    apply loop_ok; try lia. pose proof (Z.sqrt_nonneg y). lia.
  - destruct (Z.eqb_spec y 0); [subst; reflexivity|].
    f_equal. assert (y = 1 \/ y = 2 \/ y = 3) as [->| [->| ->]] by lia; reflexivity.
Qed.
(* instance used on chain: k < 2^224 (two uint112 reserves), any uint256 *)
Corollary contract_sqrt_uint256 y : 0 <= y < 2 ^ 256 -> contract_sqrt 258 y = Some (Z.sqrt y).
Proof. apply (contract_sqrt_correct y 256). Qed.
(* no uint256 overflow: the only sum in the loop is y / x + x, sqrt y <= x <= y/2+1 *)
Lemma loop_sum_bound y x : 3 < y -> Z.sqrt y <= x <= y / 2 + 1 -> 0 <= y / x + x <= y / 2 + 3.
Proof.
  intros Hy [Hx1 Hx2]. assert (S1 : 1 < Z.sqrt y) by (enough (2 <= Z.sqrt y) by lia;
    apply Z.sqrt_le_square; lia).
  assert (0 <= y / x) by (apply Z.div_pos; lia). split; [lia|].
  enough (y / x < y / 2 + 4 - x) by lia. apply Z.div_lt_upper_bound; [lia|].
  assert (y < 2 * (y / 2) + 2) by (pose proof (Z.mul_succ_div_gt y 2 ltac:(lia)); lia).
  set (h := y / 2) in *. clearbody h. nia.
Qed.
