// The text of a Foundry test. It needs no library: cheat codes are called by their address, tokens
// and factory are put where they were during the campaign, and the actors are one small contract.
#include "foundry_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "oddities.hpp"
#include "selectors.hpp"
#include "stranger.hpp"

namespace assay::evm {
namespace {

constexpr std::uint32_t error_selector = 0x08c379a0;  // Error(string)
constexpr std::uint32_t panic_selector = 0x4e487b71;  // Panic(uint256)

constexpr std::string_view head = R"(// SPDX-License-Identifier: UNLICENSED
pragma solidity >=0.8.12;

interface Vm {
  struct Log {
    bytes32[] topics;
    bytes data;
    address emitter;
  }
  function warp(uint256) external;
  function etch(address, bytes calldata) external;
  function store(address, bytes32, bytes32) external;
  function load(address, bytes32) external view returns (bytes32);
  function prank(address) external;
  function recordLogs() external;
  function getRecordedLogs() external returns (Log[] memory);
  function envOr(string calldata, bytes calldata) external view returns (bytes memory);
}

struct Call {
  address to;
  bytes data;
  bool expectsAnswer;
}

// Makes the calls of an operation, and answers the pool's callback.
contract Actor {
  Call[] private inside;
  address private pool;
  address[2] private tokens;
  int256[2] private extra;
  uint256[2] private lent;

  function prepare(
    Call[] calldata inside_,
    address pool_,
    address[2] calldata tokens_,
    int256[2] calldata extra_,
    uint256[2] calldata lent_
  ) external {
    delete inside;
    for (uint256 i = 0; i < inside_.length; i++) inside.push(inside_[i]);
    pool = pool_;
    tokens = tokens_;
    extra = extra_;
    lent = lent_;
  }

  function operate(Call[] calldata calls) external returns (bytes memory answer) {
    for (uint256 i = 0; i < calls.length; i++) {
      answer = make(calls[i].to, calls[i].data, calls[i].expectsAnswer);
    }
  }

  function uniswapV2Call(address, uint256, uint256, bytes calldata) external {
    reenter();
  }
  function uniswapV3MintCallback(uint256 owed0, uint256 owed1, bytes calldata) external {
    reenter();
    payOwed(0, owed0);
    payOwed(1, owed1);
  }
  function uniswapV3SwapCallback(int256 owed0, int256 owed1, bytes calldata) external {
    reenter();
    if (owed0 > 0) payOwed(0, uint256(owed0));
    if (owed1 > 0) payOwed(1, uint256(owed1));
  }
  function uniswapV3FlashCallback(uint256 fee0, uint256 fee1, bytes calldata) external {
    reenter();
    unchecked {
      pay(0, lent[0] + fee0);
      pay(1, lent[1] + fee1);
    }
  }
)";

// A pair whose interface nobody knows in full may call back by any name.
constexpr std::string_view any_callback = R"(
  fallback() external {
    reenter();
  }
)";

constexpr std::string_view actor_end = R"(
  function reenter() private {
    for (uint256 i = 0; i < inside.length; i++) {
      make(inside[i].to, inside[i].data, inside[i].expectsAnswer);
    }
  }
  function payOwed(uint256 token, uint256 owed) private {
    if (owed > 0) pay(token, owed);
  }
  function pay(uint256 token, uint256 owed) private {
    uint256 amount;
    unchecked {
      uint256 less = uint256(-extra[token]);
      if (extra[token] >= 0) amount = owed + uint256(extra[token]);
      else amount = owed > less ? owed - less : 0;
    }
    if (amount > 0) {
      make(tokens[token], abi.encodeWithSelector(0xa9059cbb, pool, amount), false);
    }
  }
  function make(address to, bytes memory data, bool expectsAnswer)
    private
    returns (bytes memory answer)
  {
    bool success;
    (success, answer) = to.call(data);
    if (!success) {
      assembly {
        revert(add(answer, 32), mload(answer))
      }
    }
    require(!expectsAnswer || answer.length >= 32);
  }
}
)";

constexpr std::string_view tools = R"(
  function warp(uint256 time) private {
    vm.warp(time);
  }
  function put(address where, uint256 key, uint256 value) private {
    vm.store(where, bytes32(key), bytes32(value));
  }
  function link(bytes memory code, uint256 offset, address where) private pure {
    for (uint256 i = 0; i < 20; i++) code[offset + i] = bytes20(where)[i];
  }
  function create(address from, bytes memory code) private returns (address made) {
    vm.prank(from);
    assembly {
      made := create(0, add(code, 32), mload(code))
    }
    require(made != address(0), "the constructor fails");
  }
  function call(address from, address to, bytes memory data) private returns (bytes memory told) {
    bool done;
    vm.prank(from);
    (done, told) = to.call(data);
    require(done, "a call that prepares the pool fails");
  }

  // The pool's address during the campaign becomes the one that it has here.
  function here(bytes memory data, uint256 from) private view returns (bytes memory) {
    for (uint256 i = from; i + 32 <= data.length; i += 32) {
      bytes32 part;
      assembly {
        part := mload(add(add(data, 32), i))
      }
      if (part != bytes32(uint256(uint160(POOL_BEFORE)))) continue;
      part = bytes32(uint256(uint160(pool)));
      assembly {
        mstore(add(add(data, 32), i), part)
      }
    }
    return data;
  }
  function here(address who) private view returns (address) {
    if (who == POOL_BEFORE) return pool;
    return who == FACTORY_BEFORE ? factory : who;
  }
  function add(Call[] storage list, address to, bytes memory data, bool expectsAnswer) private {
    list.push(Call(here(to), here(data, 4), expectsAnswer));
  }
  function operate(address actor, int256[2] memory extra, uint256[2] memory lent) private {
    for (uint256 i = 0; i < ACTORS.length; i++) {
      Actor(ACTORS[i]).prepare(inside, pool, TOKENS, extra, lent);
    }
    vm.recordLogs();
    (success, answer) = actor.call(abi.encodeWithSelector(Actor.operate.selector, calls));
    if (success) answer = abi.decode(answer, (bytes));
    delete calls;
    delete inside;
  }
  function at(uint256 step, string memory what) private pure returns (string memory) {
    bytes memory digits;
    for (; step > 0; step /= 10) digits = abi.encodePacked(uint8(48 + (step % 10)), digits);
    return string.concat("step ", string(digits), " ", what);
  }
)";

constexpr std::string_view checks = R"(
  function succeeds(uint256 step) private view {
    require(success, at(step, "is accepted, and reverts here"));
  }
  function fails(uint256 step, bytes memory reason) private view {
    require(!success, at(step, "reverts, and is accepted here"));
    require(keccak256(answer) == keccak256(reason), at(step, "reverts for another reason here"));
  }
  function returned(bytes memory expected) private view {
    require(answer.length >= expected.length, "returns less here");
    bytes memory got = answer;
    assembly {
      mstore(got, mload(expected))
    }
    require(keccak256(got) == keccak256(here(expected, 0)), "returns something else here");
  }
  function emitted(bytes[] memory expected) private {
    Vm.Log[] memory logs = vm.getRecordedLogs();
    uint256 count;
    for (uint256 i = 0; i < logs.length; i++) {
      if (logs[i].emitter != pool) continue;
      require(count < expected.length, "emits more events here");
      bytes memory got = abi.encodePacked(logs[i].topics, logs[i].data);
      require(keccak256(got) == keccak256(here(expected[count], 0)), "emits another event here");
      count++;
    }
    require(count == expected.length, "emits fewer events here");
  }
  function shows(string memory name, address of_, bytes memory question, bytes memory expected)
    private
    view
  {
    (bool told, bytes memory got) = here(of_).staticcall(here(question, 4));
    require(told && got.length >= expected.length, string.concat(name, " does not answer here"));
    assembly {
      mstore(got, mload(expected))
    }
    require(
      keccak256(got) == keccak256(here(expected, 0)),
      string.concat(name, " answers something else here")
    );
  }
)";

bytes error_data(std::string_view text) {
  calldata data(error_selector);
  data.add_bytes(text);
  return data.take();
}

std::string call_line(std::string_view list, const call_step& call) {
  return fmt::format("    add({}, {}, {}, {});\n", list, address_literal(call.to),
                     hex_literal(call.data), call.expects_answer);
}
std::string poke_line(const script_poke& poke) {
  return fmt::format("    put({}, uint256(bytes32({})), uint256(bytes32({})));\n",
                     address_literal(poke.where), hex_literal(to_evm(poke.key).bytes),
                     hex_literal(to_evm(poke.value).bytes));
}

std::string operate_line(const script_step& step) {
  const auto whole = [](const word& value) {
    return fmt::format("uint256(bytes32({}))", hex_literal(to_evm(value).bytes));
  };
  return fmt::format("    operate({}, [int256({}), int256({})], [{}, {}]);\n",
                     address_literal(step.caller), whole(step.extra[0].to_bits()),
                     whole(step.extra[1].to_bits()), whole(step.lent[0]), whole(step.lent[1]));
}

// The i-th step; in the trace step 1 creates the pool.
std::string step_lines(const foundry_test& test, std::size_t i) {
  const script_step& step = test.played.steps[i];
  const foundry_outcome& outcome = test.outcomes[i];
  const std::size_t number = i + 2;
  std::string out = fmt::format("\n    // step {}\n    warp({});\n", number, step.time);
  for (const script_poke& poke : step.pokes) out += poke_line(poke);
  for (const call_step& call : step.calls) out += call_line("calls", call);
  for (const call_step& call : step.inside) out += call_line("inside", call);
  if (test.judge) out += test.judge->asked[i];
  if (step.is_called) out += operate_line(step);
  if (test.judge) {
    if (!step.is_called) out += fmt::format("    idle({});\n", outcome.ok);
    return out + fmt::format("    judge({});\n", number);
  }
  if (!step.is_called) return out;
  return out + (outcome.ok
                    ? fmt::format("    succeeds({});\n", number)
                    : fmt::format("    fails({}, {});\n", number, hex_literal(outcome.data)));
}

std::string last_lines(const foundry_test& test) {
  std::string out;
  if (!test.outcomes.empty() && test.outcomes.back().ok && test.played.steps.back().is_called) {
    if (!test.returned.empty()) {
      out += fmt::format("    returned({});\n", hex_literal(test.returned));
    }
    out += fmt::format("    bytes[] memory events = new bytes[]({});\n", test.events.size());
    for (std::size_t i = 0; i < test.events.size(); ++i) {
      bytes whole;
      for (const evm_word& topic : test.events[i].topics) {
        whole.insert(whole.end(), std::begin(topic.bytes), std::end(topic.bytes));
      }
      whole.insert(whole.end(), test.events[i].data.begin(), test.events[i].data.end());
      out += fmt::format("    events[{}] = {};\n", i, hex_literal(whole));
    }
    out += "    emitted(events);\n";
  }
  for (const foundry_view& view : test.views) {
    out += fmt::format("    shows(\"{}\", {}, {}, {});\n", view.name, address_literal(view.of),
                       hex_literal(view.question), hex_literal(view.answer));
  }
  return out;
}

std::string as_comment(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += "// " + std::string(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// What comes first, with the actor's callbacks by the names that the pool knows.
std::string file_head(const foundry_test& test) {
  std::string out(head);
  for (const auto& [own, theirs] : test.callbacks) {
    const std::string declared = fmt::format("function {}(", own);
    const std::size_t at = out.find(declared);
    if (at != std::string::npos)
      out.replace(at, declared.size(), fmt::format("function {}(", theirs));
  }
  return out;
}

std::string contract_head(const foundry_test& test) {
  const script& played = test.played;
  std::string out = "\n" + as_comment(test.remark);
  out += test.judge
             ? fmt::format("// Fails where a step breaks {}, as one does on this contract.\n",
                           test.judge->id)
             : fmt::format("// Fails on this contract and passes on {}'s own.\n", test.protocol);
  out +=
      "// ASSAY_CREATION_CODE in the environment, in hexadecimal, takes its place: a mended one, "
      "for "
      "example.\n";
  out += "contract CounterexampleTest {\n";
  out +=
      "  Vm private constant vm = Vm(address(uint160(uint256(keccak256(\"hevm cheat code\")))));\n";
  out += fmt::format("  bytes private constant CREATION_CODE =\n    {};\n",
                     hex_literal(test.creation_code));
  out +=
      fmt::format("  address private constant POOL_BEFORE = {};\n", address_literal(played.pool));
  out += fmt::format("  address private constant FACTORY_BEFORE = {};\n",
                     address_literal(played.factory));
  out += fmt::format("  address[2] private TOKENS = [{}, {}];\n", address_literal(played.tokens[0]),
                     address_literal(played.tokens[1]));
  out += "  address[] private ACTORS;\n  address private pool;\n  address private factory;\n";
  out += "  Call[] private calls;\n  Call[] private inside;\n";
  out += "  bool private success;\n  bytes private answer;\n";
  return out;
}

// What links a library: created, and its address put where the code wants it.
std::string library_lines(const foundry_test& test) {
  std::string out;
  for (const library_use& library : test.libraries) {
    out += fmt::format("    // {}\n    library_ = create({}, {});\n", library.name,
                       address_literal(deployer()), hex_literal(library.creation_code));
    for (const std::size_t offset : library.offsets) {
      out += fmt::format("    link(code, {}, library_);\n", offset);
    }
  }
  return out.empty() ? out : "    address library_;\n" + out;
}

std::string setup_lines(const foundry_test& test) {
  const script& played = test.played;
  std::string out = "\n  function setUp() public {\n";
  for (unsigned i = 0; i < 2; ++i) {
    out += fmt::format("    vm.etch(TOKENS[{}], {});\n", i, hex_literal(test.token_codes[i]));
  }
  for (const evm_account& actor : played.actors) {
    out += fmt::format("    ACTORS.push({});\n", address_literal(actor));
  }
  out += "    bytes memory actor = address(new Actor()).code;\n";
  out += "    for (uint256 i = 0; i < ACTORS.length; i++) vm.etch(ACTORS[i], actor);\n";
  out += "    bytes memory code = vm.envOr(\"ASSAY_CREATION_CODE\", CREATION_CODE);\n";
  out += library_lines(test);
  out += test.deployment;
  for (const script_poke& poke : played.pokes) out += poke_line(poke);
  return out + "  }\n";
}

}  // namespace

void rename_functions(foundry_test& test, const contract& code) {
  const auto rename = [&](const evm_account& to, bytes& data) {
    const bool is_theirs = same(to, test.played.pool) || same(to, test.played.factory);
    if (!is_theirs || data.size() < selector_size) return;
    for (const auto& [function, there] : code.config.functions) {
      if (selector_in(data) != selector_of(function)) continue;
      const bytes selector = calldata(selector_of(there)).take();
      std::copy(selector.begin(), selector.end(), data.begin());
      return;
    }
  };
  for (script_step& step : test.played.steps) {
    for (call_step& call : step.calls) rename(call.to, call.data);
    for (call_step& call : step.inside) rename(call.to, call.data);
  }
  for (foundry_view& view : test.views) rename(view.of, view.question);
  const auto name_of = [](const std::string& function) {
    return function.substr(0, function.find('('));
  };
  for (const auto& [function, there] : code.config.functions) {
    test.callbacks.emplace_back(name_of(function), name_of(there));
  }
}

std::string hex_literal(std::span<const std::uint8_t> data) {
  return "hex\"" + hex(data).substr(2) + "\"";
}
std::string address_literal(const evm_account& account) {
  return fmt::format("address(bytes20({}))", hex_literal(account.bytes));
}

bytes joined(std::initializer_list<word> words) {
  bytes all;
  for (const word& value : words) {
    const evm_word one = to_evm(value);
    all.insert(all.end(), std::begin(one.bytes), std::end(one.bytes));
  }
  return all;
}

foundry_outcome outcome_of(const std::optional<revert>& reverted) {
  if (!reverted) return {};
  foundry_outcome out{.ok = false};
  if (reverted->kind == revert_kind::panic) {
    calldata data(panic_selector);
    std::uint64_t code = 0;
    for (const char letter : reverted->text.substr(8, 2)) {
      code =
          16 * code + static_cast<std::uint64_t>(letter <= '9' ? letter - '0' : letter - 'a' + 10);
    }
    out.data = data.add(code).take();
  } else if (reverted->kind == revert_kind::reason) {
    out.data = error_data(reverted->to_string());
  }
  return out;
}

std::string to_solidity(const foundry_test& test) {
  std::string out = file_head(test);
  if (test.judge) out += any_callback;
  out += actor_end;
  if (test.judge) out += test.judge->types;
  out += contract_head(test);
  out += setup_lines(test);
  out += "\n  function test_counterexample() public {\n";
  if (test.judge) out += "    begin();\n";
  for (std::size_t i = 0; i < test.played.steps.size(); ++i) out += step_lines(test, i);
  if (!test.judge) out += last_lines(test);
  out += "  }\n";
  out += tools;
  out += test.judge ? std::string_view(test.judge->members) : checks;
  return out + "}\n";
}

}  // namespace assay::evm
