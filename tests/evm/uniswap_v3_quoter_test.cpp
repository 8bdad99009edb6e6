// The published quotes against Uniswap's own QuoterV2, on a pool of its own factory whose storage
// is what the arguments say.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "assay/evm/artifact.hpp"
#include "assay/evm/machine.hpp"
#include "assay/math/keccak256.hpp"
#include "assay/vector/cases.hpp"
#include "oddities.hpp"
#include "selectors.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

using vectors::value;
using vectors::values;

const evm_account me = make_account(0xfe11'0000'0000'0000);
constexpr std::size_t word_size = 32;
constexpr std::uint64_t now = 1'700'000'000;

word bits_of(const word& number, unsigned bits) { return number & (word::max() >> (256 - bits)); }

class quoter_world {
 public:
  quoter_world() {
    for (const evm_account& token : tokens_) on_.set_code(token, token_code());
    factory_ = on_.deploy(me, published("@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/"
                                        "UniswapV3Factory.json"));
    code_ = published("@uniswap/v3-periphery/artifacts/contracts/lens/QuoterV2.sol/QuoterV2.json");
    bytes init_code = code_;
    for (const evm_account& argument : {factory_, make_account(0x8000'0000'0000'0000)}) {
      const evm_word padded = to_evm(argument);
      init_code.insert(init_code.end(), std::begin(padded.bytes), std::end(padded.bytes));
    }
    quoter_ = on_.deploy(me, init_code);
    on_.set_time(now);
    base_ = evm_snapshot(on_.get());
  }

  [[nodiscard]] const bytes& code() const { return code_; }

  // Arguments in the order of the registry: seven of the pool, then the question.
  vectors::outcome ask(const vectors::function& function, const values& arguments) {
    evm_restore(on_.get(), base_);
    make_pool(arguments);
    const bool zero_for_one = !arguments[7].scalar().is_zero();
    const bool is_input = function.name.ends_with("quoteExactInputSingle");
    const std::uint32_t selector =
        selector_of(std::string(is_input ? "quoteExactInputSingle" : "quoteExactOutputSingle") +
                    "((address,address,uint256,uint24,uint160))");
    const evm_result result = on_.call(me, quoter_,
                                       calldata(selector)
                                           .add(tokens_[zero_for_one ? 0 : 1])
                                           .add(tokens_[zero_for_one ? 1 : 0])
                                           .add(arguments[8].scalar())
                                           .add(arguments[3].scalar())
                                           .add(arguments[9].scalar())
                                           .take());
    std::string text;
    if (result.status != EVM_SUCCESS) return {why(result, text).to_string(), {}};
    vectors::outcome answer;
    for (std::size_t i = 0; i < function.results.size(); ++i) {
      if (result.output.size < (i + 1) * word_size) break;  // too short equals nothing
      answer.results.push_back(
          make_value(function.results[i].type, from_evm(result.output.data + i * word_size)));
    }
    return answer;
  }

 private:
  // Slots of UniswapV3Factory and UniswapV3Pool.
  static constexpr std::uint64_t fee_spacings = 4;
  static constexpr std::uint64_t liquidity = 4;
  static constexpr std::uint64_t ticks = 5;
  static constexpr std::uint64_t tick_bitmap = 6;
  static constexpr std::uint64_t observations = 8;

  void make_pool(const values& arguments) {
    const word& spacing = arguments[4].scalar();
    on_.set_storage(factory_, mapping_slot(to_evm(arguments[3].scalar()), fee_spacings), spacing);
    const auto made = on_.must(factory_, factory_,
                               calldata(selector_of("createPool(address,address,uint24)"))
                                   .add(tokens_[0])
                                   .add(tokens_[1])
                                   .add(arguments[3].scalar())
                                   .take());
    const evm_account pool = account_at(made.output.data);
    for (const evm_account& token : tokens_) {
      on_.set_storage(token, to_evm(pool), word::power_of_two(255));
    }
    // One observation, of this second; unlocked.
    const word slot0 = arguments[0].scalar() | bits_of(arguments[1].scalar(), 24) << 160 |
                       word::one() << 200 | word::one() << 216 | word::one() << 240;
    on_.set_storage(pool, to_evm(word{0}), slot0);
    on_.set_storage(pool, to_evm(word{observations}), word{now} | word::one() << 248);
    on_.set_storage(pool, to_evm(word{liquidity}), arguments[2].scalar());
    std::map<std::int64_t, word> bitmap;
    for (std::size_t i = 0; i < arguments[5].words.size(); ++i) {
      const word& tick = arguments[5].words[i];
      const word first = from_evm(mapping_slot(to_evm(tick), ticks));
      on_.set_storage(pool, to_evm(first), word::one() | arguments[6].words[i] << 128);
      on_.set_storage(pool, to_evm(add_wrapping(first, word{3})), word::one() << 248);
      const std::int64_t compressed = to_i64_truncating(sint<256>::from_bits(tick)) /
                                      to_i64_truncating(sint<256>::from_bits(spacing));
      word& bits = bitmap[compressed >> 8];
      bits = bits | word::power_of_two(static_cast<unsigned>(compressed & 0xff));
    }
    for (const auto& [position, bits] : bitmap) {
      const evm_word key = to_evm(sint<256>{position}.to_bits());
      on_.set_storage(pool, mapping_slot(key, tick_bitmap), bits);
    }
  }

  machine on_{};
  const std::array<evm_account, 2> tokens_{make_account(0x7010'0000'0000'0000),
                                           make_account(0x7020'0000'0000'0000)};
  evm_account factory_{};
  evm_account quoter_{};
  bytes code_{};
  std::size_t base_ = 0;
};

TEST(evm_uniswap_v3_quoter, answers_what_is_published) {
  quoter_world world;
  for (const char* name :
       {"uniswap-v3.quoteExactInputSingle", "uniswap-v3.quoteExactOutputSingle"}) {
    const vectors::function& function = *vectors::find_function(name);
    EXPECT_EQ(function.code_hash, hex(keccak256(world.code())));
    test::case_count count("generated cases on QuoterV2 in process");
    count.record_for(name, evidence::kind::bytecode);
    vectors::case_stream stream(function, {.count = 1500, .seed = 23, .level = 3});
    vectors::test_case test;
    while (stream.next(test)) {
      const vectors::outcome answer = world.ask(function, test.arguments);
      count.check(answer == test.expected, [&] {
        return std::string(name) + " " + to_text(test.arguments) + ": bytecode " +
               answer.reverted.value_or(to_text(answer.results)) + ", engine " +
               test.expected.reverted.value_or(to_text(test.expected.results));
      });
    }
  }
}

}  // namespace
}  // namespace assay::evm
