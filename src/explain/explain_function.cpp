// Explanations of functions: the protocol tells the steps; here, which revert would have come
// first.
#include <array>
#include <optional>
#include <utility>

#include "assay/explain/explain.hpp"
#include "assay/word/format.hpp"
#include "uniswap_v2_function.hpp"
#include "uniswap_v3_function.hpp"

namespace assay::explain {

namespace {

using vectors::function;
using vectors::values;
using word = vectors::word;

// Which argument is moved to see what reverts: the amount, or what stands for it, where a threshold
// decides. By symbol of Uniswap V3; elsewhere the first argument, where it is an amount.
struct moved_argument {
  std::string_view symbol;
  std::size_t index;
};
constexpr std::array<moved_argument, 8> moved_arguments = {{
    {"getNextSqrtPriceFromAmount0RoundingUp", 2},
    {"getNextSqrtPriceFromAmount1RoundingDown", 2},
    {"getNextSqrtPriceFromInput", 2},
    {"getNextSqrtPriceFromOutput", 2},
    {"getAmount0Delta", 0},  // the prices: no amount of liquidity reverts
    {"getAmount1Delta", 0},
    {"computeSwapStep", 0},
    {"addDelta", 0},
}};

std::optional<std::size_t> moved_by(const function& function) {
  const std::string_view symbol = function.name.substr(function.name.find('.') + 1);
  for (const moved_argument& known : moved_arguments) {
    if (known.symbol == symbol) return known.index;
  }
  const auto first = function.parameters[0].type;
  const bool is_amount =
      first == vectors::value_type::uint256 || first == vectors::value_type::uint112;
  return is_amount ? std::optional<std::size_t>{0} : std::nullopt;
}

// With a fee of all or more a swap step reverts at its target too, between prices that do not: then
// bisection, which looks for thresholds, would name one revert of two.
bool has_thresholds(const function& function, const values& arguments) {
  constexpr std::size_t fee_pips = 4;
  return !function.name.ends_with(".computeSwapStep") ||
         arguments[fee_pips].scalar() < word{1'000'000};
}

// One argument of a call that does not revert, moved while the others stay.
class moved_call {
 public:
  moved_call(const function& function, values arguments, std::size_t index)
      : function_(function),
        arguments_(std::move(arguments)),
        index_(index),
        start_(arguments_[index].scalar()) {}

  // The reason; nothing when it does not revert.
  [[nodiscard]] std::optional<std::string> revert_at(const word& moved) {
    arguments_[index_].words[0] = moved;
    return function_.evaluate(arguments_).reverted;
  }

  // The reverting value nearest to the call's own on the side of `outside`, which reverts: reverts
  // of amounts are thresholds, so that bisection finds it.
  [[nodiscard]] word nearest_revert(word outside) {
    const auto distance = [](const word& a, const word& b) {
      return a > b ? sub_wrapping(a, b) : sub_wrapping(b, a);
    };
    word inside = start_;
    while (distance(inside, outside) > word::one()) {
      const word half = distance(inside, outside) >> 1;
      const word middle =
          outside > inside ? add_wrapping(inside, half) : sub_wrapping(inside, half);
      (revert_at(middle) ? outside : inside) = middle;
    }
    return outside;
  }

 private:
  const function& function_;
  values arguments_;
  std::size_t index_;
  word start_;
};

void remark_on_reverts(narrator& story, const function& function, const values& arguments,
                       std::size_t index) {
  const std::string name(function.parameters[index].name);
  const word largest = word::max() >> (word::bits - vectors::type_bits(arguments[index].type));
  moved_call call(function, arguments, index);
  bool found = false;
  const auto look = [&](const word& end, const std::string& movement) {
    if (!call.revert_at(end)) return;
    const word at = call.nearest_revert(end);
    const std::string reason = call.revert_at(at).value_or("");
    story.remark("as " + name + " " + movement + ", the first revert is " +
                 (reason.empty() ? "one without data" : "'" + reason + "'") + ", at " +
                 to_decimal(at));
    found = true;
  };
  look(largest, "grows");
  look(word::zero(), "falls");
  if (!found) story.remark("no " + name + " makes this revert");
}

}  // namespace

explanation explain_function(const function& function, const values& arguments) {
  narrator story(std::string(function.name) + ": " + std::string(function.summary));
  if (function.name.starts_with("uniswap-v3.")) {
    uniswap_v3::tell_function(story, function, arguments);
  } else {
    uniswap_v2::tell_function(story, function, arguments);
  }
  const auto moved = moved_by(function);
  if (!story.reverted() && moved && has_thresholds(function, arguments))
    remark_on_reverts(story, function, arguments, *moved);
  return story.finish();
}

}  // namespace assay::explain
