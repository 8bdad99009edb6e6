// Direction in which an inexact result moves.
#pragma once

namespace assay {

/// `down` is towards zero (floor: every word is non-negative), `up` is away from zero (ceiling).
enum class rounding { down, up };

}  // namespace assay
