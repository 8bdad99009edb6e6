// JSON to the typed steps of Uniswap V2. Private to the trace layer.
#pragma once

#include "assay/trace/uniswap_v2.hpp"
#include "json.hpp"

namespace assay::uniswap_v2 {

trace_header read_header(const trace::place& at, dialect which, const trace::element& root);

// Reads what is inside of lines; knows the episode that they belong to.
class codec {
 public:
  explicit codec(trace_header header) : header_(std::move(header)) {}

  [[nodiscard]] const trace_header& header() const { return header_; }
  [[nodiscard]] const state_layout& layout() const { return layout_; }

  // `createPool` enters its episode; any other operation before the first one is refused.
  void read_operation(const trace::place& at, const trace::element& value, trace_step& step);
  void enter(const create_pool<protocol::word>& creation);
  // The answer to `operation`.
  void read_result(const trace::place& at, const trace::element& value,
                   const protocol::operation& operation, protocol::receipt& receipt,
                   std::string& revert_arguments) const;
  void read_state(const trace::place& at, const trace::element& value, state_record& state) const;

  // Account names and numbers, as args, events and states hold them.
  [[nodiscard]] account read_account(const trace::place& at, std::string_view path,
                                     std::string_view key, const trace::element& value) const;

 private:
  void read_events(const trace::place& at, const simdjson::dom::array& list,
                   protocol::receipt& receipt) const;
  [[nodiscard]] protocol::word read_field(const trace::place& at, std::string_view path,
                                          const trace::element& value,
                                          const state_layout::field& field) const;
  void read_map(const trace::place& at, const state_layout::member& member,
                const trace::element& value, state_record& state) const;
  void read_allowances(const trace::place& at, const trace::element& value,
                       state_record& state) const;

  trace_header header_;
  state_layout layout_{};
  bool in_episode_ = false;
  std::uint64_t last_time_ = 0;
};

}  // namespace assay::uniswap_v2
