// A subject that can be asked what it would do.
#pragma once

namespace assay {

template <class Operation>
class trial_subject {
 public:
  virtual ~trial_subject() = default;
  /// Would it accept the operation now? Only a swap without a callback may be asked about; any
  /// other operation throws std::bad_variant_access. Leaves everything as it was but for the
  /// block's time, which stays the asked operation's until the next step sets its own.
  virtual bool accepts(const Operation& asked) = 0;
};

}  // namespace assay
