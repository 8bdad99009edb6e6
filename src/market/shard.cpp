// Shard files: written and read by one description of their fields.
#include "assay/market/shard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

#include "assay/market/statistics.hpp"
#include "assay/math/keccak256.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/line_reader.hpp"
#include "assay/version.hpp"
#include "assay/word/format.hpp"

namespace assay::market {
namespace {

constexpr std::string_view format_name = "assay-shard-1";

class writer {
 public:
  void operator()(std::uint64_t value) { add(std::to_string(value)); }
  void operator()(double value) { add(fmt::format("{}", value)); }
  void operator()(const exact& value) { add(value.to_string()); }
  void operator()(const uint<128>& value) { add(to_decimal(value)); }
  void operator()(const std::string& value) { add(value); }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_{};
  void add(std::string_view word) {
    if (!text_.empty()) text_ += ' ';
    text_ += word;
  }
};

class reader {
 public:
  reader(const trace::line_reader& at, std::string_view line) : at_(at), rest_(line) {}

  void operator()(std::uint64_t& value) {
    const std::string_view word = next();
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || stop != word.data() + word.size()) refuse();
  }
  void operator()(double& value) {
    const std::string_view word = next();
    const auto [stop, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    const bool is_whole = error == std::errc() && stop == word.data() + word.size();
    if (!is_whole || !std::isfinite(value)) refuse();
  }
  void operator()(exact& value) {
    std::string_view word = next();
    const bool negative = word.starts_with('-');
    if (negative) word.remove_prefix(1);
    const auto size = parse_decimal<319>(word);
    if (!size) refuse();
    value = negative ? -exact(*size) : exact(*size);
  }
  void operator()(uint<128>& value) {
    const auto number = parse_decimal<128>(next());
    if (!number) refuse();
    value = *number;
  }
  void operator()(std::string& value) {
    value = next();
    if (value.empty()) refuse();
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  [[noreturn]] void refuse() const {
    trace::fail(at_.name(), at_.number(), "is no line of an assay shard",
                "run the shard again; shard files are not to be edited");
  }

 private:
  const trace::line_reader& at_;
  std::string_view rest_;
  std::string_view next() {
    const std::size_t end = std::min(rest_.find(' '), rest_.size());
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return word;
  }
};

// The same for what is written and what is read.
template <class Archive, class Amounts>
void amounts_fields(Archive& io, Amounts& what) {
  io(what.token0);
  io(what.token1);
}

template <class Archive, class Pool>
void pool_fields(Archive& io, Pool& pool) {
  amounts_fields(io, pool.deposits);
  amounts_fields(io, pool.held);
  amounts_fields(io, pool.fees);
  for (auto* value :
       {&pool.fee_scale, &pool.value, &pool.holding, &pool.portfolio, &pool.fee_value,
        &pool.fee_value_now, &pool.lvr, &pool.arbitrage_gain, &pool.noise_gain, &pool.gas,
        &pool.jit_gain, &pool.jit_lp_gain, &pool.jit_trader_gain, &pool.jit_gas}) {
    io(*value);
  }
  io(pool.jit_trades);
  io(pool.arbitrages);
  io(pool.arbitrages_cut_short);
  io(pool.noise_trades);
  io(pool.operations);
  io(pool.value_seconds);
  io(pool.tracking_error_sum);
  io(pool.blocks_outside);
}

template <class Archive, class Position>
void position_fields(Archive& io, Position& one) {
  io(one.name);
  amounts_fields(io, one.deposited);
  amounts_fields(io, one.claim);
  amounts_fields(io, one.fees);
  io(one.moves);
  io(one.gas);
  io(one.outside_cost);
}

template <class Archive, class Path>
void path_fields(Archive& io, Path& path) {
  io(path.path);
  io(path.blocks);
  io(path.seconds);
  io(path.last_price);
  io(path.at.numerator);
  io(path.at.denominator);
}

// A path with a numeraire ends with token1's price in it; the others are as long as ever.
path_result read_path(reader& io) {
  path_result path;
  constexpr std::uint64_t most_parts = 1'000'000;  // so that a wrong count is no allocation
  path_fields(io, path);
  path.complete = true;
  std::uint64_t pools = 0;
  io(pools);
  if (pools > most_parts) io.refuse();
  for (std::uint64_t i = 0; i < pools; ++i) {
    pool_result pool;
    pool_fields(io, pool);
    std::uint64_t positions = 0;
    io(positions);
    if (positions > most_parts) io.refuse();
    for (std::uint64_t k = 0; k < positions; ++k) {
      position one;
      position_fields(io, one);
      pool.positions.push_back(std::move(one));
    }
    path.pools.push_back(std::move(pool));
  }
  if (!io.rest().empty()) {
    io(path.last_numeraire);
    if (path.last_numeraire == 0 || !io.rest().empty()) io.refuse();
  }
  return path;
}

std::string failure_line(std::uint64_t point, const failed_identity& failed) {
  return fmt::format("failed {} {} {} {} {} {}", point, failed.path, failed.block,
                     static_cast<unsigned>(failed.what.which), failed.pool, failed.what.detail);
}

std::pair<std::uint64_t, failed_identity> read_failure(reader& io) {
  std::uint64_t point = 0;
  std::uint64_t which = 0;
  failed_identity failed;
  io(point);
  io(failed.path);
  io(failed.block);
  io(which);
  if (which > static_cast<std::uint64_t>(identity::zero_sum)) io.refuse();
  io(failed.pool);
  failed.what = {static_cast<identity>(which), std::string(io.rest())};
  return {point, failed};
}

template <class Archive, class Header>
void header_fields(Archive& io, Header& header) {
  io(header.version);
  io(header.scenario);
  for (auto* value :
       {&header.seed, &header.paths, &header.points, &header.what.first, &header.what.count}) {
    io(*value);
  }
}

}  // namespace

bool shard_header::is_of_the_run(const shard_header& other) const {
  return version == other.version && scenario == other.scenario && seed == other.seed &&
         paths == other.paths && points == other.points;
}

std::string digest_of(std::string_view text) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::string hex;
  for (const std::uint8_t byte : keccak256({bytes, text.size()}))
    hex += fmt::format("{:02x}", byte);
  return hex;
}

// A scenario is its text and the prices that it reads from a file.
shard_header header_of(const grid& all, slice what) {
  const scenario& first = all.points.front();
  std::string text = first.text;
  for (const scenario& point : all.points) {
    for (const price_point& one : point.market.points) {
      text += fmt::format("\n{} {}", one.time_s, one.price);
      if (one.numeraire > 0) text += fmt::format(" {}", one.numeraire);
    }
  }
  return {
      std::string(version()), digest_of(text), first.seed, first.paths, all.points.size(), what};
}

std::string path_line(std::uint64_t index, const path_result& path) {
  writer io;
  io(std::string("path"));
  io(index);
  path_fields(io, path);
  io(std::uint64_t{path.pools.size()});
  for (const pool_result& pool : path.pools) {
    pool_fields(io, pool);
    io(std::uint64_t{pool.positions.size()});
    for (const position& one : pool.positions) position_fields(io, one);
  }
  if (path.last_numeraire > 0) io(path.last_numeraire);
  return io.text() + "\n";
}

std::string write_shard(const grid& all, slice what, const std::vector<campaign_result>& done) {
  writer head;
  head(std::string(format_name));
  const shard_header header = header_of(all, what);
  header_fields(head, header);
  std::string text = head.text() + "\n";
  for (std::size_t point = 0; point < done.size(); ++point) {
    for (const failed_identity& failed : done[point].failures) {
      text += failure_line(point, failed) + "\n";
    }
    for (const path_result& path : done[point].paths) {
      if (path.complete) text += path_line(point * all.points[point].paths + path.path, path);
    }
  }
  const std::string digest = digest_of(text);
  return text + "end " + digest + "\n";
}

void shard_set::add(const std::string& file) {
  trace::line_reader lines(trace::open_source(file), file);
  if (!lines.next()) trace::fail(file, "is empty", "name a file that simulate --shard wrote");
  reader io(lines, lines.line());
  std::string format;
  if (lines.line().empty()) io.refuse();
  io(format);
  if (format != format_name) {
    trace::fail(file, 1, "is no assay shard", "name a file that simulate --shard wrote");
  }
  shard_header header;
  header_fields(io, header);
  constexpr std::uint64_t most = std::uint64_t{1} << 31;  // no product below wraps
  const slice& part = header.what;
  if (header.paths == 0 || header.paths > most || header.points > most || part.first > most ||
      part.count > most || part.first + part.count > header.paths * header.points) {
    io.refuse();
  }
  if (first_file_.empty()) {
    header_ = header;
    first_file_ = file;
  } else if (!header.is_of_the_run(header_)) {
    trace::fail(file, 1, "is of another run than " + first_file_,
                "merge shards of one scenario, seed, number of paths and version");
  }
  std::string before(lines.line());
  before += '\n';
  bool has_end = false;
  while (lines.next()) {
    reader line(lines, lines.line());
    if (has_end) line.refuse();
    std::string kind;
    line(kind);
    if (kind == "end") {
      std::string digest;
      line(digest);
      if (digest != digest_of(before)) {
        trace::fail(file, lines.number(), "is not what was written above it",
                    "copy the shard again, or run it again");
      }
      has_end = true;
      continue;
    }
    before += lines.line();
    before += '\n';
    if (kind == "failed") {
      auto failure = read_failure(line);
      const bool is_known = failure.first < header.points && failure.second.path < header.paths;
      const std::uint64_t at = failure.first * header.paths + failure.second.path;
      if (!is_known || at < part.first || at - part.first >= part.count) line.refuse();
      failures_.push_back(std::move(failure));
      continue;
    }
    if (kind != "path") line.refuse();
    std::uint64_t index = 0;
    line(index);
    path_result path = read_path(line);
    const bool inside = index >= part.first && index - part.first < part.count;
    if (!inside || path.path != index % header.paths) line.refuse();
    paths_.emplace_back(index, std::move(path));
  }
  if (!has_end) trace::fail(file, "is cut off", "copy the shard again, or run it again");
}

void shard_set::match(grid& all) const {
  for (scenario& point : all.points) {
    point.seed = header_.seed;
    point.paths = header_.paths;
  }
  const shard_header expected = header_of(all, {});
  if (expected.version != header_.version) {
    trace::fail(first_file_, 1, "was written by assay " + trace::printable(header_.version),
                "merge with the version that ran the shards, this is " + expected.version);
  }
  if (!expected.is_of_the_run(header_)) {
    trace::fail(first_file_, 1, "is of another scenario than " + all.points.front().file,
                "name the scenario that the shards were run with, unchanged");
  }
}

std::vector<campaign_result> shard_set::whole(const grid& all) const {
  std::vector<const std::pair<std::uint64_t, path_result>*> order;
  for (const auto& one : paths_) order.push_back(&one);
  std::sort(order.begin(), order.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  std::vector<campaign_result> results(all.points.size());
  for (const auto& [point, failed] : failures_) {
    results[point].failures.push_back(failed);
  }
  std::uint64_t next = 0;
  for (const auto* const one : order) {
    if (one->first < next) {
      trace::fail(first_file_, fmt::format("and the others hold path {} twice", one->first),
                  "name each shard once");
    }
    if (one->first > next && failures_.empty()) break;
    if (one->second.pools.size() != all.points.front().pools.size()) {
      trace::fail(first_file_, "and the others hold paths of other pools", "run the shards again");
    }
    const scenario& point = all.points[one->first / header_.paths];
    const price at = point.price_of(one->second.last_price);
    const bool has_numeraire = one->second.last_numeraire > 0;
    if (one->second.at.numerator != at.numerator || one->second.at.denominator != at.denominator ||
        has_numeraire != point.market.numeraire.exists()) {
      trace::fail(first_file_,
                  fmt::format("and the others hold a path {} whose price is not of this scenario",
                              one->first),
                  "run the shards again");
    }
    add_path(results[one->first / header_.paths], point, one->second, kept_paths_of(all));
    next = one->first + 1;
  }
  for (campaign_result& one : results) keep_in_order(one);
  if (next < all.total_paths() && failures_.empty()) {
    trace::fail(first_file_,
                fmt::format("and the others hold no path {} of {}", next, all.total_paths()),
                "add the shard that ran it, or run it again if it was interrupted");
  }
  return results;
}

}  // namespace assay::market
