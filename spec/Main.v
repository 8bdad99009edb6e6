(* The end theorems, alone. Each is said in words, then in Coq; the proofs are elsewhere, and what
   stands here as a proof is one line that names them. The definitions that the statements use are
   in V2Math.v, SqrtLoop.v, V2Pair.v, MulDiv.v, Limbs.v, LimbsOne.v, TickMath.v, SwapStep.v,
   V3Pool.v and V3Chain.v. *)
From Coq Require Import ZArith Bool Reals List.
From Assay Require Import Arith V2Math V2Pair SqrtLoop MulDiv TickMath SwapStep.
From Assay Require Checks Limbs Limbs_proof LimbsOne LimbsOne_proof LimbsTable_proof.
From Assay Require V2Math_proof V2Pair_proof V2Live_proof V2Share_proof V2Rebase_proof.
From Assay Require SqrtLoop_proof MulDiv_proof SwapStep_proof SwapWords SwapWords_proof.
From Assay Require TickRatio_proof TickMonotone_proof TickInverse_proof TickRight_proof.
From Assay Require V3Pool V3Chain V3Pool_proof V3Exit_proof V3Chain_proof.
Open Scope Z_scope.

(* ==== Uniswap V2: one trade. The fee kept/unit is any fraction in (0, 1]. ==== *)

(* The pair lets out exactly getAmountOut: that much passes its check, one more never does. *)
Theorem v2_output_is_tight kept unit x y reserve_in reserve_out :
  0 < kept <= unit -> 0 <= x -> 0 < reserve_in ->
  (k_ok kept unit reserve_in reserve_out (reserve_in + x) (reserve_out - y) x 0
   <-> y <= get_amount_out kept unit x reserve_in reserve_out).
Proof. intros [A B]. apply V2Math_proof.out_tight; assumption. Qed.

(* The same when tokens of the bought kind come back too (flash): the net output is bounded. *)
Theorem v2_flash_output_is_bounded kept unit x out back reserve_in reserve_out :
  0 < kept <= unit -> 0 <= x -> 0 < reserve_in -> 0 <= back -> out <= reserve_out ->
  k_ok kept unit reserve_in reserve_out (reserve_in + x) (reserve_out - out + back) x back ->
  out - back <= get_amount_out kept unit x reserve_in reserve_out.
Proof. intros [A B]. apply V2Math_proof.out_net_max; assumption. Qed.

(* getAmountIn asks enough. *)
Theorem v2_input_suffices kept unit y reserve_in reserve_out :
  0 < kept <= unit -> 0 <= y < reserve_out -> 0 < reserve_in ->
  y <= get_amount_out kept unit (get_amount_in kept unit y reserve_in reserve_out)
         reserve_in reserve_out.
Proof. intros [A B]. apply V2Math_proof.in_sufficient; assumption. Qed.

(* getAmountIn asks the least that suffices, and one more exactly where its division is exact. *)
Theorem v2_input_is_minimal_or_one_more kept unit x y reserve_in reserve_out :
  0 < kept <= unit -> 0 <= y < reserve_out -> 0 < reserve_in -> 0 <= x ->
  let n := reserve_in * y * unit in
  let d := (reserve_out - y) * kept in
  get_amount_in kept unit y reserve_in reserve_out = cdiv n d + (if n mod d =? 0 then 1 else 0)
  /\ (y <= get_amount_out kept unit x reserve_in reserve_out <-> cdiv n d <= x).
Proof.
  intros [A B] Y R X n d. split.
  - apply V2Math_proof.in_minimal_or_plus_one; assumption.
  - apply V2Math_proof.out_ge_iff; solve [assumption | apply Y].
Qed.

(* Whatever passes the check does not lower the product of the reserves. *)
Theorem v2_product_never_falls kept unit reserve0 reserve1 balance0 balance1 in0 in1 :
  0 < kept <= unit -> 0 <= in0 <= balance0 -> 0 <= in1 <= balance1 ->
  0 <= reserve0 -> 0 <= reserve1 ->
  k_ok kept unit reserve0 reserve1 balance0 balance1 in0 in1 ->
  reserve0 * reserve1 <= balance0 * balance1.
Proof. intros [A B]. apply V2Math_proof.k_nondec; assumption. Qed.

(* Selling and buying back at once returns less than was sold, whenever there is a fee. *)
Theorem v2_no_free_round_trip kept unit x reserve_in reserve_out :
  0 < kept < unit -> 0 < x -> 0 < reserve_in -> 0 < reserve_out ->
  let y := get_amount_out kept unit x reserve_in reserve_out in
  get_amount_out kept unit y (reserve_out - y) (reserve_in + x) < x.
Proof.
  intros [A B]. apply V2Math_proof.round_trip_strict; solve [assumption | apply Z.lt_le_incl, B].
Qed.

(* Splitting an order never buys more than the whole order. *)
Theorem v2_splitting_never_pays kept unit x1 x2 reserve_in reserve_out :
  0 < kept <= unit -> 0 <= x1 -> 0 <= x2 -> 0 < reserve_in -> 0 < reserve_out ->
  let y1 := get_amount_out kept unit x1 reserve_in reserve_out in
  let y2 := get_amount_out kept unit x2 (reserve_in + x1) (reserve_out - y1) in
  y1 + y2 <= get_amount_out kept unit (x1 + x2) reserve_in reserve_out.
Proof. intros [A B]. apply V2Math_proof.split_never_better; assumption. Qed.

(* ==== Uniswap V2: whole histories of a pair ====

   For all finite traces of donations, mints, burns, swaps (flash swaps included), skims, syncs,
   LP transfers and switches of the protocol fee, with operations that revert in between: the
   formats, the fee and the protocol's share are parameters. On chain: 2^256, 2^112, 997, 1000, 1, 5
   and 1000. The tokens change balances by transfers only. *)

(* Every state that is reached satisfies V2Pair.invariant: reserves within their format and covered
   by balances; LP tokens add up; their square never exceeds the product of the reserves. *)
Theorem v2_invariant_of_all_traces words limit kept unit a b minimum trace :
  0 < kept <= unit -> 0 < a <= b -> 0 < minimum -> 0 < limit ->
  (limit * unit) * (limit * unit) <= words ->
  Forall standard trace ->
  invariant words limit minimum (run words limit kept unit a b minimum created trace).
Proof.
  intros F A M L W T. apply V2Pair_proof.run_holds; try assumption.
  apply V2Pair_proof.created_invariant; try assumption.
  eapply Z.lt_le_trans; [|exact W]. apply Z.mul_pos_pos; apply Z.mul_pos_pos; Lia.lia.
Qed.

(* From any such state on, the marked product per squared LP token never falls: not by trading, not
   by anyone's mint or burn, not by the protocol's fee, however it is switched. The mark is the
   product at the last mint or burn under the fee, and the product itself where there is none. *)
Theorem v2_value_per_share_never_falls words limit kept unit a b minimum s trace :
  0 < kept <= unit -> 0 < a <= b -> 0 < minimum -> 0 < limit ->
  (limit * unit) * (limit * unit) <= words ->
  invariant words limit minimum s -> Forall standard trace -> 0 < supply s ->
  let t := run words limit kept unit a b minimum s trace in
  0 < supply t /\ mark s * (supply t * supply t) <= mark t * (supply s * supply s).
Proof.
  intros F A M L W I T P t.
  apply (V2Pair_proof.run_holds words limit kept unit a b minimum); assumption.
Qed.

(* Nobody can drain the pair: with as many LP tokens as before, the product is not below the
   mark. *)
Theorem v2_no_drain words limit kept unit a b minimum s trace :
  0 < kept <= unit -> 0 < a <= b -> 0 < minimum -> 0 < limit ->
  (limit * unit) * (limit * unit) <= words ->
  invariant words limit minimum s -> Forall standard trace -> 0 < supply s ->
  supply (run words limit kept unit a b minimum s trace) = supply s ->
  mark s <= k (run words limit kept unit a b minimum s trace).
Proof. intros. apply V2Pair_proof.no_drain; assumption. Qed.

(* The protocol's share: what it is minted when its fee is taken is, of all LP tokens then, at most
   the fraction a/(a+b) (a sixth on chain) of what the root of the product has grown by since the
   mark; nothing where the fee is off. *)
Theorem v2_protocol_share_is_bounded words limit kept unit a b minimum s t :
  0 < kept <= unit -> 0 < a <= b -> 0 < minimum ->
  invariant words limit minimum s -> 0 < supply s -> mint_fee words a b s = ok t ->
  let minted := supply t - supply s in
  let root := Z.sqrt (k s) in let last := Z.sqrt (mark s) in
  0 <= minted /\ minted * (root * (a + b)) <= supply t * ((root - last) * a).
Proof. intros. apply (V2Share_proof.protocol_share words limit a b minimum); assumption. Qed.

(* Paying in, minting, giving back no more LP tokens than were minted, and burning them gains
   nothing of either token: where no gift lies in the pair, and no fee waits to be taken (it would
   mint less). *)
Theorem v2_mint_then_burn_never_pays words limit kept unit a b minimum
    s s1 s2 s3 t amount0 amount1 given :
  0 < kept <= unit -> 0 < a <= b -> 0 < minimum -> 0 < limit ->
  (limit * unit) * (limit * unit) <= words ->
  invariant words limit minimum s -> 0 < supply s ->
  balance0 s = reserve0 s -> balance1 s = reserve1 s -> shares s the_pair = 0 ->
  (fee_to s = None \/ k_last s = k s) ->
  is_amount words amount0 = true -> is_amount words amount1 = true ->
  donate words s amount0 amount1 = ok s1 -> mint words limit a b minimum s1 others = ok s2 ->
  0 <= given <= supply s2 - supply s -> transfer s2 the_pair given = ok s3 ->
  burn words limit a b s3 false = ok t ->
  balance0 s <= balance0 t /\ balance1 s <= balance1 t.
Proof.
  intros F A M L W.
  apply (V2Share_proof.mint_then_burn words limit kept unit a b minimum); assumption.
Qed.

(* No operation overflows, underflows or divides by zero on a pair that has been minted, unless a
   balance is beyond the reserves' format, where the update would refuse it anyway. *)
Theorem v2_no_unintended_revert words limit kept unit a b minimum s o :
  0 < kept <= unit -> 0 < a <= b -> 0 < minimum -> 0 < limit ->
  (limit * unit) * (limit * unit) <= words -> limit * limit * a <= words ->
  limit * (a + b) <= words ->
  invariant words limit minimum s -> 0 < supply s -> standard o ->
  apply words limit kept unit a b minimum s o = reverts arithmetic ->
  limit <= fst (balances_seen s o) \/ limit <= snd (balances_seen s o).
Proof.
  intros. apply (V2Live_proof.no_unintended_revert words limit kept unit a b minimum); assumption.
Qed.

(* The way out is always open: skim succeeds and takes no reserve, and a burn after it fails only
   where it would pay nothing. *)
Theorem v2_exit_is_open words limit kept unit a b minimum s :
  0 < kept <= unit -> 0 < a <= b -> 0 < minimum -> 0 < limit ->
  (limit * unit) * (limit * unit) <= words -> limit * limit * a <= words ->
  limit * (a + b) <= words ->
  invariant words limit minimum s -> 0 < supply s ->
  exists t, skim s = ok t /\ invariant words limit minimum t /\ supply t = supply s /\ k t = k s /\
    forall to_itself, (exists u, burn words limit a b t to_itself = ok u) \/
      burn words limit a b t to_itself = reverts insufficient_burned.
Proof.
  intros. apply (V2Live_proof.exit_is_open words limit kept unit a b minimum); assumption.
Qed.

(* When tokens rebase, up or down, at any time: formats hold, and LP tokens add up. *)
Theorem v2_books_survive_rebasing words limit kept unit a b minimum trace :
  0 < kept <= unit -> 0 < minimum -> 0 < limit -> limit <= words ->
  books words limit (run words limit kept unit a b minimum created trace).
Proof.
  intros F M L W. apply V2Rebase_proof.run_keeps_books; try assumption.
  repeat split; cbn; Lia.lia.
Qed.

(* Even then no swap lowers the product of the reserves. *)
Theorem v2_swap_keeps_product_after_rebasing words limit kept unit s out0 out1 paid0 paid1 t :
  0 < kept <= unit -> books words limit s -> 0 <= paid0 -> 0 <= paid1 ->
  swap words limit kept unit s out0 out1 paid0 paid1 = ok t -> k s <= k t.
Proof. intros F. apply V2Rebase_proof.swap_after_rebase; assumption. Qed.

(* What does not hold: value per LP token. A rebase down and a sync take it from everybody. *)
Theorem v2_rebasing_down_takes_value :
  let run := run (2 ^ 256) (2 ^ 112) 997 1000 1 5 1000 in
  let s := run created (Donate 4000 4000 :: Mint others :: nil)%list in
  let t := run s (Rebase 1000 4000 :: Sync :: nil)%list in
  0 < supply s /\ supply t = supply s /\ k t < k s.
Proof. vm_compute. repeat split. Qed.

(* ==== Arithmetic of the contracts ==== *)

(* The square-root loop of Uniswap V2 ends, at the floor of the root, for every uint256. *)
Theorem v2_square_root y : 0 <= y < 2 ^ 256 -> contract_sqrt 258 y = Some (Z.sqrt y).
Proof. apply SqrtLoop_proof.contract_sqrt_uint256. Qed.

(* FullMath.mulDiv is floor(a * b / d) where that is defined and fits, and reverts elsewhere: at any
   width of four bits or more, given rounds enough for Newton's iteration (six at 256 bits). *)
Theorem mul_div_rounds_down w rounds a b d : 4 <= w -> w <= 4 * 2 ^ Z.of_nat rounds ->
  0 <= a < 2 ^ w -> 0 <= b < 2 ^ w -> 0 <= d < 2 ^ w ->
  mulDiv w rounds a b d =
    if (0 <? d) && ((a * b) / d <? 2 ^ w) then Some ((a * b) / d) else None.
Proof. intros ?. apply MulDiv_proof.mulDiv_correct; assumption. Qed.

(* FullMath.mulDivRoundingUp is ceil(a * b / d) where that is defined and fits, and reverts
   elsewhere. *)
Theorem mul_div_rounds_up w rounds a b d : 4 <= w -> w <= 4 * 2 ^ Z.of_nat rounds ->
  0 <= a < 2 ^ w -> 0 <= b < 2 ^ w -> 0 <= d < 2 ^ w ->
  mulDivRoundingUp w rounds a b d =
    if (0 <? d) && (cdiv (a * b) d <? 2 ^ w) then Some (cdiv (a * b) d) else None.
Proof. intros ?. apply MulDiv_proof.mulDivRoundingUp_correct; assumption. Qed.

(* ==== Arithmetic of the engine: words are lists of limbs below B (2^64), the lowest first ==== *)

(* The schoolbook product, cut off after any number of limbs: the product modulo B^count. *)
Theorem limb_product_is_exact B a b count : 2 <= B -> Limbs.limbs B a -> Limbs.limbs B b ->
  let r := Limbs.product B a b (Limbs.zeros count) in
  length r = count /\ Limbs.limbs B r /\
  Limbs.value B r = (Limbs.value B a * Limbs.value B b) mod B ^ Z.of_nat count.
Proof. intros. apply Limbs_proof.product_right; assumption. Qed.

(* The reciprocal of two limbs, whose higher one is at least B/2, by one division of two limbs by
   one and two corrections. *)
Theorem limb_reciprocal_is_exact B d1 d0 : 2 <= B -> B <= 2 * d1 -> Limbs.limb B d1 ->
  Limbs.limb B d0 ->
  Limbs.reciprocal B d1 d0 = (B * B * B - 1) / (d1 * B + d0) - B.
Proof. intros. apply Limbs_proof.reciprocal_right; assumption. Qed.

(* Three limbs by two with that reciprocal: quotient and remainder. *)
Theorem limb_division_3_by_2_is_exact B d1 d0 high low : 2 <= B -> B <= 2 * d1 ->
  Limbs.limb B d1 -> Limbs.limb B d0 -> 0 <= high < d1 * B + d0 -> Limbs.limb B low ->
  Limbs.div_3by2 B high low (d1 * B + d0) (Limbs.reciprocal B d1 d0)
  = ((high * B + low) / (d1 * B + d0), (high * B + low) mod (d1 * B + d0)).
Proof.
  intros. rewrite Limbs_proof.reciprocal_right by assumption.
  apply Limbs_proof.div_3by2_right; assumption.
Qed.

(* Long division, for a divisor of two limbs or more whose top limb is at least B/2: the digits are
   those of the quotient. Dividend and divisor may both have been multiplied by k (the shift that
   makes the top limb large): then the remainder is k times theirs. The loop begins with the top
   limbs of the dividend as a remainder below the divisor, and takes the others from above. *)
Theorem limb_long_division_is_exact B d remainder nexts k divisor dividend : 2 <= B ->
  Limbs.limbs B d -> Limbs.limbs B remainder -> Limbs.limbs B nexts ->
  (2 <= length d)%nat -> length remainder = length d -> B <= 2 * Limbs.first d ->
  0 < k -> Limbs.value B d = k * divisor ->
  Limbs.value B (rev nexts ++ remainder) = k * dividend ->
  Limbs.value B remainder < Limbs.value B d ->
  let (digits, rest) := Limbs.long_division B remainder nexts d
                          (Limbs.reciprocal B (Limbs.first d) (Limbs.second d)) in
  Limbs.limbs B digits /\ Limbs.value B (rev digits) = dividend / divisor /\
  Limbs.limbs B rest /\ Limbs.value B rest = k * (dividend mod divisor).
Proof. intros. apply Limbs_proof.long_division_right; assumption. Qed.

(* Without a division instruction, where the top bit of d is set. The reciprocal of one limb of 64
   bits, by a table of its leading nine and two and a half steps of Newton's. *)
Theorem limb_reciprocal_from_table_is_exact d : 2 ^ 63 <= d < 2 ^ 64 ->
  LimbsOne.reciprocal_from_table d = (2 ^ 128 - 1) / d - 2 ^ 64.
Proof. apply LimbsTable_proof.reciprocal_from_table_right. Qed.

(* That of two limbs, from the reciprocal of the higher one. *)
Theorem limb_portable_reciprocal_is_exact B d1 d0 : 2 <= B -> B <= 2 * d1 -> Limbs.limb B d1 ->
  Limbs.limb B d0 ->
  LimbsOne.portable_reciprocal B ((B * B - 1) / d1 - B) d1 d0
  = (B * B * B - 1) / (d1 * B + d0) - B.
Proof. intros. apply LimbsOne_proof.portable_reciprocal_right; assumption. Qed.

(* Two limbs by one with its reciprocal: quotient and remainder. *)
Theorem limb_division_2_by_1_is_exact B d high low : 2 <= B -> B <= 2 * d -> Limbs.limb B d ->
  0 <= high < d -> Limbs.limb B low ->
  LimbsOne.div_2by1 B ((B * B - 1) / d - B) d high low
  = ((high * B + low) / d, (high * B + low) mod d).
Proof. intros ? ? [? ?]. apply LimbsOne_proof.div_2by1_right; assumption. Qed.

(* Any number of limbs by one, with the processor's division or with that one: the digits are those
   of the quotient. As above, dividend and divisor may both have been multiplied by k. *)
Theorem limb_short_division_is_exact B d divide remainder nexts k divisor dividend : 2 <= B ->
  0 < d < B ->
  divide = LimbsOne.div_instruction B d \/
    divide = LimbsOne.div_2by1 B ((B * B - 1) / d - B) d /\ B <= 2 * d ->
  0 < k -> d = k * divisor -> 0 <= remainder < d -> Limbs.limbs B nexts ->
  Limbs.value B (rev nexts ++ remainder :: nil) = k * dividend ->
  let (digits, rest) := LimbsOne.short_division divide remainder nexts in
  Limbs.limbs B digits /\ Limbs.value B (rev digits) = dividend / divisor /\
  rest = k * (dividend mod divisor).
Proof.
  intros base D W. apply LimbsOne_proof.short_division_of_multiples; [exact base|exact D|].
  destruct W as [->|[-> N]]; intros high low H L; [reflexivity|].
  apply LimbsOne_proof.div_2by1_right; solve [assumption | apply D].
Qed.

(* ==== Uniswap V3: ticks ==== *)

(* The X128 ratio of a tick is within 30 units of 2^128 * 1.0001^(-t/2). *)
Theorem v3_tick_ratio_error t : 0 <= t < 2 ^ 20 ->
  (Rabs (IZR (ratio t) - IZR (2 ^ 128) * sqrt (10000 / 10001) ^ Z.to_nat t) <= 30)%R.
Proof. apply TickRatio_proof.ratio_error. Qed.

(* getSqrtRatioAtTick strictly increases over all ticks. *)
Theorem v3_tick_prices_increase t : -887272 <= t < 887272 ->
  sqrt_ratio_at_tick t < sqrt_ratio_at_tick (t + 1).
Proof. apply TickMonotone_proof.sqrt_ratio_at_tick_strict. Qed.

(* getTickAtSqrtRatio never decreases with the price. *)
Theorem v3_ticks_of_prices_are_monotone a b : 0 < a <= b ->
  tick_at_sqrt_ratio a <= tick_at_sqrt_ratio b.
Proof. apply TickInverse_proof.tick_at_sqrt_ratio_mono. Qed.

(* It is the greatest tick whose price is at most the given one: on every price that the contract
   accepts, from the first tick's to below the last one's. *)
Theorem v3_tick_of_every_price_is_right price :
  sqrt_ratio_at_tick (-887272) <= price < sqrt_ratio_at_tick 887272 ->
  let t := tick_at_sqrt_ratio price in
  -887272 <= t < 887272 /\ sqrt_ratio_at_tick t <= price < sqrt_ratio_at_tick (t + 1).
Proof. apply TickRight_proof.tick_of_every_price. Qed.

(* ==== Uniswap V3: one step of a swap ==== *)

(* A step of computeSwapStep, whatever its format: the next price lies between the current one and
   the target; what comes in covers the exact curve and what goes out is within it; an exact input
   is spent to the last unit unless the target is reached, an exact output never exceeded; the fee
   is never short of its rate. *)
Theorem v3_step_leaks_nothing Q U E6 P T L amount fee step :
  0 < Q -> 0 < E6 -> 0 < P -> 0 < T -> 0 <= L -> 0 <= fee < E6 ->
  compute_swap_step Q U E6 P T L amount fee = Some step ->
  between P (next_price step) T /\ 0 < next_price step /\
  0 <= amount_in step /\ 0 <= fee_amount step /\
  solvent Q P (next_price step) L (amount_in step) (amount_out step) /\
  (0 <= amount -> amount_in step + fee_amount step <= amount /\
     (next_price step <> T -> amount_in step + fee_amount step = amount)) /\
  (amount < 0 -> amount_out step <= - amount /\
     (next_price step <> T -> amount_out step = - amount)) /\
  fee * amount_in step <= fee_amount step * (E6 - fee).
Proof. intros. eapply SwapStep_proof.step_spec; eassumption. Qed.

(* A step never reverts on valid inputs. *)
Theorem v3_step_never_reverts Q U E6 P T L amount fee :
  0 < Q -> 0 < E6 -> 0 < P -> 0 < T -> 0 <= L -> L * Q <= U -> 0 <= fee < E6 ->
  exists step, compute_swap_step Q U E6 P T L amount fee = Some step.
Proof. intros. eapply SwapStep_proof.step_never_reverts; eassumption. Qed.

(* ==== Uniswap V3: the same on words ====

   SwapWords.v computes as Solidity 0.7 does. [keep] says what becomes of a result that the contract
   does not check and that needs more bits than its type has: it wraps, as on chain, or the whole
   function is refused. Each theorem holds for both, so nothing wraps where it speaks. *)
Section On_words.
Import SwapWords.

(* The deployed formats are wide enough: 256-bit words, 160-bit prices with 96 bits of fraction,
   128-bit liquidity, fees out of 10^6. *)
Theorem v3_deployed_formats_suffice : formats_suffice evm_formats.
Proof. exact SwapWords_proof.evm_formats_suffice. Qed.

(* computeSwapStep on words is the exact step, on every price, target, liquidity, signed amount and
   fee below the unit: no revert, nothing wraps on the way, and what is paid in with its fee, like
   what is paid out, is a positive signed word. *)
Theorem v3_step_fits_its_words f keep P T L amount fee :
  formats_suffice f -> keep = wrapping \/ keep = strict ->
  0 < P < 2 ^ price_bits f -> 0 < T < 2 ^ price_bits f -> 0 <= L < 2 ^ liquidity_bits f ->
  - 2 ^ (word_bits f - 1) <= amount < 2 ^ (word_bits f - 1) -> 0 <= fee < fee_unit f ->
  exists step,
    compute_swap_step (2 ^ fraction_bits f) (2 ^ word_bits f) (fee_unit f) P T L amount fee
      = Some step /\
    computeSwapStep f keep P T L amount fee
      = Some (next_price step, amount_in step, amount_out step, fee_amount step) /\
    next_price step < 2 ^ price_bits f /\
    amount_in step + fee_amount step < 2 ^ (word_bits f - 1) /\
    0 <= amount_out step < 2 ^ (word_bits f - 1).
Proof.
  intros F K. apply SwapWords_proof.step_on_words;
    [|apply SwapWords_proof.keeps_what_fits]; trivial.
Qed.

(* Amounts between two prices, in either order. *)
Theorem v3_amounts_fit_their_words f keep up A B L :
  formats_suffice f -> keep = wrapping \/ keep = strict ->
  0 < A <= B -> B < 2 ^ price_bits f -> 0 <= L < 2 ^ liquidity_bits f ->
  let amount0 := Some (amount0_delta (2 ^ fraction_bits f) up A B L) in
  let amount1 := Some (amount1_delta (2 ^ fraction_bits f) up A B L) in
  getAmount0Delta f keep up A B L = amount0 /\ getAmount0Delta f keep up B A L = amount0 /\
  getAmount1Delta f keep up A B L = amount1 /\ getAmount1Delta f keep up B A L = amount1.
Proof.
  intros F K. apply SwapWords_proof.amounts_on_words;
    [|apply SwapWords_proof.keeps_what_fits]; trivial.
Qed.

(* The next price for any amount that is a word: the contract's checks refuse exactly what does not
   fit, a sum of 256 bits in token0's fallback, and a price beyond its format elsewhere. *)
Theorem v3_next_prices_fit_or_revert f keep P L amount :
  formats_suffice f -> keep = wrapping \/ keep = strict ->
  0 < P < 2 ^ price_bits f -> 0 < L < 2 ^ liquidity_bits f -> 0 <= amount < 2 ^ word_bits f ->
  let Q := 2 ^ fraction_bits f in
  let U := 2 ^ word_bits f in
  next_price_from_amount0 f keep P L amount true
    = (if L * Q / P + amount <? U then Some (next_price_token0_in Q U P L amount) else None) /\
  next_price_from_amount0 f keep P L amount false
    = Checks.bind (next_price_token0_out Q U P L amount) (checked (price_bits f)) /\
  next_price_from_amount1 f keep P L amount true
    = checked (price_bits f) (next_price_token1_in Q P L amount) /\
  next_price_from_amount1 f keep P L amount false = next_price_token1_out Q P L amount.
Proof.
  intros F K. apply SwapWords_proof.next_prices_on_words;
    [|apply SwapWords_proof.keeps_what_fits]; trivial.
Qed.
End On_words.

(* ==== Uniswap V3: whole histories of a pool ====

   For all finite traces of initialize, mints, burns, collects, swaps, flash loans, switches and
   collections of the protocol fee, and donations, in any order and by anyone, with operations that
   revert in between. A swap crosses as many ticks as it has gas for, in both directions, by exact
   input or exact output, up to a limit; growth of fees wraps around. Formats, fee, tick spacing and
   the functions between ticks and prices are parameters; V3Pool.sound says what is asked of them.
   The tokens change balances by transfers only. *)
Import V3Pool V3Chain.

(* The pool can pay everybody at once. Its balance of each token covers, of all positions together,
   the principal (as a burn rounds it), what they are owed and what their growth would still credit;
   and the protocol's fees besides. *)
Theorem v3_pool_is_solvent w trace : sound w ->
  let s := run w created trace in forall t,
  total (fun k p => amounts w false s (lower k) (upper k) (held p) t + owed p t
                    + grown w s k p t * held p / growth_unit w) (positions s)
  + protocol_fees s t <= balance s t.
Proof. intros S. exact (V3Pool_proof.run_solvent w S trace). Qed.

(* The way out is always open. A position with liquidity burns any part of it, and is then owed what
   it was, its fees and its principal, to the unit (as long as that stays within the format of
   tokensOwed, where the contract wraps); and whatever it is owed it can collect. *)
Theorem v3_exit_is_open w trace k size : sound w ->
  let s := run w created trace in let p := find k (positions s) in
  0 < held p -> 0 <= size <= held p ->
  exists s', burn w s k size = Some s' /\
    (forall t, let due := owed p t + grown w s k p t * held p / growth_unit w
                          + amounts w false s (lower k) (upper k) size t in
       due < liquidity_limit w -> owed (find k (positions s')) t = due) /\
    forall requested, is_amount requested = true ->
      exists s'', collect s' k requested false = Some s'' /\
        forall t, balance s'' t
                  = balance s' t - Z.min (requested t) (owed (find k (positions s')) t).
Proof. intros S. exact (V3Exit_proof.exit_is_open w S trace k size). Qed.

(* The deployed pools are such pools, for every fee and tick spacing. *)
Theorem v3_deployed_pools_are_sound fee spacing :
  0 <= fee < 10 ^ 6 -> 0 < spacing <= 887272 -> sound (chain fee spacing).
Proof. apply V3Chain_proof.chain_sound. Qed.
