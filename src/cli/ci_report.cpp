// SARIF and JUnit documents of what commands find.
#include "ci_report.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "assay/trace/byte_stream.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/json_writer.hpp"
#include "assay/trace/xml_text.hpp"
#include "assay/version.hpp"
#include "command.hpp"

namespace assay::cli {
namespace {

using trace::xml_text;

// A path as a relative reference of RFC 3986: other bytes are escaped.
std::string as_uri(std::string_view path) {
  constexpr std::string_view plain = "-._~/";
  std::string uri;
  for (const char letter : path) {
    const bool is_plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                          (letter >= '0' && letter <= '9') ||
                          plain.find(letter) != std::string_view::npos;
    if (is_plain) {
      uri.push_back(letter);
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
    }
  }
  return uri;
}

std::vector<std::string> rules_of(std::span<const checked_part> parts) {
  std::vector<std::string> rules;
  for (const checked_part& part : parts) {
    for (const finding& found : part.findings) rules.push_back(found.rule);
  }
  std::sort(rules.begin(), rules.end());
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  return rules;
}

void write_result(trace::json_writer& json, const checked_part& part, const finding& found,
                  std::size_t rule_index) {
  json.begin_object().key("ruleId").value(found.rule);
  json.key("ruleIndex").value(std::uint64_t{rule_index}).key("level").value("error");
  json.key("message").begin_object().key("text").value(found.message).end_object();
  if (part.is_file) {
    json.key("locations").begin_array().begin_object().key("physicalLocation").begin_object();
    json.key("artifactLocation").begin_object().key("uri").value(as_uri(part.name)).end_object();
    if (found.line != 0) {
      json.key("region").begin_object().key("startLine").value(found.line).end_object();
    }
    json.end_object().end_object().end_array();
  }
  json.end_object();
}

std::size_t error_count(const checked_part& part) { return part.error.empty() ? 0 : 1; }

std::size_t case_count(const checked_part& part) {
  return std::max<std::size_t>(part.findings.size() + error_count(part), 1);
}

std::string junit_suite(std::string_view command, const checked_part& part) {
  const std::string name = xml_text(part.name);
  std::string text = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"0\" "
      "time=\"{:.6f}\">\n",
      name, case_count(part), part.findings.size(), error_count(part), part.seconds);
  const auto test_case = [&](const std::string& what) {
    return fmt::format("    <testcase classname=\"assay.{}\" name=\"{}\" time=\"0\"", command,
                       xml_text(what));
  };
  if (part.findings.empty() && part.error.empty()) {
    text += test_case(part.name + ": " + part.description) + "/>\n";
  }
  for (const finding& found : part.findings) {
    const std::string place = found.line == 0 ? "" : fmt::format(":{}", found.line);
    text += test_case(part.name + place + ": " + found.rule) + ">\n";
    text += fmt::format("      <failure type=\"{}\" message=\"{}\"/>\n    </testcase>\n",
                        xml_text(found.rule), xml_text(found.message));
  }
  if (!part.error.empty()) {
    text += test_case(part.name + ": " + part.description) + ">\n";
    text += fmt::format("      <error type=\"error\" message=\"{}\"/>\n    </testcase>\n",
                        xml_text(part.error));
  }
  std::string counted = part.description;
  if (part.more > 0) counted += fmt::format("; {} more findings are only counted", part.more);
  return text + fmt::format("    <system-out>{}</system-out>\n  </testsuite>\n", xml_text(counted));
}

}  // namespace

void add_ci_report(CLI::App& command, ci_report& wanted) {
  command.add_option("--sarif", wanted.sarif, "Write what is found as SARIF 2.1.0 to this file");
  command.add_option("--junit", wanted.junit, "Write what is found as JUnit XML to this file");
}

void prepare_ci_report(const ci_report& wanted, std::span<const std::string> taken) {
  namespace fs = std::filesystem;
  std::vector<fs::path> known;
  for (const std::string& path : taken) {
    if (!path.empty() && path != "-") known.push_back(fs::weakly_canonical(fs::absolute(path)));
  }
  for (const auto& [flag, path] : {std::pair{"--sarif", wanted.sarif}, {"--junit", wanted.junit}}) {
    if (path.empty()) continue;
    if (path == "-") trace::fail(flag, "cannot go to standard output", "name a file");
    const fs::path whole = fs::weakly_canonical(fs::absolute(path));
    if (std::find(known.begin(), known.end(), whole) != known.end()) {
      trace::fail(flag, "would overwrite " + trace::printable(path), "name another file");
    }
    known.push_back(whole);
    if (fs::is_directory(whole) || access(whole.parent_path().c_str(), W_OK) != 0) {
      trace::fail(path, "cannot be written", "name a file in a folder that is there");
    }
    std::error_code ignored;  // what an earlier run found is not what this one finds
    fs::remove(whole, ignored);
  }
}

void write_ci_report(const ci_report& wanted, std::string_view command,
                     std::span<const checked_part> parts) {
  if (!wanted.sarif.empty()) {
    trace::write_file(wanted.sarif, to_sarif(command, parts, !interrupted()) + "\n");
  }
  if (!wanted.junit.empty()) trace::write_file(wanted.junit, to_junit(command, parts));
}

std::string to_sarif(std::string_view command, std::span<const checked_part> parts, bool is_whole) {
  const std::vector<std::string> rules = rules_of(parts);
  std::string document;
  trace::json_writer json(document);
  json.begin_object().key("$schema").value("https://json.schemastore.org/sarif-2.1.0.json");
  json.key("version").value("2.1.0").key("runs").begin_array().begin_object();
  json.key("tool").begin_object().key("driver").begin_object().key("name").value("assay");
  json.key("version").value(version()).key("rules").begin_array();
  for (const std::string& rule : rules) {
    json.begin_object().key("id").value(rule).key("shortDescription").begin_object();
    json.key("text").value(fmt::format("assay {}: {}", command, rule)).end_object().end_object();
  }
  json.end_array().end_object().end_object();
  json.key("invocations").begin_array().begin_object();
  const bool has_error = std::any_of(parts.begin(), parts.end(), error_count);
  json.key("executionSuccessful").value(is_whole && !has_error);
  json.key("toolExecutionNotifications").begin_array();
  const auto notify = [&](std::string_view level, std::string_view text) {
    json.begin_object().key("level").value(level).key("message").begin_object();
    json.key("text").value(text).end_object().end_object();
  };
  for (const checked_part& part : parts) {
    std::string text = part.name + ": " + part.description;
    if (part.more > 0) text += fmt::format("; {} more findings are only counted", part.more);
    notify("note", text);
    if (!part.error.empty()) notify("error", part.error);
  }
  json.end_array().end_object().end_array().key("results").begin_array();
  for (const checked_part& part : parts) {
    for (const finding& found : part.findings) {
      const auto at = std::lower_bound(rules.begin(), rules.end(), found.rule);
      write_result(json, part, found, static_cast<std::size_t>(at - rules.begin()));
    }
  }
  json.end_array().end_object().end_array().end_object();
  return document;
}

std::string to_junit(std::string_view command, std::span<const checked_part> parts) {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  double seconds = 0;
  std::string suites;
  for (const checked_part& part : parts) {
    tests += case_count(part);
    failures += part.findings.size();
    errors += error_count(part);
    seconds += part.seconds;
    suites += junit_suite(command, part);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"assay {}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
      "time=\"{:.6f}\">\n"
      "{}</testsuites>\n",
      command, tests, failures, errors, seconds, suites);
}

}  // namespace assay::cli
