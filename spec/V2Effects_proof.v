(* Proofs of V2Pair.v, 1: what the parts of an operation do to a pair: arithmetic, LP tokens, the
   protocol fee, reserves. *)
From Coq Require Import ZArith Lia List Bool.
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

Notation add := (add words).
Notation sub := V2Pair.sub.
Notation mul := (mul words).
Notation mint_shares := (mint_shares words).
Notation fee_liquidity := (fee_liquidity words a b).
Notation mint_fee := (mint_fee words a b).
Notation update := (update limit).
Notation remember_k := (remember_k words).
Notation apply := (apply words limit kept unit a b minimum).
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
End Pair.
