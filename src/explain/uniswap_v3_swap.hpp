// The loop of a swap of Uniswap V3, told step by step: what operations and quotes share. Private.
#pragma once

#include <cstdint>
#include <string>

#include "assay/subject/uniswap_v3.hpp"
#include "narrator.hpp"
#include "uniswap_v3_parts.hpp"

namespace assay::explain::uniswap_v3 {

namespace pool = assay::uniswap_v3;

/// What the pool asks for, or pays (negative).
struct amounts {
  integer token0 = 0;
  integer token1 = 0;
};

/// "token0"; "wei of token0".
[[nodiscard]] std::string token_name(unsigned token);
[[nodiscard]] std::string wei_of(unsigned token);

/// The 1/n of fees in a token that goes to the protocol; 0: off.
[[nodiscard]] integer fee_protocol_of(const pool::protocol::state& state, unsigned token);

class swap_story {
 public:
  using state_type = pool::protocol::state;

  /// Both must outlive the story.
  swap_story(narrator& story, const state_type& state) : story_(story), state_(state) {}

  /// Amounts of a swap: `specified` is positive for an exact input.
  amounts run(bool zero_for_one, const integer& specified, const integer& limit);

  [[nodiscard]] const integer& price() const { return now_.price; }
  [[nodiscard]] std::int32_t tick() const { return now_.tick; }

 private:
  struct progress {
    bool zero_for_one = true;
    bool exact_in = true;
    integer limit = 0;
    integer remaining = 0;   // of the amount that is specified, a magnitude
    integer calculated = 0;  // of the other token
    integer price = 0;
    std::int32_t tick = 0;
    integer liquidity = 0;
    integer protocol_fees = 0;
    integer growth = 0;
    // What rounding has left with the pool, as fractions of wei of what is paid and received.
    integer kept_in_numerator = 0;
    integer kept_in_denominator = 1;
    integer kept_out_numerator = 0;
    integer kept_out_denominator = 1;
  };
  struct stop {
    std::int32_t tick = 0;
    bool is_initialized = false;
  };
  void begin(bool zero_for_one, const integer& specified, const integer& limit);
  void tell_step(unsigned number);
  [[nodiscard]] stop next_stop(std::int32_t tick, bool falling) const;
  [[nodiscard]] stop stop_ahead();
  void account_for(const step_result& done);
  void share_fee(const integer& fee);
  void cross(std::int32_t tick);
  void weigh(const integer& from, const step_result& done);
  void tell_end();

  narrator& story_;
  const state_type& state_;
  progress now_{};
};

}  // namespace assay::explain::uniswap_v3
