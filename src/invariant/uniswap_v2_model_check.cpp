// Comparison of a subject with the model, field by field.
#include "assay/invariant/uniswap_v2_model_check.hpp"

#include <string_view>

namespace assay::invariant {

exact::rules to_model(const assay::uniswap_v2::parameters& rules) {
  exact::rules out;
  out.trading = {rules.fee_numerator, rules.fee_denominator, rules.k_scale};
  out.share = {rules.share.a, rules.share.b, rules.share.c};
  switch (rules.share_from) {
    case assay::uniswap_v2::share_source::constant:
      out.share_from = exact::share_source::constant;
      break;
    case assay::uniswap_v2::share_source::pair_field:
      out.share_from = exact::share_source::pair;
      break;
    case assay::uniswap_v2::share_source::factory:
      out.share_from = exact::share_source::factory;
      break;
  }
  out.fee_is_stored = rules.fee_is_stored;
  out.has_migrator = rules.has_migrator;
  out.setter_is_checked = rules.factory_checks_caller;
  out.minimum_liquidity = rules.minimum_liquidity;
  return out;
}

exact::setup to_model(const assay::uniswap_v2::setup& setup, const exact::widths& sizes) {
  exact::setup out;
  out.actors = setup.actors;
  out.fee_to_setter = setup.fee_to_setter.index;
  out.all_rules.clear();
  for (const assay::uniswap_v2::parameters& rules : setup.rules)
    out.all_rules.push_back(to_model(rules));
  out.sizes = sizes;
  return out;
}

namespace uniswap_v2 {
namespace {

using model::integer;

// Finds the first field in which two states differ.
class state_comparison {
 public:
  state_comparison(const exact::state& expected, const exact::state& got)
      : expected_(expected), got_(got) {}

  std::optional<model_difference> first_difference() {
    number("state.reserve0", expected_.reserves[0], got_.reserves[0]);
    number("state.reserve1", expected_.reserves[1], got_.reserves[1]);
    number("state.blockTimestampLast", expected_.timestamp_last, got_.timestamp_last);
    number("state.price0CumulativeLast", expected_.price_cumulative_last[0],
           got_.price_cumulative_last[0]);
    number("state.price1CumulativeLast", expected_.price_cumulative_last[1],
           got_.price_cumulative_last[1]);
    number("state.kLast", expected_.k_last, got_.k_last);
    number("state.totalSupply", expected_.total_supply, got_.total_supply);
    number("state.locked", expected_.locked, got_.locked);
    number("state.feeTo", expected_.fee_to, got_.fee_to);
    number("state.feeToSetter", expected_.fee_to_setter, got_.fee_to_setter);
    number("state.swapFee", expected_.swap_fee, got_.swap_fee);
    number("state.devFee", expected_.dev_fee, got_.dev_fee);
    number("state.feeAmount", expected_.fee_amount, got_.fee_amount);
    number("state.migrator", expected_.migrator, got_.migrator);
    number("state.desiredLiquidity", expected_.desired_liquidity, got_.desired_liquidity);
    list("state.lp", expected_.lp, got_.lp);
    allowances();
    for (std::size_t i = 0; i < 2; ++i) token(i);
    return found_;
  }

 private:
  template <class Number>
  void number(std::string_view field, const Number& expected, const Number& got) {
    if (found_ || expected == got) return;
    found_ = model_difference{std::string(field), text(expected), text(got)};
  }
  static std::string text(const integer& value) { return value.str(); }
  static std::string text(std::uint64_t value) { return std::to_string(value); }

  void list(std::string_view field, const std::vector<integer>& expected,
            const std::vector<integer>& got) {
    if (found_) return;
    number(field, std::uint64_t{expected.size()}, std::uint64_t{got.size()});
    for (std::size_t i = 0; i < expected.size() && !found_; ++i) {
      if (expected[i] == got[i]) continue;
      number(std::string(field) + "[" + std::to_string(i) + "]", expected[i], got[i]);
    }
  }
  void allowances() {
    number("state.allowances", std::uint64_t{expected_.allowances.size()},
           std::uint64_t{got_.allowances.size()});
    for (std::size_t i = 0; i < expected_.allowances.size() && !found_; ++i) {
      const exact::allowance& expected = expected_.allowances[i];
      const exact::allowance& got = got_.allowances[i];
      number("state.allowances.owner", expected.owner, got.owner);
      number("state.allowances.spender", expected.spender, got.spender);
      number("state.allowances.amount", expected.amount, got.amount);
    }
  }
  void token(std::size_t i) {
    if (found_) return;
    const exact::token& expected = expected_.tokens[i];
    const exact::token& got = got_.tokens[i];
    const std::string name = "state.token" + std::to_string(i);
    number(name + "Kind", std::uint64_t(expected.behaviour), std::uint64_t(got.behaviour));
    number(name + "FeeBps", expected.fee_bps, got.fee_bps);
    number(name + "Decimals", expected.decimals, got.decimals);
    number(name + "Flag", expected.flag, got.flag);
    number(name + "Index", expected.index, got.index);
    number(name + "Sink", expected.sink, got.sink);
    list(name, expected.balances, got.balances);
  }

  const exact::state& expected_;
  const exact::state& got_;
  std::optional<model_difference> found_{};
};

std::string_view word_for(bool accepted) { return accepted ? "accepted" : "refused"; }

// Fields of a state, besides those that it lists by holder.
constexpr std::uint64_t single_fields = 15 + 2 * 6;

}  // namespace

std::optional<model_difference> model_check::compare(bool accepted) {
  const exact::outcome& predicted = model_.apply(asked_);
  if (asked_.kind == exact::operation_kind::create_pool) rules_index_ = asked_.rules;
  std::optional<model_difference> found;
  if (predicted.accepted() != accepted) {
    found = model_difference{"result", std::string(word_for(predicted.accepted())),
                             std::string(word_for(accepted))};
  } else if (accepted && predicted.count != values_count_) {
    found =
        model_difference{"returns", std::to_string(predicted.count), std::to_string(values_count_)};
  }
  for (unsigned i = 0; accepted && !found && i < predicted.count; ++i) {
    if (predicted.values[i] == values_[i]) continue;
    found = model_difference{"returns[" + std::to_string(i) + "]", predicted.values[i].str(),
                             values_[i].str()};
  }
  if (!found && !(model_.now() == state_)) {
    found = state_comparison(model_.now(), state_).first_difference();
  }
  fields_compared_ +=
      1 + predicted.count + single_fields + 3 * state_.lp.size() + 3 * state_.allowances.size();
  if (found) model_.set_state(state_, rules_index_);
  return found;
}

}  // namespace uniswap_v2
}  // namespace assay::invariant
