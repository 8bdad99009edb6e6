// Answers for programs of other languages.
#include "assay/vector/call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "abi.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/json_writer.hpp"
#include "json_object.hpp"
#include "sequence.hpp"

namespace assay::vectors {

namespace {

using element = simdjson::dom::element;

const sequence_kind& kind_of(std::string_view protocol) {
  const sequence_kind* kind = find_sequence_kind(protocol);
  if (kind == nullptr) {
    trace::fail(protocol, "has no operations to run here",
                "name uniswap-v2 or uniswap-v3, or a PROTOCOL.FUNCTION");
  }
  return *kind;
}

// What a text is where an operation leaves it out.
std::string_view usual_text(std::string_view key) {
  if (key == "reenter") return "none";
  return key == "caller" ? "0" : "zero";
}

constexpr std::size_t longest_shown = 100;

// One operation in the form of a sequence file's step: every field, numbers as quoted decimals.
class operation_reader {
 public:
  operation_reader(std::string place, const sequence_kind& kind)
      : place_(std::move(place)), kind_(kind) {}

  std::string whole(const std::string& text) {
    simdjson::dom::parser parser;
    simdjson::dom::object given;
    const simdjson::padded_string padded(text);
    if (parser.parse(padded).get(given) != simdjson::SUCCESS) {
      fail("is no JSON object, or holds a bare number beyond 64 bits",
           R"(write {"name":"swap",…}, long numbers in quotes)");
    }
    std::set<std::string_view> keys;
    for (const auto field : given) {
      refuse_unknown(field.key);
      if (!keys.insert(field.key).second) {
        fail(fmt::format("\"{}\" stands twice", trace::printable(field.key)), "say it once");
      }
    }
    json_object step;
    for (const auto& [key, field] : kind_.fields) {
      element value;
      const bool is_there = given[key].get(value) == simdjson::SUCCESS;
      step.add(key, is_there ? read(key, field, value) : missing(key, field));
    }
    return step.on_one_line();
  }

 private:
  [[noreturn]] void fail(std::string_view what, std::string_view mend) const {
    trace::fail(place_, what, mend);
  }
  [[noreturn]] void refuse(std::string_view key, std::string_view wanted) const {
    fail(fmt::format("{} is no {}", key, wanted), "see docs/vectors.md, Sequences");
  }

  void refuse_unknown(std::string_view key) const {
    const auto known = [&](const auto& field) { return field.first == key; };
    if (std::any_of(kind_.fields.begin(), kind_.fields.end(), known)) return;
    fail(fmt::format("\"{}\" is no field of a step", trace::printable(key)),
         "see docs/vectors.md, Sequences");
  }

  std::string missing(std::string_view key, step_field field) const {
    if (key == "name") fail("has no name", R"(write {"name":"swap",…})");
    switch (field) {
      case step_field::number:
      case step_field::signed_number:
        return R"("0")";
      case step_field::text:
        return fmt::format("\"{}\"", usual_text(key));
      case step_field::flag:
        return "false";
      case step_field::numbers:
      case step_field::signed_numbers:
      case step_field::texts:
      case step_field::flags:
        return "[]";
    }
    return {};
  }

  std::string read(std::string_view key, step_field field, const element& value) const {
    switch (field) {
      case step_field::number:
      case step_field::signed_number:
        return number(key, value);
      case step_field::text:
        return text(key, value);
      case step_field::flag:
        if (!value.is_bool()) refuse(key, "boolean");
        return simdjson::minify(value);
      case step_field::numbers:
      case step_field::signed_numbers:
        return list(key, value);
      case step_field::texts:
      case step_field::flags:  // of answers only: nobody reads them
        return "[]";
    }
    return {};
  }

  std::string number(std::string_view key, const element& value) const {
    std::string_view digits;
    if (value.get(digits) == simdjson::SUCCESS) {
      std::string quoted;
      trace::append_json_string(quoted, digits);
      return quoted;
    }
    if (!value.is_int64() && !value.is_uint64()) refuse(key, "number");
    return "\"" + simdjson::minify(value) + "\"";
  }

  std::string text(std::string_view key, const element& value) const {
    std::string_view given;
    if (value.get(given) != simdjson::SUCCESS) refuse(key, "text");
    std::string quoted;
    trace::append_json_string(quoted, given.empty() ? usual_text(key) : given);
    return quoted;
  }

  std::string list(std::string_view key, const element& value) const {
    simdjson::dom::array items;
    if (value.get(items) != simdjson::SUCCESS) refuse(key, "list");
    std::vector<std::string> numbers;
    for (const element item : items) numbers.push_back(number(key, item));
    return json_list(numbers);
  }

  std::string place_;
  const sequence_kind& kind_;
};

// A step for Solidity, which has no struct of sixty fields: what every step has, and the whole.
// Precondition: the engine has written it.
abi_value step_abi(const std::string& step) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(step);
  const element parsed = parser.parse(text).value_unsafe();
  const auto text_of = [&](std::string_view key) {
    return parsed[key].get_string().value_unsafe();
  };
  std::vector<abi_value> returned;
  for (const element number : parsed["returned"].get_array().value_unsafe()) {
    const std::string_view digits = number.get_string().value_unsafe();
    const value_type type = digits.starts_with('-') ? value_type::int256 : value_type::uint256;
    returned.push_back(abi_word(parse_scalar(type, digits).parsed->scalar()));
  }
  return abi_tuple({abi_word(text_of("result") == "ok" ? word::one() : word::zero()),
                    abi_bytes(text_of("error")), abi_list(returned), abi_bytes(step)});
}

}  // namespace

std::string answer_json(const outcome& answer) {
  std::string text = R"({"out":)";
  if (answer.reverted) {
    text = R"({"revert":)";
    trace::append_json_string(text, *answer.reverted);
  } else {
    append_json(text, answer.results, number_style::decimal);
  }
  return text + "}";
}

std::string answer_abi(const outcome& answer) {
  const std::string results = answer.reverted ? "" : abi_results(answer.results).bytes;
  return abi_hex(abi_tuple({abi_word(answer.reverted ? word::zero() : word::one()),
                            abi_bytes(answer.reverted.value_or("")), abi_bytes(results)}));
}

std::vector<std::string> run_operations(std::string_view protocol,
                                        std::span<const std::string> operations) {
  const sequence_kind& kind = kind_of(protocol);
  if (operations.empty()) {
    trace::fail(protocol, "no operation is given", R"(begin with {"name":"createPool",…})");
  }
  const auto pool = kind.make_pool();
  std::vector<std::string> steps;
  for (const std::string& operation : operations) {
    const std::string place = fmt::format("{}: operation {}", protocol, steps.size() + 1);
    const simdjson::padded_string whole(operation_reader(place, kind).whole(operation));
    simdjson::dom::parser parser;
    auto [step, problem] = pool->play(parser.parse(whole).value_unsafe());
    if (!problem.empty()) {
      trace::fail(place, trace::printable(problem, longest_shown),
                  "see docs/vectors.md, Sequences");
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string steps_abi(std::span<const std::string> steps) {
  std::vector<abi_value> encoded;
  for (const std::string& step : steps) encoded.push_back(step_abi(step));
  return abi_hex(abi_tuple({abi_list(encoded)}));
}

}  // namespace assay::vectors
