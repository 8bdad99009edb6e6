// Function vectors of Uniswap V3's libraries: read, written, compared.
#include "assay/trace/uniswap_v3_math.hpp"

#include <algorithm>

#include "assay/trace/json_writer.hpp"
#include "assay/version.hpp"
#include "json_numbers.hpp"
#include "result_json.hpp"

namespace assay::uniswap_v3 {
namespace {

using trace::element;
using trace::fields;
using trace::place;
using word = uint<256>;
using signed_word = sint<256>;
using observation_type = observation<default_backend>;

constexpr std::array<std::string_view, 2> params_names = {"signatures", "note"};
constexpr std::array<std::string_view, 4> line_names = {"fn", "in", "out", "revert"};
namespace line_key {
enum : std::size_t { function, in, out, revert };
}
using line_fields = fields<line_names.size()>;

// "mulDiv(uint256,uint256,uint256)"
std::string signature_text(const math_signature& signature) {
  std::string out(signature.symbol);
  out.push_back('(');
  for (std::size_t i = 0; i < signature.arguments.size(); ++i) {
    if (i != 0) out.push_back(',');
    out += info_of(signature.arguments[i]).name;
  }
  out.push_back(')');
  return out;
}

// ["mulDiv(uint256,uint256,uint256)",["uint256"]]
void check_signature(const place& at, std::string_view name, const element& value) {
  constexpr std::string_view path = "params.signatures";
  const auto function = find_math_function(name);
  if (!function) return trace::check_ignored(at, path, value);
  const math_signature& known = signature_of(*function);
  const auto parts = trace::as_array(at, path, name, value);
  if (parts.size() != 2) {
    at.fail_at(path, name, fmt::format("has {} elements", parts.size()),
               "write the signature and the list of result types");
  }
  bool same = trace::as_text(at, path, name, parts.at(0)) == signature_text(known);
  const auto results = trace::as_array(at, path, name, parts.at(1));
  same = same && results.size() == known.results.size();
  std::size_t i = 0;
  for (const element type : results) {
    same = same && trace::as_text(at, path, name, type) == info_of(known.results[i++]).name;
  }
  if (!same) {
    at.fail_at(path, name, "is another function than the one known by that name",
               fmt::format("this version knows {}", signature_text(known)));
  }
}

void check_header(const place& at, const element& root) {
  simdjson::dom::object top;
  element params_value;
  if (root.get(top) != simdjson::SUCCESS ||
      top.at_key("params").get(params_value) != simdjson::SUCCESS) {
    at.fail_at("", "params", "is missing", "add it");
  }
  const fields params(at, "params", trace::as_object(at, "", "params", params_value), params_names);
  if (params.has(0)) {
    for (const auto entry : params.object(0)) check_signature(at, entry.key, entry.value);
  }
  if (params.has(1)) trace::check_ignored(at, params_names[1], params.need(1));
}

word read_typed(const place& at, std::string_view key, const element& value, math_type type) {
  const math_type_info& info = info_of(type);
  if (type == math_type::boolean) return word{trace::as_flag(at, "", key, value) ? 1U : 0U};
  if (!info.is_signed) {
    const word number = trace::as_word(at, "", key, value);
    if (bit_width(number) > info.bits) trace::fail_integer(at, "", key, value, info.bits);
    return number;
  }
  signed_word number;
  trace::read_value(at, "", key, value, number);
  const signed_word above = shift_right_arithmetic(number, info.bits - 1);
  if (!above.is_zero() && above != signed_word::minus_one()) {
    trace::fail_signed(at, "", key, value, info.bits);
  }
  return number.to_bits();
}

observation_type read_observation(const place& at, const element& value) {
  constexpr std::size_t size = 3;
  const auto parts = trace::as_array(at, "", "in", value);
  if (parts.size() != size) {
    at.fail_at("", "in", fmt::format("holds an observation of {} elements", parts.size()),
               "write timestamp, tickCumulative and secondsPerLiquidity");
  }
  observation_type read;
  trace::read_value(at, "", "in", parts.at(0), read.block_timestamp);
  trace::read_value(at, "", "in", parts.at(1), read.tick_cumulative);
  trace::read_value(at, "", "in", parts.at(2), read.seconds_per_liquidity_cumulative_x128);
  read.initialized = true;
  return read;
}

void read_call(const place& at, const line_fields& line, math_call& call) {
  const std::string_view name = line.text(line_key::function);
  const auto function = find_math_function(name);
  if (!function) {
    at.fail_at("", "fn", fmt::format("is \"{}\"", trace::printable(name)),
               "see `assay list functions`");
  }
  call.function = *function;
  call.numbers.clear();
  call.ring.clear();
  const math_signature& signature = signature_of(*function);
  const auto arguments = line.list(line_key::in);
  if (arguments.size() != signature.arguments.size()) {
    at.fail_at("", "in", fmt::format("has {} elements", arguments.size()),
               fmt::format("{} takes {}", name, signature.arguments.size()));
  }
  std::size_t i = 0;
  for (const element argument : arguments) {
    const math_type type = signature.arguments[i++];
    if (type != math_type::ring) {
      call.numbers.push_back(read_typed(at, "in", argument, type));
      continue;
    }
    for (const element item : trace::as_array(at, "", "in", argument)) {
      call.ring.push_back(read_observation(at, item));
    }
  }
  if (signature.arguments.front() != math_type::ring) return;
  if (const auto problem = ring_problem(call)) at.fail_at("", "in", problem->what, problem->mend);
}

void read_answer_fields(const place& at, const line_fields& line, const math_call& call,
                        math_answer& answer) {
  answer.reverted.reset();
  answer.results.clear();
  if (line.has(line_key::out) == line.has(line_key::revert)) {
    at.fail("out or revert must be there, and not both", "write what the function answered");
  }
  if (line.has(line_key::revert)) {
    answer.reverted = trace::revert_of(line.text(line_key::revert));
    return;
  }
  const auto& types = signature_of(call.function).results;
  const auto out = line.list(line_key::out);
  if (out.size() != types.size()) {
    at.fail_at("", "out", fmt::format("has {} elements", out.size()),
               fmt::format("{} gives {}", signature_of(call.function).name, types.size()));
  }
  std::size_t i = 0;
  for (const element value : out) {
    answer.results.push_back(read_typed(at, "out", value, types[i++]));
  }
}

std::string typed_text(const word& value, math_type type) {
  if (type == math_type::boolean) return value.is_zero() ? "false" : "true";
  return info_of(type).is_signed ? to_decimal(signed_word::from_bits(value)) : to_decimal(value);
}

// Small arguments are JSON numbers, as recorded; results and all others decimal strings.
constexpr unsigned widest_json_number_bits = 24;

void append_typed(std::string& out, const word& value, math_type type, bool is_argument) {
  const bool bare =
      type == math_type::boolean || (is_argument && info_of(type).bits <= widest_json_number_bits);
  if (!bare) out.push_back('"');
  out += typed_text(value, type);
  if (!bare) out.push_back('"');
}

void append_ring(std::string& out, const std::vector<observation_type>& ring) {
  out.push_back('[');
  for (std::size_t i = 0; i < ring.size(); ++i) {
    out += i == 0 ? "[" : ",[";
    trace::append_json(out, ring[i].block_timestamp);
    out.push_back(',');
    trace::append_json(out, ring[i].tick_cumulative);
    out.push_back(',');
    trace::append_json(out, ring[i].seconds_per_liquidity_cumulative_x128);
    out.push_back(']');
  }
  out.push_back(']');
}

}  // namespace

struct math_reader::implementation {
  implementation(trace::trace_file& opened, contents kind) : file(opened), what(kind) {
    at.set(opened.name(), 1);
    at.set_strict(opened.strict());
    check_header(at, parser.parse_copy(at, opened.header()));
  }

  trace::trace_file& file;
  contents what;
  trace::json_parser parser{};
  place at{};
};

math_reader::math_reader(trace::trace_file& file, contents what)
    : self_(std::make_unique<implementation>(file, what)) {}
math_reader::~math_reader() = default;

std::uint64_t math_reader::line() const { return self_->file.lines().number(); }

bool math_reader::next(math_step& step) {
  implementation& self = *self_;
  place& at = self.at;
  trace::line_reader& lines = self.file.lines();
  if (!lines.next()) return false;
  at.set(self.file.name(), lines.number());
  const element root = self.parser.parse(at, lines.line());
  const fields line(at, "", trace::as_object(at, "", "the line", root), line_names);
  read_call(at, line, step.call);
  if (self.what == contents::answered) read_answer_fields(at, line, step.call, step.expected);
  return true;
}

void math_reader::read_answer(const std::string& name, std::uint64_t number, std::string_view line,
                              const math_call& call, math_answer& answer, std::string& reason) {
  place at;
  at.set(name, number);
  trace::json_parser parser;
  const element root = parser.parse_copy(at, line);
  const fields read(at, "", trace::as_object(at, "", "the line", root), line_names);
  read_answer_fields(at, read, call, answer);
  if (!answer.reverted || answer.reverted->text.empty()) return;
  reason = answer.reverted->text;  // outlives the parser
  answer.reverted->text = reason;
}

std::string write_math_header(std::string_view subject_name, std::uint64_t seed) {
  std::string out;
  trace::json_writer json(out);
  json.begin_object().key("format").value(trace::format_name);
  json.key("protocol").value(math_protocol);
  json.key("engine").value(fmt::format("assay {}", version()));
  if (subject_name != "engine") json.key("subject").value(subject_name);
  json.key("seed").value(std::to_string(seed)).key("params").begin_object();
  json.key("signatures").begin_object();
  for (const math_signature& signature : math_signatures()) {
    json.key(signature.name).begin_array().value(signature_text(signature)).begin_array();
    for (const math_type type : signature.results) json.value(info_of(type).name);
    json.end_array().end_array();
  }
  json.end_object().end_object().end_object();
  return out;
}

void append_math_line(std::string& out, const math_call& call, const math_answer* answer) {
  const math_signature& signature = signature_of(call.function);
  out += R"({"fn":")";
  out += signature.name;
  out += R"(","in":[)";
  std::size_t number = 0;
  for (std::size_t i = 0; i < signature.arguments.size(); ++i) {
    if (i != 0) out.push_back(',');
    if (signature.arguments[i] == math_type::ring) {
      append_ring(out, call.ring);
    } else {
      append_typed(out, call.numbers[number++], signature.arguments[i], true);
    }
  }
  out.push_back(']');
  if (answer != nullptr && answer->reverted) {
    out += R"(,"revert":)";
    trace::append_json_string(out, answer->reverted->to_string());
  } else if (answer != nullptr) {
    out += R"(,"out":[)";
    for (std::size_t i = 0; i < signature.results.size(); ++i) {
      if (i != 0) out.push_back(',');
      append_typed(out, answer->results[i], signature.results[i], false);
    }
    out.push_back(']');
  }
  out += "}\n";
}

std::size_t compare(const math_call& call, const math_answer& expected, const math_answer& got,
                    std::vector<trace::difference>& differences) {
  const auto outcome = [](const math_answer& answer) {
    return answer.reverted ? fmt::format("revert \"{}\"", answer.reverted->to_string()) : "ok";
  };
  if (expected.reverted.has_value() != got.reverted.has_value()) {
    differences.push_back({0, {}, "revert", outcome(expected), outcome(got)});
    return 1;
  }
  if (expected.reverted) {
    const std::string reason = expected.reverted->to_string();
    if (!got.reverted->is(reason)) {
      differences.push_back({0, {}, "revert", reason, got.reverted->to_string()});
    }
    return 1;
  }
  const auto& types = signature_of(call.function).results;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (expected.results[i] == got.results[i]) continue;
    differences.push_back({0,
                           {},
                           fmt::format("out[{}]", i),
                           typed_text(expected.results[i], types[i]),
                           typed_text(got.results[i], types[i])});
  }
  return types.size() + 1;
}

}  // namespace assay::uniswap_v3
