// The identities, and how a failure is told.
#include "assay/market/books.hpp"

#include <fmt/format.h>

#include <array>

namespace assay::market {
namespace {

struct named {
  std::string_view name;
  std::string_view statement;
};
constexpr std::array<named, 5> identities = {{
    {"SIM-CONSERVED-1", "the balances of all holders of a token sum to what was there at first"},
    {"SIM-FLOWS-1", "reserves = deposits + what trades left on the curve + fees, per token"},
    {"SIM-HOLDING-1", "LP value = value of holding + fees - loss, at the price of now"},
    {"SIM-LVR-1", "LP value = rebalancing portfolio - LVR + fees, each at the price of its time"},
    {"SIM-ZERO-1", "at the market's price the gains of pool and traders sum to nothing"},
}};

violation differ(identity which, std::string_view what, const exact& left, const exact& right) {
  return {which, fmt::format("{}: {} on the one side, {} on the other", what, left.to_string(),
                             right.to_string())};
}

}  // namespace

std::string_view identity_name(identity which) {
  return identities[static_cast<std::size_t>(which)].name;
}
std::string_view identity_statement(identity which) {
  return identities[static_cast<std::size_t>(which)].statement;
}

// The identities of values are compared by the difference that each claims, which needs fewer
// products.
std::optional<violation> books::check(const amounts& held, const amounts& total,
                                      const amounts& total_at_first) const {
  for (const unsigned token : {0U, 1U}) {
    const std::string_view name = token == 0 ? "token0" : "token1";
    if (!(total.of(token) == total_at_first.of(token))) {
      return differ(identity::conserved, name, total.of(token), total_at_first.of(token));
    }
  }
  for (const unsigned token : {0U, 1U}) {
    const exact flowed = flows_.of(token) + fees_.of(token);
    if (!((held.of(token) - deposits_.of(token)) * scale_ == flowed)) {
      return differ(identity::flows, token == 0 ? "token0" : "token1", held.of(token) * scale_,
                    deposits_.of(token) * scale_ + flowed);
    }
  }
  const exact value = value_of(held, price_);
  const exact held_value = holding();
  const exact beside_holding = value_of(fees_, price_) - loss();
  if (!((value - held_value) * scale_ == beside_holding)) {
    return differ(identity::holding, "value", value * scale_, held_value * scale_ + beside_holding);
  }
  const exact gain = value - portfolio_;
  const exact beside_portfolio = fee_value_ - lvr_;
  if (!(gain * scale_ == beside_portfolio)) {
    return differ(identity::rebalancing, "value", value * scale_,
                  portfolio_ * scale_ + beside_portfolio);
  }
  if (!(gain + trader_gain_ == exact{})) {
    return differ(identity::zero_sum, "gains", gain + trader_gain_, exact{});
  }
  return std::nullopt;
}

}  // namespace assay::market
