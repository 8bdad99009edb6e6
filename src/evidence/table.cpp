// Collecting, comparing and showing evidence.
#include "assay/evidence/table.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "assay/evidence/record.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/json_writer.hpp"
#include "assay/trace/line_reader.hpp"
#include "assay/trace/repeated_key.hpp"
#include "assay/word/format.hpp"
#include "committed.hpp"

namespace assay::evidence {

namespace {

constexpr std::array<std::string_view, 6> kinds = {
    kind_name(kind::proved),   kind_name(kind::exhaustive), kind_name(kind::differential),
    kind_name(kind::bytecode), kind_name(kind::mutants),    kind_name(kind::property)};

constexpr std::string_view format_name = "assay-evidence-1";

bool is_kind(std::string_view name) {
  return std::find(kinds.begin(), kinds.end(), name) != kinds.end();
}

auto name_of(const entry& one) { return std::tie(one.subject, one.kind, one.detail); }

std::optional<std::uint64_t> parse_count(std::string_view text) {
  const auto number = parse_decimal<64>(text);
  if (!number) return std::nullopt;
  return to_u64_truncating(*number);
}

// Sorted; one entry for each name, the one with most cases.
table merged(table entries) {
  std::sort(entries.begin(), entries.end(), [](const entry& a, const entry& b) {
    return name_of(a) != name_of(b) ? name_of(a) < name_of(b) : a.cases > b.cases;
  });
  const auto same = [](const entry& a, const entry& b) { return name_of(a) == name_of(b); };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  return entries;
}

entry parse_record(const trace::line_reader& lines) {
  std::array<std::string_view, 4> fields;
  std::string_view rest = lines.line();
  std::size_t count = 0;
  while (count < fields.size()) {
    const std::size_t tab = rest.find('\t');
    fields[count++] = rest.substr(0, tab);
    if (tab == std::string_view::npos) break;
    rest.remove_prefix(tab + 1);
  }
  const auto cases = parse_count(fields[2]);
  if (count != fields.size() || !is_kind(fields[1]) || !cases || fields[0].empty()) {
    trace::fail(lines.name(), lines.number(), "the line is no evidence record",
                "delete the file and run the tests again");
  }
  return {std::string(fields[0]), std::string(fields[1]), *cases, std::string(fields[3])};
}

void read_records(const std::filesystem::path& file, table& entries) {
  trace::line_reader lines(trace::open_source(file.string()), file.string());
  while (lines.next()) entries.push_back(parse_record(lines));
}

// Subjects that are asked for come first and in their order, then what else has evidence.
std::vector<std::string> rows(const table& entries, std::span<const std::string> subjects) {
  std::vector<std::string> names(subjects.begin(), subjects.end());
  std::set<std::string> seen(names.begin(), names.end());
  for (const entry& one : entries) {
    if (seen.insert(one.subject).second) names.push_back(one.subject);
  }
  return names;
}

// "1234567" as "1,234,567".
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

// Sums of cases by subject and kind.
std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> sums(const table& entries) {
  std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> by_kind;
  for (const entry& one : entries) by_kind[{one.subject, one.kind}] += one.cases;
  return by_kind;
}

std::string entry_text(const entry& one) {
  return one.subject + ", " + one.kind + (one.detail.empty() ? "" : " (" + one.detail + ")");
}

// Reads the parts of a JSON table; whatever is wrong is one message.
class json_reader {
 public:
  explicit json_reader(std::string_view file) : file_(file) {}

  table read(std::string_view text) {
    simdjson::dom::parser parser;
    const simdjson::padded_string padded(text);
    simdjson::dom::element document;
    if (parser.parse(padded).get(document) != simdjson::SUCCESS) fail("is not JSON");
    if (const auto twice = trace::repeated_key(document)) fail("holds " + *twice + " twice");
    if (string(document, "format") != format_name) fail("is not of the format assay-evidence-1");
    table entries;
    for (const auto subject : list(document, "subjects")) {
      const std::string name(string(subject, "name"));
      for (const auto one : list(subject, "evidence")) {
        const auto cases = parse_count(string(one, "cases"));
        if (!cases || !is_kind(string(one, "kind"))) fail("has a wrong entry for " + name);
        entries.push_back(
            {name, std::string(string(one, "kind")), *cases, std::string(string(one, "detail"))});
      }
    }
    return merged(std::move(entries));
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    trace::fail(file_, what, "write it again with assay evidence --collect DIR --out FILE");
  }
  std::string_view string(const simdjson::dom::element& object, std::string_view key) const {
    std::string_view text;
    if (object[key].get(text) != simdjson::SUCCESS) {
      fail("lacks the string " + std::string(key));
    }
    return text;
  }
  simdjson::dom::array list(const simdjson::dom::element& object, std::string_view key) const {
    simdjson::dom::array array;
    if (object[key].get(array) != simdjson::SUCCESS) fail("lacks the list " + std::string(key));
    return array;
  }

  std::string_view file_;
};

}  // namespace

std::span<const std::string_view> kind_names() { return kinds; }

table collect_records(const std::string& directory) {
  std::error_code error;
  const std::filesystem::directory_iterator files(directory, error);
  if (error) {
    trace::fail(directory, "cannot be read: " + error.message(),
                "run the tests with ASSAY_EVIDENCE_DIR set to an existing directory");
  }
  table entries;
  for (const auto& file : files) {
    if (file.path().extension() == ".records") read_records(file.path(), entries);
  }
  return merged(std::move(entries));
}

std::string to_json(const table& entries) {
  // By hand for its line breaks: one entry a line, so that a diff shows which evidence changed.
  std::string text = "{\"format\":\"" + std::string(format_name) + "\",\"subjects\":[";
  std::string_view subject;
  for (const entry& one : entries) {
    if (one.subject != subject) {
      text += subject.empty() ? "\n{" : "]},\n{";
      text += "\"name\":";
      trace::append_json_string(text, one.subject);
      text += ",\"evidence\":[\n";
      subject = one.subject;
    } else {
      text += ",\n";
    }
    trace::json_writer(text)
        .begin_object()
        .key("kind")
        .value(one.kind)
        .key("cases")
        .value(std::to_string(one.cases))
        .key("detail")
        .value(one.detail)
        .end_object();
  }
  return text + (entries.empty() ? "]}\n" : "]}\n]}\n");
}

table parse_json(std::string_view text, std::string_view file) {
  return json_reader(file).read(text);
}

table committed_table() { return parse_json(committed_json, "docs/evidence.json"); }

std::vector<std::string> differences(const table& committed, const table& fresh) {
  std::vector<std::string> found;
  auto old_entry = committed.begin();
  auto new_entry = fresh.begin();
  while (old_entry != committed.end() || new_entry != fresh.end()) {
    const bool only_old = new_entry == fresh.end() || (old_entry != committed.end() &&
                                                       name_of(*old_entry) < name_of(*new_entry));
    const bool only_new = old_entry == committed.end() ||
                          (new_entry != fresh.end() && name_of(*new_entry) < name_of(*old_entry));
    if (only_old) {
      found.push_back(entry_text(*old_entry++) + ": no longer recorded");
    } else if (only_new) {
      found.push_back(entry_text(*new_entry) + ": new, " + grouped(new_entry->cases) + " cases");
      ++new_entry;
    } else {
      if (old_entry->cases != new_entry->cases) {
        found.push_back(entry_text(*old_entry) + ": " + grouped(old_entry->cases) +
                        " cases committed, " + grouped(new_entry->cases) + " recorded");
      }
      ++old_entry;
      ++new_entry;
    }
  }
  return found;
}

std::string to_text(const table& entries, std::span<const std::string> subjects) {
  std::string text;
  for (const std::string& subject : rows(entries, subjects)) {
    text += subject + "\n";
    bool any = false;
    for (const std::string_view kind : kinds) {
      for (const entry& one : entries) {
        if (one.subject != subject || one.kind != kind) continue;
        any = true;
        std::string cases = grouped(one.cases);
        constexpr std::size_t kind_width = 14;
        constexpr std::size_t cases_width = 14;
        cases.insert(0, cases_width > cases.size() ? cases_width - cases.size() : 0, ' ');
        text += "  " + one.kind + std::string(kind_width - one.kind.size(), ' ') + cases + "  " +
                one.detail + "\n";
      }
    }
    if (!any) text += "  none\n";
  }
  return text;
}

std::string to_markdown(const table& entries, std::span<const std::string> subjects) {
  std::string text = "| function or invariant |";
  std::string rule = "\n| --- |";
  for (const std::string_view kind : kinds) {
    text += " " + std::string(kind) + " |";
    rule += " ---: |";
  }
  text += rule + "\n";
  const auto by_kind = sums(entries);
  for (const std::string& subject : rows(entries, subjects)) {
    text += "| `" + subject + "` |";
    for (const std::string_view kind : kinds) {
      const auto found = by_kind.find({subject, kind});
      text += " " + (found == by_kind.end() ? "none" : grouped(found->second)) + " |";
    }
    text += "\n";
  }
  return text;
}

std::string replace_between_markers(std::string_view document, std::string_view markdown,
                                    std::string_view file) {
  const std::size_t begin = document.find(begin_marker);
  const std::size_t end = document.find(end_marker);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    trace::fail(file, "lacks the pair of evidence markers",
                "put '" + std::string(begin_marker) + "' and '" + std::string(end_marker) +
                    "' on lines of their own");
  }
  std::string text(document.substr(0, begin + begin_marker.size()));
  text += "\n";
  text += markdown;
  text += document.substr(end);
  return text;
}

}  // namespace assay::evidence
