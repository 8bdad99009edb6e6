// What a stranger does first: quote a trade, make the pool, trade, see that one wei more fails.
#include <iostream>
#include <memory>
#include <string>
#include <string_view>

#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/word/format.hpp"

namespace {

namespace v2 = assay::uniswap_v2;
using word = v2::protocol::word;

int checks = 0;
int failures = 0;

void check(bool holds, std::string_view what) {
  ++checks;
  if (holds) return;
  ++failures;
  std::cerr << "failed: " << what << '\n';
}

word number(std::string_view text) { return assay::parse_decimal<256>(text).value(); }

}  // namespace

int main() {
  const word reserve0 = number("5000000000000000000");
  const word reserve1 = number("10000000000000000000");
  const word amount_in = number("1000000000000000000");
  const assay::account trader = assay::account::actor(1);

  const auto quoted = v2::get_amount_out(amount_in, reserve0, reserve1);
  check(quoted.ok(), "a quote for one token");
  check(assay::to_decimal(quoted.value()) == "1662497915624478906", "the quoted amount");
  check(!v2::get_amount_out(word::zero(), reserve0, reserve1).ok(), "nothing in is refused");

  const std::unique_ptr<v2::subject> engine = v2::make_engine();
  engine->begin(v2::setup{});
  std::uint64_t time = 1'600'000'000;
  const auto run = [&](v2::call<word> call) {
    return engine->apply({trader, time++, std::move(call)}).reverted;
  };

  v2::create_pool<word> birth;
  birth.balances = number("100000000000000000000");
  check(!run(birth), "createPool");
  check(!run(v2::mint<word>{reserve0, reserve1, trader}), "the first mint");

  v2::swap<word> greedy{amount_in, word::zero(), word::zero(), {}, trader, false, {}};
  greedy.out1 = assay::add_wrapping(quoted.value(), word::one());
  const auto refused = run(greedy);
  check(refused && refused->to_string() == "UniswapV2: K", "one wei more than quoted fails");
  check(engine->state().pair.reserve0 == reserve0, "a revert leaves the reserves");

  v2::swap<word> exact = greedy;
  exact.out1 = quoted.value();
  check(!run(exact), "exactly the quoted amount passes");
  check(engine->state().pair.reserve0 == assay::add_wrapping(reserve0, amount_in),
        "the reserves after");

  std::cout << checks << " checks " << (failures == 0 ? "passed" : "made, some failed") << '\n';
  return failures == 0 ? 0 : 1;
}
