(* The pool of Uniswap V3 on lines: a state that the extracted definitions move.

   Questions:
     pool FEE SPACING       a new pool with the deployed formats
     pool_load STATE        as an answer shows it
     pool_do OPERATION …    below
   A pool answers with its whole state, each list after its length:
     price tick liquidity growth0 growth1 cut0 cut1 protocol0 protocol1 balance0 balance1
     TICKS (tick gross net outside0 outside1)   BITS (tick / spacing)
     POSITIONS (owner lower upper liquidity last0 last1 owed0 owed1)
   and the two amounts that the contract returns, where it does. "none" is a revert. "outside": the
   payer lacks what he means to pay, or a balance would not fit a word; nothing happens.

   What an operation does is decided by V3Pool's definitions alone. By hand, here, are two things.
   What happens around the pool: a callback pays what the definition says is asked and [extra], as
   a word, and somebody who has [funds] can pay no more. And which part of a state is kept: the
   ticks that operations or a loaded state have named, with their bits; of the others the
   definitions are taken to say nothing, and whatever they said would be forgotten. *)

module List = Stdlib.List (* Coq writes one of its own beside this file *)
open Lines
module Table = Map.Make (Int)

type machine = {
  rules : V3Pool.parameters;
  spacing : Z.t;
  state : V3Pool.pool;
  named : unit Table.t; (* ticks that may be in use *)
}

(* More steps than any swap takes: the fuel of the definition's loop. *)
let gas =
  let rec peano so_far n = if n = 0 then so_far else peano (Datatypes.S so_far) (n - 1) in
  peano Datatypes.O 200_000

let both = V3Pool.pair
let first f = f V3Pool.Coq_token0
let second f = f V3Pool.Coq_token1
let in_table f = both (first f) (second f)

(* Which bits are set; most questions are far from all of them. *)
let bits_of table =
  match (Table.min_binding_opt table, Table.max_binding_opt table) with
  | Some (low, ()), Some (high, ()) ->
      fun c ->
        let c = Z.to_int c in
        low <= c && c <= high && Table.mem c table
  | _ -> fun _ -> false

(* The same state as tables: functions that remember every update would grow without end. *)
let settled machine (s : V3Pool.pool) =
  let tick t =
    let x = s.ticks (Z.of_int t) in
    { x with outside = in_table x.outside }
  in
  let ticks = Table.mapi (fun t () -> tick t) machine.named in
  let place t = Z.to_int (Z.fdiv (Z.of_int t) machine.spacing) in
  let bits =
    Table.fold
      (fun t () bits ->
        let c = place t in
        if s.bitmap (Z.of_int c) then Table.add c () bits else bits)
      machine.named Table.empty
  in
  let position (p : V3Pool.position) = { p with last = in_table p.last; owed = in_table p.owed } in
  let state =
    {
      s with
      growth = in_table s.growth;
      cut = in_table s.cut;
      protocol_fees = in_table s.protocol_fees;
      balance = in_table s.balance;
      ticks =
        (fun t ->
          match Table.find_opt (Z.to_int t) ticks with Some x -> x | None -> V3Pool.no_tick);
      bitmap = bits_of bits;
      positions = List.map (fun (k, p) -> (k, position p)) s.positions;
    }
  in
  { machine with state }

(* The fees and spacings that the theorem about deployed pools speaks of. *)
let fresh fee spacing =
  let fee = Z.of_int (within "the fee" 0 999_999 fee) in
  let spacing = Z.of_int (within "the spacing" 1 887_272 spacing) in
  {
    rules = V3Chain.chain fee spacing;
    spacing;
    state = V3Pool.created;
    named = Table.empty;
  }

(* ---- answers *)

let show_ticks machine =
  let shown =
    Table.fold
      (fun t () rows ->
        let x = machine.state.ticks (Z.of_int t) in
        let numbers = [ x.gross; x.net; first x.outside; second x.outside ] in
        if List.for_all (fun n -> Z.sign n = 0) numbers then rows
        else (Z.of_int t :: numbers) :: rows)
      machine.named []
  in
  Z.of_int (List.length shown) :: List.concat shown

let show_bits machine =
  let place t = Z.fdiv (Z.of_int t) machine.spacing in
  let set = Table.fold (fun t () all -> place t :: all) machine.named [] in
  let set = List.filter machine.state.bitmap (List.sort_uniq Z.compare set) in
  Z.of_int (List.length set) :: set

let show_positions machine =
  let row ((k : V3Pool.key), (p : V3Pool.position)) =
    [
      k.owner; k.lower; k.upper; p.held; first p.last; second p.last; first p.owed; second p.owed;
    ]
  in
  let rows = machine.state.positions in
  Z.of_int (List.length rows) :: List.concat_map row rows

let show machine returned =
  let s = machine.state in
  let fixed =
    [
      s.price; s.current; s.liquidity; first s.growth; second s.growth; first s.cut; second s.cut;
      first s.protocol_fees; second s.protocol_fees; first s.balance; second s.balance;
    ]
  in
  values
    (List.concat
       [ fixed; show_ticks machine; show_bits machine; show_positions machine; returned ])

(* ---- a state from outside *)

(* As wide as the contract's type. *)
let tick_of = within "a tick" (-0x800000) 0x7fffff

let natural what n =
  if Z.sign n < 0 then wrong (what ^ " is " ^ Z.to_string n ^ ", below zero") else n

(* So many rows of so many numbers, and what follows. *)
let take_rows width numbers =
  let rec row n taken rest =
    if n = 0 then (List.rev taken, rest)
    else
      match rest with
      | x :: rest -> row (n - 1) (x :: taken) rest
      | [] -> wrong "pool_load ends in the middle of a list"
  in
  let rec rows n taken rest =
    if n = 0 then (List.rev taken, rest)
    else
      let one, rest = row width [] rest in
      rows (n - 1) (one :: taken) rest
  in
  match numbers with
  | count :: rest -> rows (within "the length of a list" 0 (List.length rest) count) [] rest
  | [] -> wrong "pool_load ends before a list"

let loaded_tick = function
  | [ t; gross; net; out0; out1 ] ->
      (tick_of t, { V3Pool.gross; net; outside = both out0 out1 })
  | _ -> wrong "a tick has five numbers"

let loaded_position = function
  | [ owner; lower; upper; held; last0; last1; owed0; owed1 ] ->
      ( { V3Pool.owner; lower; upper },
        { V3Pool.held; last = both last0 last1; owed = both owed0 owed1 } )
  | _ -> wrong "a position has eight numbers"

let load machine = function
  | price :: current :: liquidity :: g0 :: g1 :: c0 :: c1 :: f0 :: f1 :: b0 :: b1 :: rest ->
      let tick_rows, rest = take_rows 5 rest in
      let bit_rows, rest = take_rows 1 rest in
      let position_rows, rest = take_rows 8 rest in
      if rest <> [] then wrong "pool_load goes on after the positions";
      List.iter
        (fun n -> ignore (natural "an amount of pool_load" n))
        [ price; liquidity; g0; g1; c0; c1; f0; f1; b0; b1 ];
      let ticks = Table.of_seq (List.to_seq (List.map loaded_tick tick_rows)) in
      let bits = List.concat bit_rows in
      let state =
        {
          V3Pool.price;
          current;
          liquidity;
          growth = both g0 g1;
          cut = both c0 c1;
          protocol_fees = both f0 f1;
          balance = both b0 b1;
          ticks =
            (fun t ->
              match Table.find_opt (Z.to_int t) ticks with Some x -> x | None -> V3Pool.no_tick);
          bitmap = (fun c -> List.exists (Z.equal c) bits);
          positions = List.map loaded_position position_rows;
        }
      in
      let named = Table.map (fun _ -> ()) ticks in
      let named =
        List.fold_left
          (fun all c -> Table.add (tick_of (Z.mul c machine.spacing)) () all)
          named bits
      in
      settled { machine with named } state
  | _ -> wrong "pool_load takes a state"

(* ---- operations *)

type outcome = Moved of V3Pool.pool * Z.t list | Reverts | Cannot_pay

let moved returned = function None -> Reverts | Some state -> Moved (state, returned)

(* As a word: what is asked and [extra], at least nothing. *)
let payment asked extra =
  let sum = Z.add asked extra in
  if Z.sign sum < 0 then Z.zero else Z.rem sum Oracle.words

let if_asked asked extra = if positive asked then payment asked extra else Z.zero

let fits state paid =
  below Oracle.words (Z.add (first state.V3Pool.balance) (first paid))
  && below Oracle.words (Z.add (second state.V3Pool.balance) (second paid))

(* Goes on with an operation that is paid for, if the payer has so much. *)
let paid_for machine returned paid funds go_on =
  let lacks which = Z.lt (which funds) (which paid) in
  if lacks first || lacks second || not (fits machine.state paid) then Cannot_pay
  else moved returned (go_on paid)

let mint machine k size extra funds =
  match V3Pool.add_liquidity machine.rules machine.state k size with
  | None -> Reverts
  | Some ((_, asked) as added) ->
      let pay which = if_asked (which asked) (which extra) in
      paid_for machine
        [ first asked; second asked ]
        (both (pay first) (pay second))
        funds
        (V3Pool.pay_for_liquidity added)

let burn machine k size =
  match V3Pool.modify machine.rules machine.state k (Z.neg size) with
  | None -> Reverts
  | Some (_, credited) ->
      moved
        [ first credited; second credited ]
        (V3Pool.apply machine.rules machine.state (Burn (k, size)))

let collect machine k requested to_itself =
  let owed (s : V3Pool.pool) = (V3Pool.find k s.positions).owed in
  match V3Pool.apply machine.rules machine.state (Collect (k, requested, to_itself)) with
  | None -> Reverts
  | Some after ->
      let amount which = Z.sub (which (owed machine.state)) (which (owed after)) in
      Moved (after, [ amount first; amount second ])

let swap machine down specified limit extra funds to_itself =
  match
    V3Pool.trade_until_payment machine.rules machine.state down specified limit gas to_itself
  with
  | None -> Reverts
  | Some trade ->
      let of_tokens sold other = if down then both sold other else both other sold in
      let returned = of_tokens trade.asked (Z.neg trade.bought) in
      paid_for machine
        [ first returned; second returned ]
        (of_tokens (if_asked trade.asked extra) Z.zero)
        (of_tokens funds Z.zero)
        (V3Pool.pay_for_trade trade down)

let flash machine lent over funds to_itself =
  let back which =
    let amount = which lent in
    payment (Z.add amount (V3Pool.flash_fee machine.rules amount)) (which over)
  in
  let back = both (back first) (back second) in
  paid_for machine [] back funds (fun back ->
      V3Pool.apply machine.rules machine.state (Flash (lent, back, to_itself)))

let collect_protocol machine requested to_itself =
  match V3Pool.apply machine.rules machine.state (Collect_protocol (requested, to_itself)) with
  | None -> Reverts
  | Some after ->
      let amount which = Z.sub (which machine.state.protocol_fees) (which after.protocol_fees) in
      Moved (after, [ amount first; amount second ])

let donate machine amount =
  paid_for machine [] amount amount (fun amount ->
      V3Pool.apply machine.rules machine.state (Donate amount))

let naming machine ticks =
  let add named t = Table.add (tick_of t) () named in
  { machine with named = List.fold_left add machine.named ticks }

(* The machine, which now knows the ticks that the operation names, and the outcome. *)
let perform machine words =
  match (List.hd words, List.map number (List.tl words)) with
  | "initialize", [ price ] ->
      (machine, moved [] (V3Pool.apply machine.rules machine.state (Initialize price)))
  | "mint", [ owner; lower; upper; size; x0; x1; f0; f1 ] ->
      let machine = naming machine [ lower; upper ] in
      (machine, mint machine { owner; lower; upper } size (both x0 x1) (both f0 f1))
  | "burn", [ owner; lower; upper; size ] ->
      let machine = naming machine [ lower; upper ] in
      (machine, burn machine { owner; lower; upper } size)
  | "collect", [ owner; lower; upper; r0; r1; itself ] ->
      (machine, collect machine { owner; lower; upper } (both r0 r1) (is_one itself))
  | "swap", [ down; specified; limit; extra; funds; itself ] ->
      (machine, swap machine (is_one down) specified limit extra funds (is_one itself))
  | "flash", [ a0; a1; x0; x1; f0; f1; itself ] ->
      (machine, flash machine (both a0 a1) (both x0 x1) (both f0 f1) (is_one itself))
  | "set_fee_protocol", [ c0; c1 ] ->
      ( machine,
        moved [] (V3Pool.apply machine.rules machine.state (Set_fee_protocol (both c0 c1))) )
  | "collect_protocol", [ r0; r1; itself ] ->
      (machine, collect_protocol machine (both r0 r1) (is_one itself))
  | "donate", [ a0; a1 ] -> (machine, donate machine (both a0 a1))
  | name, _ -> wrong ("\"" ^ name ^ "\" with so many numbers is no operation of the pool")

let current = ref (fresh (Z.of_int 3000) (Z.of_int 60))

let answer what words =
  match (what, words) with
  | "pool", [ fee; spacing ] ->
      current := fresh (number fee) (number spacing);
      show !current []
  | "pool_load", numbers ->
      current := load !current (List.map number numbers);
      show !current []
  | "pool_do", _ :: _ -> (
      let machine, outcome = perform !current words in
      match outcome with
      | Moved (state, returned) ->
          current := settled machine state;
          show !current returned
      | Reverts -> "none"
      | Cannot_pay -> "outside")
  | _ -> wrong "a question to the pool is not understood"
