// Looks and dares of a borrower.
#include "uniswap_v2_callback.hpp"

#include <fmt/format.h>

#include "uniswap_v2_names.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v2_names;

constexpr std::size_t looks = 3;  // reserves, and the pair's balance of each token
constexpr std::array<std::string_view, 5> dared = {"mint", "burn", "skim", "swap", "sync"};

std::array<calldata, dared.size()> dares(const evm_account& me) {
  return {calldata(selector::mint).add(me), calldata(selector::burn).add(me),
          calldata(selector::skim).add(me),
          calldata(selector::swap).add(word::one()).add(word::zero()).add(me).add_bytes(""),
          calldata(selector::sync)};
}

}  // namespace

void look_and_dare(const pair_contracts& where, const evm_account& me,
                   std::vector<call_step>& calls) {
  using enum call_step::kind;
  calls.push_back({where.pair, calldata(selector::get_reserves).take(), false, look});
  for (const evm_account& token : where.tokens) {
    calls.push_back({token, calldata(selector::balance_of).add(where.pair).take(), false, look});
  }
  for (calldata& call : dares(me)) calls.push_back({where.pair, call.take(), false, dare});
}

void check_inside(std::span<const heard_answer> heard, const pair_glimpse& expected,
                  const subject_config& config, oddities& odd) {
  if (heard.size() < looks + dared.size()) return;
  const auto word_at = [](const bytes& answer, std::size_t i) -> std::optional<word> {
    if (answer.size() < sizeof(evm_word) * (i + 1)) return std::nullopt;
    return from_evm(answer.data() + sizeof(evm_word) * i);
  };
  for (unsigned i = 0; i < 2; ++i) {
    if (word_at(heard[0].output, i) != expected.reserves[i]) {
      odd.note(fmt::format("state.reserve{} in the callback", i), hex(to_evm(expected.reserves[i])),
               hex(heard[0].output));
    }
    const auto& balance = expected.balances[i];
    if (balance && word_at(heard[1 + i].output, 0) != balance) {
      odd.note(fmt::format("state.balance{} in the callback", i), hex(to_evm(*balance)),
               hex(heard[1 + i].output));
    }
  }
  for (std::size_t i = 0; i < dared.size(); ++i) {
    const std::string got = outcome(heard[looks + i]);
    if (config.is_reason(got, expected.lock_reason)) continue;
    odd.note(fmt::format("result.revert of {} in the callback", dared[i]),
             std::string(expected.lock_reason), got);
  }
}

}  // namespace assay::evm
