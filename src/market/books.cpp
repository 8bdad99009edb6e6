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

std::optional<violation> compare(identity which, std::string_view what, const exact& left,
                                 const exact& right) {
  if (left == right) return std::nullopt;
  return violation{which, fmt::format("{}: {} on the one side, {} on the other", what,
                                      left.to_string(), right.to_string())};
}

}  // namespace

std::string_view identity_name(identity which) {
  return identities[static_cast<std::size_t>(which)].name;
}
std::string_view identity_statement(identity which) {
  return identities[static_cast<std::size_t>(which)].statement;
}

std::optional<violation> books::check(const amounts& held, const amounts& total,
                                      const amounts& total_at_first) const {
  if (!(total == total_at_first)) {
    const unsigned token = total.token0 == total_at_first.token0 ? 1 : 0;
    return compare(identity::conserved, token == 0 ? "token0" : "token1", total.of(token),
                   total_at_first.of(token));
  }
  for (const unsigned token : {0U, 1U}) {
    if (auto found =
            compare(identity::flows, token == 0 ? "token0" : "token1", held.of(token) * scale_,
                    deposits_.of(token) * scale_ + flows_.of(token) + fees_.of(token))) {
      return found;
    }
  }
  const exact value = value_of(held, price_);
  if (auto found = compare(identity::holding, "value", value * scale_,
                           holding() * scale_ + value_of(fees_, price_) - loss())) {
    return found;
  }
  if (auto found = compare(identity::rebalancing, "value", value * scale_,
                           portfolio_ * scale_ - lvr_ + fee_value_)) {
    return found;
  }
  return compare(identity::zero_sum, "gains", (value - portfolio_) + trader_gain_, exact{});
}

}  // namespace assay::market
