// Replay of Uniswap V2's pair, its forks and its odd tokens.
#include "assay/trace/uniswap_v2.hpp"

#include "assay/invariant/uniswap_v2.hpp"
#include "assay/replay/subjects.hpp"
#include "session.hpp"

namespace assay::replay {
namespace {

namespace checks = invariant::uniswap_v2;

class uniswap_v2_pool {
 public:
  using protocol = uniswap_v2::protocol;
  using reader = uniswap_v2::trace_reader;
  using step = uniswap_v2::trace_step;
  using writer = uniswap_v2::trace_writer;
  using checker = checks::checker_set;

  explicit uniswap_v2_pool(const reader& from) : reader_(from) {}

  [[nodiscard]] auto open(std::string_view name, pipe_options pipe) const {
    return open_subject(name, reader_.header().which, pipe);
  }
  [[nodiscard]] writer make_writer() const {
    return {reader_.header().which, reader_.header().setup};
  }
  static std::string judged_by(std::string_view name) { return uniswap_v2_judged_by(name); }
  static constexpr std::string_view invariants_of = "uniswap-v2";
  static auto select(std::string_view list) { return checks::select(list); }

  void begin(const step& now) {
    using creation = uniswap_v2::create_pool<protocol::word>;
    const auto* created = std::get_if<creation>(&now.operation.call);
    is_creation_ = created != nullptr;
    if (is_creation_) rules_ = created->rules;
  }
  std::size_t compare(const step& now, const protocol::receipt& receipt,
                      const protocol::state& state, std::vector<trace::difference>& differences) {
    reader_.layout().record(state, record_);
    return uniswap_v2::compare(now, receipt, record_, reader_.layout(), differences);
  }
  void append(writer& to, std::string& line, const step& now, const protocol::receipt& receipt,
              const protocol::state&) const {
    to.append(line, now.operation, now.scale, receipt, record_);
  }
  void restore(const step& now, protocol::state& state) const {
    reader_.layout().restore(now.state, state);
  }
  [[nodiscard]] std::uint32_t rules() const { return rules_; }
  void resume(checker& checks, const protocol::state& state, std::uint64_t time) const {
    checks.resume_from(state, rules_, time);
  }
  [[nodiscard]] std::string explain(const options& options, const protocol::state& before,
                                    const step& now) const {
    if (is_creation_) return {};
    return options.explain(reader_.header().setup.rules[rules_], before, now.operation);
  }

 private:
  const reader& reader_;
  uniswap_v2::state_record record_{};
  std::uint32_t rules_ = 0;
  bool is_creation_ = false;
};

}  // namespace

void run_uniswap_v2(trace::trace_file& file, const options& options, report& to) {
  session<uniswap_v2_pool>(file, options, to).run();
}

}  // namespace assay::replay
