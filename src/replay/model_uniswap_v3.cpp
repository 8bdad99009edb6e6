// Uniswap V3's pool as the exact model sees it: positions on a price line. What the pool stores of
// ticks, and the bitmap, are told from the bounds of positions; the events from what changed.
#include "assay/invariant/uniswap_v3_event.hpp"
#include "model_subjects.hpp"

namespace assay::replay {
namespace {

using invariant::to_complement;
using invariant::to_word;
namespace exact = model::uniswap_v3;
namespace shown = invariant::uniswap_v3;
using pool = uniswap_v3::protocol;
using format = pool::format;
using word = pool::word;

format::liquidity liquidity_of(const model::integer& value) {
  return to_word<format::liquidity>(value);
}

uniswap_v3::tick_info<format> info_of(const exact::tick_record& record) {
  uniswap_v3::tick_info<format> info;
  info.liquidity_gross = liquidity_of(record.gross);
  using signed_liquidity = decltype(info.liquidity_net);
  info.liquidity_net =
      signed_liquidity::from_bits(to_complement<signed_liquidity::unsigned_type>(record.net));
  info.fee_growth_outside0_x128 = to_word<word>(record.growth_outside[0]);
  info.fee_growth_outside1_x128 = to_word<word>(record.growth_outside[1]);
  info.tick_cumulative_outside = record.tick_cumulative_outside;
  using seconds = decltype(info.seconds_per_liquidity_outside_x128);
  info.seconds_per_liquidity_outside_x128 = to_word<seconds>(record.seconds_per_liquidity_outside);
  info.seconds_outside = record.seconds_outside;
  info.initialized = record.is_initialized;
  return info;
}

uniswap_v3::position_info<format> info_of(const exact::position& position) {
  return {liquidity_of(position.liquidity), to_word<word>(position.growth_inside_last[0]),
          to_word<word>(position.growth_inside_last[1]), liquidity_of(position.owed[0]),
          liquidity_of(position.owed[1])};
}

using observation = decltype(pool::state::observations)::observation_type;
observation slot_of(const exact::observation& from) {
  using seconds = decltype(observation::seconds_per_liquidity_cumulative_x128);
  return {from.time, from.is_initialized, from.tick_cumulative,
          to_word<seconds>(from.seconds_per_liquidity)};
}

void assign_slots(pool::state& to, const exact::state& from) {
  to.fee_pips = from.fee;
  to.tick_spacing = from.tick_spacing;
  to.max_liquidity_per_tick = liquidity_of(from.largest_gross);
  auto& storage = to.pool;
  storage.sqrt_price_x96 = to_word<format::price>(from.sqrt_price);
  storage.tick = from.tick;
  storage.observation = {static_cast<std::uint16_t>(from.observation_index),
                         static_cast<std::uint16_t>(from.observation_cardinality)};
  storage.observation_cardinality_next =
      static_cast<std::uint16_t>(from.observation_cardinality_next);
  storage.fee_protocol =
      static_cast<std::uint8_t>(from.fee_protocol[0] | from.fee_protocol[1] << 4);
  storage.unlocked = from.unlocked;
  storage.fee_growth_global_x128 = {to_word<word>(from.growth_global[0]),
                                    to_word<word>(from.growth_global[1])};
  storage.protocol_fees = {liquidity_of(from.protocol_fees[0]),
                           liquidity_of(from.protocol_fees[1])};
  storage.liquidity = liquidity_of(from.liquidity);
  for (std::size_t i = 0; i < 2; ++i) {
    auto& balances = to.tokens[i].balances;
    balances.resize(from.balances[i].size());
    std::transform(from.balances[i].begin(), from.balances[i].end(), balances.begin(),
                   to_word<word>);
  }
}

// Ticks, bitmap and positions, anew: they are what positions leave of them.
void assign_lists(pool::state& to, const exact::pool& from) {
  constexpr std::int32_t word_ticks = 256;
  to.ticks.clear();
  to.bitmap.clear();
  to.positions.clear();
  for (const exact::bound& bound : from.bounds()) {
    to.ticks.emplace(bound.tick, info_of(from.record_of(bound)));
    const std::int32_t place = exact::index_of(bound.tick, from.now().tick_spacing);
    const std::int32_t position = exact::index_of(place, word_ticks);
    using bits = decltype(to.bitmap)::mapped_type;
    to.bitmap[position] |= bits::power_of_two(static_cast<unsigned>(place - position * word_ticks));
  }
  for (const exact::position& position : from.positions()) {
    to.positions.emplace(uniswap_v3::position_key{account{position.key.owner}, position.key.lower,
                                                  position.key.upper},
                         info_of(position));
  }
}

// A ring may be long: an operation writes the slot at its index, or makes it longer.
void assign_ring(pool::state& to, const exact::state& from) {
  auto& slots = to.observations.slots();
  if (slots.size() != from.observations.size()) {
    slots.resize(from.observations.size());
    std::transform(from.observations.begin(), from.observations.end(), slots.begin(), slot_of);
  } else if (from.observation_index < slots.size()) {
    slots[from.observation_index] = slot_of(from.observations[from.observation_index]);
  }
}

class uniswap_v3_model final : public uniswap_v3::subject, public partial_subject {
 public:
  uniswap_v3_model() : model_(exact::setup{}) {}
  [[nodiscard]] std::string_view name() const override { return model_name; }
  [[nodiscard]] coverage covered() const override { return covered_; }

  void begin(const pool::setup& setup) override {
    engine_->begin(setup);
    model_ = exact::pool(shown::to_model(setup));
    take_over();
  }

  const pool::receipt& apply(const pool::operation& asked) override {
    shown::assign(asked_, asked);
    before_.fee_protocol = model_.now().fee_protocol;
    before_.observation_cardinality_next = model_.now().observation_cardinality_next;
    before_.balances = model_.now().balances;
    const exact::outcome& answer = model_.apply(asked_);
    const pool::receipt& beside = engine_->apply(asked);
    receipt_.reset();
    covered_ = answer.accepted() ? coverage{} : all_but_the_reason;
    if (!answer.accepted()) {
      receipt_.reverted = refusal_as_in(beside);
      return receipt_;
    }
    tell(answer);
    take_over();
    return receipt_;
  }

  [[nodiscard]] const pool::state& state() override { return state_; }

  bool set_state(const pool::state& given, std::uint32_t rules) override {
    if (!engine_->set_state(given, rules)) return false;
    shown::state_image image;
    image.read(given);
    model_.set_state(image.get());
    state_ = given;
    return true;
  }

 private:
  void take_over() {
    assign_slots(state_, model_.now());
    assign_lists(state_, model_);
    assign_ring(state_, model_.now());
  }

  void tell(const exact::outcome& answer) {
    auto& returns = receipt_.returns;
    returns.count = answer.count;
    for (std::size_t i = 0; i < answer.count; ++i) {
      returns.amounts[i] = to_complement<word>(answer.amounts[i]);
    }
    for (const exact::cumulatives& seen : answer.observed) {
      auto& told = returns.observed.emplace_back();
      told.tick_cumulative = seen.tick_cumulative;
      told.seconds_per_liquidity_x128 =
          to_word<decltype(told.seconds_per_liquidity_x128)>(seen.seconds_per_liquidity);
    }
    auto& inside = returns.inside;
    inside.tick_cumulative_inside = answer.inside.tick_cumulative;
    inside.seconds_per_liquidity_inside_x128 =
        to_word<decltype(inside.seconds_per_liquidity_inside_x128)>(
            answer.inside.seconds_per_liquidity);
    inside.seconds_inside = answer.seconds_inside;

    shown::exact_event due;
    if (!shown::due_event({asked_, answer.amounts, before_, model_.now()}, due)) return;
    uniswap_v3::event<format> said{due.kind, account{due.from}, account{due.to}, due.ticks, {}};
    std::transform(due.numbers.begin(), due.numbers.end(), said.numbers.begin(),
                   to_complement<word>);
    receipt_.events.push_back(said);
  }

  std::unique_ptr<uniswap_v3::subject> engine_ = uniswap_v3::make_engine();
  coverage covered_{};
  exact::pool model_;
  exact::operation asked_{};
  exact::state before_{};  // what events tell of it
  pool::state state_{};
  pool::receipt receipt_{};
};

}  // namespace

std::unique_ptr<uniswap_v3::subject> make_uniswap_v3_model() {
  return std::make_unique<uniswap_v3_model>();
}

}  // namespace assay::replay
