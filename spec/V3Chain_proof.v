(* Proof of V3Chain.v: the deployed pools' parameters make sense, by the theorems about TickMath. *)
From Coq Require Import ZArith Lia.
From Assay Require Import Arith_proof TickMath TickMonotone_proof TickInverse_proof V3Pool V3Chain.
Open Scope Z_scope.

Lemma first_price : sqrt_ratio_at_tick (-887272) = 4295128739.
Proof. vm_compute. reflexivity. Qed.

#[local] Opaque sqrt_ratio_at_tick tick_at_sqrt_ratio.

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

Theorem chain_sound fee spacing : right_at_ends -> 0 <= fee < 10 ^ 6 -> 0 < spacing <= 887272 ->
  sound (chain fee spacing).
Proof.
  intros Ends F Sp. unfold sound. cbn [price_unit words fee_unit liquidity_limit growth_unit
    word_bits lowest highest price_at tick_at V3Pool.fee V3Pool.spacing gross_limit chain].
  repeat match goal with |- 0 < 2 ^ _ /\ _ => split; [reflexivity|] end.
  split; [exact F|]. split; [lia|]. split; [reflexivity|].
  assert (C : 3 <= 2 * (887272 / spacing) + 1).
  { pose proof (Z.div_le_lower_bound 887272 spacing 1 ltac:(lia) ltac:(lia)). lia. }
  split; [apply Z.div_pos; [discriminate|lia]|]. split.
  { pose proof (div_lb (2 ^ 128 - 1) (2 * (887272 / spacing) + 1) ltac:(lia)) as D.
    set (d := 2 * (887272 / spacing) + 1) in *. set (g := (2 ^ 128 - 1) / d) in *. clearbody d g.
    assert (0 <= g \/ g < 0) as [G|G] by lia; [|lia].
    assert (3 * g <= d * g) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  split; [rewrite first_price; reflexivity|]. split; [exact prices_increase|]. intros p P.
  destruct (some_tick p (Z.to_nat (887272 + 887272 - 1)) (-887272)) as (u & U & PU); try lia.
  { rewrite Z2Nat.id by lia. exact P. }
  destruct (Ends u U) as [E1 E2].
  assert (T : tick_at_sqrt_ratio p = u).
  { apply tick_at_sqrt_ratio_correct_from_ends; try assumption; [|apply PU].
    split; [|apply PU]. pose proof first_price. destruct (Z.eq_dec u (-887272)) as [->|]; [lia|].
    pose proof (prices_increase (-887272) u). lia. }
  rewrite T. split; [exact U|exact PU].
Qed.
