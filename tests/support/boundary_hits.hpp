// Boundaries by name: how often generated operations come to each, and the test that none is come
// to too seldom.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "assay/gen/choices.hpp"
#include "support/case_count.hpp"

namespace assay::test {

struct boundary {
  const char* name;
  std::uint64_t least;  // hits in all sequences: about half of what there are
};

/// What a protocol's counter of boundaries counts into.
class boundary_hits {
 public:
  [[nodiscard]] std::uint64_t operator[](const std::string& name) const {
    const auto found = hits_.find(name);
    return found == hits_.end() ? 0 : found->second;
  }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& all() const { return hits_; }

 protected:
  void hit(const std::string& name, bool is_there = true) {
    if (is_there) ++hits_[name];
  }

 private:
  std::map<std::string, std::uint64_t> hits_{};
};

/// Runs 400 generated sequences of 200 operations on the pool; `counter` looks at each step.
template <std::size_t Count, class Pool, class Generator, class Counter>
void expect_all_hit(const boundary (&boundaries)[Count], Pool market, Generator generator,
                    Counter counter) {
  constexpr std::uint64_t sequences = 400;
  constexpr std::uint64_t length = 200;
  for (std::uint64_t seed = 0; seed < sequences; ++seed) {
    gen::choices draw(seed);
    generator.restart();
    for (std::uint64_t i = 0; i < length; ++i) {
      const auto asked = generator.next(draw, market.state());
      const auto before = market.state();
      const auto& answer = market.apply(asked);
      counter.count(before, asked, answer, market.state());
    }
  }
  for (const boundary& each : boundaries) {
    std::cout << counter[each.name] << "  " << each.name << "\n";
    EXPECT_GE(counter[each.name], each.least) << "too seldom: " << each.name;
  }
  EXPECT_EQ(counter.all().size(), Count) << "a boundary has no least number";
  case_count count("generated operations, each looked at for every boundary");
  count.add(sequences * length);
}

}  // namespace assay::test
