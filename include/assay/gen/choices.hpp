// The choice sequence: the bytes from which a generator draws every decision.
//
// A fuzzer's input, a seeded generator of random numbers and a property-testing library all feed
// the same generators this way, and whatever one of them finds, the others can replay. Zero is the
// simplest choice everywhere: it is what a sequence that has run out goes on giving, so that
// cutting a sequence short, or zeroing its bytes, makes what is generated from it simpler.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "assay/word/uint.hpp"

namespace assay::gen {

/// The numbers that generators draw: words of the product.
using word = uint<256>;

/// The next number of the SplitMix64 sequence; `state` moves on. Any state is a good one.
std::uint64_t split_mix(std::uint64_t& state);

class choices {
 public:
  /// Endless choices that follow from `seed`, the same on every machine (xoshiro256**).
  explicit choices(std::uint64_t seed);
  /// The given bytes, then zeros. `bytes` must outlive the object.
  explicit choices(std::span<const std::uint8_t> bytes) : bytes_(bytes), is_endless_(false) {}

  /// The given bytes, then the choices that follow from `seed`.
  choices(std::span<const std::uint8_t> bytes, std::uint64_t seed) : choices(seed) {
    bytes_ = bytes;
  }

  /// From now on every byte given is appended to `tape` too; nullptr ends it.
  void record_to(std::vector<std::uint8_t>* tape) { tape_ = tape; }

  /// Has a finite sequence been used up?
  [[nodiscard]] bool exhausted() const { return !is_endless_ && position_ >= bytes_.size(); }

  /// A number of 0 to 8 bytes, the first byte being the least significant.
  std::uint64_t number(unsigned byte_count);
  /// 0 <= x < n; n >= 1. Uses one byte for n <= 2^8, two for n <= 2^16, else eight, and favours
  /// small numbers slightly where n does not divide the power of two.
  std::uint64_t below(std::uint64_t n);
  /// True in `hits` of `out_of` cases; the simplest choice is false.
  bool chance(std::uint64_t hits, std::uint64_t out_of) { return below(out_of) >= out_of - hits; }
  /// One of the given values; the first is the simplest.
  template <class T, std::size_t N>
  T one_of(const T (&values)[N]) {
    return values[below(N)];
  }

  /// A number whose bit width is uniform in 0..max_bits: every magnitude is as likely as any other.
  word log_uniform(unsigned max_bits);
  /// One of 0, 1, 2, 2^k - 1, 2^k, 2^k + 1, 2^256 - 1.
  word boundary();
  /// 0 <= x <= most: the remainder of 256 random bits. Each is as likely as any other for a `most`
  /// far below 2^256; near it, the lower ones are up to twice as likely as the others.
  word uniform(const word& most);
  /// `value` itself (the simplest), or up to 3 above or below it; never wraps.
  word near(const word& value);

 private:
  std::uint8_t next_byte();

  std::span<const std::uint8_t> bytes_{};
  std::size_t position_ = 0;
  bool is_endless_;
  std::array<std::uint64_t, 4> random_state_{};
  std::uint64_t buffer_ = 0;  // random bytes not yet given
  unsigned buffered_ = 0;
  std::vector<std::uint8_t>* tape_ = nullptr;
};

/// a + b, or 2^256 - 1 where that would wrap.
word add_saturating(const word& a, const word& b);
/// a - b, or 0 where that would wrap.
word sub_saturating(const word& a, const word& b);

}  // namespace assay::gen
