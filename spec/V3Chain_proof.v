(* Proof of V3Chain.v: the deployed pools' parameters make sense, by the theorems about TickMath. *)
From Coq Require Import ZArith Lia.
From Assay Require Import Arith_proof TickMath TickRight_proof V3Pool V3Chain.
Open Scope Z_scope.

#[local] Opaque sqrt_ratio_at_tick tick_at_sqrt_ratio.

Theorem chain_sound fee spacing : 0 <= fee < 10 ^ 6 -> 0 < spacing <= 887272 ->
  sound (chain fee spacing).
Proof.
  intros F Sp. unfold sound. cbn [price_unit words fee_unit liquidity_limit growth_unit
    word_bits lowest highest price_at tick_at V3Pool.fee V3Pool.spacing gross_limit chain].
  repeat match goal with |- 0 < 2 ^ _ /\ _ => split; [reflexivity|] end.
  split; [exact F|]. split; [lia|]. split; [reflexivity|].
  assert (C : 3 <= 2 * (887272 / spacing) + 1).
  { pose proof (Z.div_le_lower_bound 887272 spacing 1 ltac:(lia) ltac:(lia)). lia. }
  split; [apply Z.div_pos; [discriminate|lia]|]. split.
  { pose proof (div_lb (2 ^ 128 - 1) (2 * (887272 / spacing) + 1) ltac:(lia)) as D.
    set (d := 2 * (887272 / spacing) + 1) in *. set (g := (2 ^ 128 - 1) / d) in *. clearbody d g.
    assert (0 <= g \/ g < 0) as [G|G] by lia; [|lia].
    assert (3 * g <= d * g) by (apply Z.mul_le_mono_nonneg_r; lia). lia. }
  split; [rewrite first_price; reflexivity|].
  split; [exact prices_increase|exact tick_of_every_price].
Qed.
