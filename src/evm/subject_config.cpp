// TOML to what a contract differs in: every key is known, or refused with the nearest that is.
#include "assay/evm/subject_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>

#include "assay/trace/input_error.hpp"
#include "toml_table.hpp"

namespace assay::evm {
namespace {

using settings::toml_table;

// Parameters hold views of their texts, and outlive the file that they were read from.
std::string_view keep(std::string text) {
  static std::deque<std::string> kept;
  static std::mutex one_at_a_time;
  const std::scoped_lock lock(one_at_a_time);
  const auto known = std::find(kept.begin(), kept.end(), text);
  return known != kept.end() ? *known : kept.emplace_back(std::move(text));
}

constexpr std::uint64_t largest_denominator = 1'000'000;  // its square times two reserves is a word

uniswap_v2::parameters read_rules(const toml_table& from, const std::string& path) {
  from.only({"fee", "k_scale", "prefix", "protocol_share"});
  uniswap_v2::parameters rules{};
  rules.name = keep(path);
  rules.prefix = keep(from.text("prefix", rules.prefix));
  if (from.has("fee")) {
    const auto fee = from.whole_numbers("fee", 2);
    if (fee[1] == 0 || fee[1] > largest_denominator || fee[0] > fee[1]) {
      from.fail("fee", fmt::format("is {}/{}", fee[0], fee[1]),
                fmt::format("write [part, whole] of an input, the whole from 1 to {}",
                            largest_denominator));
    }
    rules.fee_numerator = fee[0];
    rules.fee_denominator = fee[1];
  }
  const std::uint64_t squared = rules.fee_denominator * rules.fee_denominator;
  rules.k_scale = from.number("k_scale", squared, 1, squared);
  if (from.has("protocol_share")) {
    const auto share = from.whole_numbers("protocol_share", 3);
    constexpr std::uint64_t largest_factor = 1'000'000;
    const bool is_large = std::any_of(share.begin(), share.end(),
                                      [](std::uint64_t part) { return part > largest_factor; });
    if (is_large || share[1] + share[2] == 0) {
      from.fail("protocol_share", fmt::format("is {}", fmt::join(share, ", ")),
                "write [a, b, c] for supply * growth * a / (root * b + old root * c)");
    }
    rules.share = {share[0], share[1], share[2]};
  }
  return rules;
}

void read_reverts(const toml_table& from, subject_config& to) {
  from.only({"ignored", "reasons"});
  to.ignores_reasons = from.flag("ignored", false);
  if (const auto reasons = from.table("reasons")) to.reasons = reasons->named_texts();
}

subject_config read_root(const toml_table& root, const std::string& path) {
  root.only({"constructor", "curve", "events", "functions", "libraries", "reverts", "rules"});
  subject_config made;
  made.path = path;
  if (const auto rules = root.table("rules")) made.rules = read_rules(*rules, path);
  if (const auto curve = root.table("curve")) {
    curve->only({"reference"});
    made.has_reference = curve->choice("reference", {"uniswap-v2", "none"}, 0) == 0;
  }
  if (const auto functions = root.table("functions")) made.functions = functions->named_texts();
  if (const auto libraries = root.table("libraries")) {
    made.libraries = libraries->named_texts();
    const auto folder = std::filesystem::path(path).parent_path();
    for (auto& [library, artifact] : made.libraries) artifact = (folder / artifact).string();
  }
  if (const auto reverts = root.table("reverts")) read_reverts(*reverts, made);
  for (const char* table : {"reverts", "rules"}) {
    if (made.has_reference || !root.has(table)) continue;
    root.fail(table, "say what the reference does, and curve.reference is \"none\"",
              "leave out one of the two");
  }
  if (const auto events = root.table("events")) {
    events->only({"ignored"});
    made.ignored_events = events->some_texts("ignored");
    for (const std::string& event : made.ignored_events) {
      const std::size_t open = event.find('(');
      if (open != std::string::npos && open > 0 && event.ends_with(')')) continue;
      events->fail("ignored", fmt::format("has \"{}\"", trace::printable(event, 200)),
                   "write signatures: Sync(uint112,uint112)");
    }
  }
  if (const auto constructor = root.table("constructor")) {
    constructor->only({"arguments"});
    made.constructor_arguments = constructor->some_texts("arguments");
  }
  return made;
}

std::string_view found_in(const subject_config::renaming& names, std::string_view name) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == name; });
  return found == names.end() ? name : std::string_view(found->second);
}

}  // namespace

std::string_view subject_config::name_of(std::string_view function) const {
  return found_in(functions, function);
}
std::string_view subject_config::reason_of(std::string_view own) const {
  return found_in(reasons, own);
}
bool subject_config::is_reason(std::string_view got, std::string_view expected) const {
  return reason_of(got) == expected || (ignores_reasons && got != "ok" && expected != "ok");
}

subject_config read_subject_config(const std::string& path) {
  if (std::filesystem::is_directory(path)) trace::fail(path, "is a directory", "name a file");
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) trace::fail(path, "cannot be read", "check its name and its permissions");
  const toml::table table = settings::parse_table(text, path);
  return read_root(toml_table(path, "", table), path);
}

void check_reasons(const subject_config& config, std::span<const std::string_view> reasons,
                   std::string_view prefix) {
  std::vector<std::string> whole;
  for (const std::string_view reason : reasons) {
    const bool has_prefix = reason.starts_with(": ");
    whole.push_back(has_prefix ? fmt::format("{}{}", prefix, reason) : std::string(reason));
  }
  const std::vector<std::string_view> known(whole.begin(), whole.end());
  for (const auto& [own, meant] : config.reasons) {
    if (std::find(known.begin(), known.end(), meant) != known.end()) continue;
    trace::fail(config.path,
                fmt::format("reverts.reasons: \"{}\" is none that the reference gives",
                            trace::printable(meant)),
                fmt::format("did you mean \"{}\"?", settings::nearest(meant, known)));
  }
}

}  // namespace assay::evm
