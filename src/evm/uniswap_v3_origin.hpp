// Where a Uniswap V3 pool comes from, and how its state is read: what the published bytecode and a
// stranger's contract do each in its own way. Private.
#pragma once

#include <array>
#include <memory>

#include "assay/evm/accounts.hpp"
#include "assay/evm/subject_config.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "oddities.hpp"

namespace assay::evm {

/// The state of a pool; the tokens are ours and read by whoever has them.
class pool_books {
 public:
  using format = uniswap_v3::protocol::format;
  using state_type = uniswap_v3::protocol::state;

  virtual ~pool_books() = default;
  /// A pool has just been made; `state` has the tokens' balances and nothing else.
  virtual void begin_episode(machine& on, const evm_account& pool,
                             const uniswap_v3::create_pool<format>& asked, state_type& state,
                             oddities& odd) = 0;
  /// An operation is about to name this tick, or this position.
  virtual void know_tick(std::int32_t tick) = 0;
  virtual void know_position(const uniswap_v3::position_key& key, const evm_account& owner) = 0;
  /// After an operation, of which nothing is left if it failed.
  virtual void after(bool succeeded, std::uint64_t time, state_type& state, oddities& odd) = 0;
};

class pool_origin {
 public:
  virtual ~pool_origin() = default;
  /// The subject's name.
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Nobody vouches for the code: what no trace shows is looked at too.
  [[nodiscard]] virtual bool is_stranger() const = 0;
  /// What it differs in on purpose.
  [[nodiscard]] virtual const subject_config& config() const {
    static const subject_config nothing{};
    return nothing;
  }
  [[nodiscard]] virtual std::unique_ptr<machine> make_machine() const = 0;
  /// Gas of an operation.
  [[nodiscard]] virtual std::uint64_t gas() const { return operation_gas; }
  /// Makes the factory, which `owner` owns; the tokens may be others afterwards.
  virtual void prepare(machine& on, std::array<evm_account, 2>& tokens,
                       const evm_account& owner) = 0;
  /// What a pool has of the tokens from the start.
  [[nodiscard]] virtual std::array<word, 2> balances() const { return {}; }
  [[nodiscard]] virtual const evm_account& factory() const = 0;
  /// Makes a pool. What goes wrong that a user could see is noted as odd.
  virtual evm_account create(machine& on, std::uint32_t fee_pips, std::int32_t tick_spacing,
                             oddities& odd) = 0;
  [[nodiscard]] virtual std::unique_ptr<pool_books> open_books() const = 0;
};

/// Factory and pool as published, read from storage: a slot that no variable explains ends the run.
std::unique_ptr<pool_origin> published_pool();
/// The state of any pool, as its views tell it. One that is resumed has ticks from the start.
std::unique_ptr<pool_books> pool_views(bool is_resumed);

/// A pool as a subject.
std::unique_ptr<uniswap_v3::subject> make_pool_subject(std::unique_ptr<pool_origin> origin);

/// keccak256(abi.encodePacked(owner, tickLower, tickUpper)): the key of a position.
evm_word position_hash(const uniswap_v3::position_key& key, const evm_account& owner);
/// A signed number in two's complement, as a word.
evm_word signed_key(std::int64_t number);

}  // namespace assay::evm
