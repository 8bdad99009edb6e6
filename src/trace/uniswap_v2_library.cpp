// Function vectors of the router library: read, written, compared.
#include "assay/trace/uniswap_v2_library.hpp"

#include <algorithm>

#include "assay/trace/json_writer.hpp"
#include "assay/version.hpp"
#include "json.hpp"

namespace assay::uniswap_v2 {
namespace {

using trace::element;
using trace::fields;
using trace::place;
using word = uint<256>;

constexpr std::array<std::string_view, 6> params_names = {"pairs", "missingPair", "emptyPair",
                                                          "fee",   "note",        "signatures"};
namespace params_key {
enum : std::size_t { pairs, missing_pair, empty_pair, fee, note, signatures };
}
constexpr std::array<std::string_view, 4> line_names = {"fn", "in", "out", "revert"};
namespace line_key {
enum : std::size_t { function, in, out, revert };
}

constexpr std::size_t longest_path = 1024;
constexpr unsigned reserve_bits = 112;

// "3-1": token numbers in the direction of the trade.
library_setup::pair read_direction(const place& at, std::string_view name) {
  const std::size_t dash = name.find('-');
  const auto token = [&](std::string_view text) {
    const auto number = parse_decimal<32>(text);
    if (!number) {
      at.fail_at("params.pairs", name, "is not two token numbers", "write them as in \"0-1\"");
    }
    return static_cast<std::uint32_t>(to_limbs(*number)[0]);
  };
  library_setup::pair pair;
  pair.token_in = token(name.substr(0, dash));
  pair.token_out = token(dash == name.npos ? "" : name.substr(dash + 1));
  return pair;
}

void add_pair(const place& at, std::string_view key, const library_setup::pair& pair,
              library_setup& setup) {
  for (const auto& other : setup.pairs) {
    if (other.token_in == pair.token_in && other.token_out == pair.token_out) {
      at.fail_at("params", key,
                 fmt::format("has {}-{} a second time", pair.token_in, pair.token_out),
                 "keep one of them");
    }
  }
  setup.pairs.push_back(pair);
}

void read_pairs(const place& at, const simdjson::dom::object& pairs, library_setup& setup) {
  for (const auto entry : pairs) {
    library_setup::pair pair = read_direction(at, entry.key);
    std::array<word, 2> reserves{};
    std::size_t count = 0;
    for (const element item : trace::as_array(at, "params.pairs", entry.key, entry.value)) {
      if (count < 2) reserves[count] = trace::as_word(at, "params.pairs", entry.key, item);
      ++count;
    }
    if (count != 2) {
      at.fail_at("params.pairs", entry.key, fmt::format("has {} elements", count),
                 "write two reserves");
    }
    if (std::max(reserves[0], reserves[1]) >= word::power_of_two(reserve_bits)) {
      at.fail_at("params.pairs", entry.key, "holds a reserve beyond 112 bits",
                 "write reserves below 2^112");
    }
    pair.reserve_in = reserves[0];
    pair.reserve_out = reserves[1];
    add_pair(at, "pairs", pair, setup);
  }
}

library_setup read_setup(const place& at, const element& root) {
  simdjson::dom::object top;
  element params_value;
  if (root.get(top) != simdjson::SUCCESS ||
      top.at_key("params").get(params_value) != simdjson::SUCCESS) {
    at.fail_at("", "params", "is missing", "add it");
  }
  const fields params(at, "params", trace::as_object(at, "", "params", params_value), params_names);
  library_setup setup;
  read_pairs(at, params.object(params_key::pairs), setup);
  if (params.has(params_key::empty_pair)) {
    auto empty = read_direction(at, params.text(params_key::empty_pair));
    add_pair(at, "emptyPair", empty, setup);
    std::swap(empty.token_in, empty.token_out);
    add_pair(at, "emptyPair", empty, setup);
  }
  if (params.has(params_key::missing_pair)) {
    read_direction(at, params.text(params_key::missing_pair));
  }
  if (params.has(params_key::fee)) {
    std::array<std::uint32_t, 2> fee{};
    std::size_t count = 0;
    for (const element item : params.list(params_key::fee)) {
      if (count < 2) fee[count] = trace::as_u32(at, "params", "fee", item);
      ++count;
    }
    if (count != 2 || fee[1] == 0 || fee[0] > fee[1]) {
      at.fail_at("params", "fee", "is not a fraction between 0 and 1",
                 "write numerator and denominator");
    }
    setup.fee_numerator = fee[0];
    setup.fee_denominator = fee[1];
  }
  for (const std::size_t i : {params_key::note, params_key::signatures}) {
    if (params.has(i)) trace::check_ignored(at, params_names[i], params.need(i));
  }
  return setup;
}

void read_call(const place& at, const fields<line_names.size()>& line, library_call& call) {
  const std::string_view name = line.text(line_key::function);
  const auto* found = std::find(library_function_names.begin(), library_function_names.end(), name);
  if (found == library_function_names.end()) {
    at.fail_at("", "fn", fmt::format("is \"{}\"", trace::printable(name)),
               fmt::format("write one of {}", fmt::join(library_function_names, ", ")));
  }
  call.function = static_cast<library_function>(found - library_function_names.begin());
  const bool by_path = takes_path(call.function);
  const auto arguments = line.list(line_key::in);
  const std::size_t expected = by_path ? 2 : 3;
  if (arguments.size() != expected) {
    at.fail_at("", "in", fmt::format("has {} elements", arguments.size()),
               fmt::format("{} takes {}", name, expected));
  }
  call.numbers.clear();
  call.path.clear();
  for (const element argument : arguments) {
    if (!by_path || call.numbers.empty()) {
      call.numbers.push_back(trace::as_word(at, "", "in", argument));
      continue;
    }
    const auto path = trace::as_array(at, "", "in", argument);
    if (path.size() > longest_path) at.fail_at("", "in", "holds a very long path", "shorten it");
    for (const element token : path) call.path.push_back(trace::as_u32(at, "", "in", token));
  }
}

void read_results(const place& at, const simdjson::dom::array& values, library_answer& answer) {
  for (const element value : values) {
    answer.results.push_back(trace::as_word(at, "", "out", value));
  }
}

void read_answer_fields(const place& at, const fields<line_names.size()>& line,
                        const library_call& call, library_answer& answer) {
  answer.reverted.reset();
  answer.results.clear();
  if (line.has(line_key::out) == line.has(line_key::revert)) {
    at.fail("out or revert must be there, and not both", "write what the function answered");
  }
  if (line.has(line_key::revert)) {
    const std::string_view reason = line.text(line_key::revert);
    answer.reverted = reason == "INVALID" ? revert::invalid() : revert::reason(reason);
    return;
  }
  const auto out = line.list(line_key::out);
  if (out.size() != 1) {
    at.fail_at("", "out", fmt::format("has {} elements", out.size()), "write one result");
  }
  if (takes_path(call.function)) {
    read_results(at, trace::as_array(at, "", "out", out.at(0)), answer);
  } else {
    read_results(at, out, answer);
  }
}

void append_words(std::string& out, const std::vector<word>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    out += i == 0 ? "\"" : ",\"";
    append_decimal(out, words[i]);
    out.push_back('"');
  }
}

}  // namespace

struct library_reader::implementation {
  implementation(trace::trace_file& opened, bool with_answers)
      : file(opened), answered(with_answers) {
    at.set(opened.name(), 1);
    at.set_strict(opened.strict());
    setup = read_setup(at, parser.parse_copy(at, opened.header()));
  }

  trace::trace_file& file;
  bool answered;
  trace::json_parser parser{};
  place at{};
  library_setup setup{};
};

library_reader::library_reader(trace::trace_file& file, bool answered)
    : self_(std::make_unique<implementation>(file, answered)) {}
library_reader::~library_reader() = default;

const library_setup& library_reader::setup() const { return self_->setup; }
std::uint64_t library_reader::line() const { return self_->file.lines().number(); }

bool library_reader::next(library_step& step) {
  auto& [file, answered, parser, at, setup] = *self_;
  trace::line_reader& lines = file.lines();
  if (!lines.next()) return false;
  at.set(file.name(), lines.number());
  const element root = parser.parse(at, lines.line());
  const fields line(at, "", trace::as_object(at, "", "the line", root), line_names);
  read_call(at, line, step.call);
  if (answered) read_answer_fields(at, line, step.call, step.expected);
  return true;
}

void library_reader::read_answer(const std::string& name, std::uint64_t number,
                                 std::string_view line, const library_call& call,
                                 library_answer& answer, std::string& reason) {
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

std::string write_library_header(const library_setup& setup) {
  std::string out;
  trace::json_writer json(out);
  json.begin_object().key("format").value(trace::format_name);
  json.key("protocol").value(library_protocol);
  json.key("engine").value(fmt::format("assay {}", version()));
  json.key("params").begin_object().key("pairs").begin_object();
  for (const auto& pair : setup.pairs) {
    json.key(fmt::format("{}-{}", pair.token_in, pair.token_out)).begin_array();
    json.value(to_decimal(pair.reserve_in)).value(to_decimal(pair.reserve_out)).end_array();
  }
  json.end_object().key("fee").begin_array();
  json.value(std::to_string(setup.fee_numerator)).value(std::to_string(setup.fee_denominator));
  json.end_array().end_object().end_object();
  return out;
}

void append_library_line(std::string& out, const library_call& call, const library_answer* answer) {
  out += R"({"fn":")";
  out += library_function_names[static_cast<std::size_t>(call.function)];
  out += R"(","in":[)";
  append_words(out, call.numbers);
  if (takes_path(call.function)) out += fmt::format(",[{}]", fmt::join(call.path, ","));
  out.push_back(']');
  if (answer != nullptr && answer->reverted) {
    out += R"(,"revert":)";
    trace::append_json_string(out, answer->reverted->to_string());
  } else if (answer != nullptr) {
    const bool by_path = takes_path(call.function);
    out += by_path ? R"(,"out":[[)" : R"(,"out":[)";
    append_words(out, answer->results);
    out += by_path ? "]]" : "]";
  }
  out += "}\n";
}

std::size_t compare(const library_call& call, const library_answer& expected,
                    const library_answer& got, std::vector<trace::difference>& differences) {
  const auto outcome = [](const library_answer& answer) {
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
  const std::string_view format = takes_path(call.function) ? "out[0][{}]" : "out[{}]";
  const std::size_t count = std::max(expected.results.size(), got.results.size());
  const auto text = [](const library_answer& answer, std::size_t i) {
    return i < answer.results.size() ? to_decimal(answer.results[i]) : std::string("absent");
  };
  for (std::size_t i = 0; i < count; ++i) {
    const bool both = i < expected.results.size() && i < got.results.size();
    if (both && expected.results[i] == got.results[i]) continue;
    differences.push_back(
        {0, {}, fmt::format(fmt::runtime(format), i), text(expected, i), text(got, i)});
  }
  return count + 1;
}

}  // namespace assay::uniswap_v2
