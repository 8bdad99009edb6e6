// Replay of Uniswap V3 pools.
#include "assay/trace/uniswap_v3.hpp"

#include "assay/invariant/uniswap_v3.hpp"
#include "assay/replay/subjects.hpp"
#include "session.hpp"

namespace assay::replay {
namespace {

namespace checks = invariant::uniswap_v3;

class uniswap_v3_pool {
 public:
  using protocol = uniswap_v3::protocol;
  using reader = uniswap_v3::trace_reader;
  using step = uniswap_v3::trace_step;
  using writer = uniswap_v3::trace_writer;
  using checker = checks::checker_set;

  explicit uniswap_v3_pool(const reader& from) : reader_(from) {}

  [[nodiscard]] auto open(std::string_view name, pipe_options pipe) const {
    return open_subject(name, reader_.header().layout, pipe);
  }
  [[nodiscard]] writer make_writer() const { return writer(reader_.header()); }
  // The engine stands beside every pool.
  static std::string judged_by(std::string_view) { return {}; }
  static constexpr std::string_view invariants_of = "uniswap-v3";
  static auto select(std::string_view list) { return checks::select(list); }

  void begin(const step&) {}
  std::size_t compare(const step& now, const protocol::receipt& receipt,
                      const protocol::state& state, std::vector<trace::difference>& differences) {
    return uniswap_v3::compare(now, reader_.state(), reader_.header().layout, receipt, state,
                               differences);
  }
  void append(writer& to, std::string& line, const step& now, const protocol::receipt& receipt,
              const protocol::state& state) const {
    to.append(line, now.operation, receipt, state);
  }
  void restore(const step&, protocol::state& state) const {
    uniswap_v3::restore(reader_.state(), state);
  }
  [[nodiscard]] std::uint32_t rules() const { return 0; }
  void resume(checker& checks, const protocol::state& state, std::uint64_t) const {
    checks.resume_from(state);
  }
  [[nodiscard]] std::string explain(const options& options, const protocol::state& before,
                                    const step& now) const {
    return options.explain_v3(reader_.header().setup, before, now.operation);
  }

 private:
  const reader& reader_;
};

}  // namespace

void run_uniswap_v3(trace::trace_file& file, const options& options, report& to) {
  session<uniswap_v3_pool>(file, options, to).run();
}

}  // namespace assay::replay
