// RapidCheck properties with a fixed, printed seed and at least 10^4 successes. ASSAY_SEED=n in the
// environment tries another seed.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>

#include "support/case_count.hpp"

namespace assay::test {

inline constexpr int property_successes = 10'000;

inline std::uint64_t property_seed() {
  const char* const text = std::getenv("ASSAY_SEED");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 1;
}

/// Runs `property`, a function of arbitrary arguments with RC_ASSERT inside, and counts it.
template <class Property>
void check_property(case_count& count, const std::string& name, Property&& property) {
  rc::detail::TestParams params;
  params.seed = property_seed();
  params.maxSuccess = property_successes;
  rc::detail::TestMetadata metadata;
  metadata.id = name;
  metadata.description = name;
  const auto result = rc::detail::checkTestable(std::forward<Property>(property), metadata, params);
  rc::detail::SuccessResult success;
  const bool held = result.match(success);
  if (!held) {
    std::ostringstream report;
    rc::detail::printResultMessage(result, report);
    ADD_FAILURE() << name << ", seed " << params.seed << ": " << report.str();
    return;
  }
  std::cout << name << ": " << success.numSuccess << " successes, seed " << params.seed
            << std::endl;
  count.add(static_cast<std::uint64_t>(success.numSuccess));
}

}  // namespace assay::test
