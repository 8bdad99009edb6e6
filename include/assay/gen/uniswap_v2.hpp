// Operations for a Uniswap V2 pair, drawn from a choice sequence and solved from the pair's current
// state, so that they land where bugs live: on the exact wei at which a check turns, at the ends of
// the number ranges, and in unusual orders.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "assay/gen/choices.hpp"
#include "assay/gen/profile.hpp"
#include "assay/gen/summary.hpp"
#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/subject/uniswap_v2.hpp"

namespace assay::gen::uniswap_v2 {

namespace pair = assay::uniswap_v2;
using gen::profile;
using gen::summary;

/// What kind of pairs a sequence is about.
enum class mode : std::uint8_t {
  pair,   // Uniswap's own, with plain tokens
  fork,   // other fees, K scales and protocol shares, migrators
  tokens  // Uniswap's own, with tokens that misbehave
};

inline constexpr std::array<std::string_view, 3> mode_names = {"pair", "fork", "tokens"};
std::optional<mode> find_mode(std::string_view name);

/// The setup under which sequences of a mode run.
pair::setup make_setup(mode which);

/// Every generator of operations, in a fixed order.
std::span<const summary> generators();

/// Makes the operations of one sequence, one after the other.
class generator {
 public:
  generator(mode which, const pair::setup& setup, profile how = profile::boundary);

  /// The next operation starts a new sequence: a createPool at a time of its own.
  void restart();

  /// The next operation, for a pair that is now in state `now`. Always one that the types allow;
  /// whether the pair accepts it is another matter.
  pair::protocol::operation next(choices& draw, const pair::protocol::state& now);

  /// The generator that made the last operation, as an index into generators().
  [[nodiscard]] std::size_t last() const { return last_; }

 private:
  pair::protocol::operation create(choices& draw);
  void advance_time(choices& draw);
  std::size_t choose(choices& draw);
  std::size_t choose_first(choices& draw, const pair::protocol::state& now);

  mode mode_;
  pair::setup setup_;
  profile profile_;
  bool is_started_ = false;
  std::uint64_t time_ = 0;
  std::uint64_t episode_ = 0;
  std::uint32_t rules_ = 0;
  std::size_t last_ = 0;
  unsigned burst_left_ = 0;  // operations that the last generator still goes on for
};

/// A question to the router library.
struct library_question {
  enum class kind : std::uint8_t { quote, amount_out, amount_in, amounts_out, amounts_in };
  kind what = kind::quote;
  word amount{};
  static constexpr std::size_t max_hops = 4;
  std::array<pair::hop<word>, max_hops> hops{};
  std::size_t hop_count = 0;  // 1 unless a path is asked for; a path may be empty
  pair::swap_fee fee{};
};

/// A question whose amount is solved from its reserves: the largest output, the smallest input and
/// their neighbours, the ends of the ranges, all magnitudes.
library_question draw_library_question(choices& draw);

}  // namespace assay::gen::uniswap_v2
