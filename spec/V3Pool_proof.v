(* Proof of V3Pool.v, 5: every operation keeps the pool solvent, hence every trace does. *)
From Coq Require Import ZArith Lia List Bool QArith Lqa.
From Assay Require Import Arith Arith_proof SwapStep SwapStep_proof V3Pool V3Claims_proof.
From Assay Require Import V3Books_proof V3Swap_proof V3Position_proof.
Import ListNotations.
Open Scope Z_scope.

Section Pool.
Variable w : parameters.
Hypothesis S : sound w.

(* Before initialize: nothing but gifts. *)
Definition blank (s : pool) : Prop :=
  price s = 0 /\ liquidity s = 0 /\ (forall x, ticks s x = no_tick) /\
  (forall c, bitmap s c = false) /\ positions s = [] /\ (forall t, cut s t = 0) /\
  (forall t, protocol_fees s t = 0) /\ forall t, 0 <= balance s t.
(* After it: exact claims are covered. *)
Definition covered (s : pool) : Prop :=
  books w s /\ forall t, (qclaims w s t <= q (balance s t))%Q.
Definition healthy (s : pool) : Prop := blank s \/ covered s.

Lemma started s : healthy s -> is_initialized s = true -> covered s.
Proof.
  intros [(P & _)|C] I; [|exact C]. unfold is_initialized in I. rewrite P in I. discriminate.
Qed.
Lemma is_amount_nonneg x t : is_amount x = true -> 0 <= x t.
Proof. unfold is_amount. intros H. apply andb_true_iff in H as [H0 H1]. destruct t; lia. Qed.

(* ---- balances ---- *)
Lemma books_with_balance s b : books w s -> books w (with_balance s b).
Proof. intros []. constructor; assumption. Qed.
Lemma claims_with_balance s b t : qclaims w (with_balance s b) t = qclaims w s t.
Proof. reflexivity. Qed.

(* What was sent; nothing else changes. *)
Lemma send_is s amount to_itself s' : (forall t, 0 <= amount t) ->
  send s amount to_itself = Some s' ->
  exists b, s' = with_balance s b /\ forall t, balance s t - amount t <= b t <= balance s t.
Proof.
  intros A H. unfold send in H. destruct (_ && _); cbn [bind require] in H; [|discriminate].
  injection H as <-. destruct to_itself.
  - exists (balance s). split; [destruct s; reflexivity|]. intros t. specialize (A t). lia.
  - eexists. split; [reflexivity|]. intros t. specialize (A t). cbn. lia.
Qed.
Lemma receive_covered s paid : books w s ->
  (forall t, (qclaims w s t <= q (balance s t) + q (paid t))%Q) -> covered (receive s paid).
Proof.
  intros B H. split; [apply books_with_balance, B|]. intros t. unfold receive.
  rewrite claims_with_balance. cbn [balance with_balance]. rewrite inject_Z_plus. apply H.
Qed.

Lemma initialize_keeps s p s' : healthy s -> initialize w s p = Some s' -> healthy s'.
Proof.
  intros I H. unfold initialize in H.
  destruct (Z.eqb_spec (price s) 0) as [P|]; cbn [bind require] in H; [|discriminate].
  destruct (_ && _) eqn:R; cbn [bind require] in H; [|discriminate]. injection H as <-. right.
  destruct I as [(_ & L & T & Bm & Ps & C & F & Ba)|[B _]];
    [|pose proof (price_positive w S s B); lia].
  assert (W := S). destruct W as (_ & _ & _ & LP & _ & _ & _ & GL & _ & _ & _ & At).
  destruct (At p ltac:(lia)) as [At1 At2]. split.
  - constructor; cbn; rewrite ?Ps; try (intros; rewrite ?T); cbn; auto; try lia.
    + contradiction.
    + split; [intros; rewrite T; exact GL|rewrite L; exact LP].
    + rewrite T in *. contradiction.
    + rewrite F. lia.
    + rewrite C. lia.
  - intros t. unfold qclaims. cbn. rewrite Ps, F. cbn [qtotal]. change (q 0) with 0%Q.
    specialize (Ba t). apply q_le in Ba. change (q 0) with 0%Q in Ba. lra.
Qed.

Lemma mint_keeps s k size paid s' : covered s -> mint w s k size paid = Some s' -> covered s'.
Proof.
  intros [B Q] H. unfold mint, add_liquidity, pay_for_liquidity in H.
  destruct (_ && _ && _) eqn:R; cbn [bind require] in H; [|discriminate].
  apply andb_true_iff in R as [R _]. apply andb_true_iff in R as [_ R]. apply Z.ltb_lt in R.
  destruct (modify w s k size) as [[s1 asked]|] eqn:M; cbn [bind fst snd] in H; [|discriminate].
  destruct (_ && _) eqn:Y in H; cbn [bind require] in H; [|discriminate]. injection H as <-.
  destruct (modify_keeps w S s k size s1 asked B M) as ((B1 & _ & _ & Ba & _ & _ & Q1) & Rg & ->).
  apply receive_covered; [exact B1|]. intros t. rewrite Ba. specialize (Q t). specialize (Q1 t).
  rewrite (proj2 (Z.ltb_lt 0 size)), Z.abs_eq in Y by lia.
  pose proof (amounts_up w S s k size t B Rg ltac:(lia)) as U.
  assert (A : amounts w true s (lower k) (upper k) size t <= paid t).
  { apply andb_true_iff in Y as [Y0 Y1]. destruct t; lia. }
  apply q_le in A. lra.
Qed.

(* A position whose owed amounts change, and nothing else. *)
Lemma owed_changes s k o : books w s -> (forall t, 0 <= o t) ->
  let p := find k (positions s) in
  let s' := with_position s k {| held := held p; last := last p; owed := o |} in
  books w s' /\ forall t, (qclaims w s' t == qclaims w s t + q (o t) - q (owed p t))%Q.
Proof.
  intros B O p s'. set (p' := {| held := held p; last := last p; owed := o |}) in *.
  destruct (fair_find w s k B) as (H0 & _ & R). fold p in H0, R. split.
  - destruct B. constructor; cbn; try assumption.
    + intros k1 p1 I. apply in_set in I as [I|I]; [|auto]. injection I as -> ->.
      split; [exact H0|split; [exact O|exact R]].
    + intros t. rewrite (uses_set t k p' (positions s) 0) by (cbn; fold p; lia). rewrite b_gross.
      destruct (_ || _); lia.
    + intros t. rewrite (ends_set t k p' (positions s) 0) by (cbn; fold p; lia). rewrite b_net.
      destruct (lower k =? t), (upper k =? t); lia.
    + rewrite (active_set _ k p' (positions s) 0) by (cbn; fold p; lia). rewrite b_liquidity.
      destruct (in_range _ _); lia.
  - intros t. unfold qclaims. cbn [positions s' with_position protocol_fees].
    pose proof (qtotal_set (claim w s t) k p' (positions s) (claim_of_nobody w s t k)) as Sum.
    fold p in Sum. change (claim w s' t) with (claim w s t).
    assert (E : (claim w s t k p' == claim w s t k p + q (o t) - q (owed p t))%Q).
    { unfold claim. change (grown w s k p' t) with (grown w s k p t). cbn [held owed p']. lra. }
    lra.
Qed.

Lemma burn_keeps s k size s' : covered s -> burn w s k size = Some s' -> covered s'.
Proof.
  intros [B Q] H. unfold burn in H.
  destruct (_ && _ && _) eqn:R; cbn [bind require] in H; [|discriminate].
  apply andb_true_iff in R as [R _]. apply andb_true_iff in R as [_ R]. apply Z.leb_le in R.
  destruct (modify w s k (- size)) as [[s1 moved]|] eqn:M; cbn [bind fst snd] in H; [|discriminate].
  destruct (modify_keeps w S s k (- size) s1 moved B M)
    as ((B1 & _ & _ & Ba & _ & _ & Q1) & Rg & Mv).
  rewrite Z.abs_opp, Z.abs_eq in Mv by lia. destruct (Z.ltb_spec 0 (- size)); [lia|]. subst moved.
  set (moved := amounts w false s (lower k) (upper k) size) in *.
  assert (A : forall t, (q (moved t) <= q size * span w s k t)%Q /\ 0 <= moved t).
  { intros t. split; [apply amounts_down|apply amounts_nonneg]; assumption. }
  destruct ((0 <? moved token0) || (0 <? moved token1)); injection H as <-.
  - destruct (fair_find w s1 k B1) as (_ & O & _). set (p := find k (positions s1)) in *.
    assert (C : forall t, 0 <= cast w (owed p t + cast w (moved t)) <= owed p t + moved t).
    { intros t. apply credit_bounds; [exact S|apply O|apply A]. }
    destruct (owed_changes s1 k (fun t => cast w (owed p t + cast w (moved t))) B1) as [B2 Q2];
      [intros t; apply C|]. fold p in B2, Q2. split; [exact B2|]. intros t. rewrite Q2.
    cbn [balance with_position]. rewrite Ba. specialize (Q t). specialize (Q1 t).
    destruct (A t) as [A1 _]. destruct (C t) as [_ C1]. apply q_le in C1.
    rewrite inject_Z_plus in C1. rewrite inject_Z_opp in Q1. lra.
  - split; [exact B1|]. intros t. rewrite Ba. specialize (Q t). specialize (Q1 t).
    destruct (A t) as [A1 A2]. apply q_le in A2. rewrite inject_Z_opp in Q1.
    change (q 0) with 0%Q in A2. lra.
Qed.

Lemma collect_keeps s k requested to_itself s' : covered s ->
  collect s k requested to_itself = Some s' -> covered s'.
Proof.
  intros [B Q] H. unfold collect in H.
  destruct (_ && _) eqn:R; cbn [bind require] in H; [|discriminate].
  apply andb_true_iff in R as [_ R]. destruct (fair_find w s k B) as (_ & O & _).
  set (p := find k (positions s)) in *.
  set (amount := fun t => Z.min (requested t) (owed p t)) in *.
  assert (A : forall t, 0 <= amount t <= owed p t).
  { intros t. pose proof (is_amount_nonneg requested t R). specialize (O t). unfold amount. lia. }
  destruct (owed_changes s k (fun t => owed p t - amount t) B) as [B1 Q1];
    [intros t; specialize (A t); lia|]. fold p in B1, Q1. set (s1 := with_position s k _) in *.
  destruct (_ || _) eqn:Any in H.
  - destruct (send_is s1 amount to_itself s') as (b & -> & L); [intros t; apply A|exact H|].
    split; [apply books_with_balance, B1|]. intros t. rewrite claims_with_balance, Q1.
    cbn [balance with_balance]. specialize (Q t). destruct (L t) as [L1 _].
    change (balance s1 t) with (balance s t) in L1. apply q_le in L1.
    unfold Z.sub in *. rewrite inject_Z_plus, inject_Z_opp in L1 |- *. lra.
  - destruct (send_is s amount to_itself s') as (b & -> & L); [intros t; apply A|exact H|].
    split; [apply books_with_balance, B|]. intros t. rewrite claims_with_balance.
    cbn [balance with_balance]. specialize (Q t). destruct (L t) as [L1 _].
    assert (Z0 : amount t = 0).
    { apply orb_false_iff in Any as [A0 A1]. specialize (A t).
      unfold amount in *. destruct t; lia. }
    rewrite Z0, Z.sub_0_r in L1. apply q_le in L1. lra.
Qed.

Lemma swap_keeps s down specified limit gas paid to_itself s' : covered s ->
  is_amount paid = true ->
  swap w s down specified limit gas paid to_itself = Some s' -> covered s'.
Proof.
  intros [B Q] Pd H. unfold swap, trade_until_payment, pay_for_trade in H.
  destruct (signed _ specified); cbn [bind] in H; [|discriminate].
  destruct (is_initialized s && _); cbn [bind require] in H; [|discriminate].
  destruct (if down then _ else _) eqn:Lim in H; cbn [bind require] in H; [|discriminate].
  set (x0 := {| now := s; remaining := specified; calculated := 0 |}) in *.
  set (exact_in := 0 <? specified) in *.
  destruct (swap_loop _ _ _ _ _ _) as [x|] eqn:E; cbn [bind] in H; [|discriminate].
  assert (X0 : swap_state w down exact_in limit specified s x0).
  { constructor; try reflexivity; try exact B.
    - unfold within. destruct down; apply andb_true_iff in Lim as [L1 L2]; cbn; lia.
    - cbn. destruct exact_in; lia.
    - intros t. cbn [now remaining calculated x0]. rewrite Z.sub_diag.
      destruct (same t (came down)), exact_in; change (q 0) with 0%Q; lra. }
  destruct (swap_loop_keeps w S down exact_in limit specified s gas x0 x X0 E)
    as [B1 _ _ Ba Bought Q1].
  set (due := if exact_in then specified - remaining x else calculated x) in *.
  set (got := - (if exact_in then calculated x else specified - remaining x)) in *.
  set (out := if down then pair 0 got else pair got 0) in *.
  destruct (send (now x) out to_itself) as [s1|] eqn:E1; cbn [bind asked traded] in H;
    [|discriminate].
  destruct (due <=? _) eqn:Y in H; cbn [bind require] in H; [|discriminate]. injection H as <-.
  destruct (send_is (now x) out to_itself s1) as (b & -> & L); [|exact E1|].
  { intros t. unfold out. destruct down, t; cbn; lia. }
  apply receive_covered; [apply books_with_balance, B1|]. intros t.
  rewrite claims_with_balance. cbn [balance with_balance].
  specialize (Q t). specialize (Q1 t). destruct (L t) as [L1 _]. rewrite Ba in L1. clear L.
  apply q_le in L1. unfold Z.sub in L1. rewrite inject_Z_plus, inject_Z_opp in L1.
  pose proof (is_amount_nonneg paid t Pd) as PN. apply q_le in PN. change (q 0) with 0%Q in PN.
  assert (O : (q got == - q (if exact_in then calculated x else specified - remaining x))%Q).
  { unfold got. rewrite inject_Z_opp. reflexivity. }
  apply Z.leb_le in Y. apply q_le in Y. unfold out in L1.
  destruct down, t; cbn [same came pair] in *; change (q 0) with 0%Q in *; lra.
Qed.

Lemma flash_keeps s lent back to_itself s' : covered s -> is_amount back = true ->
  flash w s lent back to_itself = Some s' -> covered s'.
Proof.
  intros [B Q] Bk H. unfold flash in H.
  destruct (_ && _ && _) eqn:R; cbn [bind require] in H; [|discriminate].
  apply andb_true_iff in R as [_ R].
  destruct (send s lent to_itself) as [s1|] eqn:E; cbn [bind] in H; [|discriminate].
  destruct (send_is s lent to_itself s1) as (b & -> & L);
    [intros t; apply is_amount_nonneg, R|exact E|].
  set (s2 := receive (with_balance s b) back) in *.
  set (gained := fun k => balance s2 k - balance s k) in *.
  destruct (_ && _) eqn:Y in H; cbn [bind require] in H; [|discriminate].
  assert (G : forall t, 0 <= gained t).
  { assert (C : forall t, 0 <= flash_fee w (lent t)).
    { intros t. unfold flash_fee. destruct S as (_ & _ & _ & _ & F & _). apply cdiv_nonneg; [lia|].
      apply Z.mul_nonneg_nonneg; [apply is_amount_nonneg, R|lia]. }
    apply andb_true_iff in Y as [Y0 Y1]. pose proof (C token0). pose proof (C token1).
    intros []; unfold gained in *; lia. }
  assert (B2 : books w s2) by (apply books_with_balance, books_with_balance, B).
  destruct (share_fee w s2 token0 _) as [s3|] eqn:E3; cbn [bind] in H; [|discriminate].
  change (balance s2 token0 - balance s token0) with (gained token0) in E3.
  destruct (share_keeps w S s2 token0 (gained token0) s3 B2 (G token0) E3) as (B3 & M3 & Q3).
  change (balance s2 token1 - balance s token1) with (gained token1) in H.
  destruct (share_keeps w S s3 token1 (gained token1) s' B3 (G token1) H) as (B4 & M4 & Q4).
  split; [exact B4|]. intros t. destruct M3 as (_ & _ & _ & _ & _ & _ & _ & Ba3).
  destruct M4 as (_ & _ & _ & _ & _ & _ & _ & Ba4). rewrite Ba4, Ba3.
  specialize (Q t). specialize (Q3 t). specialize (Q4 t).
  change (qclaims w s2 t) with (qclaims w s t) in Q3.
  assert (Bal : (q (balance s2 t) == q (balance s t) + q (gained t))%Q).
  { rewrite <- inject_Z_plus. unfold gained. replace (balance s t + _) with (balance s2 t) by lia.
    reflexivity. }
  destruct t; cbn [same] in *; lra.
Qed.

Lemma set_fee_protocol_keeps s cuts s' : covered s -> set_fee_protocol s cuts = Some s' ->
  covered s'.
Proof.
  intros [B Q] H. unfold set_fee_protocol in H.
  destruct (_ && _ && _) eqn:R; cbn [bind require] in H; [|discriminate]. injection H as <-.
  apply andb_true_iff in R as [R R1]. apply andb_true_iff in R as [_ R0].
  assert (C : forall n, allowed_cut n = true -> 0 <= n).
  { intros n A. unfold allowed_cut in A. apply orb_true_iff in A as [A|A]; [lia|].
    apply andb_true_iff in A as [A _]. lia. }
  split.
  - destruct B. constructor; cbn; try assumption. intros []; apply C; assumption.
  - exact Q.
Qed.

Lemma collect_protocol_keeps s requested to_itself s' : covered s ->
  collect_protocol s requested to_itself = Some s' -> covered s'.
Proof.
  intros [B Q] H. unfold collect_protocol in H.
  destruct (_ && _) eqn:R; cbn [bind require] in H; [|discriminate].
  apply andb_true_iff in R as [_ R].
  set (amount := fun k => collectable (requested k) (protocol_fees s k)) in *.
  assert (A : forall t, 0 <= amount t <= protocol_fees s t).
  { intros t. pose proof (is_amount_nonneg requested t R). pose proof (b_fees w s B t).
    unfold amount, collectable. destruct (Z.ltb_spec (requested t) (protocol_fees s t)); [lia|].
    destruct (Z.eqb_spec (protocol_fees s t) 0); lia. }
  set (s1 := with_fees s _ _ _) in *.
  assert (B1 : books w s1).
  { destruct B. constructor; cbn; try assumption. intros t. specialize (A t).
    unfold amount in A. lia. }
  destruct (send_is s1 amount to_itself s') as (b & -> & L); [intros t; apply A|exact H|].
  split; [apply books_with_balance, B1|]. intros t. rewrite claims_with_balance.
  cbn [balance with_balance]. specialize (Q t). destruct (L t) as [L1 _].
  change (balance s1 t) with (balance s t) in L1.
  assert (E : (qclaims w s1 t == qclaims w s t - q (amount t))%Q).
  { unfold qclaims. change (qtotal (claim w s1 t) (positions s1))
      with (qtotal (claim w s t) (positions s)).
    change (protocol_fees s1 t) with (protocol_fees s t - amount t). unfold Z.sub.
    rewrite inject_Z_plus, inject_Z_opp. lra. }
  apply q_le in L1. unfold Z.sub in L1. rewrite inject_Z_plus, inject_Z_opp in L1. lra.
Qed.

Lemma donate_keeps s amount : healthy s -> is_amount amount = true -> healthy (receive s amount).
Proof.
  intros H A. destruct H as [(P & L & T & Bm & Ps & C & F & Ba)|[B Q]].
  - left. repeat (split; [assumption|]). intros t. cbn. specialize (Ba t).
    pose proof (is_amount_nonneg amount t A). lia.
  - right. apply receive_covered; [exact B|]. intros t. specialize (Q t).
    pose proof (is_amount_nonneg amount t A) as N. apply q_le in N. change (q 0) with 0%Q in N. lra.
Qed.

(* ---- traces ---- *)
Lemma apply_needs_start s o s' : apply w s o = Some s' ->
  match o with Initialize _ | Donate _ => True | _ => is_initialized s = true end.
Proof.
  destruct o; cbn [apply]; intros H; auto; repeat match type of H with
    | (let? _ := require (is_amount ?x) in _) = _ =>
      destruct (is_amount x); cbn [bind require] in H; [|discriminate] end.
  all: unfold mint, add_liquidity, burn, collect, swap, trade_until_payment, flash,
    set_fee_protocol, collect_protocol in H.
  4: destruct (signed _ _); cbn [bind] in H; [|discriminate].
  all: destruct (is_initialized s); [reflexivity|discriminate].
Qed.

Lemma apply_keeps s o s' : healthy s -> apply w s o = Some s' -> healthy s'.
Proof.
  intros I H. pose proof (apply_needs_start s o s' H) as N. destruct o; cbn [apply] in H.
  - apply (initialize_keeps s p s' I H).
  - destruct (is_amount paid) eqn:P; cbn [bind require] in H; [|discriminate]. right.
    apply (mint_keeps s k size paid s' (started s I N) H).
  - right. apply (burn_keeps s k size s' (started s I N) H).
  - right. apply (collect_keeps s k requested to_itself s' (started s I N) H).
  - destruct (is_amount paid) eqn:P; cbn [bind require] in H; [|discriminate]. right.
    apply (swap_keeps s down specified limit gas paid to_itself s' (started s I N) P H).
  - destruct (is_amount back) eqn:P; cbn [bind require] in H; [|discriminate]. right.
    apply (flash_keeps s lent back to_itself s' (started s I N) P H).
  - right. apply (set_fee_protocol_keeps s cuts s' (started s I N) H).
  - right. apply (collect_protocol_keeps s requested to_itself s' (started s I N) H).
  - destruct (is_amount amount) eqn:P; cbn [bind require] in H; [|discriminate].
    injection H as <-. apply donate_keeps; assumption.
Qed.

Lemma run_keeps trace : forall s, healthy s -> healthy (run w s trace).
Proof.
  induction trace as [|o rest IH]; intros s I; cbn [run]; [exact I|]. apply IH.
  destruct (apply w s o) as [s'|] eqn:E; [apply (apply_keeps s o s' I E)|exact I].
Qed.

Lemma created_healthy : healthy created.
Proof.
  left. repeat (split; [reflexivity|]). split; [intros []; reflexivity|].
  split; [intros []; reflexivity|intros []; cbn; lia].
Qed.

(* ---- what the exact claims are worth in whole tokens ---- *)
Lemma withdrawable_at_most s k p t : books w s -> fair w k p ->
  (q (withdrawable w s k p t) <= claim w s t k p)%Q.
Proof.
  intros B (H & O & R). unfold withdrawable. rewrite !inject_Z_plus.
  pose proof (part_floor w S (grown w s k p t * held p)) as F. rewrite inject_Z_mult in F.
  destruct (Z.eq_dec (held p) 0) as [E|E].
  - rewrite claim_without_liquidity by exact E.
    assert (A : amounts w false s (lower k) (upper k) (held p) t = 0).
    { rewrite E. unfold amounts, amount0_delta, amount1_delta.
      rewrite !Z.mul_0_l, !Zdiv_0_l.
      destruct (current s <? lower k), (current s <? upper k), t; reflexivity. }
    rewrite A, E in *. rewrite Z.mul_0_r, Zdiv_0_l. change (q 0) with 0%Q. lra.
  - pose proof (amounts_down w S s k (held p) t B (R ltac:(lia)) H) as A. unfold claim. lra.
Qed.

Lemma withdrawable_nonneg s k p t : books w s -> fair w k p -> 0 <= withdrawable w s k p t.
Proof.
  intros B (H & O & R). unfold withdrawable. specialize (O t).
  assert (G : 0 <= grown w s k p t * held p / growth_unit w).
  { destruct S as (_ & _ & P & _). apply Z.div_pos; [|exact P].
    apply Z.mul_nonneg_nonneg; [apply wrap_nonneg, S|exact H]. }
  destruct (Z.eq_dec (held p) 0) as [E|E].
  - enough (amounts w false s (lower k) (upper k) (held p) t = 0) by lia.
    rewrite E. unfold amounts, amount0_delta, amount1_delta. rewrite !Z.mul_0_l, !Zdiv_0_l.
    destruct (current s <? lower k), (current s <? upper k), t; reflexivity.
  - pose proof (amounts_nonneg w S false s k (held p) t B (R ltac:(lia)) H). lia.
Qed.

Lemma healthy_solvent s : healthy s -> solvent_pool w s.
Proof.
  intros [(_ & _ & _ & _ & Ps & _ & F & Ba)|[B Q]] t; unfold claims.
  - rewrite Ps, F. cbn [total]. specialize (Ba t). lia.
  - apply q_le_inv. eapply Qle_trans; [|apply Q]. unfold qclaims. rewrite inject_Z_plus.
    apply Qplus_le_compat; [|apply Qle_refl]. apply total_below_qtotal. intros k p I.
    apply withdrawable_at_most; [exact B|]. apply (b_positions w s B k p I).
Qed.

Theorem run_solvent trace : solvent_pool w (run w created trace).
Proof. apply healthy_solvent, run_keeps, created_healthy. Qed.
End Pool.
