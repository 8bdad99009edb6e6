(* Proof of V3Pool.v, 1: sums over positions, and what a position is worth as an exact fraction. *)
From Coq Require Import ZArith Lia List Bool QArith Lqa.
From Assay Require Import Arith Arith_proof SwapStep SwapStep_proof V3Pool.
Import ListNotations.
Open Scope Z_scope.

Notation q := inject_Z.

(* ---- sums ---- *)

Lemma same_key_eq a b : same_key a b = true -> a = b.
Proof.
  destruct a, b. unfold same_key. cbn. intros H. apply andb_true_iff in H as [H H3].
  apply andb_true_iff in H as [H1 H2]. f_equal; lia.
Qed.
Lemma same_key_refl a : same_key a a = true.
Proof. unfold same_key. rewrite !Z.eqb_refl. reflexivity. Qed.

Lemma total_set f k p l : f k no_position = 0 ->
  total f (set k p l) = total f l - f k (find k l) + f k p.
Proof.
  intros N. induction l as [|[k' p'] l IH]; cbn; [lia|].
  destruct (same_key k k') eqn:E; cbn; [apply same_key_eq in E; subst k'|]; lia.
Qed.

Fixpoint qtotal (f : key -> position -> Q) (l : list (key * position)) : Q :=
  match l with [] => 0%Q | (k, p) :: l => (f k p + qtotal f l)%Q end.

Lemma qtotal_set f k p l : (f k no_position == 0)%Q ->
  (qtotal f (set k p l) == qtotal f l - f k (find k l) + f k p)%Q.
Proof.
  intros N. induction l as [|[k' p'] l IH]; cbn; [lra|].
  destruct (same_key k k') eqn:E; cbn; [apply same_key_eq in E; subst k'|]; lra.
Qed.

(* The sum moves by what the weights say. *)
Lemma qtotal_move f g weight c l :
  (forall k p, In (k, p) l -> (g k p <= f k p + q (weight k p) * c)%Q) ->
  (qtotal g l <= qtotal f l + q (total weight l) * c)%Q.
Proof.
  induction l as [|[k p] l IH]; cbn [qtotal total]; intros H; [unfold inject_Z; lra|].
  specialize (IH (fun k p I => H k p (or_intror I))).
  pose proof (H k p (or_introl eq_refl)) as A.
  rewrite inject_Z_plus. lra.
Qed.
Lemma qtotal_le f g l : (forall k p, In (k, p) l -> (g k p <= f k p)%Q) ->
  (qtotal g l <= qtotal f l)%Q.
Proof.
  induction l as [|[k p] l IH]; cbn [qtotal total]; intros H; [unfold inject_Z; lra|].
  specialize (IH (fun k p I => H k p (or_intror I))).
  pose proof (H k p (or_introl eq_refl)) as A. lra.
Qed.
Lemma total_below_qtotal f g l : (forall k p, In (k, p) l -> (q (f k p) <= g k p)%Q) ->
  (q (total f l) <= qtotal g l)%Q.
Proof.
  induction l as [|[k p] l IH]; cbn [qtotal total]; intros H; [unfold inject_Z; lra|].
  rewrite inject_Z_plus.
  specialize (IH (fun k p I => H k p (or_intror I))).
  pose proof (H k p (or_introl eq_refl)) as A. lra.
Qed.
Lemma total_ext f g l : (forall k p, In (k, p) l -> f k p = g k p) -> total f l = total g l.
Proof.
  induction l as [|[k p] l IH]; cbn; intros H; [reflexivity|].
  rewrite (H k p (or_introl eq_refl)), (IH (fun k p I => H k p (or_intror I))). reflexivity.
Qed.
Lemma total_minus f g l : total (fun k p => f k p - g k p) l = total f l - total g l.
Proof. induction l as [|[k p] l IH]; cbn; lia. Qed.
Lemma total_plus f g l : total (fun k p => f k p + g k p) l = total f l + total g l.
Proof. induction l as [|[k p] l IH]; cbn; lia. Qed.
Lemma total_nonneg f l : (forall k p, In (k, p) l -> 0 <= f k p) -> 0 <= total f l.
Proof.
  induction l as [|[k p] l IH]; cbn; intros H; [lia|].
  pose proof (H k p (or_introl eq_refl)). specialize (IH (fun k p I => H k p (or_intror I))). lia.
Qed.
Lemma total_has f k p l : (forall k p, In (k, p) l -> 0 <= f k p) -> In (k, p) l ->
  f k p <= total f l.
Proof.
  induction l as [|[k' p'] l IH]; cbn; intros H I; [contradiction|].
  pose proof (H k' p' (or_introl eq_refl)).
  assert (R : forall k p, In (k, p) l -> 0 <= f k p) by (intros ? ? J; apply H; right; exact J).
  pose proof (total_nonneg f l R). destruct I as [E|I]; [injection E as -> ->|specialize (IH R I)];
    lia.
Qed.

Lemma in_set k p k' p' l : In (k, p) (set k' p' l) -> (k, p) = (k', p') \/ In (k, p) l.
Proof.
  induction l as [|[a b] l IH]; cbn.
  - intros [E|[]]. left. symmetry. exact E.
  - destruct (same_key k' a); cbn; intros [E|I]; auto. destruct (IH I); auto.
Qed.
Lemma find_in k l : In (k, find k l) l \/ find k l = no_position.
Proof.
  induction l as [|[a b] l IH]; cbn; [auto|].
  destruct (same_key k a) eqn:E; [apply same_key_eq in E; subst a; auto|].
  destruct IH; auto.
Qed.

(* ---- values: what a unit of liquidity is worth between two prices ---- *)
Section Values.
Variable U : Z.                          (* 1 in the price's fixed point *)
Hypothesis HU : 0 < U.

(* Both grow with the price. *)
Definition value (t : token) (x : Z) : Q :=
  match t with token0 => (- (q U / q x))%Q | token1 => (q x / q U)%Q end.

Lemma q_pos x : 0 < x -> (0 < q x)%Q.
Proof. intros H. change 0%Q with (q 0). rewrite <- Zlt_Qlt. exact H. Qed.
Lemma q_nonzero x : 0 < x -> ~ (q x == 0)%Q.
Proof. intros H E. pose proof (q_pos x H). lra. Qed.
Lemma q_le x y : x <= y -> (q x <= q y)%Q.
Proof. intros H. rewrite <- Zle_Qle. exact H. Qed.
Lemma q_le_inv x y : (q x <= q y)%Q -> x <= y.
Proof. intros H. rewrite Zle_Qle. exact H. Qed.

Lemma value0_scaled L A B : 0 < A -> 0 < B ->
  (q L * (value token0 B - value token0 A) * q (A * B) == q (L * U * (B - A)))%Q.
Proof.
  intros HA HB. pose proof (q_nonzero A HA). pose proof (q_nonzero B HB). cbn [value].
  unfold Z.sub. rewrite ?inject_Z_mult, ?inject_Z_plus, ?inject_Z_opp. field. auto.
Qed.
Lemma value1_scaled L A B :
  (q L * (value token1 B - value token1 A) * q U == q (L * (B - A)))%Q.
Proof.
  pose proof (q_nonzero U HU). cbn [value].
  unfold Z.sub. rewrite ?inject_Z_mult, ?inject_Z_plus, ?inject_Z_opp. field. auto.
Qed.

Lemma value0_at_most L A B i : 0 < A -> 0 < B -> L * U * (B - A) <= i * (A * B) ->
  (q L * (value token0 B - value token0 A) <= q i)%Q.
Proof.
  intros HA HB H. assert (P : 0 < A * B) by (apply Z.mul_pos_pos; assumption).
  apply (Qmult_le_r _ _ (q (A * B)) (q_pos _ P)). rewrite value0_scaled by assumption.
  rewrite <- inject_Z_mult. apply q_le, H.
Qed.
Lemma value0_at_least L A B o : 0 < A -> 0 < B -> o * (A * B) <= L * U * (B - A) ->
  (q o <= q L * (value token0 B - value token0 A))%Q.
Proof.
  intros HA HB H. assert (P : 0 < A * B) by (apply Z.mul_pos_pos; assumption).
  apply (Qmult_le_r _ _ (q (A * B)) (q_pos _ P)). rewrite value0_scaled by assumption.
  rewrite <- inject_Z_mult. apply q_le, H.
Qed.
Lemma value1_at_most L A B i : L * (B - A) <= i * U ->
  (q L * (value token1 B - value token1 A) <= q i)%Q.
Proof.
  intros H. apply (Qmult_le_r _ _ (q U) (q_pos _ HU)). rewrite value1_scaled.
  rewrite <- inject_Z_mult. apply q_le, H.
Qed.
Lemma value1_at_least L A B o : o * U <= L * (B - A) ->
  (q o <= q L * (value token1 B - value token1 A))%Q.
Proof.
  intros H. apply (Qmult_le_r _ _ (q U) (q_pos _ HU)). rewrite value1_scaled.
  rewrite <- inject_Z_mult. apply q_le, H.
Qed.

(* What the contract asks and what it gives, against the exact values. *)
Lemma delta0_up A B L : 0 < A -> A <= B -> 0 <= L ->
  (q L * (value token0 B - value token0 A) <= q (amount0_delta U true A B L))%Q.
Proof.
  intros. apply value0_at_most; try lia. apply amount0_up_le; lia.
Qed.
Lemma delta0_down A B L : 0 < A -> A <= B -> 0 <= L ->
  (q (amount0_delta U false A B L) <= q L * (value token0 B - value token0 A))%Q.
Proof.
  intros. apply value0_at_least; try lia. apply amount0_dn_ge; lia.
Qed.
Lemma delta1_up A B L :
  (q L * (value token1 B - value token1 A) <= q (amount1_delta U true A B L))%Q.
Proof. apply value1_at_most, amount1_up_le; lia. Qed.
Lemma delta1_down A B L :
  (q (amount1_delta U false A B L) <= q L * (value token1 B - value token1 A))%Q.
Proof. apply value1_at_least, amount1_dn_ge; lia. Qed.

(* A step of a swap, in the direction that its target says; standing still moves nothing. *)
Lemma step_values (down : bool) P N T L i o :
  0 < P -> 0 < N -> 0 <= i -> (if down then T <= P else P <= T) -> between P N T ->
  solvent U P N L i o ->
  (if down then T <= N <= P else P <= N <= T) /\
  let came := if down then token0 else token1 in
  let left := if down then token1 else token0 in
  (q L * (if down then value came P - value came N else value came N - value came P) <= q i)%Q /\
  (q o <= q L * (if down then value left P - value left N else value left N - value left P))%Q.
Proof.
  intros HP HN Hi D B S. unfold between, solvent in *.
  destruct down; cbv iota zeta in *.
  - split; [lia|]. destruct (Z.leb_spec N P); [|lia]. destruct S as [S1 S2].
    split; [apply value0_at_most; lia|apply value1_at_least; lia].
  - split; [lia|]. destruct (Z.leb_spec N P) as [E|E].
    + assert (N = P) by lia. subst N. destruct S as [S1 S2]. rewrite Z.sub_diag, Z.mul_0_r in S2.
      assert (O : o <= 0) by (apply (Zmult_le_reg_r _ _ U); lia).
      apply q_le in O. apply q_le in Hi. change (q 0) with 0%Q in *. split; lra.
    + destruct S as [S1 S2].
      split; [apply value1_at_most; lia|apply value0_at_least; lia].
Qed.
End Values.
