// Style, head and tail of a report.
#include "html_page.hpp"

#include <fmt/format.h>

#include "assay/trace/xml_text.hpp"
#include "assay/version.hpp"
#include "svg_chart.hpp"

namespace assay::market {
namespace {

constexpr std::string_view style = R"(
:root{--page:#fbfbf9;--card:#fff;--ink:#1d1f21;--soft:#63676b;--rule:#e3e4e0;
--s0:#1f6fd0;--s1:#d9622b;--s2:#2b8a57;--s3:#8a4fbf;--s4:#b08900;--s5:#c2386b}
@media(prefers-color-scheme:dark){:root{--page:#15171a;--card:#1e2125;--ink:#e8e9ea;--soft:#a3a8ad;
--rule:#33383d;--s0:#6fb1ff;--s1:#ff9a63;--s2:#66cf97;--s3:#c79bff;--s4:#e6c34d;--s5:#ff86b0}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1180px;margin:0 auto;padding:20px 16px 48px}
h1{font-size:1.6rem;margin:.2em 0}h2{font-size:1.15rem;margin:1.6em 0 .5em}
.lead{color:var(--soft);white-space:pre-line}
.charts{display:grid;gap:14px;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr))}
figure,.table{margin:0;background:var(--card);border:1px solid var(--rule);border-radius:8px;
padding:12px}
figcaption{margin-bottom:4px}.unit{color:var(--soft);font-size:.85em}
.legend{display:flex;flex-wrap:wrap;gap:2px 14px;font-size:.85em;color:var(--soft)}
.legend i{display:inline-block;width:14px;height:3px;margin-right:6px;vertical-align:middle}
svg{width:100%;height:auto;display:block}svg text{font-size:12.5px;fill:var(--soft)}
.grid{stroke:var(--rule)}.line{fill:none;stroke-width:1.8;stroke-linejoin:round}
.s0{stroke:var(--s0)}.s1{stroke:var(--s1)}.s2{stroke:var(--s2)}
.s3{stroke:var(--s3)}.s4{stroke:var(--s4)}.s5{stroke:var(--s5)}
.k0{background:var(--s0)}.k1{background:var(--s1)}.k2{background:var(--s2)}
.k3{background:var(--s3)}.k4{background:var(--s4)}.k5{background:var(--s5)}
.bar{fill:var(--s0)}svg text.cell{fill:var(--ink)}
.table{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:4px 10px;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
th:first-child,td:first-child,td:last-child,th:last-child{text-align:left}
td:last-child{color:var(--soft);white-space:normal;min-width:16em}
pre{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:12px;
overflow-x:auto;font-size:13px}
.bad{color:var(--s5);font-weight:600}.good{color:var(--s2);font-weight:600}
)";

}  // namespace

std::string page_head(const std::string& title, const std::string& lead) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<title>{}</title><link rel=\"icon\" href=\"data:,\"><style>{}</style></head>\n"
      "<body><main>\n<h1>{}</h1>\n<p class=\"lead\">{}</p>\n",
      trace::xml_text(title), style, trace::xml_text(title), trace::xml_text(lead));
}

std::string page_tail(const std::string& scenario, std::uint64_t seed, std::string json) {
  for (std::size_t at = 0; (at = json.find('<', at)) != std::string::npos;) {
    json.replace(at, 1, "\\u003c");  // no end tag inside of a script
  }
  return fmt::format(
      "<h2>Scenario</h2><pre>{}</pre>\n<p class=\"unit\">assay {}, seed {}</p></main>\n"
      "<script type=\"application/json\" id=\"summary\">{}</script>\n</body></html>\n",
      trace::xml_text(scenario), version(), seed, json);
}

}  // namespace assay::market
