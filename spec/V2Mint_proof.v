(* Proofs of V2Pair.v, 2: a mint keeps the invariant, and the product per LP token. *)
From Coq Require Import ZArith Lia List Bool.
From Assay Require Import Arith Arith_proof V2Math V2Math_proof V2Pair.
From Assay Require Import V2Effects_proof.
Import ListNotations.
Open Scope Z_scope.

#[local] Opaque V2Pair.add V2Pair.sub V2Pair.mul V2Pair.div require.

Section Pair.
Variables words limit kept unit a b minimum : Z.
Hypothesis fee_range : 0 < kept <= unit.
Hypothesis share_range : 0 < a <= b.
Hypothesis minimum_range : 0 < minimum.

Notation mint := (mint words limit a b minimum).
Notation invariant := (invariant words limit minimum).
Notation step_holds := (step_holds words limit minimum).

(* What V2Effects_proof.v says, for these parameters. *)
Let mint_fee_effect := mint_fee_effect words limit kept unit a b minimum
  fee_range share_range minimum_range.
Let update_effect := update_effect limit.
Let remember_k_effect := remember_k_effect words.
Let mint_shares_ok := mint_shares_ok words.

Lemma mint_holds s to t : invariant s -> mint s to = ok t -> step_holds s t.
Proof.
  intros I H. unfold V2Pair.mint in H.
  apply bind_ok in H as (x0 & E0 & H). apply sub_ok in E0 as [-> _].
  apply bind_ok in H as (x1 & E1 & H). apply sub_ok in E1 as [-> _].
  apply bind_ok in H as (s1 & E & H). cbv beta in H.
  destruct (mint_fee_effect s s1 I E)
    as (SO & NB & R0 & R1 & B0 & B1 & FT & KN & SL & SZ & SK & SM). clear E.
  destruct I as (A & B & A2 & B2 & N & S & I).
  set (x0 := balance0 s - reserve0 s) in *. set (x1 := balance1 s - reserve1 s) in *.
  apply bind_ok in H as (l & EL & H). apply bind_ok in H as (s2 & E2 & H).
  apply bind_ok in H as (u & EU & H). apply require_ok, Z.ltb_lt in EU.
  apply bind_ok in H as (s3 & E3 & H). apply bind_ok in H as (s4 & E4 & H).
  apply update_effect in E4 as (L0 & L1 & R0' & R1' & B0' & B1' & T4 & H4 & K4 & F4).
  apply remember_k_effect in H as (R5 & R5' & B5 & B5' & T5 & H5 & F5 & K5).
  assert (SO2 : shares_ok s2 /\ supply s2 = supply s1 + (if supply s1 =? 0 then minimum else 0) /\
    (if supply s1 =? 0 then minimum <= shares s2 nobody else shares s1 nobody <= shares s2 nobody)
    /\ only_shares_differ s1 s2).
  { pose proof (proj1 SO nobody). destruct (supply s1 =? 0).
    - destruct (mint_shares_ok s1 nobody minimum s2 SO ltac:(lia) E2) as (Q1 & Q2 & Q3 & Q4 & Q5).
      specialize (Q4 eq_refl). repeat split; try apply Q1; try apply Q5; lia.
    - apply ok_inj in E2. subst s2. rewrite Z.add_0_r. repeat split; try apply SO; lia. }
  destruct SO2 as (SO2 & S2 & NB2 & D1 & D2 & D3 & D4 & D5 & D6).
  destruct (mint_shares_ok s2 to l s3 SO2 ltac:(lia) E3)
    as (SO3 & S3 & NB3 & _ & G1 & G2 & G3 & G4 & G5 & G6).
  (* the new state, field by field *)
  assert (RT0 : reserve0 t = reserve0 s + x0) by (unfold x0; congruence || lia).
  assert (RT1 : reserve1 t = reserve1 s + x1) by (unfold x1; congruence || lia).
  assert (ST : supply t = supply s1 + (if supply s1 =? 0 then minimum else 0) + l) by lia.
  assert (KT : mark t = k t).
  { apply (marked_state s1); [rewrite FT; exact KN|]. rewrite K5.
    replace (fee_to s4) with (fee_to s1) by congruence.
    destruct (fee_to s1); [|congruence]. unfold k. congruence. }
  assert (X0 : 0 <= x0) by (unfold x0; lia). assert (X1 : 0 <= x1) by (unfold x1; lia).
  clear E2 E3.
  (* the square of the supply, and the share of the product *)
  assert (CORE : 0 < reserve0 t /\ 0 < reserve1 t /\ 0 < supply t /\
    supply t * supply t <= k t /\ minimum <= shares t nobody /\
    (0 < supply s -> k s * (supply t * supply t) <= k t * (supply s1 * supply s1))).
  { unfold k. rewrite RT0, RT1, ST, H5, H4. destruct (Z.eqb_spec (supply s1) 0) as [Z0|Z0].
    - take_apart. assert (P : 0 <= x0 * x1) by (apply Z.mul_nonneg_nonneg; lia).
      destruct (root_bounds (x0 * x1) P) as (Q1 & Q2 & _).
      set (root := Z.sqrt (x0 * x1)) in *. rewrite Z0.
      assert (RR : 0 < root * root) by (apply Z.mul_pos_pos; lia).
      assert (XX : 0 < x0 /\ 0 < x1).
      { destruct (Z.eq_dec x0 0) as [Y|]; [rewrite Y in *; lia|].
        destruct (Z.eq_dec x1 0) as [Y|]; [rewrite Y in *; lia|]. lia. }
      assert (x0 * x1 <= (reserve0 s + x0) * (reserve1 s + x1))
        by (apply Z.mul_le_mono_nonneg; lia).
      repeat split; lia.
    - assert (ZS : supply s <> 0) by (intros Q; apply Z0, SZ, Q).
      destruct I as [[Z1 _]|(M & P0 & P1 & T & L)]; [lia|].
      take_apart. rewrite R0, R1 in *. rewrite Z.add_0_r.
      set (l := Z.min _ _) in *. set (T1 := supply s1) in *.
      pose proof (N the_pair). pose proof (N others).
      assert (M0 := mint_core (reserve0 s) x0 T1 l P0 X0 ltac:(lia) ltac:(lia)).
      assert (M1 := mint_core (reserve1 s) x1 T1 l P1 X1 ltac:(lia) ltac:(lia)).
      assert (SH := share_mul (reserve0 s) (reserve1 s) _ _ T1 (T1 + l)
        ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) M0 M1).
      assert (TT : 0 < T1 * T1) by (apply Z.mul_pos_pos; lia).
      assert (Q : T1 * T1 * ((T1 + l) * (T1 + l)) <= k s * ((T1 + l) * (T1 + l)))
        by (apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg|lia]).
      unfold k in *. repeat split;
        [clear - P0 X0; lia|clear - P1 X1; lia|lia
         |clear - SH Q TT; apply (Zmult_le_reg_r _ _ (T1 * T1)); lia|lia|clear - SH; lia]. }
  destruct CORE as (C0 & C1 & C2 & C3 & C4 & C5).
  split; [|split; [exact C2|]].
  - split; [lia|]. split; [lia|]. split; [lia|]. split; [lia|].
    rewrite H5, H4. split; [apply SO3|]. split; [rewrite T5, T4; apply SO3|].
    right. rewrite KT. rewrite H5, H4 in C4. repeat split; try assumption; lia.
  - intros SP. rewrite KT. apply (chain _ (k s) _ _ (supply s1)); [lia|exact SM|apply C5, SP].
Qed.
End Pair.
