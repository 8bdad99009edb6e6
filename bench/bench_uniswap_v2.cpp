// Operations per second of the whole Uniswap V2 pair: ledger, events, rollback and receipt
// included. Both word backends must give the same receipts and states on every operation before any
// is timed.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "assay/gen/uniswap_v2.hpp"
#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "assay/subject/convert.hpp"
#include "assay/word/backend_boost.hpp"

namespace assay::uniswap_v2 {
namespace {

using word = protocol::word;
using boost_pool = pool<evm_format<boost_backend>>;

protocol::operation create_operation() {
  create_pool<word> creation;
  creation.balances = word::power_of_two(120);
  return {account::actor(0), 1'600'000'000, creation};
}

protocol::operation mint_operation() {
  const word one{1'000'000'000'000'000'000};
  return {account::actor(0), 1'600'000'000,
          mint<word>{mul_wrapping(one, word{50'000}), mul_wrapping(one, word{90'000'000}),
                     account::actor(0)}};
}

// Swaps of real sizes, either way, each for exactly what the router would ask; the time moves on
// with every third, so that the price oracle works too.
std::vector<protocol::operation> swap_operations(std::size_t count) {
  std::vector<protocol::operation> made{create_operation(), mint_operation()};
  pool<> pair{setup{}};
  for (const auto& operation : made) pair.apply(operation);
  gen::choices draw(2);
  std::uint64_t time = 1'600'000'000;
  for (std::size_t i = 0; i < count; ++i) {
    const bool sells0 = draw.below(2) == 0;
    const auto& now = pair.state().pair;
    const word& r_in = sells0 ? now.reserve0 : now.reserve1;
    const word& r_out = sells0 ? now.reserve1 : now.reserve0;
    const word in = add_wrapping(r_in >> static_cast<unsigned>(6 + draw.below(20)),
                                 word{draw.below(1'000'000)});
    const word out = get_amount_out(in, r_in, r_out).value();
    swap<word> call;
    (sells0 ? call.in0 : call.in1) = in;
    (sells0 ? call.out1 : call.out0) = out;
    call.to = account::actor(static_cast<std::uint32_t>(draw.below(4)));
    if (i % 3 == 0) time += 12;
    made.push_back({account::actor(1), time, call});
    pair.apply(made.back());
  }
  return made;
}

std::vector<protocol::operation> mixed_operations(std::size_t count) {
  const setup all = gen::uniswap_v2::make_setup(gen::uniswap_v2::mode::pair);
  pool<> pair(all);
  gen::uniswap_v2::generator generator(gen::uniswap_v2::mode::pair, all);
  gen::choices draw(1);
  std::vector<protocol::operation> made;
  for (std::size_t i = 0; i < count; ++i) {
    made.push_back(generator.next(draw, pair.state()));
    pair.apply(made.back());
  }
  return made;
}

// Everything the two backends answer must be the same.
std::size_t compare_backends(const std::vector<protocol::operation>& operations) {
  pool<> one{setup{}};
  boost_pool other{setup{}};
  protocol::receipt receipt;
  protocol::state state;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto& expected = one.apply(operations[i]);
    convert(other.apply(convert<boost_backend>(operations[i])), receipt);
    convert(other.state(), state);
    const bool same = expected.ok() == receipt.ok() && expected.returns == receipt.returns &&
                      expected.events == receipt.events && one.state() == state;
    if (same) continue;
    std::fprintf(stderr, "the backends differ at operation %zu\n", i);
    std::exit(1);
  }
  return operations.size();
}

void run_all(benchmark::State& timer, const std::vector<protocol::operation>& operations) {
  pool<> pair{setup{}};
  std::size_t accepted = 0;
  for (auto _ : timer) {
    for (const auto& operation : operations) accepted += pair.apply(operation).ok() ? 1U : 0U;
  }
  benchmark::DoNotOptimize(accepted);
  timer.SetItemsProcessed(timer.iterations() * static_cast<std::int64_t>(operations.size()));
  timer.counters["accepted"] = static_cast<double>(accepted) /
                               static_cast<double>(operations.size()) /
                               static_cast<double>(timer.iterations());
}

void run_all_boost(benchmark::State& timer, const std::vector<protocol::operation>& operations) {
  std::vector<boost_pool::operation_type> converted;
  for (const auto& operation : operations) converted.push_back(convert<boost_backend>(operation));
  boost_pool pair{setup{}};
  for (auto _ : timer) {
    for (const auto& operation : converted) benchmark::DoNotOptimize(pair.apply(operation).ok());
  }
  timer.SetItemsProcessed(timer.iterations() * static_cast<std::int64_t>(operations.size()));
}

}  // namespace
}  // namespace assay::uniswap_v2

int main(int argc, char** argv) {
  using namespace assay::uniswap_v2;
  const auto swaps = swap_operations(20'000);
  const auto mixed = mixed_operations(20'000);
  std::printf("compared %zu operations on both word backends: equal\n",
              compare_backends(swaps) + compare_backends(mixed));
  benchmark::RegisterBenchmark("swaps", run_all, swaps);
  benchmark::RegisterBenchmark("swaps/boost_words", run_all_boost, swaps);
  benchmark::RegisterBenchmark("mixed", run_all, mixed);
  benchmark::RegisterBenchmark("mixed/boost_words", run_all_boost, mixed);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
