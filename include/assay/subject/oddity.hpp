// What a subject shows beyond receipts and states.
#pragma once

#include <string>

namespace assay {

/// Something that a user of a contract can see and that neither receipt nor state can hold: an
/// answer of the wrong shape, an event that the protocol does not know, a constant that is another.
struct oddity {
  std::string field{};  // "result.events[1]", "state.name()"
  std::string expected{};
  std::string got{};
};

/// A subject that runs code which nobody vouches for. Whoever compares answers asks for oddities
/// first.
class odd_subject {
 public:
  virtual ~odd_subject() = default;
  /// What was odd about the last operation, or nothing.
  [[nodiscard]] virtual const oddity* odd() const = 0;
};

/// A subject whose code differs from the protocol's on purpose.
template <class Receipt>
class excused_subject {
 public:
  virtual ~excused_subject() = default;
  /// Takes what the last answer may differ in over from the one that was expected.
  virtual void excuse(const Receipt& expected) = 0;
};

}  // namespace assay
