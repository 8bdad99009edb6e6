// A writer of the members of one object, lean because states are most of a trace's bytes. Private
// to the trace layer.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>

#include "assay/ledger/account.hpp"
#include "assay/trace/json_writer.hpp"
#include "assay/word/format.hpp"
#include "assay/word/sint.hpp"

namespace assay::trace {

// `AccountName` names accounts that are no actors, as the protocol calls them.
template <auto AccountName>
class json_members {
 public:
  explicit json_members(std::string& out) : out_(out) { out_.push_back('{'); }
  void close() { out_.push_back('}'); }

  json_members& key(std::string_view name) {
    if (!first_) out_.push_back(',');
    first_ = false;
    out_.push_back('"');
    out_.append(name);
    out_.append("\":");
    return *this;
  }
  // A uint or sint, as a decimal string.
  template <class Number>
  json_members& number(std::string_view name, const Number& value) {
    key(name);
    out_.push_back('"');
    append_decimal(out_, value);
    out_.push_back('"');
    return *this;
  }
  json_members& text(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(out_, value);
    return *this;
  }
  json_members& flag(std::string_view name, bool value) {
    key(name);
    out_.append(value ? "true" : "false");
    return *this;
  }
  // A JSON number.
  json_members& integer(std::string_view name, std::int64_t value) {
    key(name);
    fmt::format_to(std::back_inserter(out_), "{}", value);
    return *this;
  }
  json_members& integer(std::string_view name, std::uint64_t value) {
    key(name);
    fmt::format_to(std::back_inserter(out_), "{}", value);
    return *this;
  }
  json_members& integer(std::string_view name, std::uint32_t value) {
    return integer(name, std::uint64_t{value});
  }
  json_members& integer(std::string_view name, std::int32_t value) {
    return integer(name, std::int64_t{value});
  }
  json_members& holder(std::string_view name, account who) {
    if (who.is_actor()) return integer(name, who.actor_number());
    return text(name, AccountName(who));
  }
  [[nodiscard]] std::string& out() { return out_; }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace assay::trace
