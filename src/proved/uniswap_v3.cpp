// Uniswap V3's pool, decided by the proved machine: price, tick and liquidity, fee growth, ticks,
// bitmap and positions, the protocol's fees, the pool's balances, the amounts returned, and whether
// an operation reverts. The engine goes along for the rest: why it reverts, events, the oracle,
// other holders.
#include <algorithm>

#include "assay/proved/oracle.hpp"
#include "assay/proved/subjects.hpp"
#include "assay/subject/coverage.hpp"
#include "uniswap_v3_request.hpp"

namespace assay::proved {
namespace {

using namespace uniswap_v3;
using word = uint<256>;

class pool_machine final : public uniswap_v3::subject, public partial_subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "proved"; }
  [[nodiscard]] coverage covered() const override { return covered_; }
  [[nodiscard]] const protocol::state& state() override { return state_; }

  void begin(const setup& setup) override {
    owner_ = setup.owner;
    engine_->begin(setup);
    state_ = engine_->state();
    modelled_ = false;
  }

  const protocol::receipt& apply(const protocol::operation& operation) override {
    if (const auto* creation = std::get_if<create_pool<protocol::format>>(&operation.call)) {
      modelled_ = true;
      values_ = oracle_.ask(creation_line(*creation)).values;
      follow(operation);
      show_values(true);
      return receipt_;
    }
    if (!modelled_) {
      follow(operation);
      covered_ = {false, false, 0};
      return receipt_;
    }
    if (plan(owner_, engine_->state(), operation, line_) == pool_standing::beside) {
      follow(operation);
      show_values(false);
      return receipt_;
    }
    return ask(operation);
  }

  bool set_state(const protocol::state& state, std::uint32_t rules) override {
    if (!engine_->set_state(state, rules)) return false;
    state_ = state;
    if (modelled_) values_ = oracle_.ask(load_line(state)).values;
    return true;
  }

 private:
  // As the engine says.
  void follow(const protocol::operation& operation) {
    receipt_ = engine_->apply(operation);
    state_ = engine_->state();
  }

  // Puts what the machine says over what the engine says.
  void show_values(bool own_outcome) {
    const shown_state shown = show(values_, state_);
    covered_ = {false, own_outcome, shown.fields + (own_outcome ? 1 : 0)};
  }

  const protocol::receipt& ask(const protocol::operation& operation) {
    const oracle_answer& found = oracle_.ask(line_);
    follow(operation);
    switch (found.what) {
      case verdict::value:
        values_ = found.values;
        if (!receipt_.ok()) receipt_.reset();
        show_values(true);
        give_back(show(values_, state_).returned);
        break;
      case verdict::none:
        show_values(true);
        if (receipt_.ok()) {
          receipt_.reset();
          receipt_.reverted = revert::empty();
        }
        break;
      case verdict::outside:  // the payer cannot pay: the machine does not move
        show_values(false);
        if (receipt_.ok()) modelled_ = false;  // it could: until the next pool
        break;
    }
    return receipt_;
  }

  void give_back(std::span<const word> returned) {
    if (returned.empty()) return;
    std::copy(returned.begin(), returned.end(), receipt_.returns.amounts.begin());
    receipt_.returns.count = static_cast<unsigned>(returned.size());
    covered_.fields += returned.size();
  }

  oracle oracle_{};
  std::unique_ptr<uniswap_v3::subject> engine_ = make_engine();
  account owner_{};
  bool modelled_ = false;  // the machine is in the state that it should be in
  std::vector<word> values_{};
  coverage covered_{};
  std::string line_{};
  protocol::receipt receipt_{};
  protocol::state state_{};
};

}  // namespace

std::unique_ptr<uniswap_v3::subject> make_uniswap_v3() { return std::make_unique<pool_machine>(); }

}  // namespace assay::proved
