// Judges a JSON document by a JSON Schema, as far as the schemas of vector files go: a keyword that
// is not known here is a problem too, never silently ignored.
#pragma once

#include <simdjson.h>

#include <functional>
#include <string>
#include <string_view>

namespace assay::vectors {

class schema_check {
 public:
  using element = simdjson::dom::element;
  /// Told each problem: where in the document ("testGroups[0].tests[3].canary") and what.
  using report = std::function<void(const std::string& where, const std::string& what)>;

  /// `common` is the document that references of the form common.json#/… point into.
  schema_check(element common, report tell) : common_(common), tell_(std::move(tell)) {}

  /// Checks the types, keys, ranges and constants of `document`, and that the keys of every object
  /// are in alphabetical order without repetition.
  void check(const element& document, const element& schema, const std::string& where);

 private:
  void check_keyword(const element& document, std::string_view keyword, const element& rule,
                     const std::string& where);
  void check_type(const element& document, std::string_view type, const std::string& where);
  void check_format(const element& document, std::string_view format, const std::string& where);
  void check_object(const element& document, const element& schema, const std::string& where);
  void check_required(const element& document, const element& names, const std::string& where);
  void check_items(const element& document, const element& schema, const std::string& where);
  void check_enum(const element& document, const element& allowed, const std::string& where);

  element common_;
  report tell_;
};

}  // namespace assay::vectors
