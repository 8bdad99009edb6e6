// The header of a Uniswap V2 trace: actors and rules, read and written.
#include <algorithm>

#include "assay/trace/json_writer.hpp"
#include "assay/version.hpp"
#include "uniswap_v2_codec.hpp"

namespace assay::uniswap_v2 {
namespace {

using trace::element;
using trace::fields;
using trace::place;

constexpr std::uint32_t largest_actor_count = 1024;

constexpr std::array<std::string_view, 8> params_names = {
    "actors", "feeToActor", "feeToSetter", "fee", "forks", "kinds", "note", "sparse"};
namespace params_key {
enum : std::size_t { actors, fee_to_actor, fee_to_setter, fee, forks, kinds, note, sparse };
}

constexpr std::array<std::string_view, 10> fork_names = {
    "prefix", "fee",          "kScale",     "protocolShare", "migrator",
    "source", "initCodeHash", "deployedAt", "codehash",      "note"};
namespace fork_key {
enum : std::size_t {
  prefix,
  fee,
  k_scale,
  protocol_share,
  migrator,
  source,
  init_code_hash,
  deployed_at,
  code_hash,
  note
};
}

constexpr std::string_view stored_fee_name = "swapFee";
constexpr std::string_view stored_share_name = "devFee";
constexpr std::string_view factory_share_name = "feeAmount";

// A list of exactly N integers or names.
template <std::size_t N, class Fields>
std::array<element, N> read_list(const Fields& from, std::size_t key) {
  std::array<element, N> items{};
  std::size_t count = 0;
  for (const element item : from.list(key)) {
    if (count < N) items[count] = item;
    ++count;
  }
  if (count != N) {
    from.at().fail_at(from.path(), from.name(key), fmt::format("has {} elements", count),
                      fmt::format("write {}", N));
  }
  return items;
}

bool is_text(const element& value, std::string_view text) {
  std::string_view found;
  return value.get(found) == simdjson::SUCCESS && found == text;
}

// fee is [numerator, denominator]; the numerator of Biswap is the name of its stored fee.
template <class Fields>
void read_fee(const Fields& from, std::size_t key, parameters& rules) {
  const auto [numerator, denominator] = read_list<2>(from, key);
  const place& at = from.at();
  rules.fee_denominator = trace::as_u32(at, from.path(), from.name(key), denominator);
  rules.fee_is_stored = is_text(numerator, stored_fee_name);
  rules.fee_numerator =
      rules.fee_is_stored ? 1 : trace::as_u32(at, from.path(), from.name(key), numerator);
  if (rules.fee_denominator == 0 || rules.fee_numerator > rules.fee_denominator) {
    at.fail_at(from.path(), from.name(key),
               fmt::format("is {}/{}", rules.fee_numerator, rules.fee_denominator),
               "write a fraction between 0 and 1");
  }
  rules.k_scale = rules.fee_denominator * rules.fee_denominator;
}

template <class Fields>
void read_share(const Fields& from, std::size_t key, parameters& rules) {
  const auto [a, b, c] = read_list<3>(from, key);
  const auto number = [&](const element& value) {
    return trace::as_u64(from.at(), from.path(), from.name(key), value);
  };
  rules.share.a = number(a);
  rules.share.c = number(c);
  if (is_text(b, stored_share_name)) {
    rules.share_from = share_source::pair_field;
    rules.share.b = 1;  // devFee at birth
  } else if (is_text(b, factory_share_name)) {
    rules.share_from = share_source::factory;
    rules.share.b = 0;
  } else {
    rules.share.b = number(b);
  }
}

class text_store {
 public:
  // Views stay valid because the strings never move: capacity is reserved beforehand.
  explicit text_store(std::size_t capacity) { texts_->reserve(capacity); }
  std::string_view keep(std::string_view text) { return texts_->emplace_back(text); }
  [[nodiscard]] std::shared_ptr<const std::vector<std::string>> share() const { return texts_; }

 private:
  std::shared_ptr<std::vector<std::string>> texts_ = std::make_shared<std::vector<std::string>>();
};

constexpr std::size_t texts_per_fork = 5;

parameters read_fork(const place& at, std::string_view name, const element& value,
                     text_store& texts) {
  constexpr std::string_view path = "params.forks.*";
  const fields from(at, path, trace::as_object(at, "params.forks", name, value), fork_names);
  parameters rules;
  rules.name = texts.keep(name);
  rules.prefix = texts.keep(from.text(fork_key::prefix));
  rules.factory_checks_caller = false;  // the recordings' factory is a stand-in without checks
  read_fee(from, fork_key::fee, rules);
  rules.k_scale = from.u64(fork_key::k_scale);
  read_share(from, fork_key::protocol_share, rules);
  rules.has_migrator = from.has(fork_key::migrator) && from.flag(fork_key::migrator);
  rules.source = {};
  if (from.has(fork_key::source)) rules.source = texts.keep(from.text(fork_key::source));
  if (from.has(fork_key::init_code_hash)) {
    rules.init_code_hash = texts.keep(from.text(fork_key::init_code_hash));
  }
  if (from.has(fork_key::code_hash)) rules.code_hash = texts.keep(from.text(fork_key::code_hash));
  return rules;
}

void read_forks(const place& at, const simdjson::dom::object& forks, trace_header& header) {
  text_store texts(texts_per_fork * forks.size());
  header.setup.rules.clear();
  for (const auto fork : forks) {
    for (const parameters& other : header.setup.rules) {
      if (other.name == fork.key) {
        at.fail_at("params.forks", fork.key, "is there twice", "keep one of them");
      }
    }
    header.setup.rules.push_back(read_fork(at, fork.key, fork.value, texts));
  }
  if (header.setup.rules.empty()) at.fail_at("params", "forks", "is empty", "describe a fork");
  header.texts = texts.share();
}

void write_fraction(trace::json_writer& json, const parameters& rules) {
  json.begin_array();
  if (rules.fee_is_stored) {
    json.value(stored_fee_name);
  } else {
    json.value(std::to_string(rules.fee_numerator));
  }
  json.value(std::to_string(rules.fee_denominator)).end_array();
}

void write_fork(trace::json_writer& json, const parameters& rules) {
  json.key(rules.name).begin_object().key("prefix").value(rules.prefix).key("fee");
  write_fraction(json, rules);
  json.key("kScale").value(std::to_string(rules.k_scale)).key("protocolShare").begin_array();
  json.value(std::to_string(rules.share.a));
  switch (rules.share_from) {
    case share_source::constant:
      json.value(std::to_string(rules.share.b));
      break;
    case share_source::pair_field:
      json.value(stored_share_name);
      break;
    case share_source::factory:
      json.value(factory_share_name);
      break;
  }
  json.value(std::to_string(rules.share.c)).end_array();
  if (rules.has_migrator) json.key("migrator").value(true);
  if (!rules.source.empty()) json.key("source").value(rules.source);
  if (!rules.init_code_hash.empty()) json.key("initCodeHash").value(rules.init_code_hash);
  if (!rules.code_hash.empty()) json.key("codehash").value(rules.code_hash);
  json.end_object();
}

}  // namespace

trace_header read_header(const place& at, dialect which, const element& root) {
  // The outer keys are checked when the file is opened.
  simdjson::dom::object top;
  element params_value;
  if (root.get(top) != simdjson::SUCCESS ||
      top.at_key("params").get(params_value) != simdjson::SUCCESS) {
    at.fail_at("", "params", "is missing", "add it");
  }
  const fields params(at, "params", trace::as_object(at, "", "params", params_value), params_names);
  trace_header header;
  header.which = which;
  setup& setup = header.setup;
  setup.actors = params.u32(params_key::actors, largest_actor_count);
  if (setup.actors == 0) at.fail_at("params", "actors", "is 0", "have at least one actor");
  const auto actor = [&](std::size_t key, std::uint32_t otherwise) {
    return account::actor(params.has(key) ? params.u32(key, setup.actors - 1) : otherwise);
  };
  setup.fee_to_setter = actor(params_key::fee_to_setter, 0);
  setup.fee_to_actor = actor(params_key::fee_to_actor, setup.actors - 1);
  if (which == dialect::fork) {
    read_forks(at, params.object(params_key::forks), header);
  } else {
    read_fee(params, params_key::fee, setup.rules.front());
    if (setup.rules.front().fee_is_stored) {
      at.fail_at("params", "fee", "names a stored fee", "only forks have one: write two numbers");
    }
  }
  for (const std::size_t i : {params_key::kinds, params_key::note}) {
    if (params.has(i)) trace::check_ignored(at, params_names[i], params.need(i));
  }
  return header;
}

std::string write_header(dialect which, const setup& setup, std::string_view answered_by,
                         std::uint64_t seed) {
  std::string out;
  trace::json_writer json(out);
  json.begin_object().key("format").value(trace::format_name);
  json.key("protocol").value(dialect_name(which));
  json.key("engine").value(fmt::format("assay {}", version()));
  if (answered_by != "engine") json.key("subject").value(answered_by);
  json.key("seed").value(std::to_string(seed)).key("params").begin_object();
  json.key("actors").value(setup.actors);
  json.key("feeToActor").value(setup.fee_to_actor.actor_number());
  json.key("feeToSetter").value(setup.fee_to_setter.actor_number());
  if (which == dialect::fork) {
    json.key("forks").begin_object();
    for (const parameters& rules : setup.rules) write_fork(json, rules);
    json.end_object();
  } else {
    json.key("fee");
    write_fraction(json, setup.rules.front());
  }
  json.end_object().end_object();
  return out;
}

}  // namespace assay::uniswap_v2
