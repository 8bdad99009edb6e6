(* Proofs of SwapStep.v: a step leaks nothing, accounts for every unit, and never reverts. *)
From Coq Require Import ZArith Lia Bool.
From Assay Require Import Arith Arith_proof SwapStep.
Open Scope Z_scope.

Section V3.
Variables Q U E6 : Z.
Hypothesis HQ : 0 < Q.
Hypothesis HU : 0 < U.
Notation amount0_delta := (amount0_delta Q).
Notation amount1_delta := (amount1_delta Q).
Notation next_price_token0_in := (next_price_token0_in Q U).
Notation next_price_token0_out := (next_price_token0_out Q U).
Notation next_price_token1_in := (next_price_token1_in Q).
Notation next_price_token1_out := (next_price_token1_out Q).
Notation compute_swap_step := (compute_swap_step Q U E6).
Notation solvent := (solvent Q).

Lemma amount0_up_le A B L a : 0 < A -> A <= B -> 0 <= L ->
  (amount0_delta true A B L <= a <-> L * Q * (B - A) <= a * (A * B)).
Proof.
  intros. unfold amount0_delta. rewrite cdiv_cdiv by lia.
  rewrite cdiv_le_iff by (apply Z.mul_pos_pos; lia).
  rewrite (Z.mul_comm B A). reflexivity.
Qed.
Lemma amount0_dn_ge A B L a : 0 < A -> A <= B -> 0 <= L ->
  (a <= amount0_delta false A B L <-> a * (A * B) <= L * Q * (B - A)).
Proof.
  intros. unfold amount0_delta. rewrite Z.div_div by lia.
  rewrite div_le_iff by (apply Z.mul_pos_pos; lia).
  rewrite (Z.mul_comm B A). reflexivity.
Qed.
Lemma amount1_up_le A B L a : (amount1_delta true A B L <= a <-> L * (B - A) <= a * Q).
Proof. unfold amount1_delta. rewrite cdiv_le_iff by lia. reflexivity. Qed.
Lemma amount1_dn_ge A B L a : (a <= amount1_delta false A B L <-> a * Q <= L * (B - A)).
Proof. unfold amount1_delta. rewrite div_le_iff by lia. reflexivity. Qed.

(* ---- next price, token0 in: stays in [.., P], charges no more than a, does not pass target ----
  *)
Theorem next0_add_spec P L a : 0 < P -> 0 < L -> 0 <= a ->
  0 < next_price_token0_in P L a <= P /\ L * Q * (P - next_price_token0_in P L a)
    <= a * (next_price_token0_in P L a * P).
Proof.
  intros HP HL Ha. unfold next_price_token0_in. assert (HN : 0 < L * Q) by (apply Z.mul_pos_pos;
    lia).
  destruct (Z.eqb_spec a 0) as [->|Hz]; [split; lia|].
  assert (HaP : 0 < a * P) by (apply Z.mul_pos_pos; lia).
  set (n1 := L * Q) in *. clearbody n1.
  destruct ((a * P <? U) && (n1 + a * P <? U)).
  - assert (0 < n1 * P) by (apply Z.mul_pos_pos; lia).
    pose proof (cdiv_ge (n1 * P) (n1 + a * P) ltac:(lia)).
    pose proof (cdiv_pos (n1 * P) (n1 + a * P) ltac:(lia) ltac:(lia)).
    assert (cdiv (n1 * P) (n1 + a * P) <= P).
    { apply cdiv_le; [lia|]. assert (0 < P * (a * P)) by (apply Z.mul_pos_pos; lia). lia. }
    set (N := cdiv _ _) in *. split; lia.
  - assert (0 <= n1 / P) by (apply Z.div_pos; lia).
    pose proof (div_lb n1 P HP). pose proof (div_ub n1 P HP). set (g := n1 / P) in *. clearbody g.
    pose proof (cdiv_ge n1 (g + a) ltac:(lia)).
    pose proof (cdiv_pos n1 (g + a) ltac:(lia) ltac:(lia)).
    assert (cdiv n1 (g + a) <= P).
    { apply cdiv_le; [lia|]. assert (P * 1 <= P * a) by (apply Z.mul_le_mono_nonneg_l; lia). lia. }
    set (N := cdiv _ _) in *. split; [lia|].
    assert (N * (P * g) <= N * n1) by (apply Z.mul_le_mono_nonneg_l; lia).
    assert (n1 * P <= N * (g + a) * P) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
Qed.

(* does not overshoot a target T whose cost exceeds a *)
Theorem next0_add_target P L a T : 0 < T <= P -> 0 < L -> 0 <= a ->
  a < amount0_delta true T P L -> T <= next_price_token0_in P L a.
Proof.
  intros HT HL Ha HC. assert (HP : 0 < P) by lia.
  destruct (next0_add_spec P L a HP HL Ha) as [B H]. set (N := next_price_token0_in P L a) in *.
  destruct (Z_le_gt_dec T N) as [|G]; [assumption|exfalso].
  enough (amount0_delta true T P L <= a) by lia. apply amount0_up_le; try lia.
  assert (HN : 0 < L * Q) by (apply Z.mul_pos_pos; lia). set (n1 := L * Q) in *. clearbody n1.
  (* n1 (P-T) <= n1 (P-N) <= a N P <= a T P *)
  assert (n1 * (P - T) <= n1 * (P - N)) by (apply Z.mul_le_mono_nonneg_l; lia).
  assert (N * P <= T * P) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (a * (N * P) <= a * (T * P)) by (apply Z.mul_le_mono_nonneg_l; lia). lia.
Qed.

Theorem next1_add_spec P L a : 0 < L -> 0 <= a ->
  P <= next_price_token1_in P L a /\ L * (next_price_token1_in P L a - P) <= a * Q.
Proof.
  intros HL Ha. unfold next_price_token1_in. assert (0 <= a * Q) by (apply Z.mul_nonneg_nonneg;
    lia).
  assert (0 <= a * Q / L) by (apply Z.div_pos; lia). pose proof (div_lb (a * Q) L HL). split; lia.
Qed.
Theorem next1_add_target P L a T : P <= T -> 0 < L -> 0 <= a ->
  a < amount1_delta true P T L -> next_price_token1_in P L a <= T.
Proof.
  intros HT HL Ha HC. assert (~ L * (T - P) <= a * Q) by (rewrite <- amount1_up_le; lia).
  unfold next_price_token1_in. enough (a * Q / L < T - P + 1) by lia.
  apply Z.div_lt_upper_bound; lia.
Qed.

Theorem next1_sub_spec P L a N : 0 < L -> 0 <= a -> next_price_token1_out P L a = Some N ->
  0 < N <= P /\ a * Q <= L * (P - N).
Proof.
  intros HL Ha H. unfold next_price_token1_out in H.
  destruct (Z.ltb_spec (cdiv (a * Q) L) P); [|discriminate].
  injection H as <-. assert (0 <= a * Q) by (apply Z.mul_nonneg_nonneg; lia).
  pose proof (cdiv_nonneg (a * Q) L HL ltac:(lia)). pose proof (cdiv_ge (a * Q) L HL). split; lia.
Qed.
Theorem next1_sub_target P L a T N : T <= P -> 0 < L -> 0 <= a ->
  a < amount1_delta false T P L -> next_price_token1_out P L a = Some N -> T <= N.
Proof.
  intros HT HL Ha HC H. unfold next_price_token1_out in H.
  destruct (Z.ltb_spec (cdiv (a * Q) L) P); [|discriminate].
  injection H as <-. assert ((a + 1) * Q <= L * (P - T)) by (apply amount1_dn_ge; lia).
  enough (cdiv (a * Q) L <= P - T) by lia. apply cdiv_le; lia.
Qed.
Theorem next0_sub_spec P L a N : 0 < P -> 0 < L -> 0 <= a -> next_price_token0_out P L a = Some N ->
  P <= N /\ a * (P * N) <= L * Q * (N - P).
Proof.
  intros HP HL Ha H. unfold next_price_token0_out in H.
  destruct (Z.eqb_spec a 0) as [->|]; [injection H as <-; split; lia|].
  assert (HN : 0 < L * Q) by (apply Z.mul_pos_pos; lia). set (n1 := L * Q) in *. clearbody n1.
  destruct ((a * P <? U) && (a * P <? n1)) eqn:E; [|discriminate]. injection H as <-.
  apply andb_true_iff in E as [_ E]. apply Z.ltb_lt in E.
  pose proof (cdiv_ge (n1 * P) (n1 - a * P) ltac:(lia)). set (N := cdiv _ _) in *.
  split; [|lia]. assert (0 < a * P) by (apply Z.mul_pos_pos; lia).
  destruct (Z_le_gt_dec P N); [assumption|exfalso].
  assert (N * (n1 - a * P) <= (P - 1) * (n1 - a * P)) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (0 <= P * (a * P)) by (apply Z.mul_nonneg_nonneg; lia). lia.
Qed.
Theorem next0_sub_target P L a T N : 0 < P <= T -> 0 < L -> 0 <= a ->
  a < amount0_delta false P T L -> next_price_token0_out P L a = Some N -> N <= T.
Proof.
  intros HT HL Ha HC H. assert (HK : (a + 1) * (P * T) <= L * Q * (T - P)) by (apply amount0_dn_ge;
    lia).
  unfold next_price_token0_out in H. destruct (Z.eqb_spec a 0) as [->|]; [injection H as <-; lia|].
  assert (HN : 0 < L * Q) by (apply Z.mul_pos_pos; lia). set (n1 := L * Q) in *. clearbody n1.
  destruct ((a * P <? U) && (a * P <? n1)) eqn:E; [|discriminate]. injection H as <-.
  apply andb_true_iff in E as [_ E]. apply Z.ltb_lt in E. apply cdiv_le; [lia|].
  assert (0 <= P * T) by (apply Z.mul_nonneg_nonneg; lia). lia.
Qed.

Hypothesis HE : 0 < E6.

Lemma fee_cap ain f amt : 0 <= f < E6 -> 0 <= ain -> ain <= amt * (E6 - f) / E6 ->
  ain + cdiv (ain * f) (E6 - f) <= amt.
Proof.
  intros Hf Ha H. apply div_le_iff in H; [|lia].
  enough (cdiv (ain * f) (E6 - f) <= amt - ain) by lia. apply cdiv_le; lia.
Qed.
Lemma amount0_up_nonneg A B L : 0 < A -> A <= B -> 0 <= L -> 0 <= amount0_delta true A B L.
Proof. intros. unfold amount0_delta. rewrite cdiv_cdiv by lia.
apply cdiv_nonneg; [apply Z.mul_pos_pos; lia|]. repeat apply Z.mul_nonneg_nonneg; lia. Qed.
Lemma amount1_up_nonneg A B L : A <= B -> 0 <= L -> 0 <= amount1_delta true A B L.
Proof. intros. unfold amount1_delta. apply cdiv_nonneg; [lia|]. apply Z.mul_nonneg_nonneg; lia. Qed.

Ltac fin := repeat match goal with |- _ /\ _ => split | |- _ -> _ => intro end;
  try lia; try (unfold between; lia); try assumption;
  try (apply amount0_up_le; lia); try (apply amount1_up_le; lia);
  try (apply amount0_dn_ge; lia); try (apply amount1_dn_ge; lia);
  try (apply fee_cap; lia).
#[local] Opaque SwapStep.amount0_delta SwapStep.amount1_delta SwapStep.next_price_token0_in
  SwapStep.next_price_token1_in SwapStep.next_price_token0_out SwapStep.next_price_token1_out.
Theorem step_spec P T L amt f r :
  0 < P -> 0 < T -> 0 <= L -> 0 <= f < E6 ->
  compute_swap_step P T L amt f = Some r ->
  between P (next_price r) T /\ 0 < next_price r /\
  0 <= amount_in r /\ 0 <= fee_amount r /\
  solvent P (next_price r) L (amount_in r) (amount_out r) /\
  (0 <= amt -> amount_in r + fee_amount r <= amt /\ (next_price r <> T -> amount_in r + fee_amount
    r = amt)) /\
  (amt < 0 -> amount_out r <= - amt /\ (next_price r <> T -> amount_out r = - amt)) /\
  (* the fee is never short: fee/(in+fee) >= f/E6 *)
  f * amount_in r <= fee_amount r * (E6 - f).
Proof.
  intros HP HT HL Hf H. unfold compute_swap_step in H.
  set (z01 := T <=? P) in *. set (ein := 0 <=? amt) in *.
  destruct (Z.leb_spec T P) as [DIR|DIR]; subst z01.
  all: destruct (Z.leb_spec 0 amt) as [EI|EO]; subst ein; cbn [negb andb] in H.
  - (* exact in, token0 in *)
    set (less := amt * (E6 - f) / E6) in *.
    assert (Hless : 0 <= less) by (apply Z.div_pos; [apply Z.mul_nonneg_nonneg; lia|lia]).
    assert (Hle : less * E6 <= amt * (E6 - f)) by (pose proof (div_lb (amt * (E6 - f)) E6); lia).
    pose proof (amount0_up_nonneg T P L ltac:(lia) ltac:(lia) ltac:(lia)) as A0.
    destruct (Z.leb_spec (amount0_delta true T P L) less) as [R|R].
    + injection H as <-. cbn [next_price amount_in amount_out fee_amount]. rewrite Z.eqb_refl.
    cbn [negb].
      unfold solvent. destruct (Z.leb_spec T P); [|lia].
      pose proof (cdiv_ge (amount0_delta true T P L * f) (E6 - f) ltac:(lia)).
      assert (0 <= cdiv (amount0_delta true T P L * f) (E6 - f)) by (apply cdiv_nonneg;
        [lia|apply Z.mul_nonneg_nonneg; lia]).
      fin.
    + destruct ((P <=? 0) || (L <=? 0)) eqn:E; [discriminate|]. apply orb_false_iff in E as [_ E].
    apply Z.leb_gt in E.
      destruct (next0_add_spec P L less HP E Hless) as [B SP].
      pose proof (next0_add_target P L less T ltac:(lia) E Hless R) as TG.
      injection H as <-. cbn [next_price amount_in amount_out fee_amount].
      set (N := next_price_token0_in P L less) in *.
      assert (AI : amount0_delta true N P L <= less) by (apply amount0_up_le; lia).
      pose proof (amount0_up_nonneg N P L ltac:(lia) ltac:(lia) ltac:(lia)) as A1.
      assert (LA : less <= amt). { apply (Zmult_le_reg_r _ _ E6); [lia|].
      assert (0 <= amt * f) by (apply Z.mul_nonneg_nonneg; lia). lia. }
      assert (S1 : solvent P N L (amount0_delta true N P L) (amount1_delta false N P L)).
      { unfold solvent. destruct (Z.leb_spec N P); [|lia].
      split; [apply amount0_up_le; lia|apply amount1_dn_ge; lia]. }
      destruct (Z.eqb_spec N T) as [NT|NT]; cbn [negb].
      * pose proof (cdiv_ge (amount0_delta true N P L * f) (E6 - f) ltac:(lia)).
        assert (0 <= cdiv (amount0_delta true N P L * f) (E6 - f)) by (apply cdiv_nonneg;
          [lia|apply Z.mul_nonneg_nonneg; lia]).
        fin.
      * fin.
        set (ai := amount0_delta true N P L) in *.
        assert (ai * E6 <= less * E6) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
  - (* exact out, token0 in, token1 out *)
    pose proof (amount0_up_nonneg T P L ltac:(lia) ltac:(lia) ltac:(lia)) as A0.
    destruct (Z.leb_spec (amount1_delta false T P L) (- amt)) as [R|R].
    + injection H as <-. cbn [next_price amount_in amount_out fee_amount].
      destruct (Z.ltb_spec (- amt) (amount1_delta false T P L)); [lia|].
      unfold solvent. destruct (Z.leb_spec T P); [|lia].
      pose proof (cdiv_ge (amount0_delta true T P L * f) (E6 - f) ltac:(lia)).
      assert (0 <= cdiv (amount0_delta true T P L * f) (E6 - f)) by (apply cdiv_nonneg;
        [lia|apply Z.mul_nonneg_nonneg; lia]).
      fin.
    + destruct ((P <=? 0) || (L <=? 0)) eqn:E; [discriminate|]. apply orb_false_iff in E as [_ E].
    apply Z.leb_gt in E.
      destruct (next_price_token1_out P L (- amt)) as [N|] eqn:EN; [|discriminate].
      destruct (next1_sub_spec P L (- amt) N E ltac:(lia) EN) as [B SP].
      pose proof (next1_sub_target P L (- amt) T N ltac:(lia) E ltac:(lia) R EN) as TG.
      assert (AO : - amt <= amount1_delta false N P L) by (apply amount1_dn_ge; lia).
      pose proof (amount0_up_nonneg N P L ltac:(lia) ltac:(lia) ltac:(lia)) as A1.
      assert (I1 : L * Q * (P - N) <= amount0_delta true N P L * (N * P)) by (apply amount0_up_le;
        lia).
      injection H as <-. cbn [next_price amount_in amount_out fee_amount].
      assert (EO' : (if - amt <? amount1_delta false N P L then - amt else amount1_delta false N P
        L) = - amt).
      { destruct (Z.ltb_spec (- amt) (amount1_delta false N P L)); lia. }
      rewrite EO'.
      pose proof (cdiv_ge (amount0_delta true N P L * f) (E6 - f) ltac:(lia)).
      assert (0 <= cdiv (amount0_delta true N P L * f) (E6 - f)) by (apply cdiv_nonneg;
        [lia|apply Z.mul_nonneg_nonneg; lia]).
      unfold solvent. destruct (Z.leb_spec N P); [|lia].
      fin.
  - (* exact in, token1 in *)
    set (less := amt * (E6 - f) / E6) in *.
    assert (Hless : 0 <= less) by (apply Z.div_pos; [apply Z.mul_nonneg_nonneg; lia|lia]).
    assert (Hle : less * E6 <= amt * (E6 - f)) by (pose proof (div_lb (amt * (E6 - f)) E6); lia).
    pose proof (amount1_up_nonneg P T L ltac:(lia) ltac:(lia)) as A0.
    destruct (Z.leb_spec (amount1_delta true P T L) less) as [R|R].
    + injection H as <-. cbn [next_price amount_in amount_out fee_amount]. rewrite Z.eqb_refl.
    cbn [negb].
      unfold solvent. destruct (Z.leb_spec T P); [lia|].
      pose proof (cdiv_ge (amount1_delta true P T L * f) (E6 - f) ltac:(lia)).
      assert (0 <= cdiv (amount1_delta true P T L * f) (E6 - f)) by (apply cdiv_nonneg;
        [lia|apply Z.mul_nonneg_nonneg; lia]).
      fin.
    + destruct ((P <=? 0) || (L <=? 0)) eqn:E; [discriminate|]. apply orb_false_iff in E as [_ E].
    apply Z.leb_gt in E.
      destruct (next1_add_spec P L less E Hless) as [B SP].
      pose proof (next1_add_target P L less T ltac:(lia) E Hless R) as TG.
      injection H as <-. cbn [next_price amount_in amount_out fee_amount].
      set (N := next_price_token1_in P L less) in *.
      assert (AI : amount1_delta true P N L <= less) by (apply amount1_up_le; lia).
      pose proof (amount1_up_nonneg P N L ltac:(lia) ltac:(lia)) as A1.
      assert (LA : less <= amt). { apply (Zmult_le_reg_r _ _ E6); [lia|].
      assert (0 <= amt * f) by (apply Z.mul_nonneg_nonneg; lia). lia. }
      assert (S1 : solvent P N L (amount1_delta true P N L) (amount0_delta false P N L)).
      { unfold solvent. destruct (Z.leb_spec N P).
        - assert (N = P) by lia. replace N with P in * by lia.
          pose proof (proj1 (amount0_dn_ge P P L (amount0_delta false P P L) ltac:(lia) ltac:(lia)
            ltac:(lia)) ltac:(lia)) as X.
          rewrite !Z.sub_diag, !Z.mul_0_r in *. split; [apply Z.mul_nonneg_nonneg;
            [lia|apply Z.mul_nonneg_nonneg; lia]|].
          assert (0 < P * P) by (apply Z.mul_pos_pos; lia).
          assert (amount0_delta false P P L <= 0) by (apply (Zmult_le_reg_r _ _ (P*P)); lia).
          assert (amount0_delta false P P L * Q <= 0 * Q) by (apply Z.mul_le_mono_nonneg_r; lia).
          lia.
        - split; [apply amount1_up_le; lia|apply amount0_dn_ge; lia]. }
      destruct (Z.eqb_spec N T) as [NT|NT]; cbn [negb].
      * pose proof (cdiv_ge (amount1_delta true P N L * f) (E6 - f) ltac:(lia)).
        assert (0 <= cdiv (amount1_delta true P N L * f) (E6 - f)) by (apply cdiv_nonneg;
          [lia|apply Z.mul_nonneg_nonneg; lia]).
        fin.
      * fin.
        set (ai := amount1_delta true P N L) in *.
        assert (ai * E6 <= less * E6) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
  - (* exact out, token1 in, token0 out *)
    pose proof (amount1_up_nonneg P T L ltac:(lia) ltac:(lia)) as A0.
    destruct (Z.leb_spec (amount0_delta false P T L) (- amt)) as [R|R].
    + injection H as <-. cbn [next_price amount_in amount_out fee_amount].
      destruct (Z.ltb_spec (- amt) (amount0_delta false P T L)); [lia|].
      unfold solvent. destruct (Z.leb_spec T P); [lia|].
      pose proof (cdiv_ge (amount1_delta true P T L * f) (E6 - f) ltac:(lia)).
      assert (0 <= cdiv (amount1_delta true P T L * f) (E6 - f)) by (apply cdiv_nonneg;
        [lia|apply Z.mul_nonneg_nonneg; lia]).
      fin.
    + destruct ((P <=? 0) || (L <=? 0)) eqn:E; [discriminate|]. apply orb_false_iff in E as [_ E].
    apply Z.leb_gt in E.
      destruct (next_price_token0_out P L (- amt)) as [N|] eqn:EN; [|discriminate].
      destruct (next0_sub_spec P L (- amt) N HP E ltac:(lia) EN) as [B SP].
      pose proof (next0_sub_target P L (- amt) T N ltac:(lia) E ltac:(lia) R EN) as TG.
      assert (AO : - amt <= amount0_delta false P N L) by (apply amount0_dn_ge; lia).
      pose proof (amount1_up_nonneg P N L ltac:(lia) ltac:(lia)) as A1.
      assert (I1 : L * (N - P) <= amount1_delta true P N L * Q) by (apply amount1_up_le; lia).
      injection H as <-. cbn [next_price amount_in amount_out fee_amount].
      assert (EO' : (if - amt <? amount0_delta false P N L then - amt else amount0_delta false P N
        L) = - amt).
      { destruct (Z.ltb_spec (- amt) (amount0_delta false P N L)); lia. }
      rewrite EO'.
      pose proof (cdiv_ge (amount1_delta true P N L * f) (E6 - f) ltac:(lia)).
      assert (0 <= cdiv (amount1_delta true P N L * f) (E6 - f)) by (apply cdiv_nonneg;
        [lia|apply Z.mul_nonneg_nonneg; lia]).
      unfold solvent. destruct (Z.leb_spec N P).
      * assert (N = P) by lia. subst N. rewrite Z.sub_diag, Z.mul_0_r in SP.
        assert (0 < P * P) by (apply Z.mul_pos_pos; lia).
        assert (0 < - amt * (P * P)) by (apply Z.mul_pos_pos; lia). lia.
      * fin.
Qed.
#[local] Transparent SwapStep.amount0_delta SwapStep.amount1_delta SwapStep.next_price_token0_in
  SwapStep.next_price_token1_in SwapStep.next_price_token0_out SwapStep.next_price_token1_out.

(* ---- liveness: valid inputs never revert ---- *)
Lemma live1 P L a T : 0 < T <= P -> 0 < L -> 0 <= a -> a < amount1_delta false T P L -> exists N,
  next_price_token1_out P L a = Some N.
Proof.
  intros HT HL Ha HC. assert ((a + 1) * Q <= L * (P - T)) by (apply amount1_dn_ge; lia).
  unfold next_price_token1_out. cbv zeta. destruct (Z.ltb_spec (cdiv (a * Q) L) P); [eexists;
    reflexivity|].
  exfalso. assert (cdiv (a * Q) L <= P - T) by (apply cdiv_le_iff; lia). lia.
Qed.
Lemma live0 P L a T : 0 < P <= T -> 0 < L -> 0 <= a -> L * Q <= U -> a < amount0_delta false P T L
  ->
  exists N, next_price_token0_out P L a = Some N.
Proof.
  intros HT HL Ha HLU HC. assert (HK : (a + 1) * (P * T) <= L * Q * (T - P))
    by (apply amount0_dn_ge; lia).
  unfold next_price_token0_out. destruct (a =? 0); [eexists; reflexivity|]. cbv zeta.
  assert (HP : 0 < L * Q) by (apply Z.mul_pos_pos; lia). set (n := L * Q) in *. clearbody n.
  assert (a * P < n).
  { apply (Zmult_lt_reg_r _ _ T); [lia|]. assert (0 < P * T) by (apply Z.mul_pos_pos; lia).
    assert (0 < n * P) by (apply Z.mul_pos_pos; lia). lia. }
  destruct (Z.ltb_spec (a * P) U); [|lia]. destruct (Z.ltb_spec (a * P) n); [|lia].
  eexists; reflexivity.
Qed.
Theorem step_never_reverts P T L amt f : 0 < P -> 0 < T -> 0 <= L -> L * Q <= U -> 0 <= f < E6 ->
  exists r, compute_swap_step P T L amt f = Some r.
Proof.
  intros HP HT HL HLU Hf. unfold compute_swap_step.
  assert (L0 : L = 0 -> forall A B, 0 < A <= B -> amount0_delta true A B L = 0 /\ amount1_delta
    true A B L = 0
     /\ amount0_delta false A B L = 0 /\ amount1_delta false A B L = 0).
  { intros -> A B H. unfold SwapStep.amount0_delta, SwapStep.amount1_delta, cdiv.
  rewrite !Z.mul_0_l, !Z.add_0_l.
    repeat split; rewrite ?(Z.div_small (B-1) B), ?(Z.div_small (Q-1)
      Q), ?(Z.div_small 0 Q), ?(Z.div_small 0 B) by lia; try reflexivity.
    all: cbn [Z.add]; rewrite ?Z.add_0_l; apply Z.div_small; lia. }
  destruct (Z.leb_spec T P); destruct (Z.leb_spec 0 amt); cbn [negb andb].
  1,3: set (less := amt * (E6 - f) / E6); assert (0 <= less) by (apply Z.div_pos;
    [apply Z.mul_nonneg_nonneg; lia|lia]).
  - destruct (Z.leb_spec (amount0_delta true T P L) less); [eexists; reflexivity|].
    assert (L <> 0) by (intros E; destruct (L0 E T P ltac:(lia)) as (X & _); lia).
    destruct (Z.leb_spec P 0); [lia|]. destruct (Z.leb_spec L 0); [lia|]. eexists; reflexivity.
  - destruct (Z.leb_spec (amount1_delta true P T L) less); [eexists; reflexivity|].
    assert (L <> 0) by (intros E; destruct (L0 E P T ltac:(lia)) as (_ & X & _); lia).
    destruct (Z.leb_spec P 0); [lia|]. destruct (Z.leb_spec L 0); [lia|]. eexists; reflexivity.
  - destruct (Z.leb_spec (amount1_delta false T P L) (- amt)); [eexists; reflexivity|].
    assert (L <> 0) by (intros E; destruct (L0 E T P ltac:(lia)) as (_ & _ & _ & X); lia).
    destruct (Z.leb_spec P 0); [lia|]. destruct (Z.leb_spec L 0); [lia|]. cbn [orb].
    destruct (live1 P L (- amt) T) as [N ->]; try lia. eexists; reflexivity.
  - destruct (Z.leb_spec (amount0_delta false P T L) (- amt)); [eexists; reflexivity|].
    assert (L <> 0) by (intros E; destruct (L0 E P T ltac:(lia)) as (_ & _ & X & _); lia).
    destruct (Z.leb_spec P 0); [lia|]. destruct (Z.leb_spec L 0); [lia|]. cbn [orb].
    destruct (live0 P L (- amt) T) as [N ->]; try lia. eexists; reflexivity.
Qed.
End V3.
