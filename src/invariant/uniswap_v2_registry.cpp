// The invariants of Uniswap V2 by name: what each says, exactly, and when.
//
// Symbols in the statements: r0, r1 the reserves, k = r0 * r1, s the total supply, a prime for the
// state after the step, n / d the fee, root() a square root rounded down.
#include "uniswap_v2_checks.hpp"

namespace assay::invariant::uniswap_v2 {
namespace {

constexpr std::string_view protocol = "uniswap-v2";
constexpr std::string_view no_proof = "none";
constexpr std::string_view every_success = "every accepted operation";
constexpr std::string_view with_reserves =
    "amounts derived from the reserves after each step that changes them; not where the library "
    "reverts";

// Forks whose K check forgets a factor let the product of the reserves fall.
bool lets_product_fall(const exact::rules& rules) { return !rules.trading.keeps_product(); }
// Their K check and the library's formula are about different curves.
bool curve_is_not_librarys(const exact::rules& rules) { return !rules.trading.is_consistent(); }

constexpr std::array table{
    // ---- The curve
    definition{{"V2-K-1", protocol, "the curve with the fee",
                "(d r0' - n in0)(d r1' - n in1) >= d^2 r0 r1", "every accepted swap", no_proof},
               false,
               lets_product_fall,
               check_k},
    definition{
        {"V2-K-2", protocol, "k per LP share squared never falls",
         "k (s')^2 <= k' (s + f)^2, f the shares minted to the protocol in the step",
         "accepted mint, burn, swap, sync and skim with s > 0; not a burn or sync that finds "
         "the pair holding less than a reserve, nor a burn that loses more than it pays out",
         no_proof},
        false,
        lets_product_fall,
        check_k_per_share},
    definition{{"V2-DRAIN-1", protocol, "no drain when the supply returns",
                "when s is what it was at an earlier step, k is not below what it was then",
                "accepted operations, against the last eight supplies since the protocol was last "
                "paid or V2-K-2 last did not apply",
                no_proof},
               false,
               lets_product_fall,
               check_no_drain},
    definition{{"V2-SHARE-1", protocol, "a trade makes every LP share worth more",
                "s' = s and k' > k; k' >= k where n = 0", "every accepted swap", no_proof},
               false,
               lets_product_fall,
               check_share_rises},
    definition{{"V2-SHARE-2", protocol, "an LP share never has less of both tokens",
                "not r0' / s' <= r0 / s and r1' / s' <= r1 / s at once, unless both are equal, for "
                "r0, r1, s after any earlier step: true of every curve",
                "accepted mint, burn, swap and sync, against the last eight of these that left "
                "both reserves above 0, since V2-K-2 last did not apply or the protocol was last "
                "paid; a step that pays it against (r0, r1, s + f) before it, f as in V2-K-2",
                no_proof},
               false,
               lets_product_fall,
               check_share_keeps_worth},
    definition{{"V2-ZERO-1", protocol, "nothing comes of nothing",
                "a swap had an input; a mint took both tokens and gave shares; a burn took shares "
                "and paid both tokens",
                "accepted swap, mint and burn; not a migrator's own mint", no_proof},
               false,
               nullptr,
               check_something_for_something},
    definition{{"V2-OUT-1", protocol, "a reserve never empties by trading",
                "out0 < r0, out1 < r1, r0' > 0 and r1' > 0", "every accepted swap", no_proof},
               false,
               nullptr,
               check_output_below_reserve},

    // ---- Liquidity
    definition{{"V2-MINT-1", protocol, "minted shares are exact",
                "first: the largest m with (m + minimum)^2 <= in0 in1; later: the largest m with "
                "m r0 <= in0 (s + f) and m r1 <= in1 (s + f)",
                "every accepted mint but a migrator's own", no_proof},
               false,
               nullptr,
               check_minted},
    definition{{"V2-BURN-1", protocol, "burned shares pay exactly",
                "each payout is the largest p with p (s + f) <= burned * balance",
                "every accepted burn", no_proof},
               false,
               nullptr,
               check_redeemed},
    definition{{"V2-TRIP-2", protocol, "mint and burn at once never pay",
                "minted * r0' <= in0 s' and minted * r1' <= in1 s'",
                "accepted mints with s > 0, or into an empty pair; not a migrator's own", no_proof},
               false,
               nullptr,
               check_mint_burn_trip},
    definition{{"V2-MINLIQ-1", protocol, "the minimum liquidity stays locked",
                "address(0) holds at least the minimum while s > 0, and never less than before",
                "accepted operations of pairs that no migrator started", no_proof},
               false,
               nullptr,
               check_minimum_liquidity},
    definition{
        {"V2-SUPPLY-1", protocol, "the supply stays below the root of k",
         "s^2 <= k, and s >= the minimum once anything was minted",
         "accepted operations of pairs that no migrator started, while no update found the "
         "pair holding less than a reserve; where in the protocol's share a <= c, or b is constant "
         "and a <= b + c",
         no_proof},
        false,
        lets_product_fall,
        check_supply_below_root},
    definition{{"V2-KLAST-1", protocol, "kLast lies between supply and k",
                "kLast = 0, or s^2 <= kLast <= k", "as V2-SUPPLY-1", no_proof},
               false,
               lets_product_fall,
               check_k_last_bracket},
    definition{{"V2-KLAST-2", protocol, "kLast is set by mint and burn alone",
                "after mint and burn kLast' = k' with the fee on and 0 with it off; otherwise "
                "kLast' = kLast",
                every_success, no_proof},
               false,
               nullptr,
               check_k_last_rule},
    definition{
        {"V2-FEE-1", protocol, "the protocol gets no more than its share",
         "f (b root(k) + c root(kLast)) <= a s (root(k) - root(kLast)); f = 0 without growth, "
         "without a mark, or with the fee off",
         "accepted mint and burn", no_proof},
        false,
        nullptr,
        check_fee_at_most},
    definition{{"V2-FEE-2", protocol, "the protocol's fee leaves the LPs above the last mark",
                "root(kLast) (s + f) <= root(k) s",
                "accepted mint and burn with a fee due, where a <= b + c", no_proof},
               false,
               nullptr,
               check_fee_above_mark},
    definition{{"V2-FEE-3", protocol, "the protocol gets no less than its share, rounded down",
                "(f + 1)(b root(k) + c root(kLast)) > a s (root(k) - root(kLast))",
                "accepted mint and burn with a fee due", no_proof},
               false,
               nullptr,
               check_fee_at_least},

    // ---- The books
    definition{{"V2-CONSERVE-1", protocol, "token0 is conserved",
                "all balances and the fee sink of token0 sum to what they did (modulo 2^256)",
                "accepted operations but setTokenBalance of the token; shares of a rebasing token",
                no_proof},
               false,
               nullptr,
               check_conservation0},
    definition{{"V2-CONSERVE-2", protocol, "token1 is conserved",
                "all balances and the fee sink of token1 sum to what they did (modulo 2^256)",
                "as V2-CONSERVE-1", no_proof},
               false,
               nullptr,
               check_conservation1},
    definition{{"V2-LP-1", protocol, "LP balances sum to the supply",
                "the sum of all LP balances = totalSupply", every_success, no_proof},
               false,
               nullptr,
               check_lp_sum},
    definition{{"V2-LP-2", protocol, "LP tokens move only as asked",
                "every LP balance changes by exactly what the operation mints, burns or transfers, "
                "the protocol's fee and the locked minimum included",
                every_success, no_proof},
               false,
               nullptr,
               check_lp_moves},
    definition{
        {"V2-PAY-1", protocol, "tokens move only as asked",
         "balances of all but caller, recipient and pair stay; of a plain token theirs change "
         "by exactly what was sent and returned",
         "accepted operations but setTokenBalance", no_proof},
        false,
        nullptr,
        check_token_moves},
    definition{{"V2-SOLVENCY-1", protocol, "the pair holds its reserves",
                "balance0 >= reserve0 and balance1 >= reserve1",
                "after accepted mint, burn, swap and sync; after others where it held before, but "
                "rebase, setTokenBalance, and skim of a token that rebases or takes a fee on top; "
                "others only while a token's total fits a word",
                no_proof},
               false,
               nullptr,
               check_solvency},
    definition{{"V2-SYNC-1", protocol, "reserves become the balances",
                "balance0 = reserve0 and balance1 = reserve1",
                "after accepted mint, burn, swap and sync", no_proof},
               false,
               nullptr,
               check_synced},
    definition{{"V2-SKIM-1", protocol, "skim takes all the excess",
                "balance0 = reserve0 and balance1 = reserve1",
                "plain tokens after an accepted skim to another than the pair", no_proof},
               false,
               nullptr,
               check_skimmed},
    definition{{"V2-RESERVE-1", protocol, "reserves fit", "r0' < 2^112 and r1' < 2^112",
                every_success, no_proof},
               false,
               nullptr,
               check_reserve_width},
    definition{{"V2-REVERT-1", protocol, "a revert leaves no trace",
                "the whole state is what it was, and there is no event", "every reverted operation",
                no_proof},
               false,
               nullptr,
               check_revert_is_clean},
    definition{{"V2-LOCK-1", protocol, "the pair is never left locked",
                "unlocked after the operation", "every operation", no_proof},
               false,
               nullptr,
               check_unlocked},
    definition{{"V2-LOCK-2", protocol, "no re-entering",
                "a swap whose callback calls the pair's sync, skim, mint, burn or swap reverts",
                "every such swap", no_proof},
               false,
               nullptr,
               check_no_reentry},
    definition{{"V2-AUTH-1", protocol, "only feeToSetter fills the offices",
                "feeTo and feeToSetter change by their operations alone, to what these say, and "
                "where the factory checks it only at feeToSetter's call",
                every_success, no_proof},
               false,
               nullptr,
               check_offices},
    definition{
        {"V2-ALLOW-1", protocol, "allowances bind",
         "transferFrom spends no more than is allowed and reduces it by exactly that, unless "
         "it is 2^256 - 1; approve sets it; nothing else changes any",
         every_success, no_proof},
        false,
        nullptr,
        check_allowances},

    // ---- The record
    definition{
        {"V2-TWAP-1", protocol, "the accumulators are the integral of the price",
         "price0CumulativeLast = the integral of floor(2^112 r1 / r0) over the seconds to the "
         "last update, modulo 2^256, the time between two updates taken modulo 2^32; "
         "price1CumulativeLast alike",
         every_success, no_proof},
        false,
        nullptr,
        check_price_integral},
    definition{{"V2-TIME-1", protocol, "an update notes the time",
                "blockTimestampLast = block.timestamp modulo 2^32",
                "accepted mint, burn, swap and sync", no_proof},
               false,
               nullptr,
               check_time},
    definition{{"V2-FRAME-1", protocol, "nothing else touches reserves, oracle or supply",
                "reserves, blockTimestampLast, accumulators and totalSupply stay",
                "accepted operations but mint, burn, swap and sync", no_proof},
               false,
               nullptr,
               check_frame},
    definition{{"V2-EVENT-1", protocol, "Sync tells the reserves",
                "mint, burn, swap and sync emit one Sync, of r0' and r1'; others none",
                every_success, no_proof},
               false,
               nullptr,
               check_sync_event},
    definition{{"V2-EVENT-2", protocol, "Mint, Burn and Swap tell what happened",
                "one such event of the operation, with its sender, recipient and exact amounts; "
                "others none",
                every_success, no_proof},
               false,
               nullptr,
               check_pair_event},
    definition{{"V2-EVENT-3", protocol, "Transfer events explain all LP balances",
                "applied to the balances and supply before, the Transfer events give those after; "
                "approve alone emits Approval",
                every_success, no_proof},
               false,
               nullptr,
               check_lp_events},

    // ---- The router library, by search
    definition{
        {"V2-TIGHT-1", protocol, "getAmountOut is tight",
         "the K check accepts getAmountOut(x) and refuses one more", with_reserves, no_proof},
        true,
        curve_is_not_librarys,
        check_output_tight},
    definition{{"V2-IN-1", protocol, "getAmountIn is minimal or one more",
                "getAmountIn(y) is the least x strictly inside the curve: the least x that buys y, "
                "plus one exactly when that x lies on the curve; getAmountOut of it is at least y",
                with_reserves, no_proof},
               true,
               nullptr,
               check_input_minimal},
    definition{{"V2-TRIP-1", protocol, "no profitable round trip",
                "x in, out, and back gives less than x; no more than x where n = 0", with_reserves,
                no_proof},
               true,
               nullptr,
               check_round_trip},
    definition{{"V2-SPLIT-1", protocol, "splitting never pays",
                "getAmountOut(x + y) >= getAmountOut(x) and then getAmountOut(y)", with_reserves,
                no_proof},
               true,
               nullptr,
               check_split},
    definition{{"V2-MONO-1", protocol, "more in never gives less out",
                "getAmountOut(x + 1) >= getAmountOut(x)", with_reserves, no_proof},
               true,
               nullptr,
               check_monotone},
    definition{{"V2-QUOTE-1", protocol, "no trade beats the price",
                "getAmountOut(x) <= quote(x) = floor(x r_out / r_in)", with_reserves, no_proof},
               true,
               nullptr,
               check_quote_above},
    definition{{"V2-ZERO-2", protocol, "nothing quotes as nothing",
                "getAmountOut(0) and quote(0) revert or give 0", with_reserves, no_proof},
               true,
               nullptr,
               check_zero_quotes},
};

}  // namespace

std::span<const definition> definitions() { return table; }

}  // namespace assay::invariant::uniswap_v2
