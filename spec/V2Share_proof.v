(* Proofs of V2Pair.v, 6: the protocol's share is bounded, and minting to burn at once never
   pays. *)
From Coq Require Import ZArith Lia List Bool.
From Assay Require Import Arith Arith_proof V2Math V2Math_proof V2Pair V2Pair_proof.
Import ListNotations.
Open Scope Z_scope.

#[local] Opaque V2Pair.add V2Pair.sub V2Pair.mul V2Pair.div require.

Section Share.
Variables words limit kept unit a b minimum : Z.
Hypothesis fee_range : 0 < kept <= unit.
Hypothesis share_range : 0 < a <= b.
Hypothesis minimum_range : 0 < minimum.
Hypothesis limit_range : 0 < limit.
Hypothesis words_hold_check : (limit * unit) * (limit * unit) <= words.
Notation invariant := (invariant words limit minimum).

(* What the protocol is minted is at most its fraction of the growth, of all LP tokens then. *)
Lemma share_core t l root last : 0 <= t -> 0 <= l -> 0 < last < root ->
  l = t * (root - last) * a / (root * b + last * a) ->
  l * (root * (a + b)) <= (t + l) * ((root - last) * a).
Proof.
  intros T L R E.
  pose proof (fee_core a b t l root last ltac:(lia) ltac:(lia) T L R E) as F. lia.
Qed.

Theorem protocol_share s t : invariant s -> 0 < supply s -> mint_fee words a b s = ok t ->
  let minted := supply t - supply s in
  let root := Z.sqrt (k s) in let last := Z.sqrt (mark s) in
  0 <= minted /\ minted * (root * (a + b)) <= supply t * ((root - last) * a).
Proof.
  intros I P H minted root last. pose proof I as (A & B & _ & _ & N & S & J).
  destruct J as [[Z0 _]|(_ & P0 & P1 & M & L)]; [lia|].
  assert (MS : 0 < supply s * supply s) by (apply Z.mul_pos_pos; lia).
  assert (LR : last <= root) by (apply Z.sqrt_le_mono; exact L).
  assert (RHS : 0 <= supply s * ((root - last) * a)) by (repeat apply Z.mul_nonneg_nonneg; lia).
  assert (Nothing : supply t = supply s ->
    0 <= minted /\ minted * (root * (a + b)) <= supply t * ((root - last) * a)).
  { unfold minted. intros ->. rewrite Z.sub_diag. lia. }
  unfold mint_fee in H. destruct (fee_to s) as [who|].
  2:{ apply ok_inj in H. subst t. apply Nothing. destruct (k_last s =? 0); reflexivity. }
  destruct (Z.eqb_spec (k_last s) 0) as [K|K].
  { apply ok_inj in H. subst t. apply Nothing. reflexivity. }
  apply bind_ok in H as (l & E & H). unfold fee_liquidity in E.
  apply bind_ok in E as (k0 & E0 & E). apply mul_ok in E0 as [-> _].
  change (reserve0 s * reserve1 s) with (k s) in E. fold root in E.
  assert (LE : Z.sqrt (k_last s) = last).
  { unfold last, mark. destruct (Z.eqb_spec (k_last s) 0); [lia|reflexivity]. }
  rewrite LE in E. destruct (Z.ltb_spec last root) as [G|G].
  2:{ apply ok_inj in E. subst l. cbn in H. apply ok_inj in H. subst t. apply Nothing.
      reflexivity. }
  take_apart. set (l := _ / _) in *.
  destruct (Z.ltb_spec 0 l) as [LP|LP].
  2:{ apply ok_inj in H. subst t. apply Nothing. reflexivity. }
  destruct (mint_shares_ok words s who l t (conj N S) ltac:(lia) H) as (_ & ST & _).
  unfold minted. rewrite ST. replace (supply s + l - supply s) with l by lia. split; [lia|].
  assert (0 < last).
  { unfold last. apply Z.sqrt_pos. lia. }
  apply share_core; lia.
Qed.

(* ---- mint, then burn ---- *)
(* What the fee leaves alone. *)
Lemma fee_leaves s t : mint_fee words a b s = ok t ->
  reserve0 t = reserve0 s /\ reserve1 t = reserve1 s /\ balance0 t = balance0 s /\
  balance1 t = balance1 s /\ fee_to t = fee_to s.
Proof.
  intros H. unfold mint_fee in H. destruct (fee_to s) as [who|] eqn:F.
  - destruct (k_last s =? 0).
    + apply ok_inj in H. subst t. rewrite F. repeat split.
    + apply bind_ok in H as (l & _ & H). destruct (0 <? l).
      * unfold mint_shares in H. take_apart. fields. rewrite F. repeat split.
      * apply ok_inj in H. subst t. rewrite F. repeat split.
  - apply ok_inj in H. subst t. destruct (k_last s =? 0); fields; rewrite ?F; repeat split.
Qed.

(* Right after a mint or a burn there is no growth to take a fee of. *)
Lemma no_fee_at_mark s t : mint_fee words a b s = ok t ->
  (fee_to s = None \/ k_last s = k s) -> supply t = supply s /\ shares t = shares s.
Proof.
  intros H C. unfold mint_fee in H. destruct (fee_to s) as [who|] eqn:F.
  - destruct (Z.eqb_spec (k_last s) 0); [apply ok_inj in H; subst t; auto|].
    destruct C as [C|C]; [discriminate|].
    apply bind_ok in H as (l & E & H). unfold fee_liquidity in E.
    apply bind_ok in E as (k0 & E0 & E). apply mul_ok in E0 as [-> _].
    change (reserve0 s * reserve1 s) with (k s) in E. rewrite C, Z.ltb_irrefl in E.
    apply ok_inj in E. subst l. cbn in H. apply ok_inj in H. subst t. auto.
  - apply ok_inj in H. subst t. destruct (k_last s =? 0); auto.
Qed.

(* A mint on a pair that has been minted: what it does, seen from outside. *)
Lemma mint_does s t : invariant s -> 0 < supply s -> mint words limit a b minimum s others = ok t ->
  exists T l, 0 < T /\ 0 < l /\ supply t = T + l /\
    l * reserve0 s <= (balance0 s - reserve0 s) * T /\
    l * reserve1 s <= (balance1 s - reserve1 s) * T /\
    reserve0 t = balance0 s /\ reserve1 t = balance1 s /\
    balance0 t = balance0 s /\ balance1 t = balance1 s /\ fee_to t = fee_to s /\
    (fee_to t = None \/ k_last t = k t) /\
    (fee_to s = None \/ k_last s = k s -> T = supply s /\ shares t the_pair = shares s the_pair).
Proof.
  intros I P H. pose proof I as (A & B & A2 & B2 & N & S & J).
  destruct J as [[Z0 _]|(_ & P0 & P1 & _)]; [lia|].
  unfold mint in H. apply bind_ok in H as (x0 & E0 & H). apply sub_ok in E0 as [-> L0].
  apply bind_ok in H as (x1 & E1 & H). apply sub_ok in E1 as [-> L1].
  apply bind_ok in H as (s1 & E & H). destruct (fee_leaves s s1 E) as
    (R0 & R1 & B0 & B1 & FT).
  destruct (mint_fee_effect words limit kept unit a b minimum fee_range share_range minimum_range
    s s1 I E) as (SO & _ & _ & _ & _ & _ & _ & _ & SL & _).
  destruct (Z.eqb_spec (supply s1) 0); [lia|].
  apply bind_ok in H as (l & EL & H). apply bind_ok in H as (s2 & E2 & H).
  apply ok_inj in E2. subst s2. apply bind_ok in H as ([] & EP & H). apply require_ok in EP.
  apply Z.ltb_lt in EP. apply bind_ok in H as (s3 & E3 & H). apply bind_ok in H as (s4 & E4 & H).
  destruct (mint_shares_ok words s1 others l s3 SO ltac:(lia) E3) as (_ & S3 & _ & _ & D3).
  assert (P3 : shares s3 the_pair = shares s1 the_pair).
  { unfold mint_shares in E3. take_apart. reflexivity. }
  destruct D3 as (_ & _ & D3 & D4 & _ & D6). apply update_effect in E4 as
    (_ & _ & U0 & U1 & V0 & V1 & U2 & U3 & _ & U5).
  assert (K4 : k_last t = match fee_to s4 with None => k_last s4 | Some _ => k s4 end /\
    reserve0 t = reserve0 s4 /\ reserve1 t = reserve1 s4 /\ balance0 t = balance0 s4 /\
    balance1 t = balance1 s4 /\ supply t = supply s4 /\ shares t = shares s4 /\
    fee_to t = fee_to s4).
  { destruct (remember_k_effect words s4 t H) as (Q0 & Q1 & Q2 & Q3 & Q4 & Q5 & Q6 & Q7).
    repeat split; assumption. }
  destruct K4 as (K4 & Q0 & Q1 & Q2 & Q3 & Q4 & Q5 & Q6).
  assert (Lq : l * reserve0 s <= (balance0 s - reserve0 s) * supply s1 /\
               l * reserve1 s <= (balance1 s - reserve1 s) * supply s1).
  { take_apart. rewrite R0, R1 in *.
    pose proof (div_lb ((balance0 s - reserve0 s) * supply s1) (reserve0 s) P0).
    pose proof (div_lb ((balance1 s - reserve1 s) * supply s1) (reserve1 s) P1).
    set (y0 := _ / reserve0 s) in *. set (y1 := _ / reserve1 s) in *. clearbody y0 y1.
    assert (Z.min y0 y1 * reserve0 s <= y0 * reserve0 s) by (apply Z.mul_le_mono_nonneg_r; lia).
    assert (Z.min y0 y1 * reserve1 s <= y1 * reserve1 s) by (apply Z.mul_le_mono_nonneg_r; lia).
    lia. }
  exists (supply s1), l. repeat (split; [congruence || lia|]). split.
  - rewrite K4. destruct (fee_to s4) eqn:F4; [right|left; congruence].
    unfold k. rewrite Q0, Q1. reflexivity.
  - intros C. destruct (no_fee_at_mark s s1 E C) as [C1 C2]. split; [exact C1|congruence].
Qed.

(* Burning right after: the amounts that leave. *)
Lemma burn_takes s t : (fee_to s = None \/ k_last s = k s) -> 0 < supply s ->
  burn words limit a b s false = ok t ->
  balance0 t = balance0 s - shares s the_pair * balance0 s / supply s /\
  balance1 t = balance1 s - shares s the_pair * balance1 s / supply s.
Proof.
  intros C P H. unfold burn in H. apply bind_ok in H as (s1 & E & H).
  destruct (no_fee_at_mark s s1 E C) as [E1 E2].
  destruct (fee_leaves s s1 E) as (_ & _ & B0 & B1 & _).
  rewrite E1, B0, B1 in H.
  apply bind_ok in H as (v0 & F0 & H). apply mul_ok in F0 as [-> _].
  apply bind_ok in H as (d0 & F1 & H). apply div_ok in F1 as [F1 _].
  apply bind_ok in H as (v1 & F2 & H). apply mul_ok in F2 as [-> _].
  apply bind_ok in H as (d1 & F3 & H). apply div_ok in F3 as [F3 _].
  apply bind_ok in H as (u & _ & H). apply bind_ok in H as (s2 & F4 & H).
  assert (B2 : balance0 s2 = balance0 s1 /\ balance1 s2 = balance1 s1).
  { unfold burn_shares in F4. take_apart. split; reflexivity. }
  destruct B2 as [B2 B3]. apply bind_ok in H as (u2 & _ & H).
  apply bind_ok in H as (s3 & F5 & H).
  apply update_effect in F5 as (_ & _ & _ & _ & V0 & V1 & _).
  apply remember_k_effect in H as (_ & _ & W0 & W1 & _). fields.
  rewrite W0, W1, V0, V1, B2, B3, B0, B1, F1, F3. split; reflexivity.
Qed.

(* Paying in, minting, giving back no more than what was minted, burning: nothing is gained. *)
Theorem mint_then_burn s s1 s2 s3 t x0 x1 given : invariant s -> 0 < supply s ->
  balance0 s = reserve0 s -> balance1 s = reserve1 s -> shares s the_pair = 0 ->
  (fee_to s = None \/ k_last s = k s) -> is_amount words x0 = true -> is_amount words x1 = true ->
  donate words s x0 x1 = ok s1 -> mint words limit a b minimum s1 others = ok s2 ->
  0 <= given <= supply s2 - supply s -> transfer s2 the_pair given = ok s3 ->
  burn words limit a b s3 false = ok t ->
  balance0 s <= balance0 t /\ balance1 s <= balance1 t.
Proof.
  intros I P Eq0 Eq1 NP C A0 A1 D M G T B.
  assert (I1 : invariant s1).
  { apply (step_holds_always words limit kept unit a b minimum fee_range share_range minimum_range
      limit_range words_hold_check s (Donate x0 x1) s1 I Logic.I).
    cbn [V2Pair.apply]. rewrite A0, A1. exact D. }
  unfold donate in D. apply bind_ok in D as (u & _ & D). apply ok_inj in D. subst s1.
  destruct (mint_does _ s2 I1 P M) as (T0 & l & TP & LP & S2 & L0 & L1 & R0 & R1 & B0 & B1 & FT &
    K2 & NoFee). fields. destruct (NoFee C) as [-> NP2]. rewrite Eq0, Eq1 in *.
  unfold transfer in T. apply bind_ok in T as (u' & _ & T). apply ok_inj in T. subst s3.
  set (s3 := {| reserve0 := _ |}) in B.
  destruct (burn_takes s3 t K2 ltac:(cbn; lia) B) as [F0 F1]. unfold s3 in F0, F1. fields.
  assert (Gv : with_share (with_share (shares s2) others (shares s2 others - given)) the_pair
    (with_share (shares s2) others (shares s2 others - given) the_pair + given) the_pair = given).
  { unfold with_share. cbn. rewrite NP2, NP. lia. }
  rewrite Gv, B0, B1, S2 in *. clear Gv.
  assert (X : forall r x y, l * r <= (r + x - r) * supply s -> 0 <= r + x ->
                y = r + x - given * (r + x) / (supply s + l) -> r <= y).
  { intros r x y L N ->. enough (given * (r + x) / (supply s + l) <= x) by lia.
    apply Z.div_le_upper_bound; [lia|].
    assert (given * (r + x) <= l * (r + x)) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  destruct I1 as (_ & _ & N0 & N1 & _). fields.
  destruct I as (Rn0 & Rn1 & _). split; [apply (X _ x0)|apply (X _ x1)]; lia.
Qed.
End Share.
