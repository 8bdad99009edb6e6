// The page: plots of path 0, distributions over paths, tables, and the summary as JSON.
#include "assay/market/html_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "assay/market/report.hpp"
#include "assay/market/statistics.hpp"
#include "assay/trace/xml_text.hpp"
#include "attack_report.hpp"
#include "html_page.hpp"
#include "svg_chart.hpp"

namespace assay::market {
namespace {

class page {
 public:
  page(const scenario& what, const campaign_result& done, const std::vector<row>& rows)
      : what_(what), done_(done), rows_(rows) {}

  std::string build() {
    text_ = page_head(what_.title, describe(what_).substr(what_.title.size() + 1));
    verdict();
    for (std::size_t pool = 0; pool < what_.pools.size(); ++pool) add_pool(pool);
    text_ += attacks_html(what_, done_.attacks);
    return text_ + page_tail(what_.text, what_.seed, summary_json(what_, done_));
  }

 private:
  const scenario& what_;
  const campaign_result& done_;
  const std::vector<row>& rows_;
  std::string text_{};

  void verdict() {
    for (const failed_identity& failed : done_.failures) {
      text_ += fmt::format("<p class=\"bad\">{}: path {}, block {}, pool {}: {}</p>\n",
                           identity_name(failed.what.which), failed.path, failed.block, failed.pool,
                           trace::xml_text(failed.what.detail));
    }
    if (done_.failures.empty()) {
      text_ += "<p class=\"good\">Every identity of the books holds, to the wei.</p>\n";
    }
    for (std::size_t pool = 0; !done_.paths.empty() && pool < what_.pools.size(); ++pool) {
      text_ += fmt::format("<p>{}</p>\n", trace::xml_text(in_words(what_, done_.paths[0], pool)));
    }
  }

  template <class Of>
  [[nodiscard]] series line(const std::string& name, Of of) const {
    series out{name, {}};
    for (const row& now : rows_) out.y.push_back(of(now));
    return out;
  }
  [[nodiscard]] double whole(const row& now, const exact& value) const {
    return what_.whole(1, value) / exact(now.at.denominator).to_double();
  }

  [[nodiscard]] double whole_numeraire(const row& now, const exact& value) const {
    return whole(now, value) * what_.numeraire_to_double(now.numeraire);
  }

  void add_pool(std::size_t pool) {
    const std::string& name = what_.pools[pool].name;
    text_ += fmt::format("<h2>{}</h2>\n", trace::xml_text(name));
    if (!rows_.empty()) {
      text_ += "<div class=\"charts\">\n";
      add_prices(pool);
      add_values(pool);
      if (what_.market.numeraire.exists()) add_numeraire(pool);
      add_composition(pool);
      add_reserves(pool);
      add_distributions(pool);
      text_ += "</div>\n";
    }
    if (!done_.paths.empty()) add_table(pool);
  }

  [[nodiscard]] std::vector<double> times() const {
    std::vector<double> x;
    for (const row& now : rows_) x.push_back(now.time_s);
    return x;
  }

  void add_prices(std::size_t pool) {
    double spot_unit = 1;
    for (unsigned i = 0; i < what_.tokens[0].decimals; ++i) spot_unit *= 10;
    for (unsigned i = 0; i < what_.tokens[1].decimals; ++i) spot_unit /= 10;
    text_ += line_chart(
        "Price of " + what_.tokens[0].symbol, times(), {"", true},
        {line("market", [&](const row& now) { return what_.to_double(now.market_price); }),
         line("pool", [&](const row& now) { return now.pools[pool].spot * spot_unit; })},
        {what_.tokens[1].symbol});
  }

  void add_values(std::size_t pool) {
    const std::string& unit = what_.tokens[1].symbol;
    text_ += line_chart(
        "LP value", times(), {"", true},
        {line("LPs", [&](const row& now) { return whole(now, now.pools[pool].value); }),
         line("holding", [&](const row& now) { return whole(now, now.pools[pool].holding); }),
         line("rebalancing portfolio",
              [&](const row& now) { return whole(now, now.pools[pool].portfolio); })},
        {unit});
    const auto scaled = [&](const row& now, const exact& value) {
      return whole(now, value) / now.pools[pool].fee_scale.to_double();
    };
    text_ += line_chart(
        "Fees against LVR, so far", times(), {"", true},
        {line("fees", [&](const row& now) { return scaled(now, now.pools[pool].fee_value); }),
         line("LVR", [&](const row& now) { return scaled(now, now.pools[pool].lvr); }),
         line("arbitrage gain",
              [&](const row& now) { return whole(now, now.pools[pool].arbitrage_gain); })},
        {unit});
  }

  // Of both tokens since the start, and of what LPs hold.
  void add_numeraire(std::size_t pool) {
    const market_spec& market = what_.market;
    const auto change1 = [&](const row& now) {
      return static_cast<double>(now.numeraire) / static_cast<double>(market.numeraire.initial);
    };
    const auto change0 = [&](const row& now) {
      return change1(now) * static_cast<double>(now.market_price) /
             static_cast<double>(market.initial);
    };
    text_ += line_chart(
        "Prices in " + market.numeraire.symbol + ", against the start", times(), {"", true},
        {line(what_.tokens[0].symbol, [&](const row& now) { return change0(now) - 1; }),
         line(what_.tokens[1].symbol, [&](const row& now) { return change1(now) - 1; })},
        {"", false, true});
    text_ += line_chart(
        "LP value in " + market.numeraire.symbol, times(), {"", true},
        {line("LPs", [&](const row& now) { return whole_numeraire(now, now.pools[pool].value); }),
         line("holding",
              [&](const row& now) { return whole_numeraire(now, now.pools[pool].holding); }),
         line("rebalancing portfolio",
              [&](const row& now) { return whole_numeraire(now, now.pools[pool].portfolio); })},
        {});
  }

  void add_composition(std::size_t pool) {
    text_ += line_chart("Share of value in " + what_.tokens[0].symbol, times(), {"", true},
                        {line("share",
                              [&](const row& now) {
                                amounts only;
                                only.token0 = now.pools[pool].held.token0;
                                return value_of(only, now.at).to_double() /
                                       now.pools[pool].value.to_double();
                              })},
                        {"of LP value", false, true});
  }

  void add_reserves(std::size_t pool) {
    std::vector<double> x;
    for (const row& now : rows_) x.push_back(what_.whole(0, now.pools[pool].held.token0));
    text_ += line_chart(
        "Reserves, the point's way along the curve", x, {what_.tokens[0].symbol},
        {line("reserves",
              [&](const row& now) { return what_.whole(1, now.pools[pool].held.token1); })},
        {what_.tokens[1].symbol + " over " + what_.tokens[0].symbol});
  }

  void add_distributions(std::size_t pool) {
    for (const measure& counted : measures(what_)) {
      if (counted.name != "againstHolding" && counted.name != "againstRebalancing") continue;
      const std::string of = done_.is_sampled()
                                 ? fmt::format(", over {} of the paths", done_.paths.size())
                                 : ", over paths";
      text_ += histogram(std::string(counted.meaning) + of,
                         values_over(what_, done_, counted, pool), {"", false, true});
    }
  }

  void add_table(std::size_t pool) {
    text_ +=
        "<div class=\"table\" style=\"margin-top:14px\"><table><thead><tr><th></th><th>mean"
        "</th><th>± error</th><th>5 %</th><th>median</th><th>95 %</th><th></th></tr></thead>"
        "<tbody>\n";
    for (const measure& counted : measures(what_)) {
      const distribution one = distribution_over(what_, done_, counted, pool);
      text_ += fmt::format("<tr data-measure=\"{}\"><td>{}</td>", counted.name, counted.name);
      for (const double value : {one.mean, one.standard_error, one.q05, one.median, one.q95}) {
        text_ += counted.unit == "share" ? fmt::format("<td>{:.4f} %</td>", value * 100)
                                         : fmt::format("<td>{:.6g}</td>", value);
      }
      const std::string symbol = symbol_of(what_, counted);
      text_ += fmt::format("<td>{}{}</td></tr>\n", trace::xml_text(counted.meaning),
                           symbol.empty() ? "" : " (" + trace::xml_text(symbol) + ")");
    }
    text_ += "</tbody></table></div>\n";
    if (done_.is_sampled()) text_ += fmt::format("<p>{}</p>\n", sample_text(done_));
    if (done_.all.arbitrages_cut_short > 0) {
      text_ += fmt::format("<p>{}</p>\n", cut_short_text(done_));
    }
  }
};

}  // namespace

void row_samples::add(const row& now) {
  last_ = now;
  if (seen_++ % stride_ != 0) return;
  kept_.push_back(now);
  if (kept_.size() < most_) return;
  for (std::size_t i = 0; 2 * i < kept_.size(); ++i) kept_[i] = kept_[2 * i];
  kept_.resize((kept_.size() + 1) / 2);
  stride_ *= 2;
}

std::vector<row> row_samples::rows() const {
  std::vector<row> all = kept_;
  if (!all.empty() && all.back().block != last_.block) all.push_back(last_);
  return all;
}

std::string html_report(const scenario& what, const campaign_result& done,
                        const std::vector<row>& rows) {
  return page(what, done, rows).build();
}

}  // namespace assay::market
