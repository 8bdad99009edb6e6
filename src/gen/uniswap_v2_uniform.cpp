// The same operations with amounts of no thought: what a plain fuzzer draws within bounds.
#include <algorithm>

#include "uniswap_v2_context.hpp"

namespace assay::gen::uniswap_v2 {
namespace {

// The most of a token that an actor has and that still fits the reserve.
word payable(const context& c, unsigned token) {
  word most;
  for (std::uint32_t i = 0; i < c.setup.actors; ++i) {
    most = std::max(most, c.now.tokens[token].balance_of(account::actor(i)));
  }
  return std::min(most, sub_saturating(max_reserve(), c.held(token)));
}

word most_lp(const context& c) { return *std::max_element(c.now.lp.begin(), c.now.lp.end()); }

struct redrawing {
  context& c;

  void redraw(word& amount, const word& most) const {
    if (!amount.is_zero()) amount = c.draw.uniform(most);
  }

  void operator()(pair::mint<word>& x) const {
    redraw(x.amount0, payable(c, 0));
    redraw(x.amount1, payable(c, 1));
  }
  void operator()(pair::burn<word>& x) const { redraw(x.liquidity, most_lp(c)); }
  void operator()(pair::swap<word>& x) const {
    redraw(x.in0, payable(c, 0));
    redraw(x.in1, payable(c, 1));
    redraw(x.out0, c.reserve(0));
    redraw(x.out1, c.reserve(1));
    redraw(x.callback.pay0, payable(c, 0));
    redraw(x.callback.pay1, payable(c, 1));
  }
  void operator()(pair::transfer<word>& x) const { redraw(x.amount, payable(c, x.token)); }
  void operator()(pair::transfer_lp<word>& x) const { redraw(x.amount, most_lp(c)); }
  void operator()(pair::approve_lp<word>& x) const { redraw(x.amount, word::max()); }
  void operator()(pair::transfer_from_lp<word>& x) const { redraw(x.amount, most_lp(c)); }
  // Offices, switches and what only forks and odd tokens have: few values, drawn as ever.
  template <class Other>
  void operator()(Other&) const {}
};

}  // namespace

void draw_uniformly(context& c, call& what) { std::visit(redrawing{c}, what); }

}  // namespace assay::gen::uniswap_v2
