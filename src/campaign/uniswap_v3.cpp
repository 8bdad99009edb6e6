// Uniswap V3 as campaigns see it: how answers differ, and what of an operation can be made smaller.
#include "assay/campaign/uniswap_v3.hpp"

#include <type_traits>

#include "judge.hpp"
#include "run.hpp"
#include "sequence.hpp"
#include "shrink.hpp"

namespace assay::campaign::uniswap_v3 {
namespace {

struct numbers {
  std::vector<world::number>& all;

  void add(std::initializer_list<world::number> some) const {
    all.insert(all.end(), some.begin(), some.end());
  }
  void operator()(engine::create_pool<format>& x) const { add({&x.balances, &x.fee_pips}); }
  void operator()(engine::initialize<format>& x) const { add({&x.sqrt_price_x96}); }
  void operator()(engine::mint<format>& x) const {
    add({&x.amount, &x.tick_lower, &x.tick_upper, &x.pay.extra0, &x.pay.extra1});
  }
  void operator()(engine::burn<format>& x) const { add({&x.amount, &x.tick_lower, &x.tick_upper}); }
  void operator()(engine::collect<format>& x) const {
    add({&x.amount0_requested, &x.amount1_requested, &x.tick_lower, &x.tick_upper});
  }
  void operator()(engine::swap<format>& x) const {
    add({&x.amount_specified, &x.sqrt_price_limit_x96, &x.pay.extra0, &x.pay.extra1});
  }
  void operator()(engine::flash<format>& x) const {
    add({&x.amount0, &x.amount1, &x.paid_over0, &x.paid_over1});
  }
  void operator()(engine::collect_protocol<format>& x) const {
    add({&x.amount0_requested, &x.amount1_requested});
  }
  void operator()(engine::increase_observation_cardinality_next& x) const {
    add({&x.observation_cardinality_next});
  }
  void operator()(engine::observe& x) const {
    for (std::uint32_t& ago : x.seconds_agos) all.emplace_back(&ago);
  }
  void operator()(engine::snapshot_cumulatives_inside& x) const {
    add({&x.tick_lower, &x.tick_upper});
  }
  void operator()(engine::transfer<format>& x) const { add({&x.amount}); }
  void operator()(engine::set_fee_protocol&) const {}
};

struct accounts {
  std::vector<account*>& all;

  void operator()(engine::mint<format>& x) const { all.push_back(&x.recipient); }
  void operator()(engine::collect<format>& x) const { all.push_back(&x.recipient); }
  void operator()(engine::swap<format>& x) const { all.push_back(&x.recipient); }
  void operator()(engine::flash<format>& x) const { all.push_back(&x.recipient); }
  void operator()(engine::collect_protocol<format>& x) const { all.push_back(&x.recipient); }
  void operator()(engine::transfer<format>& x) const { all.push_back(&x.to); }
  template <class Other>
  void operator()(Other&) const {}
};

struct simpler {
  std::size_t which;

  static bool no_reentry(engine::reentry& what) {
    if (what == engine::reentry::none) return false;
    what = engine::reentry::none;
    return true;
  }
  bool operator()(engine::mint<format>& x) const { return which == 0 && no_reentry(x.pay.reenter); }
  bool operator()(engine::swap<format>& x) const { return which == 0 && no_reentry(x.pay.reenter); }
  bool operator()(engine::flash<format>& x) const { return which == 0 && no_reentry(x.reenter); }
  bool operator()(engine::observe& x) const {
    if (x.seconds_agos.empty()) return false;
    if (which == 0) x.seconds_agos.erase(x.seconds_agos.begin());
    if (which == 1) x.seconds_agos.pop_back();
    return which <= 1;
  }
  bool operator()(engine::set_fee_protocol& x) const {
    if (which == 0) x.fee_protocol0 = 0;
    if (which == 1) x.fee_protocol1 = 0;
    return which <= 1;
  }
  template <class Other>
  bool operator()(Other&) const {
    return false;
  }
};

}  // namespace

bool world::same_state(const state& a, const state& b) {
  return a.fee_pips == b.fee_pips && a.tick_spacing == b.tick_spacing &&
         a.max_liquidity_per_tick == b.max_liquidity_per_tick && a.pool == b.pool &&
         a.tokens == b.tokens && a.observations.slots() == b.observations.slots() &&
         a.bitmap == b.bitmap && a.ticks == b.ticks && a.positions == b.positions;
}

void world::difference_finder::find(const operation& asked, const receipt& expected,
                                    const state& expected_state, const receipt& got,
                                    const state& got_state,
                                    std::vector<trace::difference>& differences) const {
  engine::state_layout layout;
  layout.observations_shown = UINT32_MAX;
  engine::state_record recorded;
  rows_.record(expected_state, layout, recorded);
  const engine::trace_step step{.operation = asked, .receipt = expected};
  engine::compare(step, recorded, layout, got, got_state, differences);
}

std::vector<world::number> world::numbers_of(operation& asked) {
  std::vector<number> all;
  std::visit(numbers{all}, asked.call);
  return all;
}

word world::value_of(const number& which) {
  return std::visit(
      [](const auto* x) -> word {
        using type = std::remove_cvref_t<decltype(*x)>;
        if constexpr (std::is_same_v<type, std::int32_t>) {
          return word{static_cast<std::uint64_t>(*x < 0 ? -std::int64_t{*x} : std::int64_t{*x})};
        } else if constexpr (std::is_integral_v<type>) {
          return word{std::uint64_t{*x}};
        } else if constexpr (std::is_same_v<type, sint<format::word_bits>>) {
          return magnitude(*x);
        } else {
          return widen<format::word_bits>(*x);
        }
      },
      which);
}

void world::set_value(const number& which, const word& value) {
  std::visit(
      [&](auto* x) {
        using type = std::remove_cvref_t<decltype(*x)>;
        const std::uint64_t low = to_u64_truncating(value);
        if constexpr (std::is_same_v<type, std::int32_t>) {
          *x = *x < 0 ? -static_cast<std::int32_t>(low) : static_cast<std::int32_t>(low);
        } else if constexpr (std::is_integral_v<type>) {
          *x = static_cast<type>(low);
        } else if constexpr (std::is_same_v<type, sint<format::word_bits>>) {
          const auto size = sint<format::word_bits>::from_bits(value);
          *x = x->is_negative() ? neg_wrapping(size) : size;
        } else {
          *x = truncate<type::bits>(value);
        }
      },
      which);
}

std::vector<account*> world::accounts_of(operation& asked) {
  std::vector<account*> all{&asked.caller};
  std::visit(accounts{all}, asked.call);
  return all;
}

bool world::simplify(operation& asked, std::size_t which) {
  return std::visit(simpler{which}, asked.call);
}

}  // namespace assay::campaign::uniswap_v3

namespace assay::campaign {
ASSAY_CAMPAIGN_OF(template, uniswap_v3::world);
}  // namespace assay::campaign
