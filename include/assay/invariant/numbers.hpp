// From the engine's words to the model's integers and back: the one bridge between the two.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "assay/model/integer.hpp"
#include "assay/word/sint.hpp"
#include "assay/word/uint.hpp"

namespace assay::invariant {

/// to = from, exactly.
template <class Word>
void assign(model::integer& to, const Word& from) {
  using limb = boost::multiprecision::limb_type;
  const auto limbs = to_limbs(from);
  if constexpr (sizeof(limb) == sizeof(limbs[0])) {
    auto& backend = to.backend();
    backend.resize(static_cast<unsigned>(limbs.size()), static_cast<unsigned>(limbs.size()));
    for (std::size_t i = 0; i < limbs.size(); ++i) backend.limbs()[i] = limbs[i];
    backend.sign(false);
    backend.normalize();
  } else {
    import_bits(to, limbs.begin(), limbs.end(), 64, false);
  }
}

template <class Word>
model::integer to_integer(const Word& from) {
  model::integer to;
  assign(to, from);
  return to;
}

/// The word of a number from 0 to 2^bits - 1.
template <class Word>
Word to_word(const model::integer& from) {
  using limb = boost::multiprecision::limb_type;
  typename Word::limb_array limbs{};
  if constexpr (sizeof(limb) == sizeof(limbs[0])) {
    const std::size_t size = std::min<std::size_t>(from.backend().size(), limbs.size());
    for (std::size_t i = 0; i < size; ++i) limbs[i] = from.backend().limbs()[i];
  } else {
    for (std::size_t i = 0; i < limbs.size(); ++i) {
      const model::integer part = model::modulo_power_of_two(from >> (64 * i), 64);
      limbs[i] = static_cast<std::uint64_t>(part);
    }
  }
  return Word::from_limbs(limbs);
}

template <class Word>
void assign(std::vector<model::integer>& to, const std::vector<Word>& from) {
  to.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) assign(to[i], from[i]);
}

/// Are the two the same number? Much cheaper than assigning.
template <class Word>
bool is_same(const model::integer& a, const Word& b) {
  using limb = boost::multiprecision::limb_type;
  const auto limbs = to_limbs(b);
  if constexpr (sizeof(limb) == sizeof(limbs[0])) {
    const auto& backend = a.backend();
    const std::size_t size = backend.size();
    if (backend.sign() || size > limbs.size()) return false;
    for (std::size_t i = 0; i < limbs.size(); ++i) {
      if (limbs[i] != (i < size ? backend.limbs()[i] : limb{0})) return false;
    }
    return true;
  } else {
    return a == to_integer(b);
  }
}

/// to = from, written only where it changes something.
template <class Word>
void refresh(model::integer& to, const Word& from) {
  if (!is_same(to, from)) assign(to, from);
}

/// to = from, with its sign.
template <unsigned N, class Backend>
void assign_signed(model::integer& to, const sint<N, Backend>& from) {
  assign(to, magnitude(from));
  if (from.is_negative()) to = -to;
}

/// The two's complement of a number from -2^(bits - 1) to 2^bits - 1.
template <class Word>
Word to_complement(const model::integer& from) {
  return to_word<Word>(from.sign() < 0 ? model::integer(from + model::power_of_two(Word::bits))
                                       : from);
}

}  // namespace assay::invariant
