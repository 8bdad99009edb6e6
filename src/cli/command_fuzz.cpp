// `assay fuzz`: a campaign of generated operations, and the smallest counterexample as a trace.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/campaign/uniswap_v3.hpp"
#include "assay/replay/report.hpp"
#include "assay/replay/subjects.hpp"
#include "assay/trace/byte_stream.hpp"
#include "ci_report.hpp"
#include "commands.hpp"
#include "standings.hpp"

namespace assay::cli {
namespace {

namespace v2 = assay::campaign::uniswap_v2;
namespace v3 = assay::campaign::uniswap_v3;

struct request {
  std::string protocol{};
  std::vector<std::string> subjects{};
  std::string invariants{};  // empty: all, but none for a stranger's contract alone
  std::string profile{gen::profile_names[0]};
  bool is_alone = false;  // the one subject has no reference: invariants judge it
  std::string out{};
  std::string corpus{};
  std::uint64_t operations = 0;
  std::uint64_t seed = 1;
  std::uint64_t length = 200;
  std::uint64_t jobs = 1;
  std::string seconds = "0";
  bool distances = false;
  ci_report reports{};
};

constexpr std::uint64_t default_operations = 100'000;

// The engine and the model always answer: naming them adds nobody.
bool is_always_there(const std::string& subject) {
  return subject == "engine" || subject == "model";
}

bool names(const request& asked, std::string_view subject) {
  return std::find(asked.subjects.begin(), asked.subjects.end(), subject) != asked.subjects.end();
}

// Then the engine is only what the stranger is held against: its own model and invariants, which
// say nothing about the stranger, are left out unless they are named.
bool has_stranger(const request& asked) {
  return std::any_of(asked.subjects.begin(), asked.subjects.end(),
                     [](const std::string& name) { return replay::is_stranger(name); });
}

auto open_rival(const std::string& name, v2::gen::mode which) {
  return replay::open_subject(name, v2::dialect_of(which));
}
auto open_rival(const std::string& name, v3::gen::mode) {
  return replay::open_subject(name, uniswap_v3::state_layout{});
}

// The engine, where the subjects named begin.
auto open_engine(const std::string& name, v2::gen::mode which) {
  return replay::engine_beside(name, v2::dialect_of(which));
}
auto open_engine(const std::string& name, v3::gen::mode) {
  return replay::engine_beside(name, uniswap_v3::state_layout{});
}
// Whose states generators solve from, and what the others are held against.
template <class World>
std::unique_ptr<typename World::subject> make_reference(const request& asked,
                                                        typename World::mode which) {
  if (asked.is_alone) return open_rival(asked.subjects.front(), which);
  std::unique_ptr<typename World::subject> made;
  for (const std::string& name : asked.subjects) {
    auto own = open_engine(name, which);
    if (own && asked.subjects.size() > 1) {
      trace::fail(name, "begins elsewhere than the other subjects", "fuzz it alone");
    }
    if (own) made = std::move(own);
  }
  return made ? std::move(made) : World::make_engine();
}
// Do the subjects begin with a pool that has a past?
bool is_resumed(const request& asked) {
  return std::any_of(asked.subjects.begin(), asked.subjects.end(), [](const std::string& name) {
    return open_engine(name, v2::gen::mode::pair) != nullptr;
  });
}

// A campaign about one kind of pools, with its share of the whole budget, in percent.
template <class World>
struct part {
  typename World::mode mode{};
  unsigned share = 100;
  typename World::setup setup{};
};

template <class World>
part<World> part_of(typename World::mode mode, unsigned share = 100) {
  return {mode, share, World::make_setup(mode)};
}

template <class World>
std::unique_ptr<campaign::judge<World>> make_judge(const request& asked, const part<World>& about,
                                                   const typename World::selection& chosen) {
  using judge = campaign::judge<World>;
  const bool has_model = !has_stranger(asked) || names(asked, "model");
  auto made =
      std::make_unique<judge>(about.setup, about.mode, make_reference<World>(asked, about.mode),
                              campaign::checks<World>{has_model, chosen, asked.is_alone});
  if (asked.is_alone) return made;
  for (const std::string& name : asked.subjects) {
    if (is_always_there(name)) continue;
    const auto view = name.starts_with("pipe:") ? judge::view::recorded : judge::view::whole;
    made->add_rival(open_rival(name, about.mode), view);
  }
  return made;
}

// ---- The corpus: files of choices, the first byte being the mode, as the fuzz targets take them.

using bytes = std::vector<std::uint8_t>;

// `mode` is one of `modes`.
std::vector<bytes> read_corpus(const std::string& directory, std::size_t mode, std::size_t modes) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  if (!fs::exists(directory)) return {};
  if (!fs::is_directory(directory)) {
    trace::fail(directory, "is not a directory", "name one for --corpus, or a new one");
  }
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<bytes> all;
  for (const fs::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    bytes content{std::istreambuf_iterator<char>(file), {}};
    if (file.bad()) trace::fail(path.string(), "cannot be read", "check its permissions");
    if (content.empty() || content[0] % modes != mode) continue;
    content.erase(content.begin());
    all.push_back(std::move(content));
  }
  return all;
}

void write_corpus(const std::string& directory, std::size_t mode,
                  const std::vector<bytes>& sequences) {
  make_directory(directory);
  for (const bytes& sequence : sequences) {
    std::string content(1, static_cast<char>(mode));
    content.append(sequence.begin(), sequence.end());
    std::uint64_t digest = 0xcbf29ce484222325;  // FNV-1a
    for (const char letter : content) {
      digest = (digest ^ static_cast<std::uint8_t>(letter)) * 0x100000001b3;
    }
    trace::write_file(fmt::format("{}/{:016x}", directory, digest), content);
  }
}

// ---- What is said

template <class World>
void write_coverage(trace::json_writer& json, const campaign::report<World>& done) {
  json.key("coverage").begin_object().key("comparisons").value(done.comparisons);
  json.key("outcomes").value(std::uint64_t{done.outcomes.size()});
  json.key("generators").begin_object();
  for (std::size_t i = 0; i < done.outcomes.size();) {
    const std::string& generator = done.outcomes[i].generator;
    json.key(generator).begin_object();
    for (; i < done.outcomes.size() && done.outcomes[i].generator == generator; ++i) {
      json.key(done.outcomes[i].outcome).value(done.outcomes[i].times);
    }
    json.end_object();
  }
  json.end_object().end_object();
}

// Where a counterexample is.
struct written_files {
  std::string trace{};    // empty without --out
  std::string foundry{};  // empty where there is none
  std::string why_no_foundry{};
};

template <class World>
std::string to_json(const request& asked, const campaign::report<World>& done,
                    const written_files& written) {
  std::string document;
  trace::json_writer json(document);
  json.begin_object().key("found").value(done.found.has_value());
  json.key("protocol").value(asked.protocol).key("subject");
  json.value(fmt::format("{}", fmt::join(asked.subjects, ",")));
  json.key("seed").value(std::to_string(asked.seed)).key("profile").value(asked.profile);
  json.key("sequences").value(done.sequences);
  json.key("operations").value(done.operations).key("reverted").value(done.reverted);
  json.key("seconds").value(done.seconds);
  write_coverage(json, done);
  replay::write_invariants(json, done.invariants);
  json.key("failure");
  if (!done.found) {
    json.null();
  } else {
    const campaign::failure& what = done.found->found;
    json.begin_object().key("kind").value(campaign::kind_name(what.kind));
    json.key("subject").value(what.subject).key("operation").value(what.operation);
    json.key("field").value(what.field).key("expected").value(what.expected);
    json.key("got").value(what.got);
    json.key("steps").value(std::uint64_t{done.found->operations.size()});
    const auto text_or_null = [&](std::string_view key, const std::string& text) {
      json.key(key);
      if (text.empty()) {
        json.null();
      } else {
        json.value(text);
      }
    };
    text_or_null("trace", written.trace);
    text_or_null("foundry", written.foundry);
    text_or_null("whyNoFoundry", written.why_no_foundry);
    json.end_object();
  }
  json.end_object();
  return document;
}

// Findings point into the counterexample, at the operation that went wrong.
template <class World>
checked_part to_part(const request& asked, const campaign::report<World>& done,
                     const std::string& trace_path) {
  checked_part checked{.name = trace_path.empty() ? asked.protocol : trace_path,
                       .is_file = !trace_path.empty()};
  checked.description = fmt::format("{} operations in {} sequences, {} answers compared",
                                    done.operations, done.sequences, done.comparisons);
  checked.seconds = done.seconds;
  if (!done.found) return checked;
  const campaign::failure& what = done.found->found;
  const bool is_invariant = what.kind == campaign::failure_kind::invariant;
  const std::uint64_t header_lines = 1;
  checked.findings.push_back(
      {is_invariant ? what.field : std::string(campaign::kind_name(what.kind)),
       fmt::format("{}: {}: {}: expected {}, got {}", what.subject, what.operation, what.field,
                   what.expected, what.got),
       done.found->operations.size() + header_lines});
  return checked;
}

template <class World>
void tell(const context& shared, const request& asked, const campaign::report<World>& done,
          const written_files& written, const std::string& trace_text) {
  if (asked.distances) shared.report(standings_table(done.invariants));
  const std::string_view counted = asked.is_alone ? "invariants checked" : "answers compared";
  const std::string verdict =
      done.found ? shared.paint(style::bad, "a failure was found")
                 : shared.paint(style::good,
                                asked.is_alone ? "no violation" : "no difference, no violation");
  if (done.found) {
    shared.report(campaign::describe(*done.found));
    shared.report(written.trace.empty() ? trace_text
                                        : fmt::format("written to {}\n", written.trace));
    if (!written.trace.empty()) {
      shared.report(written.foundry.empty()
                        ? fmt::format("no Foundry test: {}\n", written.why_no_foundry)
                        : fmt::format("as a Foundry test: {}\n", written.foundry));
    }
  }
  shared.report(fmt::format("fuzzed {} operations in {} sequences ({} reverted), {} {}: {}\n",
                            done.operations, done.sequences, done.reverted, done.comparisons,
                            counted, verdict));
}

template <class World>
campaign::options<World> options_of(const request& asked, const part<World>& one) {
  campaign::options<World> what;
  what.mode = one.mode;
  what.profile =
      asked.profile == gen::profile_names[0] ? gen::profile::boundary : gen::profile::uniform;
  what.seed = asked.seed;
  what.length = asked.length;
  what.seconds = parse_decimal_fraction("--seconds", asked.seconds, 0, 1e9) * one.share / 100;
  what.operations = asked.operations;
  if (what.operations == 0 && what.seconds <= 0) what.operations = default_operations;
  if (what.operations != 0) {
    const std::uint64_t rest = what.operations % 100 * one.share / 100;
    what.operations = std::max<std::uint64_t>(what.operations / 100 * one.share + rest, 1);
  }
  what.jobs = static_cast<unsigned>(asked.jobs);
  constexpr double shrinking_seconds = 10;  // bytecode is slow, and somebody waits
  if (has_stranger(asked)) what.shrinking.seconds = shrinking_seconds;
  return what;
}

// What two campaigns found together.
template <class World>
void add_to(campaign::report<World>& sum, campaign::report<World> more) {
  sum.sequences += more.sequences;
  sum.operations += more.operations;
  sum.reverted += more.reverted;
  sum.comparisons += more.comparisons;
  invariant::add_to(sum.invariants, more.invariants);
  sum.seconds += more.seconds;
  sum.is_stopped = sum.is_stopped || more.is_stopped;
  // The outcomes of a generator stay together.
  for (auto& one : more.outcomes) {
    auto at = sum.outcomes.end();
    for (auto known = sum.outcomes.begin(); known != sum.outcomes.end(); ++known) {
      if (known->generator != one.generator) continue;
      at = known + 1;
      if (known->outcome != one.outcome) continue;
      known->times += std::exchange(one.times, 0);
      break;
    }
    if (one.times != 0) sum.outcomes.insert(at, std::move(one));
  }
  sum.found = std::move(more.found);
}

// One after the other, until one finds something or is stopped.
template <class World>
struct whole_campaign {
  campaign::report<World> done{};
  part<World> last{};
};

template <class World>
whole_campaign<World> run_parts(const context& shared, const request& asked,
                                const typename World::selection& chosen,
                                std::span<const part<World>> parts) {
  whole_campaign<World> all;
  for (const part<World>& one : parts) {
    all.last = one;
    const auto mode = static_cast<std::size_t>(one.mode);
    campaign::options<World> what = options_of<World>(asked, one);
    what.make_judge = [&] { return make_judge<World>(asked, one, chosen); };
    what.make_judge();  // a wrong subject is an error before anything is written
    if (!asked.corpus.empty()) what.corpus = read_corpus(asked.corpus, mode, World::modes);
    if (!asked.out.empty()) make_directory(asked.out);
    what.on_progress = [&](const campaign::progress& now) {
      shared.progress(fmt::format("fuzzed {} operations", all.done.operations + now.operations));
      return !interrupted();
    };
    campaign::report<World> report = campaign::run(what);
    shared.progress("");
    if (!asked.corpus.empty()) write_corpus(asked.corpus, mode, report.interesting);
    add_to(all.done, std::move(report));
    if (all.done.found || all.done.is_stopped) break;
  }
  return all;
}

// What a Foundry test of the counterexample has to show.
template <class World>
replay::foundry_claim claim_of(const request& asked, const campaign::counterexample<World>& found) {
  replay::foundry_claim claim{.remark = campaign::describe(found)};
  const campaign::failure& what = found.found;
  if (what.kind == campaign::failure_kind::invariant) claim.invariant = what.field;
  if (!asked.is_alone) return claim;
  // A token that leaves all who take part is not in the state, and so comes before its invariant.
  if (what.field == "state.token0") claim.invariant = "V2-CONSERVE-1";
  if (what.field == "state.token1") claim.invariant = "V2-CONSERVE-2";
  return claim;
}

// Whose contract the test deploys. What violates an invariant is the reference; a stranger beside
// it has answered alike.
std::string deployed_by(const request& asked, const campaign::failure& what) {
  const auto stranger =
      std::find_if(asked.subjects.begin(), asked.subjects.end(),
                   [](const std::string& one) { return replay::is_stranger(one); });
  const bool is_beside =
      what.kind == campaign::failure_kind::invariant && stranger != asked.subjects.end();
  return is_beside ? *stranger : what.subject;
}

// The counterexample as a Foundry test, or why there is none.
template <class World>
void write_foundry(const request& asked, const campaign::counterexample<World>& found,
                   const typename World::setup& setup, written_files& written) {
  if (asked.out.empty()) {
    written.why_no_foundry = "no directory is given to --out";
    return;
  }
  const replay::foundry_claim claim = claim_of<World>(asked, found);
  if (asked.is_alone && claim.invariant.empty()) {
    written.why_no_foundry =
        fmt::format("{} is no invariant, and there is no reference", found.found.field);
    return;
  }
  const replay::foundry_file made = replay::write_foundry(deployed_by(asked, found.found), setup,
                                                          std::span(found.operations), claim);
  written.why_no_foundry = made.why_none;
  if (made.text.empty()) return;
  written.foundry = asked.out + "/Counterexample.t.sol";
  trace::write_file(written.foundry, made.text);
}

template <class World>
int run(const context& shared, request& asked, std::span<const part<World>> parts) {
  if (asked.invariants.empty()) asked.invariants = has_stranger(asked) ? "none" : "all";
  auto chosen = World::select(asked.invariants);
  chosen.follows_rules = !asked.is_alone;
  if (!chosen.error.empty()) {
    trace::fail("--invariants", chosen.error, "see `assay list invariants`");
  }
  if (asked.subjects.empty()) asked.subjects = {"engine-boost"};
  std::vector<std::string> taken = asked.subjects;
  if (!asked.out.empty()) {
    make_directory(asked.out);
    for (const char* name : {"/report.json", "/counterexample.jsonl", "/Counterexample.t.sol"}) {
      taken.push_back(asked.out + name);
    }
  }
  prepare_ci_report(asked.reports, taken);
  const auto [done, last] = run_parts<World>(shared, asked, chosen, parts);
  if (done.comparisons == 0 && !done.found) {
    trace::fail("fuzz", "nothing was compared", "allow it more time or more operations");
  }
  if (!asked.out.empty()) {  // what an earlier campaign found is not what this one found
    for (const char* name : {"/counterexample.jsonl", "/Counterexample.t.sol"}) {
      std::error_code ignored;
      std::filesystem::remove(asked.out + name, ignored);
    }
  }
  written_files written;
  std::string trace_text;
  if (done.found) {
    const auto engine = make_reference<World>(asked, last.mode);
    trace_text = campaign::trace_of<World>(last.mode, last.setup, *engine, done.found->operations,
                                           asked.seed);
  }
  if (done.found && !asked.out.empty()) {
    written.trace = asked.out + "/counterexample.jsonl";
    trace::write_file(written.trace, trace_text);
  }
  if (done.found) write_foundry<World>(asked, *done.found, last.setup, written);
  const std::string document = to_json(asked, done, written);
  if (!asked.out.empty()) trace::write_file(asked.out + "/report.json", document + "\n");
  const checked_part checked = to_part(asked, done, written.trace);
  write_ci_report(asked.reports, "fuzz", {&checked, 1});
  if (shared.json) {
    shared.print_json(document);
  } else {
    tell(shared, asked, done, written, trace_text);
  }
  return done.found ? exit_found : exit_holds;
}

// The rules that the strangers say they follow; nothing when they say nothing.
std::optional<uniswap_v2::parameters> rules_of(const request& asked) {
  std::optional<uniswap_v2::parameters> rules;
  for (const std::string& name : asked.subjects) {
    const auto own = replay::uniswap_v2_rules(name);
    if (!own) continue;
    if (rules && *rules != *own) {
      trace::fail(name, "follows other rules than another subject", "fuzz them one by one");
    }
    rules = own;
  }
  return rules;
}

// Plain tokens alone would not show what a stranger's pair makes of a token that lies. A pair with
// rules of its own is compared as a fork, whose traces hold rules.
std::vector<part<v2::world>> parts_of(const request& asked, v2::gen::mode which) {
  using mode = v2::gen::mode;
  if (asked.is_alone) return {part_of<v2::world>(which)};
  if (const auto rules = rules_of(asked)) {
    if (which == mode::tokens) {
      trace::fail("uniswap-v2-tokens", "has the rules of Uniswap alone",
                  "fuzz uniswap-v2, or leave [rules] out of the configuration");
    }
    auto fork = part_of<v2::world>(mode::fork);
    fork.setup.rules = {*rules};
    return {fork};
  }
  if (which != mode::pair || !has_stranger(asked) || is_resumed(asked)) {
    return {part_of<v2::world>(which)};
  }
  constexpr unsigned share_of_odd_tokens = 15;
  return {part_of<v2::world>(mode::pair, 100 - share_of_odd_tokens),
          part_of<v2::world>(mode::tokens, share_of_odd_tokens)};
}

// A subject without a reference is judged by invariants alone, and by itself.
void judge_alone(request& asked) {
  for (const std::string& name : asked.subjects) {
    const std::string judges = replay::uniswap_v2_judged_by(name);
    if (judges.empty()) continue;
    if (asked.subjects.size() > 1) {
      trace::fail(name, "has no reference to hold other subjects against", "fuzz it alone");
    }
    if (asked.protocol == uniswap_v2::dialect_name(v2::dialect_of(v2::gen::mode::fork))) {
      trace::fail(asked.protocol, "has rules, which a subject without a reference does not follow",
                  "fuzz uniswap-v2");
    }
    asked.is_alone = true;
    asked.invariants = replay::chosen_among(judges, asked.invariants);
  }
}

// By the protocol's name.
int run(const context& shared, request& asked) {
  using mode = v2::gen::mode;
  if (asked.protocol != uniswap_v3::protocol_name) judge_alone(asked);
  for (const mode candidate : {mode::pair, mode::fork, mode::tokens}) {
    if (uniswap_v2::dialect_name(v2::dialect_of(candidate)) != asked.protocol) continue;
    return run<v2::world>(shared, asked, parts_of(asked, candidate));
  }
  if (asked.protocol == uniswap_v3::protocol_name) {
    const std::array whole = {part_of<v3::world>(v3::gen::mode::pool)};
    return run<v3::world>(shared, asked, whole);
  }
  trace::fail("PROTOCOL", fmt::format("\"{}\" cannot be fuzzed", trace::printable(asked.protocol)),
              "choose uniswap-v2, uniswap-v2-fork, uniswap-v2-tokens or uniswap-v3");
}

}  // namespace

void add_fuzz(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "fuzz",
      "Run generated operations on the engine, the model, the invariants and further subjects",
      {"assay fuzz uniswap-v2 --operations 20000",
       "assay fuzz uniswap-v3 --operations 20000 --jobs 2",
       "assay fuzz uniswap-v2-fork --operations 5000 --seed 7 --out out/fuzz",
       "assay fuzz uniswap-v2 --subject 'pipe:assay serve' --operations 1000 --json"});
  const auto asked = std::make_shared<request>();
  command
      ->add_option("PROTOCOL", asked->protocol,
                   "uniswap-v2, uniswap-v2-fork, uniswap-v2-tokens, uniswap-v3")
      ->required();
  command->add_option("--subject", asked->subjects,
                      "Who else answers, any number of times (see `assay list subjects`); "
                      "engine-boost if nobody is named");
  command->add_option("--seconds", asked->seconds, "End after so long; 0: no limit")
      ->capture_default_str();
  add_number(*command, "--operations", asked->operations,
             "End after so many; 0: no limit, or 100000 without --seconds");
  add_number(*command, "--seed", asked->seed, "The same seed makes the same operations");
  add_number(*command, "--length", asked->length, "Operations of one sequence", 1, 1'000'000);
  add_number(*command, "--jobs", asked->jobs, "Threads", 1, 256);
  command->add_option("--corpus", asked->corpus,
                      "Directory of sequences to start from; interesting ones are added to it");
  command->add_option("--out", asked->out,
                      "Directory for report.json and counterexample.jsonl; for an artifact "
                      "Counterexample.t.sol too, or the report says why there is none");
  command->add_option(
      "--invariants", asked->invariants,
      "all, none or IDs separated by commas (see `assay list invariants`); by default "
      "all, but none for a stranger's contract, of which they say nothing, and where there is no "
      "reference all that hold of every curve");
  command
      ->add_option("--profile", asked->profile,
                   "How numbers are drawn: boundary solves for where checks turn, uniform is for "
                   "comparison")
      ->check(CLI::IsMember(
          std::vector<std::string>(gen::profile_names.begin(), gen::profile_names.end())))
      ->capture_default_str();
  add_distances(*command, asked->distances);
  add_ci_report(*command, asked->reports);
  command->callback(
      [&shared, asked] { shared.run = [&shared, asked] { return run(shared, *asked); }; });
}

}  // namespace assay::cli
