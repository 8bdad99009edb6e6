// Reads what nodes dump, and sets the engine to it.
#include "assay/evm/chain_state.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "assay/evm/artifact.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/repeated_key.hpp"
#include "assay/word/format.hpp"
#include "chain_pool.hpp"
#include "oddities.hpp"
#include "stranger.hpp"

namespace assay::evm {
namespace {

using element = simdjson::dom::element;

constexpr std::string_view prefix = "evm:";

struct name_parts {
  std::string_view address{};
  std::string_view file{};
  std::string_view config{};
};
std::optional<name_parts> parts_of(std::string_view name) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  const std::size_t at = name.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  name_parts parts{name.substr(0, at), name.substr(at + 1), {}};
  const std::size_t second = parts.file.rfind('@');
  if (second != std::string_view::npos && parts.file.ends_with(".toml")) {
    parts.config = parts.file.substr(second + 1);
    parts.file = parts.file.substr(0, second);
  }
  return parts;
}

// Hexadecimal digits, of any number up to `size` bytes, as the last bytes of so many.
template <class Bytes>
Bytes padded(const std::string& path, std::string_view text) {
  Bytes out{};
  std::string digits(text.starts_with("0x") ? text.substr(2) : text);
  if (digits.empty()) {
    trace::fail(path, fmt::format("\"{}\" has no digits", trace::printable(text)),
                fmt::format("write 0x and up to {} hexadecimal digits", 2 * sizeof out.bytes));
  }
  if (digits.size() % 2 != 0) digits.insert(digits.begin(), '0');
  try {
    const bytes read = from_hex(digits);
    if (read.size() > sizeof out.bytes) throw std::invalid_argument("has too many digits");
    std::copy(read.begin(), read.end(), std::end(out.bytes) - read.size());
  } catch (const std::invalid_argument& wrong) {
    trace::fail(path, fmt::format("\"{}\" {}", trace::printable(text), wrong.what()),
                fmt::format("write 0x and up to {} hexadecimal digits", 2 * sizeof out.bytes));
  }
  return out;
}

// Two spellings of one number are one key, which no reader of JSON sees.
template <class Bytes>
void refuse_repeats(const std::string& path, std::vector<Bytes> all, std::string_view what) {
  const auto order = [](const Bytes& a, const Bytes& b) {
    return std::memcmp(a.bytes, b.bytes, sizeof a.bytes);
  };
  std::sort(all.begin(), all.end(),
            [&](const Bytes& a, const Bytes& b) { return order(a, b) < 0; });
  const auto twice = std::adjacent_find(
      all.begin(), all.end(), [&](const Bytes& a, const Bytes& b) { return order(a, b) == 0; });
  if (twice != all.end()) trace::fail(path, fmt::format("holds {} twice", what), "dump it again");
}

dumped_account read_account(const std::string& path, std::string_view address,
                            const element& content) {
  dumped_account made{padded<evm_account>(path, address), {}, {}};
  std::string_view code;
  if (content["code"].get(code) == simdjson::SUCCESS) {
    try {
      made.code = from_hex(code);
    } catch (const std::invalid_argument& wrong) {
      trace::fail(path, fmt::format("the code of {} {}", address, wrong.what()), "dump it again");
    }
  }
  simdjson::dom::object storage;
  const auto error = content["storage"].get(storage);
  if (error == simdjson::NO_SUCH_FIELD) return made;
  if (error != simdjson::SUCCESS) {
    trace::fail(path, fmt::format("the storage of {} is no object", address), "dump it again");
  }
  for (const auto slot : storage) {
    std::string_view value;
    if (slot.value.get(value) != simdjson::SUCCESS) {
      trace::fail(path, fmt::format("the storage of {} holds what is no text", address),
                  "write words as \"0x…\"");
    }
    made.storage.emplace_back(padded<evm_word>(path, slot.key),
                              from_evm(padded<evm_word>(path, value)));
  }
  std::vector<evm_word> slots;
  for (const auto& [slot, ignored] : made.storage) slots.push_back(slot);
  refuse_repeats(path, std::move(slots), fmt::format("a slot of {}", address));
  return made;
}

// Of anvil below "accounts"; of tracers as they are, below "pre", and as JSON-RPC sends them.
simdjson::dom::object accounts_in(const std::string& path, const element& root) {
  for (const char* place :
       {"/accounts", "/result/accounts", "/result/pre", "/result", "/pre", ""}) {
    simdjson::dom::object found;
    element at;
    const auto error = *place == '\0' ? root.get(at) : root.at_pointer(place).get(at);
    if (error == simdjson::SUCCESS && at.get(found) == simdjson::SUCCESS) return found;
  }
  trace::fail(path, "holds no accounts",
              "name what `anvil --dump-state` wrote, or a prestate tracer's answer");
}

bool is_address(std::string_view text) {
  constexpr std::size_t digits = 2 * sizeof(evm_account);
  return text.size() == digits + 2 && text.starts_with("0x");
}

// The engine of a protocol, set to a dumped state by each createPool.
template <class Protocol, class CreatePool>
class resumed final : public subject<Protocol> {
 public:
  using subject_type = subject<Protocol>;
  resumed(std::unique_ptr<subject_type> engine, std::unique_ptr<subject_type> there)
      : engine_(std::move(engine)), there_(std::move(there)) {}

  [[nodiscard]] std::string_view name() const override { return engine_->name(); }
  void begin(const typename Protocol::setup& setup) override {
    engine_->begin(setup);
    there_->begin(setup);
  }
  const typename Protocol::receipt& apply(const typename Protocol::operation& asked) override {
    receipt_ = engine_->apply(asked);
    if (std::holds_alternative<CreatePool>(asked.call)) {
      there_->apply(asked);
      engine_->set_state(there_->state(), 0);
    }
    return receipt_;
  }
  [[nodiscard]] const typename Protocol::state& state() override { return engine_->state(); }

 private:
  std::unique_ptr<subject_type> engine_;
  std::unique_ptr<subject_type> there_;
  typename Protocol::receipt receipt_{};
};

}  // namespace

bool is_chain_state_name(std::string_view name) { return parts_of(name).has_value(); }

chain_state load_chain_state(const std::string& name) {
  const auto parts = parts_of(name);
  chain_state made;
  made.name = name;
  made.path = std::string(parts->file);
  if (!is_address(parts->address)) {
    trace::fail(fmt::format("subject {}", name), "names no address",
                "write evm:0x, the 40 digits of the pool's address, @ and the file");
  }
  made.pool = padded<evm_account>(name, parts->address);
  if (!parts->config.empty()) made.config = read_subject_config(std::string(parts->config));
  simdjson::dom::parser parser;
  element root;
  if (const auto error = parser.load(made.path).get(root); error != simdjson::SUCCESS) {
    trace::fail(made.path, fmt::format("is not a readable JSON state ({})", error_message(error)),
                "name what `anvil --dump-state` wrote, or a prestate tracer's answer");
  }
  if (const auto twice = trace::repeated_key(root)) {
    trace::fail(made.path, fmt::format("holds {} twice", *twice), "dump it again");
  }
  for (const auto one : accounts_in(made.path, root)) {
    if (is_address(one.key)) made.accounts.push_back(read_account(made.path, one.key, one.value));
  }
  std::vector<evm_account> addresses;
  for (const dumped_account& one : made.accounts) addresses.push_back(one.address);
  refuse_repeats(made.path, std::move(addresses), "an account");
  const bool is_there = std::any_of(
      made.accounts.begin(), made.accounts.end(),
      [&](const dumped_account& one) { return same(one.address, made.pool) && !one.code.empty(); });
  if (!is_there) {
    trace::fail(made.path, fmt::format("has no code for {}", parts->address),
                "name the address of a pool that is in the dump");
  }
  return made;
}

// ---- what both protocols take over (chain_pool.hpp)

void load(machine& on, const chain_state& from) {
  for (const dumped_account& one : from.accounts) {
    if (!one.code.empty()) on.set_code(one.address, one.code);
    for (const auto& [key, value] : one.storage) on.set_storage(one.address, key, value);
  }
}

evm_account account_told(machine& on, const chain_state& from, std::string_view function) {
  const evm_result told = on.try_view(from.pool, calldata(selector_of(function)).take());
  if (told.status != EVM_SUCCESS || told.output.size < sizeof(evm_word)) {
    trace::fail(from.path, fmt::format("{} does not answer {}", hex(from.pool), function),
                "name the address of a Uniswap pool");
  }
  return account_at(told.output.data);
}

std::array<evm_account, 2> tokens_told(machine& on, const chain_state& from) {
  const std::array<evm_account, 2> tokens = {account_told(on, from, "token0()"),
                                             account_told(on, from, "token1()")};
  for (const evm_account& token : tokens) {
    if (!same(token, evm_account{}) && !same(token, from.pool) && !same(tokens[0], tokens[1])) {
      continue;
    }
    trace::fail(from.path,
                fmt::format("{} cannot have the tokens {} and {}", hex(from.pool), hex(tokens[0]),
                            hex(tokens[1])),
                "dump the pool's storage too");
  }
  return tokens;
}

void must_answer(machine& on, const chain_state& from, std::string_view function,
                 std::size_t words) {
  const evm_result told = on.try_view(from.pool, calldata(selector_of(function)).take());
  if (told.status == EVM_SUCCESS && told.output.size >= words * sizeof(evm_word)) return;
  trace::fail(from.path, fmt::format("{} does not answer {}", hex(from.pool), function),
              "name the address of a pool of this protocol");
}

std::optional<word> take_over_token(machine& on, const evm_account& token,
                                    const evm_account& pool) {
  const evm_result told =
      on.try_view(token, calldata(selector_of("balanceOf(address)")).add(pool).take());
  std::optional<word> balance;
  if (told.status == EVM_SUCCESS && told.output.size >= sizeof(evm_word)) {
    balance = from_evm(told.output.data);
  }
  on.set_code(token, token_code());
  return balance;
}

void check_config(const chain_state& from, std::span<const std::string_view> functions) {
  const subject_config& config = from.config;
  check_renamed(config, functions);
  need_reference(config, "a pool of a dumped chain");
  if (config.constructor_arguments.empty() && config.libraries.empty()) return;
  trace::fail(config.path, "has [constructor] or [libraries], but the pool is deployed",
              "leave them out");
}

std::unique_ptr<uniswap_v2::subject> make_uniswap_v2_at(std::shared_ptr<const chain_state> from) {
  using create = uniswap_v2::create_pool<uniswap_v2::protocol::word>;
  return std::make_unique<resumed<uniswap_v2::protocol, create>>(uniswap_v2::make_engine(),
                                                                 make_uniswap_v2(std::move(from)));
}
std::unique_ptr<uniswap_v3::subject> make_uniswap_v3_at(std::shared_ptr<const chain_state> from) {
  using create = uniswap_v3::create_pool<uniswap_v3::protocol::format>;
  return std::make_unique<resumed<uniswap_v3::protocol, create>>(uniswap_v3::make_engine(),
                                                                 make_uniswap_v3(std::move(from)));
}

}  // namespace assay::evm
