(* What is proved about LimbsOne.v. *)
From Coq Require Import ZArith Lia List Bool.
From Assay Require Import Arith_proof Limbs Limbs_proof LimbsOne.
Import ListNotations.
Open Scope Z_scope.

Section Base.
Variable B : Z.
Hypothesis base : 2 <= B.

(* ---- two limbs by one ---- *)

Section Divisor.
Variable d : Z.
Hypothesis Normal : B <= 2 * d.
Hypothesis Limb : d < B.
Notation v := (reciprocal_of_one B d).

(* What the reciprocal falls short of. *)
Lemma reciprocal_rest : 1 <= B * B - (v + B) * d <= d.
Proof.
  unfold reciprocal_of_one. rewrite Z.sub_add.
  pose proof (Z.div_mod (B * B - 1) d ltac:(lia)).
  pose proof (Z.mod_pos_bound (B * B - 1) d ltac:(lia)). lia.
Qed.
Lemma reciprocal_bounds : 0 <= v < B.
Proof.
  pose proof reciprocal_rest as R. set (x := v) in *. clearbody x.
  assert (B * d <= B * (B - 1)) by (apply Z.mul_le_mono_nonneg_l; lia). split.
  - destruct (Z_lt_ge_dec x 0); [|lia].
    assert ((x + B) * d <= (B - 1) * d) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
  - destruct (Z_lt_ge_dec x B); [lia|].
    assert (2 * B * d <= (x + B) * d) by (apply Z.mul_le_mono_nonneg_r; lia).
    assert (B * B <= B * (2 * d)) by (apply Z.mul_le_mono_nonneg_l; lia). lia.
Qed.

Theorem div_2by1_right high low : 0 <= high < d -> 0 <= low < B ->
  div_2by1 B v d high low = div_instruction B d high low.
Proof.
  intros HH HL. pose proof reciprocal_rest as K. unfold div_2by1, div_instruction. cbv zeta.
  set (e := v * high + (high * B + low)).
  pose proof (Z.div_mod e B ltac:(lia)) as E. pose proof (Z.mod_pos_bound e B ltac:(lia)) as Q0.
  set (q1 := e / B) in *. set (q0 := e mod B) in *.
  set (k := B * B - (v + B) * d) in *.
  set (r := high * B + low - (q1 + 1) * d).
  assert (R : B * r = high * k + low * (B - d) + q0 * d - B * d).
  { unfold r, k. assert (B * q1 = e - q0) by lia. unfold e in *. clearbody q1 q0.
    replace (B * (high * B + low - (q1 + 1) * d))
      with (B * (high * B + low) - (B * q1) * d - B * d) by ring.
    rewrite H. ring. }
  assert (K1 : 0 <= high * k <= (d - 1) * d).
  { split; [apply Z.mul_nonneg_nonneg; lia|]. apply Z.mul_le_mono_nonneg; lia. }
  assert (K2 : 0 <= low * (B - d) <= (B - 1) * (B - d)).
  { split; [apply Z.mul_nonneg_nonneg; lia|]. apply Z.mul_le_mono_nonneg_r; lia. }
  assert (K3 : 0 <= q0 * d) by (apply Z.mul_nonneg_nonneg; lia).
  assert (E0 : 0 <= q1).
  { unfold q1. apply Z.div_pos; [|lia]. unfold e.
    assert (0 <= (v + B) * high); [|lia]. apply Z.mul_nonneg_nonneg; [|lia].
    pose proof reciprocal_bounds. lia. }
  clearbody k q1 q0 e. clear E.
  assert (Cancel : forall x, 0 < B * x -> 0 < x)
    by (intros x X; apply (Z.mul_pos_cancel_l B x); [lia|exact X]).
  assert (Low : - d <= r).
  { assert (0 < r + d + 1); [|lia]. apply Cancel. lia. }
  assert (High : r < Z.max (B - d) q0).
  { destruct (Z.max_spec (B - d) q0) as [[M ->]|[M ->]].
    - assert ((B - d) * (B - d) <= (B - d) * q0) by (apply Z.mul_le_mono_nonneg_l; lia).
      assert (0 < q0 - r); [apply Cancel|]; lia.
    - assert (q0 * d <= (B - d) * d) by (apply Z.mul_le_mono_nonneg_r; lia).
      assert (0 < B - d - r); [apply Cancel|]; lia. }
  assert (Under : r < 0 -> q0 < r + B).
  { intros _. assert (0 < (B - d) * (B - q0)) by (apply Z.mul_pos_pos; lia).
    assert (0 < r + B - q0); [apply Cancel|]; lia. }
  assert (Word : forall x, (low - (x mod B) * d) mod B = (high * B + low - x * d) mod B).
  { intros x. pose proof (Z.div_mod x B ltac:(lia)) as X.
    set (m := x mod B) in *. set (n := x / B) in *. clearbody m n. subst x.
    rewrite <- (Z.mod_add (low - m * d) (high - n * d) B) by lia. f_equal. ring. }
  rewrite Word. fold r.
  assert (QB : forall q s, high * B + low = q * d + s -> 0 <= s < d -> 0 <= q < B).
  { intros q s X S. assert (N : 0 <= high * B + low < B * d).
    { assert (0 <= high * B <= (d - 1) * B); [split|lia].
      - apply Z.mul_nonneg_nonneg; lia.
      - apply Z.mul_le_mono_nonneg_r; lia. }
    split.
    - destruct (Z_lt_ge_dec q 0); [|lia].
      assert (q * d <= -1 * d) by (apply Z.mul_le_mono_nonneg_r; lia). lia.
    - destruct (Z_lt_ge_dec q B); [lia|].
      assert (B * d <= q * d) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  destruct (Z_lt_ge_dec r 0) as [N|P].
  - assert (RW : r mod B = r + B) by (symmetry; apply Z.mod_unique with (-1); lia).
    rewrite RW. destruct (Z.ltb_spec q0 (r + B)); [|lia].
    assert (X : high * B + low = q1 * d + (r + d)) by (unfold r; ring).
    destruct (QB q1 (r + d) X ltac:(lia)) as [_ QU].
    assert (Q : ((q1 + 1) mod B + (B - 1)) mod B = q1).
    { rewrite Zplus_mod_idemp_l. replace (q1 + 1 + (B - 1)) with (q1 + 1 * B) by ring.
      rewrite Z.mod_add by lia. apply Z.mod_small. lia. }
    rewrite Q. assert (S : (r + B + d) mod B = r + d).
    { replace (r + B + d) with (r + d + 1 * B) by ring. rewrite Z.mod_add by lia.
      apply Z.mod_small. lia. }
    rewrite S. destruct (Z.leb_spec d (r + d)); [lia|].
    f_equal; [apply Z.div_unique with (r + d)|apply Z.mod_unique with q1]; lia.
  - assert (RB : r < B) by lia. rewrite (Z.mod_small r) by lia.
    assert (X : high * B + low = (q1 + 1) * d + r) by (unfold r; ring).
    destruct (Z.ltb_spec q0 r) as [T|T].
    + assert (RD : r < d) by lia.
      destruct (QB (q1 + 1) r X ltac:(lia)) as [_ QU].
      rewrite (Z.mod_small (q1 + 1)) by lia.
      replace (q1 + 1 + (B - 1)) with (q1 + 1 * B) by ring. rewrite Z.mod_add by lia.
      rewrite (Z.mod_small q1), (Z.mod_small (r + d)) by lia.
      destruct (Z.leb_spec d (r + d)); [|lia]. rewrite (Z.mod_small (q1 + 1)) by lia.
      f_equal; [apply Z.div_unique with r|]; [lia|lia|].
      replace (r + d - d) with r by ring. apply Z.mod_unique with (q1 + 1); lia.
    + rewrite !Z.add_0_r, Z.mod_mod, (Z.mod_small r) by lia. destruct (Z.leb_spec d r) as [D|D].
      * assert (X2 : high * B + low = (q1 + 2) * d + (r - d)) by lia.
        destruct (QB (q1 + 2) (r - d) X2 ltac:(lia)) as [_ QU].
        rewrite (Z.mod_small (q1 + 1)) by lia. replace (q1 + 1 + 1) with (q1 + 2) by ring.
        rewrite (Z.mod_small (q1 + 2)) by lia.
        f_equal; [apply Z.div_unique with (r - d)|apply Z.mod_unique with (q1 + 2)]; lia.
      * destruct (QB (q1 + 1) r X ltac:(lia)) as [_ QU]. rewrite (Z.mod_small (q1 + 1)) by lia.
        f_equal; [apply Z.div_unique with r|apply Z.mod_unique with (q1 + 1)]; lia.
Qed.

End Divisor.

(* ---- any number of limbs by one ---- *)

Definition divides_by divide d := forall high low,
  0 <= high < d -> limb B low -> divide high low = div_instruction B d high low.

Lemma short_division_right divide d nexts : 0 < d < B -> forall remainder,
  divides_by divide d ->
  0 <= remainder < d -> limbs B nexts ->
  let (digits, rest) := short_division divide remainder nexts in
  length digits = length nexts /\ limbs B digits /\ 0 <= rest < d /\
  value B (rev nexts ++ [remainder]) = value B (rev digits) * d + rest.
Proof.
  intros D remainder Right. revert remainder.
  induction nexts as [|next nexts IH]; intros remainder R F; cbn [short_division].
  - cbn. repeat split; try lia. constructor.
  - inversion F as [|? ? N F']; subst. rewrite Right by assumption. unfold div_instruction.
    set (n := remainder * B + next).
    pose proof (Z.div_mod n d ltac:(lia)) as E. pose proof (Z.mod_pos_bound n d ltac:(lia)) as M.
    assert (Q : limb B (n / d)).
    { unfold limb in *. unfold n. assert (0 <= remainder * B <= (d - 1) * B).
      { split; [apply Z.mul_nonneg_nonneg; lia|apply Z.mul_le_mono_nonneg_r; lia]. }
      split; [apply Z.div_pos; lia|apply Z.div_lt_upper_bound; lia]. }
    specialize (IH (n mod d) M F').
    destruct (short_division divide (n mod d) nexts) as [digits rest].
    destruct IH as (L & S & T & W). cbn [length]. split; [lia|]. split; [constructor; assumption|].
    split; [exact T|]. cbn [rev]. rewrite <- app_assoc. rewrite !(value_app B) in *.
    cbn [app value] in *. rewrite !rev_length in *. rewrite L in *.
    set (p := B ^ Z.of_nat (length nexts)) in *. clearbody p.
    set (q := n / d) in *. set (m := n mod d) in *. clearbody q m.
    replace (B ^ Z.of_nat (length [next])) with B by (cbn [length Z.of_nat]; ring).
    assert (X : next + B * 0 + B * (remainder + B * 0) = d * q + m)
      by (rewrite <- E; unfold n; ring).
    rewrite X. lia.
Qed.

(* Dividend and divisor may both have been multiplied by k. *)
Lemma short_division_of_multiples divide d nexts remainder k divisor dividend : 0 < d < B ->
  divides_by divide d ->
  0 < k -> d = k * divisor -> 0 <= remainder < d -> limbs B nexts ->
  value B (rev nexts ++ [remainder]) = k * dividend ->
  let (digits, rest) := short_division divide remainder nexts in
  limbs B digits /\ value B (rev digits) = dividend / divisor /\ rest = k * (dividend mod divisor).
Proof.
  intros D Right HK HD R F W.
  pose proof (short_division_right divide d nexts D remainder Right R F) as S.
  destruct (short_division divide remainder nexts) as [digits rest].
  destruct S as (_ & L & S & E). split; [exact L|]. rewrite W in E.
  assert (P : 0 < divisor) by (apply (Z.mul_pos_cancel_l k); lia).
  set (q := value B (rev digits)) in *. clearbody q.
  assert (X : rest = k * (dividend - q * divisor)) by (rewrite HD in E; lia).
  assert (Y : 0 <= dividend - q * divisor < divisor).
  { rewrite X, HD in S. split.
    - apply (Z.mul_nonneg_cancel_l k); lia.
    - apply (Z.mul_lt_mono_pos_l k); lia. }
  split.
  - apply Z.div_unique with (dividend - q * divisor); lia.
  - rewrite X. f_equal. apply Z.mod_unique with q; lia.
Qed.

(* ---- the reciprocal of two limbs from that of one ---- *)

Theorem portable_reciprocal_right d1 d0 : B <= 2 * d1 -> limb B d1 -> limb B d0 ->
  portable_reciprocal B (reciprocal_of_one B d1) d1 d0 = (B * B * B - 1) / (d1 * B + d0) - B.
Proof.
  intros N L1 L0. unfold limb in *.
  pose proof (reciprocal_rest d1 N) as K.
  pose proof (reciprocal_bounds d1 N ltac:(lia)) as V.
  set (v := reciprocal_of_one B d1) in *. clearbody v. set (d := d1 * B + d0).
  unfold portable_reciprocal.
  (* The first corrections: the greatest v with (v + B) * d1 + d0 below B^2. *)
  set (first := if (d1 * v + d0) mod B <? d0 then _ else _).
  assert (First : exists u p, first = (u, p) /\ 0 <= u < B /\ B - d1 <= p < B /\
                              (u + B) * d1 + d0 = B * B - B + p).
  { set (k := B * B - (v + B) * d1) in *.
    assert (E : d1 * v + d0 = d0 - k + (B - d1) * B) by (unfold k; ring).
    assert (KE : (v + B) * d1 = B * B - k) by (unfold k; ring). clearbody k.
    subst first. rewrite E, Z.mod_add by lia.
    destruct (Z_lt_ge_dec d0 k) as [S|S].
    - replace ((d0 - k) mod B) with (d0 - k + B) by (apply Z.mod_unique with (-1); lia).
      destruct (Z.ltb_spec (d0 - k + B) d0); [lia|].
      exists v, (d0 - k + B). repeat split; lia.
    - rewrite (Z.mod_small (d0 - k)) by lia. destruct (Z.ltb_spec (d0 - k) d0); [|lia].
      assert (Pos : forall u, (u + B) * d1 >= B * B - B - d0 + (B - d1) -> 0 <= u).
      { intros u U. destruct (Z_lt_ge_dec u 0); [|lia].
        assert ((u + B) * d1 <= (B - 1) * d1) by (apply Z.mul_le_mono_nonneg_r; lia).
        assert (B * d1 <= B * (B - 1)) by (apply Z.mul_le_mono_nonneg_l; lia). lia. }
      destruct (Z.leb_spec d1 (d0 - k)).
      + assert (0 <= v - 2) by (apply Pos; lia). exists (v - 2), (d0 - k - d1 - d1 + B).
        rewrite (Z.mod_small (v - 2)) by lia.
        replace ((d0 - k - d1 - d1) mod B) with (d0 - k - d1 - d1 + B)
          by (apply Z.mod_unique with (-1); lia).
        repeat split; lia.
      + assert (0 <= v - 1) by (apply Pos; lia). exists (v - 1), (d0 - k - d1 + B).
        rewrite (Z.mod_small (v - 1)) by lia.
        replace ((d0 - k - d1) mod B) with (d0 - k - d1 + B)
          by (apply Z.mod_unique with (-1); lia).
        repeat split; lia. }
  destruct First as (u & p & -> & U & P & E). clear K V v.
  (* The second: the lower limb's share. *)
  cbv zeta. pose proof (Z.div_mod (u * d0) B ltac:(lia)) as T.
  pose proof (Z.mod_pos_bound (u * d0) B ltac:(lia)) as T0.
  assert (T1 : 0 <= u * d0 / B /\ u * d0 / B <= d0).
  { split; [apply Z.div_pos; [apply Z.mul_nonneg_nonneg|]; lia|].
    apply Z.div_le_upper_bound; [lia|]. apply Z.mul_le_mono_nonneg_r; lia. }
  set (t1 := u * d0 / B) in *. set (t0 := (u * d0) mod B) in *. clearbody t1 t0.
  assert (W : (u + B) * d = B * B * B + (p + t1 - B) * B + t0).
  { unfold d. replace ((u + B) * (d1 * B + d0)) with (B * ((u + B) * d1 + d0) + u * d0) by ring.
    rewrite E, T. ring. }
  assert (D : d1 * B <= d < (d1 + 1) * B) by (unfold d; lia).
  assert (Answer : forall x, B * B * B - d <= (x + B) * d < B * B * B ->
                             x = (B * B * B - 1) / d - B).
  { intros x X. assert ((B * B * B - 1) / d = x + B); [|lia].
    symmetry. apply Z.div_unique with (B * B * B - 1 - (x + B) * d); lia. }
  destruct (Z_lt_ge_dec (p + t1) B) as [C|C].
  { rewrite (Z.mod_small (p + t1)) by lia. destruct (Z.ltb_spec (p + t1) t1); [lia|].
    assert ((p + t1 - B) * B <= -1 * B) by (apply Z.mul_le_mono_nonneg_r; lia).
    assert (0 <= (p + t1 - B + d1) * B) by (apply Z.mul_nonneg_nonneg; lia).
    apply Answer. lia. }
  replace ((p + t1) mod B) with (p + t1 - B) by (apply Z.mod_unique with 1; lia).
  destruct (Z.ltb_spec (p + t1 - B) t1); [|lia].
  set (p' := p + t1 - B) in *. assert (P' : 0 <= p' < B) by (unfold p'; lia).
  assert (Small : p' < 2 * d1) by (unfold p'; lia). clearbody p'.
  assert (PB : p' * B <= (2 * d1 - 1) * B) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (Pos : forall x, B * B * B - d <= (x + B) * d -> 0 <= x).
  { intros x X. destruct (Z_lt_ge_dec x 0); [|lia].
    assert ((x + B) * d <= (B - 1) * d) by (apply Z.mul_le_mono_nonneg_r; lia).
    assert (B * d <= B * (B * B - 1)).
    { apply Z.mul_le_mono_nonneg_l; [lia|]. assert ((d1 + 1) * B <= B * B); [|lia].
      apply Z.mul_le_mono_nonneg_r; lia. }
    lia. }
  assert (Two : (if ((d1 <=? p') && ((d1 <? p') || (d0 <=? t0)))%bool then (u - 2) mod B
                 else (u - 1) mod B) = if d <=? p' * B + t0 then (u - 2) mod B else (u - 1) mod B).
  { assert (C' : ((d1 <=? p') && ((d1 <? p') || (d0 <=? t0)))%bool = (d <=? p' * B + t0));
      [|rewrite C'; reflexivity].
    assert (Cases : p' < d1 /\ p' * B <= (d1 - 1) * B \/ p' = d1 \/
                    d1 < p' /\ (d1 + 1) * B <= p' * B).
    { destruct (Z.lt_trichotomy p' d1) as [L|[L|L]]; [left|right; left; exact L|right; right];
        (split; [exact L|apply Z.mul_le_mono_nonneg_r; lia]). }
    rewrite (Bool.andb_comm (d1 <=? p')). destruct Cases as [[L M]|[L|[L M]]];
      destruct (Z.leb_spec d1 p'), (Z.ltb_spec d1 p'), (Z.leb_spec d0 t0),
        (Z.leb_spec d (p' * B + t0)); try reflexivity; exfalso; unfold d in *; try lia;
      rewrite L in *; lia. }
  rewrite Two. destruct (Z.leb_spec d (p' * B + t0)).
  - assert (B * B * B - d <= (u - 2 + B) * d < B * B * B) by lia.
    rewrite Z.mod_small; [|split; [apply Pos|]; lia]. apply Answer. lia.
  - assert (B * B * B - d <= (u - 1 + B) * d < B * B * B) by lia.
    rewrite Z.mod_small; [|split; [apply Pos|]; lia]. apply Answer. lia.
Qed.
End Base.
