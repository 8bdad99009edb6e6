// The exact model as a subject: it answers by definitions, without the engine's arithmetic. It
// knows that an operation is refused, not why: reasons are the engine's, which goes along, and are
// not counted as compared. Private to the layer.
#pragma once

#include <memory>

#include "assay/subject/coverage.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/subject/uniswap_v2_library.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "assay/subject/uniswap_v3_math.hpp"

namespace assay::replay {

inline constexpr std::string_view model_name = "model";

// The model's refusal: the engine's reason, or that there is none where the engine disagrees.
template <class Answer>
revert refusal_as_in(const Answer& engine) {
  return engine.reverted ? *engine.reverted : revert::reason("refused by the model alone");
}
// Everything but the reason is the model's own.
inline constexpr coverage all_but_the_reason{.left_out = 1};

std::unique_ptr<uniswap_v2::subject> make_uniswap_v2_model();
std::unique_ptr<uniswap_v2::library_subject> make_uniswap_v2_library_model();
std::unique_ptr<uniswap_v3::subject> make_uniswap_v3_model();
std::unique_ptr<uniswap_v3::math_subject> make_uniswap_v3_math_model();

}  // namespace assay::replay
