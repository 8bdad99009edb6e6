// The libraries' bytecode as a subject.
#include "assay/evm/uniswap_v3_math.hpp"

#include <filesystem>

#include "assay/evm/artifact.hpp"
#include "assay/trace/input_error.hpp"
#include "selectors.hpp"

namespace assay::evm {
namespace {

using uniswap_v3::math_answer;
using uniswap_v3::math_call;
using uniswap_v3::math_function;
using uniswap_v3::math_signature;
using uniswap_v3::math_type;

constexpr std::size_t word_size = sizeof(evm_word);
// A ring comes as three lists: of times, of ticks, of seconds per liquidity.
constexpr std::size_t ring_lists = 3;

bytes functions_code() {
  const std::string path = contracts_folder() + "/v3_functions.json";
  if (!std::filesystem::exists(path)) {
    trace::fail(path, "is not there", "run scripts/contracts, which compiles it");
  }
  return creation_code(path);
}

// The function of this name in v3_functions.sol; a dot is no letter there.
std::uint32_t selector_of(const math_signature& function) {
  std::string text(function.name);
  std::erase(text, '.');
  char separator = '(';
  for (const math_type type : function.arguments) {
    text += separator;
    text += type == math_type::ring ? "uint32[],int56[],uint160[]" : info_of(type).name;
    separator = ',';
  }
  return evm::selector_of(std::string_view(text + ")"));
}

class libraries final : public uniswap_v3::math_subject {
 public:
  libraries() : contract_(machine_.deploy(caller_, functions_code())) {
    for (const math_signature& function : uniswap_v3::math_signatures()) {
      selectors_.push_back(selector_of(function));
    }
  }

  [[nodiscard]] std::string_view name() const override { return "evm"; }

  const math_answer& answer(const math_call& call) override {
    answer_.reverted.reset();
    answer_.results.clear();
    const evm_result result = machine_.call(caller_, contract_, data_of(call));
    if (result.status != EVM_SUCCESS) {
      answer_.reverted = why(result, revert_text_);
      return answer_;
    }
    for (std::size_t at = 0; at + word_size <= result.output.size; at += word_size) {
      answer_.results.push_back(from_evm(result.output.data + at));
    }
    return answer_;
  }

 private:
  machine machine_{};
  evm_account caller_ = make_account(0xde00'0000'0000'0000);
  evm_account contract_;
  std::vector<std::uint32_t> selectors_{};
  math_answer answer_{};
  std::string revert_text_{};

  [[nodiscard]] bytes data_of(const math_call& call) const {
    const auto& types = signature_of(call.function).arguments;
    const bool has_ring = types.front() == math_type::ring;
    calldata data(selectors_[static_cast<std::size_t>(call.function)]);
    if (has_ring) {
      // Offsets to the lists, which follow the numbers: each its length, then its elements.
      const std::uint64_t head = (ring_lists + call.numbers.size()) * word_size;
      const std::uint64_t list = (1 + call.ring.size()) * word_size;
      for (std::uint64_t i = 0; i < ring_lists; ++i) data.add(head + i * list);
    }
    for (const word& number : call.numbers) data.add(number);
    if (has_ring) add_ring(data, call);
    return data.take();
  }

  static void add_ring(calldata& data, const math_call& call) {
    const std::uint64_t size = call.ring.size();
    data.add(size);
    for (const auto& one : call.ring) data.add(std::uint64_t{one.block_timestamp});
    data.add(size);
    for (const auto& one : call.ring) data.add_signed(one.tick_cumulative);
    data.add(size);
    for (const auto& one : call.ring) {
      data.add(widen<word::bits>(one.seconds_per_liquidity_cumulative_x128));
    }
  }
};

}  // namespace

std::unique_ptr<uniswap_v3::math_subject> make_uniswap_v3_math() {
  return std::make_unique<libraries>();
}

}  // namespace assay::evm
