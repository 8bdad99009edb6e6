// Damaged traces: each one ends with exit code 2 and one line that names file, line and fault.
#include <functional>
#include <regex>

#include "cli/traces/sample.hpp"
#include "support/case_count.hpp"

namespace assay::test {
namespace {

// Lines of v2-11 that the table below damages; found by what they hold, so that they stay right.
class good_trace {
 public:
  explicit good_trace(const std::string& name) : lines_(recorded_lines(name, 400)) {}

  // The first line, counted from 1, that holds all the parts.
  [[nodiscard]] std::size_t find(const std::vector<std::string>& parts) const {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      bool all = true;
      for (const std::string& part : parts) all = all && lines_[i].find(part) != std::string::npos;
      if (all) return i + 1;
    }
    ADD_FAILURE() << "no line holds " << parts.front();
    return 1;
  }
  [[nodiscard]] std::vector<std::string> up_to(std::size_t line) const {
    return {lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(line)};
  }

 private:
  std::vector<std::string> lines_;
};

struct damage {
  std::vector<std::string> where;  // parts of the line to damage
  std::string from;                // its first occurrence there …
  std::string to;                  // … becomes this
  std::string complaint;
};

void expect_refused_at(const scratch_directory& scratch, const std::string& text, std::size_t line,
                       const std::string& complaint, const std::string& what, case_count& count,
                       const std::string& options = "") {
  scratch.write("bad.jsonl", text);
  const std::string path = scratch.file("bad.jsonl");
  const outcome got = run("assay replay " + path + " --json " + options);
  const std::string place = path + ":" + std::to_string(line) + ": ";
  const std::string start = "assay: error: " + place;
  // What was replayed before the bad line is told all the same.
  const std::size_t good_operations = line > 2 ? line - 2 : 0;
  const bool is_told =
      good_operations == 0
          ? got.output.empty()
          : got.output.starts_with("{\"operations\":" + std::to_string(good_operations) + ",") &&
                got.output.find("],\"error\":\"" + place) != std::string::npos &&
                got.output.ends_with("\"}\n");
  const bool refused = got.code == 2 && is_told && got.errors.starts_with(start) &&
                       got.errors.find('\n') == got.errors.size() - 1 &&
                       got.errors.find(complaint) != std::string::npos &&
                       got.errors.find("; ") != std::string::npos;
  count.check(refused, [&] {
    return what + "\n  expected: " + start + complaint + "\n  got: " + std::to_string(got.code) +
           " " + got.errors + got.output;
  });
}

void expect_all_refused(const std::string& name, const std::vector<damage>& table,
                        case_count& count) {
  const good_trace good(name);
  const scratch_directory scratch;
  for (const damage& bad : table) {
    const std::size_t line = good.find(bad.where);
    std::vector<std::string> lines = good.up_to(line);
    const std::size_t at = lines.back().find(bad.from);
    ASSERT_NE(at, std::string::npos) << bad.from;
    lines.back().replace(at, bad.from.size(), bad.to);
    expect_refused_at(scratch, joined(lines), line, bad.complaint, bad.from + " -> " + bad.to,
                      count);
  }
}

const std::vector<std::string> header = {R"("format")"};
const std::vector<std::string> creation = {R"("createPool")"};
const std::vector<std::string> swapped = {R"("name":"swap")", R"("ok":true)"};
const std::vector<std::string> minted = {R"("name":"mint")", R"("ok":true)"};
const std::vector<std::string> reverted = {R"("name":"swap")", R"("ok":false)"};
const std::string two_to_256 =
    "115792089237316195423570985008687907853269984665640564039457584007913129639936";

TEST(bad_trace, headers_are_refused) {
  case_count count("damaged headers");
  expect_all_refused(
      "v2-11",
      {{header, R"("format":"pooltrace-1",)", "", "not a pooltrace header"},
       {header, "pooltrace-1", "pooltrace-2", "format is \"pooltrace-2\""},
       {header, R"("uniswap-v2")", R"("uniswap-v9")", R"(protocol "uniswap-v9" is unknown)"},
       {header, R"("protocol":"uniswap-v2")", R"("protocol":2)", "protocol is not a string"},
       {header, R"("protocol":"uniswap-v2",)", "", "protocol is missing"},
       {header, R"("params":{)", R"("parms":{)", "params is missing"},
       {header, R"("params":{"actors":4)", R"("params":{"actors":0)", "params.actors is 0"},
       {header, R"("actors":4)", R"("actors":"four")", "params.actors is not an unsigned integer"},
       {header, R"("actors":4)", R"("actors":4294967296)", "params.actors is 4294967296"},
       {header, R"("actors":4)", R"("actors":-4)",
        "params.actors is not an unsigned integer: -4; write 0 or a number above it"},
       {header, R"("actors":4)", R"("actors":"-4")",
        R"(params.actors is not an unsigned integer: "-4"; write 0 or a number above it)"},
       {header, R"("actors":4,)", "", "params.actors is missing"},
       {header, R"("feeToSetter":0)", R"("feeToSetter":4)", "params.feeToSetter is 4"},
       {header, R"(["3","1000"])", R"(["3","0"])", "params.fee is 3/0"},
       {header, R"(["3","1000"])", R"(["1001","1000"])", "params.fee is 1001/1000"},
       {header, R"(["3","1000"])", R"(["3"])", "params.fee has 1 elements"},
       {header, R"(["3","1000"])", R"(["swapFee","1000"])", "params.fee names a stored fee"},
       {header, R"(["3","1000"])", R"("3/1000")", "params.fee is not a list"},
       {header, R"("seed":"11")", R"("seed":"11","seed":"12")", "seed is there twice"},
       {header, R"("package":)", R"("version":)", "contract.version is there twice"},
       {header, "}}", "}", "not one complete JSON object"}},
      count);
}

TEST(bad_trace, operations_are_refused) {
  case_count count("damaged operations");
  expect_all_refused(
      "v2-11",
      {{creation, R"("createPool")", R"("sync")", "before any pool exists"},
       {creation, R"("balances":"1)", R"("balances":"01)", "op.args.balances has a leading zero"},
       {creation, R"("balances":")", R"("balances":"-)", "op.args.balances is not an unsigned"},
       {swapped, R"("op":{)", R"("ops":{)", "op is missing"},
       {swapped, R"("op":{)", R"("op":7,"other":{)", "op is not an object"},
       {swapped, R"("name":"swap")", R"("name":"swop")", R"(op.name is "swop")"},
       {swapped, R"("name":"swap")", R"("name":"setSwapFee")", R"(op.name is "setSwapFee")"},
       {swapped, R"("name":"swap",)", "", "op.name is missing"},
       {swapped, R"("name":"swap")", R"("name":["swap"])", "op.name is not a string"},
       {swapped, R"("caller":)", R"("caller":4,"other":)", "op.caller is 4"},
       {swapped, R"("caller":)", R"("caller":-1,"other":)",
        "op.caller is not an unsigned integer: -1; write 0 or a number above it"},
       {swapped, R"("time":"1)", R"("time":"0","then":"1)", "op.time goes back"},
       {swapped, R"("time":"1)", R"("time":"99999999999999999999","then":"1)", "fit 64 bits"},
       {swapped, R"("args":{)", R"("args":[{)", "not one complete JSON object"},
       {swapped, R"("in0":")", R"("in0":")" + two_to_256 + R"(","other":")", "fit 256 bits"},
       {swapped, R"("in0":")", R"("in0":"1","in0":")", "op.args.in0 is there twice"},
       {swapped, R"("in0":)", R"("in9":)", "op.args.in0 is missing"},
       {swapped, R"("in0":")", R"("in0":1.5,"other":")", "op.args.in0 is not an unsigned"},
       {swapped, R"("in0":")", R"("in0":1e3,"other":")", "op.args.in0 is not an unsigned"},
       {swapped, R"("in0":")", R"("in0":null,"other":")", "op.args.in0 is not an unsigned"},
       {swapped, R"("in0":")", R"("in0":"0x1","other":")", "op.args.in0 is not an unsigned"},
       {swapped, R"("in0":")", R"("in0":"","other":")", "op.args.in0 is not an unsigned"},
       {swapped, R"("in0":")", R"("in0":)" + two_to_256 + R"(,"other":")", "in0 does not fit 256"},
       {swapped, R"("time":"1)", R"("time":99999999999999999999,"then":"1)",
        "time does not fit 64"},
       {swapped, R"("in0":")", R"("in0":-99999999999999999999,"other":")",
        "in0 is not an unsigned"},
       {swapped, R"("in0":")", R"("in0":1e99999999999999999999,"other":")", "number is malformed"},
       {swapped, R"("in0":")", R"("in0":01,"other":")", "number is malformed"},
       {swapped, R"("out1":"7","to":3)", R"("out1":"7","to":"nobody")",
        R"(op.args.to is "nobody")"},
       {swapped, R"("out1":"7","to":3)", R"("out1":"7","to":9)", "op.args.to is actor 9"},
       {{R"("flash":{)"}, R"("flash":{)", R"("flash":"yes","other":{)", "flash is not an object"},
       {{R"("flash":{)"}, R"("pay0")", R"("pay9")", "op.args.flash.pay0 is missing"},
       {{R"("reenter":true)"}, R"("reenter":true)", R"("reenter":"mint me")", "a known call"},
       {{R"("name":"transfer")"}, R"("token":)", R"("token":2,"other":)", "op.args.token is 2"}},
      count);
}

TEST(bad_trace, results_are_refused) {
  case_count count("damaged results");
  expect_all_refused(
      "v2-11",
      {{swapped, R"("result":{)", R"("results":{)", "result is missing"},
       {swapped, R"("ok":true)", R"("ok":"true")", "result.ok is not true or false"},
       {swapped, R"("ok":true)", R"("ok":false)", "result.revert is missing"},
       {swapped, R"("ok":true,)", "", "result.ok is missing"},
       {swapped, R"("ok":true)", R"("ok":true,"revert":"K")",
        "result.revert is there, but ok is true"},
       {swapped, R"("ok":true)", R"("ok":true,"revert":"")",
        "result.revert is there, but ok is true"},
       {swapped, R"("ok":true)", R"("ok":true,"revertArgs":["1"])",
        "result.revertArgs is there, but ok is true"},
       {swapped, R"("ok":true)", R"("ok":true,"sub":1)", "result.sub is there, but ok is true"},
       {swapped, R"("ok":true)", R"("ok":false,"revert":"K")",
        "result.events is there, but ok is false"},
       {minted, R"("ok":true)", R"("ok":false,"revert":"K")",
        "result.returns is there, but ok is false"},
       {reverted, R"("ok":false)", R"("ok":true)", "result.revert is there, but ok is true"},
       {swapped, R"("ok":true)", R"("ok":truth)", "not one complete JSON object"},
       {swapped, R"("name":"Swap")", R"("name":"Swop")", R"(result.events[].name is "Swop")"},
       {swapped, R"("amount0In")", R"("amountOIn")", "args.amount0In is missing"},
       {swapped, R"("events":[)", R"("events":[7,)", "result.events[] is not an object"},
       {swapped, R"("events":[)", R"("events":{},"other":[)", "result.events is not a list"},
       {swapped, R"("sender":)", R"("sender":44,"other":)", "is actor 44"},
       {minted, R"("returns":{"liquidity")", R"("returns":{"liquid")", "liquidity is missing"},
       {minted, R"("returns":{)", R"("return":{)", "result.returns is missing"},
       {reverted, R"("revert":")", R"("revert":false,"other":")", "result.revert is not a string"},
       {reverted, R"("sub":)", R"("sub":999,"other":)", "result.sub is 999"}},
      count);
}

TEST(bad_trace, states_are_refused) {
  case_count count("damaged states");
  expect_all_refused(
      "v2-11",
      {{swapped, R"("state":{)", R"("states":{)", "state is missing"},
       {swapped, R"("state":{"reserve0")", R"("state":{"reserve9")", "state.reserve0 is missing"},
       {swapped, R"("state":{)", R"("state":{"kLast":"1",)", "state.kLast is there twice"},
       {swapped, R"("kLast":")", R"("kLast":")" + two_to_256 + R"(","other":")", "fit 256 bits"},
       {swapped, R"("blockTimestampLast":")", R"("blockTimestampLast":"9)", "does not fit 32 bits"},
       {swapped, R"("feeTo":)", R"("feeTo":{},"other":)", "state.feeTo is not an unsigned"},
       {swapped, R"("lp":{)", R"("lp":[],"other":{)", "state.lp is not an object"},
       {swapped, R"("lp":{"0":)", R"("lp":{"5":)", "state.lp.5 is nobody"},
       {swapped, R"("lp":{"0":)", R"("lp":{"1":)", "state.lp.1 is there twice"},
       {swapped, R"("lp":{)", R"("lp":{"token0":"-3",)", "state.lp.token0 is not an unsigned"},
       {swapped, R"("token1":{"0":"1)", R"("token1":{"0":"x1)", "state.token1.0 is not an"},
       {swapped, R"("state":{)", R"("state":{"allowances":{"0":"1"},)", "is not owner:spender"}},
      count);
}

TEST(bad_trace, forks_and_tokens_are_refused) {
  case_count count("damaged forks and tokens");
  expect_all_refused(
      "v2-forks-31",
      {{header, R"("prefix":"Joe",)", "", "prefix is missing"},
       {header, R"("kScale":"1000000")", R"("kScale":"99999999999999999999")", "fit 64 bits"},
       {header, R"("joe-v1")", R"("sushi")", "params.forks.sushi is there twice"},
       {header, R"(["1","3","1"])", R"(["1","3"])", "protocolShare has 2 elements"},
       {header, R"("forks":{)", R"("forks":{},"others":{)", "params.forks is empty"},
       {creation, R"("fork":"pancake-v1")", R"("fork":"none")", R"(op.args.fork is "none")"},
       {swapped, R"("name":"swap")", R"("name":"setMigrator")", "which pancake-v1 does not have"}},
      count);
  expect_all_refused(
      "v2-tokens-32",
      {{creation, R"("kind":"noReturn")", R"("kind":"honest")", R"(kind is "honest")"},
       {creation, R"("feeBps":0)", R"("feeBps":10001)", "feeBps is 10001"},
       {creation, R"("tokens":[)", R"("tokens":[],"other":[)", "op.args.tokens has 0 elements"},
       {swapped, R"("token0Flag":false)", R"("token0Flag":0)", "state.token0Flag is not true or"},
       {swapped, R"("token0Index":)", R"("token9Index":)", "state.token0Index is missing"}},
      count);
  expect_all_refused(
      "v2-router-13",
      {{header, R"("0-1":[)", R"("0x1":[)", "params.pairs.0x1 is not two token numbers"},
       {header, R"("0-1":["5)", R"("0-1":["55)", "beyond 112 bits"},
       {header, R"("1-0":[)", R"("0-1":[)", "params.pairs has 0-1 a second time"},
       {{R"("fn":"quote")"}, R"("quote")", R"("quota")", R"(fn is "quota")"},
       {{R"("fn":"quote")"}, R"("in":[)", R"("in":["1",)", "in has 4 elements"},
       {{R"("fn":"quote")", R"("out")"}, R"("out")", R"("revert":"","out")", "and not both"},
       {{R"("fn":"quote")", R"("out")"}, R"("out")", R"("outs")", "must be there"}},
      count);
}

TEST(bad_trace, broken_lines_are_refused) {
  case_count count("broken lines");
  const scratch_directory scratch;
  const std::vector<std::string> good = recorded_lines("v2-11", 20);
  const auto with_line = [&](std::size_t number, const std::string& text) {
    std::vector<std::string> lines = good;
    lines[number - 1] = text;
    return joined(lines);
  };
  const std::string cut = joined(good).substr(0, joined(good).size() - 100);
  const std::string& tenth = good[9];
  expect_refused_at(scratch, "", 1, "the file is empty", "nothing", count);
  expect_refused_at(scratch, "\n" + joined(good), 1, "the line is blank", "blank first", count);
  expect_refused_at(scratch, "no JSON at all\n", 1, "not one complete JSON object", "text", count);
  expect_refused_at(scratch, with_line(10, ""), 10, "the line is blank", "blank", count);
  expect_refused_at(scratch, with_line(10, "   "), 10, "the line is blank", "spaces", count);
  expect_refused_at(scratch, cut, 20, "no closing quote", "cut off", count);
  expect_refused_at(scratch, with_line(10, "[" + tenth + "]"), 10, "the line is not an object",
                    "list", count);
  expect_refused_at(scratch, with_line(10, tenth + tenth), 10, "not one complete JSON object",
                    "two on a line", count);
  expect_refused_at(scratch, with_line(10, "\xff" + tenth), 10, "not valid UTF-8", "bytes", count);
  expect_refused_at(scratch, with_line(10, "{\"\xc3\":1," + tenth.substr(1)), 10, "not valid UTF-8",
                    "cut UTF-8", count);
  expect_refused_at(scratch, with_line(10, std::string(100'000, '[')), 10,
                    "not one complete JSON object", "nested", count);
  expect_refused_at(scratch, with_line(10, "{\"a\tb\":1," + tenth.substr(1)), 10,
                    "control character", "tab in a string", count);
  expect_refused_at(scratch, with_line(10, R"({"\x":1,)" + tenth.substr(1)), 10, "wrong escape",
                    "escape", count);
  expect_refused_at(scratch, with_line(10, R"({"remark":1,)" + tenth.substr(1)), 10,
                    "remark is an unknown key", "unknown key", count, "--strict");
  expect_refused_at(scratch, with_line(10, R"({"a":{"b":1,"b":2},)" + tenth.substr(1)), 10,
                    "a.b is there twice", "duplicate in what is ignored", count);
}

TEST(bad_trace, what_is_only_unusual_is_read) {
  case_count count("unusual but good traces");
  const scratch_directory scratch;
  std::vector<std::string> lines = recorded_lines("v2-11", 20);
  const auto expect_read = [&](const std::string& text, const std::string& what) {
    scratch.write("good.jsonl", text);
    const outcome got = run("assay replay " + scratch.file("good.jsonl"));
    count.check(got.code == 0 && got.output.find("replayed 19 operations") != std::string::npos,
                [&] { return what + got.errors + got.output; });
  };
  const std::string text = joined(lines);
  expect_read(text.substr(0, text.size() - 1), "no newline at the end");
  lines[5] = " " + lines[5] + "\r";
  lines[6] = R"({"remark":{"of":["nobody",1.5e300,null]},)" + lines[6].substr(1);
  expect_read(joined(lines), "spaces, carriage return, unknown key");
  lines[7].replace(lines[7].find("\"op\""), 4, R"("\u006fp")");
  expect_read(joined(lines), "an escaped key");
  std::size_t outcomes = 0;
  for (std::string& line : lines) {
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {R"("ok":true)", R"("ok":true,"revert":null,"sub":null,"revertArgs":[])"},
             {R"("ok":false)", R"("ok":false,"returns":{},"events":[])"}}) {
      const std::size_t at = line.find(from);
      if (at == std::string::npos) continue;
      line.replace(at, from.size(), to);
      ++outcomes;
    }
  }
  EXPECT_EQ(outcomes, 19U);
  expect_read(joined(lines), "what belongs to the other outcome, empty");
  // Every integer in quotes that JSON could hold without, whatever its length, but for the keys.
  const std::regex quoted(R"(([:,\[])\"(0|[1-9][0-9]*)\"([,\]}]))");
  std::size_t longest = 0;
  for (std::string& line : lines) {
    for (std::sregex_iterator found(line.begin(), line.end(), quoted), none; found != none;
         ++found) {
      longest = std::max(longest, static_cast<std::size_t>((*found)[2].length()));
    }
    line = std::regex_replace(line, quoted, "$1$2$3");
  }
  EXPECT_GT(longest, 30U) << "no integer beyond 64 bits in the sample";
  expect_read(joined(lines), "bare integers of any length");
}

}  // namespace
}  // namespace assay::test
