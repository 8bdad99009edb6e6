(* Proofs of V2Pair.v, 3: a burn keeps the invariant, and the product per LP token. *)
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

Notation burn := (burn words limit a b).
Notation invariant := (invariant words limit minimum).
Notation step_holds := (step_holds words limit minimum).

(* What V2Effects_proof.v says, for these parameters. *)
Let mint_fee_effect := mint_fee_effect words limit kept unit a b minimum
  fee_range share_range minimum_range.
Let update_effect := update_effect limit.
Let remember_k_effect := remember_k_effect words.

Lemma burn_holds s to_itself t : invariant s -> 0 < supply s -> burn s to_itself = ok t ->
  step_holds s t.
Proof.
  intros I SP H. unfold V2Pair.burn in H.
  apply bind_ok in H as (s1 & E & H). cbv beta in H.
  destruct (mint_fee_effect s s1 I E)
    as (SO & NB & R0 & R1 & B0 & B1 & FT & KN & SL & SZ & SK & SM). clear E.
  destruct I as (A & B & A2 & B2 & N & S & I).
  destruct I as [[Z1 _]|(M & P0 & P1 & T & L)]; [lia|].
  apply bind_ok in H as (p0 & E0 & H). apply mul_ok in E0 as [-> E0].
  apply bind_ok in H as (d0 & E1 & H). apply div_ok in E1 as [-> E1].
  apply bind_ok in H as (p1 & E2 & H). apply mul_ok in E2 as [-> E2].
  apply bind_ok in H as (d1 & E3 & H). apply div_ok in E3 as [-> E3].
  apply bind_ok in H as (u & EU & H). apply require_ok in EU.
  apply bind_ok in H as (s2 & E4 & H).
  apply bind_ok in H as (u2 & EU2 & H). apply require_ok in EU2.
  apply bind_ok in H as (s4 & E5 & H).
  apply update_effect in E5 as (L0 & L1 & R0' & R1' & B0' & B1' & T4 & H4 & K4 & F4).
  apply remember_k_effect in H as (R5 & R5' & B5 & B5' & T5 & H5 & F5 & K5).
  set (l := shares s the_pair) in *. pose proof (N the_pair) as LN. fold l in LN.
  pose proof (N others).
  destruct (burn_shares_ok s1 l s2 SO LN E4) as (SO2 & S2 & NB2 & D1 & D2 & D3 & D4 & D5 & D6).
  rewrite B0, B1 in *. set (T1 := supply s1) in *.
  set (x0 := balance0 s) in *. set (x1 := balance1 s) in *.
  assert (Q0 := burn_core x0 T1 l ltac:(lia)). assert (Q1 := burn_core x1 T1 l ltac:(lia)).
  set (d0 := l * x0 / T1) in *. set (d1 := l * x1 / T1) in *.
  assert (W : exists e0 e1, 0 <= e0 <= d0 /\ 0 <= e1 <= d1 /\
    reserve0 t = x0 - e0 /\ reserve1 t = x1 - e1 /\ balance0 t = x0 - e0 /\ balance1 t = x1 - e1 /\
    x0 - e0 < limit /\ x1 - e1 < limit /\
    supply t = supply s2 /\ shares t = shares s2 /\
    k_last t = match fee_to s1 with None => k_last s1 | Some _ => k t end).
  { destruct to_itself; fields; [exists 0, 0|exists d0, d1]; rewrite ?Z.sub_0_r;
      repeat split; lazymatch goal with
        | |- k_last _ = _ => rewrite K5
        | |- shares _ = _ => congruence
        | _ => lia
        end;
      replace (fee_to s4) with (fee_to s1) by congruence;
      (destruct (fee_to s1); [unfold k; congruence|congruence]). }
  destruct W as (e0 & e1 & X0 & X1 & RT0 & RT1 & BT0 & BT1 & LT0 & LT1 & ST & HT & KT).
  assert (HL : minimum <= T1 - l).
  { destruct SO2 as [N2 S2']. pose proof (N2 the_pair). pose proof (N2 others).
    unfold T1. lia. }
  assert (MT : mark t = k t).
  { apply (marked_state s1); [rewrite FT; exact KN|exact KT]. }
  assert (G0 : x0 * (T1 - l) <= (x0 - e0) * T1).
  { assert (e0 * T1 <= d0 * T1) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  assert (G1 : x1 * (T1 - l) <= (x1 - e1) * T1).
  { assert (e1 * T1 <= d1 * T1) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  assert (Y0 : 0 < x0) by (unfold x0; lia). assert (Y1 : 0 < x1) by (unfold x1; lia).
  assert (PX0 : 0 < x0 * (T1 - l)) by (apply Z.mul_pos_pos; lia).
  assert (PX1 : 0 < x1 * (T1 - l)) by (apply Z.mul_pos_pos; lia).
  assert (V0 : 0 < x0 - e0) by (apply (Zmult_lt_reg_r _ _ T1); lia).
  assert (V1 : 0 < x1 - e1) by (apply (Zmult_lt_reg_r _ _ T1); lia).
  assert (SH := share_mul x0 x1 _ _ T1 (T1 - l)
    ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) G0 G1).
  assert (KB : k s <= x0 * x1) by (unfold k; apply Z.mul_le_mono_nonneg; lia).
  assert (TT : 0 < T1 * T1) by (apply Z.mul_pos_pos; lia).
  assert (SQ : 0 <= (T1 - l) * (T1 - l)) by apply Z.square_nonneg.
  assert (KS : k s * ((T1 - l) * (T1 - l)) <= (x0 - e0) * (x1 - e1) * (T1 * T1)).
  { assert (k s * ((T1 - l) * (T1 - l)) <= x0 * x1 * ((T1 - l) * (T1 - l)))
      by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  assert (KT' : k t = (x0 - e0) * (x1 - e1)) by (unfold k; congruence).
  assert (TK : (T1 - l) * (T1 - l) <= (x0 - e0) * (x1 - e1)).
  { apply (Zmult_le_reg_r _ _ (T1 * T1)); [lia|].
    assert (T1 * T1 * ((T1 - l) * (T1 - l)) <= k s * ((T1 - l) * (T1 - l)))
      by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  assert (ST' : supply t = T1 - l) by (unfold T1; lia).
  split; [|split; [lia|]].
  - clear SH KS SQ KB TT PX0 PX1 G0 G1 Q0 Q1 E0 E2.  (* products that lia need not weigh *)
    split; [lia|]. split; [lia|]. split; [lia|]. split; [lia|].
    rewrite HT. split; [apply SO2|]. split; [rewrite ST; apply SO2|].
    right. rewrite MT, KT', ST'. repeat split; lia.
  - intros _. rewrite MT, KT'. apply (chain _ (k s) _ _ T1); [lia|exact SM|].
    rewrite ST'. exact KS.
Qed.

Lemma burn_needs_supply s to_itself t : invariant s -> burn s to_itself = ok t -> 0 < supply s.
Proof.
  intros I H. unfold V2Pair.burn in H. apply bind_ok in H as (s1 & E & H). cbv beta in H.
  pose proof (mint_fee_effect s s1 I E) as (_ & _ & _ & _ & _ & _ & _ & _ & SL & SZ & _).
  destruct I as (_ & _ & _ & _ & N & S & _).
  pose proof (N the_pair). pose proof (N nobody). pose proof (N others).
  apply bind_ok in H as (p0 & _ & H). apply bind_ok in H as (d0 & E1 & _).
  apply div_ok in E1 as [_ E1].
  destruct (Z.eq_dec (supply s) 0) as [Z0|]; [apply SZ in Z0; lia|lia].
Qed.
End Pair.
