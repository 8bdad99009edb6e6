// Anything that can run a trace: engine, proved model, EVM bytecode, a program on a pipe.
#pragma once

#include <cstdint>
#include <string_view>

namespace assay {

// `Protocol` names the plain-data types of one protocol (for Uniswap V2:
// subject/uniswap_v2.hpp). References returned stay valid until the next call.
template <class Protocol>
class subject {
 public:
  virtual ~subject() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;

  // Begins a trace. Every trace starts with a createPool operation.
  virtual void begin(const typename Protocol::setup& setup) = 0;

  // Runs one operation; after a revert the state is unchanged to the byte.
  virtual const typename Protocol::receipt& apply(
      const typename Protocol::operation& operation) = 0;

  // The whole observable state now.
  [[nodiscard]] virtual const typename Protocol::state& state() = 0;

  // Goes on from a state that another source vouches for, to resynchronise after a difference.
  // `rules` is the index that the episode's createPool named. False: this subject cannot.
  virtual bool set_state(const typename Protocol::state&, std::uint32_t /*rules*/) { return false; }
};

}  // namespace assay
