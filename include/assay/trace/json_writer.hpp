// Writes compact JSON into a string: traces, and what commands print with --json.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::trace {

// Appends `text` in quotes, escaped; invalid UTF-8 is replaced, so the result is always valid.
void append_json_string(std::string& out, std::string_view text);

// Commas are the writer's business; nesting is the caller's. Usage:
//   json.begin_object().key("operations").value(3).key("traces").begin_array()...
class json_writer {
 public:
  explicit json_writer(std::string& out) : out_(out) {}

  json_writer& begin_object() { return open('{'); }
  json_writer& end_object() { return close('}'); }
  json_writer& begin_array() { return open('['); }
  json_writer& end_array() { return close(']'); }

  json_writer& key(std::string_view name);
  json_writer& value(std::string_view text);
  json_writer& value(const char* text) { return value(std::string_view(text)); }
  json_writer& value(bool flag);
  json_writer& value(std::uint64_t number);
  json_writer& value(std::int64_t number);
  json_writer& value(unsigned number) { return value(std::uint64_t{number}); }
  json_writer& value(int number) { return value(std::int64_t{number}); }
  json_writer& value(double number);  // the shortest form; null when not finite
  json_writer& null();
  json_writer& raw(std::string_view json);  // a value that is JSON already

 private:
  json_writer& open(char bracket);
  json_writer& close(char bracket);
  void separate();

  std::string& out_;
  bool needs_comma_ = false;
};

}  // namespace assay::trace
