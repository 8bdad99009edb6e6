// Campaigns on Uniswap V3.
#pragma once

#include <variant>

#include "assay/campaign/campaign.hpp"
#include "assay/gen/uniswap_v3.hpp"
#include "assay/invariant/uniswap_v3.hpp"
#include "assay/invariant/uniswap_v3_model_check.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "assay/trace/uniswap_v3.hpp"

namespace assay::campaign::uniswap_v3 {

namespace engine = assay::uniswap_v3;
namespace gen = assay::gen::uniswap_v3;
using format = engine::protocol::format;
using word = engine::protocol::word;
using operation = engine::protocol::operation;

/// Uniswap V3 as campaigns see it.
struct world {
  using subject = engine::subject;
  using setup = engine::setup;
  using operation = engine::protocol::operation;
  using receipt = engine::protocol::receipt;
  using state = engine::protocol::state;
  using mode = gen::mode;
  using generator = gen::generator;
  using selection = invariant::uniswap_v3::selection;
  using checker_set = invariant::uniswap_v3::checker_set;
  using model_check = invariant::uniswap_v3::model_check;
  static constexpr std::size_t modes = gen::mode_names.size();

  static selection select(std::string_view list) { return invariant::uniswap_v3::select(list); }
  static std::span<const assay::gen::summary> generators() { return gen::generators(); }
  static setup make_setup(mode which) { return gen::make_setup(which); }
  static std::unique_ptr<subject> make_engine() { return engine::make_engine(); }
  static bool same_state(const state& a, const state& b);

  /// How two answers differ, in the words of the trace format.
  class difference_finder {
   public:
    difference_finder(mode, const setup&) {}
    /// Takes in an operation before it is run: traces show what operations have named.
    void enter(const operation& asked) { rows_.name(asked); }
    void find(const operation& asked, const receipt& expected, const state& expected_state,
              const receipt& got, const state& got_state,
              std::vector<trace::difference>& differences) const;

   private:
    engine::shown_rows rows_{};
  };

  /// The engine computes every pool's curve: no edge is sought by trying.
  struct edge_seeker {
    void aim(operation&, assay::gen::choices&, const state&, trial_subject<operation>&) {}
  };

  class trace_maker {
   public:
    trace_maker(mode, const setup& all) : writer_({.setup = all}) {}
    [[nodiscard]] std::string header(std::string_view subject_name, std::uint64_t seed) const {
      return engine::write_header(writer_.header(), subject_name, seed);
    }
    void append(std::string& out, const operation& asked, const receipt& answer,
                const state& after) {
      writer_.append(out, asked, answer, after);
    }

   private:
    engine::trace_writer writer_;
  };

  /// A number of an operation, of one of the widths there are. What can be negative is made smaller
  /// by its magnitude.
  using number = std::variant<word*, format::price*, format::liquidity*, sint<format::word_bits>*,
                              std::int32_t*, std::uint32_t*, std::uint16_t*>;
  /// The numbers of an operation, in the order in which they are made smaller.
  static std::vector<number> numbers_of(operation& asked);
  static word value_of(const number& which);
  static void set_value(const number& which, const word& value);
  /// The accounts of an operation, its caller first.
  static std::vector<account*> accounts_of(operation& asked);
  /// Simpler forms of what is neither number nor account: no re-entry, fewer questions. Each call
  /// makes the next one; false when there is none left, numbered from 0.
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
inline std::string to_trace(gen::mode which, const engine::setup& setup, engine::subject& reference,
                            std::span<const operation> operations, std::uint64_t seed = 1) {
  return trace_of<world>(which, setup, reference, operations, seed);
}

/// Writes a trace of generated operations with the engine's answers, line by line, at constant
/// memory. The same options give the same bytes.
inline void write_generated_trace(const std::function<void(std::string_view)>& out,
                                  const generated_trace_options& what) {
  write_generated<world>(out, what);
}

}  // namespace assay::campaign::uniswap_v3

namespace assay::campaign {
ASSAY_CAMPAIGN_OF(extern template, uniswap_v3::world);
}  // namespace assay::campaign
