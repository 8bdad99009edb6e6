// Mirrors NoDelegateCall.sol of Uniswap/v3-core v1.0.0.
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
  const word limit = widen<256>(add_wrapping(min_sqrt_ratio<>, uint<160>::one()));
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

}  // namespace

void probe_pool(machine& on, const evm_account& pool, oddities& odd) {
  const std::size_t before = evm_snapshot(on.get());
  // EIP-1167: hands on its calldata to the pool's code, and its answer back.
  const evm_account borrower = make_account(0xde1e'0000'0000'0000);
  bytes code = from_hex("363d3d373d3d3d363d73");
  code.insert(code.end(), std::begin(pool.bytes), std::end(pool.bytes));
  const bytes rest = from_hex("5af43d82803e903d91602b57fd5bf3");
  code.insert(code.end(), rest.begin(), rest.end());
  on.set_code(borrower, code);
  // Where the published pool has slot0: a price, and unlocked.
  constexpr unsigned unlocked_bit = 240;
  on.set_storage(borrower, to_evm(word::zero()),
                 word::power_of_two(unlocked_bit) | word::power_of_two(96));
  for (const delegated_call& call : calls_of(borrower)) {
    const evm_result result = on.call(borrower, borrower, call.data);
    std::string text;
    const std::string got = result.status == EVM_SUCCESS ? "ok" : why(result, text).to_string();
    // Some look at the lock first, which may be elsewhere.
    if (got.empty() || got == "LOK") continue;
    odd.note(fmt::format("result.revert of {} by DELEGATECALL", call.function), "", got);
  }
  evm_restore(on.get(), before);
  evm_release(on.get(), before);
}

}  // namespace assay::evm
