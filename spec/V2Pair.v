(* The Uniswap V2 pair as a machine: every operation, with every check, in the contract's order.

   Mirrors Uniswap/v2-core v1.0.1 UniswapV2Pair.sol (mint, burn, swap, skim, sync, _mintFee,
   _update) and the LP token's supply. Words have [words] values (2^256 on chain): a sum, difference
   or product that does not fit reverts, as SafeMath does. Reserves are below [reserve_limit]
   (2^112). The fee keeps [kept] of [unit] (997 of 1000); the protocol's share is given by the
   weights [a] and [b] (1 and 5; other forks differ); [minimum] is MINIMUM_LIQUIDITY (1000).

   Left out, because no value depends on it: the price accumulators and timestamps, events, and the
   lock (a flash swap's callback may pay the pair, and cannot enter it again). LP tokens are counted
   by three holders, the pair itself, the zero address and all others, since only the pair's own
   and the burnt ones matter to it. Square roots are floors here: SqrtLoop.v is about the loop. *)
From Coq Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

Inductive holder := the_pair | nobody | others.

Record pair := {
  reserve0 : Z;  reserve1 : Z;      (* what the pair remembers *)
  balance0 : Z;  balance1 : Z;      (* what it holds *)
  supply : Z;                       (* LP tokens *)
  shares : holder -> Z;             (* who has them *)
  k_last : Z;                       (* reserve0 * reserve1 at the last mark of the protocol fee *)
  fee_to : option holder            (* who gets the protocol fee, if it is on *)
}.

Inductive revert :=
| arithmetic               (* SafeMath, or a division by zero *)
| reserve_overflow         (* OVERFLOW *)
| insufficient_liquidity
| insufficient_output
| insufficient_input
| insufficient_minted
| insufficient_burned
| curve                    (* K *)
| token.                   (* the token or LP token refuses a transfer *)

Inductive result (A : Type) := ok (value : A) | reverts (why : revert).
Arguments ok {A}. Arguments reverts {A}.

Definition bind {A B} (x : result A) (f : A -> result B) : result B :=
  match x with ok value => f value | reverts why => reverts why end.
Notation "'let!' x := e 'in' f" := (bind e (fun x => f)) (at level 200, x name, f at level 200).
Definition require (condition : bool) (why : revert) : result unit :=
  if condition then ok tt else reverts why.

Section Pair.
Variables words reserve_limit kept unit a b minimum : Z.

(* ---- the words' checked arithmetic ---- *)
Definition add x y := if x + y <? words then ok (x + y) else reverts arithmetic.
Definition sub x y := if y <=? x then ok (x - y) else reverts arithmetic.
Definition mul x y := if x * y <? words then ok (x * y) else reverts arithmetic.
(* Rounds down. *)
Definition div x y := if y =? 0 then reverts arithmetic else ok (x / y).

(* ---- the LP token ---- *)
Definition same (x y : holder) : bool :=
  match x, y with
  | the_pair, the_pair | nobody, nobody | others, others => true
  | _, _ => false
  end.
Definition with_share (s : holder -> Z) (who : holder) (amount : Z) : holder -> Z :=
  fun x => if same x who then amount else s x.

Definition mint_shares (s : pair) (to : holder) (amount : Z) : result pair :=
  let! supply' := add (supply s) amount in
  let! share := add (shares s to) amount in
  ok {| reserve0 := reserve0 s; reserve1 := reserve1 s; balance0 := balance0 s;
        balance1 := balance1 s; supply := supply'; shares := with_share (shares s) to share;
        k_last := k_last s; fee_to := fee_to s |}.

Definition burn_shares (s : pair) (amount : Z) : result pair :=
  let! share := sub (shares s the_pair) amount in
  let! supply' := sub (supply s) amount in
  ok {| reserve0 := reserve0 s; reserve1 := reserve1 s; balance0 := balance0 s;
        balance1 := balance1 s; supply := supply'; shares := with_share (shares s) the_pair share;
        k_last := k_last s; fee_to := fee_to s |}.

(* ---- the protocol fee ---- *)

(* floor(supply * (root - root_last) * a / (root * b + root_last * a)) when the root grew. *)
Definition fee_liquidity (s : pair) : result Z :=
  let! k := mul (reserve0 s) (reserve1 s) in
  let root := Z.sqrt k in
  let root_last := Z.sqrt (k_last s) in
  if root_last <? root then
    let! growth := mul (supply s) (root - root_last) in
    let! numerator := mul growth a in
    let! weighted := mul root b in
    let! weighted_last := mul root_last a in
    let! denominator := add weighted weighted_last in
    div numerator denominator
  else ok 0.

Definition with_k_last (s : pair) (k : Z) : pair :=
  {| reserve0 := reserve0 s; reserve1 := reserve1 s; balance0 := balance0 s;
     balance1 := balance1 s; supply := supply s; shares := shares s; k_last := k;
     fee_to := fee_to s |}.

(* _mintFee *)
Definition mint_fee (s : pair) : result pair :=
  match fee_to s with
  | None => ok (if k_last s =? 0 then s else with_k_last s 0)
  | Some who =>
    if k_last s =? 0 then ok s
    else let! liquidity := fee_liquidity s in
         if 0 <? liquidity then mint_shares s who liquidity else ok s
  end.

(* ---- reserves ---- *)
Definition with_balances (s : pair) (x0 x1 : Z) : pair :=
  {| reserve0 := reserve0 s; reserve1 := reserve1 s; balance0 := x0; balance1 := x1;
     supply := supply s; shares := shares s; k_last := k_last s; fee_to := fee_to s |}.

(* _update: the reserves become the balances. *)
Definition update (s : pair) : result pair :=
  let! _ := require ((balance0 s <? reserve_limit) && (balance1 s <? reserve_limit))%bool
              reserve_overflow in
  ok {| reserve0 := balance0 s; reserve1 := balance1 s; balance0 := balance0 s;
        balance1 := balance1 s; supply := supply s; shares := shares s; k_last := k_last s;
        fee_to := fee_to s |}.

(* The mark of the protocol fee, after a mint or a burn while it is on. *)
Definition remember_k (s : pair) : result pair :=
  match fee_to s with
  | None => ok s
  | Some _ => let! k := mul (reserve0 s) (reserve1 s) in ok (with_k_last s k)
  end.

(* ---- operations ---- *)

(* mint(to): what was paid in since the last update becomes liquidity. *)
Definition mint (s : pair) (to : holder) : result pair :=
  let! amount0 := sub (balance0 s) (reserve0 s) in
  let! amount1 := sub (balance1 s) (reserve1 s) in
  let! s := mint_fee s in
  let first := supply s =? 0 in
  let! liquidity :=
    if first then
      let! product := mul amount0 amount1 in
      sub (Z.sqrt product) minimum
    else
      let! product0 := mul amount0 (supply s) in
      let! liquidity0 := div product0 (reserve0 s) in
      let! product1 := mul amount1 (supply s) in
      let! liquidity1 := div product1 (reserve1 s) in
      ok (Z.min liquidity0 liquidity1) in
  let! s := if first then mint_shares s nobody minimum else ok s in
  let! _ := require (0 <? liquidity) insufficient_minted in
  let! s := mint_shares s to liquidity in
  let! s := update s in
  remember_k s.

(* burn(to): the LP tokens that the pair holds are redeemed. Sent to the pair itself, the tokens do
   not leave. *)
Definition burn (s : pair) (to_itself : bool) : result pair :=
  let liquidity := shares s the_pair in
  let! s := mint_fee s in
  let! product0 := mul liquidity (balance0 s) in
  let! amount0 := div product0 (supply s) in
  let! product1 := mul liquidity (balance1 s) in
  let! amount1 := div product1 (supply s) in
  let! _ := require ((0 <? amount0) && (0 <? amount1))%bool insufficient_burned in
  let! s := burn_shares s liquidity in
  let! _ := require ((amount0 <=? balance0 s) && (amount1 <=? balance1 s))%bool token in
  let! s := update (if to_itself then s
                    else with_balances s (balance0 s - amount0) (balance1 s - amount1)) in
  remember_k s.

(* balance > reserve - out ? balance - (reserve - out) : 0 *)
Definition amount_in (balance reserve out : Z) : Z :=
  if reserve - out <? balance then balance - (reserve - out) else 0.

(* balance * unit - in * (unit - kept) *)
Definition adjusted (balance input : Z) : result Z :=
  let! scaled := mul balance unit in
  let! fee := mul input (unit - kept) in
  sub scaled fee.

(* swap: out0 and out1 leave first; paid0 and paid1 arrive before the check, by the callback of a
   flash swap, or by the receiver being the pair itself. What arrived before the call is counted
   too. *)
Definition swap (s : pair) (out0 out1 paid0 paid1 : Z) : result pair :=
  let! _ := require ((0 <? out0) || (0 <? out1))%bool insufficient_output in
  let! _ := require ((out0 <? reserve0 s) && (out1 <? reserve1 s))%bool insufficient_liquidity in
  let! _ := require ((out0 <=? balance0 s) && (out1 <=? balance1 s))%bool token in
  let x0 := balance0 s - out0 + paid0 in
  let x1 := balance1 s - out1 + paid1 in
  let! _ := require ((x0 <? words) && (x1 <? words))%bool token in
  let in0 := amount_in x0 (reserve0 s) out0 in
  let in1 := amount_in x1 (reserve1 s) out1 in
  let! _ := require ((0 <? in0) || (0 <? in1))%bool insufficient_input in
  let! adjusted0 := adjusted x0 in0 in
  let! adjusted1 := adjusted x1 in1 in
  let! after := mul adjusted0 adjusted1 in
  let! product := mul (reserve0 s) (reserve1 s) in
  let! before := mul product (unit * unit) in
  let! _ := require (before <=? after) curve in
  update (with_balances s x0 x1).

(* skim(to): what the pair holds beyond its reserves is sent away. (Sent to the pair itself, nothing
   changes.) *)
Definition skim (s : pair) : result pair :=
  let! excess0 := sub (balance0 s) (reserve0 s) in
  let! excess1 := sub (balance1 s) (reserve1 s) in
  ok (with_balances s (balance0 s - excess0) (balance1 s - excess1)).

(* Amounts are words: what anyone can ask for. *)
Inductive operation :=
| Donate (amount0 amount1 : Z)            (* tokens sent to the pair: a payment, or a gift *)
| Mint (to : holder)
| Burn (to_itself : bool)
| Swap (out0 out1 paid0 paid1 : Z)
| Skim
| Sync
| Transfer (to : holder) (amount : Z)     (* LP tokens, from one of the others *)
| Set_fee_to (who : option holder)        (* the factory's switch *)
| Rebase (new0 new1 : Z).                 (* the tokens change the pair's balances, up or down *)

Definition is_amount (x : Z) : bool := ((0 <=? x) && (x <? words))%bool.

Definition transfer (s : pair) (to : holder) (amount : Z) : result pair :=
  let! _ := require (amount <=? shares s others) token in
  let left := with_share (shares s) others (shares s others - amount) in
  ok {| reserve0 := reserve0 s; reserve1 := reserve1 s; balance0 := balance0 s;
        balance1 := balance1 s; supply := supply s;
        shares := with_share left to (left to + amount); k_last := k_last s; fee_to := fee_to s |}.

Definition donate (s : pair) (amount0 amount1 : Z) : result pair :=
  let x0 := balance0 s + amount0 in
  let x1 := balance1 s + amount1 in
  let! _ := require ((x0 <? words) && (x1 <? words))%bool token in
  ok (with_balances s x0 x1).

Definition apply (s : pair) (o : operation) : result pair :=
  match o with
  | Donate amount0 amount1 =>
    let! _ := require (is_amount amount0 && is_amount amount1)%bool token in
    donate s amount0 amount1
  | Mint to => mint s to
  | Burn to_itself => burn s to_itself
  | Swap out0 out1 paid0 paid1 =>
    let! _ := require (is_amount out0 && is_amount out1 && is_amount paid0 && is_amount paid1)%bool
                token in
    swap s out0 out1 paid0 paid1
  | Skim => skim s
  | Sync => update s
  | Transfer to amount =>
    let! _ := require (is_amount amount) token in
    transfer s to amount
  | Set_fee_to who =>
    ok {| reserve0 := reserve0 s; reserve1 := reserve1 s; balance0 := balance0 s;
          balance1 := balance1 s; supply := supply s; shares := shares s; k_last := k_last s;
          fee_to := who |}
  | Rebase new0 new1 =>
    let! _ := require (is_amount new0 && is_amount new1)%bool token in
    ok (with_balances s new0 new1)
  end.

(* A trace: an operation that reverts changes nothing, and the next one follows. *)
Fixpoint run (s : pair) (trace : list operation) : pair :=
  match trace with
  | [] => s
  | o :: rest => run (match apply s o with ok s' => s' | reverts _ => s end) rest
  end.

Definition created : pair :=
  {| reserve0 := 0; reserve1 := 0; balance0 := 0; balance1 := 0; supply := 0;
     shares := fun _ => 0; k_last := 0; fee_to := None |}.

(* ---- what the theorems speak of ---- *)

Definition k (s : pair) : Z := reserve0 s * reserve1 s.
(* The product that the protocol fee counts growth from; the product itself where there is none. *)
Definition mark (s : pair) : Z := if k_last s =? 0 then k s else k_last s.

(* Tokens that change balances only by transfers: no rebase. *)
Definition standard (o : operation) : Prop := match o with Rebase _ _ => False | _ => True end.

(* What the operation makes of the balances before it checks them. *)
Definition balances_seen (s : pair) (o : operation) : Z * Z :=
  match o with
  | Swap out0 out1 paid0 paid1 => (balance0 s - out0 + paid0, balance1 s - out1 + paid1)
  | _ => (balance0 s, balance1 s)
  end.

(* Every state that a trace of standard tokens reaches satisfies this. *)
Definition invariant (s : pair) : Prop :=
  0 <= reserve0 s < reserve_limit /\ 0 <= reserve1 s < reserve_limit /\
  reserve0 s <= balance0 s < words /\ reserve1 s <= balance1 s < words /\
  (forall who, 0 <= shares s who) /\
  supply s = shares s the_pair + shares s nobody + shares s others /\
  ((supply s = 0 /\ k_last s = 0) \/
   (minimum <= shares s nobody /\ 0 < reserve0 s /\ 0 < reserve1 s /\
    supply s * supply s <= mark s /\ mark s <= k s)).

(* What is left of it when tokens rebase: formats, and LP tokens that add up. *)
Definition books (s : pair) : Prop :=
  0 <= reserve0 s < reserve_limit /\ 0 <= reserve1 s < reserve_limit /\
  0 <= balance0 s < words /\ 0 <= balance1 s < words /\
  (forall who, 0 <= shares s who) /\
  supply s = shares s the_pair + shares s nobody + shares s others.

(* The product per squared LP token, from s to t: it did not fall. *)
Definition product_per_share_kept (product : Z) (s t : pair) : Prop :=
  product * (supply t * supply t) <= k t * (supply s * supply s).
End Pair.
