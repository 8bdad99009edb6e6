// What the readers of a scenario's tables share.
#pragma once

#include <string>

#include "assay/market/scenario.hpp"
#include "toml_table.hpp"

namespace assay::market {

using settings::toml_table;

/// Keeps the product of adjusted reserves within a word.
inline constexpr unsigned deposit_bits = 104;
/// Of a token, and of a price's resolution.
inline constexpr unsigned most_decimals = 18;

/// 10^exponent, exact. Precondition: exponent <= 22.
double real_power_of_ten(unsigned exponent);

/// A price as an integer of the resolution, which `resolution_key` sets: above zero, below 2^62.
std::uint64_t read_price(const toml_table& from, std::string_view key, unsigned resolution,
                         std::string_view resolution_key = "market.resolution");
/// The table [market].
market_spec read_market(const toml_table& from, const std::string& file);

/// The pool of that name; `key` is the one to blame if there is none.
std::size_t pool_of(const toml_table& from, std::string_view key, const std::string& name,
                    const scenario& all);
/// The one that key "pool" names, which may be missing where there is one only.
std::size_t pool_named(const toml_table& from, const scenario& all);
/// Refuses nothing and too much.
uint<128> deposit_of(const toml_table& from, std::string_view key, const uint<256>& wei);

/// A table of [[attack]].
attack_spec read_attack(const toml_table& from, const scenario& all);

}  // namespace assay::market
