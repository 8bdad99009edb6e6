// Who holds how much of a pool's two tokens, whatever its protocol.
#pragma once

#include "assay/market/exact.hpp"
#include "assay/market/venue.hpp"

namespace assay::market {

/// `tokens`: the pair of ledgers in a pool's state.
template <class Tokens>
amounts holdings_of(const Tokens& tokens, account who) {
  return {exact(tokens[0].balances[who.index]), exact(tokens[1].balances[who.index])};
}

/// What all holders own together.
template <class Tokens>
amounts all_holdings(const Tokens& tokens) {
  amounts sum;
  for (const unsigned token : {0U, 1U}) {
    for (const auto& balance : tokens[token].balances) sum.of(token) += exact(balance);
  }
  return sum;
}

}  // namespace assay::market
