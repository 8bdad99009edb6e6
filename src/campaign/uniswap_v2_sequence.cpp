// Sequences: drawn, run, told, written as traces.
#include <algorithm>

#include "assay/campaign/uniswap_v2.hpp"

namespace assay::campaign::uniswap_v2 {

std::optional<failure> run_sequence(judge& by, gen::generator& from, assay::gen::choices& draw,
                                    std::size_t length, sequence* record,
                                    const std::function<void()>& after_step) {
  by.begin();
  from.restart();
  // A subject has no state to solve from before its first operation, and that needs none.
  static const pair::protocol::state nothing{};
  for (std::size_t i = 0; i < length && !draw.exhausted(); ++i) {
    if (record != nullptr) draw.record_to(&record->choices.emplace_back());
    const operation asked = from.next(draw, i == 0 ? nothing : by.state());
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

std::optional<failure> run_operations(judge& by, std::span<const operation> operations) {
  by.begin();
  for (const operation& asked : operations) {
    if (auto found = by.apply(asked)) return found;
  }
  return std::nullopt;
}

std::string to_trace(gen::mode which, const pair::setup& setup, pair::subject& reference,
                     std::span<const operation> operations, std::uint64_t seed) {
  reference.begin(setup);
  pair::trace_writer writer(dialect_of(which), setup);
  std::string text = pair::write_header(dialect_of(which), setup, reference.name(), seed) + "\n";
  for (const operation& asked : operations) {
    const auto& receipt = reference.apply(asked);
    writer.append(text, asked, {}, receipt, reference.state());
  }
  return text;
}

std::string describe(const counterexample& found) {
  const failure& what = found.found;
  std::string text = what.kind == failure_kind::invariant
                         ? what.subject + " violates " + what.field + " (" + what.expected + ")"
                         : what.subject + " answers differently in " + what.field;
  text += " at step " + std::to_string(what.step + 1) + ", " + what.operation + ": ";
  if (what.kind != failure_kind::invariant) text += "expected " + what.expected + ", got ";
  text += what.got + "\n";
  text += "shrunk from " + std::to_string(found.first_length) + " to " +
          std::to_string(found.operations.size()) + " operations in " +
          std::to_string(found.attempts) + " attempts\n";
  return text;
}

void write_generated_trace(const std::function<void(std::string_view)>& out,
                           const generated_trace_options& what) {
  const pair::setup setup = gen::make_setup(what.mode);
  const auto engine = pair::make_engine();
  engine->begin(setup);
  gen::generator generator(what.mode, setup);
  assay::gen::choices draw(what.seed);
  pair::trace_writer writer(dialect_of(what.mode), setup);
  std::string text =
      pair::write_header(dialect_of(what.mode), setup, engine->name(), what.seed) + "\n";
  constexpr std::size_t block = 1 << 16;
  for (std::uint64_t i = 0; i < what.count; ++i) {
    const operation asked = generator.next(draw, engine->state());
    const auto& receipt = engine->apply(asked);
    writer.append(text, asked, {}, receipt, engine->state());
    if (text.size() < block) continue;
    out(text);
    text.clear();
  }
  if (!text.empty()) out(text);
}

}  // namespace assay::campaign::uniswap_v2
