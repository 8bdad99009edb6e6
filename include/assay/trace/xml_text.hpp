// Text inside of XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace assay::trace {

/// Text fit for an attribute or an element of XML 1.0 or HTML. What XML cannot hold becomes a
/// question mark, and so does all that is not ASCII in a text that is no UTF-8, as names of files
/// need not be.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace assay::trace
