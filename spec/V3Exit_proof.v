(* Proof of V3Pool.v, 6: the way out is open. A position can burn any part of its liquidity, is
   credited exactly what the formulas say, and can collect it. *)
From Coq Require Import ZArith Lia List Bool QArith Lqa.
From Assay Require Import Arith Arith_proof SwapStep SwapStep_proof V3Pool V3Claims_proof.
From Assay Require Import V3Books_proof V3Swap_proof V3Position_proof V3Pool_proof.
Import ListNotations.
Open Scope Z_scope.

Section Exit.
Variable w : parameters.
Hypothesis S : sound w.

Lemma update_tick_works s t delta (up : bool) :
  0 <= gross (ticks s t) + delta <= gross_limit w ->
  - gross_limit w <= net (ticks s t) + (if up then - delta else delta) <= gross_limit w ->
  t mod spacing w = 0 -> exists s', update_tick w s t delta up = Some s'.
Proof.
  intros G N M. destruct S as (_ & _ & _ & _ & _ & _ & _ & L0 & L & _).
  unfold update_tick, add_delta.
  destruct (Z.leb_spec 0 (gross (ticks s t) + delta)); [|lia].
  destruct (Z.ltb_spec (gross (ticks s t) + delta) (liquidity_limit w)); [|lia]. cbn [andb bind].
  destruct (Z.leb_spec (gross (ticks s t) + delta) (gross_limit w)); [|lia]. cbn [require bind].
  unfold signed. replace (if up then net (ticks s t) - delta else net (ticks s t) + delta)
    with (net (ticks s t) + (if up then - delta else delta)) by (destruct up; lia).
  set (m := net _ + _) in *. clearbody m.
  destruct (Z.leb_spec (- liquidity_limit w) (2 * m)); [|lia].
  destruct (Z.ltb_spec (2 * m) (liquidity_limit w)); [|lia]. cbn [andb bind]. rewrite M, Z.eqb_refl.
  destruct (xorb _ _); cbn [require bind]; eexists; reflexivity.
Qed.

(* A position's part in what its ends count. *)
Lemma end_counts s k p t : books w s -> In (k, p) (positions s) -> 0 < held p ->
  let g := gross (ticks s t) in let n := net (ticks s t) in
  (lower k = t -> 2 * held p <= g + n /\ n <= g) /\
  (upper k = t -> 2 * held p <= g - n /\ 0 <= g + n).
Proof.
  intros B I H g n. destruct (b_positions w s B k p I) as (_ & _ & R).
  destruct (R H) as (_ & R2 & _).
  assert (Plus : forall k p, In (k, p) (positions s) -> 0 <= uses t k p + ends t k p).
  { intros k' p' I'. destruct (b_positions w s B k' p' I') as (H' & _). unfold uses, ends.
    destruct (lower k' =? t), (upper k' =? t); cbn; lia. }
  assert (Minus : forall k p, In (k, p) (positions s) -> 0 <= uses t k p - ends t k p).
  { intros k' p' I'. destruct (b_positions w s B k' p' I') as (H' & _). unfold uses, ends.
    destruct (lower k' =? t), (upper k' =? t); cbn; lia. }
  assert (Sum : total (fun k p => uses t k p + ends t k p) (positions s) = g + n).
  { unfold g, n. rewrite (b_gross w s B), (b_net w s B). apply total_plus. }
  assert (Difference : total (fun k p => uses t k p - ends t k p) (positions s) = g - n).
  { unfold g, n. rewrite (b_gross w s B), (b_net w s B). apply total_minus. }
  pose proof (total_has _ k p _ Plus I) as P. pose proof (total_has _ k p _ Minus I) as M.
  pose proof (total_nonneg _ _ Plus) as P0. pose proof (total_nonneg _ _ Minus) as M0.
  rewrite Sum in P, P0. rewrite Difference in M, M0. unfold uses, ends in P, M. clearbody g n.
  split; intros E; rewrite E, Z.eqb_refl in *.
  - destruct (Z.eqb_spec (upper k) t); [lia|]. cbn [orb] in *. lia.
  - destruct (Z.eqb_spec (lower k) t); [lia|]. cbn [orb] in *. lia.
Qed.

(* Both ends of a position can give back any part of it. *)
Lemma ends_give_back s k p size : books w s -> In (k, p) (positions s) -> 0 < size <= held p ->
  exists s1 s2, update_tick w s (lower k) (- size) false = Some s1 /\
                update_tick w s1 (upper k) (- size) true = Some s2.
Proof.
  intros B I H. destruct (b_positions w s B k p I) as (_ & _ & R).
  destruct (R ltac:(lia)) as (_ & R2 & _).
  destruct (proj1 (end_counts s k p (lower k) B I ltac:(lia)) eq_refl) as [L1 L2].
  destruct (proj2 (end_counts s k p (upper k) B I ltac:(lia)) eq_refl) as [U1 U2].
  destruct (b_limits w s B) as [GL _]. pose proof (GL (lower k)). pose proof (GL (upper k)).
  destruct (update_tick_works s (lower k) (- size) false) as [s1 E1]; cbv iota; try lia.
  { apply (b_spacing w s B). lia. }
  destruct (update_tick_is w S s (lower k) (- size) false s1) as (_ & _ & G & N & _);
    [split; [apply (b_bitmap w s B)|apply (b_spacing w s B)]|exact E1|].
  specialize (G (upper k)). specialize (N (upper k)).
  destruct (Z.eqb_spec (upper k) (lower k)); [lia|].
  destruct (update_tick_works s1 (upper k) (- size) true) as [s2 E2]; cbv iota in *; try lia.
  { apply (b_spacing w s B). lia. }
  exists s1, s2. split; assumption.
Qed.

Lemma active_has s k p : books w s -> In (k, p) (positions s) ->
  in_range (current s) k = true -> held p <= liquidity s.
Proof.
  intros B I R. rewrite (b_liquidity w s B).
  replace (held p) with (active (current s) k p) by (unfold active; rewrite R; reflexivity).
  apply total_has; [|exact I]. intros k' p' I'. destruct (b_positions w s B k' p' I') as (H & _).
  unfold active. destruct (in_range _ k'); lia.
Qed.

(* What is owed after fees were credited. *)
Definition credited (s : pool) (k : key) (p : position) (t : token) : Z :=
  cast w (owed p t + cast w (grown w s k p t * held p / growth_unit w)).

Lemma settle_works s s2 k p size : books w s -> In (k, p) (positions s) ->
  find k (positions s) = p -> 0 <= size <= held p -> 0 < held p ->
  same_but_ticks s s2 ->
  (forall x, gross (ticks s x) <> 0 -> outside (ticks s2 x) = outside (ticks s x)) ->
  exists p', settle w s2 k (- size) = Some (with_position s2 k p') /\
    forall t, owed p' t = credited s k p t.
Proof.
  intros B I Fd H HP (E1 & E2 & _ & E4 & E5 & _) O. unfold settle. rewrite E5, Fd.
  assert (D : exists h, (if - size =? 0 then let? _ := require (0 <? held p) in Some (held p)
                         else add_delta w (held p) (- size)) = Some h).
  { destruct (Z.eqb_spec (- size) 0).
    - destruct (Z.ltb_spec 0 (held p)); [|lia]. eexists. reflexivity.
    - unfold add_delta. destruct (Z.leb_spec 0 (held p + - size)); [|lia].
      destruct (Z.ltb_spec (held p + - size) (liquidity_limit w)); [eexists; reflexivity|].
      exfalso. destruct (end_counts s k p (lower k) B I HP) as [L _]. specialize (L eq_refl).
      destruct (b_limits w s B) as [GL _]. specialize (GL (lower k)).
      destruct S as (_ & _ & _ & _ & _ & _ & _ & _ & LL & _). lia. }
  destruct D as [h ->]. cbn [bind]. eexists. split; [reflexivity|]. intros t. cbn [owed].
  assert (U : forall x, lower k = x \/ upper k = x -> gross (ticks s x) <> 0).
  { intros x X Z0. destruct (unused w s x k p B Z0 I HP). lia. }
  unfold credited. rewrite (grown_same w S s s2); [reflexivity| |];
    exists 0; unfold beneath; rewrite E2, E4, O by (apply U; auto); lia.
Qed.

Lemma modify_works s k size : books w s -> let p := find k (positions s) in
  0 < held p -> 0 <= size <= held p -> exists s',
    modify w s k (- size) = Some (s', amounts w false s (lower k) (upper k) size) /\
    forall t, owed (find k (positions s')) t = credited s k p t.
Proof.
  intros B p HP H.
  assert (I : In (k, p) (positions s)).
  { destruct (find_in k (positions s)) as [I|I]; [exact I|]. fold p in I. rewrite I in HP.
    cbn in HP. lia. }
  destruct (b_positions w s B k p I) as (_ & _ & R). destruct (R HP) as (R1 & R2 & R3).
  assert (Up : exists s5, update_position w s k (- size) = Some s5 /\
                 forall t, owed (find k (positions s5)) t = credited s k p t).
  { unfold update_position. destruct (Z.eqb_spec (- size) 0).
    - destruct (settle_works s s k p size B I eq_refl H HP) as (p' & E & O);
        [repeat split|reflexivity|].
      rewrite E. eexists. split; [reflexivity|]. cbn. rewrite find_set. exact O.
    - destruct (ends_give_back s k p size B I ltac:(lia)) as (s1 & s2 & E1 & E2).
      destruct (ends_updated w S s k (- size) s1 s2 B (R HP) E1 E2) as (M & _ & _ & _ & O & _).
      destruct (settle_works s s2 k p size B I eq_refl H HP M O) as (p' & E & Ow).
      rewrite E1. cbn [bind]. rewrite E2. cbn [bind]. rewrite E. cbn [bind].
      eexists. split; [reflexivity|]. destruct (- size <? 0).
      + unfold clear_tick at 1. destruct (gross _ =? 0); unfold clear_tick;
          destruct (gross _ =? 0); cbn; rewrite find_set; exact Ow.
      + cbn. rewrite find_set. exact Ow. }
  destruct Up as (s5 & Up & Ow). unfold modify. rewrite Up.
  destruct (update_position_keeps w S s k (- size) s5 B (R HP) Up) as (P & C & L & _).
  rewrite (proj2 (Z.ltb_lt _ _) R2), (proj2 (Z.leb_le _ _) R1), (proj2 (Z.leb_le _ _) R3).
  cbn [andb require bind].
  assert (A : amounts w (0 <? - size) s5 (lower k) (upper k) (Z.abs (- size))
              = amounts w false s (lower k) (upper k) size).
  { destruct (Z.ltb_spec 0 (- size)); [lia|]. rewrite Z.abs_opp, Z.abs_eq by lia.
    unfold amounts. rewrite P, C. reflexivity. }
  rewrite A, C, L. destruct (_ && _) eqn:Rg.
  - pose proof (active_has s k p B I Rg). destruct (b_limits w s B) as [_ LL]. unfold add_delta.
    destruct (Z.leb_spec 0 (liquidity s + - size)); [|lia].
    destruct (Z.ltb_spec (liquidity s + - size) (liquidity_limit w)); [|lia]. cbn [andb bind].
    eexists. split; [reflexivity|]. exact Ow.
  - eexists. split; [reflexivity|]. exact Ow.
Qed.

Lemma cast_small x : 0 <= x < liquidity_limit w -> cast w x = x.
Proof. intros H. apply Z.mod_small, H. Qed.

(* A position burns any part of its liquidity, and is owed what the formulas say, to the unit. *)
Theorem burn_works s k size : covered w s -> let p := find k (positions s) in
  0 < held p -> 0 <= size <= held p ->
  exists s', burn w s k size = Some s' /\ covered w s' /\
    forall t, let due := owed p t + grown w s k p t * held p / growth_unit w +
                         amounts w false s (lower k) (upper k) size t in
      due < liquidity_limit w -> owed (find k (positions s')) t = due.
Proof.
  intros Cv p HP H. pose proof Cv as [B Q].
  destruct (fair_find w s k B) as (_ & O & R). fold p in O, R. specialize (R HP).
  destruct (modify_works s k size B HP H) as (s1 & E & Ow). fold p in Ow.
  set (moved := amounts w false s (lower k) (upper k) size) in *.
  assert (M : forall t, 0 <= moved t) by (intros; apply amounts_nonneg; solve [assumption | lia]).
  assert (W : exists s', burn w s k size = Some s' /\ forall t, owed (find k (positions s')) t =
            if (0 <? moved token0) || (0 <? moved token1)
            then cast w (credited s k p t + cast w (moved t)) else credited s k p t).
  { unfold burn, is_initialized. pose proof (price_positive w S s B).
    destruct (Z.eqb_spec (price s) 0); [lia|]. cbn [negb andb].
    destruct (Z.leb_spec 0 size); [|lia].
    assert (I : In (k, p) (positions s)).
    { destruct (find_in k (positions s)) as [I|I]; [exact I|]. fold p in I. rewrite I in HP.
      cbn in HP. lia. }
    destruct (end_counts s k p (lower k) B I HP) as [L _]. specialize (L eq_refl).
    destruct (b_limits w s B) as [GL _]. specialize (GL (lower k)).
    assert (T := S). destruct T as (_ & _ & _ & _ & _ & _ & _ & _ & LL & _).
    destruct (Z.ltb_spec (2 * size) (liquidity_limit w)); [|lia]. cbn [andb require bind].
    rewrite E. cbn [bind fst snd]. eexists. split; [reflexivity|]. intros t.
    destruct (_ || _); [|apply Ow]. cbn [positions with_position]. rewrite find_set. cbn [owed].
    rewrite Ow. reflexivity. }
  destruct W as (s' & E' & Ow'). exists s'. split; [exact E'|].
  split; [apply (burn_keeps w S s k size s' Cv E')|]. intros t due D. rewrite Ow'.
  assert (G : 0 <= grown w s k p t * held p / growth_unit w).
  { destruct S as (_ & _ & P & _). apply Z.div_pos; [|exact P].
    apply Z.mul_nonneg_nonneg; [apply wrap_nonneg, S|lia]. }
  specialize (O t). pose proof (M t) as Mt. unfold due in *. unfold credited.
  set (g := grown w s k p t * held p / growth_unit w) in *. clearbody g.
  rewrite (cast_small g), (cast_small (owed p t + g)) by lia.
  destruct (_ || _) eqn:Any.
  - rewrite (cast_small (moved t)), cast_small by lia. reflexivity.
  - apply orb_false_iff in Any as [A0 A1].
    assert (moved t = 0) by (pose proof (M token0); pose proof (M token1); destruct t; lia). lia.
Qed.

(* What is owed can be collected. *)
Theorem collect_works s k requested : covered w s -> is_amount requested = true ->
  exists s', collect s k requested false = Some s' /\
    forall t, balance s' t = balance s t - Z.min (requested t) (owed (find k (positions s)) t).
Proof.
  intros Cv Rq. pose proof Cv as [B Q]. set (p := find k (positions s)).
  destruct (fair_find w s k B) as (H0 & O & R). fold p in H0, O, R.
  assert (Enough : forall t, owed p t <= balance s t).
  { intros t. pose proof (healthy_solvent w S s (or_intror Cv) t) as Sv. unfold claims in Sv.
    pose proof (b_fees w s B t) as F.
    assert (N : forall k p, In (k, p) (positions s) -> 0 <= withdrawable w s k p t).
    { intros k' p' I. apply withdrawable_nonneg; [exact S|exact B|].
      apply (b_positions w s B k' p' I). }
    destruct (find_in k (positions s)) as [I|I]; fold p in I.
    - pose proof (total_has _ k p _ N I) as T. cbn beta in T. unfold withdrawable at 1 in T.
      assert (0 <= grown w s k p t * held p / growth_unit w).
      { destruct S as (_ & _ & P & _). apply Z.div_pos; [|exact P].
        apply Z.mul_nonneg_nonneg; [apply wrap_nonneg, S|exact H0]. }
      assert (0 <= amounts w false s (lower k) (upper k) (held p) t).
      { destruct (Z.eq_dec (held p) 0) as [E|E].
        - rewrite E. unfold amounts, amount0_delta, amount1_delta. rewrite !Z.mul_0_l, !Zdiv_0_l.
          destruct (current s <? lower k), (current s <? upper k), t; cbn; lia.
        - apply amounts_nonneg; [exact S|exact B|apply R; lia|exact H0]. }
      lia.
    - rewrite I. pose proof (total_nonneg _ _ N). destruct t; cbn; lia. }
  unfold collect, is_initialized. pose proof (price_positive w S s B).
  destruct (Z.eqb_spec (price s) 0); [lia|]. rewrite Rq. cbn [negb andb require bind]. fold p.
  set (s1 := if (0 <? Z.min (requested token0) (owed p token0)) || _ then _ else s).
  assert (Ba : balance s1 = balance s) by (unfold s1; destruct (_ || _); reflexivity).
  unfold send. rewrite Ba. pose proof (Enough token0). pose proof (Enough token1).
  destruct (Z.leb_spec (Z.min (requested token0) (owed p token0)) (balance s token0)); [|lia].
  destruct (Z.leb_spec (Z.min (requested token1) (owed p token1)) (balance s token1)); [|lia].
  cbn [andb require bind]. eexists. split; [reflexivity|]. intros t. cbn. reflexivity.
Qed.

Theorem exit_is_open trace k size : let s := run w created trace in
  let p := find k (positions s) in 0 < held p -> 0 <= size <= held p ->
  exists s', burn w s k size = Some s' /\
    (forall t, let due := owed p t + grown w s k p t * held p / growth_unit w +
                          amounts w false s (lower k) (upper k) size t in
       due < liquidity_limit w -> owed (find k (positions s')) t = due) /\
    forall requested, is_amount requested = true ->
      exists s'', collect s' k requested false = Some s'' /\
        forall t, balance s'' t
                  = balance s' t - Z.min (requested t) (owed (find k (positions s')) t).
Proof.
  intros s p HP H.
  assert (Cv : covered w s).
  { destruct (run_keeps w S trace created (created_healthy w)) as [Bl|Cv]; [|exact Cv]. exfalso.
    destruct Bl as (_ & _ & _ & _ & Ps & _). unfold p, s in HP. rewrite Ps in HP. cbn in HP. lia. }
  destruct (burn_works s k size Cv HP H) as (s' & E & Cv' & D). exists s'.
  split; [exact E|]. split; [exact D|]. intros requested Rq.
  apply (collect_works s' k requested Cv' Rq).
Qed.
End Exit.
