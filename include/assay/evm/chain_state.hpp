// A pool as it stands on a chain: code and storage of accounts, dumped by a node.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/evm/machine.hpp"
#include "assay/evm/subject_config.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::evm {

struct dumped_account {
  evm_account address{};
  bytes code{};
  std::vector<std::pair<evm_word, word>> storage{};
};

struct chain_state {
  std::string name{};  // as it was named
  std::string path{};  // of the file
  evm_account pool{};
  std::vector<dumped_account> accounts{};
  subject_config config{};
};

/// "evm:ADDRESS@FILE.json", and perhaps "@CONFIG.toml" behind it.
bool is_chain_state_name(std::string_view name);
/// Reads what `anvil --dump-state` writes, or a prestate tracer's answer. Throws trace::input_error
/// that says what is wrong and how to mend it.
chain_state load_chain_state(const std::string& name);

/// The pool, its tokens replaced by ours with the balances that the pool has of them, and its
/// factory by an account of ours. Every createPool goes back to the dumped state.
std::unique_ptr<uniswap_v2::subject> make_uniswap_v2(std::shared_ptr<const chain_state> from);
std::unique_ptr<uniswap_v3::subject> make_uniswap_v3(std::shared_ptr<const chain_state> from);

/// The engine, which every createPool sets to that state.
std::unique_ptr<uniswap_v2::subject> make_uniswap_v2_at(std::shared_ptr<const chain_state> from);
std::unique_ptr<uniswap_v3::subject> make_uniswap_v3_at(std::shared_ptr<const chain_state> from);

}  // namespace assay::evm
