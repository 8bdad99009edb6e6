(* Proofs of V2Pair.v, 5: no operation overflows, and the way out is open. *)
From Coq Require Import ZArith Lia List Bool.
From Assay Require Import Arith Arith_proof V2Math V2Math_proof V2Pair V2Pair_proof.
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
Hypothesis words_hold_fee : limit * limit * a <= words.
Hypothesis words_hold_weights : limit * (a + b) <= words.

Notation mint_shares := (mint_shares words).
Notation fee_liquidity := (fee_liquidity words a b).
Notation mint_fee := (mint_fee words a b).
Notation update := (update limit).
Notation remember_k := (remember_k words).
Notation mint := (mint words limit a b minimum).
Notation burn := (burn words limit a b).
Notation swap := (swap words limit kept unit).
Notation apply := (apply words limit kept unit a b minimum).
Notation invariant := (invariant words limit minimum).

(* What V2Pair_proof.v says, for these parameters. *)
Let limit_square := limit_square words limit kept unit fee_range limit_range words_hold_check.
Let fee_liquidity_effect := fee_liquidity_effect words a b share_range.
Let mint_fee_effect := mint_fee_effect words limit kept unit a b minimum
  fee_range share_range minimum_range.
Let step_holds_always := step_holds_always words limit kept unit a b minimum
  fee_range share_range minimum_range limit_range words_hold_check.
Let mint_shares_ok := mint_shares_ok words.
Let update_effect := update_effect limit.
Let adjusted_ok := adjusted_ok words kept unit.

(* ---- nothing overflows, nothing reverts that is not meant to ---- *)
Lemma supply_small s : invariant s -> 0 <= supply s < limit.
Proof.
  intros (A & B & A2 & B2 & N & S & I).
  pose proof (N the_pair). pose proof (N nobody). pose proof (N others). split; [lia|].
  destruct I as [[Z0 _]|(M & P0 & P1 & T & L)]; [lia|].
  apply square_lt_root; [lia|].
  assert (k s < limit * limit) by (unfold k; apply Z.mul_lt_mono_nonneg; lia). lia.
Qed.

Lemma root_small s : 0 <= reserve0 s < limit -> 0 <= reserve1 s < limit ->
  0 <= k s < limit * limit /\ 0 <= Z.sqrt (k s) < limit.
Proof.
  intros A B. assert (K : 0 <= k s < limit * limit).
  { unfold k. split; [apply Z.mul_nonneg_nonneg; lia|apply Z.mul_lt_mono_nonneg; lia]. }
  split; [exact K|]. destruct (root_bounds (k s) ltac:(lia)) as (N & L & _). split; [exact N|].
  apply square_lt_root; lia.
Qed.

Lemma fee_liquidity_total s : 0 <= reserve0 s < limit -> 0 <= reserve1 s < limit ->
  0 <= supply s < limit -> 0 < k_last s -> exists l, fee_liquidity s = ok l.
Proof.
  intros A B T KP. destruct (root_small s A B) as [K R]. destruct limit_square as (LL & _ & _).
  unfold V2Pair.fee_liquidity. rewrite mul_fits by (unfold k in *; lia). cbn [bind].
  change (reserve0 s * reserve1 s) with (k s).
  pose proof (Z.sqrt_nonneg (k_last s)) as L0.
  set (root := Z.sqrt (k s)) in *. set (last := Z.sqrt (k_last s)) in *.
  destruct (Z.ltb_spec last root); [|eexists; reflexivity].
  assert (G : 0 <= supply s * (root - last) < limit * limit).
  { split; [apply Z.mul_nonneg_nonneg; lia|apply Z.mul_lt_mono_nonneg; lia]. }
  assert (GA : supply s * (root - last) * a < limit * limit * a)
    by (apply Z.mul_lt_mono_pos_r; lia).
  assert (RB : 0 < root * b) by (apply Z.mul_pos_pos; lia).
  assert (LA : 0 <= last * a) by (apply Z.mul_nonneg_nonneg; lia).
  assert (RB2 : root * b < limit * b) by (apply Z.mul_lt_mono_pos_r; lia).
  assert (LA2 : last * a <= limit * a) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (0 < limit * a) by (apply Z.mul_pos_pos; lia).
  assert (0 < limit * b) by (apply Z.mul_pos_pos; lia).
  rewrite mul_fits by lia. cbn [bind]. rewrite mul_fits by lia. cbn [bind].
  rewrite mul_fits by lia. cbn [bind]. rewrite mul_fits by lia. cbn [bind].
  rewrite add_fits by lia. cbn [bind]. rewrite div_fits by lia. eexists; reflexivity.
Qed.

Lemma mint_shares_total s to amount : shares_ok s -> 0 <= amount -> supply s + amount < words ->
  exists t, mint_shares s to amount = ok t.
Proof.
  intros [N S] A W. unfold V2Pair.mint_shares.
  pose proof (N the_pair). pose proof (N nobody). pose proof (N others).
  rewrite add_fits by lia. cbn [bind]. rewrite add_fits by (destruct to; lia).
  eexists; reflexivity.
Qed.

Lemma mint_fee_total s : invariant s -> exists t, mint_fee s = ok t.
Proof.
  intros I. pose proof (supply_small s I) as T.
  destruct I as (A & B & A2 & B2 & N & S & J). unfold V2Pair.mint_fee.
  destruct (fee_to s) as [who|]; [|eexists; reflexivity].
  destruct (Z.eqb_spec (k_last s) 0) as [K|K]; [eexists; reflexivity|].
  destruct J as [[_ Z0]|(M & P0 & P1 & TM & L)]; [lia|].
  unfold mark in TM, L. destruct (Z.eqb_spec (k_last s) 0); [lia|].
  pose proof (N the_pair). pose proof (N others).
  assert (KP : 0 < k_last s).
  { assert (0 < supply s * supply s) by (apply Z.mul_pos_pos; lia). lia. }
  destruct (fee_liquidity_total s A B T KP) as [l E]. rewrite E. cbn [bind].
  destruct (fee_liquidity_effect s l E) as (L0 & L1 & _); try lia.
  destruct (0 <? l); [|eexists; reflexivity].
  destruct (root_small s A B) as [KS _]. destruct limit_square as (LL & LW & _).
  assert (supply s + l < limit) by (apply square_lt_root; lia).
  apply mint_shares_total; [split; assumption|lia|lia].
Qed.

Lemma update_total s : balance0 s < limit -> balance1 s < limit -> exists t, update s = ok t.
Proof.
  intros A B. unfold V2Pair.update. destruct (Z.ltb_spec (balance0 s) limit); [|lia].
  destruct (Z.ltb_spec (balance1 s) limit); [|lia]. eexists; reflexivity.
Qed.

Lemma remember_k_total s : 0 <= reserve0 s < limit -> 0 <= reserve1 s < limit ->
  exists t, remember_k s = ok t.
Proof.
  intros A B. unfold V2Pair.remember_k. destruct (fee_to s); [|eexists; reflexivity].
  destruct (root_small s A B) as [K _]. destruct limit_square as (LL & _ & _).
  rewrite mul_fits by (unfold k in *; lia). eexists; reflexivity.
Qed.

Lemma mint_total s to : invariant s -> 0 < supply s -> balance0 s < limit -> balance1 s < limit ->
  (exists t, mint s to = ok t) \/ mint s to = reverts insufficient_minted.
Proof.
  intros I SP L0 L1. destruct (mint_fee_total s I) as [s1 E].
  destruct (mint_fee_effect s s1 I E)
    as (SO & NB & R0 & R1 & B0 & B1 & FT & KN & SL & SZ & SK & SM).
  destruct I as (A & B & A2 & B2 & N & S & J).
  destruct J as [[Z0 _]|(M & P0 & P1 & TM & L)]; [lia|].
  destruct (root_small s A B) as [KS _]. destruct limit_square as (LL & LW & _).
  assert (T1 : supply s1 < limit) by (apply square_lt_root; lia).
  unfold V2Pair.mint. rewrite !sub_fits by lia. cbn [bind]. rewrite E. cbn [bind].
  destruct (Z.eqb_spec (supply s1) 0) as [Z0|Z0]; [lia|].
  set (x0 := balance0 s - reserve0 s) in *. set (x1 := balance1 s - reserve1 s) in *.
  assert (X0 : 0 <= x0 < limit) by (unfold x0; lia).
  assert (X1 : 0 <= x1 < limit) by (unfold x1; lia).
  assert (x0 * supply s1 < limit * limit) by (apply Z.mul_lt_mono_nonneg; lia).
  assert (x1 * supply s1 < limit * limit) by (apply Z.mul_lt_mono_nonneg; lia).
  rewrite mul_fits by lia. cbn [bind]. rewrite div_fits by lia. cbn [bind].
  rewrite mul_fits by lia. cbn [bind]. rewrite div_fits by lia. cbn [bind].
  rewrite R0, R1. set (l := Z.min _ _).
  destruct (Z.ltb_spec 0 l) as [LP|LP]; [|right; reflexivity]. left.
  change (require true insufficient_minted) with (ok tt). cbn [bind].
  assert (M0 := mint_core (reserve0 s) x0 (supply s1) l P0 ltac:(lia) ltac:(lia) ltac:(lia)).
  assert (M1 := mint_core (reserve1 s) x1 (supply s1) l P1 ltac:(lia) ltac:(lia) ltac:(lia)).
  assert (SH := share_mul (reserve0 s) (reserve1 s) _ _ (supply s1) (supply s1 + l)
    ltac:(lia) ltac:(lia) ltac:(lia) ltac:(lia) M0 M1).
  assert (SMALL : supply s1 + l < limit).
  { apply square_lt_root; [lia|].
    assert (TT : 0 < supply s1 * supply s1) by (apply Z.mul_pos_pos; lia).
    assert ((reserve0 s + x0) * (reserve1 s + x1) < limit * limit)
      by (apply Z.mul_lt_mono_nonneg; unfold x0, x1; lia).
    apply Z.le_lt_trans with ((reserve0 s + x0) * (reserve1 s + x1)); [|lia].
    apply (Zmult_le_reg_r _ _ (supply s1 * supply s1)); [lia|].
    assert (supply s1 * supply s1 * ((supply s1 + l) * (supply s1 + l))
            <= k s * ((supply s1 + l) * (supply s1 + l)))
      by (apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg|lia]).
    unfold k in *. lia. }
  destruct (mint_shares_total s1 to l SO ltac:(lia) ltac:(lia)) as [s3 E3]. rewrite E3. cbn [bind].
  destruct (mint_shares_ok s1 to l s3 SO ltac:(lia) E3) as (_ & _ & _ & _ & G).
  destruct G as (G1 & G2 & G3 & G4 & _).
  destruct (update_total s3) as [s4 E4]; [lia|lia|]. rewrite E4. cbn [bind].
  apply update_effect in E4 as (_ & _ & Q0 & Q1 & _).
  apply remember_k_total; lia.
Qed.

Lemma burn_total s to_itself : invariant s -> 0 < supply s ->
  balance0 s < limit -> balance1 s < limit ->
  (exists t, burn s to_itself = ok t) \/ burn s to_itself = reverts insufficient_burned.
Proof.
  intros I SP L0 L1. destruct (mint_fee_total s I) as [s1 E].
  destruct (mint_fee_effect s s1 I E)
    as (SO & NB & R0 & R1 & B0 & B1 & FT & KN & SL & SZ & SK & SM).
  pose proof (supply_small s I) as TS.
  destruct I as (A & B & A2 & B2 & N & S & J).
  destruct J as [[Z0 _]|(M & P0 & P1 & TM & L)]; [lia|].
  destruct limit_square as (LL & LW & _).
  pose proof (N the_pair) as NP. pose proof (N others) as NO.
  unfold V2Pair.burn. rewrite E. cbn [bind]. rewrite B0, B1.
  assert (GP : shares s the_pair <= shares s1 the_pair).
  { unfold V2Pair.mint_fee in E. destruct (fee_to s) as [who|].
    - destruct (k_last s =? 0); [apply ok_inj in E; subst; lia|].
      apply bind_ok in E as (l & EL & E). destruct (0 <? l) eqn:LP.
      + unfold V2Pair.mint_shares in E. apply Z.ltb_lt in LP. take_apart. fields.
        unfold with_share. destruct who; cbn; lia.
      + apply ok_inj in E; subst; lia.
    - destruct (k_last s =? 0); apply ok_inj in E; subst; fields; lia. }
  set (l := shares s the_pair) in *.
  assert (l * balance0 s < limit * limit) by (apply Z.mul_lt_mono_nonneg; lia).
  assert (l * balance1 s < limit * limit) by (apply Z.mul_lt_mono_nonneg; lia).
  rewrite mul_fits by lia. cbn [bind]. rewrite div_fits by lia. cbn [bind].
  rewrite mul_fits by lia. cbn [bind]. rewrite div_fits by lia. cbn [bind].
  set (d0 := l * balance0 s / supply s1). set (d1 := l * balance1 s / supply s1).
  destruct ((0 <? d0) && (0 <? d1))%bool eqn:D; [|right; reflexivity]. left.
  change (require true insufficient_burned) with (ok tt). cbn [bind].
  assert (NS : l <= supply s1).
  { destruct SO as [N1 S1]. pose proof (N1 nobody). pose proof (N1 others). lia. }
  unfold burn_shares. rewrite !sub_fits by lia. cbn [bind]. fields. rewrite B0, B1.
  apply andb_true_iff in D as [D0 D1]. apply Z.ltb_lt in D0, D1.
  assert (C0 : d0 <= balance0 s).
  { unfold d0. apply Z.div_le_upper_bound; [lia|]. apply Z.mul_le_mono_nonneg_r; lia. }
  assert (C1 : d1 <= balance1 s).
  { unfold d1. apply Z.div_le_upper_bound; [lia|]. apply Z.mul_le_mono_nonneg_r; lia. }
  destruct (Z.leb_spec d0 (balance0 s)); [|lia]. destruct (Z.leb_spec d1 (balance1 s)); [|lia].
  change (require (true && true) token) with (ok tt). cbn [bind].
  match goal with |- exists t, bind (update ?x) _ = _ => set (s4 := x) end.
  assert (Q : 0 <= balance0 s4 < limit /\ 0 <= balance1 s4 < limit).
  { unfold s4. destruct to_itself; fields; lia. }
  destruct (update_total s4) as [s5 E5]; [lia|lia|]. rewrite E5. cbn [bind].
  apply update_effect in E5 as (_ & _ & Q0 & Q1 & _). apply remember_k_total; lia.
Qed.

Lemma adjusted_total x input : 0 <= input <= x -> x < limit ->
  exists z, V2Pair.adjusted words kept unit x input = ok z /\ 0 <= z <= limit * unit.
Proof.
  intros I L. destruct limit_square as (_ & _ & LU).
  assert (x * unit < limit * unit) by (apply Z.mul_lt_mono_pos_r; lia).
  assert (input * (unit - kept) <= x * unit) by (apply Z.mul_le_mono_nonneg; lia).
  assert (0 <= input * (unit - kept)) by (apply Z.mul_nonneg_nonneg; lia).
  unfold adjusted. rewrite mul_fits by lia. cbn [bind]. rewrite mul_fits by lia. cbn [bind].
  rewrite sub_fits by lia. eexists; split; [reflexivity|lia].
Qed.

#[local] Transparent require.
Lemma require_reverts c why w : require c why = reverts w -> w = why.
Proof. unfold require. destruct c; congruence. Qed.
#[local] Opaque require.
Lemma bind_reverts A B (x : result A) (f : A -> result B) w : bind x f = reverts w ->
  x = reverts w \/ exists v, x = ok v /\ f v = reverts w.
Proof. destruct x; cbn; intros H; [right; eauto|left; congruence]. Qed.

Lemma swap_not_arithmetic s out0 out1 paid0 paid1 : invariant s ->
  0 <= out0 -> 0 <= out1 -> 0 <= paid0 -> 0 <= paid1 ->
  balance0 s - out0 + paid0 < limit -> balance1 s - out1 + paid1 < limit ->
  swap s out0 out1 paid0 paid1 <> reverts arithmetic.
Proof.
  intros (A & B & _) O0 O1 P0 P1 L0 L1 H. unfold V2Pair.swap in H.
  apply bind_reverts in H as [H|(u1 & E1 & H)]; [apply require_reverts in H; discriminate|].
  apply bind_reverts in H as [H|(u2 & E2 & H)]; [apply require_reverts in H; discriminate|].
  apply require_ok, andb_true_iff in E2 as [F0 F1]. apply Z.ltb_lt in F0, F1.
  apply bind_reverts in H as [H|(u3 & E3 & H)]; [apply require_reverts in H; discriminate|].
  apply require_ok, andb_true_iff in E3 as [G0 G1]. apply Z.leb_le in G0, G1. cbv zeta in H.
  set (x0 := balance0 s - out0 + paid0) in *. set (x1 := balance1 s - out1 + paid1) in *.
  assert (X0 : 0 <= x0) by (unfold x0; lia). assert (X1 : 0 <= x1) by (unfold x1; lia).
  apply bind_reverts in H as [H|(u4 & E4 & H)]; [apply require_reverts in H; discriminate|].
  apply bind_reverts in H as [H|(u5 & E5 & H)]; [apply require_reverts in H; discriminate|].
  destruct (adjusted_total x0 _ (amount_in_bounds x0 (reserve0 s) out0 F0 X0) L0) as (y0 & D0 & Y0).
  destruct (adjusted_total x1 _ (amount_in_bounds x1 (reserve1 s) out1 F1 X1) L1) as (y1 & D1 & Y1).
  rewrite D0 in H. cbn [bind] in H. rewrite D1 in H. cbn [bind] in H.
  assert (KK : reserve0 s * reserve1 s <= (limit - 1) * (limit - 1))
    by (apply Z.mul_le_mono_nonneg; lia).
  assert (UU : 0 < unit * unit) by (apply Z.mul_pos_pos; lia).
  destruct limit_square as (LL & _ & _).
  assert (S0 : reserve0 s * reserve1 s * (unit * unit) < words).
  { apply Z.lt_le_trans with (limit * limit * (unit * unit)); [|lia].
    apply Z.mul_lt_mono_pos_r; [lia|]. apply Z.mul_lt_mono_nonneg; lia. }
  assert (Y0' : y0 < limit * unit \/ y0 = limit * unit) by lia.
  assert (LT : y0 * y1 < words).
  { apply Z.lt_le_trans with ((limit * unit) * (limit * unit)); [|lia].
    pose proof (adjusted_ok _ _ _ D0). pose proof (adjusted_ok _ _ _ D1).
    pose proof (amount_in_bounds x0 (reserve0 s) out0 F0 X0) as I0.
    pose proof (amount_in_bounds x1 (reserve1 s) out1 F1 X1) as I1.
    assert (x0 * unit < limit * unit) by (apply Z.mul_lt_mono_pos_r; lia).
    assert (x1 * unit < limit * unit) by (apply Z.mul_lt_mono_pos_r; lia).
    assert (0 <= amount_in x0 (reserve0 s) out0 * (unit - kept)) by (apply Z.mul_nonneg_nonneg;
      lia).
    assert (0 <= amount_in x1 (reserve1 s) out1 * (unit - kept)) by (apply Z.mul_nonneg_nonneg;
      lia).
    apply Z.mul_lt_mono_nonneg; lia. }
  rewrite (mul_fits _ _ _ LT) in H. cbn [bind] in H.
  rewrite mul_fits in H by lia. cbn [bind] in H. rewrite (mul_fits _ _ _ S0) in H. cbn [bind] in H.
  apply bind_reverts in H as [H|(u6 & _ & H)]; [apply require_reverts in H; discriminate|].
  unfold V2Pair.update in H.
  apply bind_reverts in H as [H|(u7 & _ & H)]; [apply require_reverts in H|]; discriminate.
Qed.

Theorem no_unintended_revert s o : invariant s -> 0 < supply s -> standard o ->
  apply s o = reverts arithmetic ->
  limit <= fst (balances_seen s o) \/ limit <= snd (balances_seen s o).
Proof.
  intros I P ST H. destruct (Z_lt_ge_dec (fst (balances_seen s o)) limit) as [L0|]; [|lia].
  destruct (Z_lt_ge_dec (snd (balances_seen s o)) limit) as [L1|]; [|lia]. exfalso.
  destruct o; cbn [V2Pair.apply balances_seen fst snd] in *.
  - apply bind_reverts in H as [H|(u & _ & H)]; [apply require_reverts in H; discriminate|].
    unfold donate in H. cbv zeta in H.
    apply bind_reverts in H as [H|(u2 & _ & H)]; [apply require_reverts in H|]; discriminate.
  - destruct (mint_total s to I P L0 L1) as [[t E]|E]; rewrite E in H; discriminate.
  - destruct (burn_total s to_itself I P L0 L1) as [[t E]|E]; rewrite E in H; discriminate.
  - apply bind_reverts in H as [H|(u & E & H)]; [apply require_reverts in H; discriminate|].
    unfold is_amount in E. take_apart. revert H. apply swap_not_arithmetic; assumption.
  - unfold skim in H. destruct I as (A & B & A2 & B2 & _).
    rewrite !sub_fits in H by lia. discriminate.
  - unfold V2Pair.update in H.
    apply bind_reverts in H as [H|(u2 & _ & H)]; [apply require_reverts in H|]; discriminate.
  - apply bind_reverts in H as [H|(u & _ & H)]; [apply require_reverts in H; discriminate|].
    unfold transfer in H.
    apply bind_reverts in H as [H|(u2 & _ & H)]; [apply require_reverts in H|]; discriminate.
  - discriminate.
  - destruct ST.
Qed.

(* Leaving is always possible: skim first, then burn; a burn fails only when it would pay nothing.
  *)
Theorem exit_is_open s : invariant s -> 0 < supply s ->
  exists t, skim s = ok t /\ invariant t /\ supply t = supply s /\ k t = k s /\
    forall to_itself,
      (exists u, burn t to_itself = ok u) \/ burn t to_itself = reverts insufficient_burned.
Proof.
  intros I P. pose proof I as (A & B & A2 & B2 & _).
  assert (E : exists t, skim s = ok t).
  { unfold skim. rewrite !sub_fits by lia. eexists; reflexivity. }
  destruct E as [t E]. exists t. split; [exact E|].
  destruct (step_holds_always s Skim t I Logic.I E) as [I' _]. split; [exact I'|].
  unfold skim in E. rewrite !sub_fits in E by lia. cbn [bind] in E. apply ok_inj in E. subst t.
  split; [reflexivity|]. split; [reflexivity|]. intros w.
  apply burn_total; fields; [exact I'|exact P|lia|lia].
Qed.
End Pair.
