// JSON that says two things at once: readers would take the first, or the last, and call it right.
#pragma once

#include <optional>
#include <string>

namespace simdjson::dom {
class element;
}

namespace assay::trace {

/// A key that one object of the document, at any depth, holds twice: the path to it, with dots,
/// printable. Nothing when there is none.
[[nodiscard]] std::optional<std::string> repeated_key(const simdjson::dom::element& document);

}  // namespace assay::trace
