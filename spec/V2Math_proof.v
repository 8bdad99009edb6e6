(* Proofs of V2Math.v: the quote is exactly what the check lets out, the product never falls, and
   neither round trips nor splitting pay. *)
From Coq Require Import ZArith Lia.
From Assay Require Import Arith Arith_proof V2Math.
Open Scope Z_scope.

Section Fee.
Variables fn fd : Z.
Hypothesis Hfn : 0 < fn.
Hypothesis Hfd : fn <= fd.
Notation get_amount_out := (get_amount_out fn fd).
Notation get_amount_in := (get_amount_in fn fd).
Notation k_ok := (k_ok fn fd).

(* (a) tightness: one-sided check <-> y <= getAmountOut. *)
Theorem out_tight x y rx ry :
  0 <= x -> 0 < rx ->
  (k_ok rx ry (rx + x) (ry - y) x 0 <-> y <= get_amount_out x rx ry).
Proof.
  intros Hx Hrx. unfold k_ok, get_amount_out.
  assert (D : 0 < rx * fd + x * fn) by nia.
  rewrite div_le_iff by exact D.
  replace (((rx + x) * fd - x * (fd - fn)) * ((ry - y) * fd - 0 * (fd - fn)))
    with (fd * ((rx * fd + x * fn) * (ry - y))) by ring.
  replace (rx * ry * (fd * fd)) with (fd * (rx * ry * fd)) by ring.
  split; intros H.
  - assert ((rx * fd + x * fn) * (ry - y) >= rx * ry * fd) by nia. lia.
  - assert ((rx * fd + x * fn) * (ry - y) >= rx * ry * fd) by lia. nia.
Qed.

(* two-sided (flash) generalisation: whatever goes back in the same token,
   the net output is at most getAmountOut. *)
Theorem out_net_max x yo yi rx ry :
  0 <= x -> 0 < rx -> 0 <= yi -> yo <= ry ->
  k_ok rx ry (rx + x) (ry - yo + yi) x yi -> yo - yi <= get_amount_out x rx ry.
Proof.
  intros Hx Hrx Hyi Hyo K. apply out_tight; trivial.
  unfold k_ok in *.
  eapply Z.le_ge, Z.le_trans; [apply Z.ge_le, K|].
  replace (ry - (yo - yi)) with (ry - yo + yi) by ring.
  apply Z.mul_le_mono_nonneg_l; nia.
Qed.

Theorem out_lt_reserve x rx ry : 0 <= x -> 0 < rx -> 0 < ry ->
  0 <= get_amount_out x rx ry < ry.
Proof.
  intros. unfold get_amount_out. assert (D : 0 < rx * fd + x * fn) by nia.
  split. apply Z.div_pos; nia.
  apply Z.div_lt_upper_bound; [lia|]. assert (0 < rx*fd) by nia. nia.
Qed.

Theorem out_mono_x x x' rx ry : 0 <= x <= x' -> 0 < rx -> 0 < ry ->
  get_amount_out x rx ry <= get_amount_out x' rx ry.
Proof.
  intros Hx Hrx Hry. unfold get_amount_out at 2. apply Z.div_le_lower_bound. nia.
  set (q := get_amount_out x rx ry).
  pose proof (out_lt_reserve x rx ry ltac:(lia) Hrx Hry) as B; fold q in B.
  assert (D : 0 < rx * fd + x * fn) by nia.
  pose proof (div_lb (x * fn * ry) (rx * fd + x * fn) D) as L.
  change ((x * fn * ry) / (rx * fd + x * fn)) with q in L.
  assert ((x' - x) * fn * (ry - q) >= 0) by (assert (0 <= (x'-x)*fn) by nia; nia). nia.
Qed.

(* (b) exact inverse *)
Lemma out_ge_iff x y rx ry : 0 <= x -> 0 < rx -> y < ry ->
  (y <= get_amount_out x rx ry <-> cdiv (rx * y * fd) ((ry - y) * fn) <= x).
Proof.
  intros. unfold get_amount_out. rewrite div_le_iff by nia.
  rewrite cdiv_le_iff by nia. split; intros; nia.
Qed.

Theorem in_sufficient y rx ry : 0 <= y < ry -> 0 < rx ->
  y <= get_amount_out (get_amount_in y rx ry) rx ry.
Proof.
  intros Hy Hrx. assert (D : 0 < (ry - y) * fn) by nia.
  assert (N: 0 <= rx * y * fd) by (assert (0 <= rx*y) by nia; nia).
  assert (0 <= (rx * y * fd) / ((ry - y) * fn)) by (apply Z.div_pos; lia).
  apply out_ge_iff; [unfold get_amount_in; lia | lia | lia |].
  apply cdiv_le_iff; [lia|]. unfold get_amount_in.
  pose proof (div_ub (rx * y * fd) ((ry - y) * fn) D). lia.
Qed.

Theorem in_minimal_or_plus_one y rx ry : 0 <= y < ry -> 0 < rx ->
  get_amount_in y rx ry =
    cdiv (rx * y * fd) ((ry - y) * fn)
    + (if (rx * y * fd) mod ((ry - y) * fn) =? 0 then 1 else 0).
Proof.
  intros Hy Hrx. assert (D : 0 < (ry - y) * fn) by nia.
  unfold get_amount_in, cdiv. set (a := rx * y * fd). set (b := (ry-y)*fn) in *.
  pose proof (Z.div_mod a b ltac:(lia)). pose proof (Z.mod_pos_bound a b D).
  set (q := a / b) in *. set (r := a mod b) in *. clearbody q r.
  destruct (Z.eqb_spec r 0).
  - replace ((a + b - 1) / b) with q; [lia|]. apply Z.div_unique with (r := b - 1); lia.
  - replace ((a + b - 1) / b) with (q + 1); [lia|]. apply Z.div_unique with (r := r - 1); lia.
Qed.

(* exact-in after quoted exact-out never needs more: in (out x) <= x + 1 *)
Theorem in_out_le x rx ry : 0 <= x -> 0 < rx -> 0 < ry ->
  get_amount_in (get_amount_out x rx ry) rx ry <= x + 1.
Proof.
  intros Hx Hrx Hry. pose proof (out_lt_reserve x rx ry Hx Hrx Hry) as B.
  rewrite in_minimal_or_plus_one by lia.
  assert (cdiv (rx * get_amount_out x rx ry * fd) ((ry - get_amount_out x rx ry) * fn) <= x).
  { apply out_ge_iff; lia. }
  destruct (_ =? 0); lia.
Qed.

(* (c) any accepted swap: k non-decreasing; strict when fee and input positive *)
Theorem k_nondec rx ry bx by_ ix iy :
  0 <= ix <= bx -> 0 <= iy <= by_ -> 0 <= rx -> 0 <= ry ->
  k_ok rx ry bx by_ ix iy -> rx * ry <= bx * by_.
Proof.
  unfold k_ok. intros Hx Hy Hrx Hry K.
  set (A := bx * fd - ix * (fd - fn)) in *. set (B := by_ * fd - iy * (fd - fn)) in *.
  assert (A0 : 0 <= A <= bx * fd) by (unfold A; nia).
  assert (B0 : 0 <= B <= by_ * fd) by (unfold B; nia).
  assert (A * B <= (bx * fd) * (by_ * fd)) by (apply Z.mul_le_mono_nonneg; lia).
  assert ((rx * ry) * (fd*fd) <= (bx * by_) * (fd*fd)) by lia.
  assert (0 < fd * fd) by nia. nia.
Qed.

Theorem k_strict rx ry bx by_ ix iy : fn < fd ->
  0 < ix <= bx -> 0 <= iy <= by_ -> 0 < rx -> 0 < ry ->
  k_ok rx ry bx by_ ix iy -> rx * ry < bx * by_.
Proof.
  unfold k_ok. intros Hs Hx Hy Hrx Hry K.
  set (A := bx * fd - ix * (fd - fn)) in *. set (B := by_ * fd - iy * (fd - fn)) in *.
  assert (A0 : 0 <= A < bx * fd) by (unfold A; nia).
  assert (B0 : 0 <= B <= by_ * fd) by (unfold B; nia).
  assert (0 < fd * fd) by nia.
  assert (P: 0 < rx*ry) by nia.
  assert (0 < A * B) by nia.
  assert (0 < B) by nia.
  assert (A * B < (bx * fd) * (by_ * fd)) by nia.
  assert ((rx * ry) * (fd*fd) < (bx * by_) * (fd*fd)) by lia. nia.
Qed.

(* (e) round trip there and back *)
Theorem no_free_round_trip x rx ry : 0 <= x -> 0 < rx -> 0 < ry ->
  let y := get_amount_out x rx ry in
  get_amount_out y (ry - y) (rx + x) <= x.
Proof.
  intros Hx Hrx Hry y.
  pose proof (out_lt_reserve x rx ry Hx Hrx Hry) as B. fold y in B.
  set (x' := get_amount_out y (ry - y) (rx + x)).
  assert (K1 : rx * ry <= (rx + x) * (ry - y)).
  { apply (k_nondec rx ry (rx+x) (ry-y) x 0); try lia. apply out_tight; unfold y; lia. }
  pose proof (out_lt_reserve y (ry-y) (rx+x) ltac:(lia) ltac:(lia) ltac:(lia)) as B2. fold x' in B2.
  assert (K2 : (ry - y) * (rx + x) <= (ry - y + y) * (rx + x - x')).
  { apply (k_nondec (ry-y) (rx+x) (ry-y+y) (rx+x-x') y 0); try lia.
  apply out_tight; unfold x'; lia. }
  nia.
Qed.

Theorem round_trip_strict x rx ry : fn < fd -> 0 < x -> 0 < rx -> 0 < ry ->
  let y := get_amount_out x rx ry in
  get_amount_out y (ry - y) (rx + x) < x.
Proof.
  intros Hs Hx Hrx Hry y.
  pose proof (out_lt_reserve x rx ry ltac:(lia) Hrx Hry) as B. fold y in B.
  set (x' := get_amount_out y (ry - y) (rx + x)).
  assert (K1 : rx * ry < (rx + x) * (ry - y)).
  { apply (k_strict rx ry (rx+x) (ry-y) x 0); try lia. apply out_tight; unfold y; lia. }
  pose proof (out_lt_reserve y (ry-y) (rx+x) ltac:(lia) ltac:(lia) ltac:(lia)) as B2. fold x' in B2.
  assert (K2 : (ry - y) * (rx + x) <= (ry - y + y) * (rx + x - x')).
  { apply (k_nondec (ry-y) (rx+x) (ry-y+y) (rx+x-x') y 0); try lia.
  apply out_tight; unfold x'; lia. }
  nia.
Qed.

(* (g) splitting an order never pays: exact integer statement *)
Theorem split_never_better x1 x2 rx ry : 0 <= x1 -> 0 <= x2 -> 0 < rx -> 0 < ry ->
  let y1 := get_amount_out x1 rx ry in
  let y2 := get_amount_out x2 (rx + x1) (ry - y1) in
  y1 + y2 <= get_amount_out (x1 + x2) rx ry.
Proof.
  intros H1 H2 Hrx Hry y1 y2.
  pose proof (out_lt_reserve x1 rx ry H1 Hrx Hry) as B1. fold y1 in B1.
  pose proof (out_lt_reserve x2 (rx+x1) (ry-y1) H2 ltac:(lia) ltac:(lia)) as B2. fold y2 in B2.
  assert (D1 : 0 < rx * fd + x1 * fn) by nia.
  assert (D2 : 0 < (rx + x1) * fd + x2 * fn) by nia.
  pose proof (div_lb (x1*fn*ry) _ D1) as L1. fold (get_amount_out x1 rx ry) in L1. fold y1 in L1.
  pose proof (div_lb (x2*fn*(ry-y1)) _ D2) as L2.
  fold (get_amount_out x2 (rx+x1) (ry-y1)) in L2. fold y2 in L2.
  set (z1 := ry - y1) in *. set (z2 := z1 - y2).
  (* A z1 >= rx ry fd ; B z2 >= (rx+x1) fd z1 *)
  assert (E1 : (rx*fd + x1*fn) * z1 >= rx * ry * fd) by (unfold z1; lia).
  assert (E2 : ((rx+x1)*fd + x2*fn) * z2 >= (rx+x1) * fd * z1) by (unfold z2; lia).
  unfold get_amount_out. apply Z.div_le_lower_bound; [nia|].
  enough (G : (rx*fd + (x1+x2)*fn) * z2 >= rx * ry * fd) by (unfold z2, z1 in G; lia).
  set (C := rx*fd + (x1+x2)*fn). set (A := rx*fd + x1*fn) in *.
  set (BB := (rx+x1)*fd + x2*fn) in *.
  assert (KEY : A * BB <= (rx+x1)*fd*C).
  { assert (T : (rx+x1)*fd*C - A*BB = x2*fn*x1*(fd-fn)) by (unfold C, A, BB; ring).
    assert (0 <= x2*fn*x1*(fd-fn)) by (repeat apply Z.mul_nonneg_nonneg; lia). lia. }
  assert (Z1 : 0 < z1) by (unfold z1; lia). assert (Z2 : 0 < z2) by (unfold z2, z1; lia).
  assert (M : A*BB*z2 <= (rx+x1)*fd*C*z2) by (apply Z.mul_le_mono_nonneg_r; lia).
  assert (M2 : A*((rx+x1)*fd*z1) <= A*(BB*z2)) by (apply Z.mul_le_mono_nonneg_l; lia).
  assert (P : 0 < (rx+x1)*fd) by (apply Z.mul_pos_pos; lia).
  set (Q := (rx+x1)*fd) in *.
  assert (M4 : Q*(rx*ry*fd) <= Q*(A*z1)) by (apply Z.mul_le_mono_nonneg_l; lia).
  assert (M5 : Q*(rx*ry*fd) <= Q*(C*z2)) by lia.
  apply Z.le_ge, (Zmult_le_reg_r _ _ Q); lia.
Qed.
End Fee.

(* getAmountIn asks one too much exactly on exact divisions: with reserves 1003 and 2000 it asks
   1001 for 997, yet 1000 is enough. *)
Example in_one_too_much :
  get_amount_in 997 1000 997 1003 2000 = 1001 /\ get_amount_out 997 1000 1000 1003 2000 = 997.
Proof. split; reflexivity. Qed.
