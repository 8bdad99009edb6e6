// The catalogue of mutants. `within` is at least twice what the campaign of seed 1 needs.
#include "assay/campaign/mutants.hpp"

#include <array>

namespace assay::campaign {
namespace {

constexpr std::string_view v2 = "uniswap-v2";

constexpr std::array catalogue{
    mutant{"swap-empties-reserve", v2, "a swap may take the whole reserve", "V2-OUT-1", 250},
    mutant{"swap-liquidity-of-one-side", v2, "only token0's output is held against its reserve",
           "V2-OUT-1", 250},
    mutant{"swap-input-ignores-output", v2, "what came in is measured without what went out",
           "V2-K-1", 100},
    mutant{"swap-input-one-less", v2, "the fee is taken of one wei less than came in", "V2-K-1",
           500},
    mutant{"swap-fee-a-pip-low", v2, "a fee of 2999 millionths instead of 3000", "V2-K-1", 100},
    mutant{"swap-fee-a-pip-high", v2, "a fee of 3001 millionths instead of 3000", "model", 100},
    mutant{"swap-without-fee", v2, "no fee on the input", "V2-SHARE-1", 500},
    mutant{"swap-k-scale-unsquared", v2, "the reserves' product is scaled by 1000, not 1000^2",
           "V2-DRAIN-1", 1000},
    mutant{"swap-k-scale-one-less", v2, "the reserves' product is scaled by 999999", "V2-K-2",
           1000},
    mutant{"swap-k-strict", v2, "the product must grow, not only not fall", "model", 2000},
    mutant{"swap-k-as-sum", v2, "the sum of the balances is kept instead of the product",
           "V2-SHARE-1", 2000},
    mutant{"mint-minimum-one-low", v2, "999 are taken off the first mint and 1000 locked",
           "V2-SUPPLY-1", 100},
    mutant{"mint-first-rounds-up", v2, "the first mint takes the root rounded up", "V2-MINT-1",
           100},
    mutant{"mint-first-arithmetic-mean", v2,
           "the first mint takes the mean of the amounts, not the root", "V2-SUPPLY-1", 100},
    mutant{"mint-takes-maximum", v2, "liquidity for the better of the two amounts", "V2-TRIP-2",
           100},
    mutant{"mint-rounds-up", v2, "later mints round their shares up", "V2-K-2", 100},
    mutant{"mint-reserves-swapped", v2, "each amount is held against the other token's reserve",
           "V2-TRIP-2", 500},
    mutant{"burn-rounds-up", v2, "burns round what they pay out up", "V2-K-2", 100},
    mutant{"burn-one-wei-less", v2, "burns pay a wei too little", "V2-BURN-1", 100},
    mutant{"fee-rounds-up", v2, "the protocol's share is rounded up", "V2-FEE-1", 100},
    mutant{"fee-share-of-a-quarter", v2, "the protocol takes a quarter of the growth", "V2-FEE-1",
           100},
    mutant{"fee-share-of-a-seventh", v2, "the protocol takes a seventh of the growth", "V2-FEE-3",
           100},
    mutant{"fee-without-old-root", v2, "the old root is left out of the fee's denominator",
           "V2-FEE-1", 100},
    mutant{"fee-on-k-itself", v2,
           "the fee is on the root of k's growth, not on the growth of its root", "V2-FEE-2", 250},
    mutant{"k-last-never-set", v2, "kLast stays what it was at birth", "V2-KLAST-2", 100},
    mutant{"k-last-stale", v2, "kLast is set once and not again", "V2-KLAST-1", 250},
    mutant{"k-last-set-when-off", v2, "kLast is set although the protocol fee is off", "V2-KLAST-2",
           100},
    mutant{"k-last-not-forgotten", v2, "kLast outlives the protocol fee", "V2-KLAST-2", 250},
    mutant{"reserve-bound-one-high", v2, "a reserve of 2^112 is let in", "V2-RESERVE-1", 1000},
    mutant{"reserve-bound-one-low", v2, "a reserve of 2^112 - 1 is refused", "model", 1000},
    mutant{"clock-of-31-bits", v2, "the clock is taken modulo 2^31", "V2-TIME-1", 250},
    mutant{"elapsed-does-not-wrap", v2, "no time passes while the 32-bit clock wraps", "V2-TWAP-1",
           250},
    mutant{"prices-swapped", v2, "each accumulator gathers the other price", "V2-TWAP-1", 100},
    mutant{"price-rounds-up", v2, "the price of token0 is rounded up", "V2-TWAP-1", 100},
    mutant{"price-not-over-time", v2, "the price of token1 is added once, not per second",
           "V2-TWAP-1", 100},
    mutant{"lock-dropped", v2, "the pair may be called while it runs", "V2-LOCK-2", 2000},
    mutant{"allowance-infinite-is-spent", v2, "an infinite allowance is reduced", "V2-ALLOW-1",
           2000},
    mutant{"allowance-not-spent", v2, "no allowance is reduced", "V2-ALLOW-1", 500},
    mutant{"event-swap-inputs-swapped", v2, "Swap names the inputs the other way round",
           "V2-EVENT-2", 100},
    mutant{"event-sync-swapped", v2, "Sync names the reserves the other way round", "V2-EVENT-1",
           100},
    mutant{"event-burn-to-sender", v2, "Burn names the sender as recipient", "V2-EVENT-2", 100},
    mutant{"event-mint-amounts-swapped", v2, "Mint names the amounts the other way round",
           "V2-EVENT-2", 100},
    mutant{"event-transfer-reversed", v2, "Transfer goes the wrong way", "V2-EVENT-3", 100},
    mutant{"event-approval-of-nothing", v2, "Approval says zero", "V2-EVENT-3", 250},
    mutant{"twin-input-at-equality", v2, "measures an input of zero by subtraction", "", 0},
    mutant{"twin-growth-of-zero", v2, "works out a fee of zero when the root has not grown", "", 0},
    mutant{"twin-first-root-babylonian", v2, "takes the first root by the contract's own loop", "",
           0},
    mutant{"twin-k-not-below", v2, "compares and multiplies in another order", "", 0},
    mutant{"twin-minimum-of-equals", v2, "takes the other one of two equal amounts of liquidity",
           "", 0},
    mutant{"twin-elapsed-the-long-way", v2, "subtracts times in 64 bits", "", 0},
};

}  // namespace

std::span<const mutant> mutants() { return catalogue; }

}  // namespace assay::campaign
