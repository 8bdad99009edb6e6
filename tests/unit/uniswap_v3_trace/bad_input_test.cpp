// Damaged and made-up Uniswap V3 traces: each is refused in one line that names file, line and
// fault.
#include <gtest/gtest.h>

#include "assay/trace/input_error.hpp"
#include "assay/trace/uniswap_v3_math.hpp"
#include "sample_trace.hpp"
#include "support/case_count.hpp"

namespace assay::uniswap_v3::test {
namespace {

using assay::test::case_count;

// In line `line`, the first `from` becomes `to`; the message must hold `complaint`.
struct corruption {
  std::size_t line;
  std::string from;
  std::string to;
  std::string complaint;
};

// What reading the whole text complains of; empty when nothing is wrong.
std::string complaint_about(const std::string& text, bool strict = false) {
  try {
    trace::trace_file file(trace::memory_source(text), "sample", strict);
    trace_reader reader(file);
    trace_step step;
    while (reader.next(step)) {
    }
  } catch (const trace::input_error& error) {
    return error.what();
  }
  return {};
}

void expect_refused(const std::vector<std::string>& good, const std::vector<corruption>& all,
                    case_count& count) {
  for (const corruption& bad : all) {
    std::vector<std::string> lines = good;
    std::string& line = lines[bad.line];
    const std::size_t at = line.find(bad.from);
    ASSERT_NE(at, line.npos) << bad.from << " is not in " << line;
    line.replace(at, bad.from.size(), bad.to);
    const std::string complaint = complaint_about(joined(lines));
    const std::string place = "sample:" + std::to_string(bad.line + 1) + ": ";
    const bool refused =
        complaint.starts_with(place) && complaint.find(bad.complaint) != complaint.npos &&
        complaint.find('\n') == complaint.npos && complaint.find("; ") != complaint.npos;
    count.check(refused, [&] {
      return bad.from + " -> " + bad.to + "\n  expected: " + place + bad.complaint +
             "\n  got: " + complaint;
    });
  }
}

TEST(sample, is_a_good_trace) { EXPECT_EQ(complaint_about(joined(sample_lines()), true), ""); }

TEST(bad_header, is_refused) {
  case_count count("wrong headers of V3 traces");
  expect_refused(
      sample_lines(),
      {{header, R"("actors":3)", R"("actors":0)", "params.actors is 0"},
       {header, R"("actors":3)", R"("actors":2000)", "params.actors is 2000"},
       {header, R"("owner":0)", R"("owner":3)", "params.owner is 3"},
       {header, R"("sparse":false)", R"("sparse":"yes")", "params.sparse is not true or false"},
       {header, R"("observationsShown":24)", R"("observationsShown":65536)",
        "params.observationsShown is 65536"},
       {header, R"("liquidityGross")", R"("liquidityGros")",
        R"(params.tickFields names "liquidityGros")"},
       {header, R"("liquidityGross")", R"("liquidityNet")",
        R"(params.tickFields names twice "liquidityNet")"},
       {header, R"("tokensOwed0",)", "", "params.positionFields names 4 fields"},
       {header, R"("observationFields")", R"("observationField")",
        "params.observationFields is missing"},
       {header, "actor:tickLower:tickUpper", "tickLower:tickUpper:actor", "params.positionKey"},
       {header, "uniswap-v3", "pancake-v3", "protocol is \"pancake-v3\""}},
      count);
}

TEST(bad_operation, is_refused) {
  case_count count("wrong operations in V3 traces");
  const std::string two_to_128 = "340282366920938463463374607431768211456";
  const std::string two_to_160 = "1461501637330902918203684832716283019655932542976";
  const std::string two_to_255 =
      "57896044618658097711785492504343953926634992332820282019728792003956564819968";
  expect_refused(
      sample_lines(),
      {{creation, R"("fee":3000)", R"("fee":1000000)", "op.args.fee is 1000000"},
       {creation, R"("tickSpacing":60)", R"("tickSpacing":0)", "op.args.tickSpacing is 0"},
       {creation, R"("tickSpacing":60)", R"("tickSpacing":16384)", "op.args.tickSpacing is 16384"},
       {creation, R"("createPool")", R"("swap")", "before any pool exists"},
       {first_mint, R"("time":"1700000020")", R"("time":"1700000009")", "op.time goes back"},
       {first_mint, R"("caller":0)", R"("caller":3)", "op.caller is 3"},
       {first_mint, R"("name":"mint")", R"("name":"mintTo")", "op.name is \"mintTo\""},
       {first_mint, R"("tickLower":-60)", R"("tickLower":-8388609)", "24 signed bits"},
       {first_mint, R"("tickLower":-60)", R"("tickLower":8388608)", "24 signed bits"},
       {first_mint, R"("tickLower":-60,)", "", "op.args.tickLower is missing"},
       {first_mint, R"("tickLower":-60)", R"("tickUpper":-60)", "op.args.tickUpper is there twice"},
       {first_mint, R"("amount":"1000000000")", R"("amount":")" + two_to_128 + "\"",
        "op.args.amount does not fit 128 bits"},
       {first_mint, R"("amount":"1000000000")", R"("amount":"-1")", "not an unsigned integer"},
       {first_mint, R"("amount":"1000000000")", R"("amount":1.5)", "not an unsigned integer"},
       {first_mint, R"("recipient":0)", R"("recipient":"nobody")", "op.args.recipient"},
       {first_mint, R"("recipient":0)", R"("recipient":7)", "is actor 7"},
       {first_mint, R"("reenter":false)", R"("reenter":"sync")", "a known call"},
       {first_mint, R"("extra0":"5")", R"("extra0":"05")", "op.args.pay.extra0 has a leading zero"},
       {first_mint, R"("pay":{)", R"("pay":[)", "not one complete JSON object"},
       {down_swap, R"("zeroForOne":true)", R"("zeroForOne":"true")", "op.args.zeroForOne"},
       {down_swap, R"("amountSpecified":"100000")", R"("amountSpecified":")" + two_to_255 + "\"",
        "does not fit 256 signed bits"},
       {down_swap, R"("amountSpecified":"100000")", R"("amountSpecified":"-0")", "negative one"},
       {down_swap, R"("amountSpecified":"100000")", R"("amountSpecified":"1e5")",
        "is not an integer"},
       {down_swap, R"("sqrtPriceLimitX96":"4295128740")",
        R"("sqrtPriceLimitX96":")" + two_to_160 + "\"", "does not fit 160 bits"},
       {growing, R"("observationCardinalityNext":3})", R"("observationCardinalityNext":65536})",
        "is 65536"},
       {observing, R"("secondsAgos":["0")", R"("secondsAgos":["4294967296")", "is 4294967296"},
       {fee_setting, R"("feeProtocol0":4)", R"("feeProtocol0":256)", "op.args.feeProtocol0 is 256"},
       {donating, R"("token":1)", R"("token":2)", "op.args.token is 2"}},
      count);
}

TEST(bad_result, is_refused) {
  case_count count("wrong results in V3 traces");
  expect_refused(
      sample_lines(),
      {{down_swap, R"("name":"Swap")", R"("name":"Swop")", "result.events[].name is \"Swop\""},
       {down_swap, R"("liquidity":"1000500000","tick")",
        R"("liquidity":"340282366920938463463374607431768211456","tick")", "fit 128 bits"},
       {down_swap, R"("returns":{"amount0")", R"("returns":{"amount2")",
        "result.returns.amount0 is missing"},
       {down_swap, R"("ok":true)", R"("ok":false)", "result.revert is missing"},
       {short_swap, R"("revert":"IIA")", R"("revert":7)", "result.revert is not a string"},
       {observing, R"("secondsPerLiquidityCumulativeX128s":[)",
        R"("secondsPerLiquidityCumulativeX128s":["1",)", "is not as long as tickCumulatives"},
       {observing, R"("tickCumulatives":[")", R"("tickCumulatives":["36028797018963968","1)",
        "does not fit 56 signed bits"},
       {snapshot_taking, R"("secondsInside":")", R"("secondsInside":"9999999999)",
        "result.returns.secondsInside"}},
      count);
}

TEST(malformed_state, is_refused) {
  case_count count("malformed states in V3 traces");
  expect_refused(
      sample_lines(),
      {{first_mint, R"("bitmap":{)", R"("bitmop":{)", "state.bitmap is missing"},
       {first_mint, R"(,true])", R"(])", "state.ticks.60 has 7 elements"},
       {first_mint, R"("-60":[")", R"("060":[")", "state.ticks.060 is not keyed by an int24"},
       {second_mint, R"("-120":[)", R"("-60":[)", "state.ticks.-60 is there twice"},
       {first_mint, R"("0:-60:60":[)", R"("0:-60":[)", "is not owner:tickLower:tickUpper"},
       {first_mint, R"("0:-60:60":[)", R"("3:-60:60":[)", "is owned by nobody"},
       {second_mint, R"("1:-120:0":[)", R"("0:-60:60":[)",
        "state.positions.0:-60:60 is there twice"},
       {first_mint, R"("observations":{"0":)", R"("observations":{"24":)",
        "state.observations.24 is not one of the slots shown"},
       {first_mint, R"("token0":{"0":)", R"("token0":{"7":)", "state.token0.7 is nobody"},
       {first_mint, R"("token0":{"0":)", R"("token0":{"zero":)", "state.token0.0 is missing"},
       {first_mint, R"("token0":{"0":)", R"("token0":{"1":)", "state.token0.1 is there twice"},
       {first_mint, R"(,"pool":)", R"(,"token0":)", "state.token0.pool is missing"},
       {first_mint, R"("unlocked":true)", R"("unlocked":1)", "state.unlocked"},
       {first_mint, R"("feeProtocol":"0")", R"("feeProtocol":"256")", "state.feeProtocol is 256"},
       {first_mint, R"("state":{)", R"("state":[{)", "not one complete JSON object"}},
      count);
}

TEST(impossible_state, is_refused) {
  case_count count("states that no V3 pool can reach");
  const std::string one_x96 = "79228162514264337593543950336";
  const std::string zero_tick = R"(["0","0","0","0","0","0","0",false])";
  expect_refused(
      sample_lines(),
      {{initialization, R"("tick":"0","observationIndex")", R"("tick":"1","observationIndex")",
        "state.tick is 1, but sqrtPriceX96 is in tick 0"},
       {initialization, R"("tick":"0","observationIndex")", R"("tick":"-2","observationIndex")",
        "state.tick is -2"},
       {first_mint, R"("sqrtPriceX96":")" + one_x96 + "\"", R"("sqrtPriceX96":"4295128738")",
        "outside of the price line"},
       {down_swap, R"("tick":"-2","observationIndex")", R"("tick":"-3","observationIndex")",
        "state.tick is -3, but sqrtPriceX96 is in tick -2"},
       {creation, R"("liquidity":"0")", R"("liquidity":"1")", "shows traces of use"},
       {creation, R"("unlocked":false)", R"("unlocked":true)", "shows traces of use"},
       {first_mint, R"("unlocked":true)", R"("unlocked":false)", "state.unlocked is false"},
       {first_mint, R"("observationIndex":"0")", R"("observationIndex":"1")",
        "state.observationIndex is 1 of 1 observations"},
       {first_mint, R"("observationCardinality":"1")", R"("observationCardinality":"2")",
        "1 prepared"},
       {first_mint, R"("feeProtocol":"0")", R"("feeProtocol":"3")", "setFeeProtocol refuses"},
       {first_mint, R"("feeProtocol":"0")", R"("feeProtocol":"176")", "setFeeProtocol refuses"},
       {first_mint, R"("liquidity":"1000000000")", R"("liquidity":"1000000001")",
        "state.liquidity is 1000000001, but the positions in range sum to 1000000000"},
       {first_mint, R"("0:-60:60":["1000000000")", R"("0:-60:60":["1000000001")",
        "positions in range sum to 1000000001"},
       {first_mint, R"("-60":["1000000000")", R"("-60":["1000000001")",
        "state.ticks.-60 has liquidityGross 1000000001"},
       {first_mint, R"("60":["1000000000","-1000000000")", R"("60":["1000000000","1000000000")",
        "state.ticks.60 has liquidityNet 1000000000"},
       {first_mint, R"("1700000020",true])", R"("1700000020",false])", "is not initialized"},
       {first_mint, R"("-60":[)", R"("-180":[)", "state.ticks.-180 is not zero"},
       {burning, R"("-120":["0")", R"("-120":["1")", "state.ticks.-120 is not zero"},
       {burning, R"("-120":["0","0","0","0","0")", R"("-120":["0","0","0","0","5")",
        "state.ticks.-120 is not zero"},
       {first_mint, R"("bitmap":{"0":"2")", R"("bitmap":{"0":"6")",
        "state.bitmap.0 is 6, but the initialized ticks make it 2"},
       {first_mint, R"("bitmap":{"0":"2")", R"("bitmap":{"3":"0")", "state.bitmap.0 is missing"},
       {first_mint, R"("bitmap":{"0":"2")", R"("bitmap":{"0":"2","4":"1")",
        "state.bitmap.4 is 1, but the initialized ticks make it 0"},
       {first_mint, R"("0:-60:60":[)", R"("0:-60:61":[)", "between ticks that mint refuses"},
       {first_mint, R"("0:-60:60":[)", R"("0:60:-60":[)", "between ticks that mint refuses"},
       {first_mint, R"("0:-60:60":[)", R"("0:-887280:60":[)", "between ticks that mint refuses"},
       {first_mint, R"("ticks":{)", R"("ticks":{"900000":)" + zero_tick + ",",
        "state.ticks.900000 is no tick of this pool, which has every 60 from -887272 to 887272"},
       {first_mint, R"("ticks":{)", R"("ticks":{"-887280":)" + zero_tick + ",",
        "state.ticks.-887280 is no tick of this pool"},
       {first_mint, R"("ticks":{)", R"("ticks":{"7":)" + zero_tick + ",",
        "state.ticks.7 is no tick of this pool"}},
      count);
}

// The sample's ring has one observation, written 10 seconds after the pool was created, and from
// the line `growing` on two prepared slots.
TEST(impossible_ring, is_refused) {
  case_count count("rings of observations that no V3 pool can have");
  const std::string first = R"("0":["1700000010","0","0",true])";
  const std::string second = R"("1":["1","0","0",false])";
  expect_refused(
      sample_lines(),
      {{creation, R"("0":["0","0","0",false])", R"("0":["1","0","0",false])",
        "state.observations.0 is not zero, but only 0 are prepared"},
       {initialization, first, "", "state.observations.0 is missing"},
       {initialization, first, R"("0":["0","0","0",false])",
        "state.observations.0 is not initialized"},
       {initialization, first, R"("0":["1700000010","0","0",false])",
        "state.observations.0 is not initialized, but was written"},
       {initialization, first, R"("0":["1700000011","0","0",true])",
        "state.observations.0 is of 1700000011, after this operation or before the pool"},
       {initialization, first, R"("0":["1699999999","0","0",true])", "or before the pool"},
       {initialization, first, first + "," + second,
        "state.observations.1 is not zero, but only 1 are prepared"},
       {growing, "," + second, "", "state.observations.1 is missing, but below those prepared"},
       {growing, second, R"("1":["0","0","0",false])", "state.observations.1 was not written yet"},
       {growing, second, R"("1":["1","0","0",true])", "state.observations.1 was not written yet"},
       {growing, second, R"("1":["1","5","0",false])",
        "state.observations.1 was not written yet, but is not as the ring's growth leaves it"}},
      count);
}

// Four observations in a ring of three, each by a mint in range, so that the newest stands before
// the oldest; then the same across the wrap of 32-bit time, which is legal.
std::vector<std::string> ring_lines(std::uint64_t start) {
  const trace_header header{{3, account::actor(0)}, {}};
  std::vector<protocol::operation> operations;
  const auto at = [&](std::uint64_t seconds, call<format> asked) {
    operations.push_back({account::actor(0), start + seconds, std::move(asked)});
  };
  at(0, create_pool<format>{word::power_of_two(128), 3000, 60, 0});
  at(0, initialize<format>{format::price::power_of_two(96)});
  at(10, increase_observation_cardinality_next{3});
  for (const std::uint64_t seconds : {20U, 30U, 40U}) {
    at(seconds, mint<format>{account::actor(0), -60, 60, format::liquidity{1'000}, {}});
  }
  std::vector<std::string> lines{write_header(header)};
  trace_writer writer(header);
  const auto engine = make_engine();
  engine->begin(header.setup);
  for (const protocol::operation& operation : operations) {
    std::string line;
    writer.append(line, operation, engine->apply(operation), engine->state());
    line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

TEST(impossible_ring, is_refused_for_its_order) {
  EXPECT_EQ(complaint_about(joined(ring_lines(1000))), "");
  constexpr std::uint64_t wrap = std::uint64_t{1} << 32;
  for (const std::uint64_t before : {5U, 15U, 25U, 35U}) {
    EXPECT_EQ(complaint_about(joined(ring_lines(wrap - before))), "") << before;
    EXPECT_EQ(complaint_about(joined(ring_lines(3 * wrap - before))), "") << before;
  }
  case_count count("rings of observations out of order");
  const std::vector<std::string> lines = ring_lines(1000);
  const std::size_t partly = lines.size() - 3;  // one of two prepared slots is written
  const std::size_t newest_first = lines.size() - 1;
  expect_refused(
      lines,
      {{partly, R"("2":["1",)", R"("2":["1010",)", "state.observations.2 was not written yet"},
       {partly, R"(,false])", R"(,true])",
        "state.observations.2 is of 1, after this operation or before the pool"},
       {partly, R"("1":["1020",)", R"("1":["1000",)",
        "state.observations.1 is of 1000, not after the observation before it"},
       {newest_first, R"("0":["1040",)", R"("0":["1030",)",
        "state.observations.0 is of 1030, not after the observation before it"},
       {newest_first, R"("1":["1020",)", R"("1":["1035",)",
        "state.observations.2 is of 1030, not after the observation before it"},
       {newest_first, R"("1":["1020",)", R"("1":["999",)",
        "state.observations.1 is of 999, after this operation or before the pool"},
       {newest_first, R"("0":["1040",)", R"("0":["1041",)",
        "state.observations.0 is of 1041, after this operation or before the pool"}},
      count);
}

// A pool that came with a past, as one of a chain does, may have observations older than the trace.
TEST(possible_ring, may_be_older_than_the_trace) {
  std::vector<std::string> lines = ring_lines(1000);
  std::string last = lines.back();
  std::string creation_line = lines[creation];
  creation_line.replace(creation_line.find(R"("state":)"), std::string::npos,
                        last.substr(last.find(R"("state":)")));
  const std::string time = R"("time":"1000")";
  ASSERT_NE(creation_line.find(time), std::string::npos);
  creation_line.replace(creation_line.find(time), time.size(), R"("time":"1700000000")");
  EXPECT_EQ(complaint_about(joined({lines[header], creation_line})), "");
}

// A tick that is not shown, and more liquidity on one than a tick may hold: several changes each.
TEST(impossible_state, is_refused_for_what_it_lacks_and_for_too_much) {
  std::vector<std::string> lines = sample_lines();
  std::string& line = lines[first_mint];
  const std::size_t from = line.find(R"("-60":[)");
  line.erase(from - 1, line.find(']', from) + 2 - from);
  EXPECT_NE(
      complaint_about(joined(lines)).find("state.ticks.-60 is missing, but bounds a position"),
      std::string::npos)
      << complaint_about(joined(lines));

  lines = sample_lines();
  const std::string enough = "1000000000";
  const std::string too_much = "11505743598341114571880798222544995";  // maximum for 60, plus one
  std::string& inflated = lines[first_mint];
  const std::size_t state = inflated.find(R"("state")");
  for (std::size_t at = inflated.find(enough, state); at != inflated.npos;
       at = inflated.find(enough, at + too_much.size())) {
    inflated.replace(at, enough.size(), too_much);
  }
  EXPECT_NE(complaint_about(joined(lines)).find("holds more than maxLiquidityPerTick"),
            std::string::npos)
      << complaint_about(joined(lines));
}

TEST(strictness, decides_about_unknown_keys_but_not_about_doubled_ones) {
  std::vector<std::string> lines = sample_lines();
  lines[first_mint].insert(1, R"("remark":1,)");
  EXPECT_EQ(complaint_about(joined(lines)), "");
  EXPECT_NE(complaint_about(joined(lines), true).find("remark is an unknown key"),
            std::string::npos);
  lines[first_mint].insert(1, R"("remark":2,)");
  EXPECT_NE(complaint_about(joined(lines)).find("remark is there twice"), std::string::npos);
}

TEST(truncated_line, is_refused_wherever_it_ends) {
  case_count count("prefixes of a line");
  const std::vector<std::string> good = sample_lines();
  for (std::size_t length = 1; length < good[first_mint].size(); length += 7) {
    std::vector<std::string> lines(good.begin(), good.begin() + first_mint);
    lines.push_back(good[first_mint].substr(0, length));
    count.check(!complaint_about(joined(lines)).empty(), [&] { return lines.back(); });
  }
}

// ---- function vectors

std::string math_complaint_about(const std::string& line, const std::string& header) {
  try {
    const std::string text = header + "\n" + line + "\n";
    trace::trace_file file(trace::memory_source(text), "vectors");
    math_reader reader(file);
    math_step step;
    while (reader.next(step)) {
    }
  } catch (const trace::input_error& error) {
    return error.what();
  }
  return {};
}

TEST(bad_vector, is_refused) {
  case_count count("wrong function vectors");
  const std::string header = write_math_header();
  EXPECT_EQ(math_complaint_about(R"({"fn":"mulDiv","in":["6","7","2"],"out":["21"]})", header), "");
  const std::vector<std::pair<std::string, std::string>> all = {
      {R"({"fn":"mulDivide","in":[],"out":[]})", "fn is \"mulDivide\""},
      {R"({"fn":"mulDiv","in":["6","7"],"out":["21"]})", "in has 2 elements"},
      {R"({"fn":"mulDiv","in":["6","7","2"],"out":[]})", "out has 0 elements"},
      {R"({"fn":"mulDiv","in":["6","7","2"]})", "out or revert"},
      {R"({"fn":"mulDiv","in":["6","7","2"],"out":["21"],"revert":""})", "out or revert"},
      {R"({"fn":"mulDiv","in":["-6","7","2"],"out":["21"]})", "not an unsigned integer"},
      {R"({"fn":"getSqrtRatioAtTick","in":[8388608],"out":["21"]})", "24 signed bits"},
      {R"({"fn":"getSqrtRatioAtTick","in":["-8388609"],"out":["21"]})", "24 signed bits"},
      {R"({"fn":"computeSwapStep","in":["1","1","1","1",16777216],"out":["1","1","1","1"]})",
       "does not fit 24 bits"},
      {R"({"fn":"getAmount0Delta","in":["1","1","1","true"],"out":["1"]})", "true or false"},
      {R"({"fn":"nextInitializedTickWithinOneWord","in":["1",1,1,true],"out":["1","true"]})",
       "true or false"},
      {R"({"fn":"Oracle.write","in":[[],0,1,1,"1",0,"1"],"out":["0","1","1","0","0"]})",
       "holds 0 observations"},
      {R"({"fn":"Oracle.write","in":[[["1","0"]],0,1,1,"1",0,"1"],"out":["0","1","1","0","0"]})",
       "observation of 2 elements"},
      {R"({"fn":"Oracle.observeSingle","in":[[["1","0","0"]],1,2,"9","0",0,"1"],"out":["0","0"]})",
       "1 observations from slot 1 of 2"},
      {R"({"fn":"Oracle.observeSingle","in":[[["1","0","0"]],1,1,"9","0",0,"1"],"out":["0","0"]})",
       "from slot 1 of 1"},
      {R"({"fn":"Oracle.observeSingle","in":[[["5","0","0"],["3","0","0"]],0,2,"9","0",0,"1"],)"
       R"("out":["0","0"]})",
       "out of order"}};
  for (const auto& [line, complaint] : all) {
    const std::string found = math_complaint_about(line, header);
    count.check(found.starts_with("vectors:2: ") && found.find(complaint) != found.npos,
                [&, text = line] { return text + "\n  got: " + found; });
  }
  std::string other = header;
  other.replace(other.find("(uint256,uint256,uint256)"), 8, "(uint128");
  EXPECT_NE(math_complaint_about("", other).find("is another function"), std::string::npos);
}

}  // namespace
}  // namespace assay::uniswap_v3::test
