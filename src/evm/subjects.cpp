// Registers what the bytecode can answer.
#include "assay/evm/subjects.hpp"

#include "assay/evm/chain_state.hpp"
#include "assay/evm/foundry.hpp"
#include "assay/evm/uniswap_v2.hpp"
#include "assay/evm/uniswap_v2_library.hpp"
#include "assay/evm/uniswap_v3.hpp"
#include "assay/evm/uniswap_v3_math.hpp"
#include "assay/replay/subjects.hpp"

namespace assay::evm {
namespace {

std::shared_ptr<const contract> loaded(std::string_view name) {
  return std::make_shared<const contract>(load_contract(std::string(name)));
}

std::shared_ptr<const chain_state> dumped(std::string_view name) {
  return std::make_shared<const chain_state>(load_chain_state(std::string(name)));
}

}  // namespace

void provide_subjects() {
  replay::provider evm{{"evm", "the protocol's own deployed bytecode, run in process"}};
  evm.uniswap_v2 = [](std::string_view) { return make_uniswap_v2(); };
  evm.uniswap_v2_library = [](std::string_view) { return make_uniswap_v2_library(); };
  evm.uniswap_v3 = [](std::string_view) { return make_uniswap_v3(); };
  evm.uniswap_v3_math = [](std::string_view) { return make_uniswap_v3_math(); };
  replay::add_provider(std::move(evm));

  replay::provider artifact{
      {"FILE.json",
       "the artifact of your own contract: a pool, or the factory that makes it; "
       "FILE.json@CONFIG.toml says what differs on purpose"}};
  artifact.answers_to = [](std::string_view name) {
    return is_contract_name(name) && !is_chain_state_name(name);
  };
  artifact.is_stranger = true;
  artifact.uniswap_v2_rules = [](std::string_view name) { return loaded(name)->config.rules; };
  artifact.uniswap_v2_judged_by = [](std::string_view name) {
    const bool has_reference = loaded(name)->config.has_reference;
    return std::string(has_reference ? std::string_view{} : uniswap_v2_invariants_of_any_curve());
  };
  artifact.uniswap_v2 = [](std::string_view name) { return make_uniswap_v2(loaded(name)); };
  artifact.uniswap_v3 = [](std::string_view name) { return make_uniswap_v3(loaded(name)); };
  artifact.foundry_uniswap_v2 = [](std::string_view name, const auto& setup, auto operations,
                                   const replay::foundry_claim& claim) {
    return foundry_uniswap_v2(loaded(name), setup, operations, claim);
  };
  artifact.foundry_uniswap_v3 = [](std::string_view name, const auto& setup, auto operations,
                                   const replay::foundry_claim& claim) {
    return foundry_uniswap_v3(loaded(name), setup, operations, claim);
  };
  replay::add_provider(std::move(artifact));

  replay::provider chain{{"evm:ADDRESS@STATE.json",
                          "a pool as it stands on a chain: what `anvil --dump-state` or a "
                          "prestate tracer wrote"}};
  chain.answers_to = is_chain_state_name;
  chain.is_stranger = true;
  chain.uniswap_v2_rules = [](std::string_view name) { return dumped(name)->config.rules; };
  chain.uniswap_v2 = [](std::string_view name) { return make_uniswap_v2(dumped(name)); };
  chain.uniswap_v3 = [](std::string_view name) { return make_uniswap_v3(dumped(name)); };
  chain.uniswap_v2_engine = [](std::string_view name) { return make_uniswap_v2_at(dumped(name)); };
  chain.uniswap_v3_engine = [](std::string_view name) { return make_uniswap_v3_at(dumped(name)); };
  replay::add_provider(std::move(chain));
}

}  // namespace assay::evm
