// A Uniswap V3 pool that drawn operations have led somewhere, and trades that are tried on copies
// of it. Everything comes from the choice sequences that RapidCheck makes and shrinks, through the
// generators that campaigns and fuzz targets use.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "assay/gen/uniswap_v3.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"

namespace assay::uniswap_v3 {

namespace generators = assay::gen::uniswap_v3;
using format = protocol::format;
using word = format::word;
using price = format::price;
using liquidity = format::liquidity;
using signed_word = sint<format::word_bits>;
using state_type = protocol::state;
using operation_type = protocol::operation;

inline const price lowest_limit = add_wrapping(min_sqrt_ratio<>, price::one());
inline const price highest_limit = sub_wrapping(max_sqrt_ratio<>, price::one());

// All bytes equally likely from the first case on. Eight are drawn at a time, which is what takes
// the time.
inline std::vector<std::uint8_t> draw_bytes(std::size_t count) {
  constexpr std::size_t together = 8;
  const auto some = rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>());
  const auto drawn = *rc::gen::container<std::vector<std::uint64_t>>(count / together, some);
  std::vector<std::uint8_t> bytes;
  bytes.reserve(count);
  for (std::uint64_t part : drawn) {
    for (std::size_t i = 0; i < together; ++i, part >>= 8) {
      bytes.push_back(static_cast<std::uint8_t>(part & 0xff));
    }
  }
  return bytes;
}

// What a trade took and gave, in wei.
struct fill {
  word amount_in{};
  word amount_out{};
};

struct trade {
  bool zero_for_one = true;
  bool exact_in = true;
  word amount{};
  price limit{};
};

// Who tries things: everybody else's balances stay as they were drawn.
inline constexpr account trader = account::actor(0);

class drawn_pool {
 public:
  // A new pool, a price, positions, trades: as many operations as the bytes hold.
  drawn_pool()
      : setup_(generators::make_setup(generators::mode::pool)),
        generator_(generators::mode::pool, setup_),
        pool_(setup_),
        bytes_(draw_bytes(480)),
        later_(draw_bytes(160)) {
    gen::choices draw{std::span<const std::uint8_t>(bytes_)};
    while (!draw.exhausted()) {
      const operation_type asked = generator_.next(draw, pool_.state());
      time_ = asked.time;
      pool_.apply(asked);
    }
    if (!is_live()) return;
    // The trader can pay for anything.
    state_type rich = pool_.state();
    for (auto& token : rich.tokens) token.balances[trader.index] = word::power_of_two(254);
    start_ = std::move(rich);
    reset();
  }

  [[nodiscard]] bool is_live() const { return !pool_.state().pool.sqrt_price_x96.is_zero(); }
  [[nodiscard]] const state_type& start() const { return start_; }
  [[nodiscard]] const state_type& state() const { return pool_.state(); }

  // Back to where the drawn operations have led.
  void reset() { pool_.set_state(start_); }

  // The next swap that the generator makes for this pool, as far as it is one that can be paid.
  std::optional<trade> next_trade() {
    const auto asked = next_of<swap<format>>();
    if (!asked) return std::nullopt;
    const auto& call = std::get<swap<format>>(asked->call);
    const bool exact_in = !call.amount_specified.is_negative();
    const word amount = magnitude(call.amount_specified);
    if (amount.is_zero() || amount >= word::power_of_two(253)) return std::nullopt;
    return trade{call.zero_for_one, exact_in, amount, call.sqrt_price_limit_x96};
  }

  // The next operation of a kind that the generator makes for this pool; nothing when the choices
  // run out first.
  template <class Call>
  std::optional<operation_type> next_of() {
    gen::choices draw{std::span<const std::uint8_t>(later_)};
    while (!draw.exhausted()) {
      operation_type asked = generator_.next(draw, start_);
      if (std::holds_alternative<Call>(asked.call)) return asked;
    }
    return std::nullopt;
  }

  // Nothing: the pool reverts.
  std::optional<fill> perform(const trade& what) {
    const auto size = signed_word::from_bits(what.amount);
    const swap<format> call{.recipient = trader,
                            .zero_for_one = what.zero_for_one,
                            .amount_specified = what.exact_in ? size : neg_wrapping(size),
                            .sqrt_price_limit_x96 = what.limit,
                            .pay = {}};
    const auto amounts = apply(trader, call);
    if (!amounts) return std::nullopt;
    return fill{(*amounts)[what.zero_for_one ? 0 : 1],
                neg_wrapping((*amounts)[what.zero_for_one ? 1 : 0])};
  }

  // What an accepted operation returns, in the same second.
  std::optional<std::array<word, 2>> apply(account who, call<format> what) {
    const auto& answer = pool_.apply({who, time_, std::move(what)});
    if (!answer.ok()) return std::nullopt;
    return answer.returns.amounts;
  }

  // In an order that does not depend on the machine.
  [[nodiscard]] std::vector<position_key> positions_of_actors() const {
    std::vector<position_key> all;
    for (const auto& [key, info] : start_.positions) {
      if (key.owner.is_actor()) all.push_back(key);
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return std::tie(a.owner.index, a.tick_lower, a.tick_upper) <
             std::tie(b.owner.index, b.tick_lower, b.tick_upper);
    });
    return all;
  }

  [[nodiscard]] word held(unsigned token, account who) const {
    return pool_.state().tokens[token].balance_of(who);
  }

 private:
  setup setup_;
  generators::generator generator_;
  pool<format> pool_;
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint8_t> later_;
  std::uint64_t time_ = 0;
  state_type start_{};
};

// Does a price that falls, or rises, come to `first` before it comes to `then`?
inline bool is_in_order(bool falls, const price& first, const price& then) {
  return falls ? first > then : first < then;
}

inline price furthest(bool zero_for_one) { return zero_for_one ? lowest_limit : highest_limit; }

// The contract computes token0's price exactly while amount * price fits a word with room to spare.
inline bool is_exact(const trade& what, const price& from) {
  return !what.zero_for_one || bit_width(what.amount) + bit_width(from) + 1 < word::bits;
}

}  // namespace assay::uniswap_v3
