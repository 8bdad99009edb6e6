// The definitions of the proofs as a subject: for Uniswap V2's pair, its router library, Uniswap
// V3's pool, and the functions of its libraries that the proofs speak about.
//
// What the definitions do not have (docs/proofs.md lists it) the subject takes from the engine, and
// says so: partial_subject::covered.
#pragma once

#include <memory>

#include "assay/subject/uniswap_v2.hpp"
#include "assay/subject/uniswap_v2_library.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "assay/subject/uniswap_v3_math.hpp"

namespace assay::proved {

std::unique_ptr<uniswap_v2::subject> make_uniswap_v2();
std::unique_ptr<uniswap_v2::library_subject> make_uniswap_v2_library();
std::unique_ptr<uniswap_v3::subject> make_uniswap_v3();
std::unique_ptr<uniswap_v3::math_subject> make_uniswap_v3_math();

/// Makes "proved" known to replay::open_subject.
void provide_subjects();

}  // namespace assay::proved
