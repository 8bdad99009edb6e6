// Sequences: drawn, run, written as traces.
#pragma once

#include "assay/campaign/campaign.hpp"

namespace assay::campaign {

template <class World>
std::optional<failure> run_sequence(judge<World>& by, typename World::generator& from,
                                    gen::choices& draw, std::size_t length,
                                    std::type_identity_t<sequence<World>>* record,
                                    const std::function<void()>& after_step) {
  by.begin();
  from.restart();
  // A subject has no state to solve from before its first operation, and that needs none.
  static const typename World::state nothing{};
  for (std::size_t i = 0; i < length && !draw.exhausted(); ++i) {
    if (record != nullptr) draw.record_to(&record->choices.emplace_back());
    auto asked = from.next(draw, i == 0 ? nothing : by.state());
    by.seek_edge(asked, draw);
    if (record != nullptr) {
      draw.record_to(nullptr);
      record->operations.push_back(asked);
    }
    auto found = by.apply(asked);
    if (after_step) after_step();
    if (found) return found;
  }
  return std::nullopt;
}

template <class World>
std::optional<failure> run_operations(
    judge<World>& by, std::type_identity_t<std::span<const typename World::operation>> operations) {
  by.begin();
  for (const auto& asked : operations) {
    if (auto found = by.apply(asked)) return found;
  }
  return std::nullopt;
}

template <class World>
std::string trace_of(typename World::mode which, const typename World::setup& setup,
                     typename World::subject& reference,
                     std::span<const typename World::operation> operations, std::uint64_t seed) {
  reference.begin(setup);
  typename World::trace_maker writer(which, setup);
  std::string text = writer.header(reference.name(), seed) + "\n";
  for (const auto& asked : operations) {
    const auto& receipt = reference.apply(asked);
    writer.append(text, asked, receipt, reference.state());
  }
  return text;
}

template <class World>
void write_generated(const std::function<void(std::string_view)>& out,
                     const generated_trace_options<World>& what) {
  const auto setup = World::make_setup(what.mode);
  const auto engine = World::make_engine();
  engine->begin(setup);
  typename World::generator generator(what.mode, setup);
  gen::choices draw(what.seed);
  typename World::trace_maker writer(what.mode, setup);
  std::string text = writer.header(engine->name(), what.seed) + "\n";
  constexpr std::size_t block = 1 << 16;
  for (std::uint64_t i = 0; i < what.count; ++i) {
    const auto asked = generator.next(draw, engine->state());
    const auto& receipt = engine->apply(asked);
    writer.append(text, asked, receipt, engine->state());
    if (text.size() < block) continue;
    out(text);
    text.clear();
  }
  if (!text.empty()) out(text);
}

}  // namespace assay::campaign
