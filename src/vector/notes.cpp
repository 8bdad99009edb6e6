// The texts of the notes.
#include "notes.hpp"

namespace assay::vectors {

namespace {

// In the order of the enumeration `flag`.
constexpr note notes[] = {
    {"ZeroArgument", "EDGE_CASE", "An argument is zero.",
     "A missing check divides by zero or gives something for nothing.", ""},
    {"LargestArgument", "EDGE_CASE",
     "An argument is the largest value of its type, or the least of a signed one.",
     "A narrower type or an unchecked sum wraps around.", ""},
    {"ZeroResult", "ROUNDING", "The exact result lies below one unit, or is zero.",
     "Rounding up here gives a unit away for free.", ""},
    {"ExactDivision", "ROUNDING", "Every division of the function leaves no remainder.",
     "Rounding by adding one, or by comparing with the wrong sign, shows only here.", ""},
    {"Overflow", "OVERFLOW", "A checked operation of ds-math passes the end of 256 bits.",
     "Wider intermediates, or unchecked ones, answer where the contract reverts.", ""},
    {"Refused", "REVERT", "A require of the contract fails.",
     "An implementation without the check, or with another order of checks, answers otherwise.",
     ""},
    {"ConsumesAllGas", "QUIRK",
     "The contract divides by zero: before Solidity 0.8 that is the INVALID opcode, which consumes "
     "all gas and gives no reason.",
     "A caller that expects a reason string finds none.", ""},
    {"OneMoreThanNeeded", "QUIRK",
     "The quotient is exact and getAmountIn adds one all the same, so one less would do.",
     "An implementation that rounds up properly answers one less than the contract.", "V2-LIB-1"},
    {"FirstMint", "EDGE_CASE", "There is no liquidity yet: the geometric mean less 1000 is minted.",
     "A missing MINIMUM_LIQUIDITY lets the first depositor own the price of a share.", "V2-MINT-1"},
    {"FeeNotDue", "EDGE_CASE", "sqrt(k) has not grown since kLast: nothing is minted to feeTo.",
     "Comparing k instead of its root charges a fee for rounding dust.", ""},
    {"PathWithoutHops", "EDGE_CASE", "The path has fewer than two tokens.",
     "An empty path that succeeds returns the input as output.", ""},
    {"TargetReached", "EDGE_CASE",
     "The price ends on the target of the step, or on the limit of the swap.",
     "A price off by one unit there crosses a tick too early, too late or never.", ""},
    {"LessPrecise", "PRECISION_LOSS",
     "A product passes 256 bits and the contract divides in two steps, each rounded.",
     "The precise formula in wider words gives another price, off by up to the rounding.", ""},
    {"TicksCrossed", "EDGE_CASE", "The swap crosses initialized ticks: its liquidity changes.",
     "Liquidity added where it is to be taken away, or before the tick is reached.", ""},
    {"PriceOfATick", "EDGE_CASE", "The price is exactly that of a tick.",
     "A search that takes the tick below or above is off by one only here.", ""},
};

}  // namespace

const note& note_of(flag which) { return notes[static_cast<std::size_t>(which)]; }

}  // namespace assay::vectors
