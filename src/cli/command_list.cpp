// `assay list`: what there is, from the registries themselves.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "assay/campaign/mutants.hpp"
#include "assay/gen/uniswap_v2.hpp"
#include "assay/gen/uniswap_v3.hpp"
#include "assay/invariant/invariant.hpp"
#include "assay/replay/replay.hpp"
#include "assay/replay/subjects.hpp"
#include "assay/vector/function.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

struct item {
  std::string name;
  std::string description;
  std::vector<std::pair<std::string, std::string>> more{};  // further keys in JSON
};

std::vector<item> list_protocols() {
  std::vector<item> items;
  for (const auto& protocol : replay::protocols()) {
    items.push_back({std::string(protocol.name), std::string(protocol.description), {}});
  }
  return items;
}

std::vector<item> list_functions() {
  std::vector<item> items;
  for (const auto& function : vectors::functions()) {
    items.push_back(
        {std::string(function.name),
         std::string(function.signature),
         {{"summary", std::string(function.summary)}, {"mirrors", std::string(function.mirrors)}}});
  }
  return items;
}

std::vector<item> list_invariants() {
  std::vector<item> items;
  for (const auto& invariant : invariant::all_invariants()) {
    items.push_back({std::string(invariant.id),
                     std::string(invariant.title),
                     {{"protocol", std::string(invariant.protocol)},
                      {"statement", std::string(invariant.statement)},
                      {"applies", std::string(invariant.applies)},
                      {"proof", std::string(invariant.proof)}}});
  }
  return items;
}

std::vector<item> list_subjects() {
  std::vector<item> items;
  for (const auto& subject : replay::subjects()) {
    items.push_back({std::string(subject.name), std::string(subject.description), {}});
  }
  return items;
}

std::vector<item> list_generators() {
  std::vector<item> items;
  for (const auto all : {gen::uniswap_v2::generators(), gen::uniswap_v3::generators()}) {
    for (const auto& generator : all) {
      items.push_back({std::string(generator.name),
                       std::string(generator.description),
                       {{"protocol", std::string(generator.protocol)}}});
    }
  }
  return items;
}

std::vector<item> list_mutants() {
  std::vector<item> items;
  for (const auto& mutant : campaign::mutants()) {
    items.push_back({std::string(mutant.name),
                     std::string(mutant.description),
                     {{"protocol", std::string(mutant.protocol)},
                      {"caughtBy", std::string(mutant.caught_by)}}});
  }
  return items;
}

struct registry {
  std::string_view name;
  std::vector<item> (*list)();
};

constexpr std::array<registry, 6> registries = {{{"protocols", list_protocols},
                                                 {"functions", list_functions},
                                                 {"invariants", list_invariants},
                                                 {"subjects", list_subjects},
                                                 {"mutants", list_mutants},
                                                 {"generators", list_generators}}};

void print_json(const context& shared, const std::string& kind, const std::vector<item>& items) {
  std::string document;
  trace::json_writer json(document);
  json.begin_object().key(kind).begin_array();
  for (const item& entry : items) {
    json.begin_object().key("name").value(entry.name);
    json.key("description").value(entry.description);
    for (const auto& [key, value] : entry.more) json.key(key).value(value);
    json.end_object();
  }
  json.end_array().end_object();
  shared.print_json(document);
}

int run(const context& shared, const std::string& kind) {
  const auto* found =
      std::find_if(registries.begin(), registries.end(),
                   [&](const registry& candidate) { return candidate.name == kind; });
  const std::vector<item> items = found->list();
  if (shared.json) {
    print_json(shared, kind, items);
    return exit_holds;
  }
  std::size_t width = 0;
  for (const item& entry : items) width = std::max(width, entry.name.size());
  for (const item& entry : items) {
    shared.print(fmt::format("{:<{}}  {}\n", entry.name, width, entry.description));
  }
  return exit_holds;
}

}  // namespace

void add_list(CLI::App& app, context& shared) {
  CLI::App* command = add_command(app, shared, "list", "List what there is, with a line each",
                                  {"assay list invariants", "assay list functions --json"});
  std::vector<std::string> names;
  for (const registry& known : registries) names.emplace_back(known.name);
  const auto kind = std::make_shared<std::string>();
  command->add_option("KIND", *kind, "What to list")->required()->check(CLI::IsMember(names));
  command->callback(
      [&shared, kind] { shared.run = [&shared, kind] { return run(shared, *kind); }; });
}

}  // namespace assay::cli
