// Slots of UniswapV3Pool (Uniswap/v3-core v1.0.0) and of its structs Slot0, ProtocolFees,
// Tick.Info, Position.Info and Oracle.Observation, packed from the low end.
#include "uniswap_v3_slots.hpp"

#include <algorithm>

#include "assay/math/keccak256.hpp"
#include "assay/pool/uniswap_v3/tick.hpp"
#include "uniswap_v3_names.hpp"
#include "uniswap_v3_origin.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v3_names;
using state_type = uniswap_v3_slots::state_type;
using price = uniswap_v3::protocol::format::price;
using liquidity = uniswap_v3::protocol::format::liquidity;

constexpr unsigned struct_slots = 4;  // of a tick and of a position

template <unsigned Count>
uint<Count> field(const word& packed, unsigned from) {
  return truncate<Count>(packed >> from);
}
std::uint64_t small(const word& packed, unsigned from, unsigned count) {
  return to_u64_truncating(packed >> from) & ((std::uint64_t{1} << count) - 1);
}
// `count` bits, read as a signed number.
std::int64_t signed_small(const word& packed, unsigned from, unsigned count) {
  const unsigned unused = 64 - count;
  return static_cast<std::int64_t>(small(packed, from, count) << unused) >> unused;
}

void read_slot0(const word& value, uniswap_v3::pool_storage<uniswap_v3::protocol::format>& to) {
  to.sqrt_price_x96 = field<160>(value, 0);
  to.tick = static_cast<std::int32_t>(signed_small(value, 160, 24));
  to.observation.index = static_cast<std::uint16_t>(small(value, 184, 16));
  to.observation.cardinality = static_cast<std::uint16_t>(small(value, 200, 16));
  to.observation_cardinality_next = static_cast<std::uint16_t>(small(value, 216, 16));
  to.fee_protocol = static_cast<std::uint8_t>(small(value, 232, 8));
  to.unlocked = small(value, 240, 8) != 0;
}

void read_observation(std::uint64_t index, const word& value, state_type& state) {
  auto& slots = state.observations.slots();
  if (slots.size() <= index) slots.resize(index + 1);
  auto& to = slots[index];
  to.block_timestamp = static_cast<std::uint32_t>(small(value, 0, 32));
  to.tick_cumulative = signed_small(value, 32, 56);
  to.seconds_per_liquidity_cumulative_x128 = field<160>(value, 88);
  to.initialized = small(value, 248, 8) != 0;
}

void read_tick(unsigned part, const word& value,
               uniswap_v3::tick_info<uniswap_v3::protocol::format>& to) {
  switch (part) {
    case 0:
      to.liquidity_gross = field<128>(value, 0);
      to.liquidity_net = sint<128>::from_bits(field<128>(value, 128));
      return;
    case 1:
      to.fee_growth_outside0_x128 = value;
      return;
    case 2:
      to.fee_growth_outside1_x128 = value;
      return;
    default:
      to.tick_cumulative_outside = signed_small(value, 0, 56);
      to.seconds_per_liquidity_outside_x128 = field<160>(value, 56);
      to.seconds_outside = static_cast<std::uint32_t>(small(value, 216, 32));
      to.initialized = small(value, 248, 8) != 0;
      return;
  }
}

void read_position(unsigned part, const word& value,
                   uniswap_v3::position_info<uniswap_v3::protocol::format>& to) {
  switch (part) {
    case 0:
      to.liquidity = field<128>(value, 0);
      return;
    case 1:
      to.fee_growth_inside0_last_x128 = value;
      return;
    case 2:
      to.fee_growth_inside1_last_x128 = value;
      return;
    default:
      to.tokens_owed0 = field<128>(value, 0);
      to.tokens_owed1 = field<128>(value, 128);
      return;
  }
}

// True when the slot is one of a declared variable.
bool take_in_declared(std::uint64_t which, const word& value, state_type& state) {
  auto& pool = state.pool;
  switch (which) {
    case slot::slot0:
      read_slot0(value, pool);
      return true;
    case slot::fee_growth_global0_x128:
      pool.fee_growth_global_x128.token0 = value;
      return true;
    case slot::fee_growth_global1_x128:
      pool.fee_growth_global_x128.token1 = value;
      return true;
    case slot::protocol_fees:
      pool.protocol_fees = {field<128>(value, 0), field<128>(value, 128)};
      return true;
    case slot::liquidity:
      pool.liquidity = field<128>(value, 0);
      return true;
    default:
      break;
  }
  const std::uint64_t index = which - slot::observations;
  if (which < slot::observations || index >= slot::observation_count) return false;
  read_observation(index, value, state);
  return true;
}

}  // namespace

evm_word signed_key(std::int64_t number) { return to_evm(sint<256>{number}.to_bits()); }

// 20, 3 and 3 bytes.
evm_word position_hash(const uniswap_v3::position_key& key, const evm_account& owner) {
  std::array<std::uint8_t, 26> packed{};
  std::copy(std::begin(owner.bytes), std::end(owner.bytes), packed.begin());
  const std::array<std::int32_t, 2> ticks = {key.tick_lower, key.tick_upper};
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    for (unsigned k = 0; k < 3; ++k) {
      packed[20 + 3 * i + k] =
          static_cast<std::uint8_t>(static_cast<std::uint32_t>(ticks[i]) >> (16 - 8 * k));
    }
  }
  const hash256 digest = keccak256(packed);
  evm_word hashed;
  std::copy(digest.begin(), digest.end(), std::begin(hashed.bytes));
  return hashed;
}

void uniswap_v3_slots::clear() {
  entries_.clear();
  ticks_.clear();
  positions_.clear();
}

void uniswap_v3_slots::add(const evm_word& first, unsigned parts, entry what) {
  for (unsigned i = 0; i < parts; ++i) {
    what.key = to_evm(add_wrapping(from_evm(first), word{i}));
    what.part = i;
    entries_.add(what.key, what);
  }
}

void uniswap_v3_slots::know_tick(std::int32_t tick, std::int32_t spacing) {
  if (!ticks_.insert(tick).second) return;
  add(mapping_slot(signed_key(tick), slot::ticks), struct_slots, {{}, table::ticks, 0, tick, {}});
  const std::int32_t bitmap_word = uniswap_v3::bitmap_word_of(uniswap_v3::compress(tick, spacing));
  add(mapping_slot(signed_key(bitmap_word), slot::tick_bitmap), 1,
      {{}, table::bitmap, 0, bitmap_word, {}});
}

void uniswap_v3_slots::know_position(const uniswap_v3::position_key& key,
                                     const evm_account& owner) {
  if (!positions_.insert(key).second) return;
  const evm_word hashed = position_hash(key, owner);
  add(mapping_slot(hashed, slot::positions), struct_slots, {{}, table::positions, 0, 0, key});
}

void uniswap_v3_slots::take_in(const evm_change& change, state_type& state) const {
  const word value = from_evm(change.value);
  const std::uint64_t which = small_slot(change.key);
  if (which != no_small_slot && take_in_declared(which, value, state)) return;
  const entry* found = entries_.find(change.key);
  if (found == nullptr) unexplained(change);
  switch (found->which) {
    case table::ticks: {
      auto& tick = state.ticks[found->number];
      read_tick(found->part, value, tick);
      // A cleared tick is one that was never there.
      if (tick == std::remove_reference_t<decltype(tick)>{}) state.ticks.erase(found->number);
      return;
    }
    case table::bitmap:
      if (value.is_zero()) {
        state.bitmap.erase(found->number);
      } else {
        state.bitmap[found->number] = value;
      }
      return;
    case table::positions:
      read_position(found->part, value, state.positions[found->position]);
      return;
  }
}

}  // namespace assay::evm
