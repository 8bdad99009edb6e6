// The branches and comparisons of the contract under test as counters of libFuzzer, beside those of
// the C++ around it: an input that goes a new way through the bytecode is kept, and one that comes
// closer to a comparison's other side.
#pragma once

#include <array>
#include <memory>

#include "assay/subject/branch_counters.hpp"

namespace assay::fuzz {

inline constexpr std::size_t branch_counters = 1 << 14;  // a V3 pool needs 1,500
inline constexpr std::size_t distance_flags = 1 << 16;

// libFuzzer clears this section before each input and reads it afterwards.
__attribute__((
    section("__libfuzzer_extra_counters"))) inline std::array<std::uint8_t,
                                                              branch_counters + distance_flags>
    bytecode_counters{};

/// The subject, counted if its contract can be.
template <class Subject>
std::unique_ptr<Subject> counted(std::unique_ptr<Subject> subject) {
  if (auto* covered = dynamic_cast<covered_subject*>(subject.get())) {
    const std::span<std::uint8_t> all(bytecode_counters);
    covered->count_into({all.first(branch_counters), all.last(distance_flags)});
  }
  return subject;
}

}  // namespace assay::fuzz
