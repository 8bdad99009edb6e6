// A fuzz target that must fail: the engine against a pair whose burns are rounded up. Should it
// ever stop failing, the other targets prove nothing.
#include "assay/campaign/uniswap_v2.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "sequence.hpp"

namespace {

using namespace assay::uniswap_v2;

struct generous_burn : steps<evm_format<>> {
  static constexpr assay::result<word> burn_amount(const word& liquidity, const word& balance,
                                                   const word& supply) {
    ASSAY_TRY(const word product, ds_mul(liquidity, balance));
    if (supply.is_zero()) return assay::revert::invalid();
    return div_up(product, supply);
  }
};

class canary final : public subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "canary"; }
  void begin(const setup& setup) override { pool_ = pool<evm_format<>, generous_burn>(setup); }
  const protocol::receipt& apply(const protocol::operation& operation) override {
    return pool_.apply(operation);
  }
  [[nodiscard]] const protocol::state& state() override { return pool_.state(); }

 private:
  pool<evm_format<>, generous_burn> pool_{setup{}};
};

std::unique_ptr<assay::campaign::uniswap_v2::judge> make_judge(assay::gen::uniswap_v2::mode which) {
  namespace v2 = assay::campaign::uniswap_v2;
  auto judge = std::make_unique<v2::judge>(assay::gen::uniswap_v2::make_setup(which), which,
                                           make_engine(), v2::checks{});
  judge->add_rival(std::make_unique<canary>());
  return judge;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::fuzz::run_input(data, size, make_judge);
  return 0;
}
