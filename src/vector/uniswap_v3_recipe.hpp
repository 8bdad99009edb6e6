// What the registry of Uniswap V3 is written with: functions by name, and the values at which its
// types have their edges.
#pragma once

#include <vector>

#include "registry_parts.hpp"

namespace assay::vectors::uniswap_v3 {

/// A function of the registry before its name and signature are put together.
struct recipe {
  std::string_view symbol{};
  std::string_view summary{};
  std::string_view mirrors{};
  std::string_view code_hash = library_hash();
  std::vector<parameter> parameters{};
  std::vector<parameter> results{};
  std::vector<std::string_view> reverts{};
  outcome (*evaluate)(const values& arguments) = nullptr;
  std::vector<axis> boundaries{};
  values (*solve)(gen::choices& choices) = nullptr;
  void (*classify)(const values&, const outcome&, std::vector<flag>&) = classify_nothing;
  std::string (*refuse)(const values&) = refuse_nothing;
  values (*draw)(gen::choices& choices) = nullptr;

  /// Of our own contract around the libraries, evm/contracts/v3_functions.sol.
  static std::string_view library_hash();
};

/// The function; its texts live as long as the program.
function made(const recipe& from);

inline constexpr std::string_view bare{};
inline constexpr std::string_view all_gas = "INVALID";

constexpr parameter price_of(std::string_view name) { return {name, value_type::uint160}; }
constexpr parameter liquidity_of(std::string_view name) { return {name, value_type::uint128}; }
constexpr parameter tick_of(std::string_view name) { return {name, value_type::int24}; }

axis edges_word();
axis edges_signed_word();
axis edges_price();
axis edges_liquidity();
axis edges_change();
axis edges_tick();
axis edges_spacing();
axis edges_fee();
axis edges_bool();
/// Rings of observations with their oldest slot and cardinality, all asked after second 1000.
axis edges_ring();
/// A time and seconds before it.
axis edges_seconds_ago();
/// A cardinality to grow to, and a time.
axis edges_next_and_time();
/// A tick and the liquidity there.
axis edges_market();

/// Appends the functions of the periphery (uniswap_v3_periphery.cpp).
void add_periphery(std::vector<function>& list);

}  // namespace assay::vectors::uniswap_v3
