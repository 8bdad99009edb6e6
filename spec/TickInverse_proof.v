(* Proof of TickMath.v, 3: getTickAtSqrtRatio is monotone; its two candidates are at most one tick
   apart. *)
From Coq Require Import ZArith Lia List.
From Assay Require Import Arith_proof TickMath.
Open Scope Z_scope.

Lemma sq_bounds r : 2 ^ 127 <= r < 2 ^ 128 -> 2 ^ 127 <= r * r / 2 ^ 127 < 2 ^ 129.
Proof.
  intros H. split.
  - apply Z.div_le_lower_bound; [reflexivity|]. apply Z.mul_le_mono_nonneg; try lia; discriminate.
  - apply Z.div_lt_upper_bound; [reflexivity|]. change (2^127 * 2^129) with (2^128 * 2^128).
    apply Z.mul_lt_mono_nonneg; lia.
Qed.
Lemma bit_cases q : 2 ^ 127 <= q < 2 ^ 129 ->
  (q / 2 ^ 128 = 0 /\ q < 2 ^ 128 /\ q / 2 ^ (q / 2 ^ 128) = q) \/
  (q / 2 ^ 128 = 1 /\ 2 ^ 128 <= q /\ q / 2 ^ (q / 2 ^ 128) = q / 2 /\ 2 ^ 127 <= q / 2 < 2 ^ 128).
Proof.
  intros H. destruct (Z_lt_ge_dec q (2 ^ 128)).
  - left. rewrite (Z.div_small q (2 ^ 128)) by lia. rewrite Z.pow_0_r, Z.div_1_r. lia.
  - right. assert (q / 2 ^ 128 = 1) as ->.
    { symmetry. apply Z.div_unique with (q - 2 ^ 128); lia. }
    rewrite Z.pow_1_r. repeat split; try lia.
    + apply Z.div_le_lower_bound; lia.
    + apply Z.div_lt_upper_bound; lia.
Qed.
Lemma frac_mono n : forall r r' a a',
  2 ^ 127 <= r < 2 ^ 128 -> 2 ^ 127 <= r' < 2 ^ 128 ->
  (a < a' \/ a = a' /\ r <= r') -> log2_fraction n r a <= log2_fraction n r' a'.
Proof.
  induction n as [|n IH]; intros r r' a a' B B' H; cbn [log2_fraction]; [lia|].
  pose proof (sq_bounds r B) as S. pose proof (sq_bounds r' B') as S'.
  assert (M : r <= r' -> r * r / 2 ^ 127 <= r' * r' / 2 ^ 127).
  { intros. apply Z.div_le_mono; [reflexivity|]. apply Z.mul_le_mono_nonneg; lia. }
  set (q := r * r / 2 ^ 127) in *. set (q' := r' * r' / 2 ^ 127) in *. clearbody q q'.
  destruct (bit_cases q S) as [(E & L & F)|(E & L & F & G)];
  destruct (bit_cases q' S') as [(E' & L' & F')|(E' & L' & F' & G')];
  rewrite F, F', E, E'; apply IH; try lia.
  assert (a < a' \/ a = a' /\ q / 2 <= q' / 2); [|lia].
  destruct H as [H|[H1 H2]]; [left; lia|right; split; [lia|]]. apply Z.div_le_mono; lia.
Qed.
Lemma norm_bounds p : 0 < p -> let msb := Z.log2 p in
  2 ^ 127 <= (if 128 <=? msb then p / 2 ^ (msb - 127) else p * 2 ^ (127 - msb)) < 2 ^ 128.
Proof.
  intros Hp msb. pose proof (Z.log2_spec p Hp) as [L U]. fold msb in L, U.
  pose proof (Z.log2_nonneg p). fold msb in H.
  destruct (Z.leb_spec 128 msb).
  - assert (0 < 2 ^ (msb - 127)) by (apply Z.pow_pos_nonneg; lia). split.
    + apply Z.div_le_lower_bound; [lia|]. rewrite <- Z.pow_add_r by lia.
    replace (msb - 127 + 127) with msb by ring. exact L.
    + apply Z.div_lt_upper_bound; [lia|]. rewrite <- Z.pow_add_r by lia.
    replace (msb - 127 + 128) with (Z.succ msb) by lia. exact U.
  - assert (0 < 2 ^ (127 - msb)) by (apply Z.pow_pos_nonneg; lia). split.
    + replace 127 with (msb + (127 - msb)) at 1 by ring. rewrite Z.pow_add_r by lia.
    apply Z.mul_le_mono_nonneg_r; lia.
    + replace 128 with (Z.succ msb + (127 - msb)) by lia. rewrite Z.pow_add_r by lia.
    apply Z.mul_lt_mono_pos_r; lia.
Qed.
Lemma log2fix_mono p p' : 0 < p <= p' -> log2_x14 p <= log2_x14 p'.
Proof.
  intros H. unfold log2_x14. pose proof (norm_bounds p ltac:(lia)) as B.
  pose proof (norm_bounds p' ltac:(lia)) as B'.
  cbv zeta in *. apply frac_mono; trivial.
  pose proof (Z.log2_le_mono p p' ltac:(lia)). set (m := Z.log2 p) in *. set (m' := Z.log2 p') in *.
  destruct (Z.eq_dec m m') as [E|E]; [right|left; lia]. split; [lia|]. rewrite <- E.
  destruct (Z.leb_spec 128 m).
  - apply Z.div_le_mono; [apply Z.pow_pos_nonneg; lia|lia].
  - apply Z.mul_le_mono_nonneg_r; [|lia]. apply Z.pow_nonneg. lia.
Qed.

Lemma tlow_thi p : tlow p <= thi p <= tlow p + 1.
Proof.
  unfold tlow, thi. set (x := log_sqrt10001 p). clearbody x. split.
  - apply Z.div_le_mono; [reflexivity|]. lia.
  - set (u := x - 3402992956809132418596140100660247210).
    replace (u / 2 ^ 128 + 1) with ((u + 1 * 2 ^ 128) / 2 ^ 128) by (apply Z.div_add; discriminate).
    apply Z.div_le_mono; [reflexivity|]. unfold u. lia.
Qed.
Lemma log_mono p p' : 0 < p <= p' -> tlow p <= tlow p' /\ thi p <= thi p'.
Proof.
  intros H. pose proof (log2fix_mono p p' H). unfold tlow, thi, log_sqrt10001.
  assert (log2_x14 p * 2 ^ 50 * 255738958999603826347141 <= log2_x14 p' * 2 ^ 50 *
    255738958999603826347141) by lia.
  split; (apply Z.div_le_mono; [reflexivity|lia]).
Qed.
(* so tick_at_sqrt_ratio is monotone *)
Theorem tick_at_sqrt_ratio_mono a b : 0 < a <= b -> tick_at_sqrt_ratio a <= tick_at_sqrt_ratio b.
Proof.
  intros H. unfold tick_at_sqrt_ratio. cbv zeta. destruct (log_mono (a * 2 ^ 32) (b * 2 ^ 32)
    ltac:(lia)) as [L U].
  pose proof (tlow_thi (a * 2 ^ 32)). pose proof (tlow_thi (b * 2 ^ 32)).
  set (la := tlow (a * 2 ^ 32)) in *. set (ha := thi (a * 2 ^ 32)) in *.
  set (lb := tlow (b * 2 ^ 32)) in *. set (hb := thi (b * 2 ^ 32)) in *. clearbody la ha lb hb.
  destruct (Z.eqb_spec la ha), (Z.eqb_spec lb hb); try lia.
  - destruct (sqrt_ratio_at_tick hb <=? b); lia.
  - destruct (sqrt_ratio_at_tick ha <=? a); lia.
  - destruct (Z.leb_spec (sqrt_ratio_at_tick ha) a), (Z.leb_spec (sqrt_ratio_at_tick hb) b);
    try lia.
    assert (ha <> hb) by (intros ->; lia). lia.
Qed.
