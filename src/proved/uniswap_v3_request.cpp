// From operations of a trace to operations of the proved machine of Uniswap V3's pool, and from its
// answers to states.
//
// The machine is the pool alone. Who owns which tokens, the factory's rights, the lock and the
// oracle are not in it: here they are looked up, so that what fails because of them is not put to
// the machine.
#include "uniswap_v3_request.hpp"

#include <variant>

#include "assay/proved/oracle.hpp"
#include "assay/subject/pipe.hpp"

namespace assay::proved {
namespace {

using namespace uniswap_v3;
using format = protocol::format;
using word = protocol::word;
using liquidity_type = format::liquidity;
using signed_word = sint<256>;

void append_flag(std::string& line, bool set) { line += set ? " 1" : " 0"; }
void append_tick(std::string& line, std::int32_t tick) { line += " " + std::to_string(tick); }
void append_narrow(std::string& line, const liquidity_type& value) {
  append_number(line, widen<256>(value));
}

class planner {
 public:
  planner(account owner, const protocol::state& before, account caller, std::string& line)
      : owner_(owner), before_(before), caller_(caller), line_(line) {}

  pool_standing operator()(const initialize<format>& call) {
    ask("initialize");
    append_number(line_, widen<256>(call.sqrt_price_x96));
    return pool_standing::asked;
  }

  pool_standing operator()(const mint<format>& call) {
    if (call.pay.reenter != reentry::none) return pool_standing::beside;
    ask("mint");
    append_number(line_, word{call.recipient.index});
    append_range(call.tick_lower, call.tick_upper);
    append_narrow(line_, call.amount);
    append_signed(line_, call.pay.extra0.to_bits());
    append_signed(line_, call.pay.extra1.to_bits());
    for (unsigned token = 0; token < 2; ++token) append_number(line_, owned(token));
    return pool_standing::asked;
  }

  pool_standing operator()(const burn<format>& call) {
    ask("burn");
    append_number(line_, word{caller_.index});
    append_range(call.tick_lower, call.tick_upper);
    append_narrow(line_, call.amount);
    return pool_standing::asked;
  }

  pool_standing operator()(const collect<format>& call) {
    ask("collect");
    append_number(line_, word{caller_.index});
    append_range(call.tick_lower, call.tick_upper);
    append_narrow(line_, call.amount0_requested);
    append_narrow(line_, call.amount1_requested);
    append_flag(line_, call.recipient == account::pool());
    return pool_standing::asked;
  }

  pool_standing operator()(const uniswap_v3::swap<format>& call) {
    if (call.pay.reenter != reentry::none) return pool_standing::beside;
    ask("swap");
    append_flag(line_, call.zero_for_one);
    append_signed(line_, call.amount_specified.to_bits());
    append_number(line_, widen<256>(call.sqrt_price_limit_x96));
    const auto& extra = call.zero_for_one ? call.pay.extra0 : call.pay.extra1;
    append_signed(line_, extra.to_bits());
    append_number(line_, owned(call.zero_for_one ? 0 : 1));
    append_flag(line_, call.recipient == account::pool());
    return pool_standing::asked;
  }

  // The callback pays out of what the caller has by then.
  pool_standing operator()(const flash<format>& call) {
    if (call.reenter != reentry::none) return pool_standing::beside;
    ask("flash");
    append_number(line_, call.amount0);
    append_number(line_, call.amount1);
    append_signed(line_, call.paid_over0.to_bits());
    append_signed(line_, call.paid_over1.to_bits());
    const bool to_caller = call.recipient == caller_;
    append_number(line_, to_caller ? add_wrapping(owned(0), call.amount0) : owned(0));
    append_number(line_, to_caller ? add_wrapping(owned(1), call.amount1) : owned(1));
    append_flag(line_, call.recipient == account::pool());
    return pool_standing::asked;
  }

  pool_standing operator()(const set_fee_protocol& call) {
    if (caller_ != owner_) return pool_standing::beside;
    ask("set_fee_protocol");
    append_number(line_, word{call.fee_protocol0});
    append_number(line_, word{call.fee_protocol1});
    return pool_standing::asked;
  }

  pool_standing operator()(const collect_protocol<format>& call) {
    if (caller_ != owner_) return pool_standing::beside;
    ask("collect_protocol");
    append_narrow(line_, call.amount0_requested);
    append_narrow(line_, call.amount1_requested);
    append_flag(line_, call.recipient == account::pool());
    return pool_standing::asked;
  }

  pool_standing operator()(const transfer<format>& call) {
    if (call.to != account::pool() || owned(call.token) < call.amount) {
      return pool_standing::beside;
    }
    ask("donate");
    append_number(line_, call.token == 0 ? call.amount : word::zero());
    append_number(line_, call.token == 1 ? call.amount : word::zero());
    return pool_standing::asked;
  }

  // The oracle's operations, and the creation, which the subject handles itself.
  template <class Other>
  pool_standing operator()(const Other&) {
    return pool_standing::beside;
  }

 private:
  void ask(std::string_view name) { line_.assign("pool_do ").append(name); }
  void append_range(std::int32_t lower, std::int32_t upper) {
    append_tick(line_, lower);
    append_tick(line_, upper);
  }
  [[nodiscard]] const word& owned(unsigned token) const {
    return before_.tokens[token].balances[caller_.index];
  }

  account owner_;
  const protocol::state& before_;
  account caller_;
  std::string& line_;
};

// ---- answers

// The numbers of an answer, one after the other.
class numbers {
 public:
  explicit numbers(std::span<const word> all) : all_(all) {}

  const word& next() {
    if (all_.empty()) {
      throw subject_error("subject proved: an answer ends early; build assay-proved again");
    }
    const word& first = all_.front();
    all_ = all_.subspan(1);
    return first;
  }
  liquidity_type narrow() {
    const word& value = next();
    if (!fits<format::liquidity_bits>(value)) {
      throw subject_error("subject proved: a number beyond 128 bits where none can be");
    }
    return truncate<format::liquidity_bits>(value);
  }
  std::int32_t tick() {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(to_u64_truncating(next())));
  }
  [[nodiscard]] std::span<const word> rest() const { return all_; }

 private:
  std::span<const word> all_;
};

constexpr std::size_t fields_of_pool = 8;  // of pooltrace's, without the oracle's and the lock
constexpr std::size_t fields_of_tick = 5;  // the oracle has the other three
constexpr std::size_t fields_of_position = 5;

std::size_t show_ticks(numbers& from, protocol::state& state) {
  for (auto& [tick, info] : state.ticks) {
    info.liquidity_gross = {};
    info.liquidity_net = {};
    info.fee_growth_outside0_x128 = {};
    info.fee_growth_outside1_x128 = {};
    info.initialized = false;
  }
  const std::uint64_t count = to_u64_truncating(from.next());
  for (std::uint64_t i = 0; i < count; ++i) {
    auto& info = state.ticks[from.tick()];
    info.liquidity_gross = from.narrow();
    info.liquidity_net =
        sint<format::liquidity_bits>::from_bits(truncate<format::liquidity_bits>(from.next()));
    info.fee_growth_outside0_x128 = from.next();
    info.fee_growth_outside1_x128 = from.next();
    info.initialized = !info.liquidity_gross.is_zero();
  }
  return count * fields_of_tick;
}

std::size_t show_bitmap(numbers& from, protocol::state& state) {
  state.bitmap.clear();
  const std::uint64_t count = to_u64_truncating(from.next());
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::int32_t place = from.tick();
    word& bits = state.bitmap[place >> 8];
    bits = bits | word::power_of_two(static_cast<unsigned>(place & 0xff));
  }
  return state.bitmap.size();
}

std::size_t show_positions(numbers& from, protocol::state& state) {
  state.positions.clear();
  const std::uint64_t count = to_u64_truncating(from.next());
  for (std::uint64_t i = 0; i < count; ++i) {
    position_key key;
    key.owner.index = static_cast<std::uint32_t>(to_u64_truncating(from.next()));
    key.tick_lower = from.tick();
    key.tick_upper = from.tick();
    auto& info = state.positions[key];
    info.liquidity = from.narrow();
    info.fee_growth_inside0_last_x128 = from.next();
    info.fee_growth_inside1_last_x128 = from.next();
    info.tokens_owed0 = from.narrow();
    info.tokens_owed1 = from.narrow();
  }
  return count * fields_of_position;
}

}  // namespace

pool_standing plan(account owner, const protocol::state& before,
                   const protocol::operation& operation, std::string& line) {
  return std::visit(planner(owner, before, operation.caller, line), operation.call);
}

std::string creation_line(const create_pool<format>& creation) {
  std::string line = "pool";
  append_number(line, word{creation.fee_pips});
  append_tick(line, creation.tick_spacing);
  return line;
}

std::string load_line(const protocol::state& state) {
  std::string line = "pool_load";
  const auto& pool = state.pool;
  append_number(line, widen<256>(pool.sqrt_price_x96));
  append_tick(line, pool.tick);
  append_narrow(line, pool.liquidity);
  append_number(line, pool.fee_growth_global_x128.token0);
  append_number(line, pool.fee_growth_global_x128.token1);
  append_number(line, word{std::uint64_t{pool.fee_protocol} & 0xf});
  append_number(line, word{std::uint64_t{pool.fee_protocol} >> 4});
  append_narrow(line, pool.protocol_fees.token0);
  append_narrow(line, pool.protocol_fees.token1);
  for (const auto& token : state.tokens) append_number(line, token.balances[account::pool().index]);
  append_number(line, word{state.ticks.size()});
  for (const auto& [tick, info] : state.ticks) {
    append_tick(line, tick);
    append_narrow(line, info.liquidity_gross);
    append_signed(line, widen<256>(info.liquidity_net).to_bits());
    append_number(line, info.fee_growth_outside0_x128);
    append_number(line, info.fee_growth_outside1_x128);
  }
  std::string places;
  std::uint64_t count = 0;
  for (const auto& [index, bits] : state.bitmap) {
    for (unsigned bit = 0; bit < 256; ++bit) {
      if (!bits.bit(bit)) continue;
      append_tick(places, index * 256 + static_cast<std::int32_t>(bit));
      ++count;
    }
  }
  append_number(line, word{count});
  line += places;
  append_number(line, word{state.positions.size()});
  for (const auto& [key, info] : state.positions) {
    append_number(line, word{key.owner.index});
    append_tick(line, key.tick_lower);
    append_tick(line, key.tick_upper);
    append_narrow(line, info.liquidity);
    append_number(line, info.fee_growth_inside0_last_x128);
    append_number(line, info.fee_growth_inside1_last_x128);
    append_narrow(line, info.tokens_owed0);
    append_narrow(line, info.tokens_owed1);
  }
  return line;
}

shown_state show(std::span<const word> answer, protocol::state& state) {
  numbers from(answer);
  auto& pool = state.pool;
  pool.sqrt_price_x96 = truncate<format::price_bits>(from.next());
  pool.tick = from.tick();
  pool.liquidity = from.narrow();
  pool.fee_growth_global_x128 = {from.next(), {}};
  pool.fee_growth_global_x128.token1 = from.next();
  const std::uint64_t cut0 = to_u64_truncating(from.next());
  pool.fee_protocol = static_cast<std::uint8_t>(cut0 | to_u64_truncating(from.next()) << 4);
  pool.protocol_fees.token0 = from.narrow();
  pool.protocol_fees.token1 = from.narrow();
  for (auto& token : state.tokens) token.balances[account::pool().index] = from.next();
  std::size_t fields = fields_of_pool + state.tokens.size();
  fields += show_ticks(from, state);
  fields += show_bitmap(from, state);
  fields += show_positions(from, state);
  return {fields, from.rest()};
}

}  // namespace assay::proved
