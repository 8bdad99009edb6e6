// Square-root prices at integer ticks, and the tick of a price.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/libraries/TickMath.sol: results equal the contract's on
// every input. The contract multiplies up to 20 factors and takes 14 squarings for a logarithm;
// both are here too (`..._by_steps`), as the second route that tests compare with on all ticks.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "assay/math/price_format.hpp"
#include "assay/receipt/result.hpp"
#include "assay/word/native.hpp"

namespace assay {

inline constexpr std::int32_t min_tick = -887'272;
inline constexpr std::int32_t max_tick = 887'272;

inline constexpr revert tick_out_of_range = revert::reason("T");
inline constexpr revert sqrt_ratio_out_of_range = revert::reason("R");

namespace detail {

/// 2^128 / 1.0001^(2^i / 2), rounded to nearest: the factors of TickMath.sol. Tests recompute them.
inline constexpr std::array<u128, 20> tick_factors_x128 = {
    join(0xfffcb933bd6fad37, 0xaa2d162d1a594001), join(0xfff97272373d4132, 0x59a46990580e213a),
    join(0xfff2e50f5f656932, 0xef12357cf3c7fdcc), join(0xffe5caca7e10e4e6, 0x1c3624eaa0941cd0),
    join(0xffcb9843d60f6159, 0xc9db58835c926644), join(0xff973b41fa98c081, 0x472e6896dfb254c0),
    join(0xff2ea16466c96a38, 0x43ec78b326b52861), join(0xfe5dee046a99a2a8, 0x11c461f1969c3053),
    join(0xfcbe86c7900a88ae, 0xdcffc83b479aa3a4), join(0xf987a7253ac41317, 0x6f2b074cf7815e54),
    join(0xf3392b0822b70005, 0x940c7a398e4b70f3), join(0xe7159475a2c29b74, 0x43b29c7fa6e889d9),
    join(0xd097f3bdfd2022b8, 0x845ad8f792aa5825), join(0xa9f746462d870fdf, 0x8a65dc1f90e061e5),
    join(0x70d869a156d2a1b8, 0x90bb3df62baf32f7), join(0x31be135f97d08fd9, 0x81231505542fcfa6),
    join(0x09aa508b5b7a84e1, 0xc677de54f3e99bc9), join(0x005d6af8dedb8119, 0x6699c329225ee604),
    join(0x00002216e584f5fa, 0x1ea926041bedfe98), join(0x00000000048a1703, 0x91f7dc42444e8fa2)};

/// floor(a * b / 2^128). The tables below take thousands of these in every file that includes them:
/// compilers evaluate them several times as fast without calls inside.
ASSAY_ALWAYS_INLINE constexpr u128 mul_high(u128 a, u128 b) {
  const auto a0 = static_cast<u64>(a);
  const auto b0 = static_cast<u64>(b);
  const auto a1 = static_cast<u64>(a >> 64);
  const auto b1 = static_cast<u64>(b >> 64);
  const u128 cross0 = u128{a0} * b1;
  const u128 cross1 = u128{a1} * b0;
  const u128 middle = (u128{a0} * b0 >> 64) + static_cast<u64>(cross0) + static_cast<u64>(cross1);
  return u128{a1} * b1 + (cross0 >> 64) + (cross1 >> 64) + (middle >> 64);
}

/// Products of the factors of the low ten bits. The contract applies factors from the lowest bit
/// up and truncates after each, so a table of the partial products changes no result. 1 - 2^-128
/// where there are none.
inline constexpr unsigned tabulated_bits = 10;
constexpr std::array<u128, 1U << tabulated_bits> make_low_products() {
  std::array<u128, 1U << tabulated_bits> table{};
  table[0] = ~u128{0};
  for (unsigned k = 1; k < table.size(); ++k) {
    const auto top = static_cast<unsigned>(std::bit_width(k)) - 1;
    const unsigned others = k ^ (1U << top);
    const u128 factor = tick_factors_x128[top];
    table[k] = others == 0 ? factor : mul_high(table[others], factor);
  }
  return table;
}
inline constexpr auto low_products_x128 = make_low_products();

/// 1.0001^(-|tick| / 2) as X128; |tick| > 0.
ASSAY_ALWAYS_INLINE constexpr u128 ratio_x128(std::uint32_t magnitude) {
  constexpr std::uint32_t mask = (1U << tabulated_bits) - 1;
  const std::uint32_t low = magnitude & mask;
  std::uint32_t high = magnitude >> tabulated_bits;
  u128 ratio = low_products_x128[low];
  if (low == 0) {
    ratio = tick_factors_x128[tabulated_bits + static_cast<unsigned>(std::countr_zero(high))];
    high &= high - 1;
  }
  for (; high != 0; high &= high - 1) {
    const unsigned bit = tabulated_bits + static_cast<unsigned>(std::countr_zero(high));
    ratio = mul_high(ratio, tick_factors_x128[bit]);
  }
  return ratio;
}

/// Products of the factors of the high bits; 1 - 2^-128 where there are none.
constexpr auto make_high_products() {
  std::array<u128, (static_cast<unsigned>(max_tick) >> tabulated_bits) + 1> table{};
  table[0] = ~u128{0};
  for (unsigned k = 1; k < table.size(); ++k) {
    const u128 factor =
        tick_factors_x128[tabulated_bits + static_cast<unsigned>(std::countr_zero(k))];
    table[k] = (k & (k - 1)) == 0 ? factor : mul_high(table[k & (k - 1)], factor);
  }
  return table;
}
inline constexpr auto high_products_x128 = make_high_products();

/// ratio_x128 by a single multiplication, within `short_ratio_error` of it on either side: both are
/// below the product of the same factors without truncation, by less than one unit for each of at
/// most 11 truncations, of which later factors leave less. Tests look at every magnitude.
inline constexpr unsigned short_ratio_error = 12;
ASSAY_ALWAYS_INLINE constexpr u128 short_ratio_x128(std::uint32_t magnitude) {
  constexpr std::uint32_t mask = (1U << tabulated_bits) - 1;
  return mul_high(low_products_x128[magnitude & mask],
                  high_products_x128[magnitude >> tabulated_bits]);
}

/// From this bit up a factor is so small that the product is right by a single multiplication, too:
/// what is lost in the others' truncations it makes a fraction of a unit.
inline constexpr unsigned small_factor_bit = 17;
/// By how many bits high_products with such factors are shifted up to fill 128, by magnitude >> 17.
inline constexpr std::array<std::uint8_t, 7> small_factor_shifts = {0, 9, 18, 18, 37, 37, 37};

constexpr auto make_shifted_products() {
  std::array<u128, high_products_x128.size()> table{};
  for (unsigned k = 1U << (small_factor_bit - tabulated_bits); k < table.size(); ++k) {
    const auto top = static_cast<unsigned>(std::bit_width(k)) - 1;
    const u128 others = high_products_x128[k ^ (1U << top)];
    const u128 factor = tick_factors_x128[tabulated_bits + top];
    const unsigned shift = small_factor_shifts[k >> (small_factor_bit - tabulated_bits)];
    table[k] = mul_high(others, factor) << shift | others * factor >> (128 - shift);
  }
  return table;
}
inline constexpr auto shifted_products = make_shifted_products();

/// ratio_x128 from a product that has a few bits more than it: they tell whether the truncations of
/// the contract's order could matter. They do within 3 units of a whole number (of magnitudes from
/// 2^17 on, a hundredth): tests look at every magnitude.
inline constexpr std::uint64_t shifted_ratio_doubt = 4;
ASSAY_ALWAYS_INLINE constexpr u128 quick_ratio_x128(std::uint32_t magnitude) {
  if (magnitude >> small_factor_bit == 0) return ratio_x128(magnitude);
  constexpr std::uint32_t mask = (1U << tabulated_bits) - 1;
  const unsigned shift = small_factor_shifts[magnitude >> small_factor_bit];
  const u128 shifted =
      mul_high(low_products_x128[magnitude & mask], shifted_products[magnitude >> tabulated_bits]);
  const std::uint64_t unit = std::uint64_t{1} << shift;
  const std::uint64_t below_point = low_limb(shifted) & (unit - 1);
  if (below_point - shifted_ratio_doubt < unit - 2 * shifted_ratio_doubt) [[likely]]
    return shifted >> shift;
  return ratio_x128(magnitude);
}

template <class Backend>
constexpr uint<160, Backend> make_price(u128 low, std::uint64_t high = 0) {
  return uint<160, Backend>::from_limbs({low_limb(low), high_limb(low), high});
}

}  // namespace detail

// ---- getSqrtRatioAtTick

/// getSqrtRatioAtTick: 2^96 * 1.0001^(tick / 2). The X128 ratio is a product of truncated factors,
/// inverted (rounding down) for positive ticks, then rounded *up* to X96. Strictly increasing; at
/// most 30 units of 2^-128 from the exact ratio before the inversion (docs/uniswap-v3.md).
/// Reverts: T.
template <class Backend = default_backend>
constexpr result<uint<160, Backend>> sqrt_ratio_at_tick(std::int32_t tick) {
  using word = uint<256, Backend>;
  const auto magnitude = static_cast<std::uint32_t>(tick < 0 ? -std::int64_t{tick} : tick);
  if (magnitude > static_cast<std::uint32_t>(max_tick)) return tick_out_of_range;
  constexpr unsigned to_x96 = 32;
  if (magnitude == 0) return uint<160, Backend>::power_of_two(96);
  if (tick < 0) {
    // The short ratio's error matters only where it may carry into what is kept.
    const detail::u128 quick = detail::short_ratio_x128(magnitude);
    const auto dropped = static_cast<std::uint32_t>(quick);
    if (dropped > detail::short_ratio_error && dropped < ~detail::short_ratio_error) [[likely]] {
      return detail::make_price<Backend>((quick >> to_x96) + 1);
    }
  }
  const detail::u128 ratio = detail::quick_ratio_x128(magnitude);
  if (tick < 0) {
    const detail::u128 rounding = static_cast<std::uint32_t>(ratio) != 0 ? 1 : 0;
    return detail::make_price<Backend>((ratio >> to_x96) + rounding);
  }
  const auto divisor =
      uint<128, Backend>::from_limbs({detail::low_limb(ratio), detail::high_limb(ratio)});
  const word inverse = div_down(word::max(), divisor);
  const bool inexact = static_cast<std::uint32_t>(to_u64_truncating(inverse)) != 0;
  const auto floor = truncate<160>(inverse >> to_x96);
  return inexact ? add_wrapping(floor, uint<160, Backend>::one()) : floor;
}

/// The same, factor by factor as the contract does it.
template <class Backend = default_backend>
constexpr result<uint<160, Backend>> sqrt_ratio_at_tick_by_steps(std::int32_t tick) {
  using word = uint<256, Backend>;
  const auto magnitude = static_cast<std::uint32_t>(tick < 0 ? -std::int64_t{tick} : tick);
  if (magnitude > static_cast<std::uint32_t>(max_tick)) return tick_out_of_range;
  word ratio = word::power_of_two(128);
  for (unsigned i = 0; i < detail::tick_factors_x128.size(); ++i) {
    if ((magnitude >> i & 1) == 0) continue;
    const detail::u128 factor = detail::tick_factors_x128[i];
    const auto wide = word::from_limbs({detail::low_limb(factor), detail::high_limb(factor), 0, 0});
    ratio = i == 0 ? wide : mul_wrapping(ratio, wide) >> 128;
  }
  if (tick > 0) ratio = div_down(word::max(), ratio);
  const bool inexact = static_cast<std::uint32_t>(to_u64_truncating(ratio)) != 0;
  const word price = ratio >> 32;
  return truncate<160>(inexact ? add_wrapping(price, word::one()) : price);
}

template <class Backend = default_backend>
inline constexpr uint<160, Backend> min_sqrt_ratio = detail::make_price<Backend>(4'295'128'739);

/// 1461446703485210103287273052203988822378723970342: the ratio at max_tick, which no price
/// reaches.
template <class Backend = default_backend>
inline constexpr uint<160, Backend> max_sqrt_ratio =
    detail::make_price<Backend>(detail::join(0xefd1fc6a50648849, 0x5d951d5263988d26), 0xfffd8963);

// ---- getTickAtSqrtRatio

namespace detail {

inline constexpr unsigned interval_bits = 9;

/// Reciprocals and logarithms of 512 intervals of [1, 2), for the logarithm below.
struct logarithm_tables {
  struct entry {
    u64 inverse_x63 = 0;         // 2^63 / c at the middle c of the interval, rounded down
    std::int64_t ticks_x40 = 0;  // log_sqrt(1.0001)(2^63 / inverse), off by less than 2^-34
  };
  std::array<entry, 1U << interval_bits> intervals{};
};

/// 2 / log2(1.0001), the number of ticks in a doubling of the sqrt price, as X40. The contract's
/// own constant 255738958999603826347141 is the same number as X64.
inline constexpr std::int64_t ticks_per_doubling_x40 = 0x36'27a3'01d7'1055;
/// 2 / ln(1.0001), the same for a factor e, as X40 and as X16.
inline constexpr u64 ticks_per_factor_e_x40 = 0x4e'20ff'fee8'64ca;
inline constexpr std::int64_t ticks_per_factor_e_x16 = 0x4e20'ffff;

/// ln((d + 1) / (d - 1)) = 2 (1 / d + 1 / 3d^3 + 1 / 5d^5 + …) as X60, at most 3 units too low; d
/// from 2^10 to 2^11 + 1, so that the next term is less than 2^-70.
constexpr u64 ln_of_neighbours_x60(u64 d) {
  constexpr u64 two_x60 = u64{1} << 61;
  return two_x60 / d + two_x60 / (3 * d * d * d) + two_x60 / (5 * d * d * d * d * d);
}

constexpr logarithm_tables make_logarithm_tables() {
  logarithm_tables tables;
  constexpr unsigned count = 1U << interval_bits;
  u64 ln_x60 = ln_of_neighbours_x60(2 * 2 * count + 1);  // of the first c, 1 + 1 / 1024
  for (unsigned i = 0; i < count; ++i) {
    // c = 1 + (i + 1/2) / 512 = (1025 + 2 i) / 1024.
    if (i != 0) ln_x60 += ln_of_neighbours_x60(2 * count + 2 * i);
    const u64 inverse = static_cast<u64>((2 * u128{count} << 63) / (2 * count + 1 + 2 * i));
    const u128 ticks_x100 = u128{ln_x60} * ticks_per_factor_e_x40;
    tables.intervals[i] = {inverse, static_cast<std::int64_t>(ticks_x100 >> 60)};
  }
  return tables;
}
inline constexpr logarithm_tables logarithms = make_logarithm_tables();

/// log_sqrt(1.0001)(price / 2^96) as X32, off by less than 2^-16: a table of 512 intervals and two
/// terms of ln(1 + r), |r| < 2^-10. The third term is worth less than 2^-17.2 ticks, all that is
/// rounded away together less than 2^-24.
template <class Backend>
constexpr std::int64_t tick_logarithm_x32(const uint<160, Backend>& price) {
  const auto limb = to_limbs(price);
  const unsigned top = limb[2] != 0 ? 2 : limb[1] != 0 ? 1 : 0;
  const auto shift = static_cast<unsigned>(std::countl_zero(limb[top]));
  const u64 mantissa = shift_left_limb(limb[top], top == 0 ? 0 : limb[top - 1], shift);  // X63
  const auto exponent = static_cast<std::int64_t>(limb_bits * (top + 1) - 1 - shift) - 96;

  constexpr u64 mask = (u64{1} << interval_bits) - 1;
  const auto& interval = logarithms.intervals[mantissa >> (63 - interval_bits) & mask];
  const u64 scaled = high_limb(mul_limb(mantissa, interval.inverse_x63));  // X62, near 1
  const auto r = static_cast<std::int64_t>(scaled - (u64{1} << 62));
  const std::int64_t r_x31 = r >> 31;
  const std::int64_t ln_x40 = (r - (r_x31 * r_x31 >> 1)) >> 22;
  const std::int64_t ticks_x40 = exponent * ticks_per_doubling_x40 + interval.ticks_x40 +
                                 (ln_x40 * ticks_per_factor_e_x16 >> 16);
  return ticks_x40 >> 8;
}

/// Whether the price at a tick is at most `price`, decided from the X128 ratio r there, without the
/// division that makes a price of it. With
/// P = price * 2^32, below price 1: ceil(r / 2^32) <= price when r <= P. Above:
/// ceil(floor((2^256 - 1) / r) / 2^32) <= price when (2^256 - 1) / r < P + 1, which is when
/// (P + 1) * r reaches 2^256.
ASSAY_ALWAYS_INLINE constexpr bool reaches_ratio(const std::array<u64, 3>& price_x128, u128 ratio,
                                                 bool is_inverted) {
  if (!is_inverted) return ratio <= join(price_x128[1], price_x128[0]);
  const u64 plus_one = price_x128[0] | 1;  // P ends in 32 zeros
  u64 carry = 0;
  mul_add_limb(plus_one, low_limb(ratio), 0, carry);
  const u64 second = mul_add_limb(price_x128[1], low_limb(ratio), 0, carry);
  const u64 third = mul_add_limb(price_x128[2], low_limb(ratio), 0, carry);
  const u64 fourth = carry;
  carry = 0;
  mul_add_limb(plus_one, high_limb(ratio), second, carry);
  mul_add_limb(price_x128[1], high_limb(ratio), third, carry);
  mul_add_limb(price_x128[2], high_limb(ratio), fourth, carry);
  return carry != 0;
}

/// What the ratio by one multiplication decides, which is nearly everything below small_factor_bit:
/// nothing where its error matters. `price` lies within 2^-16 ticks of the tick. On which side is
/// as likely as the other, so no branch asks for it.
ASSAY_ALWAYS_INLINE constexpr std::optional<bool> reaches_near_tick(u128 price, std::int32_t tick) {
  if (tick < 0) {
    const u128 ratio = short_ratio_x128(static_cast<std::uint32_t>(-tick));
    const u128 price_x128 = price << 32;
    if (price_x128 - ratio + short_ratio_error < 2 * u128{short_ratio_error}) [[unlikely]]
      return std::nullopt;
    return price_x128 >= ratio;
  }
  // Such a price is below 2^106. The leading 128 bits of its product with the ratio, scaled so that
  // 2^256 above is 2^(96 + shift), are off by less than 8: 6 for the ratio's error, 1 for what is
  // cut off, 1 for the `+ 1`.
  constexpr unsigned shift = 21;
  constexpr u128 whole = u128{1} << (96 + shift);
  constexpr unsigned doubt = 8;
  const u128 product = mul_high(price << shift, short_ratio_x128(static_cast<std::uint32_t>(tick)));
  if (product - whole + doubt < 2 * u128{doubt}) [[unlikely]]
    return std::nullopt;
  return product >= whole;
}

/// Whether the price at a tick is at most `price`, which lies within 2^-16 ticks of it.
template <class Backend>
[[gnu::noinline]] constexpr bool is_ratio_at_most(std::int32_t tick,
                                                  const uint<160, Backend>& price) {
  if (tick == 0) return bit_width(price) > 96;
  const auto limb = to_limbs(price);
  if (tick < std::int32_t{1} << small_factor_bit) {
    const std::optional<bool> decided = reaches_near_tick(join(limb[1], limb[0]), tick);
    if (decided) [[likely]]
      return *decided;
  }
  const bool is_inverted = tick > 0;
  const auto magnitude = static_cast<std::uint32_t>(is_inverted ? tick : -tick);
  const std::array<u64, 3> price_x128{limb[0] << 32, limb[1] << 32 | limb[0] >> 32,
                                      limb[2] << 32 | limb[1] >> 32};
  return reaches_ratio(price_x128, quick_ratio_x128(magnitude), is_inverted);
}

}  // namespace detail

/// getTickAtSqrtRatio: the greatest tick whose ratio is at most `price`. A short logarithm decides
/// it unless it lies within 2^-16 of an integer; then the ratio there does.
/// Reverts: R, below min_sqrt_ratio or at max_sqrt_ratio and above.
template <class Backend = default_backend>
constexpr result<std::int32_t> tick_at_sqrt_ratio(const uint<160, Backend>& price) {
  if (price < min_sqrt_ratio<Backend> || !(price < max_sqrt_ratio<Backend>)) {
    return sqrt_ratio_out_of_range;
  }
  constexpr std::uint32_t margin = 1U << 16;
  const std::int64_t log_x32 = detail::tick_logarithm_x32(price) + margin;
  const auto tick = static_cast<std::int32_t>(log_x32 >> 32);
  if (static_cast<std::uint32_t>(log_x32) >= 2 * margin) [[likely]]
    return tick;
  return tick - (detail::is_ratio_at_most(tick, price) ? 0 : 1);
}

/// The same by the contract's steps: log2 by 14 squarings, two candidates, one comparison.
template <class Backend = default_backend>
constexpr result<std::int32_t> tick_at_sqrt_ratio_by_steps(const uint<160, Backend>& price) {
  using word = uint<256, Backend>;
  using detail::join;
  using detail::u128;
  if (price < min_sqrt_ratio<Backend> || !(price < max_sqrt_ratio<Backend>)) {
    return sqrt_ratio_out_of_range;
  }
  const auto wide = [](u128 x) {
    return word::from_limbs({detail::low_limb(x), detail::high_limb(x), 0, 0});
  };
  const word ratio = widen<256>(price) << 32;
  const unsigned msb = bit_width(ratio) - 1;
  word r = msb >= 128 ? ratio >> (msb - 127) : ratio << (127 - msb);
  word log2 = word{msb} << 64;  // biased by 128 * 2^64, so that it stays unsigned
  for (unsigned bit = 63; bit >= 50; --bit) {
    r = mul_wrapping(r, r) >> 127;
    const word f = r >> 128;
    log2 |= f << bit;
    if (!f.is_zero()) r >>= 1;
  }
  // (log2 - 128 * 2^64) * C -+ margin, arithmetic-shifted by 128: a bias keeps it unsigned.
  constexpr unsigned bias_bits = 24;
  const word factor = wide(join(0x3627, 0xa301d71055774c85));
  const word bias = word::power_of_two(128 + bias_bits);
  const word log_sqrt = sub_wrapping(add_wrapping(mul_wrapping(log2, factor), bias),
                                     mul_wrapping(word{128} << 64, factor));
  const word below = wide(join(0x028f6481ab7f045a, 0x5af012a19d003aaa));
  const word above = wide(join(0xdb2df09e81959a81, 0x455e260799a0632f));
  const auto unbias = [](const word& x) {
    return static_cast<std::int32_t>(static_cast<std::int64_t>(to_u64_truncating(x >> 128)) -
                                     (std::int64_t{1} << bias_bits));
  };
  const std::int32_t low = unbias(sub_wrapping(log_sqrt, below));
  const std::int32_t high = unbias(add_wrapping(log_sqrt, above));
  if (low == high) return low;
  return sqrt_ratio_at_tick_by_steps<Backend>(high).value() <= price ? high : low;
}

}  // namespace assay
