// JSON to the typed steps of Uniswap V3. Private to the trace layer.
#pragma once

#include "assay/trace/uniswap_v3.hpp"
#include "json.hpp"

namespace assay::uniswap_v3 {

trace_header read_header(const trace::place& at, const trace::element& root);

// Account names and numbers, as args, events and states hold them.
account read_account(const trace::place& at, std::string_view path, std::string_view key,
                     const trace::element& value, std::uint32_t actors);

// Reads operations; knows the episode that they belong to.
class operation_codec {
 public:
  explicit operation_codec(const setup& setup) : actors_(setup.actors) {}

  // `createPool` enters its episode; any other operation before the first one is refused.
  void read(const trace::place& at, const trace::element& value, trace_step& step);

 private:
  std::uint32_t actors_;
  bool in_episode_ = false;
  std::uint64_t last_time_ = 0;
};

// The answer to `operation`.
void read_result(const trace::place& at, const trace::element& value, std::uint32_t actors,
                 const protocol::operation& operation, protocol::receipt& receipt,
                 std::string& revert_arguments);

inline constexpr std::size_t state_field_count = 18;  // keys of a state object

// Reads the states of one episode after the other.
class state_codec {
 public:
  explicit state_codec(const trace_header& header)
      : layout_(header.layout), actors_(header.setup.actors) {}

  void begin_episode();
  // The state of one line. Where lines show only changes, they go on top of what was read before.
  void read(const trace::place& at, const trace::element& value);
  // Whole.
  [[nodiscard]] const state_record& state() const { return layout_.sparse ? whole_ : line_; }

 private:
  void read_balances(const trace::place& at, std::string_view path, const trace::element& value,
                     state_record::balances& to) const;
  [[nodiscard]] position_key read_position_key(const trace::place& at, std::string_view key) const;
  void read_mappings(const trace::place& at, const trace::fields<state_field_count>& state);
  void merge();

  state_layout layout_;
  std::uint32_t actors_;
  state_record line_{};
  // Sparse only.
  state_record whole_{};
  boost::unordered_flat_map<std::int32_t, std::size_t> tick_rows_{};
  boost::unordered_flat_map<std::int32_t, std::size_t> bitmap_rows_{};
  boost::unordered_flat_map<position_key, std::size_t, position_key_hash> position_rows_{};
  boost::unordered_flat_map<std::uint32_t, std::size_t> observation_rows_{};
};

// Refuses, with the reason, what no pool can become: price and tick that disagree, a bitmap that is
// not that of the ticks, liquidity that is not the sum of positions, a ring that nobody writes.
class possibility_check {
 public:
  // `observations_shown`: how many slots of the ring a state shows.
  explicit possibility_check(std::uint32_t observations_shown)
      : observations_shown_(observations_shown) {}

  void begin_episode(std::int32_t tick_spacing, std::uint64_t time);
  // The state after an operation at `time`.
  void check(const trace::place& at, const state_record& state, std::uint64_t time);

 private:
  using format = protocol::format;
  using word = format::word;
  using signed_word = sint<format::word_bits>;

  // What positions make of a tick.
  struct expected_tick {
    word gross{};
    signed_word net{};
  };

  void check_slot0(const trace::place& at, const pool_storage<format>& pool) const;
  void check_positions(const trace::place& at, const state_record& state);
  void check_ticks(const trace::place& at, const state_record& state);
  void check_bitmap(const trace::place& at, const state_record& state) const;
  void find_slots(const trace::place& at, const state_record& state);
  void check_slots(const trace::place& at, const oracle_position& ring);
  void check_dates(const trace::place& at, const oracle_position& ring, std::uint64_t time) const;

  std::uint32_t observations_shown_;
  std::uint64_t born_ = 0;  // when the pool was created
  bool is_new_ = true;      // its first state is still to come
  bool has_past_ = false;   // it came with one, so that nobody knows when its ring began
  std::vector<const observation<format::backend>*> slots_{};  // of one state, as far as shown
  std::int32_t tick_spacing_ = 1;
  format::liquidity max_liquidity_per_tick_{};
  boost::unordered_flat_map<std::int32_t, expected_tick> expected_ticks_{};
  boost::unordered_flat_map<std::int32_t, word> expected_bitmap_{};
};

}  // namespace assay::uniswap_v3
