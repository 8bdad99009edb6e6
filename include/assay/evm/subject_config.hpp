// What a stranger's contract differs in on purpose, as its user says it in a file: the rules that
// it follows, so that the right reference stands beside it, and the names that it goes by.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/pool/uniswap_v2/parameters.hpp"

namespace assay::evm {

struct subject_config {
  using renaming = std::vector<std::pair<std::string, std::string>>;

  std::string path{};  // as it was named
  /// Fee, K scale, protocol share and prefix of reasons, of V2 pairs. Their texts outlive
  /// everything.
  std::optional<uniswap_v2::parameters> rules{};
  /// False: its curve is none that the engine computes, so that invariants alone judge it.
  bool has_reference = true;
  renaming functions{};                       // "skim(address)" there is "sweep(address)" here
  renaming reasons{};                         // "My: TOO FEW" here is "UniswapV2: K" there
  bool ignores_reasons = false;               // a revert is a revert
  std::vector<std::string> ignored_events{};  // "Sync(uint112,uint112)"
  std::vector<std::string> constructor_arguments{};
  renaming libraries{};  // "src/Math.sol:Math" is in the artifact "out/Math.sol/Math.json"

  /// The contract's own name of a function.
  [[nodiscard]] std::string_view name_of(std::string_view function) const;
  /// A reason as Uniswap would have said it.
  [[nodiscard]] std::string_view reason_of(std::string_view own) const;
  /// Did a call fail for this reason, or for one that counts as the same?
  [[nodiscard]] bool is_reason(std::string_view got, std::string_view expected) const;
};

/// Reads a file strictly. Throws trace::input_error that names file, line and mend.
subject_config read_subject_config(const std::string& path);

/// Throws trace::input_error when a reason of the configuration stands for one that the protocol's
/// contracts never give. `prefix` goes before those reasons that begin with a colon.
void check_reasons(const subject_config& config, std::span<const std::string_view> reasons,
                   std::string_view prefix = {});

}  // namespace assay::evm
