// Bytes to decisions: the same on every machine, from whatever source.
#include "assay/gen/choices.hpp"

#include <bit>

namespace assay::gen {
namespace {

// xoshiro256** 1.0 (Blackman and Vigna, public domain): 64 random bits.
std::uint64_t next_random(std::array<std::uint64_t, 4>& s) {
  const std::uint64_t result = std::rotl(s[1] * 5, 7) * 9;
  const std::uint64_t shifted = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = std::rotl(s[3], 45);
  return result;
}

}  // namespace

std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

choices::choices(std::uint64_t seed) : is_endless_(true) {
  for (std::uint64_t& part : random_state_) part = split_mix(seed);
}

std::uint8_t choices::next_byte() {
  std::uint8_t byte = 0;
  if (position_ < bytes_.size()) {
    byte = bytes_[position_++];
  } else if (is_endless_) {
    if (buffered_ == 0) {
      buffer_ = next_random(random_state_);
      buffered_ = 8;
    }
    byte = static_cast<std::uint8_t>(buffer_ & 0xff);
    buffer_ >>= 8;
    --buffered_;
  }
  if (tape_ != nullptr) tape_->push_back(byte);
  return byte;
}

std::uint64_t choices::number(unsigned byte_count) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < byte_count; ++i) value |= std::uint64_t{next_byte()} << (8 * i);
  return value;
}

std::uint64_t choices::below(std::uint64_t n) {
  ASSAY_ASSERT(n >= 1);
  if (n == 1) return 0;
  if (n <= 0x100) return number(1) % n;
  if (n <= 0x10000) return number(2) % n;
  return number(8) % n;
}

word choices::log_uniform(unsigned max_bits) {
  ASSAY_ASSERT(max_bits <= word::bits);
  const auto width = static_cast<unsigned>(below(max_bits + 1));
  if (width == 0) return word::zero();
  word::limb_array limbs{};
  for (unsigned bits = width, i = 0; bits > 0; ++i) {
    const unsigned here = bits < 64 ? bits : 64;
    limbs[i] = number((here + 7) / 8);
    if (here < 64) limbs[i] &= (std::uint64_t{1} << here) - 1;
    bits -= here;
  }
  return word::from_limbs(limbs) | word::power_of_two(width - 1);
}

word choices::uniform(const word& most) {
  word::limb_array limbs{};
  for (auto& limb : limbs) limb = number(8);
  const word any = word::from_limbs(limbs);
  if (most == word::max()) return any;
  return widen<word::bits>(rem(any, add_wrapping(most, word::one())));
}

word choices::boundary() {
  const std::uint64_t kind = below(7);
  if (kind < 3) return word{kind};
  if (kind == 6) return word::max();
  const word power = word::power_of_two(static_cast<unsigned>(below(256)));
  if (kind == 3) return sub_wrapping(power, word::one());
  if (kind == 4) return power;
  return add_wrapping(power, word::one());
}

word choices::near(const word& value) {
  static constexpr std::uint64_t distances[] = {0, 0, 1, 1, 2, 3};
  const std::uint64_t drawn = below(12);
  const word distance{distances[drawn / 2]};
  return (drawn & 1) != 0 ? add_saturating(value, distance) : sub_saturating(value, distance);
}

word add_saturating(const word& a, const word& b) {
  const auto sum = add_carry(a, b);
  return sum.carry ? word::max() : sum.value;
}

word sub_saturating(const word& a, const word& b) {
  return a > b ? sub_wrapping(a, b) : word::zero();
}

}  // namespace assay::gen
