// Uniswap V2's pair, decided by the proved machine: reserves, the pair's balances, LP supply, the
// pair's and the burnt LP tokens, kLast, what mint and burn return, and whether an operation
// reverts and why. The engine goes along for the rest.
//
// The machine's reasons are coarser than the contract's: its "arithmetic" is any of SafeMath's and
// the division by zero, its "token" any refusal of a transfer. Where the engine's reason is of that
// kind, it stands.
#include <algorithm>
#include <array>
#include <span>

#include "assay/proved/oracle.hpp"
#include "assay/proved/subjects.hpp"
#include "assay/subject/coverage.hpp"
#include "uniswap_v2_request.hpp"

namespace assay::proved {
namespace {

using namespace uniswap_v2;
using word = uint<256>;

// The machine's reason, and the contract's reasons that it stands for; the first where it has to be
// named.
struct reason_names {
  std::string_view machine;
  std::array<std::string_view, 3> contract;
};
constexpr std::array<reason_names, 9> all_reasons = {{
    {"arithmetic", {"ds-math-sub-underflow", "ds-math-mul-overflow", "ds-math-add-overflow"}},
    {"reserve_overflow", {"OVERFLOW"}},
    {"insufficient_liquidity", {"INSUFFICIENT_LIQUIDITY"}},
    {"insufficient_output", {"INSUFFICIENT_OUTPUT_AMOUNT"}},
    {"insufficient_input", {"INSUFFICIENT_INPUT_AMOUNT"}},
    {"insufficient_minted", {"INSUFFICIENT_LIQUIDITY_MINTED"}},
    {"insufficient_burned", {"INSUFFICIENT_LIQUIDITY_BURNED"}},
    {"curve", {"K"}},
    {"token", {"TRANSFER_FAILED", "TOKEN_BALANCE", "ds-math-sub-underflow"}},
}};

// What a successful answer to a machine's question holds, in its order; returned values follow.
enum answer_field : std::uint8_t {
  reserve0_at,
  reserve1_at,
  balance0_at,
  balance1_at,
  supply_at,
  pair_shares_at,
  burnt_shares_at,
  other_shares_at,
  k_last_at,
  fee_on_at,
  answer_fields
};
// Of these pooltrace shows all but the last and the shares of others, which are no single field.
constexpr std::size_t own_state_fields = answer_fields - 2;

class pair final : public uniswap_v2::subject, public partial_subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "proved"; }
  [[nodiscard]] coverage covered() const override { return covered_; }
  [[nodiscard]] const protocol::state& state() override { return state_; }

  void begin(const setup& setup) override {
    rules_ = setup.rules;
    current_ = 0;
    engine_->begin(setup);
    state_ = engine_->state();
    modelled_ = false;
  }

  const protocol::receipt& apply(const protocol::operation& operation) override {
    if (const auto* creation = std::get_if<create_pool<word>>(&operation.call)) {
      return create(operation, *creation);
    }
    if (!modelled_) return follow(operation, {false, false, 0});
    switch (plan(rules_[current_], engine_->state(), operation, line_)) {
      case standing::asked:
        return ask(operation);
      case standing::beside:
        follow(operation, {false, false, own_state_fields});
        show(values_);
        return receipt_;
      case standing::beyond:
        follow(operation, {false, false, 0});
        if (receipt_.ok()) modelled_ = false;  // until the next pool
        return receipt_;
    }
    return receipt_;
  }

  bool set_state(const protocol::state& state, std::uint32_t rules) override {
    if (!engine_->set_state(state, rules)) return false;
    current_ = rules;
    state_ = state;
    if (modelled_) remember(oracle_.ask(load_line(state)));
    return true;
  }

 private:
  const protocol::receipt& create(const protocol::operation& operation,
                                  const create_pool<word>& creation) {
    current_ = creation.rules;
    modelled_ = is_expressible(rules_[current_], creation);
    follow(operation, {false, modelled_, modelled_ ? own_state_fields : 0});
    if (modelled_) {
      remember(oracle_.ask(creation_line(rules_[current_])));
      show(values_);
    }
    return receipt_;
  }

  // As the engine says.
  const protocol::receipt& follow(const protocol::operation& operation, coverage own) {
    covered_ = own;
    receipt_ = engine_->apply(operation);
    state_ = engine_->state();
    return receipt_;
  }

  const protocol::receipt& ask(const protocol::operation& operation) {
    const oracle_answer& found = oracle_.ask(line_);
    follow(operation, {false, true, own_state_fields + 1});
    if (found.what == verdict::value) {
      remember(found);
      succeed(std::span(found.values).subspan(answer_fields));
    } else {
      fail(found.reason);
    }
    show(values_);
    return receipt_;
  }

  void remember(const oracle_answer& found) {
    std::copy_n(found.values.begin(), answer_fields, values_.begin());
  }

  void succeed(std::span<const word> returned) {
    if (!receipt_.ok()) receipt_.reset();
    if (returned.empty()) return;
    std::copy(returned.begin(), returned.end(), receipt_.returns.values.begin());
    receipt_.returns.count = static_cast<unsigned>(returned.size());
    covered_.fields += returned.size();
  }

  void fail(std::string_view reason) {
    const auto names = std::find_if(all_reasons.begin(), all_reasons.end(),
                                    [&](const auto& known) { return known.machine == reason; });
    if (names == all_reasons.end()) {
      throw subject_error("subject proved: an unknown reason; build assay-proved again");
    }
    ++covered_.fields;
    if (receipt_.reverted && stands_for(*names, *receipt_.reverted)) return;
    receipt_.reset();
    receipt_.reverted = revert::reason(rules_[current_].prefix, names->contract.front());
  }

  static bool stands_for(const reason_names& names, const revert& why) {
    if (why.kind == revert_kind::invalid) return names.machine == "arithmetic";
    return why.kind == revert_kind::reason &&
           std::find(names.contract.begin(), names.contract.end(), why.text) !=
               names.contract.end();
  }

  // Puts what the machine says over what the engine says.
  void show(std::span<const word, answer_fields> values) {
    state_.pair.reserve0 = values[reserve0_at];
    state_.pair.reserve1 = values[reserve1_at];
    state_.pair.k_last = values[k_last_at];
    state_.pair.total_supply = values[supply_at];
    state_.tokens[0].balances[account::pool().index] = values[balance0_at];
    state_.tokens[1].balances[account::pool().index] = values[balance1_at];
    state_.lp[account::pool().index] = values[pair_shares_at];
    state_.lp[account::zero().index] = values[burnt_shares_at];
  }

  oracle oracle_{};
  std::unique_ptr<uniswap_v2::subject> engine_ = make_engine();
  std::vector<parameters> rules_{};
  std::uint32_t current_ = 0;
  bool modelled_ = false;  // the machine is in the state that it should be in
  std::array<word, answer_fields> values_{};
  coverage covered_{};
  std::string line_{};
  protocol::receipt receipt_{};
  protocol::state state_{};
};

}  // namespace

std::unique_ptr<uniswap_v2::subject> make_uniswap_v2() { return std::make_unique<pair>(); }

}  // namespace assay::proved
