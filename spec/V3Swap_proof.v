(* Proof of V3Pool.v, 3: a swap keeps the books, and what it pays in and out covers what it moves
   between the claims of all positions, tick after tick. *)
From Coq Require Import ZArith Lia List Bool QArith Lqa.
From Assay Require Import Arith Arith_proof SwapStep SwapStep_proof V3Pool V3Claims_proof.
From Assay Require Import V3Books_proof.
Import ListNotations.
Open Scope Z_scope.

Section Claims.
Variable w : parameters.
Hypothesis S : sound w.
Notation value := (value (price_unit w)).

(* 1 / growth_unit *)
Definition part : Q := (/ q (growth_unit w))%Q.
(* What a unit of liquidity gains when the price goes from a to b, token0 by its fall. *)
Definition rise (t : token) (a b : Z) : Q :=
  match t with token0 => (value token0 a - value token0 b)%Q
             | token1 => (value token1 b - value token1 a)%Q end.
(* What a unit of liquidity in a range is worth at the pool's price. *)
Definition span (s : pool) (k : key) (t : token) : Q :=
  let c := Z.max (price_at w (lower k)) (Z.min (price s) (price_at w (upper k))) in
  rise t (match t with token0 => price_at w (upper k) | token1 => price_at w (lower k) end) c.
(* All that a position can claim, exactly: principal, owed, and what its growth still credits. *)
Definition claim (s : pool) (t : token) (k : key) (p : position) : Q :=
  (q (held p) * span s k t + q (owed p t) + q (held p) * q (grown w s k p t) * part)%Q.
Definition qclaims (s : pool) (t : token) : Q :=
  (qtotal (claim s t) (positions s) + q (protocol_fees s t))%Q.

Lemma part_positive : (0 < part)%Q.
Proof.
  unfold part. apply Qinv_lt_0_compat, q_pos. destruct S as (_ & _ & P & _). exact P.
Qed.
Lemma part_scales x y : x <= y * growth_unit w -> (q x * part <= q y)%Q.
Proof.
  intros H. destruct S as (_ & _ & P & _). pose proof (q_pos _ P) as G.
  apply (Qmult_le_r _ _ _ G). unfold part.
  setoid_replace (q x * / q (growth_unit w) * q (growth_unit w))%Q with (q x)
    by (field; apply q_nonzero, P).
  rewrite <- inject_Z_mult. apply q_le, H.
Qed.
Lemma rise_nothing t a : (rise t a a == 0)%Q.
Proof. destruct t; cbn [rise]; lra. Qed.
Lemma rise_on t a b c : (rise t a c == rise t a b + rise t b c)%Q.
Proof. destruct t; cbn [rise]; lra. Qed.

Lemma claim_without_liquidity s t k p : held p = 0 -> (claim s t k p == q (owed p t))%Q.
Proof. intros H. unfold claim. rewrite H. change (q 0) with 0%Q. ring. Qed.

Lemma claim_move s s' t c k p delta added : 0 <= held p -> 0 <= added ->
  (0 < held p ->
     (span s' k t == span s k t + (if in_range c k then delta else 0))%Q /\
     grown w s' k p t <= grown w s k p t + (if in_range c k then added else 0)) ->
  (claim s' t k p <= claim s t k p + q (active c k p) * (delta + q added * part))%Q.
Proof.
  intros H A M. destruct (Z.eq_dec (held p) 0) as [E|E].
  - rewrite !claim_without_liquidity by assumption. unfold active. rewrite E.
    destruct (in_range c k); change (q 0) with 0%Q; lra.
  - destruct (M ltac:(lia)) as [D G]. unfold claim. rewrite D. clear M D.
    apply (Z.mul_le_mono_nonneg_l _ _ (held p)) in G; [|lia]. rewrite Z.mul_add_distr_l in G.
    apply q_le in G. rewrite inject_Z_plus, !inject_Z_mult in G.
    apply (Qmult_le_compat_r _ _ part) in G; [|apply Qlt_le_weak, part_positive].
    unfold active. destruct (in_range c k); change (q 0) with 0%Q in *; lra.
Qed.

(* ---- the protocol's cut, and growth ---- *)
Lemma cast_le x : 0 <= x -> 0 <= cast w x <= x.
Proof.
  intros H. unfold cast. destruct S as (_ & _ & _ & P & _). split.
  - apply Z.mod_pos_bound, P.
  - apply Z.mod_le; assumption.
Qed.
Lemma taken_bounds s k paid : books w s -> 0 <= paid ->
  0 <= (if cut s k =? 0 then 0 else paid / cut s k) <= paid.
Proof.
  intros B H. pose proof (b_cut w s B k). destruct (Z.eqb_spec (cut s k) 0); [lia|]. split.
  - apply Z.div_pos; lia.
  - apply Z.div_le_upper_bound; [lia|].
    assert (1 * paid <= cut s k * paid) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
Qed.

(* What stays the same when growth and protocol fees change. *)
Definition same_but_fees (s s' : pool) : Prop :=
  price s' = price s /\ current s' = current s /\ liquidity s' = liquidity s /\
  ticks s' = ticks s /\ bitmap s' = bitmap s /\ positions s' = positions s /\ cut s' = cut s /\
  balance s' = balance s.

Lemma books_but_fees s s' : books w s -> same_but_fees s s' ->
  (forall t, 0 <= protocol_fees s' t) -> books w s'.
Proof.
  intros B (E1 & E2 & E3 & E4 & E5 & E6 & E7 & E8) F. destruct B.
  constructor; rewrite ?E1, ?E2, ?E3, ?E4, ?E5, ?E6, ?E7; assumption.
Qed.

Lemma same_grown s s' k p t : same_but_fees s s' -> growth s' t = growth s t ->
  grown w s' k p t = grown w s k p t.
Proof.
  intros (_ & E & _ & T & _) G. unfold grown, growth_inside. rewrite E, T, G. reflexivity.
Qed.
Lemma same_span s s' k t : same_but_fees s s' -> span s' k t = span s k t.
Proof. intros (E & _). unfold span. rewrite E. reflexivity. Qed.
Lemma same_true j k : same j k = true -> j = k.
Proof. destruct j, k; cbn; congruence. Qed.

Lemma share_keeps s k paid s' : books w s -> 0 <= paid -> share_fee w s k paid = Some s' ->
  books w s' /\ same_but_fees s s' /\
  forall t, (qclaims s' t <= qclaims s t + (if same t k then q paid else 0))%Q.
Proof.
  intros B H E. unfold share_fee in E. pose proof (taken_bounds s k paid B H) as T.
  set (taken := if cut s k =? 0 then 0 else paid / cut s k) in *. clearbody taken.
  pose proof (b_fees w s B k) as F. pose proof (cast_le taken ltac:(lia)) as C.
  pose proof (cast_le (protocol_fees s k + cast w taken) ltac:(lia)) as C'.
  set (fees := put (protocol_fees s) k _) in *.
  assert (F' : forall t, 0 <= fees t).
  { intros t. unfold fees, put. destruct (same t k); [lia|apply (b_fees w s B)]. }
  assert (I : forall t, (q (fees t) <=
                         q (protocol_fees s t) + (if same t k then q taken else 0))%Q).
  { intros t. unfold fees, put. destruct (same t k) eqn:J; [|lra]. apply same_true in J. subst t.
    rewrite <- inject_Z_plus. apply q_le. lia. }
  destruct (Z.eqb_spec (liquidity s) 0) as [L|L].
  - injection E as <-. match goal with |- books w ?x /\ _ => set (s' := x) end.
    assert (M : same_but_fees s s') by (repeat split). split; [|split; [exact M|]].
    + apply (books_but_fees s); assumption.
    + intros t. unfold qclaims. cbn [s' positions protocol_fees with_fees].
      assert (Q : (qtotal (claim s' t) (positions s) <= qtotal (claim s t) (positions s))%Q).
      { apply qtotal_le. intros k' p _. unfold claim. rewrite (same_span s s'), (same_grown s s')
          by (try exact M; reflexivity). apply Qle_refl. }
      specialize (I t). assert (q taken <= q paid)%Q by (apply q_le; lia).
      destruct (same t k); lra.
  - set (added := (paid - taken) * growth_unit w / liquidity s) in *.
    destruct (added <? words w); [|discriminate]. injection E as <-.
    match goal with |- books w ?x /\ _ => set (s' := x) end.
    assert (M : same_but_fees s s') by (repeat split). split; [|split; [exact M|]].
    + apply (books_but_fees s); assumption.
    + intros t. specialize (I t). unfold qclaims. cbn [s' positions protocol_fees with_fees].
      destruct S as (_ & _ & GU & _).
      assert (LP : 0 < liquidity s).
      { rewrite (b_liquidity w s B) in *.
        pose proof (total_nonneg (active (current s)) (positions s)) as N.
        enough (0 <= total (active (current s)) (positions s)) by lia. apply N. intros k' p J.
        destruct (b_positions w s B k' p J). unfold active. destruct (in_range _ _); lia. }
      assert (AP : 0 <= added).
      { apply Z.div_pos; [|exact LP]. apply Z.mul_nonneg_nonneg; lia. }
      pose proof (div_lb ((paid - taken) * growth_unit w) (liquidity s) LP) as D. fold added in D.
      apply part_scales in D. rewrite inject_Z_mult in D. unfold Z.sub in D.
      rewrite inject_Z_plus, inject_Z_opp in D.
      pose proof (qtotal_move (claim s t) (claim s' t) (active (current s))
        (q (if same t k then added else 0) * part) (positions s)) as Q.
      rewrite <- (b_liquidity w s B) in Q.
      assert (Q' : (qtotal (claim s' t) (positions s) <= qtotal (claim s t) (positions s)
                    + q (liquidity s) * (q (if same t k then added else 0) * part))%Q).
      { apply Q. intros k' p J. destruct (b_positions w s B k' p J) as (N & _ & R).
        setoid_replace (q (if same t k then added else 0) * part)%Q
          with (0 + q (if same t k then added else 0) * part)%Q by ring.
        apply claim_move; [exact N|destruct (same t k); lia|]. intros HP. specialize (R HP).
        rewrite (same_span s s') by exact M.
        split; [destruct (in_range _ _); lra|]. destruct (same t k) eqn:J'.
        - apply same_true in J'. subst t. apply (grown_by w S); try reflexivity; try assumption.
          + apply R.
          + cbn. unfold put. destruct k; reflexivity.
        - rewrite (same_grown s s'); [destruct (in_range _ _); lia|exact M|].
          cbn. unfold put. rewrite J'. reflexivity. }
      destruct (same t k); [lra|]. change (q 0) with 0%Q in Q'. lra.
Qed.

(* ---- the price moves ---- *)

(* What stays the same when the price moves, and a tick is perhaps crossed. *)
Definition same_but_place (s s' : pool) : Prop :=
  positions s' = positions s /\ protocol_fees s' = protocol_fees s /\ cut s' = cut s /\
  growth s' = growth s /\ balance s' = balance s /\ bitmap s' = bitmap s /\
  (forall x, gross (ticks s' x) = gross (ticks s x) /\ net (ticks s' x) = net (ticks s x)).

Lemma books_but_place s s' : books w s -> same_but_place s s' ->
  lowest w <= current s' < highest w ->
  price_at w (current s') <= price s' <= price_at w (current s' + 1) ->
  liquidity s' < liquidity_limit w ->
  liquidity s' = total (active (current s')) (positions s) -> books w s'.
Proof.
  intros B (E1 & E2 & E3 & E4 & E5 & E6 & E7) C P LL L. destruct B.
  constructor; rewrite ?E1, ?E2, ?E3, ?E4, ?E5, ?E6; try assumption.
  1-2: intros t; destruct (E7 t) as [G N]; rewrite ?G, ?N; auto.
  - split; [intros t; destruct (E7 t) as [G _]; rewrite G; apply b_limits|exact LL].
  - intros c. destruct (E7 (c * spacing w)) as [G _]. rewrite G. auto.
  - intros t. destruct (E7 t) as [G _]. rewrite G. auto.
Qed.

(* Where two prices lie: both inside a range, or both on one side of it. *)
Lemma span_move s s' k t : ranged w k ->
  (if in_range (current s) k
   then price_at w (lower k) <= Z.min (price s) (price s') /\
        Z.max (price s) (price s') <= price_at w (upper k)
   else price_at w (upper k) <= Z.min (price s) (price s') \/
        Z.max (price s) (price s') <= price_at w (lower k)) ->
  (span s' k t ==
   span s k t + (if in_range (current s) k then rise t (price s) (price s') else 0))%Q.
Proof.
  intros (R1 & R2 & R3) H. unfold span.
  pose proof (prices_increase w S (lower k) (upper k) ltac:(lia) ltac:(lia)) as I.
  set (A := price_at w (lower k)) in *. set (B := price_at w (upper k)) in *.
  destruct (in_range (current s) k).
  - rewrite (Z.min_l (price s)), (Z.min_l (price s')), !Z.max_r by lia. apply rise_on.
  - replace (Z.max A (Z.min (price s') B)) with (Z.max A (Z.min (price s) B)) by lia. lra.
Qed.

Lemma claims_but_place s s' : books w s -> same_but_place s s' ->
  (forall x t, gross (ticks s x) <> 0 ->
     exists z, beneath s' x t = beneath s x t + z * words w) ->
  (forall k p, In (k, p) (positions s) -> 0 < held p ->
     if in_range (current s) k
     then price_at w (lower k) <= Z.min (price s) (price s') /\
          Z.max (price s) (price s') <= price_at w (upper k)
     else price_at w (upper k) <= Z.min (price s) (price s') \/
          Z.max (price s) (price s') <= price_at w (lower k)) ->
  forall t, (qclaims s' t <= qclaims s t + q (liquidity s) * rise t (price s) (price s'))%Q.
Proof.
  intros B (E1 & E2 & _) G P t. unfold qclaims. rewrite E1, E2, (b_liquidity w s B).
  enough (qtotal (claim s' t) (positions s) <= qtotal (claim s t) (positions s) +
          q (total (active (current s)) (positions s)) *
            (rise t (price s) (price s') + q 0 * part))%Q as Q.
  { change (q 0) with 0%Q in Q. lra. }
  apply qtotal_move. intros k p I. destruct (b_positions w s B k p I) as (N & _ & R).
  apply claim_move; [exact N|lia|]. intros H. split.
  - apply span_move; [apply R, H|exact (P k p I H)].
  - assert (Used : forall x, lower k = x \/ upper k = x -> gross (ticks s x) <> 0).
    { intros x X Z0. destruct (unused w s x k p B Z0 I H). lia. }
    rewrite (grown_same w S s s') by (apply G, Used; auto).
    destruct (in_range (current s) k); lia.
Qed.

(* No range ends between the price and the next tick in use. *)
Lemma way_is_clear s (down : bool) n N k p : books w s ->
  (if down then lowest w <= n <= current s else current s < n <= highest w) ->
  (forall x, (if down then n < x <= current s else current s < x < n) -> gross (ticks s x) = 0) ->
  (if down then price_at w n <= N <= price s else price s <= N <= price_at w n) ->
  In (k, p) (positions s) -> 0 < held p ->
  if in_range (current s) k
  then price_at w (lower k) <= Z.min (price s) N /\ Z.max (price s) N <= price_at w (upper k)
  else price_at w (upper k) <= Z.min (price s) N \/ Z.max (price s) N <= price_at w (lower k).
Proof.
  intros B D F P I H. pose proof (b_price w s B) as C. pose proof (b_current w s B) as C'.
  destruct (b_positions w s B k p I) as (_ & _ & R). destruct (R H) as (R1 & R2 & R3).
  assert (Free : forall x, gross (ticks s x) = 0 -> lower k <> x /\ upper k <> x).
  { intros x G. apply (unused w s x k p B G I H). }
  assert (M : forall a b, lowest w <= a <= b -> b <= highest w ->
                          price_at w a <= price_at w b) by (apply prices_increase, S).
  unfold in_range. destruct down.
  - assert (L : lower k <= current s -> lower k <= n).
    { intros L. destruct (Z_le_gt_dec (lower k) n); [assumption|].
      destruct (Free (lower k)); [apply F; lia|lia]. }
    assert (U : upper k <= current s -> upper k <= n).
    { intros U. destruct (Z_le_gt_dec (upper k) n); [assumption|].
      destruct (Free (upper k)); [apply F; lia|lia]. }
    destruct (Z.leb_spec (lower k) (current s)), (Z.ltb_spec (current s) (upper k)); cbn [andb].
    + pose proof (M (lower k) n). pose proof (M (current s + 1) (upper k)). lia.
    + pose proof (M (upper k) n). lia.
    + pose proof (M (current s + 1) (lower k)). lia.
    + lia.
  - assert (L : current s < lower k -> n <= lower k).
    { intros L. destruct (Z_le_gt_dec n (lower k)); [assumption|].
      destruct (Free (lower k)); [apply F; lia|lia]. }
    assert (U : current s < upper k -> n <= upper k).
    { intros U. destruct (Z_le_gt_dec n (upper k)); [assumption|].
      destruct (Free (upper k)); [apply F; lia|lia]. }
    destruct (Z.leb_spec (lower k) (current s)), (Z.ltb_spec (current s) (upper k)); cbn [andb].
    + pose proof (M (lower k) (current s)). pose proof (M n (upper k)). lia.
    + pose proof (M (upper k) (current s)). lia.
    + pose proof (M n (lower k)). lia.
    + lia.
Qed.

Definition on_the_way (down : bool) (s : pool) (n N : Z) : Prop :=
  if down then price_at w n <= N <= price s else price s <= N <= price_at w n.
Definition next_is (down : bool) (s : pool) (n : Z) (b : bool) : Prop :=
  (if down then lowest w <= n <= current s else current s < n <= highest w) /\
  (forall x, (if down then n < x <= current s else current s < x < n) -> gross (ticks s x) = 0) /\
  (b = false -> gross (ticks s n) = 0).
Lemma next_tick_is down s n b : books w s -> next_tick w s down = (n, b) -> next_is down s n b.
Proof. destruct down; [apply (next_down w S)|apply (next_up w S)]. Qed.

(* The price reaches the next tick, which may be in use. *)
Lemma reach_keeps s down n b s' : books w s -> next_is down s n b ->
  on_the_way down s n (price_at w n) -> (if down then lowest w < n else n < highest w) ->
  (let? s := if b then cross w s n down else Some s in
   Some (with_price s (price_at w n) (if down then n - 1 else n))) = Some s' ->
  books w s' /\ same_but_place s s' /\ price s' = price_at w n /\
  (forall x t, gross (ticks s x) <> 0 ->
     exists z, beneath s' x t = beneath s x t + z * words w).
Proof.
  intros B (D & F & X) W E H. pose proof (b_current w s B) as C.
  assert (AL : total (active (if down then n - 1 else n)) (positions s) =
               liquidity s + (if down then - net (ticks s n) else net (ticks s n))).
  { rewrite (b_liquidity w s B). pose proof (active_below w s n B) as A. destruct down.
    - rewrite A, (same_active w s n (current s) B); [lia|lia|exact F].
    - rewrite <- (same_active w s (current s) (n - 1) B) in A; [lia|lia|].
      intros x K. apply F. lia. }
  assert (P : price_at w (if down then n - 1 else n) <= price_at w n
              <= price_at w ((if down then n - 1 else n) + 1)).
  { destruct down.
    - rewrite Z.sub_add. pose proof (prices_increase w S (n - 1) n). lia.
    - pose proof (prices_increase w S n (n + 1)). lia. }
  assert (In' : lowest w <= (if down then n - 1 else n) < highest w) by (destruct down; lia).
  assert (Place : forall x, x <> n -> gross (ticks s x) <> 0 ->
            (x <=? (if down then n - 1 else n)) = (x <=? current s)).
  { intros x K G. specialize (F x). destruct down.
    - destruct (Z.leb_spec x (n - 1)), (Z.leb_spec x (current s)); try reflexivity; lia.
    - destruct (Z.leb_spec x n), (Z.leb_spec x (current s)); try reflexivity; lia. }
  destruct b; cbn [bind] in H.
  - unfold cross, bind, add_delta in H. rewrite <- AL in H.
    destruct (_ && _) eqn:LL in H; [|discriminate]. apply andb_true_iff in LL as [_ LL].
    apply Z.ltb_lt in LL. injection H as <-.
    match goal with |- books w ?x /\ _ => set (s' := x) end.
    assert (M : same_but_place s s').
    { repeat (split; [reflexivity|]). intros x. cbn. destruct (Z.eqb_spec x n) as [->|];
        split; reflexivity. }
    split; [apply (books_but_place s); assumption || reflexivity|].
    split; [exact M|]. split; [reflexivity|]. intros x t G. unfold beneath. cbn.
    destruct (Z.eqb_spec x n) as [->|K].
    + cbn. destruct (wrap_is w S (growth s t - outside (ticks s n) t)) as [z ->].
      destruct down.
      * destruct (Z.leb_spec n (n - 1)), (Z.leb_spec n (current s)); try lia. exists (- z). lia.
      * destruct (Z.leb_spec n n), (Z.leb_spec n (current s)); try lia. exists z. lia.
    + rewrite (Place x K G). exists 0. lia.
  - injection H as <-. specialize (X eq_refl).
    match goal with |- books w ?x /\ _ => set (s' := x) end.
    assert (M : same_but_place s s') by (repeat (split; [reflexivity|]); auto).
    split.
    { apply (books_but_place s); try assumption; [apply (b_limits w s B)|]. cbn.
      rewrite AL, (unused_net w s n B X).
      destruct down; lia. }
    split; [exact M|]. split; [reflexivity|]. intros x t G. unfold beneath. cbn.
    rewrite (Place x); [exists 0; lia| |exact G]. intros ->. contradiction.
Qed.

(* The price stops before the next tick. *)
Lemma stop_keeps s down n b N : books w s -> next_is down s n b -> on_the_way down s n N ->
  N <> price_at w n -> N <> price s ->
  let s' := with_price s N (tick_at w N) in
  books w s' /\ forall x t, gross (ticks s x) <> 0 ->
    exists z, beneath s' x t = beneath s x t + z * words w.
Proof.
  intros B (D & F & _) W N1 N2 s'. unfold on_the_way in W.
  pose proof (b_current w s B) as C. pose proof (b_price w s B) as P.
  assert (M : forall a b, lowest w <= a <= b -> b <= highest w ->
                          price_at w a <= price_at w b) by (apply prices_increase, S).
  pose proof (M (lowest w) n) as M1. pose proof (M n (highest w)) as M2.
  pose proof (M (lowest w) (current s)) as M3. pose proof (M (current s + 1) (highest w)) as M4.
  assert (T := S). destruct T as (_ & _ & _ & _ & _ & _ & _ & _ & _ & _ & _ & T).
  destruct (T N) as [C' P']; [destruct down; lia|]. set (c := tick_at w N) in *.
  pose proof (M (c + 1) (current s)). pose proof (M (current s + 1) c).
  pose proof (M (c + 1) n). pose proof (M n c).
  assert (L : (if down then n <= c <= current s else current s <= c < n)) by (destruct down; lia).
  assert (A : total (active c) (positions s) = total (active (current s)) (positions s)).
  { destruct down; [|symmetry]; apply (same_active w s); try lia; try assumption;
      intros x K; apply F; lia. }
  split.
  - apply (books_but_place s); try assumption.
    + repeat (split; [reflexivity|]). auto.
    + change (price_at w c <= N <= price_at w (c + 1)). lia.
    + apply (b_limits w s B).
    + change (liquidity s = total (active c) (positions s)). rewrite A. apply (b_liquidity w s B).
  - intros x t G. exists 0. unfold beneath. specialize (F x).
    change (current s') with c. change (ticks s') with (ticks s).
    change (growth s') with (growth s).
    replace (x <=? c) with (x <=? current s); [lia|].
    destruct (Z.leb_spec x c), (Z.leb_spec x (current s)); try reflexivity; destruct down; lia.
Qed.

Lemma arrive_keeps s down n b N s' : books w s -> next_is down s n b -> on_the_way down s n N ->
  (N = price_at w n -> if down then lowest w < n else n < highest w) ->
  arrive w s down n b N = Some s' ->
  books w s' /\ same_but_place s s' /\ price s' = N /\
  forall t, (qclaims s' t <= qclaims s t + q (liquidity s) * rise t (price s) N)%Q.
Proof.
  intros B X W E H. unfold arrive in H.
  assert (Clear : forall k p, In (k, p) (positions s) -> 0 < held p ->
    if in_range (current s) k
    then price_at w (lower k) <= Z.min (price s) N /\ Z.max (price s) N <= price_at w (upper k)
    else price_at w (upper k) <= Z.min (price s) N \/ Z.max (price s) N <= price_at w (lower k)).
  { intros k p. destruct X as (D & F & _). apply (way_is_clear s down n); assumption. }
  destruct (Z.eqb_spec N (price_at w n)) as [->|N1].
  - destruct (reach_keeps s down n b s' B X W (E eq_refl) H) as (B' & M & P & G).
    split; [exact B'|]. split; [exact M|]. split; [exact P|]. rewrite <- P.
    apply claims_but_place; try assumption. rewrite P. exact Clear.
  - destruct (Z.eqb_spec N (price s)) as [N2|N2]; injection H as <-.
    + split; [exact B|]. split; [repeat (split; [reflexivity|]); auto|]. split; [auto|].
      intros t. rewrite N2. pose proof (rise_nothing t (price s)) as R. rewrite R. lra.
    + destruct (stop_keeps s down n b N B X W N1 N2) as [B' G]. split; [exact B'|].
      assert (M : same_but_place s (with_price s N (tick_at w N))).
      { repeat (split; [reflexivity|]). auto. }
      split; [exact M|]. split; [reflexivity|].
      apply (claims_but_place s _ B M G). exact Clear.
Qed.

(* ---- the loop ---- *)
Definition came (down : bool) : token := if down then token0 else token1.
Definition within (down : bool) (limit : Z) (s : pool) : Prop :=
  if down then price_at w (lowest w) < limit <= price s
  else price s <= limit < price_at w (highest w).

Lemma amount_out_nonneg Q0 U E6 P T L amount f r : 0 < Q0 -> 0 < P -> 0 < T -> 0 <= L ->
  between P (next_price r) T -> compute_swap_step Q0 U E6 P T L amount f = Some r ->
  0 <= amount_out r.
Proof.
  intros HQ HP HT HL B H. unfold compute_swap_step in H.
  destruct (if 0 <=? amount then _ else _) as [N|]; [|discriminate]. injection H as <-.
  unfold between in B. cbn [amount_out next_price] in *.
  assert (D : 0 <= if T <=? P then L * (P - N) / Q0 else L * Q0 * (N - P) / N / P).
  { destruct (Z.leb_spec T P).
    - apply Z.div_pos; [apply Z.mul_nonneg_nonneg|]; lia.
    - apply Z.div_pos; [apply Z.div_pos; [|lia]|lia]. repeat apply Z.mul_nonneg_nonneg; lia. }
  set (out := if T <=? P then _ else _) in D |- *. clearbody out.
  destruct (Z.leb_spec 0 amount), (Z.ltb_spec (- amount) out); cbn [negb andb]; lia.
Qed.

(* What a step has asked for, and what it has bought. *)
Lemma step_moves s (down : bool) n b limit amount r s1 s2 :
  books w s -> next_is down s n b -> within down limit s ->
  compute_swap_step (price_unit w) (words w) (fee_unit w) (price s)
    (if down then Z.max (price_at w n) limit else Z.min (price_at w n) limit)
    (liquidity s) amount (fee w) = Some r ->
  share_fee w s (came down) (fee_amount r) = Some s1 ->
  arrive w s1 down n b (next_price r) = Some s2 ->
  books w s2 /\ within down limit s2 /\ positions s2 = positions s /\ balance s2 = balance s /\
  0 <= amount_in r + fee_amount r /\ 0 <= amount_out r /\
  forall t, (qclaims s2 t <= qclaims s t +
    (if same t (came down) then q (amount_in r + fee_amount r) else - q (amount_out r)))%Q.
Proof.
  intros B X W E E1 E2. pose proof (b_current w s B) as C. pose proof (b_price w s B) as C'.
  assert (PP := price_positive w S s B). assert (T := S).
  destruct T as (PU & WP & _ & _ & FU & _ & _ & _ & _ & LP & Strict & _). assert (X' := X).
  destruct X' as (D & _). set (goal := if down then Z.max _ _ else Z.min _ _) in *.
  assert (M : forall a b, lowest w <= a <= b -> b <= highest w ->
                          price_at w a <= price_at w b) by (apply prices_increase, S).
  assert (N0 : lowest w <= n <= highest w) by (destruct down; lia).
  pose proof (prices_positive w S n N0) as NP.
  assert (GP : 0 < goal) by (unfold goal, within in *; destruct down; lia).
  assert (GD : if down then goal <= price s else price s <= goal).
  { unfold goal, within in *. pose proof (M n (current s)). pose proof (M (current s + 1) n).
    destruct down; lia. }
  assert (L0 : 0 <= liquidity s).
  { rewrite (b_liquidity w s B). apply total_nonneg. intros k p I.
    destruct (b_positions w s B k p I) as [H _]. unfold active. destruct (in_range _ _); lia. }
  destruct (step_spec (price_unit w) (words w) (fee_unit w) PU ltac:(lia) (price s) goal
    (liquidity s) amount (fee w) r PP GP L0 FU E) as (Bt & NP' & I0 & F0 & Sv & _).
  destruct (step_values (price_unit w) PU down (price s) (next_price r) goal (liquidity s)
    (amount_in r) (amount_out r) PP NP' I0 GD Bt Sv) as [Way Values].
  destruct (share_keeps s (came down) (fee_amount r) s1 B F0 E1) as (B1 & SF & Q1).
  assert (SF' := SF). destruct SF' as (P1 & C1 & L1 & T1 & _ & Ps1 & _ & Ba1).
  assert (X1 : next_is down s1 n b) by (unfold next_is; rewrite C1, T1; exact X).
  assert (W1 : on_the_way down s1 n (next_price r)).
  { unfold on_the_way, goal, within in *. rewrite P1. destruct down; lia. }
  assert (Ends : next_price r = price_at w n -> if down then lowest w < n else n < highest w).
  { intros Eq. unfold goal, within in *. destruct down.
    - destruct (Z.eq_dec n (lowest w)) as [->|]; lia.
    - destruct (Z.eq_dec n (highest w)) as [->|]; lia. }
  destruct (arrive_keeps s1 down n b (next_price r) s2 B1 X1 W1 Ends E2) as (B2 & SP & P2 & Q2).
  destruct SP as (Ps2 & _ & _ & _ & Ba2 & _).
  split; [exact B2|]. split.
  { unfold within, goal in *. rewrite P2. destruct down; lia. }
  split; [congruence|]. split; [congruence|]. split; [lia|]. split.
  { apply (amount_out_nonneg _ _ _ _ _ _ _ _ _ PU PP GP L0 Bt E). }
  intros t. specialize (Q1 t). specialize (Q2 t). rewrite L1, P1 in Q2. cbv zeta in Values.
  rewrite inject_Z_plus. destruct Values as [V1 V2].
  destruct down, t; cbn [came same rise] in *; lra.
Qed.

Record swap_state (down exact_in : bool) (limit specified : Z) (s : pool) (x : swapping) : Prop := {
  x_books : books w (now x);
  x_within : within down limit (now x);
  x_positions : positions (now x) = positions s;
  x_balance : balance (now x) = balance s;
  x_bought : 0 <= - (if exact_in then calculated x else specified - remaining x);
  x_claims : forall t, (qclaims (now x) t <= qclaims s t +
    (if same t (came down)
     then q (if exact_in then specified - remaining x else calculated x)
     else q (if exact_in then calculated x else specified - remaining x)))%Q
}.

Lemma swap_step_keeps down exact_in limit specified s x y :
  swap_state down exact_in limit specified s x -> swap_step w down exact_in limit x = Some y ->
  swap_state down exact_in limit specified s y.
Proof.
  intros [B W P Ba O0 Q] H. unfold swap_step in H.
  destruct (next_tick w (now x) down) as [n b] eqn:N. unfold bind in H.
  destruct (compute_swap_step _ _ _ _ _ _ _ _) as [r|] eqn:E; [|discriminate].
  destruct (signed _ (amount_in r + _)); [|discriminate].
  destruct (signed _ (if exact_in then _ else _)) as [other|] eqn:O; [|discriminate].
  destruct (share_fee _ _ _ _) as [s1|] eqn:E1; [|discriminate].
  destruct (arrive _ _ _ _ _ _) as [s2|] eqn:E2; [|discriminate]. injection H as <-.
  assert (other = if exact_in then calculated x - amount_out r
                  else calculated x + (amount_in r + fee_amount r)) as ->.
  { unfold signed in O. destruct (_ && _) in O; [|discriminate]. injection O as <-.
    destruct exact_in; reflexivity. }
  destruct (step_moves (now x) down n b limit (remaining x) r s1 s2 B
    (next_tick_is down _ n b B N) W E E1 E2) as (B2 & W2 & P2 & Ba2 & I0 & O2 & Q2).
  constructor; cbn [now remaining calculated]; try assumption; try congruence.
  { destruct exact_in; lia. }
  intros t. specialize (Q t). specialize (Q2 t).
  destruct exact_in, (same t (came down)); unfold Z.sub in *;
    repeat (rewrite inject_Z_plus in * || rewrite inject_Z_opp in * ); lra.
Qed.

Lemma swap_loop_keeps down exact_in limit specified s gas : forall x y,
  swap_state down exact_in limit specified s x -> swap_loop w gas down exact_in limit x = Some y ->
  swap_state down exact_in limit specified s y.
Proof.
  induction gas as [|gas IH]; intros x y X H; cbn [swap_loop] in H.
  - destruct (_ || _); [|discriminate]. injection H as <-. exact X.
  - destruct (_ || _); [injection H as <-; exact X|].
    destruct (swap_step w down exact_in limit x) as [z|] eqn:E; cbn [bind] in H; [|discriminate].
    apply (IH z y); [|exact H].
    apply (swap_step_keeps down exact_in limit specified s x); assumption.
Qed.
End Claims.
