(* The program assay-proved: questions on lines, answered by the extracted definitions.

   Numbers are decimal or, after 0x, hexadecimal; answers are hexadecimal. An answer is one line:
     = VALUE…        what the definition says
     none            the definition says that the contract reverts
     none REASON     the same for the pair, with the reason
     outside         the definition says nothing about these arguments, which the contract checks
                     before
   What the definitions answer is in the modules that Coq wrote. By hand, here, is what is asked of
   them: [outside] and the reading of lines; which limbs a division begins with; what a mint and a
   burn return, out of the states around them; that skimming to the pair itself moves nothing; and
   for V3's pool what pool_machine.ml says. *)

module List = Stdlib.List (* Coq writes one of its own beside this file *)
open Lines

let in_range low x high = Z.leq low x && Z.leq x high
let only_if condition answer = if condition then answer () else "outside"

(* ---- functions *)

let word = Oracle.words
let uint160 = Z.shift_left Z.one 160
let max_tick = Z.of_int 887272
let min_price = Z.of_string "4295128739"
let max_price = Z.of_string "1461446703485210103287273052203988822378723970342"

(* The router checks these before it computes; its products are SafeMath's. *)
let amount_out kept unit x reserve_in reserve_out =
  let scaled = Z.mul x kept in
  only_if
    (List.for_all positive [ x; reserve_in; reserve_out ]
    && below word (Z.mul scaled reserve_out)
    && below word (Z.add (Z.mul reserve_in unit) scaled))
    (fun () -> values [ V2Math.get_amount_out kept unit x reserve_in reserve_out ])

let amount_in kept unit y reserve_in reserve_out =
  only_if
    (List.for_all positive [ y; reserve_in; reserve_out ]
    && Z.lt y reserve_out
    && below word (Z.mul (Z.mul reserve_in y) unit)
    && below word (Z.mul (Z.sub reserve_out y) kept))
    (fun () -> values [ V2Math.get_amount_in kept unit y reserve_in reserve_out ])

(* On valid arguments the exact step, which the proofs say is the one on words, and which is faster. *)
let swap_step price target liquidity amount fee =
  if positive price && positive target && in_range Z.zero fee (Z.pred Oracle.fee_unit) then
    match Oracle.swap_step price target liquidity amount fee with
    | None -> "none"
    | Some step ->
        values SwapStep.[ step.next_price; step.amount_in; step.amount_out; step.fee_amount ]
  else
    match Oracle.step_on_words price target liquidity amount fee with
    | None -> "none"
    | Some (((next, amount_in), amount_out), charged) ->
        values [ next; amount_in; amount_out; charged ]

(* Solidity's own division by zero reverts in another way than a require. *)
let next_price1 price liquidity amount add =
  only_if
    (positive liquidity || not add || Z.leq uint160 amount)
    (fun () -> optional (Oracle.next_price1 price liquidity amount add))

let price_at_tick tick =
  only_if (Z.leq (Z.abs tick) max_tick) (fun () -> values [ Oracle.price_at_tick tick ])

let tick_at_price price =
  only_if
    (in_range min_price price (Z.pred max_price))
    (fun () -> values [ Oracle.tick_at_price price ])

(* ---- limbs of the engine's words *)

let limbs_of number count =
  List.init count (fun i -> Z.rem (Z.shift_right number (64 * i)) Oracle.limb_base)

let number_of limbs =
  List.fold_right (fun limb above -> Z.add limb (Z.mul Oracle.limb_base above)) limbs Z.zero

let limb_count number = (Z.numbits number + 63) / 64
let natural x = Z.sign x >= 0

(* The low limbs of a product: as many as asked for. *)
let limb_product a b count =
  let zeros = List.init count (fun _ -> Z.zero) in
  only_if
    (natural a && natural b)
    (fun () ->
      let product = Oracle.limb_product (limbs_of a (limb_count a)) (limbs_of b (limb_count b)) in
      values [ number_of (product zeros) ])

(* The division begins as the engine's does: shifted until the divisor's top bit is set, with the
   dividend's top limbs as the first remainder. By one limb it is the portable one. *)
let limb_division n d =
  let size = limb_count d and count = limb_count n in
  only_if (natural n && size >= 1 && positive d && count >= size) (fun () ->
      let shift = (64 * size) - Z.numbits d in
      let divisor = limbs_of (Z.shift_left d shift) size in
      let dividend = Z.shift_left n shift in
      let below = count + 1 - size in
      let nexts = List.rev (limbs_of dividend below) in
      let remainder = limbs_of (Z.shift_right dividend (64 * below)) size in
      let digits, rest =
        match (List.rev divisor, remainder) with
        | [ only ], [ remainder ] ->
            let digits, rest = Oracle.limb_short_division only remainder nexts in
            (digits, [ rest ])
        | first :: second :: _, _ ->
            let inverse = Oracle.limb_reciprocal first second in
            Oracle.limb_division remainder nexts divisor inverse
        | _ -> wrong "a divisor has no limbs"
      in
      values [ number_of (List.rev digits); Z.shift_right (number_of rest) shift ])

(* The three ways to a reciprocal, of limbs d1 and d0 whose top bit is set. *)
let limb_reciprocals d1 d0 =
  only_if
    (Z.numbits d1 = 64 && positive d1 && natural d0 && below Oracle.limb_base d0)
    (fun () ->
      values
        [
          Oracle.limb_reciprocal_from_table d1;
          Oracle.limb_portable_reciprocal d1 d0;
          Oracle.limb_reciprocal d1 d0;
        ])

let limb_division_2by1 d high low =
  only_if
    (Z.numbits d = 64 && natural high && below d high && natural low
    && below Oracle.limb_base low)
    (fun () ->
      let digit, rest = Oracle.limb_division_2by1 d high low in
      values [ digit; rest ])

(* ---- the pair *)

type machine = {
  apply : V2Pair.pair -> V2Pair.operation -> V2Pair.pair V2Pair.result;
  after_fee : V2Pair.pair -> V2Pair.pair V2Pair.result;
  minimum : Z.t;
  state : V2Pair.pair;
}

let reason = function
  | V2Pair.Coq_arithmetic -> "arithmetic"
  | Coq_reserve_overflow -> "reserve_overflow"
  | Coq_insufficient_liquidity -> "insufficient_liquidity"
  | Coq_insufficient_output -> "insufficient_output"
  | Coq_insufficient_input -> "insufficient_input"
  | Coq_insufficient_minted -> "insufficient_minted"
  | Coq_insufficient_burned -> "insufficient_burned"
  | Coq_curve -> "curve"
  | Coq_token -> "token"

let holder = function
  | "p" -> V2Pair.Coq_the_pair
  | "n" -> V2Pair.Coq_nobody
  | "o" -> V2Pair.Coq_others
  | text -> wrong ("\"" ^ text ^ "\" is no holder: p, n or o")

(* The same shares as a table: a function that remembers every update would grow without end. *)
let with_table (s : V2Pair.pair) pair nobody others =
  { s with shares = (function V2Pair.Coq_the_pair -> pair | Coq_nobody -> nobody | Coq_others -> others) }

let settled (s : V2Pair.pair) =
  with_table s (s.shares Coq_the_pair) (s.shares Coq_nobody) (s.shares Coq_others)

let new_machine words limit kept unit a b minimum =
  {
    apply = V2Pair.apply words limit kept unit a b minimum;
    after_fee = V2Pair.mint_fee words a b;
    minimum;
    state = V2Pair.created;
  }

(* Skimming to the pair itself: the same checks, and nothing moves. *)
type request = Plain of V2Pair.operation | Skim_to_itself

let request = function
  | [ "donate"; x0; x1 ] -> Plain (Donate (number x0, number x1))
  | [ "mint"; who ] -> Plain (Mint (holder who))
  | [ "burn"; to_itself ] -> Plain (Burn (flag to_itself))
  | [ "swap"; o0; o1; p0; p1 ] -> Plain (Swap (number o0, number o1, number p0, number p1))
  | [ "skim"; "0" ] -> Plain Skim
  | [ "skim"; "1" ] -> Skim_to_itself
  | [ "sync" ] -> Plain Sync
  | [ "transfer"; who; amount ] -> Plain (Transfer (holder who, number amount))
  | [ "fee_to"; "-" ] -> Plain (Set_fee_to None)
  | [ "fee_to"; who ] -> Plain (Set_fee_to (Some (holder who)))
  | [ "rebase"; x0; x1 ] -> Plain (Rebase (number x0, number x1))
  | words -> wrong ("\"" ^ String.concat " " words ^ "\" is no operation of the pair")

let perform machine state = function
  | Plain operation -> machine.apply state operation
  | Skim_to_itself -> (
      match machine.apply state Skim with
      | V2Pair.Coq_ok _ -> V2Pair.Coq_ok state
      | Coq_reverts why -> Coq_reverts why)

(* What the contract returns, out of the states around the operation. *)
let returned machine (before : V2Pair.pair) (after : V2Pair.pair) = function
  | Plain (Mint _) -> (
      match machine.after_fee before with
      | Coq_reverts _ -> []
      | Coq_ok charged ->
          let start = if Z.sign charged.supply = 0 then machine.minimum else charged.supply in
          [ Z.sub after.supply start ])
  | Plain (Burn false) ->
      [ Z.sub before.balance0 after.balance0; Z.sub before.balance1 after.balance1 ]
  | _ -> []

let show_state (s : V2Pair.pair) =
  [
    s.reserve0; s.reserve1; s.balance0; s.balance1; s.supply; s.shares Coq_the_pair; s.shares Coq_nobody;
    s.shares Coq_others; s.k_last; (if s.fee_to = None then Z.zero else Z.one);
  ]

(* One transaction: all of its operations, or none. *)
let transact machine requests =
  let rec go state results = function
    | [] -> ({ machine with state = settled state }, values (show_state state @ results))
    | next :: rest -> (
        match perform machine state next with
        | V2Pair.Coq_reverts why -> (machine, "none " ^ reason why)
        | Coq_ok after -> go after (returned machine state after next) rest)
  in
  go machine.state [] requests

let load machine = function
  | [ r0; r1; b0; b1; supply; pair; nobody; others; k_last; on ] ->
      let fee_to = if Z.sign on = 0 then None else Some V2Pair.Coq_others in
      let state =
        {
          V2Pair.created with
          reserve0 = r0; reserve1 = r1; balance0 = b0; balance1 = b1; supply; k_last; fee_to;
        }
      in
      { machine with state = with_table state pair nobody others }
  | _ -> wrong "load takes ten numbers"

(* ---- lines *)

let function_answer name arguments =
  match (name, List.map number arguments) with
  | "mul_div", [ a; b; d ] -> optional (Oracle.mul_div a b d)
  | "mul_div_up", [ a; b; d ] -> optional (Oracle.mul_div_up a b d)
  | "limb_product", [ a; b; count ] -> limb_product a b (within "the count of limbs" 0 8 count)
  | "limb_division", [ n; d ] -> limb_division n d
  | "limb_reciprocals", [ d1; d0 ] -> limb_reciprocals d1 d0
  | "limb_division_2by1", [ d; high; low ] -> limb_division_2by1 d high low
  | "square_root", [ y ] -> optional (Oracle.square_root y)
  | "amount_out", [ kept; unit; x; reserve_in; reserve_out ] ->
      amount_out kept unit x reserve_in reserve_out
  | "amount_in", [ kept; unit; y; reserve_in; reserve_out ] ->
      amount_in kept unit y reserve_in reserve_out
  | "swap_step", [ price; target; liquidity; amount; fee ] ->
      swap_step price target liquidity amount fee
  | "amount0", [ a; b; liquidity; up ] -> optional (Oracle.amount0_delta (is_one up) a b liquidity)
  | "amount1", [ a; b; liquidity; up ] -> optional (Oracle.amount1_delta (is_one up) a b liquidity)
  | "next_price0", [ price; liquidity; amount; add ] ->
      optional (Oracle.next_price0 price liquidity amount (is_one add))
  | "price_from_input", [ price; liquidity; amount; down ] ->
      optional (Oracle.price_from_input price liquidity amount (is_one down))
  | "price_from_output", [ price; liquidity; amount; down ] ->
      optional (Oracle.price_from_output price liquidity amount (is_one down))
  | "div_up", [ a; b ] -> optional (Oracle.div_up a b)
  | "next_price1", [ price; liquidity; amount; add ] ->
      next_price1 price liquidity amount (is_one add)
  | "price_at_tick", [ tick ] -> price_at_tick tick
  | "tick_at_price", [ price ] -> tick_at_price price
  | _ -> wrong ("\"" ^ name ^ "\" with so many arguments is unknown")

let split_operations words =
  let rec go current all = function
    | [] -> List.rev (List.rev current :: all)
    | ";" :: rest -> go [] (List.rev current :: all) rest
    | word :: rest -> go (word :: current) all rest
  in
  go [] [] words

let answer machine line =
  match String.split_on_char ' ' line with
  | "pair" :: parameters -> (
      match List.map number parameters with
      | [ words; limit; kept; unit; a; b; minimum ] as all ->
          if not (List.for_all natural all) then wrong "a parameter of the pair is below zero";
          let fresh = new_machine words limit kept unit a b minimum in
          (fresh, values (show_state fresh.state))
      | _ -> wrong "pair takes seven numbers")
  | "load" :: state ->
      let loaded = load machine (List.map number state) in
      (loaded, values (show_state loaded.state))
  | (("pool" | "pool_load" | "pool_do") as what) :: arguments ->
      (machine, Pool_machine.answer what arguments)
  | "do" :: operations -> transact machine (List.map request (split_operations operations))
  | name :: arguments -> (machine, function_answer name arguments)
  | [] -> wrong "the line is empty"

(* Answers leave when the input has nothing more for now, so that questions may come in batches. *)
let serve () =
  let machine = ref (new_machine Oracle.words Z.one Z.one Z.one Z.one Z.one Z.one) in
  let chunk = Bytes.create 65536 in
  let pending = Buffer.create 65536 in
  let number = ref 0 in
  let one line =
    incr number;
    let next, text =
      try answer !machine line
      with Wrong what ->
        flush stdout;
        Printf.eprintf "assay-proved: error: line %d: %s; see spec/extraction/proved.ml\n" !number
          what;
        exit 2
    in
    machine := next;
    print_string text;
    print_char '\n'
  in
  let rec lines text from =
    match String.index_from_opt text from '\n' with
    | Some stop ->
        one (String.sub text from (stop - from));
        lines text (stop + 1)
    | None -> Buffer.add_substring pending text from (String.length text - from)
  in
  let rec loop () =
    flush stdout;
    let count = Unix.read Unix.stdin chunk 0 (Bytes.length chunk) in
    if count > 0 then begin
      Buffer.add_subbytes pending chunk 0 count;
      if Bytes.index_opt (Bytes.sub chunk 0 count) '\n' <> None then begin
        let text = Buffer.contents pending in
        Buffer.clear pending;
        lines text 0
      end;
      loop ()
    end
  in
  loop ();
  if Buffer.length pending > 0 then one (Buffer.contents pending);
  flush stdout

let () =
  (* Numbers die young: a nursery that fits the processor's cache, and no hurry with what is left. *)
  Gc.set { (Gc.get ()) with minor_heap_size = 1 lsl 15; space_overhead = 400 };
  match Array.to_list Sys.argv with
  | [ _ ] -> serve ()
  | [ _; "enumerate"; world ] -> Enumerate.run world
  | _ ->
      prerr_endline
        "assay-proved: error: arguments are not understood; give none to ask on standard input, or \
         enumerate WORLD";
      exit 2
