// Subjects by the name that the command line gives them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/subject/pipe.hpp"

namespace assay::replay {

struct subject_summary {
  std::string_view name;
  std::string_view description;
};
std::vector<subject_summary> subjects();

/// What a counterexample shows of a contract.
struct foundry_claim {
  std::string remark{};     // for people
  std::string invariant{};  // the ID of what it violates; empty: it answers not as the engine does
};
/// A counterexample as a Foundry test.
struct foundry_file {
  std::string text{};      // empty where there is none
  std::string why_none{};  // then: half a line
};
template <class Protocol>
using foundry_writer = std::function<foundry_file(
    std::string_view name, const typename Protocol::setup& setup,
    std::span<const typename Protocol::operation> operations, const foundry_claim& claim)>;

/// A subject that not every build has. What it cannot answer stays empty.
struct provider {
  subject_summary about;
  /// Which names it answers to; empty: its own.
  std::function<bool(std::string_view name)> answers_to{};
  bool is_stranger = false;  // code that nobody vouches for
  /// The rules that a stranger's pair says it follows, if they are not Uniswap's.
  std::function<std::optional<uniswap_v2::parameters>(std::string_view name)> uniswap_v2_rules{};
  /// The IDs of invariants that alone judge a pair with a curve of its own; empty for one that has
  /// a reference.
  std::function<std::string(std::string_view name)> uniswap_v2_judged_by{};
  std::function<std::unique_ptr<uniswap_v2::subject>(std::string_view name)> uniswap_v2{};
  std::function<std::unique_ptr<uniswap_v2::library_subject>(std::string_view name)>
      uniswap_v2_library{};
  std::function<std::unique_ptr<uniswap_v3::subject>(std::string_view name)> uniswap_v3{};
  std::function<std::unique_ptr<uniswap_v3::math_subject>(std::string_view name)> uniswap_v3_math{};
  /// The engine as a campaign against this subject needs it, if it does not begin with nothing.
  std::function<std::unique_ptr<uniswap_v2::subject>(std::string_view name)> uniswap_v2_engine{};
  std::function<std::unique_ptr<uniswap_v3::subject>(std::string_view name)> uniswap_v3_engine{};
  /// A counterexample as a Foundry test.
  foundry_writer<uniswap_v2::protocol> foundry_uniswap_v2{};
  foundry_writer<uniswap_v3::protocol> foundry_uniswap_v3{};
};
/// Is this the name of code that nobody vouches for?
bool is_stranger(std::string_view name);
/// The rules that a subject of this name says it follows, if they are not those of the protocol.
std::optional<uniswap_v2::parameters> uniswap_v2_rules(std::string_view name);
/// The IDs of invariants that alone judge a pair of this name, separated by commas; empty where the
/// engine stands beside it.
std::string uniswap_v2_judged_by(std::string_view name);
/// What `list` (--invariants) chooses among them; all, where there are none. Throws
/// trace::input_error for one that is not among them, and for none.
std::string chosen_among(const std::string& judges, const std::string& list);
/// The engine beside a subject of this name; nothing where any does.
std::unique_ptr<uniswap_v2::subject> engine_beside(std::string_view name, uniswap_v2::dialect);
std::unique_ptr<uniswap_v3::subject> engine_beside(std::string_view name,
                                                   const uniswap_v3::state_layout&);
/// The test that a subject of this name writes of a counterexample, if it can.
foundry_file write_foundry(std::string_view name, const uniswap_v2::setup& setup,
                           std::span<const uniswap_v2::protocol::operation> operations,
                           const foundry_claim& claim);
foundry_file write_foundry(std::string_view name, const uniswap_v3::setup& setup,
                           std::span<const uniswap_v3::protocol::operation> operations,
                           const foundry_claim& claim);
/// Makes its name known to open_subject and subjects. Programs that have it say so once, at their
/// start, before they use threads.
void add_provider(provider added);

// "engine", "engine-boost", "pipe:COMMAND" or a name that a provider answers to. Throws
// trace::input_error on any other name.
std::unique_ptr<uniswap_v2::subject> open_subject(std::string_view name, uniswap_v2::dialect which,
                                                  pipe_options options = {});
std::unique_ptr<uniswap_v2::library_subject> open_library_subject(std::string_view name,
                                                                  pipe_options options = {});
std::unique_ptr<uniswap_v3::subject> open_subject(std::string_view name,
                                                  const uniswap_v3::state_layout& layout,
                                                  pipe_options options = {});
std::unique_ptr<uniswap_v3::math_subject> open_math_subject(std::string_view name,
                                                            pipe_options options = {});

}  // namespace assay::replay
