// The header of a Uniswap V3 trace: actors and how states are recorded, read and written.
#include <algorithm>

#include "assay/trace/json_writer.hpp"
#include "assay/version.hpp"
#include "uniswap_v3_codec.hpp"

namespace assay::uniswap_v3 {
namespace {

using trace::element;
using trace::fields;
using trace::place;

constexpr std::uint32_t largest_actor_count = 1024;
constexpr std::uint32_t largest_cardinality = UINT16_MAX;

constexpr std::array<std::string_view, 9> params_names = {
    "actors",      "owner",          "observationsShown", "sparse", "tickFields",
    "positionKey", "positionFields", "observationFields", "note"};
namespace params_key {
enum : std::size_t {
  actors,
  owner,
  observations_shown,
  sparse,
  tick_fields,
  position_key,
  position_fields,
  observation_fields,
  note
};
}

constexpr std::string_view position_key_form = "actor:tickLower:tickUpper";

// The place of each name of the list in `names`: every name once, in any order.
template <std::size_t N>
std::array<std::uint8_t, N> read_order(const fields<params_names.size()>& params, std::size_t key,
                                       const std::array<std::string_view, N>& names) {
  std::array<std::uint8_t, N> order{};
  std::array<bool, N> seen{};
  std::size_t count = 0;
  const place& at = params.at();
  for (const element item : params.list(key)) {
    const std::string_view name = trace::as_text(at, params.path(), params.name(key), item);
    const auto i =
        static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
    if (i == N || seen[i]) {
      at.fail_at(params.path(), params.name(key),
                 fmt::format("{} \"{}\"", i == N ? "names" : "names twice", trace::printable(name)),
                 fmt::format("name each of {} once", fmt::join(names, ", ")));
    }
    seen[i] = true;
    order[count++] = static_cast<std::uint8_t>(i);
  }
  if (count != N) {
    at.fail_at(params.path(), params.name(key), fmt::format("names {} fields", count),
               fmt::format("name each of {} once", fmt::join(names, ", ")));
  }
  return order;
}

template <std::size_t N>
void write_order(trace::json_writer& json, std::string_view key,
                 const std::array<std::uint8_t, N>& order,
                 const std::array<std::string_view, N>& names) {
  json.key(key).begin_array();
  for (const std::uint8_t i : order) json.value(names[i]);
  json.end_array();
}

}  // namespace

trace_header read_header(const place& at, const element& root) {
  // The outer keys are checked when the file is opened.
  simdjson::dom::object top;
  element params_value;
  if (root.get(top) != simdjson::SUCCESS ||
      top.at_key("params").get(params_value) != simdjson::SUCCESS) {
    at.fail_at("", "params", "is missing", "add it");
  }
  const fields params(at, "params", trace::as_object(at, "", "params", params_value), params_names);
  trace_header header;
  setup& setup = header.setup;
  state_layout& layout = header.layout;
  setup.actors = params.u32(params_key::actors, largest_actor_count);
  if (setup.actors == 0) at.fail_at("params", "actors", "is 0", "have at least one actor");
  if (params.has(params_key::owner)) {
    setup.owner = account::actor(params.u32(params_key::owner, setup.actors - 1));
  }
  if (params.has(params_key::observations_shown)) {
    layout.observations_shown = params.u32(params_key::observations_shown, largest_cardinality);
  }
  if (params.has(params_key::sparse)) layout.sparse = params.flag(params_key::sparse);
  layout.tick_order = read_order(params, params_key::tick_fields, tick_field_names);
  layout.position_order = read_order(params, params_key::position_fields, position_field_names);
  layout.observation_order =
      read_order(params, params_key::observation_fields, observation_field_names);
  if (params.has(params_key::position_key) &&
      params.text(params_key::position_key) != position_key_form) {
    at.fail_at("params", "positionKey", "is of an unknown form",
               fmt::format("key positions by {}", position_key_form));
  }
  if (params.has(params_key::note)) {
    trace::check_ignored(at, params_names[params_key::note], params.need(params_key::note));
  }
  return header;
}

std::string write_header(const trace_header& header, std::string_view subject_name,
                         std::uint64_t seed) {
  std::string out;
  trace::json_writer json(out);
  json.begin_object().key("format").value(trace::format_name);
  json.key("protocol").value(protocol_name);
  json.key("engine").value(fmt::format("assay {}", version()));
  if (subject_name != "engine") json.key("subject").value(subject_name);
  json.key("seed").value(std::to_string(seed)).key("params").begin_object();
  json.key("actors").value(header.setup.actors);
  json.key("owner").value(header.setup.owner.actor_number());
  json.key("observationsShown").value(header.layout.observations_shown);
  json.key("sparse").value(header.layout.sparse);
  write_order(json, "tickFields", header.layout.tick_order, tick_field_names);
  json.key("positionKey").value(position_key_form);
  write_order(json, "positionFields", header.layout.position_order, position_field_names);
  write_order(json, "observationFields", header.layout.observation_order, observation_field_names);
  json.end_object().end_object();
  return out;
}

}  // namespace assay::uniswap_v3
