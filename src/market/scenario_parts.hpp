// What the readers of a scenario's tables share.
#pragma once

#include <string>

#include "assay/market/scenario.hpp"
#include "toml_table.hpp"

namespace assay::market {

using settings::toml_table;

/// Keeps the product of adjusted reserves within a word.
inline constexpr unsigned deposit_bits = 104;

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
