// Sequences of vectors on mutants: at which step does a mutant give itself away?
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "assay/campaign/mutants.hpp"
#include "sequence.hpp"

namespace assay::campaign {

/// A fresh pool of sequences that the mutant answers for.
std::unique_ptr<vectors::sequence_pool> pool_of(const mutant& planted);

/// The first step, from 0, whose operation the mutant answers otherwise than the step says.
std::optional<std::size_t> first_difference(const mutant& planted,
                                            std::span<const std::string> steps);

}  // namespace assay::campaign
