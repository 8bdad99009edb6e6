// Sweeps and shards: the grid that a file says, and slices that together are the whole run.
#include "assay/market/sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "assay/market/html_report.hpp"
#include "assay/market/report.hpp"
#include "assay/market/shard.hpp"
#include "assay/market/statistics.hpp"
#include "assay/trace/byte_stream.hpp"
#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"
#include "unit/market/scenarios.hpp"

namespace assay::market {
namespace {

using test::case_count;

const std::string swept = "paths = 5\n" + test::whole + R"([sweep]
"pool[0].fee_pips" = [500, 3000]
"market.volatility" = [0.3, 0.9, 1.5]
)";

grid short_grid() {
  grid all = parse_grid(swept, "sweep.toml");
  for (scenario& point : all.points) point.horizon_s = 3600;
  return all;
}

std::string refusal_of(const std::string& sweep) {
  try {
    parse_grid(test::whole + sweep, "sweep.toml");
  } catch (const trace::input_error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(parse_grid, sets_the_values_of_every_point) {
  const grid all = parse_grid(swept, "sweep.toml");
  ASSERT_EQ(all.points.size(), 6U);
  case_count count("points of a grid of 2 by 3");
  const double volatilities[] = {0.3, 0.9, 1.5};
  for (std::size_t i = 0; i < all.points.size(); ++i) {
    const std::uint32_t fee = i < 3 ? 500 : 3000;
    count.check(all.points[i].pools[0].fee_pips == fee &&
                    all.points[i].market.volatility == volatilities[i % 3] &&
                    all.points[i].paths == 5,
                [&] { return all.point_text(i); });
  }
  EXPECT_EQ(all.point_text(4), "pool[0].fee_pips = 3000, market.volatility = 0.9");
  EXPECT_EQ(parse_grid(test::whole, "one.toml").points.size(), 1U);
}

TEST(parse_grid, may_set_a_key_that_has_its_default) {
  const grid all = parse_grid(test::whole + "[sweep]\n\"market.drift\" = [0.1]\n", "sweep.toml");
  EXPECT_EQ(all.points[0].market.drift, 0.1);
}

TEST(parse_grid, refuses_what_is_no_sweep) {
  case_count count("refused sweeps, each with its line and key");
  const std::pair<const char*, const char*> cases[] = {
      {"[sweep]\n", "sweep.toml:18: sweep: is no table with keys"},
      {"[sweep]\n\"market.volatility\" = 0.4\n",
       "sweep.toml:19: sweep.\"market.volatility\": is no"},
      {"[sweep]\n\"market.volatility\" = []\n", "is no list of values"},
      {"[sweep]\n\"market.volatility\" = [[1]]\n", "holds what is no number, text or flag"},
      {"[sweep]\n\"market.volatilty\" = [0.4]\n",
       "sweep.toml:19: market.volatilty: is no key here; did you mean volatility"},
      {"[sweep]\n\"market.volatility\" = [\"a\"]\n",
       "sweep.toml:19: market.volatility: is no number"},
      {"[sweep]\n\"pool[1].fee_pips\" = [5]\n", "names no place in this scenario"},
      {"[sweep]\n\"pool[0x.fee_pips\" = [5]\n", "names no place in this scenario"},
      {"[sweep]\n\"pool.fee_pips\" = [5]\n", "names no place in this scenario"},
      {"[sweep]\n\"pool[0]\" = [5]\n", "names no place in this scenario"},
      {"[sweep]\n\"\" = [5]\n", "names no place in this scenario"},
      {"[sweep]\nseed = [1, 2]\n", "is one for the whole sweep"},
      {"[sweep]\n\"market.drift\" = [0.5, 0.1, 0.5]\n",
       "sweep.toml:19: sweep.\"market.drift\": holds 0.5 twice"},
      {"[sweep]\n\"market.drift\" = [1, 2000]\n", "sweep.toml:19: market.drift: is 2000"}};
  for (const auto& [text, expected] : cases) {
    const std::string got = refusal_of(text);
    count.check(got.find(expected) != std::string::npos, [&] { return text + (": " + got); });
  }
}

// A grid of more points than anyone waits for.
TEST(parse_grid, refuses_too_many_points) {
  std::string values = "[0";
  for (int i = 1; i < 70; ++i) values += ", " + std::to_string(i);
  const std::string got = refusal_of("[sweep]\n\"market.drift\" = " + values +
                                     "]\n\"market.volatility\" = " + values + "]\n");
  EXPECT_NE(got.find("makes more than 4096 points"), std::string::npos) << got;
}

TEST(parse_grid, refuses_more_paths_than_results_can_be_kept_of) {
  std::string values = "[0";
  for (int i = 1; i < 101; ++i) values += ", " + std::to_string(i);
  const std::string text = test::whole + "[sweep]\n\"market.drift\" = " + values + "]\n";
  std::string got = "accepted";
  try {
    parse_grid("paths = 1000000\n" + text, "sweep.toml");
  } catch (const trace::input_error& error) {
    got = error.what();
  }
  EXPECT_NE(got.find("paths: 1000000 at each of 101 points are more than 100000000 in all"),
            std::string::npos)
      << got;
  grid all = parse_grid(text, "sweep.toml");
  set_paths(all, 990'099);
  EXPECT_EQ(all.total_paths(), 99'999'999U);
  EXPECT_THROW(set_paths(all, 990'100), trace::input_error);
}

TEST(shard_of, slices_everything_once) {
  case_count count("shards of up to 40 paths in up to 45 parts");
  for (std::uint64_t total = 0; total <= 40; ++total) {
    for (std::uint64_t of = 1; of <= 45; ++of) {
      std::uint64_t next = 0;
      bool whole = true;
      for (std::uint64_t which = 1; which <= of; ++which) {
        const slice part = shard_of(total, which, of);
        whole = whole && part.first == next && part.count <= total / of + 1;
        next += part.count;
      }
      count.check(whole && next == total,
                  [&] { return std::to_string(total) + " in " + std::to_string(of); });
    }
  }
}

class shard_files {
 public:
  shard_files(const grid& all, std::uint64_t of) {
    for (std::uint64_t which = 1; which <= of; ++which) {
      const slice what = shard_of(all.total_paths(), which, of);
      names_.push_back(testing::TempDir() + "assay-shard-" + std::to_string(which) + "-of-" +
                       std::to_string(of));
      trace::write_file(names_.back(), write_shard(all, what, run_slice(all, what, 2, {}, {}, {})));
    }
  }
  shard_files(const shard_files&) = delete;
  shard_files& operator=(const shard_files&) = delete;
  ~shard_files() {
    for (const std::string& name : names_) std::remove(name.c_str());
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_{};
};

TEST(shards, put_together_are_the_whole_run) {
  case_count count("reports of merged shards against the whole run, 30 paths in 1 to 31 parts");
  grid all = short_grid();
  const auto whole = run_slice(all, {0, all.total_paths()}, 2, {}, {}, {});
  for (const std::uint64_t of : {1U, 2U, 7U, 30U, 31U}) {
    const shard_files files(all, of);
    shard_set set;
    for (std::size_t i = files.names().size(); i-- > 0;) set.add(files.names()[i]);
    set.match(all);
    const auto merged = set.whole(all);
    count.check(sweep_json(all, merged) == sweep_json(all, whole) &&
                    sweep_html(all, merged) == sweep_html(all, whole) &&
                    sweep_csv(all, merged) == sweep_csv(all, whole) &&
                    sweep_text(all, merged) == sweep_text(all, whole),
                [&] { return std::to_string(of) + " shards"; });
  }
}

std::string merge_refusal(const std::vector<std::string>& names, grid& all) {
  try {
    shard_set set;
    for (const std::string& name : names) set.add(name);
    set.match(all);
    (void)set.whole(all);
  } catch (const trace::input_error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(shards, that_do_not_belong_together_are_refused) {
  grid all = short_grid();
  const shard_files files(all, 3);
  const auto& names = files.names();
  EXPECT_NE(merge_refusal({names[0], names[2]}, all).find("hold no path 10 of 30"),
            std::string::npos);
  EXPECT_NE(merge_refusal({names[0], names[1], names[2], names[1]}, all).find("hold path 10 twice"),
            std::string::npos);
  grid other = parse_grid(swept + "# another text\n", "sweep.toml");
  EXPECT_NE(merge_refusal(names, other).find("is of another scenario"), std::string::npos);
  grid seeded = all;
  for (scenario& point : seeded.points) point.seed = 7;
  const shard_files others(seeded, 2);
  EXPECT_NE(merge_refusal({names[0], others.names()[1]}, all).find("is of another run"),
            std::string::npos);
}

// The whole run in one shard, which is accepted as it is: every cut and every changed digit is
// refused.
TEST(shards, that_are_damaged_are_refused) {
  case_count count("shards cut, and shards with a changed digit");
  grid all = short_grid();
  const slice whole{0, all.total_paths()};
  const std::string text = write_shard(all, whole, run_slice(all, whole, 1, {}, {}, {}));
  const std::string name = testing::TempDir() + "assay-damaged-shard";
  const auto expect = [&](const std::string& content, bool is_accepted, std::size_t where) {
    trace::write_file(name, content);
    const bool got = merge_refusal({name}, all) == "accepted";
    count.check(got == is_accepted, [&] { return std::to_string(where) + " bytes"; });
  };
  expect(text, true, text.size());
  const std::size_t last_line = text.rfind('\n', text.size() - 2) + 1;
  for (std::size_t size = 1; size < last_line; size += 97)
    expect(text.substr(0, size), false, size);
  for (std::size_t size = last_line; size + 1 < text.size(); ++size) {
    expect(text.substr(0, size), false, size);
  }
  for (std::size_t at = 0; at < text.size(); at += 61) {
    if (text[at] < '0' || text[at] > '9') continue;
    std::string changed = text;
    changed[at] = text[at] == '9' ? '8' : static_cast<char>(text[at] + 1);
    expect(changed, false, at);
  }
  const std::string failed = text.substr(0, text.find('\n') + 1) + "failed 999 0 0 0 0 hello\n";
  expect(failed, false, 0);
  std::remove(name.c_str());
}

// Prices follow from the scenario and are never taken from a file.
TEST(shards, with_a_price_of_another_scenario_are_refused) {
  case_count count("shards with a changed price, their digest right");
  grid all = short_grid();
  const slice whole{0, all.total_paths()};
  const auto right = run_slice(all, whole, 2, {}, {}, {});
  const std::string name = testing::TempDir() + "assay-price-shard";
  const auto refusal = [&](const std::vector<campaign_result>& done) {
    trace::write_file(name, write_shard(all, whole, done));
    return merge_refusal({name}, all);
  };
  EXPECT_EQ(refusal(right), "accepted");
  for (const std::uint64_t path : {0U, 4U}) {
    for (const bool below : {false, true}) {
      auto wrong = right;
      price& at = wrong[3].paths[path].at;
      (below ? at.denominator : at.numerator) = uint<128>::zero();
      const std::string got = refusal(wrong);
      count.check(got.find("whose price is not of this scenario") != std::string::npos,
                  [&] { return got; });
    }
  }
  std::remove(name.c_str());
}

// One block, so that many paths are soon run.
grid of_one_block(std::uint64_t paths) {
  grid all = parse_grid("title = \"test\"\nhorizon = \"12s\"\n" + test::tokens + test::gbm +
                            test::pool + "fee_pips = 0\n" + test::lp,
                        "one_block.toml");
  set_paths(all, paths);
  return all;
}

// How far the share of values below a quantile may be from what it claims, by the draw of a sample:
// five deviations.
bool is_quantile(const std::vector<double>& values, double quantile, double share, double sample) {
  const auto part = [&](auto is_counted) {
    return static_cast<double>(std::count_if(values.begin(), values.end(), is_counted)) /
           static_cast<double>(values.size());
  };
  const double reach = 5 * std::sqrt(share * (1 - share) / sample);
  return part([&](double value) { return value < quantile; }) <= share + reach &&
         part([&](double value) { return value <= quantile; }) >= share - reach;
}

bool is_near(double a, double b, double relative) {
  return std::abs(a - b) <= relative * std::max(std::abs(a), std::abs(b));
}

TEST(many_paths, are_told_of_by_sums_over_all_and_a_sample) {
  case_count count("measures over a sample of 500 against all 3000 paths");
  constexpr std::uint64_t sample = 500;
  const grid all = of_one_block(3000);
  const scenario& what = all.points[0];
  const slice every{0, 3000};
  const auto whole = run_slice(all, every, 2, {}, {}, {}, every.count)[0];
  ASSERT_FALSE(whole.is_sampled());
  const auto part = run_slice(all, every, 1, {}, {}, {}, sample)[0];
  EXPECT_TRUE(part.is_sampled());
  EXPECT_EQ(part.paths.size(), sample);
  EXPECT_EQ(part.paths.front().path, 0U);
  EXPECT_GT(part.paths.back().path, 2900U);
  EXPECT_EQ(part.all.blocks, 3000U);
  for (const unsigned jobs : {2U, 3U}) {
    const auto again = run_slice(all, every, jobs, {}, {}, {}, sample)[0];
    EXPECT_EQ(summary_json(what, again), summary_json(what, part));
  }
  for (const measure& counted : measures(what)) {
    const distribution a = distribution_over(what, whole, counted, 0);
    const distribution b = distribution_over(what, part, counted, 0);
    const auto values = values_over(what, whole, counted, 0);
    bool same =
        a.count == b.count && a.mean == b.mean && a.least == b.least && a.most == b.most &&
        std::abs(a.deviation - b.deviation) <= 1e-9 * a.deviation + 1e-14 * std::abs(a.mean) &&
        is_near(a.low95, b.low95, 1e-6);
    for (const auto& [quantile, share] :
         {std::pair{b.q05, 0.05}, {b.q25, 0.25}, {b.median, 0.5}, {b.q75, 0.75}, {b.q95, 0.95}}) {
      same = same && is_quantile(values, quantile, share, sample);
    }
    count.check(same, [&] { return std::string(counted.name); });
  }
}

// With a fee, so that what LPs lose, what arbitrageurs gain and the share of blocks all differ.
TEST(many_paths, have_each_ratio_from_sums_as_from_the_paths) {
  case_count count("ratios from sums over 3000 paths against those of all paths kept");
  grid all = of_one_block(3000);
  all.points[0].pools[0].fee_pips = 100;
  const scenario& what = all.points[0];
  const slice every{0, 3000};
  const auto whole = run_slice(all, every, 2, {}, {}, {}, every.count)[0];
  const auto part = run_slice(all, every, 2, {}, {}, {}, 500)[0];
  ASSERT_FALSE(whole.is_sampled());
  ASSERT_TRUE(part.is_sampled());
  std::vector<double> values;
  for (const auto& [name, ratio] :
       {std::pair{"lvr", &lvr_rate}, {"arbitrage", &arbitrage_rate}, {"trades", &trade_share}}) {
    const ratio_estimate a = ratio(what, whole, 0);
    const ratio_estimate b = ratio(what, part, 0);
    count.check(a.value == b.value && a.value > 0 && a.standard_error > 0 &&
                    is_near(a.standard_error, b.standard_error, 1e-6),
                [&] { return name + (": " + std::to_string(b.value)); });
    for (const double other : values) EXPECT_FALSE(is_near(a.value, other, 0.01)) << name;
    values.push_back(a.value);
  }
}

TEST(many_paths, are_said_to_be_a_sample_in_every_report) {
  case_count count("reports of a sample that say so, and of all paths that do not");
  const grid all = of_one_block(40);
  const scenario& what = all.points[0];
  const std::string sentence = "Quantiles are of a sample of 25 of the 40 paths";
  for (const std::uint64_t kept : {25U, 40U}) {
    const bool is_sampled = kept < 40;
    const auto points = run_slice(all, {0, 40}, 2, {}, {}, {}, kept);
    const std::string key = "\"paths\":40,\"pathsKept\":" + std::to_string(kept) + ",";
    for (const std::string& json : {summary_json(what, points[0]), sweep_json(all, points)}) {
      count.check(json.find(key) != std::string::npos, [&] { return json; });
    }
    for (const std::string& report :
         {summary_text(what, points[0]), html_report(what, points[0], {})}) {
      count.check((report.find(sentence) != std::string::npos) == is_sampled,
                  [&] { return report; });
    }
  }
}

// 18 decimals and six thousand million: the price's last bit then is worth a good part of a wei.
TEST(many_paths, say_how_many_searches_in_uniswap_v3_were_cut_short) {
  case_count count("reports of searches cut short, and of none");
  const std::string v3 = "title = \"test\"\nhorizon = \"10m\"\n" + test::tokens + test::gbm +
                         test::pool + "protocol = \"uniswap-v3\"\nfee_pips = 0\n" + test::lp;
  const std::string deep =
      test::replaced(test::replaced(v3, "6000000", "6000000000"), "decimals = 6", "decimals = 18");
  for (const bool is_deep : {false, true}) {
    const std::string& text = is_deep ? deep : v3;
    grid all = parse_grid(text, "v3.toml");
    set_paths(all, 20);
    const scenario& what = all.points[0];
    const auto done = run_slice(all, {0, 20}, 2, {}, {}, {}, 20)[0];
    std::uint64_t short_ones = 0;
    for (const path_result& path : done.paths) short_ones += path.pools[0].arbitrages_cut_short;
    count.check(done.all.arbitrages > 500 && (short_ones > 0) == is_deep &&
                    done.all.arbitrages_cut_short == short_ones,
                [&] { return text; });
    const std::string key = "\"arbitragesCutShort\":" + std::to_string(short_ones) + ",";
    count.check(summary_json(what, done).find(key) != std::string::npos, [&] { return key; });
    const std::string sentence = "The search for " + std::to_string(short_ones) + " of ";
    for (const std::string& report : {summary_text(what, done), html_report(what, done, {})}) {
      count.check((report.find(sentence) != std::string::npos) == is_deep, [&] { return report; });
    }
  }
}

TEST(shards, of_more_paths_than_are_kept_are_the_whole_run) {
  grid all = of_one_block(most_kept_paths + 300);
  const auto whole = run_slice(all, {0, all.total_paths()}, 2, {}, {}, {});
  EXPECT_TRUE(whole[0].is_sampled());
  const shard_files files(all, 2);
  shard_set set;
  for (const std::string& name : files.names()) set.add(name);
  set.match(all);
  EXPECT_EQ(summary_json(all.points[0], set.whole(all)[0]), summary_json(all.points[0], whole[0]));
}

TEST(student_t975, is_the_table_to_three_digits) {
  case_count count("quantiles of Student's t against the printed table");
  const std::pair<std::uint64_t, double> table[] = {{1, 12.706}, {2, 4.303},  {3, 3.182},
                                                    {4, 2.776},  {5, 2.571},  {10, 2.228},
                                                    {30, 2.042}, {120, 1.980}};
  for (const auto& [degrees, expected] : table) {
    count.check(std::abs(student_t975(degrees) - expected) < 0.003 * expected, [&] {
      return std::to_string(degrees) + ": " + std::to_string(student_t975(degrees));
    });
  }
}

}  // namespace
}  // namespace assay::market
