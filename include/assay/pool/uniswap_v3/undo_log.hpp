// What one operation changed in the pool's mappings and ring, so that a revert restores all of it.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "assay/pool/uniswap_v3/state.hpp"

namespace assay::uniswap_v3 {

// Changes of one map: the value before, or nothing where the key was not there.
template <class Map>
class map_undo {
 public:
  using key_type = typename Map::key_type;
  using value_type = typename Map::mapped_type;

  // The entry for `key`, made if it is not there, its old value remembered. The reference is valid
  // until the next change of the map.
  value_type& change(Map& map, const key_type& key) {
    const auto [at, created] = map.try_emplace(key);
    before_.emplace_back(key, created ? std::nullopt : std::optional<value_type>(at->second));
    return at->second;
  }
  void remove(Map& map, const key_type& key) {
    const auto at = map.find(key);
    if (at == map.end()) return;
    before_.emplace_back(key, at->second);
    map.erase(at);
  }
  void commit() { before_.clear(); }
  void roll_back(Map& map) {
    for (auto it = before_.rbegin(); it != before_.rend(); ++it) {
      if (it->second) {
        map[it->first] = *it->second;
      } else {
        map.erase(it->first);
      }
    }
    before_.clear();
  }

 private:
  std::vector<std::pair<key_type, std::optional<value_type>>> before_{};
};

template <class Format>
struct undo_log {
  using state_type = state<Format>;
  using observation_type = observation<typename Format::backend>;

  map_undo<typename state_type::tick_map> ticks{};
  map_undo<typename state_type::bitmap_map> bitmap{};
  map_undo<typename state_type::position_map> positions{};
  std::vector<std::pair<std::size_t, observation_type>> observations{};

  void commit() {
    ticks.commit();
    bitmap.commit();
    positions.commit();
    observations.clear();
  }
  void roll_back(state_type& state) {
    ticks.roll_back(state.ticks);
    bitmap.roll_back(state.bitmap);
    positions.roll_back(state.positions);
    for (auto it = observations.rbegin(); it != observations.rend(); ++it) {
      state.observations.slots()[it->first] = it->second;
    }
    observations.clear();
  }
};

}  // namespace assay::uniswap_v3
