// Explanations of functions: the protocol tells the steps; here, which revert would have come
// first.
#include <optional>

#include "assay/explain/explain.hpp"
#include "assay/word/format.hpp"
#include "uniswap_v2_function.hpp"
#include "uniswap_v3_function.hpp"

namespace assay::explain {

namespace {

using vectors::function;
using vectors::value;
using vectors::values;
using word = vectors::word;

std::string revert_at(const function& function, values arguments, const word& first) {
  arguments[0].words[0] = first;
  return function.evaluate(arguments).reverted.value_or("");
}

bool reverts_at(const function& function, values arguments, const word& first) {
  arguments[0].words[0] = first;
  return function.evaluate(arguments).reverted.has_value();
}

// The reverting value nearest to `inside`, which does not revert, on the side of `outside`, which
// does: reverts of amounts are thresholds, so that bisection finds it.
word nearest_revert(const function& function, const values& arguments, word inside, word outside) {
  const auto distance = [](const word& a, const word& b) {
    return a > b ? sub_wrapping(a, b) : sub_wrapping(b, a);
  };
  while (distance(inside, outside) > word::one()) {
    const word half = distance(inside, outside) >> 1;
    const word middle = outside > inside ? add_wrapping(inside, half) : sub_wrapping(inside, half);
    (reverts_at(function, arguments, middle) ? outside : inside) = middle;
  }
  return outside;
}

void remark_on_reverts(narrator& story, const function& function, const values& arguments) {
  const value& first = arguments[0];
  const std::string name(function.parameters[0].name);
  const word largest = word::max() >> (word::bits - vectors::type_bits(first.type));
  bool found = false;
  const auto look = [&](const word& end, const std::string& movement) {
    if (!reverts_at(function, arguments, end)) return;
    const word at = nearest_revert(function, arguments, first.scalar(), end);
    story.remark("as " + name + " " + movement + ", the first revert is '" +
                 revert_at(function, arguments, at) + "', at " + to_decimal(at));
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
  const bool is_amount = function.parameters[0].type == vectors::value_type::uint256 ||
                         function.parameters[0].type == vectors::value_type::uint112;
  if (!story.reverted() && is_amount) remark_on_reverts(story, function, arguments);
  return story.finish();
}

}  // namespace assay::explain
