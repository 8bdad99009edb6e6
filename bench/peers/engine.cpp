// The engine's side of bench/peers/run.py: reads cases, compares its answers with the recorded
// ones, and times each function on the cases that it answers.
//
// A case is a line of words, "NAME ARGUMENT… = RESULT…", or "NAME ARGUMENT… = !" for a revert. Each
// line of output is "NAME CASES DIFFERENCES NANOSECONDS".
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "assay/math/swap_math.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/subject/uniswap_v3_math.hpp"
#include "assay/word/format.hpp"

namespace assay {
namespace {

using format = evm_price_format<>;
using word = format::word;
using price = format::price;
using liquidity = format::liquidity;
using prices = sqrt_price_math<format>;

struct test_case {
  std::vector<word> in{};  // signed numbers as two's complement
  std::vector<word> out{};
  bool reverts = false;
};

word parse(const std::string& text) {
  if (text.starts_with('-')) return neg_wrapping(*parse_decimal<256>(text.substr(1)));
  return *parse_decimal<256>(text);
}

std::map<std::string, std::vector<test_case>> read_cases(std::istream& from) {
  std::map<std::string, std::vector<test_case>> all;
  for (std::string line; std::getline(from, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    test_case read;
    bool is_result = false;
    for (std::string each; words >> each;) {
      if (each == "=") {
        is_result = true;
      } else if (each == "!") {
        read.reverts = true;
      } else {
        (is_result ? read.out : read.in).push_back(parse(each));
      }
    }
    all[name].push_back(std::move(read));
  }
  return all;
}

// Keeps an answer alive without a library for it.
template <class T>
void keep(const T& value) {
  __asm__ volatile("" : : "g"(&value) : "memory");
}

template <class T>
bool succeeded(const result<T>& answer) {
  return answer.ok();
}
template <class T>
bool succeeded(const std::optional<T>& answer) {
  return answer.has_value();
}

template <unsigned N>
std::vector<word> words_of(const uint<N>& value) {
  return {widen<256>(value)};
}
std::vector<word> words_of(std::int32_t tick) { return {sint<256>{std::int64_t{tick}}.to_bits()}; }
std::vector<word> words_of(const swap_step<format>& step) {
  return {widen<256>(step.next_price), step.amount_in, step.amount_out, step.fee};
}

// `prepare` makes the typed arguments of a case, `call` the answer of them.
template <class Prepare, class Call>
void run(const std::string& name, const std::vector<test_case>& cases, Prepare&& prepare,
         Call&& call) {
  using arguments = decltype(prepare(cases.front().in));
  std::vector<arguments> accepted;
  std::size_t differences = 0;
  for (const test_case& each : cases) {
    const arguments typed = prepare(each.in);
    const auto answer = call(typed);
    const bool same =
        succeeded(answer) != each.reverts && (each.reverts || words_of(answer.value()) == each.out);
    if (!same) ++differences;
    if (!each.reverts) accepted.push_back(typed);
  }
  using clock = std::chrono::steady_clock;
  // Short rounds, so that the best one was not interrupted by another program.
  double best = 1e300;
  for (int round = 0; round < 400; ++round) {
    std::size_t calls = 0;
    const auto start = clock::now();
    auto passed = clock::duration::zero();
    while (passed < std::chrono::milliseconds(1)) {
      for (const arguments& typed : accepted) keep(call(typed));
      calls += accepted.size();
      passed = clock::now() - start;
    }
    const double nanoseconds = std::chrono::duration<double, std::nano>(passed).count();
    best = std::min(best, nanoseconds / static_cast<double>(calls));
  }
  std::cout << name << ' ' << cases.size() << ' ' << differences << ' ' << best << std::endl;
}

struct amount_question {
  price a{};
  price b{};
  liquidity depth{};
  rounding direction{};
};
struct step_question {
  price current{};
  price target{};
  liquidity depth{};
  swap_remaining<word> remaining{};
  std::uint64_t fee = 0;
};

std::int32_t tick_of(const word& x) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(to_u64_truncating(x)));
}

amount_question to_amount(const std::vector<word>& in) {
  return {truncate<160>(in[0]), truncate<160>(in[1]), truncate<128>(in[2]),
          in[3].is_zero() ? rounding::down : rounding::up};
}

step_question to_step(const std::vector<word>& in) {
  const auto amount = sint<256>::from_bits(in[3]);
  return {truncate<160>(in[0]),
          truncate<160>(in[1]),
          truncate<128>(in[2]),
          {magnitude(amount), !amount.is_negative()},
          to_u64_truncating(in[4])};
}

void run_all(const std::map<std::string, std::vector<test_case>>& all) {
  run(
      "mulDiv", all.at("mulDiv"), [](const auto& in) { return std::array{in[0], in[1], in[2]}; },
      [](const auto& x) { return mul_div_down(x[0], x[1], x[2]); });
  run(
      "getSqrtRatioAtTick", all.at("getSqrtRatioAtTick"),
      [](const auto& in) { return tick_of(in[0]); },
      [](std::int32_t tick) { return sqrt_ratio_at_tick<>(tick); });
  run(
      "getTickAtSqrtRatio", all.at("getTickAtSqrtRatio"),
      [](const auto& in) { return truncate<160>(in[0]); },
      [](const price& at) { return tick_at_sqrt_ratio<>(at); });
  run("getAmount0Delta", all.at("getAmount0Delta"), to_amount, [](const amount_question& x) {
    return prices::amount0_delta(x.a, x.b, x.depth, x.direction);
  });
  run("getAmount1Delta", all.at("getAmount1Delta"), to_amount, [](const amount_question& x) {
    return prices::amount1_delta(x.a, x.b, x.depth, x.direction);
  });
  run("computeSwapStep", all.at("computeSwapStep"), to_step, [](const step_question& x) {
    return swap_math<format>::compute_swap_step(x.current, x.target, x.depth, x.remaining, x.fee);
  });
}

}  // namespace
}  // namespace assay

int main() {
  assay::run_all(assay::read_cases(std::cin));
  return 0;
}
