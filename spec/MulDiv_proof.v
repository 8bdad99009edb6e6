(* Proofs of MulDiv.v: floor and ceiling of a * b / d exactly where they fit, reverts elsewhere. *)
From Coq Require Import ZArith Lia Znumtheory Bool.
From Assay Require Import Arith Arith_proof MulDiv.
Open Scope Z_scope.

Section W.
Variable w : Z.
Hypothesis Hw : 4 <= w.
Notation M := (M w).
Notation add := (add w).
Notation sub := (sub w).
Notation mul := (mul w).
Notation bnot := (bnot w).
Notation newton := (newton w).
Notation mulDiv := (mulDiv w).
Notation mulDivRoundingUp := (mulDivRoundingUp w).

Lemma M16 : 16 <= M.
Proof. unfold M. change 16 with (2 ^ 4). apply Z.pow_le_mono_r; lia. Qed.

(* 1. the mulmod trick *)
Lemma hi_word a b : 0 <= a < M -> 0 <= b < M ->
  let mm := mulmod a b (bnot 0) in let p0 := mul a b in
  sub (sub mm p0) (lt mm p0) = (a * b) / M /\ (a * b) / M <= M - 2.
Proof.
  intros Ha Hb. cbv zeta. pose proof M16 as HM. unfold mulmod, bnot, mul, sub, lt.
  rewrite Z.sub_0_r. destruct (Z.eqb_spec (M - 1) 0); [lia|].
  assert (HP : 0 <= a * b <= (M - 1) * (M - 1)).
  { split; [apply Z.mul_nonneg_nonneg; lia | apply Z.mul_le_mono_nonneg; lia]. }
  set (P := a * b) in *. clearbody P.
  pose proof (Z.div_mod P M ltac:(lia)) as E. pose proof (Z.mod_pos_bound P M ltac:(lia)) as B.
  set (p1 := P / M) in *. set (p0 := P mod M) in *. clearbody p0 p1.
  assert (B1 : 0 <= p1 <= M - 2).
  { split; apply Z.lt_succ_r; apply (Zmult_lt_reg_r _ _ M); lia. }
  split; [|lia].
  assert (Emm : P mod (M - 1) = if p1 + p0 <? M - 1 then p1 + p0 else p1 + p0 - (M - 1)).
  { destruct (Z.ltb_spec (p1 + p0) (M - 1)); symmetry.
    - apply Z.mod_unique with p1; lia.
    - apply Z.mod_unique with (p1 + 1); lia. }
  rewrite Emm. clear Emm. destruct (Z.ltb_spec (p1 + p0) (M - 1)).
  - destruct (Z.ltb_spec (p1 + p0) p0); [lia|]. rewrite Z.sub_0_r, Z.mod_mod by lia.
    replace (p1 + p0 - p0) with p1 by ring. apply Z.mod_small. lia.
  - destruct (Z.ltb_spec (p1 + p0 - (M - 1)) p0); [|lia].
    rewrite Zminus_mod_idemp_l. symmetry. apply Z.mod_unique with (-1); lia.
Qed.

(* 3. lowest set bit *)
Lemma odd_part d : 0 < d -> exists j o, 0 <= j /\ d = 2 ^ j * o /\ Z.odd o = true /\ 0 < o.
Proof.
  intros Hd. destruct d as [|p|]; try lia. clear Hd. induction p as [p IH|p IH|].
  - exists 0, (Zpos p~1). repeat split; lia.
  - destruct IH as (j & o & Hj & E & O & P). exists (Z.succ j), o. repeat split; try lia; trivial.
    rewrite Z.pow_succ_r by lia. lia.
  - exists 0, 1. repeat split; lia.
Qed.
Lemma lowbit j o : 0 <= j -> Z.odd o = true -> 0 < o -> 2 ^ j * o < M ->
  band (sub 0 (2 ^ j * o)) (2 ^ j * o) = 2 ^ j /\ j < w.
Proof.
  intros Hj Ho Hp HM. assert (P : 0 < 2 ^ j) by (apply Z.pow_pos_nonneg; lia).
  assert (HM0 := M16).
  assert (Hjw : j < w).
  { apply (Z.pow_lt_mono_r_iff 2); try lia. fold M. assert (2^j*1 <= 2^j*o)
    by (apply Z.mul_le_mono_nonneg_l; lia). lia. }
  split; [|exact Hjw].
  unfold sub, band. rewrite Z.sub_0_l.
  rewrite <- (Z.mod_unique (- (2 ^ j * o)) M (-1) (M - 2 ^ j * o)) by
    (assert (0 < 2^j*o) by (apply Z.mul_pos_pos; lia); lia).
  apply Z.odd_spec in Ho as [m Em].
  assert (EM : M = 2 ^ j * (2 * 2 ^ (w - j - 1))).
  { unfold M. rewrite <- Z.pow_succ_r, <- Z.pow_add_r by lia. f_equal. lia. }
  set (q := w - j - 1) in *. assert (Hq : 0 <= q) by (unfold q; lia).
  assert (Hm : 0 <= m) by lia.
  replace (M - 2 ^ j * o) with ((2 * (2 ^ q - 1 - m) + 1) * 2 ^ j) by (rewrite EM, Em; ring).
  replace (2 ^ j * o) with ((2 * m + 1) * 2 ^ j) by (rewrite Em; ring).
  rewrite <- !Z.shiftl_mul_pow2 by lia. rewrite <- Z.shiftl_land.
  rewrite Z.shiftl_mul_pow2 by lia.
  enough (L : Z.land (2 * (2 ^ q - 1 - m) + 1) (2 * m + 1) = 1) by (rewrite L; ring).
  assert (Hmq : m < 2 ^ q).
  { rewrite EM, Em in HM. apply Z.mul_lt_mono_pos_l in HM; lia. }
  replace (2 ^ q - 1 - m) with (Z.lnot m mod 2 ^ q).
  2:{ symmetry. apply Z.mod_unique with (-1); [lia|]. pose proof (Z.add_lnot_diag m). lia. }
  rewrite <- Z.land_ones by lia.
  apply Z.bits_inj'. intros n Hn. rewrite Z.land_spec.
  destruct (Z.eq_dec n 0) as [->|].
  - rewrite !Z.testbit_odd_0. reflexivity.
  - replace n with (Z.succ (Z.pred n)) by lia. rewrite !Z.testbit_odd_succ by lia.
    rewrite !Z.land_spec, Z.lnot_spec by lia.
    change 1 with (2 * 0 + 1). rewrite Z.testbit_odd_succ, Z.bits_0 by lia.
    destruct (Z.testbit m (Z.pred n)), (Z.testbit (Z.ones q) (Z.pred n)); reflexivity.
Qed.

(* 5. inverse: seed right mod 2^4, every step doubles the bits *)
Lemma land_lxor_r a b c : Z.land (Z.lxor a b) c = Z.lxor (Z.land a c) (Z.land b c).
Proof.
  apply Z.bits_inj'. intros n Hn. rewrite ?Z.land_spec, ?Z.lxor_spec, ?Z.land_spec.
  destruct (Z.testbit a n), (Z.testbit b n), (Z.testbit c n); reflexivity.
Qed.
Lemma M_div16 : (16 | M).
Proof. exists (2 ^ (w - 4)). unfold M. change 16 with (2 ^ 4). rewrite <- Z.pow_add_r by lia.
f_equal. lia. Qed.
Lemma seed o : Z.odd o = true -> (2 ^ 4 | 1 - o * bxor (mul 3 o) 2).
Proof.
  intros Ho. apply Z.mod_divide; [lia|]. rewrite Zminus_mod, Zmult_mod.
  unfold bxor. rewrite <- (Z.land_ones (Z.lxor _ _) 4) by lia. rewrite land_lxor_r.
  rewrite !Z.land_ones by lia. unfold mul. change (2 ^ 4) with 16.
  rewrite <- (Zmod_div_mod 16 M (3 * o)); try lia; [|pose proof M16; lia|apply M_div16].
  rewrite (Zmult_mod 3 o 16). pose proof (Z.mod_pos_bound o 16 ltac:(lia)) as B.
  assert (Hr : Z.odd (o mod 16) = true).
  { rewrite <- Ho. rewrite (Z.div_mod o 16) at 2 by lia.
    rewrite Z.odd_add, Z.odd_mul. cbn [Z.odd]. cbn. now destruct (Z.odd (o mod 16)). }
  set (r := o mod 16) in *. clearbody r.
  assert (r = 1 \/ r = 3 \/ r = 5 \/ r = 7 \/ r = 9 \/ r = 11 \/ r = 13 \/ r = 15) as C.
  { apply Z.odd_spec in Hr as [m Em]. lia. }
  destruct C as [-> |[->|[->|[->|[->|[->|[->| ->]]]]]]]; reflexivity.
Qed.
Lemma newton_step k o x : 0 <= k -> (2 ^ k | 1 - o * x) ->
  (2 ^ (Z.min (2 * k) w) | 1 - o * mul x (sub 2 (mul o x))).
Proof.
  intros Hk D. unfold mul, sub.
  assert (E : (x * ((2 - (o * x) mod M) mod M)) mod M = (x * (2 - o * x)) mod M).
  { rewrite Zmult_mod_idemp_r, <- Zmult_mod_idemp_r, Zminus_mod_idemp_r, Zmult_mod_idemp_r.
  reflexivity. }
  rewrite E. clear E. rewrite (Z.mod_eq (x * (2 - o * x)) M) by (pose proof M16; lia).
  replace (1 - o * (x * (2 - o * x) - M * (x * (2 - o * x) / M)))
    with ((1 - o * x) * (1 - o * x) + M * (o * (x * (2 - o * x) / M))) by ring.
  apply Z.divide_add_r.
  - apply Z.divide_trans with (2 ^ (2 * k)).
    + exists (2 ^ (2 * k - Z.min (2 * k) w)). rewrite <- Z.pow_add_r by lia. f_equal; lia.
    + replace (2 * k) with (k + k) by ring. rewrite Z.pow_add_r by lia.
      destruct D as [c D]. exists (c * c). rewrite D. ring.
  - apply Z.divide_mul_l. unfold M. exists (2 ^ (w - Z.min (2 * k) w)).
    rewrite <- Z.pow_add_r by lia. f_equal; lia.
Qed.
Lemma newton_ok n : forall k o x, 0 <= k <= w -> (2 ^ k | 1 - o * x) ->
  (2 ^ (Z.min (k * 2 ^ Z.of_nat n) w) | 1 - o * newton n o x).
Proof.
  induction n as [|n IH]; intros k o x Hk D; cbn [newton].
  - rewrite Z.mul_1_r, Z.min_l by lia. exact D.
  - apply newton_step in D; [|lia]. apply IH in D; [|lia].
    replace (Z.min (k * 2 ^ Z.of_nat (S n)) w) with (Z.min (Z.min (2 * k) w * 2 ^ Z.of_nat n) w);
      [exact D|].
    rewrite Nat2Z.inj_succ, Z.pow_succ_r by lia.
    assert (1 <= 2 ^ Z.of_nat n) by (pose proof (Z.pow_pos_nonneg 2 (Z.of_nat n)); lia).
    destruct (Z_le_gt_dec (2 * k) w).
    + rewrite (Z.min_l (2*k)) by lia. f_equal. ring.
    + rewrite (Z.min_r (2*k)) by lia.
      assert (w * 1 <= w * 2 ^ Z.of_nat n) by (apply Z.mul_le_mono_nonneg_l; lia).
      assert (2 * k * 1 <= 2 * k * 2 ^ Z.of_nat n) by (apply Z.mul_le_mono_nonneg_l; lia).
      rewrite !Z.min_r by lia. reflexivity.
Qed.
Theorem inverse_ok iters o : Z.odd o = true -> w <= 4 * 2 ^ Z.of_nat iters ->
  (o * newton iters o (bxor (mul 3 o) 2)) mod M = 1.
Proof.
  intros Ho Hi. pose proof (newton_ok iters 4 o _ ltac:(lia) (seed o Ho)) as D.
  rewrite Z.min_r in D by lia. fold M in D. destruct D as [c E]. symmetry.
  apply Z.mod_unique with (- c); [pose proof M16; lia|]. lia.
Qed.

(* or of disjoint parts is a sum *)
Lemma lor_disjoint x y n : 0 <= n -> 0 <= x < 2 ^ n -> Z.lor x (y * 2 ^ n) = x + y * 2 ^ n.
Proof.
  intros Hn Hx. symmetry. rewrite <- Z.lxor_lor, Z.add_nocarry_lxor; trivial;
  apply Z.bits_inj'; intros i Hi; rewrite Z.land_spec, Z.bits_0, <- Z.shiftl_mul_pow2 by lia.
  all: destruct (Z_lt_ge_dec i n).
  1,3: rewrite Z.shiftl_spec_low, andb_false_r by lia; reflexivity.
  all: destruct (Z.eq_dec x 0) as [->|]; [rewrite Z.bits_0; reflexivity|];
    rewrite (Z.bits_above_log2 x); [reflexivity|lia|];
    apply Z.lt_le_trans with n; [apply Z.log2_lt_pow2; lia|lia].
Qed.

Theorem mulDiv_correct iters a b d : w <= 4 * 2 ^ Z.of_nat iters ->
  0 <= a < M -> 0 <= b < M -> 0 <= d < M ->
  mulDiv iters a b d = if (0 <? d) && ((a * b) / d <? M) then Some ((a * b) / d) else None.
Proof.
  intros Hi Ha Hb Hd. pose proof M16 as HM. unfold mulDiv.
  pose proof (hi_word a b Ha Hb) as [HW HWB]. cbv zeta in HW |- *. rewrite HW. clear HW.
  change (mul a b) with ((a * b) mod M).
  assert (HP : 0 <= a * b) by (apply Z.mul_nonneg_nonneg; lia).
  set (P := a * b) in *.
  pose proof (Z.div_mod P M ltac:(lia)) as E. pose proof (Z.mod_pos_bound P M ltac:(lia)) as B.
  assert (B1 : 0 <= P / M) by (apply Z.div_pos; lia).
  set (p1 := P / M) in *. set (p0 := P mod M) in *.
  assert (FITS : 0 < d -> (P / d <? M) = (p1 <? d)).
  { intros D0. destruct (Z.ltb_spec p1 d); [apply Z.ltb_lt | apply Z.ltb_ge].
    - apply Z.div_lt_upper_bound; [lia|].
      assert ((p1 + 1) * M <= d * M) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
    - apply Z.div_le_lower_bound; [lia|].
      assert (d * M <= p1 * M) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  destruct (Z.eqb_spec p1 0) as [Z1|Z1].
  { destruct (Z.ltb_spec 0 d); cbn [andb]; [|reflexivity]. rewrite FITS by lia.
    destruct (Z.ltb_spec p1 d); [|lia]. unfold div. destruct (Z.eqb_spec d 0); [lia|].
    replace p0 with P by lia. reflexivity. }
  destruct (Z.ltb_spec p1 d) as [Hpd|Hpd].
  2:{ destruct (Z.ltb_spec 0 d); cbn [andb]; [|reflexivity]. rewrite FITS by lia.
      destruct (Z.ltb_spec p1 d); [lia|reflexivity]. }
  destruct (Z.ltb_spec 0 d); [|lia]. cbn [andb]. rewrite FITS by lia.
  destruct (Z.ltb_spec p1 d); [|lia]. f_equal.
  (* 2. subtract the remainder *)
  unfold mulmod. destruct (Z.eqb_spec d 0); [lia|]. fold P.
  pose proof (Z.div_mod P d ltac:(lia)) as Ed. pose proof (Z.mod_pos_bound P d ltac:(lia)) as Br.
  set (q := P / d) in *. set (r := P mod d) in *.
  assert (Hq : 0 <= q < M).
  { split; [apply Z.div_pos; lia|]. apply Z.ltb_lt, FITS. lia. }
  set (h := sub p1 (gt r p0)). set (l := sub p0 r).
  assert (HL : d * q = h * M + l /\ 0 <= l < M).
  { unfold h, l, sub, gt. destruct (Z.ltb_spec p0 r).
    - rewrite (Z.mod_small (p1 - 1)) by lia.
      rewrite <- (Z.mod_unique (p0 - r) M (-1) (p0 - r + M)) by lia. lia.
    - rewrite Z.sub_0_r, !Z.mod_small by lia. lia. }
  clearbody h l. destruct HL as [HL Bl].
  (* 3. powers of two *)
  destruct (odd_part d ltac:(lia)) as (j & o & Hj & Eo & Oo & Po).
  destruct (lowbit j o Hj Oo Po ltac:(lia)) as [LB Hjw]. rewrite <- Eo in LB. rewrite LB.
  assert (P2 : 0 < 2 ^ j) by (apply Z.pow_pos_nonneg; lia).
  assert (EMj : M = 2 ^ j * 2 ^ (w - j)) by (unfold M; rewrite <- Z.pow_add_r by lia; f_equal; lia).
  assert (P3 : 0 < 2 ^ (w - j)) by (apply Z.pow_pos_nonneg; lia).
  set (T := 2 ^ j) in *. set (V := 2 ^ (w - j)) in *.
  unfold div. destruct (Z.eqb_spec T 0); [lia|].
  assert (Ed' : d / T = o) by (rewrite Eo, Z.mul_comm; apply Z.div_mul; lia). rewrite Ed'.
  assert (ET : add (sub 0 T / T) 1 = V mod M).
  { unfold add, sub. assert (T * 1 <= T * V) by (apply Z.mul_le_mono_nonneg_l; lia).
    rewrite <- (Z.mod_unique (0 - T) M (-1) (M - T)) by lia.
    rewrite EMj at 1. replace (T * V - T) with ((V - 1) * T) by ring. rewrite Z.div_mul by lia.
    f_equal. lia. }
  rewrite ET. clear ET.
  (* l is a multiple of T *)
  assert (El : l = T * (o * q - h * V)).
  { rewrite Eo, EMj in HL. lia. }
  set (c := o * q - h * V) in *.
  assert (Elc : l / T = c) by (rewrite El, Z.mul_comm; apply Z.div_mul; lia). rewrite Elc.
  assert (Bc : 0 <= c < V).
  { split; [apply Z.lt_succ_r, (Zmult_lt_reg_r _ _ T); lia | apply (Zmult_lt_reg_r _ _ T); lia]. }
  (* 4. or = add *)
  assert (EO : exists e, bor c (mul h (V mod M)) = o * q + e * M).
  { unfold mul, bor. rewrite Zmult_mod_idemp_r.
    destruct (Z.eq_dec j 0) as [J|J].
    - assert (EV : V = M) by (unfold V, M; f_equal; lia). rewrite EV, Z.mod_mul, Z.lor_0_r by lia.
      exists (- h). unfold c. rewrite EV. ring.
    - rewrite (Z.mul_comm T V) in EMj. rewrite EMj. rewrite (Z.mul_comm h V).
      rewrite Z.mul_mod_distr_l by lia. rewrite (Z.mul_comm V).
      unfold V at 1. rewrite lor_disjoint by (fold V; lia). fold V.
      exists (- (h / T)). rewrite (Z.mod_eq h T) by lia. unfold c. ring. }
  destruct EO as [e EO]. rewrite EO.
  (* 6. multiply by the inverse *)
  pose proof (inverse_ok iters o Oo Hi) as IV.
  set (x := newton _ _ _) in *. clearbody x.
  unfold mul.
  replace ((o * q + e * M) * x) with (q * (o * x) + (e * x) * M) by ring.
  rewrite Z.mod_add by lia. rewrite <- Zmult_mod_idemp_r, IV, Z.mul_1_r. apply Z.mod_small. lia.
Qed.

(* Rounding up is the ceiling, wherever the ceiling fits. *)
Theorem mulDivRoundingUp_correct iters a b d : w <= 4 * 2 ^ Z.of_nat iters ->
  0 <= a < M -> 0 <= b < M -> 0 <= d < M ->
  mulDivRoundingUp iters a b d =
    if (0 <? d) && (cdiv (a * b) d <? M) then Some (cdiv (a * b) d) else None.
Proof.
  intros Hi Ha Hb Hd. unfold mulDivRoundingUp. rewrite mulDiv_correct by assumption.
  destruct (Z.ltb_spec 0 d); cbn [andb]; [|reflexivity].
  rewrite cdiv_by_remainder by lia. unfold mulmod.
  destruct (Z.eqb_spec d 0); [lia|].
  pose proof (Z.mod_pos_bound (a * b) d ltac:(lia)).
  set (q := a * b / d) in *. set (r := (a * b) mod d) in *. clearbody q r.
  destruct (Z.ltb_spec q M), (Z.ltb_spec 0 r), (Z.eqb_spec r 0); try lia;
    rewrite ?Z.add_0_r; destruct (Z.ltb_spec q (M - 1)), (Z.ltb_spec (q + 1) M);
    destruct (Z.ltb_spec q M); try lia; reflexivity.
Qed.
End W.

Theorem mulDiv256 a b d : 0 <= a < 2^256 -> 0 <= b < 2^256 -> 0 <= d < 2^256 ->
  mulDiv 256 6 a b d = if (0 <? d) && ((a * b) / d <? 2^256) then Some ((a * b) / d) else None.
Proof. intros. apply mulDiv_correct; try lia; assumption. Qed.
Theorem mulDiv8 a b d : 0 <= a < 256 -> 0 <= b < 256 -> 0 <= d < 256 ->
  mulDiv 8 1 a b d = if (0 <? d) && ((a * b) / d <? 256) then Some ((a * b) / d) else None.
Proof. intros. apply (mulDiv_correct 8 ltac:(lia) 1); try lia; assumption. Qed.
