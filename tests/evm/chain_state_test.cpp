// Pools as nodes dump them: made by the published bytecode in a machine of the test's own, written
// as a state file, and fuzzed from there.
#include "assay/evm/chain_state.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/campaign/uniswap_v3.hpp"
#include "assay/evm/accounts.hpp"
#include "assay/evm/actors.hpp"
#include "assay/evm/artifact.hpp"
#include "assay/math/keccak256.hpp"
#include "evm/code.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

namespace v2 = campaign::uniswap_v2;
namespace v3 = campaign::uniswap_v3;

std::string hex_of(std::span<const std::uint8_t> data) {
  std::string text = "0x";
  for (const std::uint8_t byte : data) text += fmt::format("{:02x}", byte);
  return text;
}

calldata ask(std::string_view function) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(function.data());
  return calldata(selector_in(keccak256({first, function.size()})));
}

// A chain of one pool, which remembers what its transactions wrote.
class small_chain {
 public:
  small_chain() : actors_(on_) {
    actors_.add(trader_);
    for (const evm_account& token : tokens_) {
      on_.set_code(token, token_code());
      put(token, from_evm(to_evm(trader_)), word::power_of_two(100));
    }
    on_.set_code(factory_, factory_code());
    put(factory_, word{1}, from_evm(to_evm(trader_)));
    put(factory_, word{2}, from_evm(to_evm(trader_)));
    put(factory_, word{3}, from_evm(to_evm(tokens_[0])));
    put(factory_, word{4}, from_evm(to_evm(tokens_[1])));
    on_.set_time(1'650'000'000);
  }

  void make_pair() {
    pool_ = on_.deploy(factory_, published("@uniswap/v2-core/build/UniswapV2Pair.json"));
    note();
    call(factory_, ask("initialize(address,address)").add(tokens_[0]).add(tokens_[1]));
    for (unsigned i = 0; i < 2; ++i) {
      call(trader_, tokens_[i],
           ask("transfer(address,uint256)").add(pool_).add(word{5'000'000 + i}));
    }
    call(trader_, ask("mint(address)").add(trader_));
  }

  void make_pool() {
    put(factory_, word{5}, word{3000});
    put(factory_, word{6}, word{60});
    pool_ = on_.deploy(factory_, published("@uniswap/v3-core/artifacts/contracts/"
                                           "UniswapV3Pool.sol/UniswapV3Pool.json"));
    note();
    call(trader_, ask("initialize(uint160)").add(word::power_of_two(96)));
    call(trader_, ask("increaseObservationCardinalityNext(uint16)").add(std::uint64_t{3}));
    for (const std::int64_t width : {60, 600, 60'000}) {
      on_.set_time(1'650'000'000 + static_cast<std::uint64_t>(width));
      by_actor(ask("mint(address,int24,int24,uint128,bytes)")
                   .add(trader_)
                   .add_signed(-width)
                   .add_signed(width)
                   .add(std::uint64_t{1'000'000'000})
                   .add_bytes(""));
    }
    by_actor(ask("swap(address,bool,int256,uint160,bytes)")
                 .add(trader_)
                 .add(std::uint64_t{0})
                 .add(std::uint64_t{5'000'000})
                 .add(word::power_of_two(97))
                 .add_bytes(""));
  }

  /// The accounts as `anvil --dump-state` writes them, or a prestate tracer.
  [[nodiscard]] std::string dump(bool is_anvil) {
    std::string accounts;
    for (const auto& [address, slots] : storage_) {
      evm_account where;
      std::copy(address.begin(), address.end(), std::begin(where.bytes));
      std::string written;
      for (const auto& [key, value] : slots) {
        const std::string separator = written.empty() ? "" : ",";
        written += fmt::format("{}\"{}\":\"{}\"", separator, hex_of(key), hex_of(value.bytes));
      }
      accounts += fmt::format("{}\"{}\":{{\"balance\":\"0x0\",\"code\":\"{}\",\"storage\":{{{}}}}}",
                              accounts.empty() ? "" : ",", hex_of(address), hex_of(code_of(where)),
                              written);
    }
    return is_anvil ? fmt::format("{{\"block\":{{}},\"accounts\":{{{}}}}}", accounts)
                    : fmt::format("{{\"result\":{{{}}}}}", accounts);
  }

  [[nodiscard]] std::string name_in(const std::string& file) const {
    return fmt::format("evm:{}@{}", hex_of(pool_.bytes), file);
  }
  void forget_token_code() { storage_.erase(key_of(tokens_[0])); }

 private:
  using account_key = std::vector<std::uint8_t>;
  static account_key key_of(const evm_account& who) {
    return {std::begin(who.bytes), std::end(who.bytes)};
  }

  void put(const evm_account& where, const word& key, const word& value) {
    on_.set_storage(where, to_evm(key), value);
    const evm_word at = to_evm(key);
    const evm_word put_there = to_evm(value);
    keep(where, at.bytes, put_there.bytes);
  }
  void keep(const evm_account& where, std::span<const std::uint8_t> key,
            std::span<const std::uint8_t> value) {
    auto& kept = storage_[key_of(where)][{key.begin(), key.end()}];
    std::copy(value.begin(), value.end(), std::begin(kept.bytes));
  }
  void note() {
    for (const evm_change& change : on_.changes()) keep(change.address, change.key, change.value);
  }
  void call(const evm_account& from, const evm_account& to, calldata& data) {
    on_.must(from, to, data.take());
    note();
  }
  void call(const evm_account& from, calldata& data) { call(from, pool_, data); }
  // Whatever the callback asks for is paid.
  void by_actor(calldata& data) {
    const std::vector<call_step> calls = {{pool_, data.take()}};
    const evm_result result =
        actors_.operate(trader_, calls, [&](const evm_event& asked, std::vector<call_step>& pays) {
          for (unsigned i = 0; i < 2; ++i) {
            const word owed = from_evm(asked.calldata.data + selector_size + sizeof(evm_word) * i);
            if (owed.is_zero() || owed.bit(word::bits - 1)) continue;
            pays.push_back(
                {tokens_[i], ask("transfer(address,uint256)").add(pool_).add(owed).take()});
          }
        });
    ASSERT_EQ(result.status, static_cast<std::uint32_t>(EVM_SUCCESS));
    note();
  }
  // What stands at an address, copied by code that is there for it alone.
  bytes code_of(const evm_account& where) {
    test::put(on_, test::it, "6000 35 80 3b 80 6000 6000 84 3c 6000 f3");
    const evm_word asked = to_evm(where);
    const evm_result told = on_.see(test::it, std::span(asked.bytes));
    return bytes(told.output.data, told.output.data + told.output.size);
  }

  machine on_{};
  actors actors_;
  evm_account pool_{};
  const evm_account trader_ = account_table::actor_address(7);
  const evm_account factory_ = make_account(0xfac7'0000'0000'0001);
  const std::array<evm_account, 2> tokens_{make_account(0x1000'0000'0000'0001),
                                           make_account(0x2000'0000'0000'0002)};
  std::map<account_key, std::map<account_key, evm_word>> storage_{};
};

std::string written(const std::string& name, const std::string& content) {
  const std::string path = ::testing::TempDir() + "assay_" + name + ".json";
  std::ofstream(path) << content;
  return path;
}

template <class World>
campaign::report<World> fuzz(const std::string& name, std::uint64_t operations) {
  const auto state = std::make_shared<const chain_state>(load_chain_state(name));
  campaign::options<World> what;
  what.operations = operations;
  what.make_judge = [&] {
    std::unique_ptr<typename World::subject> engine;
    std::unique_ptr<typename World::subject> pool;
    if constexpr (std::is_same_v<World, v2::world>) {
      engine = make_uniswap_v2_at(state);
      pool = make_uniswap_v2(state);
    } else {
      engine = make_uniswap_v3_at(state);
      pool = make_uniswap_v3(state);
    }
    auto made = std::make_unique<campaign::judge<World>>(
        World::make_setup({}), typename World::mode{}, std::move(engine),
        campaign::checks<World>{false, World::select("none")});
    made->add_rival(std::move(pool));
    return made;
  };
  return campaign::run(what);
}

template <class World>
void expect_agreement(const std::string& name, std::uint64_t operations,
                      assay::test::case_count& count) {
  const auto report = fuzz<World>(name, operations);
  EXPECT_EQ(report.operations, operations);
  count.check(!report.found, [&] { return campaign::describe(*report.found); });
  count.add(report.operations);
}

TEST(evm_chain_state, a_pair_goes_on_from_where_it_stands) {
  assay::test::case_count count("generated operations from a dumped Uniswap V2 pair");
  small_chain chain;
  chain.make_pair();
  for (const bool is_anvil : {true, false}) {
    const std::string name = chain.name_in(written("pair", chain.dump(is_anvil)));
    expect_agreement<v2::world>(name, 3000, count);
    const auto state = std::make_shared<const chain_state>(load_chain_state(name));
    const auto engine = make_uniswap_v2_at(state);
    engine->begin(v2::world::make_setup({}));
    engine->apply({account::actor(0), 1'700'000'000, uniswap_v2::create_pool<v2::word>{}});
    count.check(engine->state().pair.reserve1 == word{5'000'001}, [] { return "reserve1"; });
  }
  chain.forget_token_code();
  expect_agreement<v2::world>(chain.name_in(written("bare", chain.dump(false))), 3000, count);
}

TEST(evm_chain_state, a_pool_goes_on_from_where_it_stands) {
  assay::test::case_count count("generated operations from a dumped Uniswap V3 pool");
  small_chain chain;
  chain.make_pool();
  const std::string name = chain.name_in(written("pool", chain.dump(true)));
  expect_agreement<v3::world>(name, 3000, count);
  const auto state = std::make_shared<const chain_state>(load_chain_state(name));
  const auto engine = make_uniswap_v3_at(state);
  engine->begin(v3::world::make_setup({}));
  engine->apply({account::actor(0), 1'700'000'000, uniswap_v3::create_pool<v3::format>{}});
  const auto& now = engine->state();
  count.check(now.ticks.size() == 6, [] { return "ticks"; });
  count.check(now.tick_spacing == 60 && now.pool.tick > 0, [] { return "tick"; });
  count.check(now.pool.observation.cardinality == 3, [] { return "observations"; });
}

// The dump says that somebody is inside the pair: nothing is accepted any more.
TEST(evm_chain_state, a_pair_that_is_locked_is_a_finding) {
  assay::test::case_count count("dumped pairs that differ");
  small_chain chain;
  chain.make_pair();
  std::string text = chain.dump(true);
  const std::string unlocked = fmt::format("\"0x{:064x}\":\"0x{:064x}\"", 12, 1);
  const std::size_t at = text.find(unlocked);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, unlocked.size(), fmt::format("\"0x{:064x}\":\"0x{:064x}\"", 12, 0));
  const auto report = fuzz<v2::world>(chain.name_in(written("locked", text)), 1000);
  count.check(report.found.has_value(), [] { return "a locked pair"; });
}

}  // namespace
}  // namespace assay::evm
