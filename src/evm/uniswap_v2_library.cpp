// The router's bytecode as a subject. Pairs are created by the factory and have their reserves
// written into their storage; the router finds them by the address that their code hash gives.
#include "assay/evm/uniswap_v2_library.hpp"

#include <array>

#include "assay/evm/artifact.hpp"
#include "assay/trace/input_error.hpp"
#include "uniswap_v2_names.hpp"

namespace assay::evm {
namespace {

using uniswap_v2::library_answer;
using uniswap_v2::library_call;
using uniswap_v2::library_function;
using uniswap_v2::library_setup;

constexpr std::size_t word_size = sizeof(evm_word);
constexpr std::uint64_t first_token = 0x7000'0000'0000'0000;

// In the order of library_function.
constexpr std::array<std::uint32_t, 5> selectors = {
    0xad615dec,   // quote(uint256,uint256,uint256)
    0x054d50d4,   // getAmountOut(uint256,uint256,uint256)
    0x85f8c259,   // getAmountIn(uint256,uint256,uint256)
    0xd06ca61f,   // getAmountsOut(uint256,address[])
    0x1f00ca74};  // getAmountsIn(uint256,address[])

class router final : public uniswap_v2::library_subject {
 public:
  router()
      : factory_code_(published("@uniswap/v2-core/build/UniswapV2Factory.json")),
        router_code_(published("@uniswap/v2-periphery/build/UniswapV2Router02.json")) {}

  [[nodiscard]] std::string_view name() const override { return "evm"; }

  void begin(const library_setup& setup) override {
    const library_setup own;
    if (setup.fee_numerator != own.fee_numerator || setup.fee_denominator != own.fee_denominator) {
      trace::fail("subject evm", "runs Uniswap's own router, whose fee is 3/1000",
                  "replay this trace with --subject engine");
    }
    machine_ = std::make_unique<machine>();
    const evm_account factory = deploy(factory_code_, {deployer_});
    router_ = deploy(router_code_, {factory, make_account(0x8000'0000'0000'0000)});
    for (const library_setup::pair& pair : setup.pairs) {
      if (pair.token_in < pair.token_out) create_pair(factory, pair);
    }
  }

  const library_answer& answer(const library_call& call) override {
    answer_.reverted.reset();
    answer_.results.clear();
    const bool has_path = takes_path(call.function);
    const evm_result result = machine_->call(deployer_, router_, data_of(call, has_path));
    if (result.status != EVM_SUCCESS) {
      answer_.reverted = why(result, revert_text_);
      return answer_;
    }
    // A list is an offset, its length and its elements.
    const std::size_t count = result.output.size / word_size;
    for (std::size_t i = has_path ? 2 : 0; i < count; ++i) {
      answer_.results.push_back(from_evm(result.output.data + word_size * i));
    }
    return answer_;
  }

 private:
  bytes factory_code_;
  bytes router_code_;
  std::unique_ptr<machine> machine_{};
  evm_account deployer_ = make_account(0xde00'0000'0000'0000);
  evm_account router_{};
  library_answer answer_{};
  std::string revert_text_{};

  // Tokens need no code to be quoted. Their addresses are in the order of their numbers.
  static evm_account token(std::uint32_t number) { return make_account(first_token + number); }

  evm_account deploy(const bytes& code, std::initializer_list<evm_account> arguments) {
    bytes init_code = code;
    for (const evm_account& argument : arguments) {
      const evm_word padded = to_evm(argument);
      init_code.insert(init_code.end(), std::begin(padded.bytes), std::end(padded.bytes));
    }
    return machine_->deploy(deployer_, init_code);
  }

  void create_pair(const evm_account& factory, const library_setup::pair& pair) {
    using namespace uniswap_v2_names;
    const auto made = machine_->must(deployer_, factory,
                                     calldata(uniswap_v2_names::create_pair)
                                         .add(token(pair.token_in))
                                         .add(token(pair.token_out))
                                         .take());
    machine_->set_storage(account_at(made.output.data), to_evm(word{slot::reserves}),
                          pair.reserve_in | pair.reserve_out << slot::reserve_bits);
  }

  static bytes data_of(const library_call& call, bool has_path) {
    calldata data(selectors[static_cast<std::size_t>(call.function)]);
    for (const word& number : call.numbers) data.add(number);
    if (has_path) {
      data.add(std::uint64_t{2 * word_size}).add(std::uint64_t{call.path.size()});
      for (const std::uint32_t number : call.path) data.add(token(number));
    }
    return data.take();
  }
};

}  // namespace

std::unique_ptr<uniswap_v2::library_subject> make_uniswap_v2_library() {
  return std::make_unique<router>();
}

}  // namespace assay::evm
