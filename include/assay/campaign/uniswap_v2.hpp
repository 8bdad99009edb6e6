// Campaigns on Uniswap V2, its forks and odd tokens.
#pragma once

#include "assay/campaign/campaign.hpp"
#include "assay/gen/uniswap_v2.hpp"
#include "assay/invariant/uniswap_v2.hpp"
#include "assay/invariant/uniswap_v2_model_check.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/trace/uniswap_v2.hpp"

namespace assay::campaign::uniswap_v2 {

namespace pair = assay::uniswap_v2;
namespace gen = assay::gen::uniswap_v2;
using word = pair::protocol::word;
using operation = pair::protocol::operation;

/// The trace dialect in which sequences of a mode are written.
pair::dialect dialect_of(gen::mode which);

/// Uniswap V2 as campaigns see it.
struct world {
  using subject = pair::subject;
  using setup = pair::setup;
  using operation = pair::protocol::operation;
  using receipt = pair::protocol::receipt;
  using state = pair::protocol::state;
  using mode = gen::mode;
  using generator = gen::generator;
  using selection = invariant::uniswap_v2::selection;
  using checker_set = invariant::uniswap_v2::checker_set;
  using model_check = invariant::uniswap_v2::model_check;
  using number = word*;
  static constexpr std::size_t modes = gen::mode_names.size();

  static selection select(std::string_view list) { return invariant::uniswap_v2::select(list); }
  static std::span<const assay::gen::summary> generators() { return gen::generators(); }
  static setup make_setup(mode which) { return gen::make_setup(which); }
  static std::unique_ptr<subject> make_engine() { return pair::make_engine(); }
  static bool same_state(const state& a, const state& b) { return a == b; }

  /// How two answers differ, in the words of the trace format.
  class difference_finder {
   public:
    difference_finder(mode which, const setup& all) : mode_(which), setup_(all) {}
    /// Takes in an operation before it is run: a new episode changes what traces show.
    void enter(const operation& asked);
    void find(const operation& asked, const receipt& expected, const state& expected_state,
              const receipt& got, const state& got_state,
              std::vector<trace::difference>& differences) const;

   private:
    mode mode_;
    setup setup_;
    pair::create_pool<word> creation_{};  // of the current episode
  };

  /// Trades at the edge of a curve that only the pair knows: the largest output that it gives for
  /// an input, found by trying, and then mostly the way back with all of that output in place of
  /// the next trade.
  class edge_seeker {
   public:
    void aim(operation& asked, assay::gen::choices& draw, const state& now,
             trial_subject<operation>& who);

   private:
    struct proceeds {
      unsigned token = 0;
      word amount{};
      account owner{};
    };
    std::optional<proceeds> last_{};  // of the trade drawn before, if that was one of these
  };

  class trace_maker {
   public:
    trace_maker(mode which, const setup& all)
        : mode_(which), setup_(all), writer_(dialect_of(which), all) {}
    [[nodiscard]] std::string header(std::string_view subject_name, std::uint64_t seed) const;
    void append(std::string& out, const operation& asked, const receipt& answer,
                const state& after) {
      writer_.append(out, asked, {}, answer, after);
    }

   private:
    mode mode_;
    setup setup_;
    pair::trace_writer writer_;
  };

  /// The amounts of an operation, in the order in which they are made smaller.
  static std::vector<number> numbers_of(operation& asked);
  static word value_of(number which) { return *which; }
  static void set_value(number which, const word& value) { *which = value; }
  /// The accounts of an operation, its caller first.
  static std::vector<account*> accounts_of(operation& asked);
  /// Simpler forms of what is neither amount nor account: no callback, no re-entry, plain tokens.
  /// Each call makes the next one; false when there is none left, numbered from 0.
  static bool simplify(operation& asked, std::size_t which);
};

using campaign::describe;
using campaign::failure;
using campaign::failure_kind;
using campaign::kind_name;
using campaign::outcome_count;
using campaign::progress;
using campaign::run;
using campaign::run_operations;
using campaign::run_sequence;
using campaign::shrink;
using campaign::shrink_limits;
using checks = campaign::checks<world>;
using judge = campaign::judge<world>;
using sequence = campaign::sequence<world>;
using counterexample = campaign::counterexample<world>;
using options = campaign::options<world>;
using report = campaign::report<world>;
using generated_trace_options = campaign::generated_trace_options<world>;

/// The operations as a trace with the answers of `reference`, which begins anew.
inline std::string to_trace(gen::mode which, const pair::setup& setup, pair::subject& reference,
                            std::span<const operation> operations, std::uint64_t seed = 1) {
  return trace_of<world>(which, setup, reference, operations, seed);
}

/// Writes a trace of generated operations with the engine's answers, line by line, at constant
/// memory. The same options give the same bytes.
inline void write_generated_trace(const std::function<void(std::string_view)>& out,
                                  const generated_trace_options& what) {
  write_generated<world>(out, what);
}

}  // namespace assay::campaign::uniswap_v2

namespace assay::campaign {
ASSAY_CAMPAIGN_OF(extern template, uniswap_v2::world);
}  // namespace assay::campaign
