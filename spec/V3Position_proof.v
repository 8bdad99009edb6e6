(* Proof of V3Pool.v, 4: a change of liquidity keeps the books, and moves the claims of all
   positions by no more than its exact worth. *)
From Coq Require Import ZArith Lia List Bool QArith Lqa.
From Assay Require Import Arith Arith_proof SwapStep SwapStep_proof V3Pool V3Claims_proof.
From Assay Require Import V3Books_proof V3Swap_proof.
Import ListNotations.
Open Scope Z_scope.

Section Position.
Variable w : parameters.
Hypothesis S : sound w.

(* ---- ticks ---- *)
Definition bits_right (s : pool) : Prop :=
  (forall c, bitmap s c = negb (gross (ticks s (c * spacing w)) =? 0)) /\
  (forall t, gross (ticks s t) <> 0 -> t mod spacing w = 0).
Definition same_but_ticks (s s' : pool) : Prop :=
  price s' = price s /\ current s' = current s /\ liquidity s' = liquidity s /\
  growth s' = growth s /\ positions s' = positions s /\ cut s' = cut s /\
  protocol_fees s' = protocol_fees s /\ balance s' = balance s.

Lemma same_but_ticks_trans a b c : same_but_ticks a b -> same_but_ticks b c -> same_but_ticks a c.
Proof.
  unfold same_but_ticks. intros H K. decompose [and] H. decompose [and] K.
  repeat split; congruence.
Qed.

Lemma add_delta_is x d y : add_delta w x d = Some y -> y = x + d /\ 0 <= y < liquidity_limit w.
Proof.
  unfold add_delta. destruct (Z.leb_spec 0 (x + d)), (Z.ltb_spec (x + d) (liquidity_limit w));
    cbn; intros E; try discriminate. injection E as <-. lia.
Qed.

Lemma update_tick_is s t delta up s' : bits_right s -> update_tick w s t delta up = Some s' ->
  same_but_ticks s s' /\ bits_right s' /\
  (forall x, gross (ticks s' x) = gross (ticks s x) + (if x =? t then delta else 0)) /\
  (forall x, net (ticks s' x) = net (ticks s x) +
                                (if x =? t then if up then - delta else delta else 0)) /\
  (forall x, gross (ticks s x) <> 0 -> outside (ticks s' x) = outside (ticks s x)) /\
  gross (ticks s' t) <= gross_limit w.
Proof.
  intros [Bits Mult] H. unfold update_tick in H. destruct S as (_ & _ & _ & _ & _ & SP & _).
  destruct (add_delta w (gross (ticks s t)) delta) as [g|] eqn:G; cbn [bind] in H; [|discriminate].
  apply add_delta_is in G as [G _].
  destruct (g <=? gross_limit w) eqn:GL; cbn [bind require] in H; [|discriminate].
  apply Z.leb_le in GL.
  destruct (signed _ _) as [m|] eqn:M; cbn [bind] in H; [|discriminate].
  assert (N : m = net (ticks s t) + (if up then - delta else delta)).
  { unfold signed in M. destruct (_ && _) in M; [|discriminate]. injection M as <-.
    destruct up; lia. }
  clear M. set (x0 := {| gross := g; net := m; outside := _ |}) in *.
  assert (T : ticks s' = (fun u => if u =? t then x0 else ticks s u) /\ same_but_ticks s s' /\
              bits_right s').
  { destruct (xorb _ _) eqn:F.
    - destruct (Z.eqb_spec (t mod spacing w) 0) as [D|]; cbn [bind require] in H; [|discriminate].
      injection H as <-. split; [reflexivity|]. split; [repeat split|].
      pose proof (Z.div_mod t (spacing w) ltac:(lia)) as E. rewrite D in E. split; intros c; cbn.
      + specialize (Bits c). destruct (Z.eqb_spec c (t / spacing w)) as [->|C].
        * replace (t / spacing w * spacing w) with t in * by lia. rewrite Z.eqb_refl, Bits. cbn.
          destruct (gross (ticks s t) =? 0), (g =? 0); cbn in *; congruence.
        * destruct (Z.eqb_spec (c * spacing w) t) as [K|]; [|exact Bits]. exfalso. apply C.
          rewrite <- K, Z.div_mul by lia. reflexivity.
      + destruct (Z.eqb_spec c t) as [->|]; auto.
    - injection H as <-. split; [reflexivity|]. split; [repeat split|].
      assert (E : (g =? 0) = (gross (ticks s t) =? 0)).
      { destruct (g =? 0), (gross (ticks s t) =? 0); cbn in F; congruence. }
      split; intros c; cbn.
      + rewrite Bits. destruct (Z.eqb_spec (c * spacing w) t) as [->|]; [|reflexivity].
        cbn. congruence.
      + destruct (Z.eqb_spec c t) as [->|]; [|apply Mult]. intros K. apply Mult. cbn in K.
        destruct (Z.eqb_spec g 0), (Z.eqb_spec (gross (ticks s t)) 0); congruence. }
  destruct T as (T & Same & Bits'). split; [exact Same|]. split; [exact Bits'|].
  rewrite T. split; [|split; [|split]].
  1-2: intros x; destruct (Z.eqb_spec x t) as [->|]; cbn; lia.
  - intros x K. destruct (Z.eqb_spec x t) as [->|]; [|reflexivity]. cbn.
    destruct (Z.eqb_spec (gross (ticks s t)) 0); [contradiction|reflexivity].
  - rewrite Z.eqb_refl. exact GL.
Qed.

(* Both ends of a range, updated. *)
Lemma ends_updated s k delta s1 s2 : books w s -> ranged w k ->
  update_tick w s (lower k) delta false = Some s1 ->
  update_tick w s1 (upper k) delta true = Some s2 ->
  same_but_ticks s s2 /\ bits_right s2 /\
  (forall x, gross (ticks s2 x) = gross (ticks s x) +
               (if (lower k =? x) || (upper k =? x) then delta else 0)) /\
  (forall x, net (ticks s2 x) = net (ticks s x) + ((if lower k =? x then delta else 0) -
                                                  (if upper k =? x then delta else 0))) /\
  (forall x, gross (ticks s x) <> 0 -> outside (ticks s2 x) = outside (ticks s x)) /\
  (forall x, gross (ticks s2 x) <= gross_limit w).
Proof.
  intros B (_ & R & _) E1 E2.
  destruct (update_tick_is s (lower k) delta false s1) as (M1 & B1 & G1 & N1 & O1 & L1);
    [split; [apply (b_bitmap w s B)|apply (b_spacing w s B)]|exact E1|].
  destruct (update_tick_is s1 (upper k) delta true s2 B1 E2) as (M2 & B2 & G2 & N2 & O2 & L2).
  split; [apply (same_but_ticks_trans s s1 s2 M1 M2)|]. split; [exact B2|].
  assert (G : forall x, gross (ticks s2 x) = gross (ticks s x) +
                (if (lower k =? x) || (upper k =? x) then delta else 0)).
  { intros x. rewrite G2, G1, (Z.eqb_sym (lower k)), (Z.eqb_sym (upper k)).
    destruct (Z.eqb_spec x (lower k)), (Z.eqb_spec x (upper k)); cbn; lia. }
  split; [exact G|]. split; [|split].
  - intros x. rewrite N2, N1, (Z.eqb_sym (lower k)), (Z.eqb_sym (upper k)).
    destruct (Z.eqb_spec x (lower k)), (Z.eqb_spec x (upper k)); cbn; lia.
  - intros x K. destruct (Z.eq_dec (upper k) x) as [<-|U].
    + rewrite O2, O1; try reflexivity; try exact K. rewrite G1.
      destruct (Z.eqb_spec (upper k) (lower k)); lia.
    + unfold update_tick in E2. destruct (add_delta _ _ _); [|discriminate].
      cbn [bind] in E2. destruct (require _); [|discriminate]. cbn [bind] in E2.
      destruct (signed _ _); [|discriminate]. cbn [bind] in E2. rewrite <- O1 by exact K.
      destruct (xorb _ _); [destruct (require _); [|discriminate]|]; injection E2 as <-; cbn;
        destruct (Z.eqb_spec x (upper k)); congruence.
  - intros x. destruct (b_limits w s B) as [L _]. specialize (L x).
    destruct (Z.eq_dec x (upper k)) as [->|U]; [exact L2|]. rewrite G2.
    destruct (Z.eqb_spec x (upper k)); [contradiction|]. rewrite Z.add_0_r.
    destruct (Z.eq_dec x (lower k)) as [->|U']; [exact L1|]. rewrite G1.
    destruct (Z.eqb_spec x (lower k)); [contradiction|lia].
Qed.

(* ---- a position is settled ---- *)
Lemma credit_bounds x y : 0 <= x -> 0 <= y -> 0 <= cast w (x + cast w y) <= x + y.
Proof.
  intros X Y. pose proof (cast_le w S y Y). pose proof (cast_le w S (x + cast w y) ltac:(lia)). lia.
Qed.

Lemma settle_is s k delta s3 : let p := find k (positions s) in
  0 <= held p -> (forall t, 0 <= owed p t) -> settle w s k delta = Some s3 ->
  exists p', s3 = with_position s k p' /\ held p' = held p + delta /\ 0 <= held p' /\
    (forall t, 0 <= owed p' t <= owed p t + grown w s k p t * held p / growth_unit w) /\
    (forall t, last p' t = growth_inside w s (lower k) (upper k) t).
Proof.
  intros p H O E. unfold settle in E. fold p in E.
  assert (D : exists h, (if delta =? 0 then let? _ := require (0 <? held p) in Some (held p)
                         else add_delta w (held p) delta) = Some h /\ h = held p + delta /\ 0 <= h).
  { destruct (Z.eqb_spec delta 0) as [->|].
    - destruct (0 <? held p); cbn [bind require] in *; [|discriminate]. eexists; split; [auto|lia].
    - destruct (add_delta w (held p) delta) as [h|] eqn:A; cbn [bind] in E; [|discriminate].
      exists h. apply add_delta_is in A. split; [auto|lia]. }
  destruct D as (h & D & -> & D0). rewrite D in E. cbn [bind] in E. injection E as <-.
  eexists. split; [reflexivity|]. cbn [held owed last]. split; [reflexivity|]. split; [exact D0|].
  split; [|reflexivity]. intros t. apply credit_bounds; [apply O|].
  destruct S as (_ & _ & P & _). apply Z.div_pos; [|exact P].
  apply Z.mul_nonneg_nonneg; [apply wrap_nonneg, S|exact H].
Qed.

Lemma part_floor x : (q (x / growth_unit w) <= q x * part w)%Q.
Proof.
  destruct S as (_ & _ & P & _). pose proof (q_pos _ P) as G.
  apply (Qmult_le_r _ _ _ G). unfold part.
  setoid_replace (q x * / q (growth_unit w) * q (growth_unit w))%Q with (q x)
    by (field; apply q_nonzero, P).
  rewrite <- inject_Z_mult. apply q_le. pose proof (div_lb x _ P). lia.
Qed.

(* A position with the liquidity and the owed amounts of [p'], fresh growth, against [p]. *)
Lemma settled_claim s s4 k p p' delta t : 0 <= held p -> price s4 = price s ->
  held p' = held p + delta -> grown w s4 k p' t = 0 ->
  owed p' t <= owed p t + grown w s k p t * held p / growth_unit w ->
  (claim w s4 t k p' <= claim w s t k p + q delta * span w s k t)%Q.
Proof.
  intros H P D G O. unfold claim. rewrite G, D.
  replace (span w s4 k t) with (span w s k t) by (unfold span; rewrite P; reflexivity).
  apply q_le in O. rewrite inject_Z_plus in O.
  pose proof (part_floor (grown w s k p t * held p)) as F. rewrite inject_Z_mult in F.
  rewrite inject_Z_plus. change (q 0) with 0%Q. lra.
Qed.

Definition settled (s s4 : pool) (k : key) (delta : Z) : Prop :=
  books w s4 /\ price s4 = price s /\ current s4 = current s /\ balance s4 = balance s /\
  protocol_fees s4 = protocol_fees s /\
  held (find k (positions s4)) = held (find k (positions s)) + delta /\
  forall t, (qclaims w s4 t <= qclaims w s t + q delta * span w s k t)%Q.

Lemma find_set k p l : find k (set k p l) = p.
Proof.
  induction l as [|[a b] l IH]; cbn.
  - rewrite same_key_refl. reflexivity.
  - destruct (same_key k a) eqn:E; cbn; [rewrite same_key_refl; reflexivity|]. rewrite E. exact IH.
Qed.

Lemma claim_of_nobody s t k : (claim w s t k no_position == 0)%Q.
Proof. rewrite claim_without_liquidity by reflexivity. destruct t; reflexivity. Qed.

(* The contributions of a position whose liquidity changed. *)
Lemma uses_set x k p' l d : held p' = held (find k l) + d ->
  total (uses x) (set k p' l) =
  total (uses x) l + (if (lower k =? x) || (upper k =? x) then d else 0).
Proof.
  intros H. rewrite total_set; unfold uses; destruct (_ || _); cbn; lia.
Qed.
Lemma ends_set x k p' l d : held p' = held (find k l) + d ->
  total (ends x) (set k p' l) =
  total (ends x) l + ((if lower k =? x then d else 0) - (if upper k =? x then d else 0)).
Proof.
  intros H. rewrite total_set; unfold ends; destruct (lower k =? x), (upper k =? x); cbn; lia.
Qed.
Lemma active_set c k p' l d : held p' = held (find k l) + d ->
  total (active c) (set k p' l) = total (active c) l + (if in_range c k then d else 0).
Proof.
  intros H. rewrite total_set; unfold active; destruct (in_range c k); cbn; lia.
Qed.

Lemma settle_keeps s s2 k delta s3 : books w s -> ranged w k ->
  same_but_ticks s s2 -> bits_right s2 ->
  (forall x, gross (ticks s2 x) = gross (ticks s x) +
               (if (lower k =? x) || (upper k =? x) then delta else 0)) ->
  (forall x, net (ticks s2 x) = net (ticks s x) + ((if lower k =? x then delta else 0) -
                                                  (if upper k =? x then delta else 0))) ->
  (forall x, gross (ticks s x) <> 0 -> outside (ticks s2 x) = outside (ticks s x)) ->
  (forall x, gross (ticks s2 x) <= gross_limit w) ->
  settle w s2 k delta = Some s3 ->
  let active := liquidity s + (if in_range (current s) k then delta else 0) in
  active < liquidity_limit w -> settled s (with_liquidity s3 active) k delta.
Proof.
  intros B R (E1 & E2 & E3 & E4 & E5 & E6 & E7 & E8) [Bits Mult] G N O GL H act LL.
  destruct (fair_find w s k B) as (H0 & O0 & _). set (p := find k (positions s)) in *.
  destruct (settle_is s2 k delta s3) as (p' & -> & D & D0 & O' & L');
    rewrite ?E5; fold p; try assumption. rewrite E5 in D, O'. fold p in D, O'.
  set (s4 := with_liquidity (with_position s2 k p') act).
  assert (Ps : positions s4 = set k p' (positions s)) by (cbn; rewrite E5; reflexivity).
  assert (F : forall t, protocol_fees s4 t = protocol_fees s t) by (cbn; rewrite E7; reflexivity).
  assert (Gr : forall k' q' t, In (k', q') (positions s) \/ (k', q') = (k, p) -> 0 < held q' ->
                 grown w s2 k' q' t = grown w s k' q' t).
  { intros k' q' t I HP. assert (I' : In (k', q') (positions s)).
    { destruct I as [I|I]; [exact I|]. injection I as -> ->.
      destruct (find_in k (positions s)) as [I|I]; [exact I|]. fold p in I. rewrite I in HP.
      cbn in HP. lia. }
    assert (U : forall x, lower k' = x \/ upper k' = x -> gross (ticks s x) <> 0).
    { intros x X Z0. destruct (unused w s x k' q' B Z0 I' HP). lia. }
    apply (grown_same w S); exists 0; unfold beneath; rewrite E2, E4, O by (apply U; auto); lia. }
  split.
  { destruct B. constructor; rewrite ?Ps; cbn; rewrite ?E1, ?E2, ?E6, ?E7; try assumption.
    - intros k' q' I. apply in_set in I as [I|I]; [|auto]. injection I as -> ->.
      split; [exact D0|]. split; [intros t; apply O'|]. intros _. exact R.
    - intros x. rewrite G, b_gross. symmetry. apply uses_set. exact D.
    - intros x. rewrite N, b_net. symmetry. apply ends_set. exact D.
    - split; [exact GL|exact LL].
    - unfold act. rewrite b_liquidity. symmetry. apply active_set. exact D. }
  split; [exact E1|]. split; [exact E2|]. split; [exact E8|]. split; [exact E7|].
  split; [rewrite Ps, find_set; exact D|]. intros t. unfold qclaims. rewrite Ps, F.
  pose proof (qtotal_set (claim w s4 t) k p' (positions s)
    (claim_of_nobody s4 t k)) as Sum. fold p in Sum.
  assert (Same : forall k' q', In (k', q') (positions s) \/ (k', q') = (k, p) ->
                   0 <= held q' -> (claim w s4 t k' q' == claim w s t k' q')%Q).
  { intros k' q' I HP. destruct (Z.eq_dec (held q') 0) as [Z0|Z0].
    - rewrite !claim_without_liquidity by exact Z0. reflexivity.
    - unfold claim, span. change (grown w s4 k' q' t) with (grown w s2 k' q' t).
      rewrite (Gr k' q' t I) by lia. change (price s4) with (price s2). rewrite E1. reflexivity. }
  assert (Q : (qtotal (claim w s4 t) (positions s) <= qtotal (claim w s t) (positions s))%Q).
  { apply qtotal_le. intros k' q' I. rewrite Same; [apply Qle_refl|auto|].
    apply (b_positions w s B k' q' I). }
  pose proof (Same k p (or_intror eq_refl) H0) as Old.
  assert (New : (claim w s4 t k p' <= claim w s t k p + q delta * span w s k t)%Q).
  { apply settled_claim; [exact H0|exact E1|exact D| |].
    - unfold grown. change (growth_inside w s4) with (growth_inside w s2). rewrite L', Z.sub_diag.
      reflexivity.
    - specialize (O' t). destruct (Z.eq_dec (held p) 0) as [Z0|Z0].
      + rewrite Z0, Z.mul_0_r in *. exact (proj2 O').
      + rewrite (Gr k p t (or_intror eq_refl)) in O' by lia. lia. }
  lra.
Qed.

(* ---- ticks that nobody uses any more ---- *)
Lemma clear_keeps s s4 k delta x : settled s s4 k delta -> settled s (clear_tick s4 x) k delta.
Proof.
  intros (B & P & C & Ba & F & H & Q). unfold clear_tick.
  destruct (Z.eqb_spec (gross (ticks s4 x)) 0) as [G|]; [|repeat (split; try assumption)].
  set (s5 := with_tick s4 x no_tick).
  assert (M : same_but_place s4 s5).
  { repeat (split; [reflexivity|]). intros y. cbn. destruct (Z.eqb_spec y x) as [->|]; cbn.
    - rewrite (unused_net w s4 x B G), G. auto.
    - auto. }
  split.
  { apply (books_but_place w s4 s5 B M); destruct B; cbn; auto. apply b_limits. }
  repeat (split; [assumption|]). intros t. apply Qle_trans with (qclaims w s4 t); [|apply Q].
  assert (D : (qclaims w s5 t <= qclaims w s4 t +
               q (liquidity s4) * rise w t (price s4) (price s5))%Q).
  { apply (claims_but_place w S s4 s5 B M).
    - intros y t' U. exists 0. unfold beneath. cbn. destruct (Z.eqb_spec y x) as [->|];
        [contradiction|lia].
    - intros k' p'. apply (way_is_clear w S s4 true (current s4)); try assumption.
      + pose proof (b_current w s4 B). lia.
      + intros y Y. lia.
      + pose proof (b_price w s4 B). cbn. lia. }
  pose proof (rise_nothing w t (price s4)) as R. change (price s5) with (price s4) in D.
  rewrite R in D. lra.
Qed.

Lemma clear_with_liquidity s x a : with_liquidity (clear_tick s x) a
                                   = clear_tick (with_liquidity s a) x.
Proof. unfold clear_tick. cbn. destruct (gross (ticks s x) =? 0); reflexivity. Qed.
Lemma clear_place s x : price (clear_tick s x) = price s /\ current (clear_tick s x) = current s /\
                        liquidity (clear_tick s x) = liquidity s.
Proof. unfold clear_tick. destruct (gross (ticks s x) =? 0); auto. Qed.
Lemma settle_place s k delta s' : settle w s k delta = Some s' ->
  price s' = price s /\ current s' = current s /\ liquidity s' = liquidity s.
Proof.
  unfold settle. destruct (if delta =? 0 then _ else _); cbn [bind]; [|discriminate].
  intros H. injection H as <-. auto.
Qed.

Lemma update_position_keeps s k delta s5 : books w s -> ranged w k ->
  update_position w s k delta = Some s5 ->
  let active := liquidity s + (if in_range (current s) k then delta else 0) in
  price s5 = price s /\ current s5 = current s /\ liquidity s5 = liquidity s /\
  (active < liquidity_limit w -> settled s (with_liquidity s5 active) k delta).
Proof.
  intros B R H act. unfold update_position in H. destruct (Z.eqb_spec delta 0) as [->|Z0].
  - destruct (settle_place _ _ _ _ H) as (P & C & L). repeat (split; [assumption|]). intros LL.
    assert (Same : forall x b, x = x + (if b : bool then 0 else 0)) by (intros x []; lia).
    apply (settle_keeps s s); try assumption; try (intros; apply Same).
    + repeat split.
    + split; [apply (b_bitmap w s B)|apply (b_spacing w s B)].
    + intros x. destruct (lower k =? x), (upper k =? x); lia.
    + reflexivity.
    + apply (b_limits w s B).
  - destruct (update_tick w s (lower k) delta false) as [s1|] eqn:E1; cbn [bind] in H;
      [|discriminate].
    destruct (update_tick w s1 (upper k) delta true) as [s2|] eqn:E2; cbn [bind] in H;
      [|discriminate].
    destruct (settle w s2 k delta) as [s3|] eqn:E3; cbn [bind] in H; [|discriminate].
    injection H as <-. destruct (ends_updated s k delta s1 s2 B R E1 E2) as
      (M & Bits & G & N & O & GL). destruct (settle_place _ _ _ _ E3) as (P & C & L).
    assert (M' := M). destruct M' as (P2 & C2 & L2 & _).
    assert (K : act < liquidity_limit w -> settled s (with_liquidity s3 act) k delta).
    { intros LL. apply (settle_keeps s s2); assumption. }
    destruct (delta <? 0).
    + destruct (clear_place s3 (lower k)) as (P4 & C4 & L4).
      destruct (clear_place (clear_tick s3 (lower k)) (upper k)) as (P5 & C5 & L5).
      split; [congruence|]. split; [congruence|]. split; [congruence|]. intros LL.
      rewrite !clear_with_liquidity. apply clear_keeps, clear_keeps, K, LL.
    + split; [congruence|]. split; [congruence|]. split; [congruence|exact K].
Qed.

Lemma modify_keeps s k delta s' moved : books w s -> modify w s k delta = Some (s', moved) ->
  settled s s' k delta /\ ranged w k /\
  moved = amounts w (0 <? delta) s (lower k) (upper k) (Z.abs delta).
Proof.
  intros B H. unfold modify in H.
  destruct (_ && _) eqn:R in H; cbn [bind require] in H; [|discriminate].
  assert (R' : ranged w k).
  { apply andb_true_iff in R as [R R3]. apply andb_true_iff in R as [R1 R2]. unfold ranged. lia. }
  destruct (update_position w s k delta) as [s5|] eqn:E; cbn [bind] in H; [|discriminate].
  destruct (update_position_keeps s k delta s5 B R' E) as (P & C & L & K).
  assert (A : amounts w (0 <? delta) s5 (lower k) (upper k) (Z.abs delta)
              = amounts w (0 <? delta) s (lower k) (upper k) (Z.abs delta)).
  { unfold amounts. rewrite P, C. reflexivity. }
  rewrite C, L, A in H. fold (in_range (current s) k) in H. destruct (in_range (current s) k).
  - destruct (add_delta w (liquidity s) delta) as [a|] eqn:D; cbn [bind] in H; [|discriminate].
    injection H as <- <-. apply add_delta_is in D as [-> D]. split; [apply K; lia|auto].
  - injection H as <- <-. split; [|auto]. rewrite Z.add_0_r in K.
    replace s5 with (with_liquidity s5 (liquidity s)); [apply K, (b_limits w s B)|].
    rewrite <- L. destruct s5. reflexivity.
Qed.

(* ---- what the contract asks and credits, against the exact worth ---- *)
Lemma where_the_price_is s k : books w s -> ranged w k ->
  let A := price_at w (lower k) in let B := price_at w (upper k) in
  0 < A /\ A <= B /\
  let c := Z.max A (Z.min (price s) B) in
  if current s <? lower k then c = A
  else if current s <? upper k then c = price s /\ A <= price s <= B else c = B.
Proof.
  intros B (R1 & R2 & R3) x y. pose proof (b_current w s B) as C. pose proof (b_price w s B) as P.
  assert (M : forall a b, lowest w <= a <= b -> b <= highest w ->
                          price_at w a <= price_at w b) by (apply prices_increase, S).
  pose proof (prices_positive w S (lower k) ltac:(lia)) as X. fold x in X.
  pose proof (M (lower k) (upper k) ltac:(lia) ltac:(lia)) as XY. fold x y in XY.
  split; [exact X|]. split; [exact XY|].
  destruct (Z.ltb_spec (current s) (lower k)).
  - pose proof (M (current s + 1) (lower k)). fold x in H0. lia.
  - pose proof (M (lower k) (current s)) as M1. fold x in M1.
    destruct (Z.ltb_spec (current s) (upper k)).
    + pose proof (M (current s + 1) (upper k)) as M2. fold y in M2. lia.
    + pose proof (M (upper k) (current s)) as M2. fold y in M2. lia.
Qed.

Lemma amounts_up s k size t : books w s -> ranged w k -> 0 <= size ->
  (q size * span w s k t <= q (amounts w true s (lower k) (upper k) size t))%Q.
Proof.
  intros B R H. destruct S as (PU & _). pose proof (where_the_price_is s k B R) as W. cbv zeta in W.
  unfold span, amounts. set (x := price_at w (lower k)) in *. set (y := price_at w (upper k)) in *.
  destruct W as (X & XY & W). cbv zeta.
  destruct (Z.ltb_spec (current s) (lower k)); [|destruct (Z.ltb_spec (current s) (upper k))];
    [rewrite W| destruct W as [-> W]| rewrite W]; destruct t; cbn [pair rise].
  2, 5: change (q 0) with 0%Q; lra.
  1, 2: apply delta0_up; lia.
  all: apply delta1_up; lia.
Qed.
Lemma amounts_down s k size t : books w s -> ranged w k -> 0 <= size ->
  (q (amounts w false s (lower k) (upper k) size t) <= q size * span w s k t)%Q.
Proof.
  intros B R H. destruct S as (PU & _). pose proof (where_the_price_is s k B R) as W. cbv zeta in W.
  unfold span, amounts. set (x := price_at w (lower k)) in *. set (y := price_at w (upper k)) in *.
  destruct W as (X & XY & W). cbv zeta.
  destruct (Z.ltb_spec (current s) (lower k)); [|destruct (Z.ltb_spec (current s) (upper k))];
    [rewrite W| destruct W as [-> W]| rewrite W]; destruct t; cbn [pair rise].
  2, 5: change (q 0) with 0%Q; lra.
  1, 2: apply delta0_down; lia.
  all: apply delta1_down; lia.
Qed.
Lemma amounts_nonneg up s k size t : books w s -> ranged w k -> 0 <= size ->
  0 <= amounts w up s (lower k) (upper k) size t.
Proof.
  intros B R H. destruct S as (PU & _). pose proof (where_the_price_is s k B R) as W. cbv zeta in W.
  unfold amounts. set (x := price_at w (lower k)) in *. set (y := price_at w (upper k)) in *.
  destruct W as (X & XY & W).
  assert (D0 : forall a b, 0 < a -> a <= b -> 0 <= amount0_delta (price_unit w) up a b size).
  { intros a b Ha Hb. destruct up; [apply amount0_up_nonneg; lia|].
    apply amount0_dn_ge; try lia. rewrite Z.mul_0_l. repeat apply Z.mul_nonneg_nonneg; lia. }
  assert (D1 : forall a b, a <= b -> 0 <= amount1_delta (price_unit w) up a b size).
  { intros a b Hb. destruct up; [apply amount1_up_nonneg; lia|].
    apply amount1_dn_ge; try lia. rewrite Z.mul_0_l. repeat apply Z.mul_nonneg_nonneg; lia. }
  destruct (Z.ltb_spec (current s) (lower k)); [|destruct (Z.ltb_spec (current s) (upper k))];
    [|destruct W as [_ W]|]; destruct t; cbn [pair]; try lia; first [apply D0; lia | apply D1; lia].
Qed.
End Position.
