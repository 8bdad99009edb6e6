// A whole Uniswap V2 pair in exact integers: what every operation answers and leaves behind,
// predicted from the definitions in uniswap_v2.hpp and the books that a pair must keep.
//
// It says whether an operation is accepted and, roughly, why not; which of several failing checks
// comes first is the engine's matter. An accepted operation is predicted to the last wei. Nothing
// of the engine is used: states and operations are plain data of this layer, and whoever compares
// the two converts (invariant/convert.hpp).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "assay/model/uniswap_v2.hpp"

namespace assay::model::uniswap_v2 {

/// Who holds something: 0 nobody, 1 the pair, 2 and 3 the tokens' own addresses, then the actors.
using holder = std::uint32_t;
inline constexpr holder nobody = 0;
inline constexpr holder pair_itself = 1;
inline constexpr holder address_of_token0 = 2;
inline constexpr holder address_of_token1 = 3;
inline constexpr holder first_actor = 4;

/// How a token behaves (docs/pooltrace.md lists them).
enum class token_behaviour : std::uint8_t {
  plain,
  fee_on_arrival,
  fee_on_top,
  rebasing,
  no_return,
  false_while_flag,
  false_but_moves,
  false_on_lack,
  revert_while_flag
};

/// A token's books. `balances` are shares when the token rebases.
struct token {
  token_behaviour behaviour = token_behaviour::plain;
  std::uint32_t fee_bps = 0;
  std::uint32_t decimals = 18;
  bool flag = false;
  integer index = 0;
  integer sink = 0;
  std::vector<integer> balances{};

  friend bool operator==(const token&, const token&) = default;
};

struct allowance {
  holder owner = nobody;
  holder spender = nobody;
  integer amount = 0;
  friend bool operator==(const allowance&, const allowance&) = default;
};

/// Everything observable, in the terms of the pair's own getters.
struct state {
  std::array<integer, 2> reserves{};
  std::uint64_t timestamp_last = 0;                // seconds mod 2^32
  std::array<integer, 2> price_cumulative_last{};  // mod 2^256
  integer k_last = 0;
  integer total_supply = 0;
  bool locked = false;
  holder fee_to = nobody;
  holder fee_to_setter = nobody;
  std::uint64_t swap_fee = 1;  // forks only, from here
  std::uint64_t dev_fee = 1;
  integer fee_amount = 0;
  holder migrator = nobody;
  integer desired_liquidity = 0;
  std::vector<integer> lp{};
  std::vector<allowance> allowances{};
  std::array<token, 2> tokens{};

  friend bool operator==(const state&, const state&) = default;
};

enum class operation_kind : std::uint8_t {
  create_pool,
  mint,
  burn,
  swap,
  skim,
  sync,
  transfer,
  transfer_lp,
  approve_lp,
  transfer_from_lp,
  set_fee_to,
  set_fee_to_setter,
  set_swap_fee,
  set_dev_fee,
  set_fee_amount,
  set_migrator,
  set_desired,
  rebase,
  set_flag,
  set_token_balance
};

/// One transaction. Only what its kind needs is set; the rest stays zero.
struct operation {
  operation_kind kind = operation_kind::sync;
  holder caller = nobody;
  std::uint64_t time = 0;                // seconds, beyond 2^32 too
  std::array<integer, 2> amounts_in{};   // mint, swap: sent to the pair before the call
  std::array<integer, 2> amounts_out{};  // swap
  std::array<integer, 2> payments{};     // swap with callback: paid by `to` from inside
  bool has_callback = false;
  bool reenters = false;  // the callback calls a locked function of the pair first
  integer amount = 0;     // liquidity, LP amount, transfer, index, balance: the only other number
  holder from = nobody;   // transferFrom
  holder to = nobody;     // recipient, spender, new holder of an office, holder of a balance
  unsigned token = 0;
  bool flag = false;
  std::uint64_t fee = 0;
  std::uint32_t rules = 0;  // createPool, as are all below; `amount` is everyone's balance
  integer fee_amount = 0;
  std::array<token_behaviour, 2> behaviours{};
  std::array<std::uint32_t, 2> fee_bps{};
  std::array<std::uint32_t, 2> decimals{18, 18};
};

/// Where the weight b of the protocol's share comes from.
enum class share_source : std::uint8_t { constant, pair, factory };

/// The rules of one kind of pair.
struct rules {
  curve trading{};
  fee_share share{};
  share_source share_from = share_source::constant;
  bool fee_is_stored = false;     // the pair's own swap_fee replaces the curve's numerator
  bool has_migrator = false;      // a migrator may make the first mint on its own terms
  bool setter_is_checked = true;  // only fee_to_setter may change the fee's receiver
  integer minimum_liquidity = 1000;
};

struct setup {
  std::uint32_t actors = 4;
  holder fee_to_setter = first_actor;
  std::vector<rules> all_rules{rules{}};
  widths sizes{};
};

/// Why an operation is refused, roughly.
enum class refusal : std::uint8_t {
  none,
  balance,    // somebody has too little of a token, an LP token or an allowance
  token,      // a token refuses or answers no
  curve,      // the trade violates the curve
  liquidity,  // no liquidity to mint, burn or trade against; no input or output
  shortfall,  // the pair holds less than its reserves
  overflow,   // a number does not fit its word or a reserve
  lock,       // a re-entering call
  recipient,  // an address that cannot receive or cannot be called back
  permission  // not the caller's right, or not a function of this pair
};

/// What came of an operation. Values: liquidity of a mint, both amounts of a burn.
struct outcome {
  refusal why = refusal::none;
  std::array<integer, 2> values{};
  unsigned count = 0;
  [[nodiscard]] bool accepted() const { return why == refusal::none; }
};

/// The curve that a pair trades on now.
curve trading_curve(const rules& all, const state& now);

/// The weights of the protocol's share now.
fee_share protocol_share(const rules& all, const state& now);

/// What a token's balanceOf answers; `sizes` gives the width of its words.
integer balance_of(const token& which, holder who, const widths& sizes);

/// The index at which a rebasing token is born, one share being one unit: 10^18, or less where the
/// words of a test world are too narrow for it.
integer rebasing_scale(const widths& sizes);

/// What a token's transfer answers.
enum class token_answer : std::uint8_t { yes, no, nothing, reverts };

/// Moves `amount` as the token's behaviour has it. Balances wrap like the words they are.
token_answer transfer(token& which, holder from, holder to, const integer& amount,
                      const widths& sizes);

class pool {
 public:
  explicit pool(setup all);

  /// Predicts one transaction and takes its effects on; a refused one has none.
  const outcome& apply(const operation& what);

  [[nodiscard]] const state& now() const { return now_; }

  /// Starts from a state given by someone else, under all_rules[rules_index].
  void set_state(const state& given, std::uint32_t rules_index);

 private:
  refusal run(const operation& what);
  void create(const operation& what);
  refusal mint(holder sender, holder to, std::uint64_t time);
  refusal burn(holder to, std::uint64_t time);
  refusal swap(const operation& what);
  refusal skim(holder to);
  refusal call_back(const operation& what);
  refusal transfer_from_lp(const operation& what);
  refusal set_stored_fee(std::uint64_t& field, std::uint64_t fee, std::uint64_t limit) const;
  refusal first_liquidity(holder sender, const amounts& deposit, integer& liquidity);
  refusal mint_protocol_fee(bool& is_on);
  refusal mint_lp(holder to, const integer& liquidity);
  refusal move_lp(holder from, holder to, const integer& liquidity);
  refusal update(std::uint64_t time);
  refusal pay(unsigned which, holder from, holder to, const integer& amount);
  refusal pay_out(unsigned which, holder to, const integer& amount);
  [[nodiscard]] amounts holdings() const;
  [[nodiscard]] amounts reserves() const { return {next_.reserves[0], next_.reserves[1]}; }
  [[nodiscard]] bool fits_word(const integer& value) const;
  [[nodiscard]] const rules& in_force() const { return setup_.all_rules[rules_index_]; }

  setup setup_;
  std::uint32_t rules_index_ = 0;
  state now_{};   // as of the last accepted operation
  state next_{};  // being worked on
  outcome outcome_{};
};

}  // namespace assay::model::uniswap_v2
