// The invariants of Uniswap V3 by name: what each says, exactly, and when.
//
// Symbols in the statements: P the square-root price, L liquidity, Q = 2^96, U the fee unit of
// 10^6, f the pool's fee, p(t) the square-root price of tick t, floor() and ceil() of exact reals,
// a prime for the state after the step. Growth is counted modulo 2^256, as the contract does.
#include "uniswap_v3_checks.hpp"

namespace assay::invariant::uniswap_v3 {
namespace {

constexpr std::string_view protocol = "uniswap-v3";
constexpr std::string_view no_proof = "none";
constexpr std::string_view every_success = "every accepted operation";
constexpr std::string_view every_swap = "every accepted swap";
constexpr std::string_view new_line =
    "accepted operations that change the tick, liquidity, ticks, positions or the bitmap";
constexpr std::string_view new_claims =
    "accepted operations that change a balance, the price or what anybody is owed, while all that "
    "exists of a token fits a word";
constexpr std::string_view touches = "every accepted mint and burn";
constexpr std::string_view earnings = "every accepted swap and flash that changes anything";
constexpr std::string_view tried =
    "a copy of the pool after one in 64 steps that change what it owes; not where the copy reverts";
constexpr std::string_view tried_exactly =
    "as V3-TRIP-1; of token0 only amounts that keep amount * P below 2^255, beyond which the "
    "contract's price is coarser";

constexpr definition always(const summary& about, void (*check)(const step&, verdict&)) {
  return {about, false, check};
}
constexpr definition by_search(const summary& about, void (*check)(const step&, verdict&)) {
  return {about, true, check};
}

constexpr std::array table{
    // ---- Solvency
    always({"V3-SOLVENCY-1", protocol, "all principal can be withdrawn",
            "the pool's balance >= the sum over positions of L Q (1/c - 1/p(upper)) of token0 and "
            "of L (c - p(lower)) / Q of token1, c being P or the bound nearest to it; real sums, "
            "that of token0 taken 2^-64 wei per position too low at most",
            new_claims, no_proof},
           check_principal_solvency),
    always({"V3-SOLVENCY-2", protocol, "everything owed can be paid",
            "the pool's balance >= that principal and L * (growth inside since the last touch) / "
            "2^128 of all positions, tokensOwed and protocol fees",
            new_claims, no_proof},
           check_full_solvency),
    by_search({"V3-EXIT-1", protocol, "everybody can leave",
               "every position can burn all its liquidity and collect all that it is owed, one "
               "after the other from both ends of the list",
               tried, no_proof},
              check_all_can_leave),

    // ---- The price line
    always({"V3-TICK-1", protocol, "the tick is the floor of the logarithm of the price",
            "p(tick) <= P < p(tick + 1); or P = p(tick + 1) with the spacing dividing tick + 1, "
            "where a swap came down to P or a swap up moved neither; other operations move neither",
            "every accepted operation on an initialized pool", no_proof},
           check_tick),
    always(
        {"V3-LIQUIDITY-1", protocol, "active liquidity is that of the positions in range",
         "liquidity = the sum of L over positions with lower <= tick < upper", new_line, no_proof},
        check_active_liquidity),
    always({"V3-LIQUIDITY-2", protocol, "active liquidity is the net liquidity below",
            "liquidity = the sum of liquidityNet over ticks up to the current one; over all ticks "
            "it is 0",
            new_line, no_proof},
           check_net_below),
    always(
        {"V3-GROSS-1", protocol, "gross liquidity counts the positions of a tick",
         "liquidityGross = the sum of L over positions that it bounds, and a tick is stored, and "
         "initialized, exactly when that is positive",
         new_line, no_proof},
        check_gross),
    always({"V3-NET-1", protocol, "net liquidity is lower bounds less upper bounds",
            "liquidityNet = the sum of L over positions that it bounds below less those above",
            new_line, no_proof},
           check_net),
    always({"V3-BITMAP-1", protocol, "the bitmap marks the initialized ticks",
            "the spacing divides every initialized tick, its bit is set, and no other bit is",
            new_line, no_proof},
           check_bitmap),
    always({"V3-MAXLIQ-1", protocol, "no tick carries too much",
            "liquidityGross <= maxLiquidityPerTick = floor((2^128 - 1) / usable ticks)", new_line,
            no_proof},
           check_most_liquidity),

    // ---- Trading
    always({"V3-LIMIT-1", protocol, "the price stays between its start and the limit",
            "selling token0: limit <= P' <= P; selling token1: P <= P' <= limit", every_swap,
            no_proof},
           check_limit_kept),
    always(
        {"V3-LIMIT-2", protocol, "a swap that stops early stops at the limit",
         "P' = limit, or the amount that was specified is exactly used up", every_swap, no_proof},
        check_limit_or_all),
    always({"V3-REACH-1", protocol, "a stop that is not crossed is not reached",
            "P' lies strictly before the price of the next stop that the tick says is ahead: the "
            "next initialized tick, end of a bitmap word, or end of the line",
            every_swap, no_proof},
           check_stop_ahead),
    always({"V3-OUT-1", protocol, "no more than was specified",
            "amounts in and out >= 0; exact input: in <= specified; exact output: out <= specified",
            every_swap, no_proof},
           check_amounts_within),
    always({"V3-STEP-1", protocol, "the input covers the way and the fee",
            "in (U - f) >= U * the sum over stretches of constant liquidity between P and P' of "
            "the ceiling of what the curve asks",
            every_swap, no_proof},
           check_input_covers),
    always({"V3-STEP-2", protocol, "the output is covered by the way",
            "out <= the sum over these stretches of the floor of what the curve gives", every_swap,
            no_proof},
           check_output_covered),
    always({"V3-LEAK-1", protocol, "rounding keeps less than a wei of output per leg",
            "out > that sum less the number of legs: stretches, bitmap words passed and one more",
            "accepted swaps of an exact input", no_proof},
           check_output_leak),
    always({"V3-LEAK-2", protocol, "the input goes as far as it can",
            "one unit of P' further costs more than specified (U - f) / U less two wei per leg and "
            "one",
            "accepted swaps of an exact input that do not end at the limit; of "
            "token0 only amounts that keep amount * P below 2^255",
            no_proof},
           check_input_leak),
    always({"V3-PROTOCOL-1", protocol, "the protocol takes its part of the fees at most",
            "n * (protocol fees taken) <= in less what the way costs at least; nothing when n = 0",
            every_swap, no_proof},
           check_swap_protocol_fee),

    // ---- Positions
    always(
        {"V3-MINT-1", protocol, "liquidity costs its principal, rounded up",
         "amounts = the ceilings of the principal of the liquidity minted at P, and the position "
         "has so much more",
         "every accepted mint", no_proof},
        check_minted),
    always({"V3-BURN-1", protocol, "liquidity returns its principal, rounded down",
            "amounts = the floors of the principal of the liquidity burned at P, and the position, "
            "which had so much, has so much less",
            "every accepted burn", no_proof},
           check_burned),
    always({"V3-TRIP-2", protocol, "mint and burn at once never pay",
            "the floors of the principal of what was minted <= what it cost", "every accepted mint",
            no_proof},
           check_mint_burn_trip),
    always(
        {"V3-FEES-1", protocol, "fees are noted exactly when a position is touched",
         "tokensOwed grows by floor(L * growth inside since the last touch / 2^128), and a burn's "
         "amounts, modulo 2^128",
         touches, no_proof},
        check_noted_fees),
    always(
        {"V3-GROWTH-1", protocol, "a touch reads the growth inside",
         "feeGrowthInsideLast' = global less below and above by the ticks' counters; a tick that "
         "comes into use counts all growth so far as below it",
         touches, no_proof},
        check_read_growth),
    always(
        {"V3-GROWTH-2", protocol, "growth inside a range never exceeds that of the pool",
         "for every position with liquidity: the increase of growth inside, modulo 2^256, <= the "
         "increase of feeGrowthGlobal",
         earnings, no_proof},
        check_growth_within_global),
    always(
        {"V3-GROWTH-3", protocol, "who is in range earns, nobody else",
         "the increase of growth inside is that of feeGrowthGlobal for positions in range, 0 for "
         "others",
         "accepted flashes; swaps, for positions neither of whose bounds the price crosses",
         no_proof},
        check_growth_in_range),
    always({"V3-FEES-2", protocol, "positions are given no more than was paid",
            "the sum of L * increase of growth inside <= 2^128 * (fees paid less the protocol's "
            "part)",
            earnings, no_proof},
           check_fees_within_paid),
    always({"V3-COLLECT-1", protocol, "collect pays what is owed and was asked for",
            "paid = min(asked, tokensOwed), and tokensOwed falls by it", "every accepted collect",
            no_proof},
           check_collected),

    // ---- The books
    always({"V3-CONSERVE-1", protocol, "token0 is conserved",
            "the sum of all balances of token0 stays, modulo 2^256", every_success, no_proof},
           check_conservation0),
    always({"V3-CONSERVE-2", protocol, "token1 is conserved",
            "the sum of all balances of token1 stays, modulo 2^256", every_success, no_proof},
           check_conservation1),
    always({"V3-PAY-1", protocol, "balances change by what was answered",
            "callers pay what the callback asks and what they said they add; recipients get what "
            "the operation returns; nobody else's balance changes",
            every_success, no_proof},
           check_payments),
    always({"V3-REVERT-1", protocol, "a refused operation changes nothing",
            "state' = state and no events", "every refused operation", no_proof},
           check_revert_is_clean),
    always({"V3-LOCK-1", protocol, "open exactly when it has a price",
            "unlocked' if and only if P' > 0", "every operation", no_proof},
           check_unlocked),
    always({"V3-LOCK-2", protocol, "no re-entering",
            "an operation whose callback calls a locked function of the pool reverts",
            "every such operation", no_proof},
           check_no_reentry),
    always({"V3-AUTH-1", protocol, "only the owner sets and collects protocol fees",
            "feeProtocol changes by setFeeProtocol alone, to what it says, which is 0 or 4 to 10; "
            "that and collectProtocol succeed for the owner only",
            every_success, no_proof},
           check_offices),
    always({"V3-PROTOCOL-2", protocol, "collectProtocol leaves a wei",
            "paid = min(asked, protocol fees less one), never below 0, and they fall by it",
            "every accepted collectProtocol", no_proof},
           check_protocol_collected),
    always({"V3-FRAME-1", protocol, "nothing else touches the slots",
            "immutables stay; price and tick change by swap and initialize alone, liquidity by "
            "swap, mint and burn, growth by flash and of the input by swap, protocol fees by these "
            "and collectProtocol",
            every_success, no_proof},
           check_frame),
    always({"V3-FRAME-2", protocol, "nothing else touches ticks and positions",
            "a position changes by mint, burn and collect of it alone; a tick by mint and burn on "
            "it, its outside counters by a swap that passes it; the bitmap by mint and burn",
            every_success, no_proof},
           check_frame_of_lists),

    // ---- The record
    always({"V3-ORACLE-1", protocol, "tickCumulative is the integral of the tick",
            "a new observation is of block.timestamp modulo 2^32 and adds tick * seconds since the "
            "last one, modulo 2^56, the time taken modulo 2^32",
            "accepted operations that write an observation", no_proof},
           check_tick_integral),
    always({"V3-ORACLE-2", protocol, "seconds per liquidity are their integral",
            "a new observation adds floor(2^128 * seconds since the last one / max(L, 1)), modulo "
            "2^160",
            "accepted operations that write an observation", no_proof},
           check_seconds_integral),
    always({"V3-ORACLE-3", protocol, "observed exactly when tick or liquidity change",
            "an observation is written, at the ring's next slot, when a swap moves the tick or "
            "liquidity in range is minted or burned, unless one of the same second is there; no "
            "other slot changes",
            "every accepted operation on an initialized pool", no_proof},
           check_when_observed),
    always({"V3-ORACLE-4", protocol, "observing now gives the integrals up to now",
            "observe(0) = the last observation carried on by tick and liquidity, as they stand",
            "every accepted observe", no_proof},
           check_present_observed),
    always({"V3-FLASH-1", protocol, "lending earns its fee",
            "what came back beyond the loan >= ceil(amount f / U); the protocol gets floor of it / "
            "n, growth increases by floor(2^128 * the rest / L)",
            "every accepted flash", no_proof},
           check_flash),
    always({"V3-EVENT-1", protocol, "the event tells what happened",
            "one event of the operation with its holders, ticks and exact numbers; views and "
            "transfers emit none",
            every_success, no_proof},
           check_event),

    // ---- By search
    by_search({"V3-TRIP-1", protocol, "no profitable round trip",
               "x of one token in, all of the other back again, gives at most x (U - f) / U", tried,
               no_proof},
              check_round_trip),
    by_search({"V3-SPLIT-1", protocol, "splitting never pays",
               "selling x + y gives at least what x and then y give", tried_exactly, no_proof},
              check_split),
    by_search({"V3-MONO-1", protocol, "a nearer limit never takes or gives more",
               "an exact input with a limit on the way takes and gives no more than without",
               tried_exactly, no_proof},
              check_monotone_in_limit),
    by_search({"V3-MONO-2", protocol, "more in never gives less out",
               "x + 1 in gives no less than x, and leads no less far", tried_exactly, no_proof},
              check_monotone_in_amount),
};

}  // namespace

std::span<const definition> definitions() { return table; }

}  // namespace assay::invariant::uniswap_v3
