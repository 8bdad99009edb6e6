// The names of subjects.
#include "assay/replay/subjects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "assay/trace/input_error.hpp"
#include "model_subjects.hpp"

namespace assay::replay {
namespace {

constexpr std::array<subject_summary, 4> own_subjects = {{
    {"engine", "the golden model on its own 256-bit words"},
    {"engine-boost", "the same templates on Boost.Multiprecision's words"},
    {model_name,
     "exact integers by definition: uniswap-v2 and its library and uniswap-v3 whole, "
     "uniswap-v3-math in part"},
    {"pipe:COMMAND", "a program that reads operations and answers in pooltrace lines"},
}};

constexpr std::string_view pipe_prefix = "pipe:";

std::vector<provider>& providers() {
  static std::vector<provider> all;
  return all;
}

[[noreturn]] void refuse(std::string_view name) {
  if (name == "evm") {
    trace::fail("subject evm", "is not part of this build",
                "build it with cargo there (scripts/setup installs it) and ASSAY_EVM=ON");
  }
  if (name == "proved") {
    trace::fail("subject proved", "is not part of this build",
                "build it with Coq and OCaml there (scripts/setup installs them) and "
                "ASSAY_PROVED=ON");
  }
  trace::fail(fmt::format("subject {}", name), "is unknown", "see `assay list subjects`");
}

const provider* find_provider(std::string_view name) {
  const auto& all = providers();
  const auto found = std::find_if(all.begin(), all.end(), [&](const provider& candidate) {
    return candidate.answers_to ? candidate.answers_to(name) : candidate.about.name == name;
  });
  return found == all.end() ? nullptr : &*found;
}

// The subjects of this layer for one protocol.
template <class Subject>
struct own_makers {
  std::unique_ptr<Subject> (*engine)();
  std::unique_ptr<Subject> (*boost)();
  std::unique_ptr<Subject> (*model)();
};

// `made` is what a provider makes of the protocol in question, if it has it.
template <class Subject, class Maker, class MakePipe>
std::unique_ptr<Subject> open(std::string_view name, Maker provider::* made,
                              const own_makers<Subject>& own, MakePipe&& pipe) {
  if (name == "engine") return own.engine();
  if (name == "engine-boost") return own.boost();
  if (name == model_name) return own.model();
  if (name.starts_with(pipe_prefix) && name.size() > pipe_prefix.size()) {
    return pipe(std::string(name.substr(pipe_prefix.size())));
  }
  const provider* found = find_provider(name);
  if (found == nullptr) refuse(name);
  const Maker& maker = (*found).*made;
  if (!maker) {
    trace::fail("subject " + std::string(name), "does not answer this protocol's traces",
                "use --subject engine");
  }
  return maker(name);
}

// `written` is what a provider writes of the protocol in question, if it has code to deploy.
template <class Protocol>
foundry_file write_with(foundry_writer<Protocol> provider::* written, std::string_view name,
                        const typename Protocol::setup& setup,
                        std::span<const typename Protocol::operation> operations,
                        const foundry_claim& claim) {
  const provider* found = find_provider(name);
  if (found == nullptr || !((*found).*written)) {
    return {.why_none = fmt::format("{} has no creation code", name)};
  }
  return ((*found).*written)(name, setup, operations, claim);
}

}  // namespace

std::vector<subject_summary> subjects() {
  std::vector<subject_summary> all(own_subjects.begin(), own_subjects.end());
  for (const provider& known : providers()) all.push_back(known.about);
  return all;
}

bool is_stranger(std::string_view name) {
  const provider* found = find_provider(name);
  return found != nullptr && found->is_stranger;
}

std::optional<uniswap_v2::parameters> uniswap_v2_rules(std::string_view name) {
  const provider* found = find_provider(name);
  if (found == nullptr || !found->uniswap_v2_rules) return std::nullopt;
  return found->uniswap_v2_rules(name);
}

std::string uniswap_v2_judged_by(std::string_view name) {
  const provider* found = find_provider(name);
  if (found == nullptr || !found->uniswap_v2_judged_by) return {};
  return found->uniswap_v2_judged_by(name);
}

std::string chosen_among(const std::string& judges, const std::string& list) {
  if (judges.empty()) return list;
  if (list.empty() || list == "all") return judges;
  if (list == "none") {
    trace::fail("--invariants", "is none, and nothing else judges a subject without a reference",
                "name some of them, or leave it out");
  }
  const std::string among = fmt::format(",{},", judges);
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t end = std::min(list.find(',', from), list.size());
    const std::string id = list.substr(from, end - from);
    if (among.find(fmt::format(",{},", id)) == std::string::npos) {
      trace::fail("--invariants",
                  fmt::format("\"{}\" does not hold of every curve", trace::printable(id)),
                  fmt::format("choose among {}", judges));
    }
    from = end + 1;
  }
  return list;
}

std::unique_ptr<uniswap_v2::subject> engine_beside(std::string_view name, uniswap_v2::dialect) {
  const provider* found = find_provider(name);
  if (found == nullptr || !found->uniswap_v2_engine) return nullptr;
  return found->uniswap_v2_engine(name);
}
std::unique_ptr<uniswap_v3::subject> engine_beside(std::string_view name,
                                                   const uniswap_v3::state_layout&) {
  const provider* found = find_provider(name);
  if (found == nullptr || !found->uniswap_v3_engine) return nullptr;
  return found->uniswap_v3_engine(name);
}

foundry_file write_foundry(std::string_view name, const uniswap_v2::setup& setup,
                           std::span<const uniswap_v2::protocol::operation> operations,
                           const foundry_claim& claim) {
  return write_with<uniswap_v2::protocol>(&provider::foundry_uniswap_v2, name, setup, operations,
                                          claim);
}
foundry_file write_foundry(std::string_view name, const uniswap_v3::setup& setup,
                           std::span<const uniswap_v3::protocol::operation> operations,
                           const foundry_claim& claim) {
  return write_with<uniswap_v3::protocol>(&provider::foundry_uniswap_v3, name, setup, operations,
                                          claim);
}

void add_provider(provider added) {
  auto& all = providers();
  std::erase_if(all, [&](const provider& known) { return known.about.name == added.about.name; });
  all.push_back(std::move(added));
}

std::unique_ptr<uniswap_v2::subject> open_subject(std::string_view name, uniswap_v2::dialect which,
                                                  pipe_options options) {
  return open<uniswap_v2::subject>(
      name, &provider::uniswap_v2,
      {uniswap_v2::make_engine, uniswap_v2::make_boost_engine, make_uniswap_v2_model},
      [&](std::string command) {
        return uniswap_v2::make_pipe(std::move(command), which, options);
      });
}

std::unique_ptr<uniswap_v2::library_subject> open_library_subject(std::string_view name,
                                                                  pipe_options options) {
  return open<uniswap_v2::library_subject>(
      name, &provider::uniswap_v2_library,
      {uniswap_v2::make_library_engine, uniswap_v2::make_boost_library_engine,
       make_uniswap_v2_library_model},
      [&](std::string command) {
        return uniswap_v2::make_library_pipe(std::move(command), options);
      });
}

std::unique_ptr<uniswap_v3::subject> open_subject(std::string_view name,
                                                  const uniswap_v3::state_layout& layout,
                                                  pipe_options options) {
  return open<uniswap_v3::subject>(
      name, &provider::uniswap_v3,
      {uniswap_v3::make_engine, uniswap_v3::make_boost_engine, make_uniswap_v3_model},
      [&](std::string command) {
        return uniswap_v3::make_pipe(std::move(command), layout, options);
      });
}

std::unique_ptr<uniswap_v3::math_subject> open_math_subject(std::string_view name,
                                                            pipe_options options) {
  return open<uniswap_v3::math_subject>(
      name, &provider::uniswap_v3_math,
      {uniswap_v3::make_math_engine, uniswap_v3::make_boost_math_engine,
       make_uniswap_v3_math_model},
      [&](std::string command) { return uniswap_v3::make_math_pipe(std::move(command), options); });
}

}  // namespace assay::replay
