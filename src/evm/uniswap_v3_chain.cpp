// A Uniswap V3 pool of a dumped chain.
#include <fmt/format.h>

#include "assay/evm/artifact.hpp"
#include "assay/trace/input_error.hpp"
#include "chain_pool.hpp"
#include "stranger.hpp"
#include "uniswap_v3_origin.hpp"

namespace assay::evm {
namespace {

class chain_pool final : public pool_origin {
 public:
  explicit chain_pool(std::shared_ptr<const chain_state> from) : from_(std::move(from)) {
    check_config(*from_, uniswap_v3_functions());
    refuse_rules(from_->config);
    check_uniswap_v3_reasons(from_->config);
  }

  [[nodiscard]] std::string_view name() const override { return from_->name; }
  [[nodiscard]] bool is_stranger() const override { return true; }
  [[nodiscard]] const subject_config& config() const override { return from_->config; }
  [[nodiscard]] const evm_account& factory() const override { return factory_; }
  [[nodiscard]] std::uint64_t gas() const override { return pool_gas; }
  [[nodiscard]] std::array<word, 2> balances() const override { return balances_; }

  [[nodiscard]] std::unique_ptr<machine> make_machine() const override {
    auto made = std::make_unique<machine>("Osaka");
    load(*made, *from_);
    return made;
  }

  void prepare(machine& on, std::array<evm_account, 2>& tokens, const evm_account& owner) override {
    factory_ = account_told(on, *from_, "factory()");
    tokens = tokens_told(on, *from_);
    must_answer(on, *from_, "slot0()", 7);
    for (unsigned i = 0; i < 2; ++i) {
      const auto balance = take_over_token(on, tokens[i], from_->pool);
      if (!balance) {
        trace::fail(from_->path, fmt::format("has no code for the token {}", hex(tokens[i])),
                    "dump the tokens too: the pool does not keep what it has of them");
      }
      balances_[i] = *balance;
    }
    on.set_code(factory_, factory_code());
    constexpr std::uint64_t owner_slot = 2;  // evm/contracts/factory.yul
    on.set_storage(factory_, to_evm(word{owner_slot}), from_evm(to_evm(owner)));
    rename_functions(on, from_->config, from_->pool);
  }

  evm_account create(machine&, std::uint32_t, std::int32_t, oddities&) override {
    return from_->pool;
  }

  [[nodiscard]] std::unique_ptr<pool_books> open_books() const override {
    return pool_views(/*is_resumed=*/true);
  }

 private:
  static constexpr std::uint64_t pool_gas = 300'000'000;

  std::shared_ptr<const chain_state> from_;
  evm_account factory_{};
  std::array<word, 2> balances_{};
};

}  // namespace

std::unique_ptr<uniswap_v3::subject> make_uniswap_v3(std::shared_ptr<const chain_state> from) {
  return make_pool_subject(std::make_unique<chain_pool>(std::move(from)));
}

}  // namespace assay::evm
