// What all protocols' invariants have in common: the list, its documentation, and names.
#include "assay/invariant/invariant.hpp"

#include <algorithm>
#include <numeric>

#include "assay/invariant/score.hpp"
#include "assay/invariant/uniswap_v2.hpp"
#include "assay/invariant/uniswap_v3.hpp"
#include "text.hpp"

namespace assay::invariant {
namespace {

// How many letters to insert, delete or replace to make one name the other (Levenshtein).
std::size_t edits_between(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string unknown(std::string_view id, std::span<const std::string_view> ids) {
  std::vector<std::string_view> known{"all", "none"};
  known.insert(known.end(), ids.begin(), ids.end());
  return say("unknown invariant '", id, "'; did you mean '", nearest_name(id, known), "'?");
}

}  // namespace

choice choose(std::string_view list, std::span<const std::string_view> ids) {
  choice out;
  if (list == "none") return out;
  if (list == "all") {
    out.places.resize(ids.size());
    std::iota(out.places.begin(), out.places.end(), std::size_t{0});
    return out;
  }
  out.by_name = true;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string_view id = trimmed(list.substr(begin, end - begin));
    begin = end + 1;
    const auto found = std::find(ids.begin(), ids.end(), id);
    if (found == ids.end()) {
      out.error = unknown(id, ids);
      out.places.clear();
      return out;
    }
    const auto place = static_cast<std::size_t>(found - ids.begin());
    if (std::find(out.places.begin(), out.places.end(), place) == out.places.end()) {
      out.places.push_back(place);
    }
  }
  return out;
}

std::uint32_t closeness(const model::integer& distance) {
  if (distance.sign() <= 0) return 0;
  const unsigned bits = model::bit_length(distance);
  constexpr unsigned fraction_bits = 8;
  // Nine bits from the leading one down; the leading one itself is dropped.
  const model::integer top = bits > fraction_bits + 1
                                 ? model::integer(distance >> (bits - fraction_bits - 1))
                                 : model::integer(distance << (fraction_bits + 1 - bits));
  const std::uint32_t fraction = static_cast<std::uint32_t>(top) & ((1U << fraction_bits) - 1);
  return (bits << fraction_bits) | fraction;
}

tally& tally::operator+=(const tally& more) {
  applied += more.applied;
  violated += more.violated;
  excused += more.excused;
  if (more.least && (!least || *more.least < *least)) least = more.least;
  return *this;
}

void add_to(std::vector<standing>& sum, std::span<const standing> more) {
  for (const standing& one : more) {
    const auto known = std::find_if(sum.begin(), sum.end(),
                                    [&](const standing& other) { return other.id == one.id; });
    if (known == sum.end()) {
      sum.push_back(one);
    } else {
      known->counts += one.counts;
    }
  }
}

std::vector<summary> all_invariants() {
  std::vector<summary> out;
  for (const uniswap_v2::definition& each : uniswap_v2::definitions()) out.push_back(each.about);
  for (const uniswap_v3::definition& each : uniswap_v3::definitions()) out.push_back(each.about);
  return out;
}

std::string documentation_table(std::string_view protocol) {
  std::string out = "| ID | What | Statement | Applies to | Proof |\n|---|---|---|---|---|\n";
  for (const summary& each : all_invariants()) {
    if (each.protocol != protocol) continue;
    for (const std::string_view cell :
         {each.id, each.title, each.statement, each.applies, each.proof}) {
      out.append("| ").append(cell).append(" ");
    }
    out.append("|\n");
  }
  return out;
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates) {
  const auto nearest = std::min_element(candidates.begin(), candidates.end(),
                                        [&](std::string_view a, std::string_view b) {
                                          return edits_between(name, a) < edits_between(name, b);
                                        });
  return nearest == candidates.end() ? std::string_view{} : *nearest;
}

}  // namespace assay::invariant
