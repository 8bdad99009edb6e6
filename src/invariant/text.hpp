// Building the sentence that a violation is reported with. Never on the path of a step that holds.
#pragma once

#include <string>
#include <string_view>

#include "assay/model/integer.hpp"

namespace assay::invariant {

inline void append(std::string& to, std::string_view text) { to.append(text); }
inline void append(std::string& to, const model::integer& value) { to.append(value.str()); }
inline void append(std::string& to, std::uint64_t value) { to.append(std::to_string(value)); }
inline void append(std::string& to, unsigned value) { to.append(std::to_string(value)); }
inline void append(std::string& to, int value) { to.append(std::to_string(value)); }

/// The parts one after another: text and numbers.
template <class... Parts>
std::string say(const Parts&... parts) {
  std::string out;
  (append(out, parts), ...);
  return out;
}

}  // namespace assay::invariant
