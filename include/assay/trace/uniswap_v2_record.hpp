// The state of a Uniswap V2 pair as pooltrace records it: a flat row of numbers whose names and
// order follow from the episode. Reading, writing, comparing and restoring all walk this one row.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/pool/uniswap_v2/setup.hpp"
#include "assay/pool/uniswap_v2/state.hpp"
#include "assay/subject/uniswap_v2.hpp"

namespace assay::uniswap_v2 {

// The protocols of pooltrace that this pair answers for.
enum class dialect : std::uint8_t {
  pair,   // uniswap-v2
  fork,   // uniswap-v2-fork: the header lists the forks' rules, each episode names one
  tokens  // uniswap-v2-tokens: each episode says how its tokens misbehave
};
inline constexpr std::array<std::string_view, 3> dialect_names = {"uniswap-v2", "uniswap-v2-fork",
                                                                  "uniswap-v2-tokens"};
std::string_view dialect_name(dialect which);
std::optional<dialect> find_dialect(std::string_view protocol);

// "pair", "zero", "token0", "token1" or an actor's number.
std::string account_name(account who);

// What decides which fields a state has.
struct episode_shape {
  dialect which = dialect::pair;
  parameters rules{};
  std::array<token_kind, 2> kinds{};
  std::uint32_t actors = 0;
  friend bool operator==(const episode_shape&, const episode_shape&) = default;
};

struct state_record {
  std::vector<protocol::word> values{};  // accounts by index, flags as 0 and 1
  std::vector<std::uint8_t> present{};   // optional fields may be absent
  std::vector<allowance<protocol::word>> allowances{};
  bool has_allowances = false;
};

class state_layout {
 public:
  enum class kind : std::uint8_t { number, account, flag };
  struct field {
    std::string key;  // within its member
    kind what = kind::number;
    bool optional = false;
    unsigned bits = 256;  // what the contract has room for
  };
  // A key of the state object: one field, or a map of them.
  struct member {
    std::string key;
    bool is_map = false;
    std::size_t first = 0;  // into fields()
    std::size_t count = 0;
  };

  state_layout() = default;
  explicit state_layout(const episode_shape& shape);

  [[nodiscard]] const episode_shape& shape() const { return shape_; }
  [[nodiscard]] const std::vector<member>& members() const { return members_; }
  [[nodiscard]] const std::vector<field>& fields() const { return fields_; }
  // "state.lp.0"
  [[nodiscard]] std::string name(std::size_t field) const;
  [[nodiscard]] std::string text(std::size_t field, const protocol::word& value) const;

  // What pooltrace shows of a state of this episode.
  void record(const protocol::state& state, state_record& to) const;
  // Makes `state` show what the record says; what is not recorded stays as it is.
  void restore(const state_record& from, protocol::state& state) const;

 private:
  episode_shape shape_{};
  std::vector<member> members_{};
  std::vector<field> fields_{};
};

}  // namespace assay::uniswap_v2
