// Looks and dares of whoever is called back.
#include "uniswap_v3_callback.hpp"

#include <fmt/format.h>

#include "assay/math/tick_math.hpp"
#include "selectors.hpp"
#include "uniswap_v3_origin.hpp"

namespace assay::evm {
namespace {

constexpr std::string_view slot0 = "slot0()";
constexpr std::array<std::string_view, 5> looked = {slot0, "liquidity()", "feeGrowthGlobal0X128()",
                                                    "feeGrowthGlobal1X128()", "protocolFees()"};

struct dared_call {
  std::string_view function;
  std::string_view reason;  // with which it must fail
};
constexpr std::array<dared_call, 9> dared = {{
    {"initialize(uint160)", "AI"},
    {"mint(address,int24,int24,uint128,bytes)", "LOK"},
    {"burn(int24,int24,uint128)", "LOK"},
    {"collect(address,int24,int24,uint128,uint128)", "LOK"},
    {"swap(address,bool,int256,uint160,bytes)", "LOK"},
    {"flash(address,uint256,uint256,bytes)", "LOK"},
    {"increaseObservationCardinalityNext(uint16)", "LOK"},
    {"setFeeProtocol(uint8,uint8)", "LOK"},
    {"collectProtocol(address,uint128,uint128)", "LOK"},
}};

// Selectors are hashed once.
template <class Table, class Name>
auto selectors_of(const Table& table, Name&& name) {
  std::array<std::uint32_t, std::tuple_size_v<Table>> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = selector_of(name(table[i]));
  return all;
}

std::array<calldata, dared.size()> dares(const evm_account& me, std::int32_t spacing) {
  static const auto selectors = selectors_of(dared, [](const dared_call& x) { return x.function; });
  std::array<calldata, dared.size()> all = {
      calldata(selectors[0]), calldata(selectors[1]), calldata(selectors[2]),
      calldata(selectors[3]), calldata(selectors[4]), calldata(selectors[5]),
      calldata(selectors[6]), calldata(selectors[7]), calldata(selectors[8])};
  all[0].add(word::power_of_two(96));
  all[1].add(me).add_signed(0).add_signed(spacing).add(word::one()).add_bytes("");
  all[2].add_signed(0).add_signed(spacing).add(word::zero());
  all[3].add(me).add_signed(0).add_signed(spacing).add(word::zero()).add(word::zero());
  all[4].add(me).add(word::one()).add(word::one());
  all[4].add(widen<256>(add_wrapping(min_sqrt_ratio<>, uint<160>::one()))).add_bytes("");
  all[5].add(me).add(word::zero()).add(word::zero()).add_bytes("");
  all[6].add(word{2});
  all[7].add(word::zero()).add(word::zero());
  all[8].add(me).add(word::zero()).add(word::zero());
  return all;
}

// The words that the looks must give, in order.
std::vector<word> expected_words(const pool_glimpse& before,
                                 const pool_glimpse::state_type& after) {
  const auto& pool = after.pool;
  std::vector<word> all = {widen<256>(pool.sqrt_price_x96),
                           from_evm(signed_key(pool.tick)),
                           word{pool.observation.index},
                           word{pool.observation.cardinality},
                           word{pool.observation_cardinality_next},
                           word{pool.fee_protocol},
                           word::zero(),  // locked
                           widen<256>(pool.liquidity)};
  const pool_glimpse done(after);
  const auto& fees = before.fees_are_late() ? before.fees : done.fees;
  all.insert(all.end(), fees.begin(), fees.end());
  return all;
}

}  // namespace

pool_glimpse::pool_glimpse(const state_type& before)
    : fees{before.pool.fee_growth_global_x128.token0, before.pool.fee_growth_global_x128.token1,
           widen<256>(before.pool.protocol_fees.token0),
           widen<256>(before.pool.protocol_fees.token1)} {
  for (unsigned i = 0; i < 2; ++i) {
    balances[i] = before.tokens[i].balance_of(account::pool());
  }
}

void pool_glimpse::leaves(account recipient, const word& amount0, const word& amount1) {
  if (recipient == account::pool()) return;
  balances = {sub_wrapping(balances[0], amount0), sub_wrapping(balances[1], amount1)};
}

void look_and_dare(const evm_account& pool, const std::array<evm_account, 2>& tokens,
                   const evm_account& me, std::int32_t spacing, std::vector<call_step>& calls) {
  using enum call_step::kind;
  static const auto selectors = selectors_of(looked, [](std::string_view x) { return x; });
  static const std::uint32_t balance_of = selector_of("balanceOf(address)");
  for (const std::uint32_t selector : selectors) {
    calls.push_back({pool, calldata(selector).take(), false, look});
  }
  for (const evm_account& token : tokens) {
    calls.push_back({token, calldata(balance_of).add(pool).take(), false, look});
  }
  for (calldata& call : dares(me, spacing)) calls.push_back({pool, call.take(), false, dare});
}

void check_inside(std::span<const heard_answer> heard, const pool_glimpse& before,
                  const pool_glimpse::state_type& after, const subject_config& config,
                  oddities& odd) {
  constexpr std::size_t tokens = 2;
  if (heard.size() < looked.size() + tokens + dared.size()) return;
  bytes seen;
  for (std::size_t i = 0; i < looked.size(); ++i) {
    seen.insert(seen.end(), heard[i].output.begin(), heard[i].output.end());
  }
  bytes expected;
  for (const word& value : expected_words(before, after)) {
    const evm_word one = to_evm(value);
    expected.insert(expected.end(), std::begin(one.bytes), std::end(one.bytes));
  }
  if (seen != expected) {
    odd.note("state in the callback (slot0, liquidity, growth of fees, protocol's fees)",
             hex(expected), hex(seen));
  }
  for (unsigned i = 0; i < tokens; ++i) {
    const bytes& balance = heard[looked.size() + i].output;
    if (balance.size() == sizeof(evm_word) && from_evm(balance.data()) == before.balances[i]) {
      continue;
    }
    odd.note(fmt::format("state.balance{} in the callback", i), hex(to_evm(before.balances[i])),
             hex(balance));
  }
  for (std::size_t i = 0; i < dared.size(); ++i) {
    const std::string got = outcome(heard[looked.size() + tokens + i]);
    if (config.is_reason(got, dared[i].reason)) continue;
    odd.note(fmt::format("result.revert of {} in the callback", dared[i].function),
             std::string(dared[i].reason), got);
  }
}

}  // namespace assay::evm
