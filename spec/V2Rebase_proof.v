(* Proofs of V2Pair.v, 7: what still holds when the tokens rebase, and what does not. *)
From Coq Require Import ZArith Lia List Bool.
From Assay Require Import Arith Arith_proof V2Math V2Math_proof V2Pair V2Pair_proof.
Import ListNotations.
Open Scope Z_scope.

#[local] Opaque V2Pair.add V2Pair.sub V2Pair.mul V2Pair.div require.

Section Rebase.
Variables words limit kept unit a b minimum : Z.
Hypothesis fee_range : 0 < kept <= unit.
Hypothesis minimum_range : 0 < minimum.
Hypothesis limit_range : 0 < limit.
Hypothesis limit_fits : limit <= words.
Notation books := (books words limit).

Lemma shares_after_fee s t : shares_ok s -> mint_fee words a b s = ok t ->
  shares_ok t /\ reserve0 t = reserve0 s /\ reserve1 t = reserve1 s /\
  balance0 t = balance0 s /\ balance1 t = balance1 s.
Proof.
  intros SO H. unfold mint_fee in H. destruct (fee_to s) as [who|].
  - destruct (k_last s =? 0); [apply ok_inj in H; subst t; auto|].
    apply bind_ok in H as (l & _ & H). destruct (Z.ltb_spec 0 l).
    + destruct (mint_shares_ok words s who l t SO ltac:(lia) H) as (SO' & _ & _ & _ & D).
      destruct D as (D0 & D1 & D2 & D3 & _). auto.
    + apply ok_inj in H. subst t. auto.
  - apply ok_inj in H. subst t. destruct (k_last s =? 0); auto.
Qed.

(* The last two statements of a mint or a burn. *)
Lemma books_written s s1 t : shares_ok s -> 0 <= balance0 s -> 0 <= balance1 s ->
  update limit s = ok s1 -> remember_k words s1 = ok t -> books t.
Proof.
  intros SO B0 B1 U R.
  apply update_effect in U as (L0 & L1 & T0 & T1 & X0 & X1 & TS & TH & _).
  apply remember_k_effect in R as (R0 & R1 & Y0 & Y1 & RS & RH & _).
  unfold V2Pair.books. destruct SO as [N S]. rewrite RS, RH, TS, TH.
  repeat split; solve [lia | exact N].
Qed.

Lemma mint_keeps_books s to t : books s -> mint words limit a b minimum s to = ok t -> books t.
Proof.
  intros (R0 & R1 & B0 & B1 & N & S) H. unfold mint in H.
  apply bind_ok in H as (x0 & _ & H). apply bind_ok in H as (x1 & _ & H).
  apply bind_ok in H as (s1 & E & H).
  destruct (shares_after_fee s s1 (conj N S) E) as (SO & _ & _ & Y0 & Y1).
  apply bind_ok in H as (l & _ & H). apply bind_ok in H as (s2 & E2 & H).
  assert (SO2 : shares_ok s2 /\ balance0 s2 = balance0 s /\ balance1 s2 = balance1 s).
  { destruct (supply s1 =? 0).
    - destruct (mint_shares_ok words s1 nobody minimum s2 SO ltac:(lia) E2)
        as (SO2 & _ & _ & _ & D).
      destruct D as (_ & _ & D2 & D3 & _). split; [exact SO2|lia].
    - apply ok_inj in E2. subst s2. split; [exact SO|lia]. }
  destruct SO2 as (SO2 & W0 & W1). apply bind_ok in H as (u & E3 & H).
  apply require_ok, Z.ltb_lt in E3. apply bind_ok in H as (s3 & E4 & H).
  apply bind_ok in H as (s4 & E5 & H).
  destruct (mint_shares_ok words s2 to l s3 SO2 ltac:(lia) E4) as (SO3 & _ & _ & _ & D).
  destruct D as (_ & _ & D2 & D3 & _). apply (books_written s3 s4 t SO3); solve [lia | assumption].
Qed.

Lemma burn_keeps_books s to_itself t : books s -> burn words limit a b s to_itself = ok t ->
  books t.
Proof.
  intros (R0 & R1 & B0 & B1 & N & S) H. unfold burn in H.
  apply bind_ok in H as (s1 & E & H).
  destruct (shares_after_fee s s1 (conj N S) E) as (SO & _ & _ & Y0 & Y1).
  apply bind_ok in H as (v0 & _ & H). apply bind_ok in H as (d0 & _ & H).
  apply bind_ok in H as (v1 & _ & H). apply bind_ok in H as (d1 & _ & H).
  apply bind_ok in H as (u & _ & H). apply bind_ok in H as (s2 & E2 & H).
  destruct (burn_shares_ok s1 (shares s the_pair) s2 SO (N the_pair) E2) as (SO2 & _ & _ & D).
  destruct D as (_ & _ & D2 & D3 & _). apply bind_ok in H as (u2 & E3 & H).
  apply require_ok, andb_true_iff in E3 as [E3 E4]. apply Z.leb_le in E3, E4.
  apply bind_ok in H as (s4 & E5 & H).
  apply (books_written (if to_itself then s2
    else with_balances s2 (balance0 s2 - d0) (balance1 s2 - d1)) s4 t); try assumption;
    destruct to_itself; fields; solve [lia | exact SO2].
Qed.

Theorem step_keeps_books s o t : books s -> apply words limit kept unit a b minimum s o = ok t ->
  books t.
Proof.
  intros I H. pose proof I as (R0 & R1 & B0 & B1 & N & S).
  destruct o; cbn [V2Pair.apply] in H.
  - apply bind_ok in H as (u & E & H). unfold is_amount, donate in *. take_apart.
    unfold V2Pair.books. fields. repeat split; solve [lia | exact N].
  - apply (mint_keeps_books s to t I H).
  - apply (burn_keeps_books s to_itself t I H).
  - apply bind_ok in H as (u & E & H). unfold is_amount in E. take_apart.
    destruct (swap_effect words limit kept unit fee_range s out0 out1 paid0 paid1 t)
      as ((E1 & E2 & _) & _ & _ & E3 & E4 & E5 & E6); try assumption; try lia.
    unfold V2Pair.books. rewrite E1, E2, E5, E6. repeat split; solve [lia | exact N].
  - unfold skim in H. take_apart. unfold V2Pair.books. fields.
    repeat split; solve [lia | exact N].
  - apply update_effect in H as (L0 & L1 & T0 & T1 & X0 & X1 & TS & TH & _).
    unfold V2Pair.books. rewrite TS, TH. repeat split; solve [lia | exact N].
  - apply bind_ok in H as (u & E & H). unfold is_amount, transfer in *. take_apart.
    pose proof (N the_pair). pose proof (N nobody). pose proof (N others).
    unfold V2Pair.books, with_share. fields. repeat split; try lia.
    + intros who. destruct who, to; cbn; lia.
    + destruct to; cbn; lia.
  - apply ok_inj in H. subst t. exact I.
  - apply bind_ok in H as (u & E & H). unfold is_amount in E. take_apart.
    unfold V2Pair.books. fields. repeat split; solve [lia | exact N].
Qed.

Theorem run_keeps_books trace : forall s, books s ->
  books (run words limit kept unit a b minimum s trace).
Proof.
  induction trace as [|o rest IH]; intros s I; cbn [V2Pair.run]; [exact I|]. apply IH.
  destruct (apply words limit kept unit a b minimum s o) as [t|] eqn:E; [|exact I].
  apply (step_keeps_books s o t I E).
Qed.

(* A swap does not lower the product of the reserves, whatever the balances had become. *)
Theorem swap_after_rebase s out0 out1 paid0 paid1 t : books s -> 0 <= paid0 -> 0 <= paid1 ->
  swap words limit kept unit s out0 out1 paid0 paid1 = ok t -> k s <= k t.
Proof.
  intros (R0 & R1 & _) P0 P1 H.
  apply (swap_effect words limit kept unit fee_range s out0 out1 paid0 paid1 t);
    solve [lia | exact H].
Qed.
End Rebase.
