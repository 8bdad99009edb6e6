// Judging the answers of a subject.
#include "assay/vector/verify.hpp"

#include "assay/trace/input_error.hpp"
#include "assay/trace/repeated_key.hpp"
#include "case_reader.hpp"
#include "case_record.hpp"

namespace assay::vectors {

namespace {

using element = simdjson::dom::element;

// Turns lines into cases; everything that is wrong with a line ends in input_error.
class line_parser {
 public:
  line_parser(trace::line_reader& lines, const function& function)
      : lines_(lines), function_(function) {}

  // False if the line is a header.
  bool parse() {
    const std::string_view line = lines_.line();
    element document;
    // The reader keeps padding after each line, so that no copy is needed.
    static_assert(trace::line_reader::padding >= simdjson::SIMDJSON_PADDING);
    if (parser_.parse(line.data(), line.size(), false).get(document) != simdjson::SUCCESS ||
        document.get(object_) != simdjson::SUCCESS) {
      fail("the line is not a JSON object, or holds a bare number beyond 64 bits",
           "write one {\"fn\":…,\"in\":[…],\"out\":[…]} a line, numbers as strings");
    }
    if (const auto twice = trace::repeated_key(document)) {
      fail("the line holds " + *twice + " twice", "keep one of them");
    }
    if (lines_.number() == 1 && has("format")) return false;
    check_name();
    read_arguments();
    read_answer();
    return true;
  }

  [[nodiscard]] const values& arguments() const { return arguments_; }
  [[nodiscard]] const outcome& observed() const { return observed_; }

 private:
  [[noreturn]] void fail(std::string_view what, std::string_view mend) const {
    trace::fail(lines_.name(), lines_.number(), what, mend);
  }

  [[nodiscard]] bool has(std::string_view key) const {
    return object_[key].error() == simdjson::SUCCESS;
  }

  void check_name() const {
    if (!has("fn")) return;
    std::string_view name;
    if (object_["fn"].get(name) != simdjson::SUCCESS) fail("fn is not a string", "quote it");
    if (name == function_.name || name == symbol_of(function_)) return;
    fail("fn is '" + trace::printable(name) + "', not '" + std::string(symbol_of(function_)) + "'",
         "verify the lines of each function by themselves");
  }

  [[nodiscard]] simdjson::dom::array list(std::string_view key) const {
    simdjson::dom::array array;
    if (object_[key].get(array) != simdjson::SUCCESS) {
      fail(std::string(key) + " is not a list", "write \"" + std::string(key) + "\":[…]");
    }
    return array;
  }

  void read_arguments() {
    if (!has("in")) fail("the line has no in", "give the arguments as \"in\":[…]");
    read_list read = read_values(function_.parameters, list("in"), "arguments");
    std::string problem = read.problem;
    if (problem.empty()) problem = function_.refuse(read.list);
    if (!problem.empty()) {
      fail("in " + problem, "the signature is " + std::string(function_.signature));
    }
    arguments_ = std::move(read.list);
  }

  void read_answer() {
    observed_ = {};
    if (has("out") == has("revert")) {
      fail(has("out") ? "the line has both out and revert" : "the line has neither out nor revert",
           "answer each case with one of them");
    }
    if (has("revert")) {
      std::string_view reason;
      if (object_["revert"].get(reason) != simdjson::SUCCESS) {
        fail("revert is not a string", "write the reason, or an empty string");
      }
      observed_.reverted = std::string(reason);
      return;
    }
    read_list read = read_values(function_.results, list("out"), "results");
    if (!read.problem.empty()) {
      fail("out " + read.problem, "the signature is " + std::string(function_.signature));
    }
    observed_.results = std::move(read.list);
  }

  trace::line_reader& lines_;
  const function& function_;
  simdjson::dom::parser parser_{};
  simdjson::dom::object object_{};
  values arguments_{};
  outcome observed_{};
};

}  // namespace

void verify(trace::line_reader& lines, const function& function, verify_result& done,
            const std::function<void(const mismatch&)>& tell,
            const std::function<bool()>& goes_on) {
  line_parser parser(lines, function);
  while (goes_on() && lines.next()) {
    if (!parser.parse()) continue;
    const outcome expected = function.evaluate(parser.arguments());
    ++done.cases;
    if (expected.reverted) ++done.reverts;
    if (parser.observed() == expected) continue;
    ++done.mismatches;
    tell({lines.number(), to_text(parser.arguments()), describe(parser.observed()),
          describe(expected)});
  }
}

}  // namespace assay::vectors
