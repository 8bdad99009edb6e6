// Where a Uniswap V2 pair comes from, and how its state is read: what the published bytecode and a
// stranger's contract do each in its own way. Private.
#pragma once

#include <array>
#include <memory>

#include "assay/evm/accounts.hpp"
#include "assay/evm/subject_config.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "oddities.hpp"

namespace assay::evm {

/// The contracts of one world.
struct pair_contracts {
  evm_account factory{};
  evm_account pair{};
  std::array<evm_account, 2> tokens{};
  bytes constructor_arguments{};   // of the stranger's contract
  std::array<word, 2> balances{};  // what the pair has of the tokens from the start
};

/// The state of pair and factory; the tokens are ours and read by whoever has them.
class pair_books {
 public:
  using state_type = uniswap_v2::protocol::state;

  virtual ~pair_books() = default;
  /// A pair without liquidity has just been made.
  virtual void start(machine& on, const pair_contracts& where, const account_table& accounts,
                     oddities& odd) = 0;
  /// The state that a new episode begins with goes into `state`, whose fields are all zero.
  virtual void begin_episode(state_type& state) = 0;
  /// An operation is about to name this allowance.
  virtual void know_allowance(account owner, account spender) = 0;
  /// After an operation, of which nothing is left if it failed.
  virtual void after(bool succeeded, std::uint64_t time, state_type& state, oddities& odd) = 0;

  /// The entry of an allowance, made if it is not there.
  static uniswap_v2::protocol::word& allowance(state_type& state, account owner, account spender) {
    for (auto& known : state.allowances) {
      if (known.owner == owner && known.spender == spender) return known.amount;
    }
    return state.allowances.emplace_back(uniswap_v2::allowance<word>{owner, spender, {}}).amount;
  }
};

class pair_origin {
 public:
  virtual ~pair_origin() = default;
  /// The subject's name.
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Nobody vouches for the code: what no trace shows is looked at too.
  [[nodiscard]] virtual bool is_stranger() const = 0;
  /// What it differs in on purpose.
  [[nodiscard]] virtual const subject_config& config() const {
    static const subject_config nothing{};
    return nothing;
  }
  /// Throws trace::input_error for rules that this pair does not follow.
  virtual void check(const uniswap_v2::setup& setup) = 0;
  [[nodiscard]] virtual std::unique_ptr<machine> make_machine() const = 0;
  /// Makes factory and pair. What goes wrong that a user could see is noted as odd.
  virtual pair_contracts deploy(machine& on, const std::array<evm_account, 2>& tokens,
                                const evm_account& fee_to_setter, oddities& odd) = 0;
  [[nodiscard]] virtual std::unique_ptr<pair_books> open_books() const = 0;
};

/// Factory and pair as published, read from storage: a slot that no variable explains ends the run.
std::unique_ptr<pair_origin> published_pair();
std::unique_ptr<pair_books> pair_slots();
/// The state of any pair, as its views tell it; `lacking` are views that it does not have.
std::unique_ptr<pair_books> pair_views(std::vector<std::string_view> lacking = {});

/// A pair as a subject.
std::unique_ptr<uniswap_v2::subject> make_pair_subject(std::unique_ptr<pair_origin> origin);

}  // namespace assay::evm
