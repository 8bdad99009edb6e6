// Uniswap V2's pair as the exact model sees it. The model keeps books; the events that tell of them
// are worked out here from what changed.
#include <algorithm>

#include "assay/invariant/convert.hpp"
#include "model_subjects.hpp"

namespace assay::replay {
namespace {

using invariant::to_word;
using model::integer;
namespace exact = model::uniswap_v2;
using pair = uniswap_v2::protocol;
using event_kind = uniswap_v2::event_kind;

pair::word word_of(const integer& value) { return to_word<pair::word>(value); }

void assign(std::vector<pair::word>& to, const std::vector<integer>& from) {
  to.resize(from.size());
  std::transform(from.begin(), from.end(), to.begin(), word_of);
}

void assign(token<pair::word>& to, const exact::token& from) {
  to.kind = static_cast<token_kind>(from.behaviour);
  to.fee_bps = from.fee_bps;
  to.decimals = from.decimals;
  to.index = word_of(from.index);
  to.flag = from.flag;
  to.sink = word_of(from.sink);
  assign(to.balances, from.balances);
}

void assign(pair::state& to, const exact::state& from) {
  auto& storage = to.pair;
  storage.reserve0 = word_of(from.reserves[0]);
  storage.reserve1 = word_of(from.reserves[1]);
  storage.block_timestamp_last = static_cast<std::uint32_t>(from.timestamp_last);
  storage.price0_cumulative_last = word_of(from.price_cumulative_last[0]);
  storage.price1_cumulative_last = word_of(from.price_cumulative_last[1]);
  storage.k_last = word_of(from.k_last);
  storage.total_supply = word_of(from.total_supply);
  storage.locked = from.locked;
  storage.fee_to = account{from.fee_to};
  storage.fee_to_setter = account{from.fee_to_setter};
  storage.swap_fee = from.swap_fee;
  storage.dev_fee = from.dev_fee;
  storage.fee_amount = word_of(from.fee_amount);
  storage.migrator = account{from.migrator};
  storage.desired_liquidity = word_of(from.desired_liquidity);
  assign(to.lp, from.lp);
  to.allowances.resize(from.allowances.size());
  for (std::size_t i = 0; i < from.allowances.size(); ++i) {
    const exact::allowance& entry = from.allowances[i];
    to.allowances[i] = {account{entry.owner}, account{entry.spender}, word_of(entry.amount)};
  }
  for (std::size_t i = 0; i < 2; ++i) assign(to.tokens[i], from.tokens[i]);
}

class uniswap_v2_model final : public uniswap_v2::subject, public partial_subject {
 public:
  uniswap_v2_model() : model_(exact::setup{}) {}
  [[nodiscard]] std::string_view name() const override { return model_name; }
  [[nodiscard]] coverage covered() const override { return covered_; }

  void begin(const pair::setup& setup) override {
    engine_->begin(setup);
    model_ = exact::pool(invariant::to_model(setup));
    before_ = model_.now();
    assign(state_, before_);
  }

  const pair::receipt& apply(const pair::operation& asked) override {
    invariant::assign(asked_, asked);
    const exact::outcome& answer = model_.apply(asked_);
    const pair::receipt& beside = engine_->apply(asked);
    receipt_.reset();
    covered_ = answer.accepted() ? coverage{} : all_but_the_reason;
    if (!answer.accepted()) {
      receipt_.reverted = refusal_as_in(beside);
      return receipt_;
    }
    receipt_.returns.count = answer.count;
    for (std::size_t i = 0; i < answer.count; ++i) {
      receipt_.returns.values[i] = word_of(answer.values[i]);
    }
    tell(answer);
    before_ = model_.now();
    assign(state_, before_);
    return receipt_;
  }

  [[nodiscard]] const pair::state& state() override { return state_; }

  bool set_state(const pair::state& given, std::uint32_t rules) override {
    if (!engine_->set_state(given, rules)) return false;
    invariant::assign(before_, given);
    model_.set_state(before_, rules);
    state_ = given;
    return true;
  }

 private:
  void emit(event_kind kind, exact::holder from, exact::holder to,
            std::initializer_list<integer> amounts) {
    uniswap_v2::event<pair::word> said{kind, account{from}, account{to}, {}};
    std::transform(amounts.begin(), amounts.end(), said.amounts.begin(), word_of);
    receipt_.events.push_back(said);
  }
  void emit_transfer(exact::holder from, exact::holder to, const integer& amount) {
    emit(event_kind::transfer, from, to, {amount});
  }
  void emit_sync() {
    const auto& reserves = model_.now().reserves;
    emit(event_kind::sync, 0, 0, {reserves[0], reserves[1]});
  }
  // Shares that came into being beyond those that are named: the protocol's.
  void emit_protocol_shares(const integer& others) {
    const integer minted = model_.now().total_supply - before_.total_supply - others;
    if (!minted.is_zero()) emit_transfer(exact::nobody, before_.fee_to, minted);
  }

  void tell(const exact::outcome& answer) {
    switch (asked_.kind) {
      case exact::operation_kind::mint:
        return tell_mint(answer.values[0]);
      case exact::operation_kind::burn:
        return tell_burn(answer);
      case exact::operation_kind::swap:
        return tell_swap();
      case exact::operation_kind::sync:
        return emit_sync();
      case exact::operation_kind::transfer_lp:
        return emit_transfer(asked_.caller, asked_.to, asked_.amount);
      case exact::operation_kind::transfer_from_lp:
        return emit_transfer(asked_.from, asked_.to, asked_.amount);
      case exact::operation_kind::approve_lp:
        return emit(event_kind::approval, asked_.caller, asked_.to, {asked_.amount});
      default:
        return;
    }
  }

  void tell_mint(const integer& liquidity) {
    const exact::state& now = model_.now();
    if (before_.total_supply.is_zero()) {  // what is locked for ever
      const integer locked = now.total_supply - liquidity;
      if (!locked.is_zero()) emit_transfer(exact::nobody, exact::nobody, locked);
    } else {
      emit_protocol_shares(liquidity);
    }
    emit_transfer(exact::nobody, asked_.to, liquidity);
    emit_sync();
    emit(event_kind::mint, asked_.caller, 0,
         {now.reserves[0] - before_.reserves[0], now.reserves[1] - before_.reserves[1]});
  }

  void tell_burn(const exact::outcome& answer) {
    if (!asked_.amount.is_zero()) {  // nothing is not sent
      emit_transfer(asked_.caller, exact::pair_itself, asked_.amount);
    }
    const integer burned = before_.lp[exact::pair_itself] + asked_.amount;
    emit_protocol_shares(-burned);
    emit_transfer(exact::pair_itself, exact::nobody, burned);
    emit_sync();
    emit(event_kind::burn, asked_.caller, asked_.to, {answer.values[0], answer.values[1]});
  }

  void tell_swap() {
    emit_sync();
    integer in[2];
    for (std::size_t i = 0; i < 2; ++i) {
      const integer left = before_.reserves[i] - asked_.amounts_out[i];
      in[i] = std::max(integer(0), integer(model_.now().reserves[i] - left));
    }
    emit(event_kind::swap, asked_.caller, asked_.to,
         {in[0], in[1], asked_.amounts_out[0], asked_.amounts_out[1]});
  }

  std::unique_ptr<uniswap_v2::subject> engine_ = uniswap_v2::make_engine();
  coverage covered_{};
  exact::pool model_;
  exact::operation asked_{};
  exact::state before_{};
  pair::state state_{};
  pair::receipt receipt_{};
};

}  // namespace

std::unique_ptr<uniswap_v2::subject> make_uniswap_v2_model() {
  return std::make_unique<uniswap_v2_model>();
}

}  // namespace assay::replay
