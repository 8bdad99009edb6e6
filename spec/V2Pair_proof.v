(* Proofs of V2Pair.v: the invariant, and that the product per LP token never falls under the mark,
   over every trace, with the protocol fee on, off or switched. *)
From Coq Require Import ZArith Lia Psatz List Bool.
From Assay Require Import Arith Arith_proof V2Math V2Math_proof V2Pair.
Import ListNotations.
Open Scope Z_scope.

(* ---- algebra without a pair ---- *)

(* The fee's liquidity: it takes no more than its share of the growth, and never brings the others
   under the last mark, exactly and not only up to the floors of the roots. *)
Lemma fee_core a b t l root last :
  0 < a -> 0 <= b -> 0 <= t -> 0 <= l -> 0 < last < root ->
  l = (t * (root - last) * a) / (root * b + last * a) ->
  (t + l) * (root * b + last * a) <= t * root * (a + b).
Proof.
  intros Ha Hb Ht Hl Hr E.
  assert (D : 0 < root * b + last * a).
  { assert (0 < last * a) by (apply Z.mul_pos_pos; lia).
    assert (0 <= root * b) by (apply Z.mul_nonneg_nonneg; lia). lia. }
  pose proof (div_lb (t * (root - last) * a) _ D) as L. rewrite <- E in L. lia.
Qed.

Lemma fee_mark_core a b t l root last :
  0 < a <= b -> 0 <= t <= last -> 0 < l -> 0 < last < root ->
  l = (t * (root - last) * a) / (root * b + last * a) ->
  (last + 1) * (t + l) <= root * t.
Proof.
  intros Ha Ht Hl Hr E. set (n := root * b + last * a) in *.
  assert (D : 0 < n).
  { unfold n. assert (0 < last * a) by (apply Z.mul_pos_pos; lia).
    assert (0 <= root * b) by (apply Z.mul_nonneg_nonneg; lia). lia. }
  pose proof (div_lb (t * (root - last) * a) n D) as L. rewrite <- E in L.
  set (g := root - last) in *.
  assert (Hg : 0 < g) by (unfold g; lia).
  (* growth by one step is not enough for a unit of liquidity *)
  assert (G2 : a + b <= a * g).
  { assert (n * 1 <= n * l) by (apply Z.mul_le_mono_nonneg_l; lia).
    assert (t * (g * a) <= last * (g * a)).
    { apply Z.mul_le_mono_nonneg_r; [|lia]. apply Z.mul_nonneg_nonneg; lia. }
    assert (last * b <= root * b) by (apply Z.mul_le_mono_nonneg_r; lia).
    apply (Zmult_le_reg_r _ _ last); [lia|]. unfold n in *. lia. }
  assert (G1 : 2 <= g).
  { destruct (Z_lt_ge_dec g 2); [|lia]. assert (g = 1) as -> by lia. lia. }
  enough (H : (last + 1) * l <= (g - 1) * t) by (unfold g in H; lia).
  apply (Zmult_le_reg_r _ _ n); [lia|].
  assert (M1 : (last + 1) * (n * l) <= (last + 1) * (t * g * a))
    by (apply Z.mul_le_mono_nonneg_l; lia).
  assert (KEY : (last + 1) * (g * a) <= (g - 1) * n).
  { unfold n. replace root with (last + g) by (unfold g; lia).
    assert (a * last <= b * last) by (apply Z.mul_le_mono_nonneg_r; lia).
    assert (2 * (b * last) <= g * (b * last)).
    { apply Z.mul_le_mono_nonneg_r; [apply Z.mul_nonneg_nonneg|]; lia. }
    assert (a * g <= b * g) by (apply Z.mul_le_mono_nonneg_r; lia).
    assert (1 * (b * g) <= (g - 1) * (b * g)).
    { apply Z.mul_le_mono_nonneg_r; [apply Z.mul_nonneg_nonneg|]; lia. }
    lia. }
  assert (M2 : t * ((last + 1) * (g * a)) <= t * ((g - 1) * n))
    by (apply Z.mul_le_mono_nonneg_l; lia).
  lia.
Qed.

Lemma share_mul p q P Q t t' : 0 <= p -> 0 <= q -> 0 <= t' -> 0 <= t ->
  p * t' <= P * t -> q * t' <= Q * t -> (p * q) * (t' * t') <= (P * Q) * (t * t).
Proof.
  intros Hp Hq Ht' Ht H0 H1.
  replace (p * q * (t' * t')) with ((p * t') * (q * t')) by ring.
  replace (P * Q * (t * t)) with ((P * t) * (Q * t)) by ring.
  apply Z.mul_le_mono_nonneg; trivial; apply Z.mul_nonneg_nonneg; lia.
Qed.

(* Minted liquidity never dilutes; redeemed liquidity never takes more than its part. *)
Lemma mint_core r x t l : 0 < r -> 0 <= x -> 0 <= t -> l <= x * t / r -> r * (t + l) <= (r + x) * t.
Proof. intros Hr Hx Ht H. apply div_le_iff in H; lia. Qed.

Lemma burn_core x t l : 0 < t -> x * (t - l) <= (x - l * x / t) * t.
Proof. intros Ht. pose proof (div_lb (l * x) t Ht). lia. Qed.

(* Squares compare as their roots. *)
Lemma square_lt_root x y : 0 <= y -> x * x < y * y -> x < y.
Proof. intros Hy H. apply Z.square_lt_simpl_nonneg; lia. Qed.

(* p/S^2 <= q/U^2 and q/U^2 <= r/T^2 give p/S^2 <= r/T^2. *)
Lemma chain p q r S U T : 0 < U ->
  p * (U * U) <= q * (S * S) -> q * (T * T) <= r * (U * U) ->
  p * (T * T) <= r * (S * S).
Proof.
  intros HU A B. assert (0 < U * U) by (apply Z.mul_pos_pos; lia).
  apply (Zmult_le_reg_r _ _ (U * U)); [lia|].
  assert (p * (U * U) * (T * T) <= q * (S * S) * (T * T))
    by (apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg|lia]).
  assert (q * (T * T) * (S * S) <= r * (U * U) * (S * S))
    by (apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg|lia]).
  lia.
Qed.

(* ---- results ---- *)
Lemma ok_inj A (x y : A) : ok x = ok y -> x = y.
Proof. congruence. Qed.
Lemma bind_ok A B (x : result A) (f : A -> result B) y :
  bind x f = ok y -> exists v, x = ok v /\ f v = ok y.
Proof. destruct x; cbn; intros H; [eauto|discriminate]. Qed.
Lemma require_ok c w u : require c w = ok u -> c = true.
Proof. unfold require. destruct c; [trivial|discriminate]. Qed.

(* ---- words ---- *)
Lemma add_ok words x y z : V2Pair.add words x y = ok z -> z = x + y /\ x + y < words.
Proof. unfold V2Pair.add. destruct (Z.ltb_spec (x + y) words); intros E; [|discriminate].
  apply ok_inj in E. lia. Qed.
Lemma sub_ok x y z : sub x y = ok z -> z = x - y /\ y <= x.
Proof. unfold sub. destruct (Z.leb_spec y x); intros E; [|discriminate].
  apply ok_inj in E. lia. Qed.
Lemma mul_ok words x y z : V2Pair.mul words x y = ok z -> z = x * y /\ x * y < words.
Proof. unfold V2Pair.mul. destruct (Z.ltb_spec (x * y) words); intros E; [|discriminate].
  apply ok_inj in E. lia. Qed.
Lemma div_ok x y z : div x y = ok z -> z = x / y /\ y <> 0.
Proof. unfold div. destruct (Z.eqb_spec y 0); intros E; [discriminate|].
  apply ok_inj in E. lia. Qed.
Lemma add_fits words x y : x + y < words -> V2Pair.add words x y = ok (x + y).
Proof. unfold V2Pair.add. intros. destruct (Z.ltb_spec (x + y) words); [reflexivity|lia]. Qed.
Lemma sub_fits x y : y <= x -> sub x y = ok (x - y).
Proof. unfold sub. intros. destruct (Z.leb_spec y x); [reflexivity|lia]. Qed.
Lemma mul_fits words x y : x * y < words -> V2Pair.mul words x y = ok (x * y).
Proof. unfold V2Pair.mul. intros. destruct (Z.ltb_spec (x * y) words); [reflexivity|lia]. Qed.
Lemma div_fits x y : y <> 0 -> div x y = ok (x / y).
Proof. unfold div. intros. destruct (Z.eqb_spec y 0); [lia|reflexivity]. Qed.
#[local] Opaque V2Pair.add V2Pair.sub V2Pair.mul V2Pair.div require.

(* Takes a successful computation apart. *)
Ltac one_step := match goal with
  | H : bind _ _ = ok _ |- _ =>
    let v := fresh "v" in let E := fresh "E" in apply bind_ok in H as (v & E & H); cbv beta in H
  | H : require _ _ = ok _ |- _ => apply require_ok in H
  | H : V2Pair.add _ _ _ = ok _ |- _ => apply add_ok in H as [-> H]
  | H : V2Pair.sub _ _ = ok _ |- _ => apply sub_ok in H as [-> H]
  | H : V2Pair.mul _ _ _ = ok _ |- _ => apply mul_ok in H as [-> H]
  | H : V2Pair.div _ _ = ok _ |- _ => apply div_ok in H as [-> H]
  | H : ok _ = ok _ |- _ => apply ok_inj in H; subst
  | H : reverts _ = ok _ |- _ => discriminate H
  | H : (_ && _)%bool = true |- _ => apply andb_true_iff in H as [? ?]
  | H : (_ <? _) = true |- _ => apply Z.ltb_lt in H
  | H : (_ <=? _) = true |- _ => apply Z.leb_le in H
  end.
Ltac take_apart := repeat one_step.
Ltac fields := cbn [reserve0 reserve1 balance0 balance1 supply shares k_last fee_to
  with_balances with_k_last] in *.

Section Pair.
Variables words limit kept unit a b minimum : Z.
Hypothesis fee_range : 0 < kept <= unit.
Hypothesis share_range : 0 < a <= b.
Hypothesis minimum_range : 0 < minimum.
Hypothesis limit_range : 0 < limit.
Hypothesis words_hold_check : (limit * unit) * (limit * unit) <= words.
Hypothesis words_hold_fee : limit * limit * a <= words.
Hypothesis words_hold_weights : limit * (a + b) <= words.

Notation add := (add words).
Notation sub := V2Pair.sub.
Notation mul := (mul words).
Notation mint_shares := (mint_shares words).
Notation fee_liquidity := (fee_liquidity words a b).
Notation mint_fee := (mint_fee words a b).
Notation update := (update limit).
Notation remember_k := (remember_k words).
Notation mint := (mint words limit a b minimum).
Notation burn := (burn words limit a b).
Notation swap := (swap words limit kept unit).
Notation apply := (apply words limit kept unit a b minimum).
Notation run := (run words limit kept unit a b minimum).
Notation invariant := (invariant words limit minimum).

Lemma limit_square : limit * limit <= words /\ limit <= words /\ limit * unit <= words.
Proof.
  assert (1 <= limit * unit) by (assert (0 < limit * unit) by (apply Z.mul_pos_pos; lia); lia).
  assert (limit * 1 <= limit * unit) by (apply Z.mul_le_mono_nonneg_l; lia).
  assert (limit * limit <= limit * unit * (limit * unit)) by (apply Z.mul_le_mono_nonneg; lia).
  assert (1 * (limit * unit) <= limit * unit * (limit * unit))
    by (apply Z.mul_le_mono_nonneg_r; lia).
  lia.
Qed.

(* What a state says about its LP tokens, whatever else happened to it. *)
Definition shares_ok (s : pair) : Prop :=
  (forall who, 0 <= shares s who) /\
  supply s = shares s the_pair + shares s nobody + shares s others.

Definition only_shares_differ (s t : pair) : Prop :=
  reserve0 t = reserve0 s /\ reserve1 t = reserve1 s /\ balance0 t = balance0 s /\
  balance1 t = balance1 s /\ k_last t = k_last s /\ fee_to t = fee_to s.

Lemma mint_shares_ok s to amount t : shares_ok s -> 0 <= amount -> mint_shares s to amount = ok t ->
  shares_ok t /\ supply t = supply s + amount /\ shares s nobody <= shares t nobody /\
  (to = nobody -> shares t nobody = shares s nobody + amount) /\
  only_shares_differ s t.
Proof.
  intros [N S] Ha H. unfold V2Pair.mint_shares in H. take_apart. fields.
  pose proof (N the_pair). pose proof (N nobody). pose proof (N others).
  unfold shares_ok, only_shares_differ. fields.
  repeat split.
  - intros who. unfold with_share. destruct who, to; cbn; lia.
  - unfold with_share. destruct to; cbn; lia.
  - unfold with_share. destruct to; cbn; lia.
  - intros ->. reflexivity.
Qed.

Lemma burn_shares_ok s amount t : shares_ok s -> 0 <= amount -> burn_shares s amount = ok t ->
  shares_ok t /\ supply t = supply s - amount /\ shares t nobody = shares s nobody /\
  only_shares_differ s t.
Proof.
  intros [N S] Ha H. unfold burn_shares in H. take_apart. fields.
  pose proof (N the_pair). pose proof (N nobody). pose proof (N others).
  unfold shares_ok, only_shares_differ. fields.
  repeat split.
  - intros who. unfold with_share. destruct who; cbn; lia.
  - unfold with_share. cbn. lia.
Qed.

(* ---- the protocol fee ---- *)
Lemma root_bounds x : 0 <= x -> 0 <= Z.sqrt x /\ Z.sqrt x * Z.sqrt x <= x /\
  x < (Z.sqrt x + 1) * (Z.sqrt x + 1).
Proof.
  intros H. pose proof (Z.sqrt_spec x H) as [L U]. pose proof (Z.sqrt_nonneg x). lia.
Qed.

(* After the fee: supply^2 <= k still, and mark / supply^2 is not above k / supply'^2. *)
Lemma fee_liquidity_effect s l : fee_liquidity s = ok l ->
  0 <= reserve0 s -> 0 <= reserve1 s -> 0 <= supply s -> supply s * supply s <= k_last s ->
  0 < k_last s -> k_last s <= k s ->
  0 <= l /\ (supply s + l) * (supply s + l) <= k s /\
  k_last s * ((supply s + l) * (supply s + l)) <= k s * (supply s * supply s).
Proof.
  intros H R0 R1 T TK KP KL. unfold V2Pair.fee_liquidity in H.
  apply bind_ok in H as (k0 & E & H). apply mul_ok in E as [-> E].
  change (reserve0 s * reserve1 s) with (k s) in *.
  destruct (root_bounds (k s) ltac:(lia)) as (N1 & L1 & U1).
  destruct (root_bounds (k_last s) ltac:(lia)) as (N2 & L2 & U2).
  set (root := Z.sqrt (k s)) in *. set (last := Z.sqrt (k_last s)) in *.
  assert (TL : supply s <= last).
  { destruct (Z_le_gt_dec (supply s) last); [lia|exfalso].
    assert ((last + 1) * (last + 1) <= supply s * supply s) by (apply Z.mul_le_mono_nonneg; lia).
    lia. }
  assert (LP : 0 < last).
  { destruct (Z_lt_ge_dec 0 last); [lia|exfalso]. assert (last = 0) as Z0 by lia.
    rewrite Z0 in U2. lia. }
  assert (PLAIN : k_last s * (supply s * supply s) <= k s * (supply s * supply s))
    by (apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg|lia]).
  destruct (Z.ltb_spec last root) as [G|G].
  2:{ apply ok_inj in H. subst l. rewrite Z.add_0_r. repeat split; lia. }
  take_apart. set (l := _ / _) in *.
  assert (NN : 0 <= l).
  { unfold l. apply Z.div_pos.
    - apply Z.mul_nonneg_nonneg; [apply Z.mul_nonneg_nonneg|]; lia.
    - assert (0 < last * a) by (apply Z.mul_pos_pos; lia).
      assert (0 <= root * b) by (apply Z.mul_nonneg_nonneg; lia). lia. }
  destruct (Z.eq_dec l 0) as [Z0|Z0].
  { rewrite Z0, Z.add_0_r. repeat split; lia. }
  assert (C := fee_mark_core a b (supply s) l root last share_range
    ltac:(lia) ltac:(lia) ltac:(lia) eq_refl).
  assert (TR : supply s + l <= root).
  { destruct (Z_le_gt_dec (supply s + l) root); [lia|exfalso].
    assert ((last + 1) * (root + 1) <= (last + 1) * (supply s + l))
      by (apply Z.mul_le_mono_nonneg_l; lia).
    assert (root * supply s <= root * last) by (apply Z.mul_le_mono_nonneg_l; lia). lia. }
  repeat split; [lia| |].
  - assert ((supply s + l) * (supply s + l) <= root * root) by (apply Z.mul_le_mono_nonneg; lia).
    lia.
  - set (t' := supply s + l) in *.
    assert (S1 : ((last + 1) * t') * ((last + 1) * t') <= (root * supply s) * (root * supply s)).
    { apply Z.mul_le_mono_nonneg; trivial; apply Z.mul_nonneg_nonneg; lia. }
    assert (S2 : k_last s * (t' * t') <= (last + 1) * (last + 1) * (t' * t'))
      by (apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg|lia]).
    assert (S3 : root * root * (supply s * supply s) <= k s * (supply s * supply s))
      by (apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg|lia]).
    lia.
Qed.

(* _mintFee on any state of the invariant. *)
Lemma mint_fee_effect s t : invariant s -> mint_fee s = ok t ->
  shares_ok t /\ shares s nobody <= shares t nobody /\
  reserve0 t = reserve0 s /\ reserve1 t = reserve1 s /\
  balance0 t = balance0 s /\ balance1 t = balance1 s /\ fee_to t = fee_to s /\
  (fee_to s = None -> k_last t = 0) /\
  supply s <= supply t /\ (supply s = 0 -> supply t = 0) /\
  supply t * supply t <= k s /\
  mark s * (supply t * supply t) <= k s * (supply s * supply s).
Proof.
  intros (A & B & A2 & B2 & N & S & I) H. assert (SO : shares_ok s) by (split; assumption).
  assert (KN : 0 <= k s) by (apply Z.mul_nonneg_nonneg; lia).
  assert (SAME : mark s * (supply s * supply s) <= k s * (supply s * supply s) /\
                 supply s * supply s <= k s).
  { destruct I as [[Z1 Z2]|(M & P0 & P1 & T & L)].
    - rewrite Z1. unfold mark. rewrite Z2, Z.eqb_refl. lia.
    - split; [apply Z.mul_le_mono_nonneg_r; [apply Z.square_nonneg|lia]|lia]. }
  unfold V2Pair.mint_fee in H. destruct (fee_to s) as [who|] eqn:F.
  2:{ apply ok_inj in H. subst t. destruct (Z.eqb_spec (k_last s) 0); fields;
      rewrite ?F; intuition (try lia; try discriminate). }
  destruct (Z.eqb_spec (k_last s) 0) as [K|K].
  { apply ok_inj in H. subst t. rewrite ?F; intuition (try lia; try discriminate). }
  destruct I as [[_ Z2]|(M & P0 & P1 & T & L)]; [lia|].
  unfold mark in T, L. unfold mark. destruct (Z.eqb_spec (k_last s) 0); [lia|].
  apply bind_ok in H as (l & E & H).
  pose proof (N the_pair). pose proof (N others). pose proof (N nobody).
  assert (K1 : 0 < k_last s).
  { assert (0 < supply s * supply s) by (apply Z.mul_pos_pos; lia). lia. }
  destruct (fee_liquidity_effect s l E) as (L0 & L1 & L2); try lia.
  destruct (Z.ltb_spec 0 l).
  - destruct (mint_shares_ok s who l t SO ltac:(lia) H) as (SO' & S' & NB & _ & D).
    destruct D as (D1 & D2 & D3 & D4 & D5 & D6).
    rewrite S', D6, F. intuition (try lia; try discriminate).
  - apply ok_inj in H. subst t. rewrite ?F; intuition (try lia; try discriminate).
Qed.

(* ---- reserves ---- *)
Lemma update_effect s t : update s = ok t ->
  balance0 s < limit /\ balance1 s < limit /\
  reserve0 t = balance0 s /\ reserve1 t = balance1 s /\
  balance0 t = balance0 s /\ balance1 t = balance1 s /\
  supply t = supply s /\ shares t = shares s /\ k_last t = k_last s /\ fee_to t = fee_to s.
Proof.
  intros H. unfold V2Pair.update in H. take_apart. fields. repeat split; assumption.
Qed.

Lemma remember_k_effect s t : remember_k s = ok t ->
  reserve0 t = reserve0 s /\ reserve1 t = reserve1 s /\
  balance0 t = balance0 s /\ balance1 t = balance1 s /\
  supply t = supply s /\ shares t = shares s /\ fee_to t = fee_to s /\
  k_last t = match fee_to s with None => k_last s | Some _ => k s end.
Proof.
  intros H. unfold V2Pair.remember_k in H. destruct (fee_to s) eqn:F; take_apart; fields;
    repeat split; assumption.
Qed.

(* After a mint or a burn the mark is the product, fee or no fee. *)
Lemma marked_state s1 t : (fee_to s1 = None -> k_last s1 = 0) ->
  k_last t = match fee_to s1 with None => k_last s1 | Some _ => k t end -> mark t = k t.
Proof.
  intros Z0 E. unfold mark. destruct (Z.eqb_spec (k_last t) 0); [reflexivity|].
  rewrite E. destruct (fee_to s1); [reflexivity|]. rewrite Z0, E in * by reflexivity. lia.
Qed.

Definition step_holds (s t : pair) : Prop :=
  invariant t /\ 0 < supply t /\
  (0 < supply s -> mark s * (supply t * supply t) <= mark t * (supply s * supply s)).

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
      unfold k in *. repeat split; try lia.
      apply (Zmult_le_reg_r _ _ (T1 * T1)); lia. }
  destruct CORE as (C0 & C1 & C2 & C3 & C4 & C5).
  split; [|split; [exact C2|]].
  - split; [lia|]. split; [lia|]. split; [lia|]. split; [lia|].
    rewrite H5, H4. split; [apply SO3|]. split; [rewrite T5, T4; apply SO3|].
    right. rewrite KT. rewrite H5, H4 in C4. repeat split; try assumption; lia.
  - intros SP. rewrite KT. apply (chain _ (k s) _ _ (supply s1)); [lia|exact SM|apply C5, SP].
Qed.

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
      repeat split; try lia; try congruence; rewrite K5;
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
