// Asked once of every stranger's pair. Mirrors UniswapV2ERC20.permit (EIP-712 and EIP-2612) and
// UniswapV2Pair.initialize of Uniswap/v2-core v1.0.1.
#include "uniswap_v2_probes.hpp"

#include <fmt/format.h>

#include "assay/evm/artifact.hpp"
#include "assay/math/keccak256.hpp"
#include "stranger.hpp"

namespace assay::evm {
namespace {

constexpr std::string_view permit = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";

// The account whose private key is 1. With 1 as the nonce of a signature too, the point of the
// signature is the generator G of secp256k1, so that r is G's x, the parity is that of G's y, and
// s is the digest plus r, modulo the order of G.
constexpr std::string_view signer_hex = "7e5f4552091a69125d5dfcb7b8c2659029395bdf";
constexpr std::string_view generator_x_hex =
    "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
constexpr std::string_view order_hex =
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
constexpr std::uint64_t even_y = 27;

word word_of(std::string_view digits) { return from_evm(from_hex(digits).data()); }

// keccak256 of the concatenation.
evm_word hash_of(std::string_view prefix, std::initializer_list<word> words) {
  bytes all(prefix.begin(), prefix.end());
  for (const word& value : words) {
    const evm_word one = to_evm(value);
    all.insert(all.end(), std::begin(one.bytes), std::end(one.bytes));
  }
  const hash256 digest = keccak256(all);
  evm_word out;
  std::copy(digest.begin(), digest.end(), std::begin(out.bytes));
  return out;
}
word text_hash(std::string_view text) { return from_evm(topic_of(text)); }

class prober {
 public:
  prober(machine& on, const contract& code, const pair_contracts& where, std::string_view prefix,
         oddities& odd)
      : on_(on), code_(code), where_(where), prefix_(prefix), odd_(odd) {
    const bytes digits = from_hex(signer_hex);
    std::copy(digits.begin(), digits.end(), std::begin(signer_.bytes));
  }

  void constants(std::uint64_t minimum_liquidity) {
    check_constant(on_, code_, where_.pair, "MINIMUM_LIQUIDITY()", to_evm(word{minimum_liquidity}),
                   odd_);
    check_constant(on_, code_, where_.pair, "decimals()", to_evm(word{18}), odd_);
    check_constant(on_, code_, where_.pair, "PERMIT_TYPEHASH()", to_evm(permit_type()), odd_);
    if (code_.has("name()")) {
      check_constant(on_, code_, where_.pair, "DOMAIN_SEPARATOR()", domain(), odd_);
    }
  }

  void initialize() {
    constexpr std::string_view function = "initialize(address,address)";
    if (!code_.has(function)) return;
    const auto call = calldata(selector_of(function)).add(where_.tokens[1]).add(where_.tokens[0]);
    expect(function, on_.call(signer_, where_.pair, calldata(call).take()), "FORBIDDEN");
  }

  void permits() {
    const bool is_there =
        code_.has(permit) && code_.has("DOMAIN_SEPARATOR()") && code_.has("nonces(address)");
    if (!is_there) return;
    constexpr std::uint64_t now = 1'600'000'000;
    on_.set_time(now);
    const word spender = from_evm(to_evm(where_.factory));
    expect(permit, sign(spender, word{7}, now - 1), "EXPIRED");
    const evm_result accepted = sign(spender, word{7}, now);  // the last second counts
    expect(permit, accepted, {});
    if (accepted.status != EVM_SUCCESS) return;
    check_event(accepted, spender, word{7});
    ask(calldata(selector_of("nonces(address)")).add(signer_), "nonces(address)", word::one());
    ask(calldata(selector_of("allowance(address,address)")).add(signer_).add(where_.factory),
        "allowance(address,address)", word{7});
    // The same signature once more: its nonce is used up.
    expect(permit, on_.call(signer_, where_.pair, last_), "INVALID_SIGNATURE");
    // Nobody's signature for nobody.
    calldata nobody(selector_of(permit));
    for (const word& part :
         {word::zero(), spender, word{7}, word{now}, word::zero(), word::zero(), word::zero()}) {
      nobody.add(part);
    }
    expect(permit, on_.call(signer_, where_.pair, nobody.take()), "INVALID_SIGNATURE");
  }

 private:
  static word permit_type() {
    return text_hash(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
  }

  // The domain that a pair of this name has.
  evm_word domain() {
    const evm_result told = on_.try_view(where_.pair, calldata(selector_of("name()")).take());
    constexpr std::size_t text_at = 2 * sizeof(evm_word);
    std::string name;
    if (told.status == EVM_SUCCESS && told.output.size >= text_at) {
      const word size = from_evm(told.output.data + sizeof(evm_word));
      if (size <= word{told.output.size - text_at}) {
        name.assign(reinterpret_cast<const char*>(told.output.data) + text_at,
                    to_u64_truncating(size));
      }
    }
    return hash_of("",
                   {text_hash("EIP712Domain(string name,string version,uint256 chainId,"
                              "address verifyingContract)"),
                    text_hash(name), text_hash("1"), word::one(), from_evm(to_evm(where_.pair))});
  }

  evm_result sign(const word& spender, const word& value, std::uint64_t deadline) {
    const word owner = from_evm(to_evm(signer_));
    const word nonce = view_of("nonces(address)", &signer_);
    const word content =
        from_evm(hash_of("", {permit_type(), owner, spender, value, nonce, word{deadline}}));
    const word digest =
        from_evm(hash_of("\x19\x01", {view_of("DOMAIN_SEPARATOR()", nullptr), content}));
    const word r = word_of(generator_x_hex);
    const auto sum = add_wrapping(widen<512>(digest), widen<512>(r));
    const word s = truncate<256>(rem(sum, widen<512>(word_of(order_hex))));
    calldata call(selector_of(permit));
    for (const word& part : {owner, spender, value, word{deadline}, word{even_y}, r, s}) {
      call.add(part);
    }
    last_ = call.take();
    return on_.call(signer_, where_.pair, last_);
  }

  word view_of(std::string_view function, const evm_account* argument) {
    calldata call(selector_of(function));
    if (argument != nullptr) call.add(*argument);
    const evm_result told = on_.try_view(where_.pair, call.take());
    const bool is_word = told.status == EVM_SUCCESS && told.output.size >= sizeof(evm_word);
    return is_word ? from_evm(told.output.data) : word::zero();
  }

  void ask(calldata call, std::string_view function, const word& expected) {
    const evm_result told = on_.try_view(where_.pair, call.take());
    const bool is_word = told.status == EVM_SUCCESS && told.output.size >= sizeof(evm_word);
    if (is_word && from_evm(told.output.data) == expected) return;
    odd_.note(fmt::format("state.{} after permit", function), hex(to_evm(expected)),
              hex(std::span(told.output.data, told.output.size)));
  }

  // Approval(owner, spender, value), and nothing else.
  void check_event(const evm_result& result, const word& spender, const word& value) {
    evm_log_entry log{};
    const bool is_right = result.log_count == 1 && evm_log(on_.get(), 0, &log) &&
                          log.topic_count == 3 &&
                          same(log.topics[0], topic_of("Approval(address,address,uint256)")) &&
                          from_evm(log.topics[1]) == from_evm(to_evm(signer_)) &&
                          from_evm(log.topics[2]) == spender && log.data.size == sizeof(evm_word) &&
                          from_evm(log.data.data) == value;
    if (!is_right)
      odd_.note("result.events of permit", "Approval(owner, spender, value)", "another");
  }

  // No reason: success.
  void expect(std::string_view function, const evm_result& result, std::string_view reason) {
    std::string text;
    const std::string got = result.status == EVM_SUCCESS ? "ok" : why(result, text).to_string();
    const std::string expected = reason.empty() ? "ok" : fmt::format("{}: {}", prefix_, reason);
    if (!code_.config.is_reason(got, expected))
      odd_.note(fmt::format("result.revert of {}", function), expected, got);
  }

  machine& on_;
  const contract& code_;
  const pair_contracts& where_;
  std::string_view prefix_;
  oddities& odd_;
  evm_account signer_{};
  bytes last_{};
};

}  // namespace

void probe_pair(machine& on, const contract& code, const pair_contracts& where,
                const uniswap_v2::parameters& rules, oddities& odd) {
  const std::size_t before = evm_snapshot(on.get());
  prober asks(on, code, where, rules.prefix, odd);
  asks.constants(rules.minimum_liquidity);
  asks.initialize();
  asks.permits();
  evm_restore(on.get(), before);
  evm_release(on.get(), before);
}

}  // namespace assay::evm
