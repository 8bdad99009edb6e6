// Escapes of XML.
#include "assay/trace/xml_text.hpp"

#include <simdjson.h>

namespace assay::trace {

std::string xml_text(std::string_view text) {
  const bool is_utf8 = simdjson::validate_utf8(text);
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\t':
        out += "&#9;";
        break;
      default: {
        const auto byte = static_cast<unsigned char>(letter);
        out.push_back(byte < ' ' || (byte >= 0x80 && !is_utf8) ? '?' : letter);
      }
    }
  }
  return out;
}

}  // namespace assay::trace
