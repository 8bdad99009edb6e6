(* Proofs of SwapWords.v: on words, a step and the next prices are what they are over the integers;
   what the contract does not check fits. *)
From Coq Require Import ZArith Lia Bool.
From Assay Require Import Arith Arith_proof Checks MulDiv MulDiv_proof SwapStep SwapStep_proof.
From Assay Require Import SwapWords.
Open Scope Z_scope.

Lemma cdiv_by_one_or_more a b : 0 <= a -> 0 < b -> cdiv a b <= a.
Proof.
  intros Ha Hb. apply cdiv_le; [assumption|]. assert (a * 1 <= a * b) by
    (apply Z.mul_le_mono_nonneg_l; lia). lia.
Qed.

Lemma keeps_what_fits keep : keep = wrapping \/ keep = strict ->
  forall bits x, 0 <= x < 2 ^ bits -> keep bits x = Some x.
Proof.
  intros [-> | ->] bits x H.
  - unfold wrapping. rewrite Z.mod_small by exact H. reflexivity.
  - unfold strict, fits. destruct (Z.leb_spec 0 x), (Z.ltb_spec x (2 ^ bits)); lia || reflexivity.
Qed.

Section Words.
Variable f : formats.
Hypothesis Formats : formats_suffice f.
Variable keep : Z -> Z -> option Z.
Hypothesis keep_fits : forall bits x, 0 <= x < 2 ^ bits -> keep bits x = Some x.

Notation w := (word_bits f).
Notation p := (price_bits f).
Notation l := (liquidity_bits f).
Notation q := (fraction_bits f).
Notation W := (2 ^ word_bits f).
Notation Q := (2 ^ fraction_bits f).

Lemma w_large : 4 <= w.
Proof. apply Formats. Qed.
Lemma w_rounds : w <= 4 * 2 ^ Z.of_nat (newton_rounds f).
Proof. apply Formats. Qed.
Lemma Q_pos : 0 < Q.
Proof. apply Z.pow_pos_nonneg; [reflexivity|]. destruct Formats as (_ & _ & _ & F & _). lia. Qed.
Lemma W_pos : 0 < W.
Proof. apply Z.pow_pos_nonneg; [reflexivity|]. pose proof w_large. lia. Qed.
Lemma half_word : W = 2 * 2 ^ (w - 1).
Proof.
  replace w with (Z.succ (w - 1)) at 1 by lia. apply Z.pow_succ_r. pose proof w_large. lia.
Qed.
Lemma unit_pos : 0 < fee_unit f.
Proof. apply Formats. Qed.
Lemma price_is_short : 2 ^ p * Q <= W.
Proof.
  destruct Formats as (_ & A & _ & B & C & _). rewrite <- Z.pow_add_r by lia.
  apply Z.pow_le_mono_r; lia.
Qed.
Lemma price_is_word : 2 ^ p <= W.
Proof. pose proof price_is_short. pose proof Q_pos. pose proof (Z.pow_nonneg 2 p). nia. Qed.
Lemma price_is_below_squared_unit : 2 ^ p <= Q * Q.
Proof.
  destruct Formats as (_ & A & _ & B & _). rewrite <- Z.pow_add_r by lia.
  apply Z.pow_le_mono_r; lia.
Qed.

(* Liquidity in the price's fixed point, times a fee's unit, is a positive signed word. *)
Lemma scaled L : 0 <= L < 2 ^ l ->
  0 <= L * Q /\ L * Q * fee_unit f < 2 ^ (w - 1) /\ L * Q < 2 ^ (w - 1).
Proof.
  intros B. destruct Formats as (_ & _ & A & C & _ & U & D). pose proof Q_pos as HQ.
  rewrite Z.pow_add_r in D by lia. assert (P : 0 <= L * Q) by (apply Z.mul_nonneg_nonneg; lia).
  assert (H : L * Q < 2 ^ l * Q) by (apply Z.mul_lt_mono_pos_r; lia).
  set (n := L * Q) in *. set (m := 2 ^ l * Q) in *. clearbody n m.
  assert (n * fee_unit f < m * fee_unit f) by (apply Z.mul_lt_mono_pos_r; lia).
  assert (n * 1 <= n * fee_unit f) by (apply Z.mul_le_mono_nonneg_l; lia). lia.
Qed.
Lemma scaled_word L : 0 <= L < 2 ^ l -> 0 <= L * Q < W.
Proof.
  intros B. destruct (scaled L B) as (A & _ & C). pose proof half_word.
  pose proof (Z.pow_nonneg 2 (w - 1)). lia.
Qed.
Lemma liquidity_word L : 0 <= L < 2 ^ l -> 0 <= L < W.
Proof.
  intros B. pose proof (scaled_word L B). pose proof Q_pos.
  assert (L * 1 <= L * Q) by (apply Z.mul_le_mono_nonneg_l; lia). lia.
Qed.

(* ---- mulDiv and divRoundingUp where they fit ---- *)
Lemma up a b d r : 0 <= a < W -> 0 <= b < W -> 0 < d < W -> cdiv (a * b) d = r -> r < W ->
  mulDivRoundingUp w (newton_rounds f) a b d = Some r.
Proof.
  intros A B D <- F. rewrite mulDivRoundingUp_correct; try (exact A || exact B);
    [|exact w_large|exact w_rounds|unfold M; lia].
  unfold M. destruct (Z.ltb_spec 0 d); [|lia]. cbn [andb].
  destruct (Z.ltb_spec (cdiv (a * b) d) W); [reflexivity|lia].
Qed.
Lemma up_fails a b d : 0 <= a < W -> 0 <= b < W -> 0 < d < W -> W <= cdiv (a * b) d ->
  mulDivRoundingUp w (newton_rounds f) a b d = None.
Proof.
  intros A B D F. rewrite mulDivRoundingUp_correct; try (exact A || exact B);
    [|exact w_large|exact w_rounds|unfold M; lia].
  unfold M. destruct (Z.ltb_spec (cdiv (a * b) d) W); [lia|]. rewrite andb_false_r. reflexivity.
Qed.
Lemma down a b d r : 0 <= a < W -> 0 <= b < W -> 0 < d < W -> a * b / d = r -> r < W ->
  mulDiv w (newton_rounds f) a b d = Some r.
Proof.
  intros A B D <- F. rewrite mulDiv_correct; try (exact A || exact B);
    [|exact w_large|exact w_rounds|unfold M; lia].
  unfold M. destruct (Z.ltb_spec 0 d); [|lia]. cbn [andb].
  destruct (Z.ltb_spec (a * b / d) W); [reflexivity|lia].
Qed.
Lemma down_fails a b d : 0 <= a < W -> 0 <= b < W -> 0 < d < W -> W <= a * b / d ->
  mulDiv w (newton_rounds f) a b d = None.
Proof.
  intros A B D F. rewrite mulDiv_correct; try (exact A || exact B);
    [|exact w_large|exact w_rounds|unfold M; lia].
  unfold M. destruct (Z.ltb_spec (a * b / d) W); [lia|]. rewrite andb_false_r. reflexivity.
Qed.
Lemma unsafe_division x y : 0 <= x < W -> 0 < y -> divRoundingUp f keep x y = Some (cdiv x y).
Proof.
  intros X Y. unfold divRoundingUp, div. destruct (Z.eqb_spec y 0); [lia|].
  pose proof (cdiv_by_remainder x y Y) as E. pose proof (Z.mod_pos_bound x y Y).
  pose proof (cdiv_by_one_or_more x y ltac:(lia) Y). pose proof (cdiv_nonneg x y Y ltac:(lia)).
  replace (x / y + _) with (cdiv x y).
  - apply keep_fits. lia.
  - rewrite E. f_equal. destruct (Z.eqb_spec (x mod y) 0), (Z.ltb_spec 0 (x mod y)); lia.
Qed.

(* ---- amounts between two prices ---- *)
Lemma amount0_bound A B L : 0 < A <= B -> 0 <= L < 2 ^ l ->
  0 <= amount0_delta Q true A B L <= L * Q.
Proof.
  intros H HL. pose proof (scaled_word L HL). pose proof Q_pos. split.
  - apply amount0_up_nonneg; lia.
  - apply amount0_up_le; try lia. apply Z.mul_le_mono_nonneg_l; [lia|].
    assert (1 * B <= A * B) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
Qed.
Lemma amount1_bound A B L : 0 < A <= B -> B < 2 ^ p -> 0 <= L < 2 ^ l ->
  0 <= amount1_delta Q true A B L <= L * Q.
Proof.
  intros H HB HL. pose proof (scaled_word L HL). pose proof Q_pos.
  pose proof price_is_below_squared_unit. split.
  - apply amount1_up_nonneg; lia.
  - apply amount1_up_le; try lia. rewrite <- Z.mul_assoc. apply Z.mul_le_mono_nonneg_l; lia.
Qed.
Lemma down_at_most_up0 A B L : 0 < A <= B -> 0 <= L ->
  0 <= amount0_delta Q false A B L <= amount0_delta Q true A B L.
Proof.
  intros H HL. pose proof Q_pos.
  assert (N : 0 <= L * Q * (B - A)) by (repeat apply Z.mul_nonneg_nonneg; lia). split.
  - unfold amount0_delta. repeat (apply Z.div_pos; [|lia]). exact N.
  - assert (AB : 0 < A * B) by (apply Z.mul_pos_pos; lia).
    pose proof (proj1 (amount0_dn_ge Q A B L _ ltac:(lia) ltac:(lia) HL) (Z.le_refl _)) as D.
    pose proof (proj1 (amount0_up_le Q A B L _ ltac:(lia) ltac:(lia) HL) (Z.le_refl _)) as E.
    apply (Zmult_le_reg_r _ _ (A * B)); lia.
Qed.
Lemma down_at_most_up1 A B L : A <= B -> 0 <= L ->
  0 <= amount1_delta Q false A B L <= amount1_delta Q true A B L.
Proof.
  intros H HL. pose proof Q_pos.
  assert (N : 0 <= L * (B - A)) by (apply Z.mul_nonneg_nonneg; lia). split.
  - unfold amount1_delta. apply Z.div_pos; lia.
  - pose proof (proj1 (amount1_dn_ge Q Q_pos A B L _) (Z.le_refl _)) as D.
    pose proof (proj1 (amount1_up_le Q Q_pos A B L _) (Z.le_refl _)) as E.
    apply (Zmult_le_reg_r _ _ Q); lia.
Qed.

Lemma amount0_words upwards A B L : 0 < A <= B -> B < 2 ^ p -> 0 <= L < 2 ^ l ->
  getAmount0Delta f keep upwards A B L = Some (amount0_delta Q upwards A B L).
Proof.
  intros H HB HL. pose proof (scaled_word L HL) as N. pose proof price_is_word.
  unfold getAmount0Delta. destruct (Z.ltb_spec B A); [lia|].
  rewrite (keep_fits w) by exact N. cbn [bind]. rewrite (keep_fits p) by lia. cbn [bind].
  destruct (Z.ltb_spec 0 A); [|lia]. cbn [require bind].
  assert (P : 0 <= L * Q * (B - A)) by (apply Z.mul_nonneg_nonneg; lia).
  assert (S : L * Q * (B - A) <= L * Q * B) by (apply Z.mul_le_mono_nonneg_l; lia).
  destruct upwards.
  - assert (C : cdiv (L * Q * (B - A)) B <= L * Q) by (apply cdiv_le; lia).
    rewrite (up _ (B - A) B _ N ltac:(lia) ltac:(lia) eq_refl) by lia. cbn [bind].
    rewrite unsafe_division; [reflexivity| |lia]. split; [|lia]. apply cdiv_nonneg; lia.
  - assert (C : L * Q * (B - A) / B <= L * Q).
    { apply Z.div_le_upper_bound; lia. }
    rewrite (down _ (B - A) B _ N ltac:(lia) ltac:(lia) eq_refl) by lia. cbn [bind].
    unfold div. destruct (Z.eqb_spec A 0); [lia|]. reflexivity.
Qed.
Lemma amount1_words upwards A B L : 0 < A <= B -> B < 2 ^ p -> 0 <= L < 2 ^ l ->
  getAmount1Delta f keep upwards A B L = Some (amount1_delta Q upwards A B L).
Proof.
  intros H HB HL. pose proof (scaled_word L HL) as N. pose proof price_is_word.
  pose proof (liquidity_word L HL). pose proof price_is_short. pose proof Q_pos.
  assert (QW : Q < W).
  { assert (2 * Q <= 2 ^ p * Q); [|lia]. apply Z.mul_le_mono_nonneg_r; [lia|].
    change 2 with (2 ^ 1) at 1. apply Z.pow_le_mono_r; [lia|].
    destruct Formats as (_ & ? & _). lia. }
  pose proof (amount1_bound A B L H HB HL).
  pose proof (down_at_most_up1 A B L ltac:(lia) ltac:(lia)).
  unfold getAmount1Delta. destruct (Z.ltb_spec B A); [lia|].
  rewrite (keep_fits p) by lia. cbn [bind]. destruct upwards.
  - apply up; try lia. reflexivity.
  - apply down; try lia. reflexivity.
Qed.

(* ---- the next price ---- *)

(* The contract finds out by a division whether the product wrapped. *)
Lemma wrapped_product a P : 0 < a -> 0 < P -> P < W ->
  (div ((a * P) mod W) a =? P) = (a * P <? W).
Proof.
  intros A B C. assert (0 < a * P) by (apply Z.mul_pos_pos; lia).
  unfold div. destruct (Z.eqb_spec a 0); [lia|]. destruct (Z.ltb_spec (a * P) W).
  - rewrite Z.mod_small by lia. rewrite Z.mul_comm, Z.div_mul by lia. apply Z.eqb_refl.
  - apply Z.eqb_neq. intros E. pose proof (Z.mod_pos_bound (a * P) W W_pos).
    pose proof (div_lb ((a * P) mod W) a A). rewrite E in *. lia.
Qed.

Lemma next0_in_words P L a : 0 < P < 2 ^ p -> 0 < L < 2 ^ l -> 0 <= a < W ->
  next_price_from_amount0 f keep P L a true =
    (if L * Q / P + a <? W then Some (next_price_token0_in Q W P L a) else None).
Proof.
  intros HP HL Ha. pose proof (scaled_word L ltac:(lia)) as N. pose proof price_is_word as PW.
  pose proof Q_pos as HQ. assert (N1 : 0 < L * Q) by (apply Z.mul_pos_pos; lia).
  pose proof (next0_add_spec Q W HQ P L a ltac:(lia) ltac:(lia) ltac:(lia)) as [B _].
  unfold next_price_from_amount0, next_price_token0_in in *.
  assert (D : L * Q / P <= L * Q).
  { apply Z.div_le_upper_bound; [lia|].
    assert (1 * (L * Q) <= P * (L * Q)) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  assert (D0 : 0 <= L * Q / P) by (apply Z.div_pos; lia).
  destruct (Z.eqb_spec a 0) as [->|A0].
  { rewrite Z.add_0_r. destruct (Z.ltb_spec (L * Q / P) W); [reflexivity|lia]. }
  rewrite (keep_fits w) by exact N. cbn [bind].
  rewrite wrapped_product by lia. set (n := L * Q) in *. clearbody n.
  assert (AP : 0 < a * P) by (apply Z.mul_pos_pos; lia).
  destruct (Z.ltb_spec (a * P) W) as [X|X]; cbn [andb] in *.
  - rewrite (Z.mod_small (a * P)) by lia. destruct (Z.ltb_spec (n + a * P) W) as [Y|Y].
    + rewrite Z.mod_small by lia. destruct (Z.leb_spec n (n + a * P)); [|lia].
      assert (F : n / P + a < W).
      { apply Z.le_lt_trans with (n + a * P); [|lia].
        assert (a * 1 <= a * P) by (apply Z.mul_le_mono_nonneg_l; lia). lia. }
      destruct (Z.ltb_spec (n / P + a) W); [|lia].
      rewrite (up _ P (n + a * P) _ N ltac:(lia) ltac:(lia) eq_refl) by lia. cbn [bind].
      apply keep_fits. lia.
    + assert (E : (n + a * P) mod W = n + a * P - W).
      { symmetry. apply Z.mod_unique with 1; lia. }
      rewrite E. destruct (Z.leb_spec n (n + a * P - W)); [lia|].
      unfold checked, strict, fits, div. destruct (Z.eqb_spec P 0); [lia|].
      destruct (Z.leb_spec 0 (n / P + a)); [|lia]. cbn [andb].
      destruct (Z.ltb_spec (n / P + a) W); [|reflexivity]. cbn [bind].
      rewrite unsafe_division by lia. cbn [bind]. apply keep_fits. lia.
  - unfold checked, strict, fits, div. destruct (Z.eqb_spec P 0); [lia|].
    destruct (Z.leb_spec 0 (n / P + a)); [|lia]. cbn [andb].
    destruct (Z.ltb_spec (n / P + a) W); [|reflexivity]. cbn [bind].
    rewrite unsafe_division by lia. cbn [bind]. apply keep_fits. lia.
Qed.

Definition if_below bits (x : option Z) : option Z :=
  match x with Some y => if y <? 2 ^ bits then Some y else None | None => None end.

Lemma next0_out_words P L a : 0 < P < 2 ^ p -> 0 < L < 2 ^ l -> 0 <= a < W ->
  next_price_from_amount0 f keep P L a false = if_below p (next_price_token0_out Q W P L a).
Proof.
  intros HP HL Ha. pose proof (scaled_word L ltac:(lia)) as N. pose proof price_is_word as PW.
  pose proof Q_pos as HQ. assert (N1 : 0 < L * Q) by (apply Z.mul_pos_pos; lia).
  unfold next_price_from_amount0, next_price_token0_out, if_below.
  destruct (Z.eqb_spec a 0) as [->|A0].
  { destruct (Z.ltb_spec P (2 ^ p)); [reflexivity|lia]. }
  rewrite (keep_fits w) by exact N. cbn [bind].
  rewrite wrapped_product by lia. set (n := L * Q) in *. clearbody n.
  assert (AP : 0 < a * P) by (apply Z.mul_pos_pos; lia).
  destruct (Z.ltb_spec (a * P) W) as [X|X]; cbn [andb require bind]; [|reflexivity].
  rewrite (Z.mod_small (a * P)) by lia. destruct (Z.ltb_spec (a * P) n) as [Y|Y];
    cbn [require bind]; [|reflexivity].
  rewrite (keep_fits w) by lia. cbn [bind].
  assert (C0 : 0 <= cdiv (n * P) (n - a * P)).
  { apply cdiv_nonneg; [lia|]. apply Z.mul_nonneg_nonneg; lia. }
  destruct (Z_lt_ge_dec (cdiv (n * P) (n - a * P)) W) as [F|F].
  - rewrite (up _ P (n - a * P) _ N ltac:(lia) ltac:(lia) eq_refl) by lia. cbn [bind].
    unfold checked, strict, fits. destruct (Z.leb_spec 0 (cdiv (n * P) (n - a * P))); [|lia].
    cbn [andb]. reflexivity.
  - rewrite (up_fails _ P (n - a * P) N ltac:(lia) ltac:(lia)) by lia. cbn [bind].
    destruct (Z.ltb_spec (cdiv (n * P) (n - a * P)) (2 ^ p)); [lia|]. reflexivity.
Qed.

Lemma unit_word : Q < W.
Proof.
  pose proof price_is_short. pose proof Q_pos.
  assert (2 * Q <= 2 ^ p * Q); [|lia]. apply Z.mul_le_mono_nonneg_r; [lia|].
  change 2 with (2 ^ 1) at 1. apply Z.pow_le_mono_r; [lia|].
  destruct Formats as (_ & ? & _). lia.
Qed.
Lemma short_amount a : 0 <= a <= 2 ^ p - 1 -> 0 <= a * Q < W.
Proof.
  intros Ha. pose proof price_is_short. pose proof Q_pos. split.
  - apply Z.mul_nonneg_nonneg; lia.
  - assert (a * Q < 2 ^ p * Q) by (apply Z.mul_lt_mono_pos_r; lia). lia.
Qed.

Lemma next1_in_words P L a : 0 < P < 2 ^ p -> 0 < L < 2 ^ l -> 0 <= a < W ->
  next_price_from_amount1 f keep P L a true = if_below p (Some (next_price_token1_in Q P L a)).
Proof.
  intros HP HL Ha. pose proof (liquidity_word L ltac:(lia)). pose proof price_is_word.
  pose proof Q_pos. pose proof unit_word.
  assert (N : 0 <= a * Q / L) by (apply Z.div_pos; [apply Z.mul_nonneg_nonneg|]; lia).
  unfold next_price_from_amount1, next_price_token1_in, if_below.
  assert (E : forall x, 0 <= x -> (let? sum := checked w (P + x) in checked p sum)
                = if P + x <? 2 ^ p then Some (P + x) else None).
  { intros x X. unfold checked, strict, fits. destruct (Z.leb_spec 0 (P + x)); [|lia]. cbn [andb].
    destruct (Z.ltb_spec (P + x) W); cbn [bind].
    - destruct (Z.leb_spec 0 (P + x)); [|lia]. reflexivity.
    - destruct (Z.ltb_spec (P + x) (2 ^ p)); [lia|reflexivity]. }
  destruct (Z.leb_spec a (2 ^ p - 1)).
  - rewrite (keep_fits w) by (apply short_amount; lia). cbn [bind].
    destruct (Z.ltb_spec 0 L); [|lia]. cbn [require bind]. apply E. exact N.
  - destruct (Z_lt_ge_dec (a * Q / L) W) as [F|F].
    + rewrite (down _ Q L _ Ha ltac:(lia) ltac:(lia) eq_refl) by lia. cbn [bind].
      apply E. exact N.
    + rewrite (down_fails _ Q L Ha ltac:(lia) ltac:(lia)) by lia. cbn [bind].
      destruct (Z.ltb_spec (P + a * Q / L) (2 ^ p)); [lia|reflexivity].
Qed.
Lemma next1_out_words P L a : 0 < P < 2 ^ p -> 0 < L < 2 ^ l -> 0 <= a < W ->
  next_price_from_amount1 f keep P L a false = next_price_token1_out Q P L a.
Proof.
  intros HP HL Ha. pose proof (liquidity_word L ltac:(lia)). pose proof price_is_word.
  pose proof Q_pos. pose proof unit_word.
  assert (N : 0 <= cdiv (a * Q) L) by (apply cdiv_nonneg; [|apply Z.mul_nonneg_nonneg]; lia).
  unfold next_price_from_amount1, next_price_token1_out. cbv zeta.
  assert (E : (let? _ := require (cdiv (a * Q) L <? P) in keep p (P - cdiv (a * Q) L))
              = if cdiv (a * Q) L <? P then Some (P - cdiv (a * Q) L) else None).
  { destruct (Z.ltb_spec (cdiv (a * Q) L) P); cbn [require bind]; [|reflexivity].
    apply keep_fits. lia. }
  destruct (Z.leb_spec a (2 ^ p - 1)).
  - pose proof (short_amount a ltac:(lia)). rewrite (keep_fits w) by lia. cbn [bind].
    rewrite unsafe_division by lia. exact E.
  - destruct (Z_lt_ge_dec (cdiv (a * Q) L) W) as [F|F].
    + rewrite (up _ Q L _ Ha ltac:(lia) ltac:(lia) eq_refl) by lia. exact E.
    + rewrite (up_fails _ Q L Ha ltac:(lia) ltac:(lia)) by lia. cbn [bind].
      destruct (Z.ltb_spec (cdiv (a * Q) L) P); [lia|reflexivity].
Qed.

(* ---- computeSwapStep ---- *)

(* [N] is where a step from [P] may end. *)
Definition ahead (go_down : bool) P N := if go_down then 0 < N <= P else 0 < P <= N.
Definition exact_input (go_down : bool) P N L :=
  if go_down then amount0_delta Q true N P L else amount1_delta Q true P N L.
Definition exact_output (go_down : bool) P N L :=
  if go_down then amount1_delta Q false N P L else amount0_delta Q false P N L.

Lemma input_words go_down P N L : ahead go_down P N -> P < 2 ^ p -> N < 2 ^ p -> 0 <= L < 2 ^ l ->
  input_delta f keep go_down P N L = Some (exact_input go_down P N L) /\
  0 <= exact_input go_down P N L <= L * Q.
Proof.
  unfold ahead, input_delta, exact_input. intros A HP HN HL. destruct go_down.
  - split; [apply amount0_words|apply amount0_bound]; lia.
  - split; [apply amount1_words|apply amount1_bound]; lia.
Qed.
Lemma output_words go_down P N L : ahead go_down P N -> P < 2 ^ p -> N < 2 ^ p -> 0 <= L < 2 ^ l ->
  output_delta f keep go_down P N L = Some (exact_output go_down P N L) /\
  0 <= exact_output go_down P N L <= L * Q.
Proof.
  unfold ahead, output_delta, exact_output. intros A HP HN HL. destruct go_down.
  - split; [apply amount1_words; lia|]. pose proof (down_at_most_up1 N P L ltac:(lia) ltac:(lia)).
    pose proof (amount1_bound N P L A ltac:(lia) HL). lia.
  - split; [apply amount0_words; lia|]. pose proof (down_at_most_up0 P N L A ltac:(lia)).
    pose proof (amount0_bound P N L A HL). lia.
Qed.

Lemma unit_is_word : fee_unit f < W.
Proof.
  pose proof (scaled 1) as S. destruct Formats as (_ & _ & A & _). pose proof half_word.
  assert (2 ^ 1 <= 2 ^ l) by (apply Z.pow_le_mono_r; lia). change (2 ^ 1) with 2 in *.
  destruct (S ltac:(lia)) as (_ & U & _). pose proof Q_pos. pose proof unit_pos.
  assert (1 * fee_unit f <= Q * fee_unit f) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
Qed.
Lemma complement fee : 0 <= fee < fee_unit f ->
  keep (fee_bits f) (fee_unit f - fee) = Some (fee_unit f - fee).
Proof. intros F. apply keep_fits. destruct Formats as (_ & _ & _ & _ & _ & U & _). lia. Qed.

Lemma fee_words a L fee : 0 <= L < 2 ^ l -> 0 <= a <= L * Q -> 0 <= fee < fee_unit f ->
  mulDivRoundingUp w (newton_rounds f) a fee (fee_unit f - fee)
    = Some (cdiv (a * fee) (fee_unit f - fee)) /\
  0 <= cdiv (a * fee) (fee_unit f - fee) /\
  a + cdiv (a * fee) (fee_unit f - fee) < 2 ^ (w - 1).
Proof.
  intros HL HA F. destruct (scaled L HL) as (_ & S & S1). pose proof half_word.
  pose proof unit_is_word. assert (N : 0 <= a * fee) by (apply Z.mul_nonneg_nonneg; lia).
  pose proof (cdiv_by_one_or_more (a * fee) (fee_unit f - fee) N ltac:(lia)).
  pose proof (cdiv_nonneg (a * fee) (fee_unit f - fee) ltac:(lia) N).
  assert (a * fee <= a * (fee_unit f - 1)) by (apply Z.mul_le_mono_nonneg_l; lia).
  assert (a * fee_unit f <= L * Q * fee_unit f) by (apply Z.mul_le_mono_nonneg_r; lia).
  split; [|lia]. apply up; lia || reflexivity.
Qed.

(* The start of an exact input: what is left of it after the fee. *)
Lemma less_words amount fee : 0 <= amount < 2 ^ (w - 1) -> 0 <= fee < fee_unit f ->
  let less := amount * (fee_unit f - fee) / fee_unit f in
  mulDiv w (newton_rounds f) amount (fee_unit f - fee) (fee_unit f) = Some less /\
  0 <= less <= amount.
Proof.
  intros A F less. pose proof unit_is_word. pose proof half_word.
  assert (0 <= amount * (fee_unit f - fee)) by (apply Z.mul_nonneg_nonneg; lia).
  assert (B : 0 <= less <= amount).
  { split; [apply Z.div_pos; lia|]. apply Z.div_le_upper_bound; [lia|].
    rewrite (Z.mul_comm (fee_unit f)). apply Z.mul_le_mono_nonneg_l; lia. }
  split; [|exact B]. apply down; lia || reflexivity.
Qed.

(* Where the contract's own conditions on the way to the next price hold, they were not needed. *)
Lemma input_price go_down P T L a N : ahead go_down P T -> 0 < P < 2 ^ p -> T < 2 ^ p ->
  0 < L < 2 ^ l -> 0 <= a < 2 ^ (w - 1) -> a < exact_input go_down P T L ->
  N = (if go_down then next_price_token0_in Q W P L a else next_price_token1_in Q P L a) ->
  getNextSqrtPriceFromInput f keep P L a go_down = Some N.
Proof.
  intros A HP HT HL Ha C ->. pose proof half_word. pose proof Q_pos.
  destruct (scaled L ltac:(lia)) as (S0 & _ & S).
  unfold getNextSqrtPriceFromInput. destruct (Z.ltb_spec 0 P), (Z.ltb_spec 0 L); try lia.
  cbn [andb require bind]. unfold ahead, exact_input in *. destruct go_down.
  - rewrite next0_in_words by lia.
    assert (L * Q / P <= L * Q).
    { apply Z.div_le_upper_bound; [lia|].
      assert (1 * (L * Q) <= P * (L * Q)) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
    destruct (Z.ltb_spec (L * Q / P + a) W); [reflexivity|lia].
  - rewrite next1_in_words by lia. unfold if_below.
    pose proof (next1_add_target Q Q_pos P L a T ltac:(lia) ltac:(lia) ltac:(lia) C).
    destruct (Z.ltb_spec (next_price_token1_in Q P L a) (2 ^ p)); [reflexivity|lia].
Qed.
Lemma output_price go_down P T L a N : ahead go_down P T -> 0 < P < 2 ^ p -> 0 < T < 2 ^ p ->
  0 < L < 2 ^ l -> 0 <= a < W -> a < exact_output go_down P T L ->
  (if go_down then next_price_token1_out Q P L a else next_price_token0_out Q W P L a) = Some N ->
  getNextSqrtPriceFromOutput f keep P L a go_down = Some N.
Proof.
  intros A HP HT HL Ha C E. pose proof Q_pos. pose proof W_pos.
  unfold getNextSqrtPriceFromOutput. destruct (Z.ltb_spec 0 P), (Z.ltb_spec 0 L); try lia.
  cbn [andb require bind]. unfold ahead, exact_output in *. destruct go_down.
  - rewrite next1_out_words by lia. exact E.
  - rewrite next0_out_words by lia. rewrite E. unfold if_below.
    pose proof (next0_sub_target Q W Q_pos P L a T N A ltac:(lia) ltac:(lia) C E).
    destruct (Z.ltb_spec N (2 ^ p)); [reflexivity|lia].
Qed.

(* The end of a step, once the next price is known. *)
Lemma known_or_computed (known : bool) (a exact : Z) computed : computed = Some exact ->
  (known = true -> a = exact) -> (if known then Some a else computed) = Some exact.
Proof. intros E K. destruct known; [rewrite (K eq_refl); reflexivity|exact E]. Qed.

Section Step.
Variables P T L amount fee : Z.
Hypothesis HP : 0 < P < 2 ^ p.
Hypothesis HT : 0 < T < 2 ^ p.
Hypothesis HL : 0 <= L < 2 ^ l.
Hypothesis HA : - 2 ^ (w - 1) <= amount < 2 ^ (w - 1).
Hypothesis HF : 0 <= fee < fee_unit f.
Let go_down := T <=? P.
Let exact_in := 0 <=? amount.

Lemma target_ahead : ahead go_down P T.
Proof. unfold ahead, go_down. destruct (Z.leb_spec T P); lia. Qed.

(* SwapStep's next price, as it stands in compute_swap_step. *)
Definition exact_price : option Z :=
  if exact_in then
    let less := amount * (fee_unit f - fee) / fee_unit f in
    if exact_input go_down P T L <=? less then Some T
    else if (P <=? 0) || (L <=? 0) then None
    else Some (if go_down then next_price_token0_in Q W P L less
               else next_price_token1_in Q P L less)
  else
    if exact_output go_down P T L <=? - amount then Some T
    else if (P <=? 0) || (L <=? 0) then None
    else (if go_down then next_price_token1_out Q P L (- amount)
          else next_price_token0_out Q W P L (- amount)).

Lemma start_words N : exact_price = Some N -> exists known_in known_out,
  to_next_price f keep go_down exact_in P T L amount fee = Some (N, known_in, known_out) /\
  (exact_in = true -> known_in = exact_input go_down P T L) /\
  (exact_in = false -> known_out = exact_output go_down P T L).
Proof.
  unfold exact_price, to_next_price. intros X. pose proof target_ahead as A. pose proof half_word.
  destruct (input_words go_down P T L A ltac:(lia) ltac:(lia) HL) as [IE IB].
  destruct (output_words go_down P T L A ltac:(lia) ltac:(lia) HL) as [OE OB].
  assert (E : exact_in = true /\ 0 <= amount \/ exact_in = false /\ amount < 0).
  { unfold exact_in. destruct (Z.leb_spec 0 amount); [left|right]; split; trivial; lia. }
  destruct E as [[-> S] | [-> S]].
  - destruct (less_words amount fee ltac:(lia) HF) as [LE LB]. cbv zeta in X.
    rewrite (complement fee HF). cbn [bind]. rewrite LE. cbn [bind]. rewrite IE. cbn [bind].
    set (less := amount * (fee_unit f - fee) / fee_unit f) in *.
    destruct (Z.leb_spec (exact_input go_down P T L) less) as [R|R].
    + injection X as <-. eexists _, _. repeat split; discriminate.
    + destruct (Z.leb_spec P 0); [lia|]. destruct (Z.leb_spec L 0); [discriminate|].
      cbn [orb] in X. injection X as X.
      rewrite (input_price go_down P T L less N) by (trivial; lia || (symmetry; exact X)).
      cbn [bind]. eexists _, _. repeat split; discriminate.
  - rewrite (keep_fits w) by lia. cbn [bind]. rewrite OE. cbn [bind].
    destruct (Z.leb_spec (exact_output go_down P T L) (- amount)) as [R|R].
    + injection X as <-. eexists _, _. repeat split; discriminate.
    + destruct (Z.leb_spec P 0); [lia|]. destruct (Z.leb_spec L 0); [discriminate|].
      cbn [orb] in X.
      rewrite (output_price go_down P T L (- amount) N) by (trivial; lia).
      cbn [bind]. eexists _, _. repeat split; discriminate.
Qed.

Theorem step_on_words : exists step,
  compute_swap_step Q W (fee_unit f) P T L amount fee = Some step /\
  computeSwapStep f keep P T L amount fee
    = Some (next_price step, amount_in step, amount_out step, fee_amount step) /\
  next_price step < 2 ^ p /\ amount_in step + fee_amount step < 2 ^ (w - 1) /\
  0 <= amount_out step < 2 ^ (w - 1).
Proof.
  pose proof Q_pos as HQ. pose proof unit_pos as HE. pose proof half_word as HW.
  destruct (scaled L HL) as (S0 & _ & S1).
  destruct (step_never_reverts Q W (fee_unit f) HQ HE P T L amount fee) as [step H]; try lia.
  exists step. split; [exact H|].
  pose proof (step_spec Q W (fee_unit f) HQ HE P T L amount fee step ltac:(lia) ltac:(lia)
    ltac:(lia) HF H) as (B & N0 & I0 & F0 & _ & SI & SO & _).
  change (match exact_price with
    | None => None
    | Some N =>
      let ain := exact_input go_down P N L in
      let aout := exact_output go_down P N L in
      let aout := if negb exact_in && (- amount <? aout) then - amount else aout in
      let fee := if exact_in && negb (N =? T) then amount - ain
                 else cdiv (ain * fee) (fee_unit f - fee) in
      Some {| next_price := N; amount_in := ain; amount_out := aout; fee_amount := fee |}
    end = Some step) in H.
  destruct exact_price as [N|] eqn:X; [|discriminate].
  destruct (start_words N X) as (known_in & known_out & ST & KI & KO).
  cbv zeta in H. injection H as <-. clear X. cbn [next_price amount_in amount_out fee_amount] in *.
  assert (NP : N < 2 ^ p) by (clear - B HP HT; destruct B; lia).
  assert (A : ahead go_down P N).
  { pose proof target_ahead as A. unfold ahead in *. destruct go_down, B; lia. }
  destruct (input_words go_down P N L A ltac:(lia) NP HL) as [IE IB].
  destruct (output_words go_down P N L A ltac:(lia) NP HL) as [OE OB].
  destruct (fee_words (exact_input go_down P N L) L fee HL IB HF) as (FE & FB & FS).
  unfold computeSwapStep. cbv zeta. fold go_down exact_in. rewrite ST. cbn [bind fst snd].
  rewrite (known_or_computed _ _ _ _ IE) by
    (intros K; apply andb_true_iff in K as [K1 K2]; apply Z.eqb_eq in K1;
     rewrite (KI K2), K1; reflexivity).
  rewrite (known_or_computed _ _ _ _ OE) by
    (intros K; apply andb_true_iff in K as [K1 K2]; apply Z.eqb_eq in K1;
     apply negb_true_iff in K2; rewrite (KO K2), K1; reflexivity).
  assert (E : exact_in = true /\ 0 <= amount \/ exact_in = false /\ amount < 0).
  { unfold exact_in. destruct (Z.leb_spec 0 amount); [left|right]; split; trivial; lia. }
  set (ain := exact_input go_down P N L) in *. set (aout := exact_output go_down P N L) in *.
  clearbody ain aout.
  clearbody exact_in.
  destruct E as [[EQ S] | [EQ S]]; rewrite EQ in F0, SI, SO |- *; cbn [andb negb bind] in *.
  - destruct (Z.eqb_spec N T) as [NT|NT]; cbn [negb] in *.
    + rewrite (complement fee HF). cbn [bind]. rewrite FE. cbn [bind].
      split; [reflexivity|]. lia.
    + rewrite (keep_fits w) by lia. cbn [bind]. split; [reflexivity|]. lia.
  - rewrite (keep_fits w) by lia. cbn [bind]. rewrite (complement fee HF). cbn [bind].
    rewrite FE. cbn [bind]. split; [reflexivity|].
    destruct (Z.ltb_spec (- amount) aout); lia.
Qed.
End Step.

Theorem amounts_on_words upwards A B L : 0 < A <= B -> B < 2 ^ p -> 0 <= L < 2 ^ l ->
  let amount0 := Some (amount0_delta Q upwards A B L) in
  let amount1 := Some (amount1_delta Q upwards A B L) in
  getAmount0Delta f keep upwards A B L = amount0 /\ getAmount0Delta f keep upwards B A L = amount0
  /\ getAmount1Delta f keep upwards A B L = amount1
  /\ getAmount1Delta f keep upwards B A L = amount1.
Proof.
  intros H HB HL amount0 amount1.
  pose proof (amount0_words upwards A B L H HB HL) as E0.
  pose proof (amount1_words upwards A B L H HB HL) as E1.
  assert (S : (if A <? B then A else B) = A /\ (if A <? B then B else A) = B).
  { destruct (Z.ltb_spec A B); lia. }
  repeat split; trivial.
  - unfold amount0. rewrite <- E0. unfold getAmount0Delta. destruct S as [-> ->].
    destruct (Z.ltb_spec B A); [lia|]. reflexivity.
  - unfold amount1. rewrite <- E1. unfold getAmount1Delta. destruct S as [-> ->].
    destruct (Z.ltb_spec B A); [lia|]. reflexivity.
Qed.

Theorem next_prices_on_words P L a : 0 < P < 2 ^ p -> 0 < L < 2 ^ l -> 0 <= a < W ->
  next_price_from_amount0 f keep P L a true
    = (if L * Q / P + a <? W then Some (next_price_token0_in Q W P L a) else None) /\
  next_price_from_amount0 f keep P L a false
    = bind (next_price_token0_out Q W P L a) (checked p) /\
  next_price_from_amount1 f keep P L a true = checked p (next_price_token1_in Q P L a) /\
  next_price_from_amount1 f keep P L a false = next_price_token1_out Q P L a.
Proof.
  intros HP HL Ha. pose proof Q_pos as HQ.
  assert (C : forall x, 0 <= x -> (if x <? 2 ^ p then Some x else None) = checked p x).
  { intros x X. unfold checked, strict, fits. destruct (Z.leb_spec 0 x); [reflexivity|lia]. }
  split; [apply next0_in_words; assumption|]. split; [|split].
  - rewrite next0_out_words by assumption.
    destruct (next_price_token0_out Q W P L a) as [N|] eqn:E; cbn [if_below bind]; [|reflexivity].
    apply C. apply next0_sub_spec in E; lia.
  - rewrite next1_in_words by assumption. cbn [if_below]. apply C.
    pose proof (next1_add_spec Q HQ P L a ltac:(lia) ltac:(lia)). lia.
  - apply next1_out_words; assumption.
Qed.
End Words.

Lemma evm_formats_suffice : formats_suffice evm_formats.
Proof. unfold formats_suffice, evm_formats. cbn -[Z.pow Z.mul]. repeat split; discriminate. Qed.
