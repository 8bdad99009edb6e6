(* Proof of V3Pool.v, 2: the books of a pool (ticks, bitmap, liquidity in range) say what its
   positions say, and a swap finds every tick in use on its way. *)
From Coq Require Import ZArith Lia List Bool.
From Assay Require Import Arith Arith_proof SwapStep V3Pool V3Claims_proof.
Import ListNotations.
Open Scope Z_scope.

(* ---- what a position contributes to a tick, and to the liquidity in range ---- *)
Definition uses (t : Z) (k : key) (p : position) : Z :=
  if (lower k =? t) || (upper k =? t) then held p else 0.
Definition ends (t : Z) (k : key) (p : position) : Z :=
  (if lower k =? t then held p else 0) - (if upper k =? t then held p else 0).
Definition in_range (c : Z) (k : key) : bool := (lower k <=? c) && (c <? upper k).
Definition active (c : Z) (k : key) (p : position) : Z := if in_range c k then held p else 0.

Section Books.
Variable w : parameters.
Hypothesis S : sound w.

Definition ranged (k : key) : Prop :=
  lowest w <= lower k /\ lower k < upper k /\ upper k <= highest w.
Definition fair (k : key) (p : position) : Prop :=
  0 <= held p /\ (forall t, 0 <= owed p t) /\ (0 < held p -> ranged k).

Record books (s : pool) : Prop := {
  b_current : lowest w <= current s < highest w;
  b_price : price_at w (current s) <= price s <= price_at w (current s + 1);
  b_positions : forall k p, In (k, p) (positions s) -> fair k p;
  b_gross : forall t, gross (ticks s t) = total (uses t) (positions s);
  b_net : forall t, net (ticks s t) = total (ends t) (positions s);
  b_limits : (forall t, gross (ticks s t) <= gross_limit w) /\ liquidity s < liquidity_limit w;
  b_liquidity : liquidity s = total (active (current s)) (positions s);
  b_bitmap : forall c, bitmap s c = negb (gross (ticks s (c * spacing w)) =? 0);
  b_spacing : forall t, gross (ticks s t) <> 0 -> t mod spacing w = 0;
  b_fees : forall t, 0 <= protocol_fees s t;
  b_cut : forall t, 0 <= cut s t
}.

Lemma prices_increase t u : lowest w <= t <= u -> u <= highest w -> price_at w t <= price_at w u.
Proof.
  destruct S as (_ & _ & _ & _ & _ & _ & _ & _ & _ & _ & M & _). intros H1 H2.
  destruct (Z.eq_dec t u) as [->|]; [lia|]. apply Z.lt_le_incl, M; lia.
Qed.
Lemma prices_positive t : lowest w <= t <= highest w -> 0 < price_at w t.
Proof.
  intros H. pose proof (prices_increase (lowest w) t ltac:(lia) ltac:(lia)).
  destruct S as (_ & _ & _ & _ & _ & _ & _ & _ & _ & P & _). lia.
Qed.
Lemma price_positive s : books s -> 0 < price s.
Proof.
  intros B. pose proof (b_current s B). pose proof (b_price s B).
  pose proof (prices_positive (current s) ltac:(lia)). lia.
Qed.

Lemma fair_find s k : books s -> fair k (find k (positions s)).
Proof.
  intros B. destruct (find_in k (positions s)) as [I| ->]; [apply (b_positions s B), I|].
  unfold fair. cbn. split; [lia|]. split; [intros []; cbn; lia|lia].
Qed.

Lemma uses_nonneg s t k p : books s -> In (k, p) (positions s) -> 0 <= uses t k p.
Proof.
  intros B I. destruct (b_positions s B k p I) as [H _]. unfold uses.
  destruct ((lower k =? t) || (upper k =? t)); lia.
Qed.

(* A tick that no one uses is no position's end. *)
Lemma unused s t k p : books s -> gross (ticks s t) = 0 -> In (k, p) (positions s) ->
  0 < held p -> lower k <> t /\ upper k <> t.
Proof.
  intros B G I H. rewrite (b_gross s B) in G.
  pose proof (total_has (uses t) k p _ (fun k p => uses_nonneg s t k p B) I) as T.
  rewrite G in T. unfold uses in T.
  destruct (Z.eqb_spec (lower k) t), (Z.eqb_spec (upper k) t); cbn in T; lia.
Qed.
Lemma gross_nonneg s t : books s -> 0 <= gross (ticks s t).
Proof.
  intros B. rewrite (b_gross s B). apply total_nonneg. intros k p. apply uses_nonneg, B.
Qed.

(* ---- the search in the bitmap ---- *)
Lemma search_down_spec bits n : forall c d b, search_down bits c n = (d, b) ->
  d <= c /\ bits d = b /\ forall m, d < m <= c -> bits m = false.
Proof.
  induction n as [|n IH]; intros c d b; cbn [search_down]; destruct (bits c) eqn:E; intros H.
  all: try (injection H as <- <-; split; [lia|split; [exact E|intros; lia]]).
  destruct (IH _ _ _ H) as (A & B & C). split; [lia|split; [exact B|]]. intros m M.
  destruct (Z.eq_dec m c) as [->|]; [exact E|apply C; lia].
Qed.
Lemma search_up_spec bits n : forall c d b, search_up bits c n = (d, b) ->
  c <= d /\ bits d = b /\ forall m, c <= m < d -> bits m = false.
Proof.
  induction n as [|n IH]; intros c d b; cbn [search_up]; destruct (bits c) eqn:E; intros H.
  all: try (injection H as <- <-; split; [lia|split; [exact E|intros; lia]]).
  destruct (IH _ _ _ H) as (A & B & C). split; [lia|split; [exact B|]]. intros m M.
  destruct (Z.eq_dec m c) as [->|]; [exact E|apply C; lia].
Qed.

Lemma no_bit s m : books s -> bitmap s m = false -> gross (ticks s (m * spacing w)) = 0.
Proof.
  intros B H. rewrite (b_bitmap s B) in H. apply negb_false_iff, Z.eqb_eq in H. exact H.
Qed.
(* Between two multiples of the spacing only multiples can be in use. *)
Lemma no_gross s t c d : books s ->
  (forall m, c < m < d -> bitmap s m = false) -> c * spacing w < t < d * spacing w ->
  gross (ticks s t) = 0.
Proof.
  intros B H T. destruct (Z.eq_dec (gross (ticks s t)) 0) as [|G]; [assumption|].
  pose proof (b_spacing s B t G) as M. destruct S as (_ & _ & _ & _ & _ & P & _).
  pose proof (Z.div_mod t (spacing w) ltac:(lia)) as E. rewrite M in E.
  set (m := t / spacing w) in *. clearbody m.
  assert (t = m * spacing w) as -> by lia. apply no_bit; [exact B|]. apply H.
  split; apply (Zmult_lt_reg_r _ _ (spacing w)); lia.
Qed.

Lemma next_down s n b : books s -> next_tick w s true = (n, b) ->
  lowest w <= n <= current s /\ (forall t, n < t <= current s -> gross (ticks s t) = 0) /\
  (b = false -> gross (ticks s n) = 0).
Proof.
  intros B H. pose proof (b_current s B) as C. destruct S as (_ & _ & _ & _ & _ & P & _).
  unfold next_tick in H. set (c := current s / spacing w) in *.
  destruct (search_down (bitmap s) c _) as [d x] eqn:E. injection H as <- <-. cbn [fst snd].
  apply search_down_spec in E as (D & X & N).
  pose proof (div_lb (current s) (spacing w) P) as L. fold c in L.
  pose proof (div_ub (current s) (spacing w) P) as U. fold c in U. clearbody c.
  assert (d * spacing w <= c * spacing w) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (F : forall t, d * spacing w < t <= current s -> gross (ticks s t) = 0).
  { intros t T. apply (no_gross s t d (c + 1) B); [intros m M; apply N|]; lia. }
  rewrite Z.min_r by lia. split; [lia|]. split; [intros t T; apply F; lia|]. intros ->.
  destruct (Z_le_gt_dec (lowest w) (d * spacing w)).
  - rewrite Z.max_r by lia. apply no_bit; assumption.
  - rewrite Z.max_l by lia. apply F. lia.
Qed.
Lemma next_up s n b : books s -> next_tick w s false = (n, b) ->
  current s < n <= highest w /\ (forall t, current s < t < n -> gross (ticks s t) = 0) /\
  (b = false -> gross (ticks s n) = 0).
Proof.
  intros B H. pose proof (b_current s B) as C. destruct S as (_ & _ & _ & _ & _ & P & _).
  unfold next_tick in H. set (c := current s / spacing w) in *.
  destruct (search_up (bitmap s) (c + 1) _) as [d x] eqn:E. injection H as <- <-. cbn [fst snd].
  apply search_up_spec in E as (D & X & N).
  pose proof (div_lb (current s) (spacing w) P) as L. fold c in L.
  pose proof (div_ub (current s) (spacing w) P) as U. fold c in U. clearbody c.
  assert ((c + 1) * spacing w <= d * spacing w) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (F : forall t, current s < t < d * spacing w -> gross (ticks s t) = 0).
  { intros t T. apply (no_gross s t c d B); [intros m M; apply N|]; lia. }
  rewrite Z.max_r by lia. split; [lia|]. split; [intros t T; apply F; lia|]. intros ->.
  destruct (Z_le_gt_dec (d * spacing w) (highest w)).
  - rewrite Z.min_r by lia. apply no_bit; assumption.
  - rewrite Z.min_l by lia. apply F. lia.
Qed.

(* ---- the liquidity in range, from tick to tick ---- *)
Lemma still_in_range s a b k p : books s -> a <= b ->
  (forall t, a < t <= b -> gross (ticks s t) = 0) -> In (k, p) (positions s) -> 0 < held p ->
  in_range a k = in_range b k.
Proof.
  intros B L N I H.
  assert (F : forall t, a < t <= b -> lower k <> t /\ upper k <> t).
  { intros t T. apply (unused s t k p); auto. }
  pose proof (F (lower k)). pose proof (F (upper k)). unfold in_range.
  destruct (Z.leb_spec (lower k) a), (Z.leb_spec (lower k) b), (Z.ltb_spec a (upper k)),
    (Z.ltb_spec b (upper k)); cbn; lia.
Qed.
Lemma same_active s a b : books s -> a <= b ->
  (forall t, a < t <= b -> gross (ticks s t) = 0) ->
  total (active a) (positions s) = total (active b) (positions s).
Proof.
  intros B L N. apply total_ext. intros k p I. unfold active.
  destruct (b_positions s B k p I) as [H _]. destruct (Z.eq_dec (held p) 0) as [->|].
  - destruct (in_range a k), (in_range b k); reflexivity.
  - rewrite (still_in_range s a b k p B L N I ltac:(lia)). reflexivity.
Qed.
Lemma active_below s n : books s ->
  total (active (n - 1)) (positions s) = total (active n) (positions s) - net (ticks s n).
Proof.
  intros B. rewrite (b_net s B), <- total_minus. apply total_ext. intros k p I.
  destruct (b_positions s B k p I) as (H & _ & R). unfold active, ends, in_range, ranged in *.
  destruct (Z.leb_spec (lower k) (n - 1)), (Z.ltb_spec (n - 1) (upper k)),
    (Z.leb_spec (lower k) n), (Z.ltb_spec n (upper k)), (Z.eqb_spec (lower k) n),
    (Z.eqb_spec (upper k) n); cbn; lia.
Qed.
Lemma unused_net s n : books s -> gross (ticks s n) = 0 -> net (ticks s n) = 0.
Proof.
  intros B G. rewrite (b_net s B). transitivity (total (fun _ _ => 0) (positions s)).
  - apply total_ext. intros k p I. destruct (b_positions s B k p I) as (H & _). unfold ends.
    destruct (Z.eq_dec (held p) 0) as [->|].
    + destruct (lower k =? n), (upper k =? n); reflexivity.
    + destruct (unused s n k p B G I ltac:(lia)).
      destruct (Z.eqb_spec (lower k) n), (Z.eqb_spec (upper k) n); lia.
  - clear. induction (positions s) as [|[k p] l IH]; cbn [total]; [reflexivity|]. rewrite IH.
    reflexivity.
Qed.

(* ---- growth inside a range is growth beneath its upper end less beneath its lower end ---- *)
Definition beneath (s : pool) (x : Z) (t : token) : Z :=
  if x <=? current s then outside (ticks s x) t else growth s t - outside (ticks s x) t.

Lemma wrap_shift x z : wrap w (x + z * words w) = wrap w x.
Proof.
  unfold wrap. destruct S as (_ & P & _). apply Z_mod_plus_full.
Qed.
Lemma wrap_is x : exists z, wrap w x = x + z * words w.
Proof.
  unfold wrap. destruct S as (_ & P & _). exists (- (x / words w)).
  pose proof (Z.div_mod x (words w) ltac:(lia)). lia.
Qed.
Lemma wrap_le x : 0 <= x -> wrap w x <= x.
Proof. intros H. unfold wrap. apply Z.mod_le; [assumption|]. destruct S as (_ & P & _). lia. Qed.
Lemma wrap_nonneg x : 0 <= wrap w x.
Proof.
  unfold wrap. apply Z.mod_pos_bound. destruct S as (_ & P & _). lia.
Qed.

Lemma grown_beneath s k p t :
  grown w s k p t = wrap w (beneath s (upper k) t - beneath s (lower k) t - last p t).
Proof.
  unfold grown, growth_inside, beneath.
  destruct (wrap_is (growth s t - outside (ticks s (lower k)) t)) as [z1 ->].
  destruct (wrap_is (growth s t - outside (ticks s (upper k)) t)) as [z2 ->].
  match goal with |- context [wrap w (wrap w ?x - _) - _] => destruct (wrap_is x) as [z3 ->] end.
  match goal with |- context [wrap w ?x - last p t] => destruct (wrap_is x) as [z4 ->] end.
  destruct (Z.leb_spec (lower k) (current s)), (Z.leb_spec (upper k) (current s)),
    (Z.ltb_spec (current s) (upper k)); try lia;
  match goal with |- wrap w ?a = wrap w ?b =>
    let z := fresh in
    assert (exists z, a = b + z * words w) as [z ->] by
      (first [exists (z3 + z4); lia | exists (z3 + z4 - z1); lia | exists (z3 + z4 - z2); lia
             | exists (z3 + z4 - z1 - z2); lia]); apply wrap_shift end.
Qed.

(* The same growth beneath both ends, up to wrapping, is the same growth inside. *)
Lemma grown_same s s' k p t :
  (exists z, beneath s' (lower k) t = beneath s (lower k) t + z * words w) ->
  (exists z, beneath s' (upper k) t = beneath s (upper k) t + z * words w) ->
  grown w s' k p t = grown w s k p t.
Proof.
  intros [z1 E1] [z2 E2]. rewrite !grown_beneath, E1, E2.
  match goal with |- wrap w ?a = wrap w ?b => replace a with (b + (z2 - z1) * words w) by lia end.
  apply wrap_shift.
Qed.
(* Growth is credited to the ranges around the price, and what wraps is never to their gain. *)
Lemma grown_by s s' k p t added : 0 <= added -> lower k < upper k ->
  current s' = current s -> ticks s' = ticks s -> growth s' t = wrap w (growth s t + added) ->
  grown w s' k p t <= grown w s k p t + (if in_range (current s) k then added else 0).
Proof.
  intros A L C T G. rewrite !grown_beneath. unfold beneath, in_range. rewrite C, T, G.
  destruct (wrap_is (growth s t + added)) as [z ->].
  set (ol := outside (ticks s (lower k)) t). set (ou := outside (ticks s (upper k)) t).
  assert (H : forall x y e, 0 <= e -> (exists z, x = y + e + z * words w) ->
                            wrap w x <= wrap w y + e).
  { clear - S. intros x y e He [z ->]. rewrite wrap_shift. destruct (wrap_is y) as [z' E].
    replace (y + e) with (wrap w y + e + (- z') * words w) by lia. rewrite wrap_shift.
    apply wrap_le. pose proof (wrap_nonneg y). lia. }
  destruct (Z.leb_spec (lower k) (current s)), (Z.leb_spec (upper k) (current s)),
    (Z.ltb_spec (current s) (upper k)); cbn [andb]; try lia; apply H; try lia;
    first [exists 0; lia | exists z; lia].
Qed.
End Books.
