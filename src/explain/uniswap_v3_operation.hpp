// The story of one operation on a pool of Uniswap V3: the contract's statements in their order, on
// a copy of the state. Tokens move as the ledger says; everything the pool computes is computed
// again in exact integers. Private.
#pragma once

#include <string>
#include <vector>

#include "assay/explain/explain.hpp"
#include "assay/ledger/journal.hpp"
#include "narrator.hpp"
#include "uniswap_v3_parts.hpp"
#include "uniswap_v3_swap.hpp"

namespace assay::explain::uniswap_v3 {

class operation_story {
 public:
  using protocol = pool::protocol;
  using format = protocol::format;
  using word = protocol::word;
  using tick_type = pool::tick_info<format>;
  using payment = pool::payment<format>;

  operation_story(const protocol::setup& setup, const protocol::state& before,
                  const protocol::operation& operation);

  explanation run(const protocol::operation& operation);

 private:
  static constexpr std::string_view bare{};

  // ---- entry points (uniswap_v3_operation.cpp)

  void tell(const pool::create_pool<format>& call);
  void tell(const pool::initialize<format>& call);
  void tell(const pool::mint<format>& call);
  void tell(const pool::burn<format>& call);
  void tell(const pool::collect<format>& call);
  void tell(const pool::swap<format>& call);
  void tell(const pool::flash<format>& call);
  void tell(const pool::set_fee_protocol& call);
  void tell(const pool::collect_protocol<format>& call);
  void tell(const pool::increase_observation_cardinality_next& call);
  void tell(const pool::observe& call);
  void tell(const pool::snapshot_cumulatives_inside& call);
  void tell(const pool::transfer<format>& call);

  // ---- positions (uniswap_v3_position.cpp)

  struct range {
    std::int32_t lower = 0;
    std::int32_t upper = 0;
  };
  bool require_range(const range& of);
  /// _modifyPosition; nothing when it reverts.
  amounts modify(account owner, const range& of, const integer& change);
  /// Tick.update, but for the flip of its bit: whether there is one.
  bool update_tick(std::int32_t tick, const integer& change, bool is_upper);
  void require_on_spacing(std::int32_t tick);
  void settle(account owner, const range& of, const integer& change);
  amounts principal(const range& of, const integer& change);
  [[nodiscard]] integer growth_inside(const range& of, unsigned token) const;
  [[nodiscard]] tick_type tick_at(std::int32_t tick) const;

  // ---- parts

  bool lock();
  bool reenter(pool::reentry what);
  /// Pays what is owed from inside the callback; false when a token refuses.
  bool pay(unsigned token, const integer& owed, const sint<256>& extra);
  void require_received(unsigned token, const integer& before, const integer& owed,
                        std::string_view revert);
  bool send(unsigned token, account to, const integer& amount);
  void pay_out(account to, const integer& amount0, const integer& amount1);
  void share_flash_fee(unsigned token, const integer& paid);
  void tell_observation();
  [[nodiscard]] observed_ring ring() const;
  [[nodiscard]] integer balance(unsigned token) const;
  [[nodiscard]] integer growth_global(unsigned token) const;
  [[nodiscard]] integer liquidity() const { return to_integer(widen<256>(state_.pool.liquidity)); }
  [[nodiscard]] integer price() const { return to_integer(widen<256>(state_.pool.sqrt_price_x96)); }

  protocol::setup setup_;
  protocol::state state_;
  account caller_;
  std::uint32_t time_;
  narrator story_;
  journal<word> log_{};
};

[[nodiscard]] std::string account_text(account who);

}  // namespace assay::explain::uniswap_v3
