// The names of subjects.
#include "assay/replay/subjects.hpp"

#include <array>

#include "assay/trace/input_error.hpp"

namespace assay::replay {
namespace {

constexpr std::array<subject_summary, 3> all_subjects = {{
    {"engine", "the golden model on its own 256-bit words"},
    {"engine-boost", "the same templates on Boost.Multiprecision's words"},
    {"pipe:COMMAND", "a program that reads operations and answers in pooltrace lines"},
}};

constexpr std::string_view pipe_prefix = "pipe:";

template <class Subject, class MakeEngine, class MakeBoost, class MakePipe>
std::unique_ptr<Subject> open(std::string_view name, MakeEngine&& engine, MakeBoost&& boost,
                              MakePipe&& pipe) {
  if (name == "engine") return engine();
  if (name == "engine-boost") return boost();
  if (name.starts_with(pipe_prefix) && name.size() > pipe_prefix.size()) {
    return pipe(std::string(name.substr(pipe_prefix.size())));
  }
  trace::fail("subject " + trace::printable(name), "is unknown", "see `assay list subjects`");
}

}  // namespace

std::span<const subject_summary> subjects() { return all_subjects; }

std::unique_ptr<uniswap_v2::subject> open_subject(std::string_view name, uniswap_v2::dialect which,
                                                  pipe_options options) {
  return open<uniswap_v2::subject>(
      name, uniswap_v2::make_engine, uniswap_v2::make_boost_engine, [&](std::string command) {
        return uniswap_v2::make_pipe(std::move(command), which, options);
      });
}

std::unique_ptr<uniswap_v2::library_subject> open_library_subject(std::string_view name,
                                                                  pipe_options options) {
  return open<uniswap_v2::library_subject>(
      name, uniswap_v2::make_library_engine, uniswap_v2::make_boost_library_engine,
      [&](std::string command) {
        return uniswap_v2::make_library_pipe(std::move(command), options);
      });
}

std::unique_ptr<uniswap_v3::subject> open_subject(std::string_view name,
                                                  const uniswap_v3::state_layout& layout,
                                                  pipe_options options) {
  return open<uniswap_v3::subject>(
      name, uniswap_v3::make_engine, uniswap_v3::make_boost_engine, [&](std::string command) {
        return uniswap_v3::make_pipe(std::move(command), layout, options);
      });
}

std::unique_ptr<uniswap_v3::math_subject> open_math_subject(std::string_view name,
                                                            pipe_options options) {
  return open<uniswap_v3::math_subject>(
      name, uniswap_v3::make_math_engine, uniswap_v3::make_boost_math_engine,
      [&](std::string command) { return uniswap_v3::make_math_pipe(std::move(command), options); });
}

}  // namespace assay::replay
