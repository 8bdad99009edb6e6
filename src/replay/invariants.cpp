// Which of the invariants that are asked for are a trace's own.
#include "assay/invariant/invariant.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "assay/trace/input_error.hpp"
#include "runs.hpp"

namespace assay::replay {
namespace {

bool is_by_name(std::string_view list) { return list != "all" && list != "none"; }

void refuse_unknown(std::string_view id, const std::vector<invariant::summary>& all) {
  if (id.empty() || !is_by_name(id)) {
    trace::fail("--invariants",
                id.empty() ? "has an empty ID" : fmt::format("has '{}' among IDs", id),
                "write all, none, or IDs separated by commas");
  }
  std::vector<std::string_view> known;
  for (const invariant::summary& each : all) known.push_back(each.id);
  if (std::find(known.begin(), known.end(), id) != known.end()) return;
  trace::fail("--invariants",
              fmt::format("unknown invariant '{}'; did you mean '{}'?", trace::printable(id),
                          invariant::nearest_name(id, known)),
              "see `assay list invariants`");
}

}  // namespace

std::vector<std::string> named_invariants(std::string_view list) {
  std::vector<std::string> named;
  if (!is_by_name(list)) return named;
  const std::vector<invariant::summary> all = invariant::all_invariants();
  constexpr std::string_view blanks = " \t";
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    std::string_view id = list.substr(begin, end - begin);
    begin = end + 1;
    id.remove_prefix(std::min(id.find_first_not_of(blanks), id.size()));
    id = id.substr(0, id.find_last_not_of(blanks) + 1);
    refuse_unknown(id, all);
    named.emplace_back(id);
  }
  return named;
}

std::string own_invariants(std::string_view list, std::string_view protocol) {
  if (!is_by_name(list)) return std::string(list);
  std::vector<std::string> own;
  for (std::string& id : named_invariants(list)) {
    const auto all = invariant::all_invariants();
    const bool is_own = std::any_of(all.begin(), all.end(), [&](const invariant::summary& each) {
      return each.id == id && each.protocol == protocol;
    });
    if (is_own) own.push_back(std::move(id));
  }
  return own.empty() ? "none" : fmt::format("{}", fmt::join(own, ","));
}

std::string idle_invariant(std::string_view list, std::span<const report> reports) {
  for (std::string& id : named_invariants(list)) {
    const bool is_checked = std::any_of(reports.begin(), reports.end(), [&](const report& one) {
      return std::any_of(one.invariants.begin(), one.invariants.end(),
                         [&](const invariant::standing& each) { return each.id == id; });
    });
    if (!is_checked) return id;
  }
  return {};
}

}  // namespace assay::replay
