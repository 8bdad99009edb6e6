// A trace that has been opened: its header line is read, its protocol known; the steps follow.
#pragma once

#include <memory>
#include <string>

#include "assay/trace/line_reader.hpp"

namespace assay::trace {

inline constexpr std::string_view format_name = "pooltrace-1";

class trace_file {
 public:
  // Throws input_error when the file cannot be read or does not begin with a pooltrace header.
  // `strict`: unknown keys are errors instead of being ignored.
  explicit trace_file(const std::string& path, bool strict = false);
  trace_file(std::unique_ptr<byte_source> source, const std::string& name, bool strict = false);

  [[nodiscard]] const std::string& name() const { return lines_.name(); }
  [[nodiscard]] const std::string& header() const { return header_; }  // line 1 as it stands
  [[nodiscard]] const std::string& protocol() const { return protocol_; }
  [[nodiscard]] bool strict() const { return strict_; }
  [[nodiscard]] line_reader& lines() { return lines_; }

 private:
  line_reader lines_;
  bool strict_;
  std::string header_;
  std::string protocol_;
};

// What is fixed about the header whatever the protocol: the header of a trace whose answers come
// from elsewhere than `header` says, with the same seed and parameters.
std::string header_for_subject(const trace_file& file, std::string_view subject);

}  // namespace assay::trace
