// Uniswap V3 as published: its factory's creation code, and its storage read slot by slot.
#include "assay/evm/artifact.hpp"
#include "assay/pool/uniswap_v3/factory.hpp"
#include "assay/trace/input_error.hpp"
#include "selectors.hpp"
#include "slots.hpp"
#include "uniswap_v3_names.hpp"
#include "uniswap_v3_origin.hpp"
#include "uniswap_v3_slots.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v3_names;

constexpr std::string_view factory_artifact =
    "@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json";
constexpr std::size_t word_size = sizeof(evm_word);

class slot_books final : public pool_books {
 public:
  void begin_episode(machine& on, const evm_account& pool,
                     const uniswap_v3::create_pool<format>& asked, state_type& state,
                     oddities&) override {
    machine_ = &on;
    pool_ = pool;
    spacing_ = asked.tick_spacing;
    slots_.clear();
    state.fee_pips = asked.fee_pips;
    state.tick_spacing = asked.tick_spacing;
    const auto limit = on.see(pool, calldata(selector_of("maxLiquidityPerTick()")).take());
    state.max_liquidity_per_tick = truncate<128>(from_evm(limit.output.data));
  }
  void know_tick(std::int32_t tick) override { slots_.know_tick(tick, spacing_); }
  void know_position(const uniswap_v3::position_key& key, const evm_account& owner) override {
    slots_.know_position(key, owner);
  }
  void after(bool succeeded, std::uint64_t, state_type& state, oddities&) override {
    if (!succeeded) return;
    for (const evm_change& change : machine_->changes()) {
      if (same(change.address, pool_)) slots_.take_in(change, state);
    }
  }

 private:
  machine* machine_ = nullptr;
  evm_account pool_{};
  std::int32_t spacing_ = 1;
  uniswap_v3_slots slots_{};
};

class published_origin final : public pool_origin {
 public:
  published_origin() : factory_code_(published(std::string(factory_artifact))) {}

  [[nodiscard]] std::string_view name() const override { return "evm"; }
  [[nodiscard]] bool is_stranger() const override { return false; }
  [[nodiscard]] std::unique_ptr<machine> make_machine() const override {
    return std::make_unique<machine>();
  }

  [[nodiscard]] const evm_account& factory() const override { return factory_; }

  void prepare(machine& on, std::array<evm_account, 2>& tokens, const evm_account& owner) override {
    tokens_ = tokens;
    factory_ = on.deploy(owner, factory_code_);  // the deployer owns it
  }

  evm_account create(machine& on, std::uint32_t fee_pips, std::int32_t tick_spacing,
                     oddities&) override {
    // Any pair of fee and spacing may be asked for, also such as the factory would have to enable.
    on.set_storage(factory_, mapping_slot(to_evm(word{fee_pips}), slot::fee_amount_tick_spacing),
                   from_evm(signed_key(tick_spacing)));
    const std::uint32_t create_pool = selector_of("createPool(address,address,uint24)");
    const auto made =
        on.must(factory_, factory_,
                calldata(create_pool).add(tokens_[0]).add(tokens_[1]).add(fee_pips).take());
    const evm_account pool = account_at(made.output.data);
    check_code(fee_pips, pool);
    return pool;
  }

  [[nodiscard]] std::unique_ptr<pool_books> open_books() const override {
    return std::make_unique<slot_books>();
  }

 private:
  // The creation code of what is deployed on the main chain gives the pool's address.
  void check_code(std::uint32_t fee_pips, const evm_account& pool) const {
    std::array<std::uint8_t, 3 * word_size> preimage{};
    const std::array<evm_word, 3> parts = {to_evm(tokens_[0]), to_evm(tokens_[1]),
                                           to_evm(word{fee_pips})};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      std::copy(std::begin(parts[i].bytes), std::end(parts[i].bytes),
                preimage.begin() + static_cast<std::ptrdiff_t>(word_size * i));
    }
    assay::evm_address factory{};
    std::copy(std::begin(factory_.bytes), std::end(factory_.bytes), factory.begin());
    const auto expected =
        create2_address(factory, keccak256(preimage), uniswap_v3::mainnet_init_code_hash);
    if (!std::equal(expected.begin(), expected.end(), std::begin(pool.bytes))) {
      trace::fail(contracts_folder() + "/node_modules/" + std::string(factory_artifact),
                  "does not hold the pool that is deployed", "run scripts/contracts again");
    }
  }

  bytes factory_code_;
  std::array<evm_account, 2> tokens_{};
  evm_account factory_{};
};

}  // namespace

std::unique_ptr<pool_origin> published_pool() { return std::make_unique<published_origin>(); }

}  // namespace assay::evm
