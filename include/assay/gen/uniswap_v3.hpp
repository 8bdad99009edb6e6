// Operations for a Uniswap V3 pool, drawn from a choice sequence and solved from the pool's current
// state, so that they land where bugs live: on the exact wei that reaches a tick or a limit, on
// ranges that share, nest, touch and straddle, at the ends of the price line and of every word.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "assay/gen/choices.hpp"
#include "assay/gen/profile.hpp"
#include "assay/gen/summary.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::gen::uniswap_v3 {

namespace engine = assay::uniswap_v3;
using gen::profile;

/// What kind of pools a sequence is about: there is one.
enum class mode : std::uint8_t { pool };

inline constexpr std::array<std::string_view, 1> mode_names = {"pool"};
std::optional<mode> find_mode(std::string_view name);

/// The setup under which sequences run.
engine::setup make_setup(mode which);

/// Every generator of operations, in a fixed order.
std::span<const summary> generators();

/// Makes the operations of one sequence, one after the other.
class generator {
 public:
  generator(mode which, const engine::setup& setup, profile how = profile::boundary);

  /// The next operation starts a new sequence: a createPool at a time of its own.
  void restart();

  /// The next operation, for a pool that is now in state `now`. Always one that the types allow;
  /// whether the pool accepts it is another matter.
  engine::protocol::operation next(choices& draw, const engine::protocol::state& now);

  /// The generator that made the last operation, as an index into generators().
  [[nodiscard]] std::size_t last() const { return last_; }

 private:
  engine::protocol::operation create(choices& draw);
  void advance_time(choices& draw);
  std::size_t choose(choices& draw, const engine::protocol::state& now);

  engine::setup setup_;
  profile profile_;
  bool is_started_ = false;
  std::uint64_t time_ = 0;
  std::uint64_t episode_ = 0;
  std::size_t last_ = 0;
  // Is this one of the pools on which steps are long and liquidity is much, so that products leave
  // the word? Half of their line is within one word of the bitmap.
  bool is_wide_ = false;
  unsigned burst_left_ = 0;  // operations that the last generator still goes on for
};

/// A question to one of the functions below the pool.
struct step_question {
  engine::protocol::format::price current{};
  engine::protocol::format::price target{};
  engine::protocol::format::liquidity liquidity{};
  word amount{};
  bool exact_in = true;
  std::uint32_t fee_pips = 0;
};

/// A step of a swap whose amount is solved from its prices: what just reaches the target, and its
/// neighbours; prices a tick or a unit apart; all magnitudes.
step_question draw_step_question(choices& draw);

/// A square-root price: on a tick, a unit beside one, at the ends of the price line, anywhere.
engine::protocol::format::price draw_price(choices& draw);

}  // namespace assay::gen::uniswap_v3
