// A pool under a market, whatever its protocol: the engine's pool, with what the simulation asks
// of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "assay/ledger/account.hpp"
#include "assay/market/books.hpp"
#include "assay/market/scenario.hpp"
#include "assay/trace/byte_stream.hpp"

namespace assay::market {

/// The accounts of every ledger: traders first, then the LPs of the pool.
inline constexpr account arbitrageur_account = account::actor(0);
inline constexpr account noise_account = account::actor(1);
inline constexpr std::uint32_t trader_count = 2;

/// What an LP's position is now.
struct position {
  std::string name{};
  amounts deposited{};
  amounts claim{};          // what leaving now would pay, rounded down as the contract rounds
  amounts fees{};           // of it, where the protocol keeps fees apart: all that were earned
  std::uint64_t moves = 0;  // of its range
  exact gas{};              // for them, in wei of token1; not in the claim
  // What swaps outside of the pool cost at the market's prices then, in wei of token1 times the
  // price's denominator; the claim has paid it.
  exact outside_cost{};
};

/// What an LP that moved its range did, in one step of the books.
struct lp_move {
  amounts brought{};  // more than it took, or less
  fill swapped{};     // to the proportion of the new range
  amounts swap_change{};
};

/// A trade between a deposit and its withdrawal.
struct jit_fill {
  fill trade{};
  amounts change{};  // of the balances of who deposited
  amounts fee{};     // of it, the share of the trade's fee
};

class venue {
 public:
  virtual ~venue() = default;

  [[nodiscard]] virtual std::uint64_t fee_scale() const = 0;
  /// Everyone's deposits; what they brought.
  virtual amounts open(std::uint64_t time) = 0;

  /// What the pool owns, and what all holders of its two tokens own.
  [[nodiscard]] virtual amounts held() const = 0;
  [[nodiscard]] virtual amounts total() const = 0;
  [[nodiscard]] virtual amounts balances_of(account who) const = 0;

  /// The trade that gains most at the price, if it gains more than `least_gain` (in wei of token1
  /// times the denominator).
  virtual fill arbitrage(const price& at, const exact& least_gain, std::uint64_t time) = 0;
  /// Sells an exact amount, for whatever the pool gives. No fill if the pool refuses.
  virtual fill sell(account who, unsigned token_in, const uint<128>& amount,
                    std::uint64_t time) = 0;

  /// What such a sale would give, without doing it; zero if the pool refuses.
  [[nodiscard]] virtual exact quote(unsigned token_in, const uint<128>& amount) const = 0;
  /// By how many wei such quotes may fall short of a concave function of the amount.
  [[nodiscard]] virtual exact quote_rounding(unsigned token_in) const = 0;

  /// The same, with just-in-time liquidity around it; a plain sale where that cannot be deposited.
  virtual jit_fill sell_with_jit(const jit_spec& /*how*/, account who, unsigned token_in,
                                 const uint<128>& amount, std::uint64_t time) {
    return {sell(who, token_in, amount, time), {}};
  }

  /// The same pool in the same state, without a trace: what is tried on it changes nothing here.
  [[nodiscard]] virtual std::unique_ptr<venue> clone() const = 0;
  /// Whether the pool's price, fee not counted, is at or above the price, or at or below it: exact.
  [[nodiscard]] virtual bool spot_is_beyond(const price& at, bool above) const = 0;
  /// What the pool's oracle has added up by `time`, not before its last trade: Uniswap V2's
  /// price0CumulativeLast brought up to date, V3's tickCumulative as a word.
  [[nodiscard]] virtual uint<256> oracle_reading(std::uint64_t time) const = 0;
  /// Whether the oracle's mean between two readings is beyond the price, as who consults it sees
  /// it: V2's arithmetic mean, V3's geometric one, in whole ticks rounded down.
  [[nodiscard]] virtual bool mean_is_beyond(const uint<256>& from, const uint<256>& to,
                                            std::uint64_t seconds, const price& at,
                                            bool above) const = 0;

  /// LPs that move their ranges do so now, if it is time; the price is the market's.
  virtual std::vector<lp_move> move_ranges(const price& /*at*/, double /*time_s*/,
                                           std::uint64_t /*time*/) {
    return {};
  }

  /// token1 per token0 in wei, fee not counted: for statistics.
  [[nodiscard]] virtual double spot() const = 0;
  [[nodiscard]] virtual std::vector<position> positions() const = 0;
  /// Engine operations so far.
  [[nodiscard]] virtual std::uint64_t operations() const = 0;

  /// From now on every operation is written as pooltrace; nullptr ends it. Before open().
  virtual void record(trace::byte_sink* to) = 0;
};

std::unique_ptr<venue> make_venue(const scenario& what, std::size_t pool);
std::unique_ptr<venue> make_uniswap_v2(const scenario& what, std::size_t pool);
std::unique_ptr<venue> make_uniswap_v3(const scenario& what, std::size_t pool);

}  // namespace assay::market
