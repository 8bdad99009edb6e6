// The header line of any trace.
#include "assay/trace/trace_file.hpp"

#include <fmt/format.h>

#include "assay/trace/json_writer.hpp"
#include "assay/version.hpp"
#include "json.hpp"

namespace assay::trace {
namespace {

constexpr std::array<std::string_view, 8> header_names = {
    "format", "protocol", "contract", "engine", "subject", "evm", "seed", "params"};
namespace header_key {
enum : std::size_t { format, protocol, contract, engine, subject, evm, seed, params };
}

}  // namespace

trace_file::trace_file(const std::string& path, bool strict)
    : trace_file(open_source(path), path == "-" ? "standard input" : path, strict) {}

trace_file::trace_file(std::unique_ptr<byte_source> source, const std::string& name, bool strict)
    : lines_(std::move(source), name), strict_(strict) {
  place at;
  at.set(lines_.name(), 1);
  at.set_strict(strict);
  if (!lines_.next()) at.fail("the file is empty", "give a trace that begins with a header line");
  header_ = lines_.line();
  json_parser parser;
  const element root = parser.parse(at, lines_.line());
  const fields header(at, "", as_object(at, "", "the header", root), header_names);
  if (!header.has(header_key::format)) {
    at.fail("the first line is not a pooltrace header: format is missing",
            R"(begin with {"format":"pooltrace-1","protocol":...,"params":{...}})");
  }
  const std::string_view format = header.text(header_key::format);
  if (format != format_name) {
    at.fail_at("", "format", fmt::format("is \"{}\"", printable(format)),
               fmt::format("this version reads \"{}\"", format_name));
  }
  protocol_ = header.text(header_key::protocol);
  as_object(at, "", "params", header.need(header_key::params));
  for (const std::size_t i : {header_key::contract, header_key::engine, header_key::subject,
                              header_key::evm, header_key::seed}) {
    if (header.has(i)) check_ignored(at, header_names[i], header.need(i));
  }
}

std::string header_for_subject(const trace_file& file, std::string_view subject_name) {
  place at;
  at.set(file.name(), 1);
  json_parser parser;
  const element root = parser.parse_copy(at, file.header());
  const fields header(at, "", as_object(at, "", "the header", root), header_names);
  std::string out;
  json_writer json(out);
  json.begin_object();
  json.key("format").value(format_name);
  json.key("protocol").value(file.protocol());
  json.key("engine").value(fmt::format("assay {}", version()));
  if (subject_name != "engine") json.key("subject").value(subject_name);
  if (header.has(header_key::seed)) {
    json.key("seed").raw(simdjson::minify(header.need(header_key::seed)));
  }
  json.key("params").raw(simdjson::minify(header.need(header_key::params)));
  json.end_object();
  return out;
}

}  // namespace assay::trace
