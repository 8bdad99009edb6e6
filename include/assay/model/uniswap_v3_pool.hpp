// A whole Uniswap V3 pool in exact integers: what every operation answers and leaves behind,
// predicted from positions on the price line.
//
// There are no tick counters here that flip when crossed. A swap walks from stop to stop, and what
// it earns on a stretch is given to each position whose range holds the stretch; the liquidity of a
// stretch is the sum over these positions. Each bound of a position remembers what accrued at or
// above it, which is all that outside counters can tell. An accepted operation is predicted to the
// last wei and unit of growth; which of several failing checks comes first is the engine's matter.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "assay/model/uniswap_v3.hpp"
#include "assay/model/uniswap_v3_ticks.hpp"

namespace assay::model::uniswap_v3 {

/// Who holds something: 0 nobody, 1 the pool, 2 and 3 the tokens' own addresses, then the actors.
using holder = std::uint32_t;
inline constexpr holder nobody = 0;
inline constexpr holder pool_itself = 1;
inline constexpr holder first_actor = 4;

/// One number for each of the two tokens.
using pair_of = std::array<integer, 2>;

// ---- What can be observed, in the terms of the pool's own getters -------------------------------

struct tick_record {
  std::int32_t tick = 0;
  integer gross = 0;
  integer net = 0;  // signed
  pair_of growth_outside{};
  std::int64_t tick_cumulative_outside = 0;
  integer seconds_per_liquidity_outside = 0;
  std::uint32_t seconds_outside = 0;
  bool is_initialized = false;
  friend bool operator==(const tick_record&, const tick_record&) = default;
};

struct position_key {
  holder owner = nobody;
  std::int32_t lower = 0;
  std::int32_t upper = 0;
  friend auto operator<=>(const position_key&, const position_key&) = default;
};

struct position_record {
  position_key key{};
  integer liquidity = 0;
  pair_of growth_inside_last{};
  pair_of owed{};
  friend bool operator==(const position_record&, const position_record&) = default;
};

struct bitmap_word {
  std::int32_t position = 0;
  integer bits = 0;
  friend bool operator==(const bitmap_word&, const bitmap_word&) = default;
};

struct observation {
  std::uint32_t time = 0;  // seconds mod 2^32
  bool is_initialized = false;
  std::int64_t tick_cumulative = 0;   // 56 bits
  integer seconds_per_liquidity = 0;  // 160 bits, 128 after the point
  friend bool operator==(const observation&, const observation&) = default;
};

struct state {
  std::uint32_t fee = 0;  // out of fee_unit
  std::int32_t tick_spacing = 1;
  integer largest_gross = 0;  // maxLiquidityPerTick
  integer sqrt_price = 0;     // 0: not initialized
  std::int32_t tick = 0;
  std::uint32_t observation_index = 0;
  std::uint32_t observation_cardinality = 0;
  std::uint32_t observation_cardinality_next = 0;
  std::array<std::uint8_t, 2> fee_protocol{};
  bool unlocked = false;
  pair_of growth_global{};
  pair_of protocol_fees{};
  integer liquidity = 0;
  std::vector<tick_record> ticks{};                // by tick
  std::vector<bitmap_word> bitmap{};               // by position
  std::vector<position_record> positions{};        // by key
  std::vector<observation> observations{};         // by slot
  std::array<std::vector<integer>, 2> balances{};  // by holder
};

// ---- What is asked and answered ----------------------------------------------------------------

enum class operation_kind : std::uint8_t {
  create_pool,
  initialize,
  mint,
  burn,
  collect,
  swap,
  flash,
  set_fee_protocol,
  collect_protocol,
  increase_observation_cardinality_next,
  observe,
  snapshot_cumulatives_inside,
  transfer
};

/// One transaction. Only what its kind needs is set; the rest stays zero.
struct operation {
  operation_kind kind = operation_kind::observe;
  holder caller = nobody;
  std::uint64_t time = 0;  // seconds, beyond 2^32 too
  holder recipient = nobody;
  std::int32_t lower = 0;
  std::int32_t upper = 0;
  integer amount = 0;    // liquidity; wei of a transfer or swap; first price; balances at birth
  bool exact_in = true;  // swap, as is the next
  bool sells_token0 = true;
  integer price_limit = 0;
  pair_of amounts{};      // flash: lent; collect and collectProtocol: asked for
  pair_of extras{};       // signed: paid beyond what is owed
  bool reenters = false;  // the callback calls a locked function of the pool first
  std::array<std::uint8_t, 2> fee_protocol{};
  std::uint32_t cardinality = 0;
  std::vector<std::uint32_t> seconds_agos{};
  unsigned token = 0;
  std::uint32_t fee = 0;  // createPool, as is the next
  std::int32_t tick_spacing = 1;
};

/// Why an operation is refused, roughly.
enum class refusal : std::uint8_t {
  none,
  locked,      // not initialized yet, or a re-entering call
  permission,  // not the owner of the factory
  argument,    // ticks, prices, amounts or settings that make no sense
  liquidity,   // too much on a tick, or more than a position has; none to lend against
  payment,     // the callback paid too little
  balance,     // somebody has too little of a token
  overflow,    // a number does not fit its word
  history      // the oracle does not reach so far back
};

struct cumulatives {
  std::int64_t tick_cumulative = 0;
  integer seconds_per_liquidity = 0;
  friend bool operator==(const cumulatives&, const cumulatives&) = default;
};

/// What came of an operation.
struct outcome {
  refusal why = refusal::none;
  pair_of amounts{};  // signed: what the pool received; mint, burn, collect, swap
  unsigned count = 0;
  std::vector<cumulatives> observed{};  // observe
  cumulatives inside{};                 // snapshotCumulativesInside, as is the next
  std::uint32_t seconds_inside = 0;
  [[nodiscard]] bool accepted() const { return why == refusal::none; }
};

struct setup {
  std::uint32_t actors = 3;
  holder owner = first_actor;  // of the factory
  formats sizes{};
};

// ---- What the model itself remembers -----------------------------------------------------------

/// A position and what it has earned since it was last touched, per unit of liquidity.
struct position {
  position_key key{};
  integer liquidity = 0;
  pair_of earned{};              // growth, modulo the word
  pair_of growth_inside_last{};  // the pool's own reading at the last touch
  pair_of owed{};
};

/// A tick that bounds a position, and what accrued at or above it since it came into use.
struct bound {
  std::int32_t tick = 0;
  integer sqrt_price = 0;
  integer gross = 0;
  integer net = 0;
  pair_of growth_above{};
  std::int64_t tick_cumulative_above = 0;
  integer seconds_per_liquidity_above = 0;
  std::uint32_t seconds_above = 0;
};

/// How the last accepted swap went.
struct swap_report {
  std::vector<stretch> way{};
  std::uint32_t legs = 0;       // moves between stops, as far as there is liquidity
  std::uint32_t crossings = 0;  // bounds of positions passed
  integer amount_in = 0;        // without the fee
  integer amount_out = 0;
  integer fee = 0;
};

class pool {
 public:
  explicit pool(setup all, std::shared_ptr<const tick_scale> scale = deployed_ticks());

  /// Predicts one transaction and takes its effects on; a refused one has none.
  const outcome& apply(const operation& what);

  /// Starts from a state given by someone else.
  void set_state(const state& given);

  [[nodiscard]] const swap_report& last_swap() const { return report_; }
  [[nodiscard]] const tick_scale& scale() const { return *scale_; }
  [[nodiscard]] const formats& sizes() const { return setup_.sizes; }

  /// Everything observable but ticks, bitmap and positions.
  [[nodiscard]] const state& now() const { return now_; }
  [[nodiscard]] const std::vector<position>& positions() const { return positions_; }
  [[nodiscard]] const std::vector<bound>& bounds() const { return bounds_; }
  /// What the pool stores of a tick that bounds a position.
  [[nodiscard]] tick_record record_of(const bound& which) const;

 private:
  struct transfer_undo {
    unsigned token = 0;
    holder who = nobody;
    integer before = 0;
  };
  /// Growth that a swap earned while no bound was crossed.
  struct earning {
    std::int32_t tick = 0;
    integer growth = 0;
  };
  struct swap_progress {
    integer price = 0;
    std::int32_t tick = 0;
    integer liquidity = 0;
    wanted remaining{};
    integer protocol_fee = 0;
    integer growth = 0;  // since the last bound
  };
  struct totals {
    std::int64_t tick_cumulative = 0;
    integer seconds_per_liquidity = 0;
    std::uint32_t time = 0;
  };

  refusal run(const operation& what);
  void create(const operation& what);
  refusal initialize(const operation& what);

  // uniswap_v3_positions.cpp
  refusal mint(const operation& what);
  refusal burn(const operation& what);
  refusal collect(const operation& what);
  refusal check_range(const operation& what) const;
  refusal check_room(std::int32_t tick, const integer& liquidity) const;
  position* find(const position_key& key);
  position& find_or_add(const position_key& key);
  bound& use(std::int32_t tick);
  void release(std::int32_t tick);
  void add_liquidity(position& whose, const integer& delta);
  void settle(position& whose);
  [[nodiscard]] std::array<fraction, 2> principal_of(const position_key& key,
                                                     const integer& liquidity) const;
  [[nodiscard]] integer liquidity_at(std::int32_t tick) const;
  [[nodiscard]] const bound* bound_at(std::int32_t tick) const;
  void earn(std::size_t token, std::int32_t tick, const integer& growth);

  // uniswap_v3_swap.cpp
  refusal swap(const operation& what);
  refusal walk(const operation& what, swap_progress& progress);
  refusal walk_leg(const operation& what, swap_progress& progress);
  void arrive(const operation& what, swap_progress& progress, std::int32_t stop);
  void close_stretch(swap_progress& progress);
  [[nodiscard]] std::int32_t next_stop(std::int32_t tick, bool falling) const;
  [[nodiscard]] std::int32_t stop_ahead(const operation& what, const swap_progress& progress) const;
  refusal flash(const operation& what);

  // uniswap_v3_oracle.cpp
  [[nodiscard]] totals totals_now() const;
  void settle_time();
  void write_observation();
  refusal observe(const operation& what);
  refusal snapshot(const operation& what);
  /// Two observations between which a moment lies; the present when there is no later one.
  struct neighbours {
    const observation* before = nullptr;
    const observation* after = nullptr;
  };
  [[nodiscard]] std::uint32_t age_of(const observation& which) const { return clock_ - which.time; }
  [[nodiscard]] bool is_ordered(std::span<const std::size_t> ring) const;
  [[nodiscard]] neighbours neighbours_by_age(std::uint32_t age) const;
  [[nodiscard]] neighbours neighbours_by_halving(std::uint32_t age) const;
  [[nodiscard]] cumulatives recall(const neighbours& around, std::uint32_t age) const;

  refusal set_fee_protocol(const operation& what);
  refusal collect_protocol(const operation& what);

  bool send(unsigned token, holder from, holder to, const integer& amount);
  void undo_transfers();
  [[nodiscard]] integer payment(const integer& owed, const integer& extra) const;
  [[nodiscard]] bool has_received(unsigned token, const integer& before, const integer& owed) const;
  [[nodiscard]] bool fits_word(const integer& value) const {
    return bit_length(value) <= setup_.sizes.word;
  }
  [[nodiscard]] bool fits_signed(const integer& value) const {
    return bit_length(value) < setup_.sizes.word;
  }

  setup setup_;
  std::shared_ptr<const tick_scale> scale_;
  state now_{};
  std::vector<position> positions_{};  // by key
  std::vector<bound> bounds_{};        // by tick
  totals settled_{};                   // up to when the bounds have been told of time
  std::uint32_t clock_ = 0;            // seconds mod 2^32 of the operation at hand
  outcome outcome_{};
  swap_report report_{};
  std::vector<earning> earnings_{};
  std::vector<std::size_t> ring_{};  // initialized slots, oldest first
  std::array<transfer_undo, 8> undo_{};
  std::size_t undo_count_ = 0;
};

inline constexpr unsigned seconds_per_liquidity_bits = 160;

/// The value modulo 2^56, as a signed number of 56 bits.
std::int64_t wrapped_tick_cumulative(std::int64_t value);

/// floor(seconds * 2^128 / L), a pool without liquidity counting as one with a single unit.
integer seconds_per_liquidity(std::uint32_t seconds, const integer& liquidity);

/// Does a position of this range count while the pool stands at `tick`?
inline bool is_in_range(const position_key& key, std::int32_t tick) {
  return key.lower <= tick && tick < key.upper;
}

/// The principal of a position: what its liquidity holds of both tokens when the pool's square-root
/// price is `price`, between the prices of its bounds.
std::array<fraction, 2> principal(const formats& sizes, const integer& liquidity,
                                  const integer& price_lower, const integer& price_upper,
                                  const integer& price);

}  // namespace assay::model::uniswap_v3
