// The books of one pool: two records of the same facts, one from the pool's state, one from what
// its receipts said, compared in exact arithmetic after every step.
//
// Amounts and values are multiplied by the scale of the pool's fee, so that a fee is an integer;
// values by the price's denominator too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "assay/market/exact.hpp"

namespace assay::market {

/// What a trade did, by its receipt. `fee` is of the token that went in, times the fee's scale.
struct fill {
  bool happened = false;
  unsigned token_in = 0;
  exact amount_in{};
  exact amount_out{};
  exact fee{};
  bool was_cut_short = false;  // the search for it: other integers may gain more
};

/// What is claimed of every step; SIM-… in reports.
enum class identity : std::uint8_t {
  conserved,    // the balances of all holders of a token sum to what was there at first
  flows,        // reserves = deposits + what trades left on the curve + fees, per token
  holding,      // LP value = value of holding + fees - loss, at the price of now
  rebalancing,  // LP value = rebalancing portfolio - LVR + fees, each at the price of its time
  zero_sum      // at the market's price the gains of pool and traders sum to nothing
};
inline constexpr std::uint64_t identity_count = 5;
std::string_view identity_name(identity which);
std::string_view identity_statement(identity which);

struct violation {
  identity which{};
  std::string detail{};
};

class books {
 public:
  books(std::uint64_t fee_scale, const price& start) : scale_(fee_scale), price_(start) {}

  /// LPs bring (positive) or take (negative) amounts, at the price of now.
  void deposit(const amounts& brought) {
    deposits_ += brought;
    held_ += brought;
    portfolio_ += value_of(brought, price_);
  }

  /// The market moves: whoever holds what the pool holds gains or loses with it.
  void move_price(const price& to) {
    portfolio_ += held_.token0 * to.numerator - held_.token0 * price_.numerator;
    price_ = to;
  }

  /// A trade, and what the trader's own balances say of it. Gives what the trader gained, at the
  /// price of now.
  exact trade(const fill& done, const amounts& trader_change) {
    const unsigned in = done.token_in;
    amounts curve;  // what the trade left beside its fee
    curve.of(in) = done.amount_in * scale_ - done.fee;
    curve.of(1 - in) = exact{} - done.amount_out * scale_;
    flows_ += curve;
    fees_.of(in) += done.fee;
    fee_value_ += value_of(in, done.fee, price_);
    lvr_ -= value_of(curve, price_);
    held_.of(in) += done.amount_in;
    held_.of(1 - in) -= done.amount_out;
    const exact gain = value_of(trader_change, price_);
    trader_gain_ += gain;
    ++trades_;
    return gain;
  }

  /// What someone took out beyond what it had put in around the last trade, its share of the
  /// trade's fee being part of it. The fee is not the LPs' who stay; the rest is a loss to them as
  /// by a trade.
  void just_in_time(const amounts& taken, const amounts& fee) {
    const amounts beside_fee = taken - fee;
    flows_ -= beside_fee * scale_;
    lvr_ += value_of(beside_fee, price_) * scale_;
    fees_ -= fee * scale_;
    fee_value_ -= value_of(fee, price_) * scale_;
    held_ -= taken;
    trader_gain_ += value_of(taken, price_);
  }

  /// The first identity that fails. `held` is what the pool owns by its state, `total` what all
  /// holders of its ledger own, which was `total_at_first`.
  [[nodiscard]] std::optional<violation> check(const amounts& held, const amounts& total,
                                               const amounts& total_at_first) const;

  [[nodiscard]] exact scale() const { return exact(scale_); }
  [[nodiscard]] const price& now() const { return price_; }
  [[nodiscard]] std::uint64_t trades() const { return trades_; }
  [[nodiscard]] const amounts& deposits() const { return deposits_; }
  /// Times scale().
  [[nodiscard]] const amounts& fees() const { return fees_; }
  [[nodiscard]] const exact& fee_value() const { return fee_value_; }
  [[nodiscard]] const exact& lvr() const { return lvr_; }
  /// Not times scale().
  [[nodiscard]] const exact& portfolio() const { return portfolio_; }
  [[nodiscard]] const exact& trader_gain() const { return trader_gain_; }
  [[nodiscard]] exact holding() const { return value_of(deposits_, price_); }
  /// Against holding, fees apart; times scale(): what the flows would cost to undo now.
  [[nodiscard]] exact loss() const { return exact{} - value_of(flows_, price_); }

 private:
  uint<64> scale_;
  price price_;
  amounts deposits_{};
  amounts held_{};     // as the receipts have it
  amounts flows_{};    // times scale
  amounts fees_{};     // times scale
  exact fee_value_{};  // times scale, each at its trade's price
  exact lvr_{};        // times scale
  exact portfolio_{};  // self-financing: holds what the pool holds, trades at the market
  exact trader_gain_{};
  std::uint64_t trades_ = 0;
};

}  // namespace assay::market
