// Attacks as JSON, as a table and as plots.
#include "attack_report.hpp"

#include "assay/trace/xml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "svg_chart.hpp"

namespace assay::market {
namespace {

std::string_view kind_name(attack_kind kind) {
  constexpr std::array<std::string_view, 4> names = {"spot", "twap", "sandwich", "first_depositor"};
  return names[static_cast<std::size_t>(kind)];
}

double whole_gain(const scenario& what, const exact& value) {
  const price at = what.price_of(what.market.initial);
  return what.whole(1, value) / exact(at.denominator).to_double();
}

std::string_view other_name(attack_kind kind) {
  const bool has_victim = kind == attack_kind::sandwich || kind == attack_kind::first_depositor;
  return has_victim ? "victim gains" : "arbitrageurs gain";
}
std::string_view pool_name(attack_kind kind) {
  return kind == attack_kind::first_depositor ? "locked" : "LPs gain";
}
std::string_view trade_name(attack_kind kind) {
  return kind == attack_kind::first_depositor ? "gift, beside token0" : "first trade";
}

std::string title_of(const scenario& what, const attack_spec& spec) {
  const std::string& pool = what.pools[spec.pool].name;
  switch (spec.kind) {
    case attack_kind::spot:
      return "Moving the spot price of " + pool;
    case attack_kind::twap:
      return "Moving the oracle's mean of " + pool;
    case attack_kind::first_depositor:
      return "Depositing first in a pool like " + pool;
    case attack_kind::sandwich:
      break;
  }
  return "Sandwiches in " + pool;
}

std::string amount_of(const scenario& what, const attempt& one) {
  return one.possible ? fmt::format("{} {}", what.amount_text(one.token_in, one.amount),
                                    what.tokens[one.token_in].symbol)
                      : std::string("no amount does");
}

std::string gain_of(const scenario& what, const attempt& one, const exact& value) {
  return one.possible ? fmt::format("{:.6g}", whole_gain(what, value)) : std::string();
}

// What no other amount could gain beyond it is said where the search stopped before its end.
std::string attacker_gain_of(const scenario& what, const attempt& one) {
  const std::string text = gain_of(what, one, one.attacker_gain);
  if (one.search_gap.is_zero()) return text;
  return fmt::format("{} (+ at most {:.2g})", text, whole_gain(what, one.search_gap));
}

// Where an attempt stands in its attack's plot.
struct cost_place {
  double x = 0;
  std::string line{};
};
cost_place place_of(const scenario& what, attack_kind kind, const attempt& one) {
  const double move_percent = static_cast<double>(one.move_bps) / 100;
  switch (kind) {
    case attack_kind::spot:
      return {move_percent / 100, one.restored ? "traded back" : "left to arbitrageurs"};
    case attack_kind::first_depositor: {
      constexpr std::array<std::string_view, 3> goals = {"best", "one share", "refused"};
      return {what.whole(1, one.victim_size),
              fmt::format("{}, {}", one.first_shares, goals[static_cast<std::size_t>(one.goal)])};
    }
    case attack_kind::twap:
    case attack_kind::sandwich:
      break;
  }
  return {static_cast<double>(one.hold_blocks),
          fmt::format("{:+g} %{}", move_percent, one.restored ? ", restored" : "")};
}

// Lines over the moves (spot), the blocks held (twap) or the deposits, one for each setting of the
// other numbers.
class cost_lines {
 public:
  explicit cost_lines(attack_kind kind) : kind_(kind) {}

  void add(const cost_place& place, double cost) {
    const auto& [x, name] = place;
    if (std::find(x_.begin(), x_.end(), x) == x_.end()) x_.push_back(x);
    auto found = std::find_if(lines_.begin(), lines_.end(),
                              [&](const points& line) { return line.name == place.line; });
    if (found == lines_.end()) found = lines_.insert(lines_.end(), {name, {}});
    found->at.emplace_back(x, cost);
  }

  // Only lines with a cost at every x; at most six have a colour.
  [[nodiscard]] std::string draw(const std::string& unit) const {
    std::vector<double> x = x_;
    std::sort(x.begin(), x.end());
    std::vector<series> drawn;
    constexpr std::size_t colours = 6;
    for (const points& line : lines_) {
      if (line.at.size() != x.size() || drawn.size() == colours) continue;
      auto sorted = line.at;
      std::sort(sorted.begin(), sorted.end());
      series one{line.name, {}};
      for (const auto& [place, cost] : sorted) one.y.push_back(cost);
      drawn.push_back(std::move(one));
    }
    const bool is_spot = kind_ == attack_kind::spot;
    constexpr std::array<std::string_view, 4> over = {" over the move", " over blocks held", "",
                                                      " over the victim's deposit"};
    return line_chart("What it costs the attacker", x, {"", false, is_spot}, drawn,
                      {fmt::format("{}{}", unit, over[static_cast<std::size_t>(kind_)])});
  }

 private:
  struct points {
    std::string name{};
    std::vector<std::pair<double, double>> at{};
  };
  attack_kind kind_;
  std::vector<double> x_{};
  std::vector<points> lines_{};
};

std::string plot_of(const scenario& what, const attack_result& one) {
  const std::string& unit = what.tokens[1].symbol;
  if (one.what.kind != attack_kind::sandwich) {
    cost_lines lines(one.what.kind);
    for (const attempt& tried : one.attempts) {
      if (!tried.possible) continue;
      lines.add(place_of(what, one.what.kind, tried), -whole_gain(what, tried.attacker_gain));
    }
    return lines.draw(unit);
  }
  heat_table table;
  table.x_key = "slippage that the victim tolerates";
  table.y_key = "victim's size, " + what.tokens[one.what.token_in].symbol;
  for (const std::uint64_t bps : one.what.slippage_bps) {
    table.x.push_back(fmt::format("{:g} %", static_cast<double>(bps) / 100));
  }
  for (const uint<128>& size : one.what.sizes) {
    table.y.push_back(what.amount_text(one.what.token_in, exact(size)));
  }
  for (const attempt& tried : one.attempts) {
    table.values.push_back(whole_gain(what, tried.attacker_gain));
  }
  return heat_map("What the attacker gains", unit, table);
}

}  // namespace

void write_attacks(trace::json_writer& json, const scenario& what,
                   const std::vector<attack_result>& done) {
  json.begin_array();
  for (const attack_result& one : done) {
    json.begin_object().key("kind").value(kind_name(one.what.kind));
    json.key("pool").value(what.pools[one.what.pool].name).key("attempts").begin_array();
    for (const attempt& tried : one.attempts) {
      json.begin_object().key("setting").value(tried.setting).key("possible").value(tried.possible);
      json.key("tokenIn").value(tried.token_in).key("amount").value(tried.amount.to_string());
      json.key("attackerGain").value(tried.attacker_gain.to_string());
      json.key("lpGain").value(tried.lp_gain.to_string());
      json.key("otherGain").value(tried.other_gain.to_string());
      json.key("searchGap").value(tried.search_gap.to_string()).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

std::string attacks_text(const scenario& what, const std::vector<attack_result>& done) {
  std::string text;
  for (const attack_result& one : done) {
    text += fmt::format("{} (gains in {})\n", title_of(what, one.what), what.tokens[1].symbol);
    const attack_kind kind = one.what.kind;
    text += fmt::format("  {:<58}{:>34}{:>34}{:>18}{:>18}\n", "", trade_name(kind),
                        "attacker gains", pool_name(kind), other_name(kind));
    for (const attempt& tried : one.attempts) {
      text +=
          fmt::format("  {:<58}{:>34}{:>34}{:>18}{:>18}\n", tried.setting, amount_of(what, tried),
                      attacker_gain_of(what, tried), gain_of(what, tried, tried.lp_gain),
                      gain_of(what, tried, tried.other_gain));
    }
  }
  return text;
}

std::string attacks_html(const scenario& what, const std::vector<attack_result>& done) {
  std::string text;
  const std::string& unit = what.tokens[1].symbol;
  for (const attack_result& one : done) {
    text += fmt::format("<h2>{}</h2>\n<div class=\"charts\">\n{}</div>\n",
                        trace::xml_text(title_of(what, one.what)), plot_of(what, one));
    text += fmt::format(
        "<div class=\"table\" style=\"margin-top:14px\"><table><thead><tr><th></th>"
        "<th>{1}</th><th>attacker gains, {0}</th><th>{2}, {0}</th>"
        "<th>{3}, {0}</th><th></th></tr></thead><tbody>\n",
        trace::xml_text(unit), trade_name(one.what.kind), pool_name(one.what.kind),
        other_name(one.what.kind));
    for (const attempt& tried : one.attempts) {
      text +=
          fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td></td></tr>\n",
                      trace::xml_text(tried.setting), trace::xml_text(amount_of(what, tried)),
                      attacker_gain_of(what, tried), gain_of(what, tried, tried.lp_gain),
                      gain_of(what, tried, tried.other_gain));
    }
    text += "</tbody></table></div>\n";
  }
  return text;
}

}  // namespace assay::market
