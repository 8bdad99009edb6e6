(* Proofs of V2Pair.v, 4: the invariant, and that the product per LP token never falls under the
   mark, over every trace, with the protocol fee on, off or switched. *)
From Coq Require Import ZArith Lia List Bool.
From Assay Require Import Arith Arith_proof V2Math V2Math_proof V2Pair.
From Assay Require Export V2Effects_proof V2Mint_proof V2Burn_proof.
Import ListNotations.
Open Scope Z_scope.

#[local] Opaque V2Pair.add V2Pair.sub V2Pair.mul V2Pair.div require.

Section Pair.
Variables words limit kept unit a b minimum : Z.
Hypothesis fee_range : 0 < kept <= unit.
Hypothesis share_range : 0 < a <= b.
Hypothesis minimum_range : 0 < minimum.
Hypothesis limit_range : 0 < limit.
Hypothesis words_hold_check : (limit * unit) * (limit * unit) <= words.

Notation swap := (swap words limit kept unit).
Notation apply := (apply words limit kept unit a b minimum).
Notation run := (run words limit kept unit a b minimum).
Notation invariant := (invariant words limit minimum).

(* What the parts say, for these parameters. *)
Let limit_square := limit_square words limit kept unit fee_range limit_range words_hold_check.
Let update_effect := update_effect limit.
Let mint_holds := mint_holds words limit kept unit a b minimum
  fee_range share_range minimum_range.
Let burn_holds := burn_holds words limit kept unit a b minimum
  fee_range share_range minimum_range.
Let burn_needs_supply := burn_needs_supply words limit kept unit a b minimum
  fee_range share_range minimum_range.

(* ---- operations that mint and burn nothing ---- *)
Definition books_same (s t : pair) : Prop :=
  supply t = supply s /\ shares t = shares s /\ k_last t = k_last s.

Lemma quiet_step s t : invariant s -> books_same s t -> k s <= k t ->
  0 <= reserve0 t < limit -> 0 <= reserve1 t < limit ->
  reserve0 t <= balance0 t < words -> reserve1 t <= balance1 t < words ->
  invariant t /\ (0 < supply s ->
    0 < supply t /\ mark s * (supply t * supply t) <= mark t * (supply s * supply s)).
Proof.
  intros (A & B & A2 & B2 & N & S & I) (ES & EH & EK) K R0 R1 X0 X1.
  assert (MM : mark s <= mark t) by (unfold mark; rewrite EK; destruct (k_last s =? 0); lia).
  split.
  - split; [lia|]. split; [lia|]. split; [lia|]. split; [lia|].
    rewrite EH. split; [exact N|]. split; [lia|].
    rewrite ES, EK. destruct I as [I|(M & P0 & P1 & T & L)]; [left; exact I|right].
    assert (0 < k s) by (apply Z.mul_pos_pos; lia).
    assert (PT : 0 < reserve0 t /\ 0 < reserve1 t).
    { unfold k in *. destruct (Z.eq_dec (reserve0 t) 0) as [Q|]; [rewrite Q in *; lia|].
      destruct (Z.eq_dec (reserve1 t) 0) as [Q|]; [rewrite Q in *; lia|]. lia. }
    repeat split; try lia. unfold mark in *. rewrite EK in *. destruct (k_last s =? 0); lia.
  - rewrite ES. intros P. split; [exact P|].
    apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg|exact MM].
Qed.

Lemma amount_in_bounds x reserve out : out < reserve -> 0 <= x ->
  0 <= amount_in x reserve out <= x.
Proof. unfold amount_in. intros. destruct (Z.ltb_spec (reserve - out) x); lia. Qed.

Lemma adjusted_ok x input z : V2Pair.adjusted words kept unit x input = ok z ->
  z = x * unit - input * (unit - kept).
Proof.
  intros H. unfold adjusted in H.
  apply bind_ok in H as (p & E & H). apply mul_ok in E as [-> _].
  apply bind_ok in H as (q & E & H). apply mul_ok in E as [-> _].
  apply sub_ok in H as [-> _]. reflexivity.
Qed.

(* A swap, on any books: the product does not fall. *)
Lemma swap_effect s out0 out1 paid0 paid1 t : 0 <= reserve0 s -> 0 <= reserve1 s ->
  0 <= paid0 -> 0 <= paid1 -> swap s out0 out1 paid0 paid1 = ok t ->
  books_same s t /\ k s <= k t /\ fee_to t = fee_to s /\
  0 <= reserve0 t < limit /\ 0 <= reserve1 t < limit /\
  balance0 t = reserve0 t /\ balance1 t = reserve1 t.
Proof.
  intros R0 R1 P0 P1 H. unfold V2Pair.swap in H.
  apply bind_ok in H as (u1 & E1 & H). apply bind_ok in H as (u2 & E2 & H).
  apply require_ok, andb_true_iff in E2 as [F0 F1]. apply Z.ltb_lt in F0, F1.
  apply bind_ok in H as (u3 & E3 & H).
  apply require_ok, andb_true_iff in E3 as [G0 G1]. apply Z.leb_le in G0, G1.
  set (x0 := balance0 s - out0 + paid0) in *. set (x1 := balance1 s - out1 + paid1) in *.
  apply bind_ok in H as (u4 & E4 & H). apply bind_ok in H as (u5 & E5 & H).
  apply bind_ok in H as (adj0 & E6 & H). apply adjusted_ok in E6.
  apply bind_ok in H as (adj1 & E7 & H). apply adjusted_ok in E7.
  apply bind_ok in H as (after & E8 & H). apply mul_ok in E8 as [-> _].
  apply bind_ok in H as (product & E9 & H). apply mul_ok in E9 as [-> _].
  apply bind_ok in H as (before & E10 & H). apply mul_ok in E10 as [-> _].
  apply bind_ok in H as (u6 & E11 & H). apply require_ok, Z.leb_le in E11.
  apply update_effect in H as (L0 & L1 & T0 & T1 & B0 & B1 & TS & TH & TK & TF). fields.
  assert (X0 : 0 <= x0) by (unfold x0; lia). assert (X1 : 0 <= x1) by (unfold x1; lia).
  pose proof (amount_in_bounds x0 (reserve0 s) out0 F0 X0).
  pose proof (amount_in_bounds x1 (reserve1 s) out1 F1 X1).
  split; [repeat split; assumption|]. split; [|repeat split; lia || congruence].
  unfold k. rewrite T0, T1.
  apply (k_nondec kept unit ltac:(lia) ltac:(lia) _ _ _ _
    (amount_in x0 (reserve0 s) out0) (amount_in x1 (reserve1 s) out1)); try lia.
  unfold k_ok. subst adj0 adj1. lia.
Qed.

Theorem step_holds_always s o t : invariant s -> standard o -> apply s o = ok t ->
  invariant t /\ (0 < supply s ->
    0 < supply t /\ mark s * (supply t * supply t) <= mark t * (supply s * supply s)).
Proof.
  intros I ST H. pose proof I as (A & B & A2 & B2 & N & S & J).
  destruct o; cbn [V2Pair.apply] in H.
  - (* Donate *)
    apply bind_ok in H as (u & E & H). apply require_ok, andb_true_iff in E as [E0 E1].
    unfold is_amount in E0, E1. unfold donate in H. cbv zeta in H. take_apart.
    apply quiet_step; fields; try assumption; try lia; unfold books_same, k; fields; auto; lia.
  - destruct (mint_holds s to t I H) as (I' & P & M). auto.
  - destruct (burn_holds s to_itself t I (burn_needs_supply s _ _ I H) H) as (I' & P & M). auto.
  - apply bind_ok in H as (u & E & H). unfold is_amount in E. take_apart.
    destruct (swap_effect s out0 out1 paid0 paid1 t) as (BK & K & _ & R0 & R1 & X0 & X1);
      try assumption; try lia.
    destruct limit_square as (_ & LW & _).
    apply quiet_step; try assumption; lia.
  - unfold skim in H.
    apply bind_ok in H as (e0 & E0 & H). apply sub_ok in E0 as [-> _].
    apply bind_ok in H as (e1 & E1 & H). apply sub_ok in E1 as [-> _]. take_apart.
    apply quiet_step; fields; try assumption; try lia; unfold books_same, k; fields; auto; lia.
  - apply update_effect in H as (L0 & L1 & T0 & T1 & B0 & B1 & TS & TH & TK & TF).
    apply quiet_step; try assumption; try lia; [repeat split; assumption|].
    unfold k. rewrite T0, T1. apply Z.mul_le_mono_nonneg; lia.
  - (* Transfer *)
    apply bind_ok in H as (u & E & H). apply require_ok in E. unfold is_amount in E.
    unfold transfer in H. apply bind_ok in H as (u2 & E2 & H). take_apart. fields.
    split.
    + unfold V2Pair.invariant, mark, k in *. fields.
      split; [lia|]. split; [lia|]. split; [lia|]. split; [lia|].
      pose proof (N the_pair). pose proof (N nobody). pose proof (N others).
      split; [|split].
      * intros who. unfold with_share. destruct who, to; cbn; lia.
      * unfold with_share. destruct to; cbn; lia.
      * destruct J as [J|J]; [left; exact J|right].
        split; [unfold with_share; destruct to; cbn; lia|apply J].
    + intros P. split; [exact P|]. unfold mark, k; fields. lia.
  - apply ok_inj in H. subst t. split; [exact I|]. intros P. split; [exact P|].
    unfold mark, k; fields. lia.
  - destruct ST.
Qed.

(* ---- traces ---- *)
Theorem created_invariant : 0 < words -> invariant created.
Proof.
  intros W. unfold V2Pair.invariant, created. fields.
  repeat split; try lia; try (intros []; cbn; lia).
Qed.

Theorem run_holds trace : forall s, invariant s -> Forall standard trace ->
  invariant (run s trace) /\ (0 < supply s -> 0 < supply (run s trace) /\
    mark s * (supply (run s trace) * supply (run s trace))
    <= mark (run s trace) * (supply s * supply s)).
Proof.
  induction trace as [|o rest IH]; intros s I F; cbn [V2Pair.run].
  - split; [exact I|]. intros P. split; [exact P|lia].
  - inversion F as [|? ? F1 F2]; subst. destruct (apply s o) as [t|] eqn:E.
    + destruct (step_holds_always s o t I F1 E) as [I' M].
      destruct (IH t I' F2) as [I'' M']. split; [exact I''|]. intros P.
      destruct (M P) as [P' Q]. destruct (M' P') as [P'' Q']. split; [exact P''|].
      apply (chain _ (mark t) _ _ (supply t)); assumption.
    + apply IH; assumption.
Qed.

(* If the LP tokens are back at their number, the product is not below the mark. *)
Corollary no_drain s trace : invariant s -> Forall standard trace -> 0 < supply s ->
  supply (run s trace) = supply s -> mark s <= k (run s trace).
Proof.
  intros I F P E. destruct (run_holds trace s I F) as [I' M]. destruct (M P) as [P' Q].
  rewrite E in *. assert (0 < supply s * supply s) by (apply Z.mul_pos_pos; lia).
  assert (mark s <= mark (run s trace)) by (apply (Zmult_le_reg_r _ _ (supply s * supply s)); lia).
  destruct I' as (_ & _ & _ & _ & _ & _ & [[Z0 _]|(_ & _ & _ & _ & L)]); lia.
Qed.
End Pair.
