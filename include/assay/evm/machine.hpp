// One EVM with a world of its own, in C++: ownership, words, accounts and calldata around the C ABI
// of evm/include/assay_evm.h, which says what each function does.
#pragma once

#include <assay_evm.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/receipt/revert.hpp"
#include "assay/subject/branch_counters.hpp"
#include "assay/word/big_endian.hpp"
#include "assay/word/sint.hpp"
#include "assay/word/uint.hpp"

namespace assay::evm {

using word = uint<256>;
using bytes = std::vector<std::uint8_t>;

/// Gas for one operation: more than the dearest honest one needs (65,535 new oracle slots cost
/// 1.5·10^9), and an endless loop still ends.
inline constexpr std::uint64_t operation_gas = 30'000'000'000;

// ---- words and accounts: 32 and 20 bytes, big-endian

inline evm_word to_evm(const word& value) {
  const auto from = to_big_endian(value);
  evm_word out;
  std::memcpy(out.bytes, from.data(), from.size());
  return out;
}
/// The word that starts at `from`.
inline word from_evm(const std::uint8_t* from) { return from_big_endian(from); }
inline word from_evm(const evm_word& from) { return from_evm(from.bytes); }

inline evm_word to_evm(const evm_account& account) {
  evm_word out{};
  std::memcpy(out.bytes + 12, account.bytes, sizeof account.bytes);
  return out;
}
/// The account in the low 20 bytes of the word that starts at `from`.
inline evm_account account_at(const std::uint8_t* from) {
  evm_account out;
  std::memcpy(out.bytes, from + 12, sizeof out.bytes);
  return out;
}
inline bool same(const evm_account& a, const evm_account& b) {
  return std::memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}
inline bool same(const evm_word& a, const evm_word& b) {
  return std::memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}
/// An account whose address is these sixteen hexadecimal digits, repeated: nobody's precompile.
evm_account make_account(std::uint64_t number);

inline evm_bytes view(std::span<const std::uint8_t> from) { return {from.data(), from.size()}; }

/// Calldata: a selector, then words.
class calldata {
 public:
  explicit calldata(std::uint32_t selector) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      data_.push_back(static_cast<std::uint8_t>(selector >> shift));
    }
  }
  calldata& add(const evm_word& value);
  calldata& add(const word& value) { return add(to_evm(value)); }
  calldata& add(const evm_account& account) { return add(to_evm(account)); }
  calldata& add(std::uint64_t value) { return add(word{value}); }
  /// In two's complement.
  calldata& add_signed(std::int64_t value) { return add(sint<256>{value}.to_bits()); }
  /// An argument `bytes`, which must be the last one.
  calldata& add_bytes(std::string_view content);
  bytes take() { return std::move(data_); }

 private:
  bytes data_{};
};

inline constexpr std::size_t selector_size = 4;
/// The selector that calldata, which is no shorter than one, begins with.
inline std::uint32_t selector_in(std::span<const std::uint8_t> data) {
  std::uint32_t selector = 0;
  for (std::size_t i = 0; i < selector_size; ++i) selector = selector << 8 | data[i];
  return selector;
}

/// Why a call failed, as traces say it; `text` keeps what the revert refers to. A halt is INVALID,
/// but running out of gas is called OUT_OF_GAS, which no recorded contract did.
revert why(const evm_result& failed, std::string& text);

/// The EVM does not answer any more (a panic below the C ABI): a bug, never an outcome.
[[noreturn]] void fault(const evm_subject* machine);

class machine {
 public:
  /// A fork by its name in evm_config. Throws std::invalid_argument for an unknown one.
  explicit machine(const char* fork = "Cancun");
  [[nodiscard]] evm_subject* get() const { return handle_.get(); }

  evm_result call(const evm_account& from, const evm_account& to,
                  std::span<const std::uint8_t> data);
  evm_result call(const evm_account& from, const evm_account& to,
                  std::span<const std::uint8_t> data, std::uint64_t gas);
  /// A call that must succeed. Throws subject_error with the reason when it does not.
  evm_result must(const evm_account& from, const evm_account& to,
                  std::span<const std::uint8_t> data);
  /// A static call, whatever comes of it.
  evm_result try_view(const evm_account& to, std::span<const std::uint8_t> data);
  /// A static call that must succeed.
  evm_result see(const evm_account& to, std::span<const std::uint8_t> data);
  /// Runs init code, whatever comes of it.
  evm_result try_deploy(const evm_account& from, std::span<const std::uint8_t> init_code);
  /// Runs init code that must succeed; the new contract's account.
  evm_account deploy(const evm_account& from, std::span<const std::uint8_t> init_code);

  void set_code(const evm_account& where, std::span<const std::uint8_t> code);
  void set_storage(const evm_account& where, const evm_word& key, const word& value);
  [[nodiscard]] word storage(const evm_account& where, const evm_word& key) const;
  [[nodiscard]] evm_word code_hash(const evm_account& where) const;
  void set_time(std::uint64_t seconds) { evm_set_block(get(), 1, seconds); }

  /// What the last transaction wrote.
  [[nodiscard]] std::span<const evm_change> changes() const;
  /// What the last static call looked at.
  [[nodiscard]] std::span<const evm_change> reads() const;
  /// Calls of `function` at `where` are made under the selector that it has there.
  void rename(const evm_account& where, std::uint32_t function, std::uint32_t there) {
    renamed_.push_back({where, function, there});
  }
  void forget_names() { renamed_.clear(); }
  /// Calldata as `to` wants it: valid until the next one is asked for.
  [[nodiscard]] std::span<const std::uint8_t> named(const evm_account& to,
                                                    std::span<const std::uint8_t> data);

  /// Counts what this contract's code does. Code of the same size that differs in immutables only
  /// shares the counters of the first.
  void cover(const evm_account& contract) {
    if (!is_covering_) first_covered_ = contract;
    evm_cover(get(), &contract, is_covering_ ? &first_covered_ : nullptr);
    is_covering_ = true;
  }
  void count_into(const coverage_counters& to) {
    evm_record(get(), to.branches.data(), to.branches.size(), to.distances.data(),
               to.distances.size(), nullptr, 0);
  }

  /// Gas that an operation may use from now on.
  void set_gas(std::uint64_t gas) { gas_ = gas; }

 private:
  struct closer {
    void operator()(evm_subject* handle) const { evm_destroy(handle); }
  };
  const evm_result& checked(const evm_result& result) const;
  std::unique_ptr<evm_subject, closer> handle_;
  std::uint64_t gas_ = operation_gas;
  bool is_covering_ = false;
  evm_account first_covered_{};
  struct renaming {
    evm_account where{};
    std::uint32_t function = 0;
    std::uint32_t there = 0;
  };
  std::vector<renaming> renamed_{};
  bytes renamed_data_{};
};

/// The slot of a mapping's entry: keccak256(key, slot).
evm_word mapping_slot(const evm_word& key, const evm_word& slot);
evm_word mapping_slot(const evm_word& key, std::uint64_t slot);

}  // namespace assay::evm
