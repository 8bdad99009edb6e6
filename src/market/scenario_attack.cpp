// [[attack]] in a scenario.
#include <fmt/format.h>

#include "assay/market/attack.hpp"
#include "scenario_parts.hpp"

namespace assay::market {
namespace {

void refuse_unused_of(const toml_table& from, attack_kind kind) {
  const auto unless = [&](bool is_used, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
      if (!is_used && from.has(key)) {
        from.fail(key, "says nothing in this kind of attack", "remove it, or choose another kind");
      }
    }
  };
  unless(kind == attack_kind::spot || kind == attack_kind::twap, {"moves_bps"});
  unless(kind == attack_kind::twap, {"window", "hold_blocks"});
  unless(kind == attack_kind::sandwich, {"token_in", "sizes", "slippage_bps"});
  unless(kind == attack_kind::first_depositor, {"first_shares", "deposits", "minimum_liquidity"});
}

void read_moves(const toml_table& from, attack_spec& attack) {
  constexpr std::int64_t lowest_bps = -9999;
  constexpr std::int64_t highest_bps = 1'000'000;
  attack.moves_bps = from.numbers("moves_bps", lowest_bps, highest_bps);
  for (const std::int64_t move : attack.moves_bps) {
    if (move == 0) from.fail("moves_bps", "holds 0", "write how far the price is to move");
  }
}

// Each setting is a search of its own.
void bound_settings(const toml_table& from, std::string_view key, std::size_t settings) {
  constexpr std::size_t most_settings = 256;
  if (settings <= most_settings) return;
  from.fail(key, fmt::format("makes {} settings of one attack", settings),
            fmt::format("write fewer values: {} settings at most", most_settings));
}

void read_hold(const toml_table& from, const scenario& all, attack_spec& attack) {
  attack.window_s = from.whole_seconds("window", "30m");
  if (attack.window_s > UINT32_MAX) {
    from.fail("window", "is longer than an oracle's clock, 2^32 seconds", "shorten it");
  }
  constexpr std::int64_t most_blocks_held = 1000;
  for (const std::int64_t blocks : from.numbers("hold_blocks", 1, most_blocks_held)) {
    if (static_cast<double>(blocks) * all.block_time_s > static_cast<double>(attack.window_s)) {
      from.fail("hold_blocks", fmt::format("holds {}, longer than the window", blocks),
                "hold for fewer blocks, or lengthen window");
    }
    attack.hold_blocks.push_back(static_cast<std::uint64_t>(blocks));
  }
  bound_settings(from, "hold_blocks", attack.moves_bps.size() * attack.hold_blocks.size());
}

void read_sandwich(const toml_table& from, const scenario& all, attack_spec& attack) {
  attack.token_in = static_cast<unsigned>(from.number("token_in", 1, 0, 1));
  for (const auto& size : from.decimals_of("sizes", all.tokens[attack.token_in].decimals)) {
    attack.sizes.push_back(deposit_of(from, "sizes", size));
  }
  constexpr std::int64_t most_bps = 9999;
  for (const std::int64_t bps : from.numbers("slippage_bps", 0, most_bps)) {
    attack.slippage_bps.push_back(static_cast<std::uint64_t>(bps));
  }
  bound_settings(from, "slippage_bps", attack.sizes.size() * attack.slippage_bps.size());
}

void read_first_depositor(const toml_table& from, const scenario& all, attack_spec& attack) {
  if (all.pools[attack.pool].kind != pool_kind::uniswap_v2) {
    from.fail("kind", "is an attack on shares, which this pool does not have",
              "name a pool of uniswap-v2");
  }
  constexpr std::int64_t most_shares = 1'000'000'000'000'000'000;
  for (const std::int64_t shares : from.numbers("first_shares", 1, most_shares)) {
    attack.first_shares.push_back(static_cast<std::uint64_t>(shares));
  }
  const price at = all.price_of(all.market.initial);
  for (const auto& value : from.decimals_of("deposits", all.tokens[1].decimals)) {
    const uint<128> size = deposit_of(from, "deposits", value);
    const auto other = div_down(mul_wide(size, at.denominator), at.numerator);
    if (!fits<deposit_bits>(other)) from.fail("deposits", "is too much of token0", "write less");
    attack.sizes.push_back(size);
  }
  attack.minimum_liquidity = from.number("minimum_liquidity", 1000, 0, 1'000'000);
  bound_settings(from, "deposits",
                 attack.first_shares.size() * attack.sizes.size() * deposit_goals);
}

}  // namespace

attack_spec read_attack(const toml_table& from, const scenario& all) {
  from.only({"kind", "pool", "moves_bps", "window", "hold_blocks", "token_in", "sizes",
             "slippage_bps", "first_shares", "deposits", "minimum_liquidity"});
  attack_spec attack;
  attack.kind = static_cast<attack_kind>(
      from.choice("kind", {"spot", "twap", "sandwich", "first_depositor"}, 0));
  attack.pool = pool_named(from, all);
  refuse_unused_of(from, attack.kind);
  switch (attack.kind) {
    case attack_kind::spot:
      read_moves(from, attack);
      break;
    case attack_kind::twap:
      read_moves(from, attack);
      read_hold(from, all, attack);
      break;
    case attack_kind::sandwich:
      read_sandwich(from, all, attack);
      break;
    case attack_kind::first_depositor:
      read_first_depositor(from, all, attack);
      break;
  }
  return attack;
}

}  // namespace assay::market
