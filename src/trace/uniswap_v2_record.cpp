// One walk over the state names its fields, records it and restores it.
#include "assay/trace/uniswap_v2_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "assay/math/mul_div.hpp"
#include "assay/word/format.hpp"

namespace assay::uniswap_v2 {
namespace {

using word = protocol::word;

constexpr std::array<std::string_view, 2> index_names = {"token0Index", "token1Index"};
constexpr std::array<std::string_view, 2> flag_names = {"token0Flag", "token1Flag"};
constexpr std::array<std::string_view, 2> sink_names = {"token0Sink", "token1Sink"};
constexpr std::array<std::string_view, 2> shares_names = {"shares0", "shares1"};

// The order is that in which pooltrace writes the fields.
template <class State, class Visitor>
void walk(const episode_shape& shape, State& state, Visitor&& visit) {
  auto& pair = state.pair;
  visit.number("reserve0", pair.reserve0);
  visit.number("reserve1", pair.reserve1);
  visit.small_number("blockTimestampLast", pair.block_timestamp_last);
  visit.number("price0CumulativeLast", pair.price0_cumulative_last);
  visit.number("price1CumulativeLast", pair.price1_cumulative_last);
  visit.number("kLast", pair.k_last);
  visit.number("totalSupply", pair.total_supply);
  visit.holder("feeTo", pair.fee_to);
  if (shape.which == dialect::fork) {
    if (shape.rules.has_migrator) visit.holder("migrator", pair.migrator);
    if (shape.rules.fee_is_stored) visit.small_number("swapFee", pair.swap_fee);
    if (shape.rules.share_from == share_source::pair_field) {
      visit.small_number("devFee", pair.dev_fee);
    }
    if (shape.rules.share_from == share_source::factory) visit.number("feeAmount", pair.fee_amount);
  }
  if (shape.which == dialect::tokens) {
    for (std::size_t i = 0; i < 2; ++i) {
      auto& token = state.tokens[i];
      visit.number(index_names[i], token.index);
      visit.flag(flag_names[i], token.flag);
      visit.number(sink_names[i], token.sink);
      if (shape.kinds[i] == token_kind::rebasing) {
        visit.shares(shares_names[i], token.balances, shape.actors);
      }
    }
  }
  visit.balances("lp", state.lp, shape.actors);
  visit.token_balances("token0", state.tokens[0], shape.actors);
  visit.token_balances("token1", state.tokens[1], shape.actors);
}

// Holders in pooltrace's order: actors, the pair, the zero address; then those that only a trace
// of our own mentions, and only when they hold something.
template <class Each>
void each_holder(std::uint32_t actors, Each&& each) {
  for (std::uint32_t i = 0; i < actors; ++i) each(account::actor(i), false);
  each(account::pool(), false);
  each(account::zero(), false);
  each(account::token0(), true);
  each(account::token1(), true);
}
template <class Each>
void each_share_holder(std::uint32_t actors, Each&& each) {
  for (std::uint32_t i = 0; i < actors; ++i) each(account::actor(i));
  each(account::pool());
}

using field_kind = state_layout::kind;

struct name_visitor {
  std::vector<state_layout::member>& members;
  std::vector<state_layout::field>& fields;

  void single(std::string_view key, field_kind what, unsigned bits = 256) const {
    members.push_back({std::string(key), false, fields.size(), 1});
    fields.push_back({std::string(key), what, false, bits});
  }
  void number(std::string_view key, const word&) const { single(key, field_kind::number); }
  template <class Integer>
  void small_number(std::string_view key, Integer) const {
    single(key, field_kind::number, std::numeric_limits<Integer>::digits);
  }
  void holder(std::string_view key, account) const { single(key, field_kind::account); }
  void flag(std::string_view key, bool) const { single(key, field_kind::flag); }
  void shares(std::string_view key, const std::vector<word>&, std::uint32_t actors) const {
    members.push_back({std::string(key), true, fields.size(), 0});
    each_share_holder(actors, [&](account who) {
      fields.push_back({account_name(who), field_kind::number, false, 256});
    });
    members.back().count = fields.size() - members.back().first;
  }
  void balances(std::string_view key, const std::vector<word>&, std::uint32_t actors) const {
    members.push_back({std::string(key), true, fields.size(), 0});
    each_holder(actors, [&](account who, bool optional) {
      fields.push_back({account_name(who), field_kind::number, optional, 256});
    });
    members.back().count = fields.size() - members.back().first;
  }
  void token_balances(std::string_view key, const token<word>& token, std::uint32_t actors) const {
    balances(key, token.balances, actors);
  }
};

struct record_visitor {
  state_record& to;

  void put(const word& value, bool present = true) const {
    to.values.push_back(value);
    to.present.push_back(present ? 1 : 0);
  }
  void number(std::string_view, const word& value) const { put(value); }
  void small_number(std::string_view, std::uint64_t value) const { put(word{value}); }
  void holder(std::string_view, account value) const { put(word{value.index}); }
  void flag(std::string_view, bool value) const { put(word{value ? 1U : 0U}); }
  void shares(std::string_view, const std::vector<word>& values, std::uint32_t actors) const {
    each_share_holder(actors, [&](account who) { put(values[who.index]); });
  }
  void balances(std::string_view, const std::vector<word>& values, std::uint32_t actors) const {
    each_holder(actors, [&](account who, bool optional) {
      const word& value = values[who.index];
      put(value, !optional || !value.is_zero());
    });
  }
  void token_balances(std::string_view, const token<word>& token, std::uint32_t actors) const {
    each_holder(actors, [&](account who, bool optional) {
      const word value = token.balance_of(who);
      put(value, !optional || !value.is_zero());
    });
  }
};

struct restore_visitor {
  const state_record& from;
  std::size_t next = 0;

  const word& take() { return from.values[next++]; }
  void number(std::string_view, word& value) { value = take(); }
  template <class Integer>
  void small_number(std::string_view, Integer& value) {
    value = static_cast<Integer>(to_limbs(take())[0]);
  }
  void holder(std::string_view, account& value) {
    value.index = static_cast<std::uint32_t>(to_limbs(take())[0]);
  }
  void flag(std::string_view, bool& value) { value = !take().is_zero(); }
  void shares(std::string_view, std::vector<word>& values, std::uint32_t actors) {
    each_share_holder(actors, [&](account who) { values[who.index] = take(); });
  }
  void balances(std::string_view, std::vector<word>& values, std::uint32_t actors) {
    each_holder(actors, [&](account who, bool) {
      const bool present = from.present[next] != 0;
      const word& value = take();
      if (present) values[who.index] = value;
    });
  }
  // Of a rebasing token the shares are the state; its balances follow from them. Whose shares are
  // not recorded gets the fewest that show the recorded balance: rounded down again, they do.
  void token_balances(std::string_view, token<word>& token, std::uint32_t actors) {
    if (token.kind != token_kind::rebasing) return balances({}, token.balances, actors);
    each_holder(actors, [&](account who, bool) {
      const bool present = from.present[next] != 0;
      const word& balance = take();
      if (!present || who.is_actor() || who == account::pool()) return;
      const auto shares = mul_div_up(balance, rebasing_scale<word>(), token.index);
      if (shares) token.balances[who.index] = *shares;
    });
  }
};

}  // namespace

std::string_view dialect_name(dialect which) {
  return dialect_names[static_cast<std::size_t>(which)];
}

std::optional<dialect> find_dialect(std::string_view protocol) {
  const auto* found = std::find(dialect_names.begin(), dialect_names.end(), protocol);
  if (found == dialect_names.end()) return std::nullopt;
  return static_cast<dialect>(found - dialect_names.begin());
}

std::string account_name(account who) {
  if (who == account::zero()) return "zero";
  if (who == account::pool()) return "pair";
  if (who == account::token0()) return "token0";
  if (who == account::token1()) return "token1";
  return std::to_string(who.actor_number());
}

state_layout::state_layout(const episode_shape& shape) : shape_(shape) {
  const protocol::state nothing{};
  walk(shape_, nothing, name_visitor{members_, fields_});
}

std::string state_layout::name(std::size_t index) const {
  const auto after = std::find_if(members_.begin(), members_.end(),
                                  [&](const member& m) { return m.first + m.count > index; });
  if (!after->is_map) return "state." + after->key;
  return fmt::format("state.{}.{}", after->key, fields_[index].key);
}

std::string state_layout::text(std::size_t index, const word& value) const {
  switch (fields_[index].what) {
    case kind::number:
      return to_decimal(value);
    case kind::account:
      return account_name(account{static_cast<std::uint32_t>(to_limbs(value)[0])});
    case kind::flag:
      return value.is_zero() ? "false" : "true";
  }
  return {};
}

void state_layout::record(const protocol::state& state, state_record& to) const {
  to.values.clear();
  to.present.clear();
  to.allowances.clear();
  walk(shape_, state, record_visitor{to});
  for (const auto& entry : state.allowances) {
    if (!entry.amount.is_zero()) to.allowances.push_back(entry);
  }
  to.has_allowances = !to.allowances.empty();
}

void state_layout::restore(const state_record& from, protocol::state& state) const {
  walk(shape_, state, restore_visitor{from});
  if (from.has_allowances) state.allowances = from.allowances;
}

}  // namespace assay::uniswap_v2
