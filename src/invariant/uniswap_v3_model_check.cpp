// Comparison of a subject with the model of Uniswap V3, field by field.
#include "assay/invariant/uniswap_v3_model_check.hpp"

#include <string_view>
#include <type_traits>

namespace assay::invariant::uniswap_v3 {
namespace {

using model::integer;

// Fields are named as in a trace. Names are only put together for the first difference.
class comparison {
 public:
  template <class Name>
  void number(Name&& name, const integer& expected, const integer& got) {
    ++count_;
    if (found_ || expected == got) return;
    found_ = model_difference{name_of(name), expected.str(), got.str()};
  }
  template <class Name, class Small>
    requires std::is_integral_v<Small>
  void number(Name&& name, Small expected, Small got) {
    ++count_;
    if (found_ || expected == got) return;
    found_ = model_difference{name_of(name), std::to_string(+expected), std::to_string(+got)};
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  std::optional<model_difference>& found() { return found_; }

 private:
  template <class Name>
  static std::string name_of(Name&& name) {
    if constexpr (std::is_invocable_v<Name>) {
      return name();
    } else {
      return std::string(name);
    }
  }
  std::uint64_t count_ = 0;
  std::optional<model_difference> found_{};
};

void compare_slot(comparison& all, const exact::state& expected, const exact::state& got) {
  all.number("state.fee", expected.fee, got.fee);
  all.number("state.tickSpacing", expected.tick_spacing, got.tick_spacing);
  all.number("state.maxLiquidityPerTick", expected.largest_gross, got.largest_gross);
  all.number("state.sqrtPriceX96", expected.sqrt_price, got.sqrt_price);
  all.number("state.tick", expected.tick, got.tick);
  all.number("state.observationIndex", expected.observation_index, got.observation_index);
  all.number("state.observationCardinality", expected.observation_cardinality,
             got.observation_cardinality);
  all.number("state.observationCardinalityNext", expected.observation_cardinality_next,
             got.observation_cardinality_next);
  all.number("state.feeProtocol0", expected.fee_protocol[0], got.fee_protocol[0]);
  all.number("state.feeProtocol1", expected.fee_protocol[1], got.fee_protocol[1]);
  all.number("state.unlocked", expected.unlocked, got.unlocked);
  all.number("state.liquidity", expected.liquidity, got.liquidity);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto named = [&](std::string_view before, std::string_view after) {
      return [=] { return std::string(before) + std::to_string(i) + std::string(after); };
    };
    all.number(named("state.feeGrowthGlobal", "X128"), expected.growth_global[i],
               got.growth_global[i]);
    all.number(named("state.protocolFees", ""), expected.protocol_fees[i], got.protocol_fees[i]);
    all.number(named("state.token", ".size"), expected.balances[i].size(), got.balances[i].size());
    const std::size_t holders = std::min(expected.balances[i].size(), got.balances[i].size());
    for (std::size_t k = 0; k < holders; ++k) {
      all.number([&] { return named("state.token", "")() + "[" + std::to_string(k) + "]"; },
                 expected.balances[i][k], got.balances[i][k]);
    }
  }
}

void compare_ticks(comparison& all, const exact::pool& model, const exact::state& got) {
  const auto& bounds = model.bounds();
  all.number("state.ticks.size", bounds.size(), got.ticks.size());
  for (std::size_t i = 0; i < std::min(bounds.size(), got.ticks.size()); ++i) {
    const exact::tick_record expected = model.record_of(bounds[i]);
    const exact::tick_record& seen = got.ticks[i];
    const auto named = [&](std::string_view field) {
      return [&, field] {
        return "state.ticks[" + std::to_string(expected.tick) + "]." + std::string(field);
      };
    };
    all.number(named("tick"), expected.tick, seen.tick);
    all.number(named("liquidityGross"), expected.gross, seen.gross);
    all.number(named("liquidityNet"), expected.net, seen.net);
    all.number(named("feeGrowthOutside0X128"), expected.growth_outside[0], seen.growth_outside[0]);
    all.number(named("feeGrowthOutside1X128"), expected.growth_outside[1], seen.growth_outside[1]);
    all.number(named("tickCumulativeOutside"), expected.tick_cumulative_outside,
               seen.tick_cumulative_outside);
    all.number(named("secondsPerLiquidityOutsideX128"), expected.seconds_per_liquidity_outside,
               seen.seconds_per_liquidity_outside);
    all.number(named("secondsOutside"), expected.seconds_outside, seen.seconds_outside);
    all.number(named("initialized"), expected.is_initialized, seen.is_initialized);
  }
}

// The bitmap marks the bounds and nothing else.
void compare_bitmap(comparison& all, const exact::pool& model, const exact::state& got) {
  constexpr std::int32_t word_ticks = 256;
  std::size_t word = 0;
  const auto& bounds = model.bounds();
  for (std::size_t i = 0; i < bounds.size(); ++word) {
    const auto place = [&](const exact::bound& each) {
      return exact::index_of(exact::index_of(each.tick, model.now().tick_spacing), word_ticks);
    };
    const std::int32_t position = place(bounds[i]);
    integer bits = 0;
    for (; i < bounds.size() && place(bounds[i]) == position; ++i) {
      const std::int32_t index = exact::index_of(bounds[i].tick, model.now().tick_spacing);
      bit_set(bits, static_cast<unsigned>(index - position * word_ticks));
    }
    const auto name = [&] { return "state.bitmap[" + std::to_string(position) + "]"; };
    if (word >= got.bitmap.size()) return all.number(name, bits, integer(0));
    all.number("state.bitmap.position", position, got.bitmap[word].position);
    all.number(name, bits, got.bitmap[word].bits);
  }
  all.number("state.bitmap.size", word, got.bitmap.size());
}

void compare_positions(comparison& all, const exact::pool& model, const exact::state& got) {
  const auto& positions = model.positions();
  all.number("state.positions.size", positions.size(), got.positions.size());
  for (std::size_t i = 0; i < std::min(positions.size(), got.positions.size()); ++i) {
    const exact::position& expected = positions[i];
    const exact::position_record& seen = got.positions[i];
    const auto named = [&](std::string_view field) {
      return [&, field] {
        return "state.positions[" + std::to_string(expected.key.owner) + ":" +
               std::to_string(expected.key.lower) + ":" + std::to_string(expected.key.upper) +
               "]." + std::string(field);
      };
    };
    all.number(named("key"), true, expected.key == seen.key);
    all.number(named("liquidity"), expected.liquidity, seen.liquidity);
    all.number(named("feeGrowthInside0LastX128"), expected.growth_inside_last[0],
               seen.growth_inside_last[0]);
    all.number(named("feeGrowthInside1LastX128"), expected.growth_inside_last[1],
               seen.growth_inside_last[1]);
    all.number(named("tokensOwed0"), expected.owed[0], seen.owed[0]);
    all.number(named("tokensOwed1"), expected.owed[1], seen.owed[1]);
  }
}

// The two rings were the same before the operation, so they are now if they agree where either has
// changed since: the model writes the slot at its index and no other.
void compare_ring(comparison& all, const exact::state& expected, const exact::state& got,
                  std::span<const std::size_t> changed) {
  const std::size_t size = got.observations.size();
  all.number("state.observations.size", expected.observations.size(), size);
  if (expected.observations.size() != size) return;
  const auto slot = [&](std::size_t i) {
    const exact::observation& a = expected.observations[i];
    const exact::observation& b = got.observations[i];
    const auto named = [&](std::string_view field) {
      return [=] { return "state.observations[" + std::to_string(i) + "]." + std::string(field); };
    };
    all.number(named("blockTimestamp"), a.time, b.time);
    all.number(named("initialized"), a.is_initialized, b.is_initialized);
    all.number(named("tickCumulative"), a.tick_cumulative, b.tick_cumulative);
    all.number(named("secondsPerLiquidityCumulativeX128"), a.seconds_per_liquidity,
               b.seconds_per_liquidity);
  };
  for (const std::size_t i : changed) slot(i);
  if (expected.observation_index < size) slot(expected.observation_index);
}

void compare_answer(comparison& all, const exact::outcome& expected, const exact_receipt& got) {
  all.number("returns.size", expected.count, got.count);
  for (std::size_t i = 0; i < 2; ++i) {
    all.number([&] { return "returns[" + std::to_string(i) + "]"; }, expected.amounts[i],
               got.amounts[i]);
  }
  all.number("returns.observed.size", expected.observed.size(), got.observed.size());
  for (std::size_t i = 0; i < std::min(expected.observed.size(), got.observed.size()); ++i) {
    const auto named = [&](std::string_view field) {
      return [=] { return std::string(field) + "[" + std::to_string(i) + "]"; };
    };
    all.number(named("returns.tickCumulatives"), expected.observed[i].tick_cumulative,
               got.observed[i].tick_cumulative);
    all.number(named("returns.secondsPerLiquidityCumulativeX128s"),
               expected.observed[i].seconds_per_liquidity, got.observed[i].seconds_per_liquidity);
  }
}

void compare_snapshot(comparison& all, const exact::outcome& expected, const exact_receipt& got) {
  all.number("returns.tickCumulativeInside", expected.inside.tick_cumulative,
             got.inside.tick_cumulative);
  all.number("returns.secondsPerLiquidityInsideX128", expected.inside.seconds_per_liquidity,
             got.inside.seconds_per_liquidity);
  all.number("returns.secondsInside", expected.seconds_inside, got.seconds_inside);
}

std::string_view word_for(bool accepted) { return accepted ? "accepted" : "refused"; }

}  // namespace

std::optional<model_difference> model_check::compare() {
  const exact::outcome& predicted = model_.apply(asked_);
  const exact::state& got = image_.get();
  comparison all;
  if (predicted.accepted() != answer_.accepted) {
    all.found() = model_difference{"result", std::string(word_for(predicted.accepted())),
                                   std::string(word_for(answer_.accepted))};
  } else if (answer_.accepted) {
    compare_answer(all, predicted, answer_);
    if (asked_.kind == exact::operation_kind::snapshot_cumulatives_inside) {
      compare_snapshot(all, predicted, answer_);
    }
  }
  compare_slot(all, model_.now(), got);
  compare_positions(all, model_, got);
  compare_ticks(all, model_, got);
  compare_bitmap(all, model_, got);
  compare_ring(all, model_.now(), got, image_.changed_slots());
  fields_compared_ += 1 + all.count();
  if (all.found()) model_.set_state(got);
  return all.found();
}

}  // namespace assay::invariant::uniswap_v3
