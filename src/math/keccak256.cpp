// Keccak[c = 512] with 256 bits of output and the padding of the original submission.
// G. Bertoni, J. Daemen, M. Peeters, G. Van Assche, "The Keccak reference", version 3.0, 2011.
#include "assay/math/keccak256.hpp"

#include <bit>
#include <cstddef>

namespace assay {

namespace {

constexpr std::size_t lane_count = 25;
constexpr std::size_t lane_bytes = 8;
constexpr std::size_t rounds = 24;
constexpr std::size_t rate_bytes = 136;  // 200 bytes of state less twice the 32 bytes of output

using state_lanes = std::array<std::uint64_t, lane_count>;

/// Round constants of iota: bit 2^j - 1 of constant i is bit j + 7 i of the output of the LFSR
/// x^8 + x^6 + x^5 + x^4 + 1 (The Keccak reference, section 1.2).
constexpr auto round_constants = [] {
  std::array<std::uint64_t, rounds> constants{};
  unsigned lfsr = 1;
  for (auto& constant : constants) {
    for (unsigned j = 0; j < 7; ++j) {
      if ((lfsr & 1) != 0) constant |= std::uint64_t{1} << ((1U << j) - 1);
      const unsigned shifted = lfsr << 1;
      lfsr = (shifted & 0x100) != 0 ? (shifted ^ 0x171) & 0xff : shifted;
    }
  }
  return constants;
}();

struct lane_move {
  std::size_t target;
  int rotation;
};

/// rho and pi together, as one cycle through all lanes but the first: lane (x, y) goes to
/// (y, 2x + 3y), and the t-th lane of the cycle is rotated by (t + 1)(t + 2) / 2.
constexpr auto lane_cycle = [] {
  std::array<lane_move, lane_count - 1> moves{};
  std::size_t x = 1;
  std::size_t y = 0;
  for (std::size_t t = 0; t < moves.size(); ++t) {
    const std::size_t next_y = (2 * x + 3 * y) % 5;
    x = y;
    y = next_y;
    moves[t] = {x + 5 * y, static_cast<int>(((t + 1) * (t + 2) / 2) % 64)};
  }
  return moves;
}();

void theta(state_lanes& a) {
  std::array<std::uint64_t, 5> parity{};
  for (std::size_t i = 0; i < lane_count; ++i) parity[i % 5] ^= a[i];
  for (std::size_t i = 0; i < lane_count; ++i) {
    a[i] ^= parity[(i + 4) % 5] ^ std::rotl(parity[(i + 1) % 5], 1);
  }
}

void rho_pi(state_lanes& a) {
  std::uint64_t moving = a[1];
  for (const lane_move& move : lane_cycle) {
    const std::uint64_t displaced = a[move.target];
    a[move.target] = std::rotl(moving, move.rotation);
    moving = displaced;
  }
}

void chi(state_lanes& a) {
  for (std::size_t row = 0; row < lane_count; row += 5) {
    std::array<std::uint64_t, 5> before{};
    for (std::size_t x = 0; x < 5; ++x) before[x] = a[row + x];
    for (std::size_t x = 0; x < 5; ++x) {
      a[row + x] = before[x] ^ (~before[(x + 1) % 5] & before[(x + 2) % 5]);
    }
  }
}

void permute(state_lanes& a) {
  for (const std::uint64_t constant : round_constants) {
    theta(a);
    rho_pi(a);
    chi(a);
    a[0] ^= constant;
  }
}

void absorb_byte(state_lanes& a, std::size_t position, std::uint8_t byte) {
  a[position / lane_bytes] ^= std::uint64_t{byte} << (8 * (position % lane_bytes));
}

}  // namespace

hash256 keccak256(std::span<const std::uint8_t> bytes) {
  state_lanes state{};
  std::size_t position = 0;
  for (const std::uint8_t byte : bytes) {
    absorb_byte(state, position, byte);
    if (++position == rate_bytes) {
      permute(state);
      position = 0;
    }
  }
  // Padding 10*1; both ends meet in one byte when only one is left.
  absorb_byte(state, position, 0x01);
  absorb_byte(state, rate_bytes - 1, 0x80);
  permute(state);

  hash256 digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state[i / lane_bytes] >> (8 * (i % lane_bytes)));
  }
  return digest;
}

}  // namespace assay
