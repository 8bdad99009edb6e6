(* Small worlds: the definitions on every input, in a fixed order, as two bytes a number.

   tests/proved/small_worlds_test.cpp runs through the same loops with the templates that ship, and
   compares number by number. 65535 stands for a revert that has no reason. *)

module List = Stdlib.List (* Coq writes one of its own beside this file *)

let z = Z.of_int

(* The value of a loop's variable from low to high, both included. *)
let each low high body =
  for i = low to high do
    body i
  done

let put number =
  if number < 0 || number > 65535 then failwith "a number of a small world is not small";
  print_char (Char.chr (number land 255));
  print_char (Char.chr (number lsr 8))

let no_reason = 65535
let put_z number = put (Z.to_int number)
let put_option = function None -> put no_reason | Some number -> put_z number

let rec peano n = if n = 0 then Datatypes.O else Datatypes.S (peano (n - 1))

(* mulDiv and mulDivRoundingUp on all triples of words. *)
let mul_div width rounds =
  let w = z width and last = (1 lsl width) - 1 and rounds = peano rounds in
  each 0 last (fun a ->
      each 0 last (fun b ->
          each 0 last (fun d ->
              put_option (MulDiv.mulDiv w rounds (z a) (z b) (z d));
              put_option (MulDiv.mulDivRoundingUp w rounds (z a) (z b) (z d)))))

let square_roots () =
  let rounds = peano 20 in
  each 0 4095 (fun y -> put_option (SqrtLoop.contract_sqrt rounds (z y)))

(* getAmountOut and, where there is so much, getAmountIn: 6-bit reserves and amounts, a fee of 1/4. *)
let prices () =
  let kept = z 3 and unit = z 4 in
  each 1 63 (fun reserve_in ->
      each 1 63 (fun reserve_out ->
          each 1 63 (fun amount ->
              let price of_what = of_what kept unit (z amount) (z reserve_in) (z reserve_out) in
              put_z (price V2Math.get_amount_out);
              if amount < reserve_out then put_z (price V2Math.get_amount_in))))

(* computeSwapStep: 4-bit prices with 3 bits of fraction, 4-bit liquidity, 8-bit words, fees out of
   8. A positive amount is an exact input. *)
let swap_steps () =
  let step = SwapStep.compute_swap_step (z 8) (z 256) (z 8) in
  each 1 15 (fun price ->
      each 1 15 (fun target ->
          each 0 15 (fun liquidity ->
              each (-31) 31 (fun amount ->
                  each 0 4 (fun fee ->
                      match step (z price) (z target) (z liquidity) (z amount) (z fee) with
                      | None -> put no_reason
                      | Some s ->
                          put_z s.SwapStep.next_price;
                          put_z s.SwapStep.amount_in;
                          put_z s.SwapStep.amount_out;
                          put_z s.SwapStep.fee_amount)))))

(* SqrtPriceMath and computeSwapStep on words, what reverts or wraps included: 8-bit words, 4-bit
   prices with 3 bits of fraction, 4-bit liquidity, fees out of 8. The formats do not suffice there,
   so that much does revert. *)
let small_formats =
  {
    SwapWords.word_bits = z 8;
    price_bits = z 4;
    liquidity_bits = z 4;
    fraction_bits = z 3;
    fee_bits = z 24;
    fee_unit = z 8;
    newton_rounds = peano 1;
  }

let on_words f = f small_formats SwapWords.wrapping

(* Every next price, and every amount between two prices. *)
let prices_on_words () =
  each 0 15 (fun price ->
      each 0 15 (fun liquidity ->
          each 0 255 (fun amount ->
              List.iter
                (fun add ->
                  let next which = on_words which (z price) (z liquidity) (z amount) add in
                  put_option (next SwapWords.next_price_from_amount0);
                  put_option (next SwapWords.next_price_from_amount1))
                [ false; true ]);
          each 0 15 (fun other ->
              List.iter
                (fun up ->
                  let amount which = on_words which up (z price) (z other) (z liquidity) in
                  put_option (amount SwapWords.getAmount0Delta);
                  put_option (amount SwapWords.getAmount1Delta))
                [ false; true ])))

(* Steps with every amount that is a signed word, among them between prices of zero. *)
let steps_on_words () =
  each 0 15 (fun price ->
      each 0 15 (fun target ->
          List.iter
            (fun liquidity ->
              each (-128) 127 (fun amount ->
                  List.iter
                    (fun fee ->
                      match
                        on_words SwapWords.computeSwapStep (z price) (z target) (z liquidity)
                          (z amount) (z fee)
                      with
                      | None -> put no_reason
                      | Some (((next, amount_in), amount_out), charged) ->
                          List.iter put_z [ next; amount_in; amount_out; charged ])
                    [ 0; 3 ]))
            [ 0; 1; 7; 15 ]))

(* ---- the pair: 12-bit words, 4-bit reserves, a fee of 1/4, 2 LP tokens locked *)

let word_values = z 4096
let apply = V2Pair.apply word_values (z 16) (z 3) (z 4) (z 1) (z 5) (z 2)

let pair reserve0 reserve1 extra0 extra1 supply of_pair k_last fee_on =
  {
    V2Pair.created with
    reserve0 = z reserve0;
    reserve1 = z reserve1;
    balance0 = z (reserve0 + extra0);
    balance1 = z (reserve1 + extra1);
    supply = z supply;
    k_last = z k_last;
    fee_to = (if fee_on then Some V2Pair.Coq_others else None);
    shares =
      (function
      | V2Pair.Coq_the_pair -> z of_pair
      | Coq_nobody -> z 2
      | Coq_others -> z (supply - of_pair - 2));
  }

let reason_number = function
  | V2Pair.Coq_arithmetic -> 1
  | Coq_reserve_overflow -> 2
  | Coq_insufficient_liquidity -> 3
  | Coq_insufficient_output -> 4
  | Coq_insufficient_input -> 5
  | Coq_insufficient_minted -> 6
  | Coq_insufficient_burned -> 7
  | Coq_curve -> 8
  | Coq_token -> 9

let put_result = function
  | V2Pair.Coq_reverts why -> put (reason_number why)
  | Coq_ok (s : V2Pair.pair) ->
      put 0;
      List.iter put_z
        [ s.reserve0; s.reserve1; s.balance0; s.balance1; s.supply; s.shares Coq_the_pair; s.k_last ]

(* Every swap of what was paid in before: reserves, payments and outputs of both tokens. *)
let swaps () =
  each 1 15 (fun reserve0 ->
      each 1 15 (fun reserve1 ->
          each 0 3 (fun in0 ->
              each 0 3 (fun in1 ->
                  let state = pair reserve0 reserve1 in0 in1 3 0 0 false in
                  each 0 15 (fun out0 ->
                      each 0 15 (fun out1 ->
                          put_result (apply state (Swap (z out0, z out1, z 0, z 0)))))))))

(* Every mint, and every burn of all that the pair holds, under the protocol fee and without. *)
let liquidity () =
  each 1 7 (fun reserve0 ->
      each 1 7 (fun reserve1 ->
          each 3 9 (fun supply ->
              each 0 3 (fun extra0 ->
                  each 0 3 (fun extra1 ->
                      List.iter
                        (fun k_last ->
                          List.iter
                            (fun fee_on ->
                              let state held =
                                pair reserve0 reserve1 extra0 extra1 supply held k_last fee_on
                              in
                              put_result (apply (state 0) (Mint V2Pair.Coq_others));
                              put_result (apply (state (supply - 2)) (Burn false)))
                            [ false; true ])
                        [ 0; 1; 4; 9 ])))))

let run world =
  set_binary_mode_out stdout true;
  match world with
  | "mul_div_4" -> mul_div 4 0
  | "mul_div_5" -> mul_div 5 1
  | "mul_div_6" -> mul_div 6 1
  | "square_roots" -> square_roots ()
  | "prices" -> prices ()
  | "swap_steps" -> swap_steps ()
  | "prices_on_words" -> prices_on_words ()
  | "steps_on_words" -> steps_on_words ()
  | "swaps" -> swaps ()
  | "liquidity" -> liquidity ()
  | _ ->
      prerr_endline ("assay-proved: error: the world \"" ^ world ^ "\" is unknown; see enumerate.ml");
      exit 2
