// Wrong bookkeeping: the operation is run rightly, then one thing that it wrote is changed.
#include <algorithm>
#include <utility>

#include "uniswap_v3_mutants.hpp"

namespace assay::uniswap_v3::mutants {
namespace {

// What there was, what was asked and answered, and what is left behind, to be changed.
struct written {
  const protocol::state& before;
  const protocol::operation& asked;
  protocol::state& after;
  [[nodiscard]] bool is(std::string_view name) const { return asked.name() == name; }
  // The slot that the operation wrote, or nothing.
  [[nodiscard]] observation<format::backend>* fresh_observation() const {
    if (before.pool.observation == after.pool.observation) return nullptr;
    return &after.observations.slots()[after.pool.observation.index];
  }
};

using change = bool (*)(written);

class tampered final : public subject {
 public:
  tampered(std::string_view name, change how) : name_(name), change_(how) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  void begin(const setup& setup) override { pool_ = pool<>(setup); }
  const protocol::receipt& apply(const protocol::operation& operation) override {
    before_ = pool_.state();
    const protocol::receipt& receipt = pool_.apply(operation);
    if (!receipt.ok() || operation.call.index() <= 1) return receipt;  // creation, first price
    protocol::state after = pool_.state();
    if (change_({before_, operation, after})) pool_.set_state(after);
    return receipt;
  }
  [[nodiscard]] const protocol::state& state() override { return pool_.state(); }

 private:
  std::string name_;
  change change_;
  protocol::state before_{};
  pool<> pool_{setup{}};
};

// The observation accumulates the tick that the swap led to.
bool observes_new_tick(written what) {
  auto* slot = what.fresh_observation();
  if (slot == nullptr || !what.is("swap")) return false;
  const auto& last = what.before.observations.slots()[what.before.pool.observation.index];
  slot->tick_cumulative = tick_cumulative_after(last.tick_cumulative, what.after.pool.tick,
                                                slot->block_timestamp - last.block_timestamp);
  return true;
}

// Seconds per liquidity of a pool without any are left out.
bool observes_no_empty_seconds(written what) {
  auto* slot = what.fresh_observation();
  if (slot == nullptr || !what.before.pool.liquidity.is_zero()) return false;
  const auto& last = what.before.observations.slots()[what.before.pool.observation.index];
  slot->seconds_per_liquidity_cumulative_x128 = last.seconds_per_liquidity_cumulative_x128;
  return true;
}

// A swap that moves the tick writes an observation although one of the same block is there.
bool observes_twice_a_block(written what) {
  if (!what.is("swap") || what.fresh_observation() != nullptr) return false;
  auto& pool = what.after.pool;
  if (pool.tick == what.before.pool.tick) return false;
  auto& slots = what.after.observations.slots();
  auto& at = pool.observation;
  const auto last = slots[at.index];
  if (at.index + 1 == at.cardinality) {
    at.cardinality = std::max(at.cardinality, pool.observation_cardinality_next);
  }
  at.index = static_cast<std::uint16_t>((at.index + 1) % at.cardinality);
  slots[at.index] = last;  // no time has passed
  return true;
}

// One slot less than asked for is prepared.
bool ring_grows_one_short(written what) {
  if (!what.is("increaseObservationCardinalityNext")) return false;
  const std::uint16_t next = what.after.pool.observation_cardinality_next;
  if (next <= what.before.pool.observation_cardinality_next) return false;
  what.after.pool.observation_cardinality_next = static_cast<std::uint16_t>(next - 1);
  what.after.observations.slots().pop_back();
  return true;
}

bool protocol_fee_of_the_other_token(written what) {
  if (!what.is("swap")) return false;
  const auto& before = what.before.pool.protocol_fees;
  auto& fees = what.after.pool.protocol_fees;
  if (fees == before) return false;
  const auto grown0 = sub_wrapping(fees.token0, before.token0);
  const auto grown1 = sub_wrapping(fees.token1, before.token1);
  fees = {add_wrapping(before.token0, grown1), add_wrapping(before.token1, grown0)};
  return true;
}

bool flash_leaves_protocol_out(written what) {
  if (!what.is("flash")) return false;
  what.after.pool.protocol_fees = what.before.pool.protocol_fees;
  return true;
}

bool collect_keeps_owed(written what) {
  if (!what.is("collect")) return false;
  what.after.positions = what.before.positions;
  return true;
}

bool burn_forgets_principal(written what) {
  if (!what.is("burn")) return false;
  const auto& asked = std::get<burn<format>>(what.asked.call);
  const position_key key{what.asked.caller, asked.tick_lower, asked.tick_upper};
  const auto before = what.before.positions.find(key);
  if (before == what.before.positions.end() || asked.amount.is_zero()) return false;
  auto& position = what.after.positions.find(key)->second;
  position.tokens_owed0 = before->second.tokens_owed0;
  position.tokens_owed1 = before->second.tokens_owed1;
  return true;
}

bool mint_forgets_growth(written what) {
  if (!what.is("mint")) return false;
  const auto& asked = std::get<mint<format>>(what.asked.call);
  const position_key key{asked.recipient, asked.tick_lower, asked.tick_upper};
  auto& position = what.after.positions.find(key)->second;
  position.fee_growth_inside0_last_x128 = word::zero();
  position.fee_growth_inside1_last_x128 = word::zero();
  return true;
}

// A tick that nobody uses any more stays marked.
bool bitmap_never_cleared(written what) {
  if (!what.is("burn") || what.after.bitmap == what.before.bitmap) return false;
  what.after.bitmap = what.before.bitmap;
  return true;
}

bool fee_parts_swapped(written what) {
  if (!what.is("setFeeProtocol")) return false;
  what.after.pool.fee_protocol = static_cast<std::uint8_t>(what.after.pool.fee_protocol << 4 |
                                                           what.after.pool.fee_protocol >> 4);
  return true;
}

template <change How>
std::unique_ptr<subject> tamper(std::string_view name) {
  return std::make_unique<tampered>(name, How);
}

constexpr factory all[] = {
    {"observes-new-tick", tamper<observes_new_tick>},
    {"observes-no-empty-seconds", tamper<observes_no_empty_seconds>},
    {"observes-twice-a-block", tamper<observes_twice_a_block>},
    {"ring-grows-one-short", tamper<ring_grows_one_short>},
    {"protocol-fee-of-the-other-token", tamper<protocol_fee_of_the_other_token>},
    {"flash-leaves-protocol-out", tamper<flash_leaves_protocol_out>},
    {"collect-keeps-owed", tamper<collect_keeps_owed>},
    {"burn-forgets-principal", tamper<burn_forgets_principal>},
    {"mint-forgets-growth", tamper<mint_forgets_growth>},
    {"bitmap-never-cleared", tamper<bitmap_never_cleared>},
    {"protocol-fees-stored-swapped", tamper<fee_parts_swapped>},
};

}  // namespace

std::span<const factory> record_mutants() { return all; }

}  // namespace assay::uniswap_v3::mutants
