// TOML to a scenario: what belongs together is checked together, and every refusal says where.
#include "assay/market/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "assay/trace/byte_stream.hpp"
#include "assay/trace/input_error.hpp"
#include "scenario_parts.hpp"
#include "scenario_table.hpp"
#include "toml_table.hpp"

namespace assay::market {
namespace {

using settings::parse_table;

constexpr std::uint64_t most_paths = 1'000'000;
constexpr double most_blocks = 1e9;

token_spec read_token(const toml_table& from) {
  from.only({"symbol", "decimals"});
  token_spec token;
  token.symbol = from.need_text("symbol");
  token.decimals = static_cast<std::uint32_t>(from.number("decimals", 18, 0, most_decimals));
  return token;
}

std::int32_t default_spacing(std::uint32_t fee_pips) {
  return fee_pips <= 100 ? 1 : fee_pips <= 500 ? 10 : fee_pips <= 3000 ? 60 : 200;
}

// Names become headings of columns and parts of file names.
std::string read_name(const toml_table& from) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  std::string name = from.need_text("name");
  constexpr std::size_t longest = 40;
  if (name.size() > longest || name.find_first_not_of(allowed) != std::string::npos) {
    from.fail("name", "has other characters than letters, digits, - and _, or is too long",
              "choose another name");
  }
  return name;
}

pool_spec read_pool(const toml_table& from) {
  from.only({"name", "protocol", "fee_pips", "tick_spacing"});
  constexpr std::uint64_t most_fee_pips = 999'999;
  constexpr std::uint64_t widest_spacing = 16'383;
  pool_spec pool;
  pool.name = read_name(from);
  pool.kind = static_cast<pool_kind>(from.choice("protocol", {"uniswap-v2", "uniswap-v3"}, 0));
  pool.fee_pips = static_cast<std::uint32_t>(from.number("fee_pips", 3000, 0, most_fee_pips));
  if (pool.kind == pool_kind::uniswap_v2 && from.has("tick_spacing")) {
    from.fail("tick_spacing", "is set for a pool without ticks", "remove it");
  }
  pool.tick_spacing = static_cast<std::int32_t>(
      from.number("tick_spacing", static_cast<std::uint64_t>(default_spacing(pool.fee_pips)), 1,
                  widest_spacing));
  return pool;
}

std::vector<std::size_t> read_route(const toml_table& from, const scenario& all) {
  if (from.has("pool")) from.fail("route", "contradicts pool", "write the one or the other");
  std::vector<std::size_t> pools;
  for (const std::string& name : from.texts("route")) {
    const std::size_t pool = pool_of(from, "route", name, all);
    if (std::find(pools.begin(), pools.end(), pool) != pools.end()) {
      from.fail("route", fmt::format("holds {} twice", trace::printable(name)), "name it once");
    }
    pools.push_back(pool);
  }
  if (pools.size() < 2) from.fail("route", "has one pool only", "write pool instead");
  return pools;
}

// Half the value in each token at the market's first price, rounded down.
void split_value(const toml_table& from, const scenario& all, lp_spec& lp) {
  const price at = all.price_of(all.market.initial);
  const uint<256> half = from.decimal("value", all.tokens[1].decimals) >> 1;
  lp.deposit[1] = deposit_of(from, "value", half);
  const uint<512> product = mul_wide(half, widen<256>(at.denominator));
  const uint<512> amount0 = div_down(product, widen<512>(at.numerator));
  if (!fits<deposit_bits>(amount0)) from.fail("value", "is too much of token0", "write less");
  lp.deposit[0] = deposit_of(from, "value", truncate<256>(amount0));
}

void read_range(const toml_table& from, const scenario& all, lp_spec& lp) {
  const bool is_v3 = all.pools[lp.pool].kind == pool_kind::uniswap_v3;
  for (const std::string_view key : {"lower", "upper"}) {
    if (!is_v3 && from.has(key)) {
      from.fail(key, "is set in a pool without ranges", "remove it, or use uniswap-v3");
    }
  }
  if (from.has("lower") != from.has("upper")) {
    from.fail("lower", "and upper belong together", "write both, or none for the full range");
  }
  lp.full_range = !from.has("lower");
  if (lp.full_range) return;
  lp.lower = read_price(from, "lower", all.market.resolution);
  lp.upper = read_price(from, "upper", all.market.resolution);
  if (lp.lower >= lp.upper) from.fail("lower", "is not below upper", "swap them");
}

// The keys of [lp.recentre].
void read_recentre(const toml_table& from, const scenario& all, lp_spec& lp) {
  const auto table = from.table("recentre");
  if (!table) return;
  if (lp.full_range) {
    from.fail("recentre", "is set for an LP without a range",
              "write lower and upper, or remove it");
  }
  if (lp.rungs > 1) {
    from.fail("recentre", "is set for a ladder, whose steps would meet", "remove one of them");
  }
  table->only({"when", "place", "swap", "outside_bps", "threshold_ticks", "every", "gas"});
  recentre_spec& spec = lp.recentre;
  constexpr std::uint64_t most_ticks = 887'272;
  spec.when =
      static_cast<recentre_kind>(table->choice("when", {"exit", "threshold", "schedule"}, 0) + 1);
  const bool has_threshold = spec.when == recentre_kind::beyond_threshold;
  const bool has_schedule = spec.when == recentre_kind::on_schedule;
  for (const auto& [key, used] :
       {std::pair("threshold_ticks", has_threshold), std::pair("every", has_schedule)}) {
    if (table->has(key) && !used) {
      table->fail(key, "says nothing with this when", "remove it, or choose another when");
    }
  }
  if (has_threshold) {
    if (!table->has("threshold_ticks")) table->fail("threshold_ticks", "is missing", "add it");
    spec.threshold_ticks =
        static_cast<std::int32_t>(table->number("threshold_ticks", 0, 1, most_ticks));
  }
  if (has_schedule) spec.every_s = table->seconds("every", "1d");
  spec.place = static_cast<range_place>(table->choice("place", {"around", "beside"}, 0));
  if (spec.place == range_place::beside && has_threshold) {
    // Its middle is never near the price: it would move in every block.
    table->fail("when", "is \"threshold\" for a range beside the price", "write \"exit\"");
  }
  if (spec.place == range_place::beside && table->has("swap")) {
    table->fail("swap", "says nothing where a range takes one token", "remove it");
  }
  spec.swap = static_cast<range_swap>(table->choice("swap", {"pool", "outside", "none"}, 0));
  if (spec.swap != range_swap::outside && table->has("outside_bps")) {
    table->fail("outside_bps", "is set for an LP that does not swap outside",
                "write swap = \"outside\", or remove it");
  }
  constexpr std::uint64_t most_bps = 9999;
  spec.outside_bps = table->number("outside_bps", 0, 0, most_bps);
  const uint<256> gas = table->decimal("gas", all.tokens[1].decimals, "0");
  if (!fits<deposit_bits>(gas)) table->fail("gas", "is too much", "write less");
  spec.gas = truncate<128>(gas);
}

// One token may be missing where the range does not ask for it.
void read_amounts(const toml_table& from, const scenario& all, lp_spec& lp) {
  for (const unsigned token : {0U, 1U}) {
    const std::string key = token == 0 ? "amount0" : "amount1";
    const uint<256> wei = from.decimal(key, all.tokens[token].decimals);
    const bool needed = lp.full_range || (token == 0 ? lp.upper > all.market.initial
                                                     : lp.lower < all.market.initial);
    if (wei.is_zero() && !needed) continue;
    lp.deposit[token] = deposit_of(from, key, wei);
  }
}

lp_spec read_lp(const toml_table& from, const scenario& all) {
  from.only(
      {"name", "pool", "amount0", "amount1", "value", "lower", "upper", "ladder", "recentre"});
  lp_spec lp;
  lp.name = read_name(from);
  lp.pool = pool_named(from, all);
  read_range(from, all, lp);
  if (from.has("value")) {
    if (from.has("amount0") || from.has("amount1")) {
      from.fail("value", "contradicts amount0 and amount1", "write the one or the others");
    }
    split_value(from, all, lp);
  } else {
    read_amounts(from, all, lp);
  }
  constexpr std::uint64_t most_rungs = 100;
  lp.rungs = from.number("ladder", 1, 1, most_rungs);
  if (lp.full_range && from.has("ladder")) {
    from.fail("ladder", "is set for an LP without a range", "write lower and upper, or remove it");
  }
  read_recentre(from, all, lp);
  return lp;
}

// The steps of a ladder are LPs of their own in the books.
void add_lp(lp_spec lp, scenario& all) {
  const std::string name = lp.name;
  for (lp.rung = 0; lp.rung < lp.rungs; ++lp.rung) {
    if (lp.rungs > 1) lp.name = fmt::format("{}-{}", name, lp.rung + 1);
    all.lps.push_back(lp);
  }
}

void read_arbitrageur(const toml_table& from, scenario& all) {
  const auto table = from.table("arbitrageur");
  if (!table) return;
  table->only({"active", "gas", "threshold", "latency_blocks"});
  constexpr std::uint64_t longest_latency = 1000;
  const unsigned decimals = all.tokens[1].decimals;
  const uint<256> least = add_wrapping(table->decimal("gas", decimals, "0"),
                                       table->decimal("threshold", decimals, "0"));
  if (!fits<deposit_bits>(least)) table->fail("gas", "is too much", "write less");
  all.arbitrageur = {table->flag("active", true), truncate<128>(least),
                     table->number("latency_blocks", 0, 0, longest_latency)};
}

noise_spec read_noise(const toml_table& from, const scenario& all) {
  from.only({"pool", "route", "per_day", "median_size", "deviation", "buy_share"});
  noise_spec noise;
  if (from.has("route")) {
    noise.pools = read_route(from, all);
  } else {
    noise.pools = {pool_named(from, all)};
  }
  noise.per_day = from.real("per_day", 100, 1e-9, 1e7);
  noise.median_size = from.real("median_size", 0, 0, 1e15);
  if (noise.median_size <= 0) {
    from.fail("median_size", "is missing", "write the median trade in whole token1");
  }
  noise.deviation = from.real("deviation", 1, 0, 5);
  noise.buy_share = from.real("buy_share", 0.5, 0, 1);
  return noise;
}

void check_names(const toml_table& root, std::string_view key, const scenario& all) {
  std::vector<std::string> seen;
  const auto add = [&](const std::string& name) {
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
      root.fail(key, fmt::format("has two of the name \"{}\"", trace::printable(name)),
                "give each a name of its own");
    }
    seen.push_back(name);
  };
  if (key == "pool") {
    for (const pool_spec& pool : all.pools) add(pool.name);
  } else {
    for (const lp_spec& lp : all.lps) add(lp.name);
  }
}

jit_spec read_jit(const toml_table& from, const scenario& all) {
  from.only({"pool", "least_trade", "amount0", "amount1", "steps", "gas"});
  jit_spec jit;
  jit.pool = pool_named(from, all);
  if (all.pools[jit.pool].kind != pool_kind::uniswap_v3) {
    from.fail("pool", "is one without ranges", "name a pool of uniswap-v3");
  }
  for (const jit_spec& other : all.jit) {
    if (other.pool == jit.pool)
      from.fail("pool", "has just-in-time liquidity already", "remove one");
  }
  const unsigned decimals = all.tokens[1].decimals;
  jit.least_trade = deposit_of(from, "least_trade", from.decimal("least_trade", decimals));
  jit.most[0] = deposit_of(from, "amount0", from.decimal("amount0", all.tokens[0].decimals));
  jit.most[1] = deposit_of(from, "amount1", from.decimal("amount1", decimals));
  constexpr std::uint64_t most_steps = 1000;
  jit.steps = static_cast<std::int32_t>(from.number("steps", 0, 0, most_steps));
  const uint<256> gas = from.decimal("gas", decimals, "0");
  if (!fits<deposit_bits>(gas)) from.fail("gas", "is too much", "write less");
  jit.gas = truncate<128>(gas);
  return jit;
}

void read_pools_and_lps(const toml_table& root, scenario& all) {
  for (const toml_table& table : root.tables("pool")) all.pools.push_back(read_pool(table));
  if (all.pools.empty()) root.fail("pool", "is missing", "write [[pool]] with a name");
  check_names(root, "pool", all);
  for (const toml_table& table : root.tables("lp")) add_lp(read_lp(table, all), all);
  check_names(root, "lp", all);
  for (std::size_t i = 0; i < all.pools.size(); ++i) {
    const bool provided = std::any_of(all.lps.begin(), all.lps.end(),
                                      [&](const lp_spec& lp) { return lp.pool == i; });
    if (!provided) {
      root.fail("lp", fmt::format("nobody provides to pool \"{}\"", all.pools[i].name),
                "write [[lp]] with its deposit");
    }
  }
  for (const toml_table& table : root.tables("noise")) all.noise.push_back(read_noise(table, all));
  for (const toml_table& table : root.tables("jit")) all.jit.push_back(read_jit(table, all));
}

scenario read_root(const toml_table& root, const std::string& file) {
  root.only({"title", "seed", "paths", "horizon", "blocks", "token0", "token1", "market", "pool",
             "lp", "arbitrageur", "noise", "jit", "attack"});
  scenario all;
  all.file = file;
  all.title = root.need_text("title");
  all.seed = root.number("seed", 1, 0, INT64_MAX);
  all.paths = root.number("paths", 1, 1, most_paths);
  if (!root.has("horizon")) root.fail("horizon", "is missing", "say how long, like \"7d\"");
  all.horizon_s = root.whole_seconds("horizon", "");
  if (const auto blocks = root.table("blocks")) {
    blocks->only({"time", "arrival"});
    all.block_time_s = blocks->seconds("time", "12s");
    all.poisson_blocks = blocks->choice("arrival", {"fixed", "poisson"}, 0) == 1;
  }
  const double blocks = static_cast<double>(all.horizon_s) / all.block_time_s;
  if (blocks < 1 || blocks > most_blocks) {
    root.fail("horizon", fmt::format("is {:.3g} blocks", blocks),
              "choose between 1 and 1e9 blocks");
  }
  all.tokens = {read_token(root.need_table("token0")), read_token(root.need_table("token1"))};
  all.market = read_market(root.need_table("market"), file);
  read_pools_and_lps(root, all);
  read_arbitrageur(root, all);
  for (const toml_table& one : root.tables("attack")) all.attacks.push_back(read_attack(one, all));
  return all;
}

}  // namespace

std::size_t pool_of(const toml_table& from, std::string_view key, const std::string& name,
                    const scenario& all) {
  for (std::size_t i = 0; i < all.pools.size(); ++i) {
    if (all.pools[i].name == name) return i;
  }
  std::string names;
  for (const pool_spec& pool : all.pools) names += (names.empty() ? "" : ", ") + pool.name;
  from.fail(key, fmt::format("\"{}\" is no pool of this scenario", trace::printable(name)),
            fmt::format("there are: {}", names));
}

std::size_t pool_named(const toml_table& from, const scenario& all) {
  if (!from.has("pool")) {
    if (all.pools.size() > 1) from.fail("pool", "is missing", "name one of the pools");
    return 0;
  }
  return pool_of(from, "pool", from.need_text("pool"), all);
}

uint<128> deposit_of(const toml_table& from, std::string_view key, const uint<256>& wei) {
  if (!fits<deposit_bits>(wei)) {
    from.fail(key, "is too much", fmt::format("write less than 2^{} wei", deposit_bits));
  }
  if (wei.is_zero()) from.fail(key, "is zero", "provide something");
  return truncate<128>(wei);
}

scenario scenario_of(const toml::table& table, std::string_view text, const std::string& file) {
  scenario all = read_root(toml_table(file, "", table), file);
  all.text = text;
  return all;
}

scenario parse_scenario(std::string_view text, const std::string& file) {
  return scenario_of(parse_table(text, file), text, file);
}

std::string read_scenario_text(const std::string& file) {
  constexpr std::size_t largest = std::size_t{1} << 20;
  std::string text;
  const auto source = trace::open_source(file);
  std::array<char, 4096> buffer{};
  while (const std::size_t count = source->read(buffer.data(), buffer.size())) {
    text.append(buffer.data(), count);
    if (text.size() > largest) trace::fail(file, "is larger than 1 MiB", "name a scenario");
  }
  return text;
}

scenario read_scenario(const std::string& file) {
  return parse_scenario(read_scenario_text(file), file);
}

}  // namespace assay::market
