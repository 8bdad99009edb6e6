// Explanations as text and as JSON.
#include "assay/explain/explanation.hpp"
#include "assay/trace/json_writer.hpp"

namespace assay::explain {

namespace {

std::string_view direction_name(direction towards) {
  switch (towards) {
    case direction::exact:
      return "exact";
    case direction::down:
      return "down";
    case direction::up:
      return "up";
    case direction::down_plus_one:
      return "down, plus one";
    case direction::toward_zero:
      return "toward zero";
    case direction::near:
      return "approximated";
  }
  return "";
}

std::string_view status_name(check_status status) {
  switch (status) {
    case check_status::passed:
      return "passed";
    case check_status::failed:
      return "failed";
    case check_status::also_fails:
      return "fails too";
  }
  return "";
}

std::string quoted_revert(const std::string& revert) {
  return revert.empty() ? "a revert without data" : "'" + revert + "'";
}

struct text_of_step {
  std::string operator()(const heading& part) const { return "\n" + part.text + "\n"; }
  std::string operator()(const fact& known) const {
    return "  " + known.name + " = " + known.value + "\n";
  }
  std::string operator()(const check& made) const {
    const std::string revert = quoted_revert(made.revert);
    if (made.status == check_status::passed) {
      return "  check    " + made.condition + ": " + sides(made) + ", else " + revert + "\n";
    }
    std::string text = "  check    " + made.condition;
    text += made.status == check_status::failed
                ? " FAILS: reverts with " + revert + "\n"
                : " would fail too, with " + revert + ", had it been reached\n";
    return text + "           left    " + made.left + "\n           right   " + made.right + "\n";
  }
  std::string operator()(const rounding& made) const {
    std::string text = "  rounding " + made.result + " = " + made.formula + "\n";
    const std::string indent = "           ";
    text += indent + "exact   " + made.exact + "\n";
    if (made.exact != made.exact_decimal) {
      text += indent + "        = " + made.exact_decimal + "\n";
    }
    text += indent + "integer " + made.integer + " (" + std::string(direction_name(made.towards)) +
            ")\n";
    if (made.towards == direction::exact) return text;
    text += indent + "error   " + made.error + " " + made.unit + ", gained by " + made.gains + "\n";
    return text;
  }

 private:
  // The condition already names bounds that are powers of two.
  static std::string sides(const check& made) {
    const bool is_bound = made.condition.ends_with("< 2^256") ||
                          made.condition.ends_with("< 2^112") || made.condition.ends_with("> 0");
    return is_bound ? made.left : made.left + " and " + made.right;
  }
};

class json_of_step {
 public:
  explicit json_of_step(trace::json_writer& json) : json_(json) {}

  void operator()(const heading& part) const {
    begin("heading");
    field("text", part.text);
    json_.end_object();
  }
  void operator()(const fact& known) const {
    begin("fact");
    field("name", known.name);
    field("value", known.value);
    json_.end_object();
  }
  void operator()(const check& made) const {
    begin("check");
    field("condition", made.condition);
    field("left", made.left);
    field("right", made.right);
    field("revert", made.revert);
    field("status", status_name(made.status));
    json_.end_object();
  }
  void operator()(const rounding& made) const {
    begin("rounding");
    field("result", made.result);
    field("formula", made.formula);
    field("exact", made.exact);
    field("exactDecimal", made.exact_decimal);
    field("integer", made.integer);
    field("direction", direction_name(made.towards));
    field("error", made.error);
    field("unit", made.unit);
    field("gains", made.gains);
    json_.end_object();
  }

 private:
  void begin(std::string_view kind) const {
    json_.begin_object();
    field("kind", kind);
  }
  void field(std::string_view name, std::string_view value) const { json_.key(name).value(value); }

  trace::json_writer& json_;
};

}  // namespace

std::string to_text(const explanation& explanation) {
  std::string text = explanation.title + "\n";
  for (const step& one : explanation.steps) text += std::visit(text_of_step{}, one);
  text += "\n";
  if (explanation.reverted) {
    text += "reverts with " + quoted_revert(*explanation.reverted) + "\n";
  } else if (explanation.results.empty()) {
    text += "succeeds\n";
  }
  for (const fact& result : explanation.results) {
    text += "returns " + result.name + " = " + result.value + "\n";
  }
  for (const std::string& remark : explanation.remarks) text += "note: " + remark + "\n";
  return text;
}

std::string to_json(const explanation& explanation) {
  std::string text;
  trace::json_writer json(text);
  json.begin_object().key("title").value(explanation.title);
  json.key("result").value(explanation.reverted ? "revert" : "ok");
  json.key("error").value(explanation.reverted.value_or(""));
  json.key("returns").begin_object();
  for (const fact& result : explanation.results) json.key(result.name).value(result.value);
  json.end_object().key("steps").begin_array();
  for (const step& one : explanation.steps) std::visit(json_of_step(json), one);
  json.end_array().key("remarks").begin_array();
  for (const std::string& remark : explanation.remarks) json.value(remark);
  json.end_array().end_object();
  return text;
}

}  // namespace assay::explain
