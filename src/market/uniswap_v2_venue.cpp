// A Uniswap V2 pair under a market: the engine's own pair, every change an operation on it.
#include <numeric>
#include <stdexcept>

#include "assay/market/arbitrage.hpp"
#include "assay/market/router.hpp"
#include "assay/market/venue.hpp"
#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/uniswap_v2.hpp"
#include "token_holdings.hpp"

namespace assay::market {
namespace {

namespace v2 = uniswap_v2;
using word = uint<256>;

constexpr std::uint64_t pips = 1'000'000;
constexpr std::uint32_t deployed_fee_pips = 3000;

// What every holder of the ledger starts with: more than any trade takes.
constexpr unsigned pocket_bits = 116;
constexpr unsigned reserve_bits = 112;

v2::parameters rules_of(const pool_spec& pool) {
  v2::parameters rules;
  if (pool.fee_pips == deployed_fee_pips) return rules;
  rules.name = "uniswap-v2-with-another-fee";
  rules.fee_numerator = pool.fee_pips;
  rules.fee_denominator = pips;
  rules.k_scale = pips * pips;
  rules.factory_checks_caller = false;
  return rules;
}

class uniswap_v2_venue final : public venue {
 public:
  uniswap_v2_venue(const scenario& what, std::size_t index)
      : file_(what.file),
        rules_(rules_of(what.pools[index])),
        seed_(what.seed),
        pool_(setup_of(what, index)) {
    for (const lp_spec& lp : what.lps) {
      if (lp.pool == index) lps_.push_back(lp);
    }
    fee_ = {rules_.fee_numerator, rules_.fee_denominator};
    common_of_fee_ = std::gcd(rules_.fee_numerator, rules_.fee_denominator);
  }

  [[nodiscard]] std::uint64_t fee_scale() const override { return rules_.fee_denominator; }

  amounts open(std::uint64_t time) override {
    v2::create_pool<word> creation;
    creation.balances = word::power_of_two(pocket_bits);
    apply({arbitrageur_account, time, creation});
    amounts brought;
    for (std::size_t i = 0; i < lps_.size(); ++i) {
      const account owner = owner_of(i);
      const amounts before = balances_of(owner);
      v2::mint<word> deposit;
      deposit.amount0 = widen<256>(lps_[i].deposit[0]);
      deposit.amount1 = widen<256>(lps_[i].deposit[1]);
      deposit.to = owner;
      const auto& receipt = apply({owner, time, deposit});
      if (!receipt.ok()) {
        trace::fail(file_,
                    "lp: the pair refuses the deposit of " + trace::printable(lps_[i].name) + ": " +
                        receipt.reverted->to_string(),
                    "deposit more, in the proportion of the pool");
      }
      brought += before - balances_of(owner);
    }
    return brought;
  }

  [[nodiscard]] amounts held() const override { return balances_of(account::pool()); }
  [[nodiscard]] amounts total() const override { return all_holdings(pool_.state().tokens); }
  [[nodiscard]] amounts balances_of(account who) const override {
    return holdings_of(pool_.state().tokens, who);
  }

  fill arbitrage(const price& at, const exact& least_gain, std::uint64_t time) override {
    for (const unsigned token_in : {0U, 1U}) {
      const auto best = best_arbitrage(towards(token_in, at));
      if (best.amount_in.is_zero()) continue;
      if (exact::number::from_bits(best.profit) <= least_gain.value()) return {};
      return swap(arbitrageur_account, token_in, best.amount_in, best.amount_out, time);
    }
    return {};
  }

  fill sell(account who, unsigned token_in, const uint<128>& amount, std::uint64_t time) override {
    const auto out =
        v2::get_amount_out(widen<256>(amount), reserve(token_in), reserve(1 - token_in), fee_);
    if (!out.ok() || out.value().is_zero()) return {};
    return swap(who, token_in, widen<256>(amount), out.value(), time);
  }

  [[nodiscard]] exact quote(unsigned token_in, const uint<128>& amount) const override {
    const auto out =
        v2::get_amount_out(widen<256>(amount), reserve(token_in), reserve(1 - token_in), fee_);
    return out.ok() ? exact(out.value()) : exact{};
  }
  [[nodiscard]] exact quote_rounding(unsigned /*token_in*/) const override {
    return exact(split_rounding);
  }

  [[nodiscard]] std::unique_ptr<venue> clone() const override {
    return std::make_unique<uniswap_v2_venue>(*this);
  }

  [[nodiscard]] bool spot_is_beyond(const price& at, bool above) const override {
    const auto here = mul_wide(reserve(1), widen<256>(at.denominator));
    const auto there = mul_wide(reserve(0), widen<256>(at.numerator));
    return above ? here >= there : here <= there;
  }
  // As UniswapV2OracleLibrary.currentCumulativePrices.
  [[nodiscard]] word oracle_reading(std::uint64_t time) const override {
    const auto& pair = pool_.state().pair;
    const std::uint64_t seconds = (time - pair.block_timestamp_last) & UINT32_MAX;
    const word spot = div_down(reserve(1) << reserve_bits, reserve(0));
    return add_wrapping(pair.price0_cumulative_last, mul_wrapping(spot, word{seconds}));
  }
  [[nodiscard]] bool mean_is_beyond(const word& from, const word& to, std::uint64_t seconds,
                                    const price& at, bool above) const override {
    const auto here = mul_wide(sub_wrapping(to, from), widen<256>(at.denominator));
    const auto there = mul_wide(widen<256>(at.numerator) << reserve_bits, word{seconds});
    return above ? here >= there : here <= there;
  }

  [[nodiscard]] double spot() const override {
    return exact(reserve(1)).to_double() / exact(reserve(0)).to_double();
  }

  [[nodiscard]] std::vector<position> positions() const override {
    std::vector<position> all;
    const exact supply(pool_.state().pair.total_supply);
    const amounts pool = held();
    for (std::size_t i = 0; i < lps_.size(); ++i) {
      const exact share(pool_.state().lp[owner_of(i).index]);
      position one;
      one.name = lps_[i].name;
      one.deposited = {exact(lps_[i].deposit[0]), exact(lps_[i].deposit[1])};
      for (const unsigned token : {0U, 1U}) {
        one.claim.of(token) = (share * pool.of(token)).over_down(supply);  // as burn pays
      }
      all.push_back(one);
    }
    return all;
  }
  [[nodiscard]] std::uint64_t operations() const override { return operations_; }

  void record(trace::byte_sink* to) override {
    sink_ = to;
    if (to == nullptr) return;
    const auto which = rules_.fee_denominator == pips ? v2::dialect::fork : v2::dialect::pair;
    writer_ = std::make_unique<v2::trace_writer>(which, pool_.setup());
    to->write(v2::write_header(which, pool_.setup(), "engine", seed_) + "\n");
  }

  uniswap_v2_venue(const uniswap_v2_venue& other)
      : file_(other.file_),
        rules_(other.rules_),
        seed_(other.seed_),
        pool_(other.pool_),
        fee_(other.fee_),
        common_of_fee_(other.common_of_fee_),
        lps_(other.lps_),
        operations_(other.operations_) {}
  uniswap_v2_venue& operator=(const uniswap_v2_venue&) = delete;

 private:
  std::string file_;
  v2::parameters rules_;
  std::uint64_t seed_;
  v2::pool<> pool_;
  v2::swap_fee fee_{};
  std::uint64_t common_of_fee_ = 1;  // divisor of the fee's numerator and denominator
  std::vector<lp_spec> lps_{};
  std::uint64_t operations_ = 0;
  trace::byte_sink* sink_ = nullptr;
  std::unique_ptr<v2::trace_writer> writer_{};
  std::string line_{};

  static v2::setup setup_of(const scenario& what, std::size_t index) {
    v2::setup setup;
    setup.actors = trader_count;
    for (const lp_spec& lp : what.lps) setup.actors += lp.pool == index ? 1 : 0;
    setup.fee_to_actor = account::actor(setup.actors - 1);
    setup.rules = {rules_of(what.pools[index])};
    return setup;
  }
  static account owner_of(std::size_t lp) {
    return account::actor(trader_count + static_cast<std::uint32_t>(lp));
  }

  [[nodiscard]] const word& reserve(unsigned token) const {
    return token == 0 ? pool_.state().pair.reserve0 : pool_.state().pair.reserve1;
  }

  [[nodiscard]] constant_product towards(unsigned token_in, const price& at) const {
    constant_product pool;
    pool.reserve_in = truncate<128>(reserve(token_in));
    pool.reserve_out = truncate<128>(reserve(1 - token_in));
    // In lowest terms the same check, on smaller numbers.
    pool.kept = (rules_.fee_denominator - rules_.fee_numerator) / common_of_fee_;
    pool.scale = rules_.fee_denominator / common_of_fee_;
    pool.price_in = token_in == 0 ? at.numerator : at.denominator;
    pool.price_out = token_in == 0 ? at.denominator : at.numerator;
    return pool;
  }

  const v2::protocol::receipt& apply(const v2::protocol::operation& operation) {
    const auto& receipt = pool_.apply(operation);
    ++operations_;
    if (sink_ != nullptr) {
      line_.clear();
      writer_->append(line_, operation, {}, receipt, pool_.state());
      sink_->write(line_);
    }
    return receipt;
  }

  fill swap(account who, unsigned token_in, const word& in, const word& out, std::uint64_t time) {
    v2::swap<word> call;
    (token_in == 0 ? call.in0 : call.in1) = in;
    (token_in == 0 ? call.out1 : call.out0) = out;
    call.to = who;
    const auto& receipt = apply({who, time, call});
    if (!receipt.ok()) return {};
    const auto& said = receipt.events[receipt.events.size() - 1];
    fill done;
    done.happened = true;
    done.token_in = token_in;
    done.amount_in = exact(said.amounts[token_in]);
    done.amount_out = exact(said.amounts[2 + (1 - token_in)]);
    done.fee = done.amount_in * uint<64>{rules_.fee_numerator};
    return done;
  }
};

}  // namespace

std::unique_ptr<venue> make_uniswap_v2(const scenario& what, std::size_t pool) {
  return std::make_unique<uniswap_v2_venue>(what, pool);
}

}  // namespace assay::market
