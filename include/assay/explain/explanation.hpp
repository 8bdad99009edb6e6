// One operation or function told step by step: what was known, what was checked, what was divided
// and which way, and who gained by the rounding.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace assay::explain {

/// A value that is known or follows exactly.
struct fact {
  std::string name;
  std::string value;
};

enum class check_status : unsigned char {
  passed,
  failed,      ///< this is the revert
  also_fails,  ///< it would revert too, but an earlier check came first
};

/// A condition of the contract with the revert that comes when it does not hold.
struct check {
  std::string condition;  ///< "amountOut < reserveOut"
  std::string left;       ///< the value of its left side
  std::string right;
  std::string revert;  ///< the form of pooltrace
  check_status status = check_status::passed;
};

enum class direction : unsigned char {
  exact,
  down,
  up,
  down_plus_one,
  toward_zero,
  near,  ///< no rounding of the exact value, but a number computed another way
};

/// A division or a root: the exact value beside the integer that the contract takes for it.
struct rounding {
  std::string result;         ///< the name of what is computed
  std::string formula;        ///< with the contract's names
  std::string exact;          ///< the value as a reduced fraction, or sqrt(n)
  std::string exact_decimal;  ///< its digits; "…" where they go on
  std::string integer;        ///< what the contract computes
  direction towards = direction::down;
  std::string error;  ///< |integer - exact| in `unit`, decimal digits
  std::string unit;   ///< "wei of tokenOut"
  std::string gains;  ///< who gains the error: "LPs", "nobody", …
};

/// Begins a part: a hop of a path, the protocol fee, the oracle.
struct heading {
  std::string text;
};

using step = std::variant<heading, fact, check, rounding>;

struct explanation {
  std::string title;
  std::vector<step> steps;
  std::optional<std::string> reverted;  ///< absent: it succeeded
  std::vector<fact> results;            ///< what is returned
  std::vector<std::string> remarks;     ///< what would have reverted first, who gained overall
};

/// For people: aligned text, one step a paragraph.
[[nodiscard]] std::string to_text(const explanation& explanation);

/// One JSON document: title, steps with their kinds, result, error, results, remarks.
[[nodiscard]] std::string to_json(const explanation& explanation);

}  // namespace assay::explain
