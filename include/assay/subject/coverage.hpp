// How much of its answers a subject works out itself.
#pragma once

#include <cstddef>

namespace assay {

/// What a subject does not answer it takes from the engine, so that its answers are whole.
/// Comparing that says nothing about the subject: it is not counted.
struct coverage {
  bool whole = true;         // everything is its own, but for `left_out` fields
  bool outcome = true;       // else: whether success or revert is
  std::size_t fields = 0;    // else: how many of the fields are
  std::size_t left_out = 0;  // of what is whole
};

/// A subject that does not answer everything itself is one of these too.
class partial_subject {
 public:
  virtual ~partial_subject() = default;
  /// Of its last answer.
  [[nodiscard]] virtual coverage covered() const = 0;
};

/// Of the last answer of any subject.
template <class Subject>
coverage coverage_of(const Subject& subject) {
  const auto* partial = dynamic_cast<const partial_subject*>(&subject);
  return partial == nullptr ? coverage{} : partial->covered();
}

}  // namespace assay
