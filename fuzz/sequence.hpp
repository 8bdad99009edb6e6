// What the targets that run sequences of operations share: one input is the mode in its first byte
// and the choices of one sequence in the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "assay/campaign/uniswap_v2.hpp"

namespace assay::fuzz {

/// Operations of one input, at most.
inline constexpr std::size_t longest_sequence = 256;

/// Runs the sequence that `data` draws. Where the judge finds a failure, shrinks it, saves the
/// trace beside libFuzzer's own artifacts as crash-DIGEST.jsonl, says what it is and aborts.
void run_input(
    const std::uint8_t* data, std::size_t size,
    std::unique_ptr<campaign::uniswap_v2::judge> (*make_judge)(gen::uniswap_v2::mode which));

}  // namespace assay::fuzz
