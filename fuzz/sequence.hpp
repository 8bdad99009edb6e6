// What the targets that run sequences of operations share: one input is the mode in its first byte
// and the choices of one sequence in the others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "assay/campaign/campaign.hpp"
#include "assay/trace/byte_stream.hpp"
#include "invariant_counters.hpp"

namespace assay::fuzz {

/// Operations of one input, at most.
inline constexpr std::size_t longest_sequence = 256;

/// Where the trace of a failing input goes: beside libFuzzer's own artifacts.
std::string trace_path(const std::uint8_t* data, std::size_t size);

/// Runs the sequence that `data` draws. Where the judge finds a failure, shrinks it, saves the
/// trace as crash-DIGEST.jsonl, says what it is and aborts.
template <class World>
void run_input(const std::uint8_t* data, std::size_t size,
               std::unique_ptr<campaign::judge<World>> (*make_judge)(typename World::mode which)) {
  if (size < 2) return;
  // Judges are slow to make: one for each mode serves every input.
  static std::array<std::unique_ptr<campaign::judge<World>>, World::modes> judges{};
  auto& judge = judges[data[0] % World::modes];
  if (!judge) judge = make_judge(static_cast<typename World::mode>(data[0] % World::modes));
  const auto which = judge->mode();

  gen::choices draw(std::span<const std::uint8_t>(data + 1, size - 1));
  typename World::generator generator(which, judge->setup());
  campaign::sequence<World> drawn;
  const auto found = campaign::run_sequence(*judge, generator, draw, longest_sequence, &drawn, [&] {
    count_closeness(judge->invariants().last_closeness());
  });
  if (!found) return;

  const auto smallest = campaign::shrink(*judge, drawn, *found, {.attempts = 2'000, .seconds = 10});
  const auto engine = World::make_engine();
  const std::string path = trace_path(data, size);
  trace::write_file(
      path, campaign::trace_of<World>(which, judge->setup(), *engine, smallest.operations, 1));
  std::fprintf(stderr, "%strace: %s\n", campaign::describe(smallest).c_str(), path.c_str());
  std::abort();
}

}  // namespace assay::fuzz
