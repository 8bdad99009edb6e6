(* The Uniswap V3 pool as a machine: every operation, with every check, in the contract's order.

   Mirrors Uniswap/v3-core v1.0.0 UniswapV3Pool.sol and its libraries Tick, TickBitmap, Position and
   LiquidityMath. [None] is a revert. Formats, tick spacing, fee and the two functions between ticks
   and prices are parameters. Growth of fees wraps at [words], owed amounts and protocol fees at
   [liquidity_limit], as on chain; liquidity, int128 and int256 are checked where the contract
   checks them. Other sums and products are exact: that they fit is not said here.

   Left out, because no balance depends on it: the oracle, timestamps, events, and the lock (a
   callback may pay the pool, and cannot enter it again). A swap works on the pool itself instead of
   a copy that is written back; nobody sees a pool in the middle of one. Its loop runs at most [gas]
   steps, and out of gas reverts. Who may set or collect the protocol fee is not asked: anyone
   may. *)
From Coq Require Import ZArith List Bool.
From Assay Require Import Arith SwapStep.
From Assay Require Export Checks.
Import ListNotations.
Open Scope Z_scope.

Inductive token := token0 | token1.
Definition same (j k : token) : bool :=
  match j, k with token0, token0 | token1, token1 => true | _, _ => false end.

(* One number for each token. *)
Definition both := token -> Z.
Definition pair (x0 x1 : Z) : both := fun k => match k with token0 => x0 | token1 => x1 end.
Definition put (f : both) (k : token) (x : Z) : both := fun j => if same j k then x else f j.

Record tick := {
  gross : Z;           (* liquidity of all positions that end here *)
  net : Z;             (* added to the active liquidity when crossed upwards *)
  outside : both       (* growth of fees on the other side *)
}.
Definition no_tick := {| gross := 0; net := 0; outside := pair 0 0 |}.

Record key := { owner : Z; lower : Z; upper : Z }.
Definition same_key (a b : key) : bool :=
  (owner a =? owner b) && (lower a =? lower b) && (upper a =? upper b).

Record position := {
  held : Z;            (* its liquidity *)
  last : both;         (* growth inside its range when it was last touched *)
  owed : both          (* tokensOwed *)
}.
Definition no_position := {| held := 0; last := pair 0 0; owed := pair 0 0 |}.

Fixpoint find (k : key) (l : list (key * position)) : position :=
  match l with
  | [] => no_position
  | (k', p) :: l => if same_key k k' then p else find k l
  end.
Fixpoint set (k : key) (p : position) (l : list (key * position)) : list (key * position) :=
  match l with
  | [] => [(k, p)]
  | (k', p') :: l => if same_key k k' then (k, p) :: l else (k', p') :: set k p l
  end.

Record pool := {
  price : Z;                            (* sqrtPriceX96; 0 before initialize *)
  current : Z;                          (* slot0.tick *)
  liquidity : Z;                        (* of the positions in range *)
  growth : both;                        (* feeGrowthGlobalX128 *)
  ticks : Z -> tick;
  bitmap : Z -> bool;                   (* which multiples of the spacing are in use *)
  positions : list (key * position);
  cut : both;                           (* feeProtocol: 0, or one part in 4 to 10 *)
  protocol_fees : both;
  balance : both                        (* of the pool, in the token's own books *)
}.

Definition with_price s p t := {| price := p; current := t; liquidity := liquidity s;
  growth := growth s; ticks := ticks s; bitmap := bitmap s; positions := positions s; cut := cut s;
  protocol_fees := protocol_fees s; balance := balance s |}.
Definition with_liquidity s l := {| price := price s; current := current s; liquidity := l;
  growth := growth s; ticks := ticks s; bitmap := bitmap s; positions := positions s; cut := cut s;
  protocol_fees := protocol_fees s; balance := balance s |}.
Definition with_tick s t x := {| price := price s; current := current s; liquidity := liquidity s;
  growth := growth s; ticks := fun u => if u =? t then x else ticks s u; bitmap := bitmap s;
  positions := positions s; cut := cut s; protocol_fees := protocol_fees s;
  balance := balance s |}.
Definition with_bit s c b := {| price := price s; current := current s; liquidity := liquidity s;
  growth := growth s; ticks := ticks s; bitmap := fun d => if d =? c then b else bitmap s d;
  positions := positions s; cut := cut s; protocol_fees := protocol_fees s;
  balance := balance s |}.
Definition with_position s k p := {| price := price s; current := current s;
  liquidity := liquidity s; growth := growth s; ticks := ticks s; bitmap := bitmap s;
  positions := set k p (positions s); cut := cut s; protocol_fees := protocol_fees s;
  balance := balance s |}.
Definition with_fees s g c f := {| price := price s; current := current s;
  liquidity := liquidity s; growth := g; ticks := ticks s; bitmap := bitmap s;
  positions := positions s; cut := c; protocol_fees := f; balance := balance s |}.
Definition with_balance s b := {| price := price s; current := current s; liquidity := liquidity s;
  growth := growth s; ticks := ticks s; bitmap := bitmap s; positions := positions s; cut := cut s;
  protocol_fees := protocol_fees s; balance := b |}.

Definition created := {| price := 0; current := 0; liquidity := 0; growth := pair 0 0;
  ticks := fun _ => no_tick; bitmap := fun _ => false; positions := []; cut := pair 0 0;
  protocol_fees := pair 0 0; balance := pair 0 0 |}.

Record parameters := {
  price_unit : Z;                       (* 1 in the price's fixed point: 2^96 *)
  words : Z;                            (* 2^256 *)
  fee_unit : Z;                         (* what a fee is counted out of: 10^6 *)
  liquidity_limit : Z;                  (* 2^128 *)
  growth_unit : Z;                      (* 1 in the growth's fixed point: 2^128 *)
  word_bits : Z;                        (* bits in a word of the bitmap: 256 *)
  lowest : Z;  highest : Z;             (* ticks *)
  price_at : Z -> Z;                    (* getSqrtRatioAtTick *)
  tick_at : Z -> Z;                     (* getTickAtSqrtRatio *)
  fee : Z;
  spacing : Z;
  gross_limit : Z                       (* maxLiquidityPerTick *)
}.

Section Pool.
Variable w : parameters.

(* ---- words ---- *)
Definition wrap x := x mod words w.
Definition cast x := x mod liquidity_limit w.
Definition add_delta x delta :=
  let y := x + delta in if (0 <=? y) && (y <? liquidity_limit w) then Some y else None.
(* int128 and int256: what is outside reverts. *)
Definition signed limit x := if (- limit <=? 2 * x) && (2 * x <? limit) then Some x else None.

(* ---- the bitmap ---- *)

(* The next bit at or below [c], or the last one of [n] more. *)
Fixpoint search_down (bits : Z -> bool) (c : Z) (n : nat) : Z * bool :=
  if bits c then (c, true)
  else match n with O => (c, false) | S n => search_down bits (c - 1) n end.
Fixpoint search_up (bits : Z -> bool) (c : Z) (n : nat) : Z * bool :=
  if bits c then (c, true)
  else match n with O => (c, false) | S n => search_up bits (c + 1) n end.

(* nextInitializedTickWithinOneWord, kept on the price line. *)
Definition next_tick (s : pool) (down : bool) : Z * bool :=
  let c := current s / spacing w in
  let c := if down then c else c + 1 in
  let place := c mod word_bits w in
  let found := if down then search_down (bitmap s) c (Z.to_nat place)
               else search_up (bitmap s) c (Z.to_nat (word_bits w - 1 - place)) in
  (Z.max (lowest w) (Z.min (highest w) (fst found * spacing w)), snd found).

(* ---- fees ---- *)

(* A fee that was paid: the protocol's cut of it, rounded down, then growth for the liquidity in
   range, rounded down. *)
Definition share_fee (s : pool) (k : token) (paid : Z) : option pool :=
  let taken := if cut s k =? 0 then 0 else paid / cut s k in
  let fees := put (protocol_fees s) k (cast (protocol_fees s k + cast taken)) in
  if liquidity s =? 0 then Some (with_fees s (growth s) (cut s) fees)
  else
    let added := (paid - taken) * growth_unit w / liquidity s in
    let? _ := require (added <? words w) in
    Some (with_fees s (put (growth s) k (wrap (growth s k + added))) (cut s) fees).

(* getFeeGrowthInside *)
Definition growth_inside (s : pool) (l u : Z) (k : token) : Z :=
  let below := if l <=? current s then outside (ticks s l) k
               else wrap (growth s k - outside (ticks s l) k) in
  let above := if current s <? u then outside (ticks s u) k
               else wrap (growth s k - outside (ticks s u) k) in
  wrap (wrap (growth s k - below) - above).

(* What a position has earned since it was last touched, in units of growth. *)
Definition grown (s : pool) (k : key) (p : position) (t : token) : Z :=
  wrap (growth_inside s (lower k) (upper k) t - last p t).

(* ---- positions ---- *)

(* Tick.update and TickBitmap.flipTick *)
Definition update_tick (s : pool) (t delta : Z) (is_upper : bool) : option pool :=
  let old := ticks s t in
  let? gross' := add_delta (gross old) delta in
  let? _ := require (gross' <=? gross_limit w) in
  let? net' := signed (liquidity_limit w) (if is_upper then net old - delta else net old + delta) in
  let s' := with_tick s t {| gross := gross'; net := net';
    outside := if (gross old =? 0) && (t <=? current s) then growth s else outside old |} in
  if xorb (gross old =? 0) (gross' =? 0) then
    let? _ := require (t mod spacing w =? 0) in
    Some (with_bit s' (t / spacing w) (negb (bitmap s (t / spacing w))))
  else Some s'.

(* A tick that nobody uses any more is deleted. *)
Definition clear_tick (s : pool) (t : Z) : pool :=
  if gross (ticks s t) =? 0 then with_tick s t no_tick else s.

(* Position.update, at growth that is read after the ticks were updated. *)
Definition settle (s : pool) (k : key) (delta : Z) : option pool :=
  let p := find k (positions s) in
  let? held' := if delta =? 0 then (let? _ := require (0 <? held p) in Some (held p))
                else add_delta (held p) delta in
  Some (with_position s k {| held := held'; last := growth_inside s (lower k) (upper k);
    owed := fun t => cast (owed p t + cast (grown s k p t * held p / growth_unit w)) |}).

(* _updatePosition *)
Definition update_position (s : pool) (k : key) (delta : Z) : option pool :=
  if delta =? 0 then settle s k delta
  else
    let? s := update_tick s (lower k) delta false in
    let? s := update_tick s (upper k) delta true in
    let? s := settle s k delta in
    Some (if delta <? 0 then clear_tick (clear_tick s (lower k)) (upper k) else s).

(* What liquidity in a range is worth at the pool's price. *)
Definition amounts (up : bool) (s : pool) (l u size : Z) : both :=
  let A := price_at w l in
  let B := price_at w u in
  if current s <? l then pair (amount0_delta (price_unit w) up A B size) 0
  else if current s <? u then pair (amount0_delta (price_unit w) up (price s) B size)
                                   (amount1_delta (price_unit w) up A (price s) size)
  else pair 0 (amount1_delta (price_unit w) up A B size).

(* _modifyPosition: the pool, and what is paid in or credited. *)
Definition modify (s : pool) (k : key) (delta : Z) : option (pool * both) :=
  let? _ := require ((lower k <? upper k) && (lowest w <=? lower k) && (upper k <=? highest w)) in
  let? s := update_position s k delta in
  let moved := amounts (0 <? delta) s (lower k) (upper k) (Z.abs delta) in
  if (lower k <=? current s) && (current s <? upper k) then
    let? active := add_delta (liquidity s) delta in
    Some (with_liquidity s active, moved)
  else Some (s, moved).

(* ---- operations ---- *)
Definition is_amount (x : both) : bool := (0 <=? x token0) && (0 <=? x token1).
Definition is_initialized (s : pool) : bool := negb (price s =? 0).

Definition receive (s : pool) (paid : both) : pool :=
  with_balance s (fun k => balance s k + paid k).
(* Sent to the pool itself, tokens do not leave it. *)
Definition send (s : pool) (amount : both) (to_itself : bool) : option pool :=
  let? _ := require ((amount token0 <=? balance s token0)
                     && (amount token1 <=? balance s token1)) in
  Some (if to_itself then s else with_balance s (fun k => balance s k - amount k)).

Definition initialize (s : pool) (p : Z) : option pool :=
  let? _ := require (price s =? 0) in
  let? _ := require ((price_at w (lowest w) <=? p) && (p <? price_at w (highest w))) in
  Some (with_price s p (tick_at w p)).

(* A mint until its callback: the pool, and what it asks. *)
Definition add_liquidity (s : pool) (k : key) (size : Z) : option (pool * both) :=
  let? _ := require (is_initialized s && (0 <? size) && (2 * size <? liquidity_limit w)) in
  modify s k size.
(* [paid] is what the callback pays, which must cover what is asked. *)
Definition pay_for_liquidity (added : pool * both) (paid : both) : option pool :=
  let asked := snd added in
  let? _ := require ((asked token0 <=? paid token0) && (asked token1 <=? paid token1)) in
  Some (receive (fst added) paid).
Definition mint (s : pool) (k : key) (size : Z) (paid : both) : option pool :=
  let? added := add_liquidity s k size in pay_for_liquidity added paid.

(* By the owner of the position; a burn of nothing credits its fees. *)
Definition burn (s : pool) (k : key) (size : Z) : option pool :=
  let? _ := require (is_initialized s && (0 <=? size) && (2 * size <? liquidity_limit w)) in
  let? done := modify s k (- size) in
  let s := fst done in
  let p := find k (positions s) in
  Some (if (0 <? snd done token0) || (0 <? snd done token1) then
          with_position s k {| held := held p; last := last p;
            owed := fun t => cast (owed p t + cast (snd done t)) |}
        else s).

Definition collect (s : pool) (k : key) (requested : both) (to_itself : bool) : option pool :=
  let? _ := require (is_initialized s && is_amount requested) in
  let p := find k (positions s) in
  let amount t := Z.min (requested t) (owed p t) in
  let s := if (0 <? amount token0) || (0 <? amount token1) then
             with_position s k {| held := held p; last := last p;
                                  owed := fun t => owed p t - amount t |}
           else s in
  send s amount to_itself.

(* ---- swap ---- *)
Record swapping := { now : pool; remaining : Z; calculated : Z }.

(* A tick is crossed: the growth outside it is what was inside, and its liquidity comes or goes. *)
Definition cross (s : pool) (t : Z) (down : bool) : option pool :=
  let x := ticks s t in
  let? active := add_delta (liquidity s) (if down then - net x else net x) in
  Some (with_liquidity (with_tick s t {| gross := gross x; net := net x;
    outside := fun k => wrap (growth s k - outside x k) |}) active).

(* The price has moved to [p]: perhaps as far as the next tick. *)
Definition arrive (s : pool) (down : bool) (next : Z) (in_use : bool) (p : Z) : option pool :=
  if p =? price_at w next then
    let? s := if in_use then cross s next down else Some s in
    Some (with_price s p (if down then next - 1 else next))
  else Some (if p =? price s then s else with_price s p (tick_at w p)).

Definition swap_step (down exact_in : bool) (limit : Z) (x : swapping) : option swapping :=
  let s := now x in
  let (next, in_use) := next_tick s down in
  let target := price_at w next in
  let goal := if down then Z.max target limit else Z.min target limit in
  let? r := compute_swap_step (price_unit w) (words w) (fee_unit w) (price s) goal (liquidity s)
              (remaining x) (fee w) in
  let paid := amount_in r + fee_amount r in
  let? _ := signed (words w) paid in
  let left := if exact_in then remaining x - paid else remaining x + amount_out r in
  let? other := signed (words w) (if exact_in then calculated x - amount_out r
                                  else calculated x + paid) in
  let? s := share_fee s (if down then token0 else token1) (fee_amount r) in
  let? s := arrive s down next in_use (next_price r) in
  Some {| now := s; remaining := left; calculated := other |}.

Fixpoint swap_loop (gas : nat) (down exact_in : bool) (limit : Z) (x : swapping)
    : option swapping :=
  if (remaining x =? 0) || (price (now x) =? limit) then Some x
  else match gas with
       | O => None
       | S gas => let? x := swap_step down exact_in limit x in swap_loop gas down exact_in limit x
       end.

(* A positive [specified] is an exact input. What is bought leaves first, then the callback pays. *)
Record trade := { traded : pool; asked : Z; bought : Z }.
Definition trade_until_payment (s : pool) (down : bool) (specified limit : Z) (gas : nat)
    (to_itself : bool) : option trade :=
  let? _ := signed (words w) specified in
  let? _ := require (is_initialized s && negb (specified =? 0)) in
  let? _ := require (if down then (limit <? price s) && (price_at w (lowest w) <? limit)
                     else (price s <? limit) && (limit <? price_at w (highest w))) in
  let exact_in := 0 <? specified in
  let? x := swap_loop gas down exact_in limit
              {| now := s; remaining := specified; calculated := 0 |} in
  let used := specified - remaining x in
  let bought := - (if exact_in then calculated x else used) in
  let? s := send (now x) (if down then pair 0 bought else pair bought 0) to_itself in
  Some {| traded := s; asked := if exact_in then used else calculated x; bought := bought |}.
Definition pay_for_trade (x : trade) (down : bool) (paid : both) : option pool :=
  let? _ := require (asked x <=? paid (if down then token0 else token1)) in
  Some (receive (traded x) paid).
Definition swap (s : pool) (down : bool) (specified limit : Z) (gas : nat) (paid : both)
    (to_itself : bool) : option pool :=
  let? x := trade_until_payment s down specified limit gas to_itself in
  pay_for_trade x down paid.

(* ---- flash, and the protocol's fees ---- *)

Definition flash_fee (amount : Z) : Z := cdiv (amount * fee w) (fee_unit w).
(* [back] is what the callback pays. *)
Definition flash (s : pool) (lent back : both) (to_itself : bool) : option pool :=
  let? _ := require (is_initialized s && (0 <? liquidity s) && is_amount lent) in
  let charge k := flash_fee (lent k) in
  let? sent := send s lent to_itself in
  let t := receive sent back in
  let gained k := balance t k - balance s k in
  let? _ := require ((charge token0 <=? gained token0) && (charge token1 <=? gained token1)) in
  let? t := share_fee t token0 (gained token0) in
  share_fee t token1 (gained token1).

Definition allowed_cut (n : Z) : bool := (n =? 0) || ((4 <=? n) && (n <=? 10)).
Definition set_fee_protocol (s : pool) (cuts : both) : option pool :=
  let? _ := require (is_initialized s && allowed_cut (cuts token0) && allowed_cut (cuts token1)) in
  Some (with_fees s (growth s) cuts (protocol_fees s)).

(* One unit stays behind of what is asked for in full. *)
Definition collectable (requested available : Z) : Z :=
  if requested <? available then requested else if available =? 0 then 0 else available - 1.
Definition collect_protocol (s : pool) (requested : both) (to_itself : bool) : option pool :=
  let? _ := require (is_initialized s && is_amount requested) in
  let amount k := collectable (requested k) (protocol_fees s k) in
  send (with_fees s (growth s) (cut s) (fun k => protocol_fees s k - amount k)) amount to_itself.

Inductive operation :=
| Initialize (p : Z)
| Mint (k : key) (size : Z) (paid : both)
| Burn (k : key) (size : Z)
| Collect (k : key) (requested : both) (to_itself : bool)
| Swap (down : bool) (specified limit : Z) (gas : nat) (paid : both) (to_itself : bool)
| Flash (lent back : both) (to_itself : bool)
| Set_fee_protocol (cuts : both)
| Collect_protocol (requested : both) (to_itself : bool)
| Donate (amount : both).                (* tokens sent to the pool *)

Definition apply (s : pool) (o : operation) : option pool :=
  match o with
  | Initialize p => initialize s p
  | Mint k size paid => let? _ := require (is_amount paid) in mint s k size paid
  | Burn k size => burn s k size
  | Collect k requested to_itself => collect s k requested to_itself
  | Swap down specified limit gas paid to_itself =>
    let? _ := require (is_amount paid) in swap s down specified limit gas paid to_itself
  | Flash lent back to_itself => let? _ := require (is_amount back) in flash s lent back to_itself
  | Set_fee_protocol cuts => set_fee_protocol s cuts
  | Collect_protocol requested to_itself => collect_protocol s requested to_itself
  | Donate amount => let? _ := require (is_amount amount) in Some (receive s amount)
  end.

(* A trace: an operation that reverts changes nothing, and the next one follows. *)
Fixpoint run (s : pool) (trace : list operation) : pool :=
  match trace with
  | [] => s
  | o :: rest => run (match apply s o with Some s' => s' | None => s end) rest
  end.

(* ---- what the theorems speak of ---- *)

(* What a position would get by burning all and collecting: its principal, rounded down as a burn
   rounds it, what it is owed, and what its growth would still credit. *)
Definition withdrawable (s : pool) (k : key) (p : position) (t : token) : Z :=
  amounts false s (lower k) (upper k) (held p) t + owed p t
  + grown s k p t * held p / growth_unit w.

Fixpoint total (f : key -> position -> Z) (l : list (key * position)) : Z :=
  match l with [] => 0 | (k, p) :: l => f k p + total f l end.

Definition claims (s : pool) (t : token) : Z :=
  total (fun k p => withdrawable s k p t) (positions s) + protocol_fees s t.

Definition solvent_pool (s : pool) : Prop := forall t, claims s t <= balance s t.

(* The parameters make sense: prices increase with ticks, and the tick of a price is the last one
   whose price does not exceed it. *)
Definition sound : Prop :=
  0 < price_unit w /\ 0 < words w /\ 0 < growth_unit w /\ 0 < liquidity_limit w /\
  0 <= fee w < fee_unit w /\ 0 < spacing w /\ 0 < word_bits w /\
  0 <= gross_limit w /\ 2 * gross_limit w < liquidity_limit w /\
  0 < price_at w (lowest w) /\
  (forall t u, lowest w <= t < u -> u <= highest w -> price_at w t < price_at w u) /\
  (forall p, price_at w (lowest w) <= p < price_at w (highest w) ->
     lowest w <= tick_at w p < highest w /\
     price_at w (tick_at w p) <= p < price_at w (tick_at w p + 1)).
End Pool.
