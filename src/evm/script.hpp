// A sequence of operations as the calls that it makes, so that it can be run elsewhere. Private.
#pragma once

#include <cstdint>
#include <vector>

#include "assay/evm/actors.hpp"
#include "assay/word/sint.hpp"

namespace assay::evm {

/// A storage slot that the host writes.
struct script_poke {
  evm_account where{};
  word key{};
  word value{};
};

struct script_step {
  std::uint64_t time = 0;
  std::vector<script_poke> pokes{};  // first
  bool is_called = false;            // the host alone acts otherwise
  evm_account caller{};
  std::vector<call_step> calls{};
  std::vector<call_step> inside{};  // calls that the callback makes before it pays
  // V3's callbacks pay what is owed, and so much more of each token; a flash returns the amounts.
  std::array<sint<256>, 2> extra{};
  std::array<word, 2> lent{};
};

struct script {
  evm_account pool{};
  evm_account factory{};
  std::array<evm_account, 2> tokens{};
  std::vector<evm_account> actors{};
  bytes constructor_arguments{};
  std::array<bool, 2> odd_tokens{};  // of V2: the token's code is odd_token.yul
  std::uint32_t fee_pips = 0;        // of V3's pool
  std::int32_t tick_spacing = 0;
  std::vector<script_poke> pokes{};  // before the first step
  std::vector<script_step> steps{};

  /// A pool is made: what came before does not count.
  void begin() { *this = {}; }
};

/// A subject that can say what it calls.
class scripted_subject {
 public:
  virtual ~scripted_subject() = default;
  /// Records from now on; nullptr ends it.
  virtual void record_to(script* to) = 0;
};

}  // namespace assay::evm
