(* Writes the definitions as OCaml, one module per file, on zarith's integers. Where the comment is,
   build.py puts mapping.v, or nothing. *)
From Coq Require Import ZArith.
From Coq Require Extraction ExtrOcamlBasic ExtrOcamlZBigInt.
From Assay Require V2Math V2Pair SqrtLoop MulDiv TickMath SwapStep SwapWords V3Pool V3Chain Oracle.
(* mapping *)
Separate Extraction
  Oracle.words Oracle.fee_unit Oracle.limb_base Oracle.limb_product Oracle.limb_reciprocal
  Oracle.limb_division Oracle.limb_reciprocal_from_table Oracle.limb_portable_reciprocal
  Oracle.limb_division_2by1 Oracle.limb_short_division
  Oracle.mul_div Oracle.mul_div_up Oracle.square_root
  Oracle.price_at_tick Oracle.tick_at_price Oracle.swap_step Oracle.step_on_words
  Oracle.amount0_delta Oracle.amount1_delta Oracle.next_price0 Oracle.next_price1
  Oracle.price_from_input Oracle.price_from_output Oracle.div_up
  V2Math.get_amount_out V2Math.get_amount_in
  V3Pool.apply V3Pool.modify V3Pool.add_liquidity V3Pool.pay_for_liquidity
  V3Pool.trade_until_payment V3Pool.pay_for_trade V3Pool.flash_fee V3Pool.created V3Chain.chain
  V2Pair.apply V2Pair.mint_fee V2Pair.created
  MulDiv.mulDiv MulDiv.mulDivRoundingUp SwapStep.compute_swap_step SqrtLoop.contract_sqrt.
