// Mirrors NoDelegateCall.sol and TransferHelper.sol of Uniswap/v3-core v1.0.0.
#include "uniswap_v3_probes.hpp"

#include <fmt/format.h>

#include <array>

#include "assay/evm/artifact.hpp"
#include "assay/math/tick_math.hpp"
#include "selectors.hpp"

namespace assay::evm {
namespace {

struct delegated_call {
  std::string_view function;
  bytes data;
};

std::array<delegated_call, 6> calls_of(const evm_account& me) {
  const auto data = [](std::string_view function) { return calldata(selector_of(function)); };
  constexpr std::string_view swap = "swap(address,bool,int256,uint160,bytes)";
  constexpr std::string_view mint = "mint(address,int24,int24,uint128,bytes)";
  constexpr std::string_view flash = "flash(address,uint256,uint256,bytes)";
  constexpr std::string_view grow = "increaseObservationCardinalityNext(uint16)";
  constexpr std::string_view observe = "observe(uint32[])";
  constexpr std::string_view snapshot = "snapshotCumulativesInside(int24,int24)";
  const word limit = sub_wrapping(word::power_of_two(96), word::one());  // a unit away
  std::array<delegated_call, 6> all = {
      {{swap, {}}, {mint, {}}, {flash, {}}, {grow, {}}, {observe, {}}, {snapshot, {}}}};
  all[0].data =
      data(swap).add(me).add(word::one()).add(word::one()).add(limit).add_bytes("").take();
  all[1].data =
      data(mint).add(me).add_signed(0).add_signed(0).add(word::one()).add_bytes("").take();
  all[2].data = data(flash).add(me).add(word::zero()).add(word::zero()).add_bytes("").take();
  all[3].data = data(grow).add(word{2}).take();
  all[4].data = data(observe).add(word{32}).add(word::one()).add(word::zero()).take();
  all[5].data = data(snapshot).add_signed(0).add_signed(0).take();
  return all;
}

// Whose code stops at once: it agrees to every callback.
evm_account agreeable(machine& on) {
  const evm_account who = make_account(0xa9ee'0000'0000'0000);
  on.set_code(who, from_hex("00"));
  return who;
}

void delegate(machine& on, const evm_account& pool, oddities& odd) {
  // EIP-1167: hands on its calldata to the pool's code, and its answer back.
  const evm_account borrower = make_account(0xde1e'0000'0000'0000);
  bytes code = from_hex("363d3d373d3d3d363d73");
  code.insert(code.end(), std::begin(pool.bytes), std::end(pool.bytes));
  const bytes rest = from_hex("5af43d82803e903d91602b57fd5bf3");
  code.insert(code.end(), rest.begin(), rest.end());
  on.set_code(borrower, code);
  // Where the published pool has slot0: a price, one observation in a ring of one, and unlocked. A
  // failure that is no revert would look like a refusal.
  word slot0 = word::power_of_two(96);
  for (const unsigned bit : {200U, 216U, 240U}) slot0 = slot0 | word::power_of_two(bit);
  on.set_storage(borrower, to_evm(word::zero()), slot0);
  const evm_account caller = agreeable(on);
  for (const delegated_call& call : calls_of(borrower)) {
    const evm_result result = on.call(caller, borrower, call.data);
    std::string text;
    const std::string got = result.status == EVM_SUCCESS ? "ok" : why(result, text).to_string();
    // Some look at the lock first, which may be elsewhere.
    if (got.empty() || got == "LOK") continue;
    odd.note(fmt::format("result.revert of {} by DELEGATECALL", call.function), "", got);
  }
}

// A token of which everybody has more from call to call (2^63 less the gas left, in units of
// 2^100), so that all is paid; its other functions end as `ending` says.
bytes growing_token(std::string_view ending) {
  return from_hex(fmt::format(
      "60003560e01c6370a0823114601457{}5b5a677fffffffffffffff0360641b60005260206000f3", ending));
}

struct token_answer {
  std::string_view what;      // a transfer does
  std::string_view ending;    // its opcodes, five bytes
  std::string_view expected;  // of collect
};
constexpr token_answer answers_nothing{"answers nothing", "60006000f3", "ok"};
constexpr std::array token_answers = {token_answer{"answers false", "60206000f3", "TF"},
                                      token_answer{"reverts", "60006000fd", "TF"}, answers_nothing};

// A position is made and given up, and collected from a token that transfers in its own way.
void collect(machine& on, const evm_account& pool, const evm_account& token, std::int32_t spacing,
             const token_answer& answer, const subject_config& config, oddities& odd) {
  const evm_account caller = agreeable(on);
  on.set_code(token, growing_token(answer.ending));
  const auto call = [&](std::string_view function, auto&&... arguments) {
    calldata data(selector_of(function));
    (arguments(data), ...);
    const evm_result result = on.call(caller, pool, data.take());
    std::string text;
    return result.status == EVM_SUCCESS ? "ok" : why(result, text).to_string();
  };
  const auto range = [&](calldata& data) { data.add_signed(-spacing).add_signed(spacing); };
  constexpr std::uint64_t amount = 1'000'000'000'000;
  call("initialize(uint160)", [](calldata& data) { data.add(word::power_of_two(96)); });
  call(
      "mint(address,int24,int24,uint128,bytes)", [&](calldata& data) { data.add(caller); }, range,
      [](calldata& data) { data.add(amount).add_bytes(""); });
  call("burn(int24,int24,uint128)", range, [](calldata& data) { data.add(amount); });
  const std::string got = call(
      "collect(address,int24,int24,uint128,uint128)", [&](calldata& data) { data.add(caller); },
      range, [](calldata& data) { data.add(amount).add(amount); });
  if (config.is_reason(got, answer.expected)) return;
  odd.note(fmt::format("result.revert of collect where a token {}", answer.what),
           std::string(answer.expected), got);
}

}  // namespace

void probe_pool(machine& on, const evm_account& pool, const std::array<evm_account, 2>& tokens,
                std::int32_t spacing, const subject_config& config, oddities& odd) {
  const std::size_t before = evm_snapshot(on.get());
  delegate(on, pool, odd);
  for (const evm_account& token : tokens) {
    for (const token_answer& answer : token_answers) {
      evm_restore(on.get(), before);
      for (const evm_account& other : tokens) {
        on.set_code(other, growing_token(answers_nothing.ending));
      }
      collect(on, pool, token, spacing, answer, config, odd);
    }
  }
  evm_restore(on.get(), before);
  evm_release(on.get(), before);
}

}  // namespace assay::evm
