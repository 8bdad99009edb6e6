// A subject that can be asked what it would do.
#pragma once

namespace assay {

template <class Operation>
class trial_subject {
 public:
  virtual ~trial_subject() = default;
  /// Would it accept the operation now? Leaves everything as it was. Only a swap without a callback
  /// may be asked about.
  virtual bool accepts(const Operation& asked) = 0;
};

}  // namespace assay
