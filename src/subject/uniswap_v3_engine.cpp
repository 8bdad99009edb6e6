// The Uniswap V3 engine as a subject, on either word backend.
#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/subject/convert_uniswap_v3.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "assay/word/backend_boost.hpp"

namespace assay::uniswap_v3 {
namespace {

// No conversion: the pool's own types are the protocol's.
class product_engine final : public subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "engine"; }
  void begin(const setup& setup) override { pool_ = pool<>(setup); }
  const protocol::receipt& apply(const protocol::operation& operation) override {
    return pool_.apply(operation);
  }
  [[nodiscard]] const protocol::state& state() override { return pool_.state(); }
  bool set_state(const protocol::state& state, std::uint32_t /*rules*/) override {
    pool_.set_state(state);
    return true;
  }

 private:
  pool<> pool_{setup{}};
};

// The same templates on Boost's words.
class boost_engine final : public subject {
 public:
  using boost_format = evm_price_format<boost_backend>;
  using boost_pool = pool<boost_format>;

  [[nodiscard]] std::string_view name() const override { return "engine-boost"; }
  void begin(const setup& setup) override { pool_ = boost_pool(setup); }
  const protocol::receipt& apply(const protocol::operation& operation) override {
    convert(pool_.apply(convert<boost_format>(operation)), receipt_);
    return receipt_;
  }
  [[nodiscard]] const protocol::state& state() override {
    convert(pool_.state(), state_);
    return state_;
  }
  bool set_state(const protocol::state& state, std::uint32_t /*rules*/) override {
    boost_pool::state_type converted;
    convert(state, converted);
    pool_.set_state(converted);
    return true;
  }

 private:
  boost_pool pool_{setup{}};
  protocol::receipt receipt_{};
  protocol::state state_{};
};

}  // namespace

std::unique_ptr<subject> make_engine() { return std::make_unique<product_engine>(); }
std::unique_ptr<subject> make_boost_engine() { return std::make_unique<boost_engine>(); }

}  // namespace assay::uniswap_v3
