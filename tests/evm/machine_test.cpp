// How a transaction can end, shown on a few bytes of code each: what must be exact.
#include <gtest/gtest.h>

#include <array>

#include "code.hpp"
#include "support/case_count.hpp"

namespace assay::evm::test {
namespace {

class ending {
 public:
  ending() : count_("ways in which a transaction ends") {}
  machine& on() { return machine_; }
  void check(bool holds, const char* what) {
    count_.check(holds, [&] { return std::string(what); });
  }

 private:
  machine machine_{};
  assay::test::case_count count_;
};

std::string reason(const evm_result& result) {
  std::string text;
  return why(result, text).to_string();
}

TEST(evm_machine, successes) {
  ending all;
  evm_result result = run(all.on(), "602a 6000 52 6020 6000 f3");
  all.check(result.status == EVM_SUCCESS && result.output.size == 32, "output");
  all.check(from_evm(result.output.data) == word{42}, "what it returned");
  all.check(result.gas_used == 18, "gas used is that of the execution");
  result = run(all.on(), "6007 6000 55 602a 6000 52 6005 6020 6000 a1");
  evm_log_entry log;
  all.check(result.log_count == 1 && evm_log(all.on().get(), 0, &log), "a log");
  all.check(log.topic_count == 1 && from_evm(log.topics[0]) == word{5}, "its topic");
  all.check(log.data.size == 32 && from_evm(log.data.data) == word{42}, "its data");
  all.check(!evm_log(all.on().get(), 1, &log), "no second one");
  all.check(slot(all.on(), it, 0) == word{7}, "what it wrote stays");
}

TEST(evm_machine, reverts) {
  ending all;
  evm_result result = run(all.on(), "6000 6000 fd");
  all.check(result.status == EVM_REVERT && result.gas_used == 6, "the rest of the gas is left");
  all.check(reason(result).empty(), "no data, no reason");
  result = run(all.on(),
               "62461bcd 60e5 1b 6000 52 6020 6004 52 6003 6024 52 624c4f4b 60e8 1b 6044 52 "
               "6064 6000 fd");
  all.check(result.status == EVM_REVERT && reason(result) == "LOK", "reason string");
  result = run(all.on(), "634e487b71 60e0 1b 6000 52 6011 6004 52 6024 6000 fd");
  all.check(reason(result) == "Panic(0x11)", "panic code");
  result = run(all.on(), "63deadbeef 60e0 1b 6000 52 6007 6004 52 6024 6000 fd");
  all.check(reason(result).starts_with("0xdeadbeef00"), "a custom error");
  all.check(reason(result).size() == 2 + 2 * 36, "with its arguments");
  // Error(string) whose length lies: 2^256 - 1 bytes.
  result = run(all.on(), "62461bcd 60e5 1b 6000 52 6020 6004 52 6000 19 6024 52 6064 6000 fd");
  all.check(reason(result).starts_with("0x08c379a0"), "a reason that lies about its length");
  result = run(all.on(), "6007 6000 55 6005 6000 6000 a1 6000 6000 fd");
  all.check(slot(all.on(), it, 0).is_zero() && result.log_count == 0, "a revert leaves nothing");
  all.check(all.on().changes().empty(), "and tells of no change");
}

TEST(evm_machine, halts) {
  ending all;
  const evm_result result = run(all.on(), "fe");
  all.check(halts(result, EVM_HALT_INVALID), "invalid");
  all.check(result.gas_used == test_gas && result.output.size == 0, "takes all gas");
  all.check(reason(result) == "INVALID", "and is called so");
  struct expectation {
    const char* text;
    evm_halt why;
    std::uint64_t gas;
  };
  constexpr std::uint64_t enormous = std::uint64_t{1} << 62;
  const std::array<expectation, 9> rows = {{{"0c", EVM_HALT_UNKNOWN_OPCODE, test_gas},
                                            {"6000 56", EVM_HALT_JUMP, test_gas},
                                            {"50", EVM_HALT_STACK, test_gas},
                                            {"5b 6000 56", EVM_HALT_OUT_OF_GAS, 100'000},
                                            {"6020 6001 6000 3e", EVM_HALT_RETURN_DATA, test_gas},
                                            {"6000 19 6000 f3", EVM_HALT_OUT_OF_GAS, test_gas},
                                            {"fe", EVM_HALT_INVALID, enormous},
                                            {"6000 63ffffff00 52", EVM_HALT_MEMORY_LIMIT, enormous},
                                            {"5b 6000 80 56", EVM_HALT_OUT_OF_GAS, 1000}}};
  for (const expectation& row : rows) {
    all.check(halts(run(all.on(), row.text, row.gas), row.why), row.text);
  }
  put(all.on(), it, "6001 6000 55");
  evm_result written{};
  evm_view(all.on().get(), &me, &it, {nullptr, 0}, test_gas, &written);
  all.check(halts(written, EVM_HALT_STATIC) && slot(all.on(), it, 0).is_zero(), "static write");
}

TEST(evm_machine, forks_differ_in_their_opcodes) {
  ending all;
  const char* push0 = "5f 5f f3";
  const char* mcopy = "6000 6000 6000 5e";
  const char* count_leading_zeros = "6001 1e";
  struct expectation {
    const char* fork;
    bool push0, mcopy, count_leading_zeros;
  };
  const std::array<expectation, 6> rows = {{{"London", false, false, false},
                                            {"Merge", false, false, false},
                                            {"Shanghai", true, false, false},
                                            {"Cancun", true, true, false},
                                            {"Prague", true, true, false},
                                            {"Osaka", true, true, true}}};
  for (const expectation& row : rows) {
    machine on(row.fork);
    all.check(row.push0 == (run(on, push0).status == EVM_SUCCESS), row.fork);
    all.check(row.mcopy == (run(on, mcopy).status == EVM_SUCCESS), row.fork);
    all.check(row.count_leading_zeros == (run(on, count_leading_zeros).status == EVM_SUCCESS),
              row.fork);
    all.check(run(on, "00", std::uint64_t{1} << 60).status == EVM_SUCCESS, "no cap on gas");
  }
  EXPECT_THROW(machine("Nowhere"), std::invalid_argument);
}

TEST(evm_machine, code_of_any_size) {
  ending all;
  machine on("Osaka");
  bytes init = code("620186a0 6000 f3");  // returns 100,000 zero bytes as code
  init.resize(300'000);
  const evm_account made = on.deploy(me, init);
  all.check(evm_code(on.get(), &made).size == 100'000, "no limit on code size");
  all.check(evm_nonce(on.get(), &me) == 1, "the deployer's nonce goes up");
  init = code("6001 600a 6000 39 6001 6000 f3 00");
  evm_result result{};
  evm_deploy(on.get(), &me, nullptr, view(init), test_gas, &other, &result);
  all.check(result.status == EVM_SUCCESS && same(result.created, other), "deployed where asked");
  const bytes failing = code("fe");
  evm_deploy(on.get(), &me, nullptr, view(failing), test_gas, nullptr, &result);
  all.check(halts(result, EVM_HALT_INVALID), "a constructor that fails");
}

TEST(evm_machine, one_transaction_at_a_time) {
  ending all;
  run(all.on(), "6001 6000 5d");
  evm_result result = run(all.on(), "6000 5c 6000 52 6020 6000 f3");
  all.check(from_evm(result.output.data).is_zero(), "transient storage ends");
  // A call that halts inside is only that call's end: the caller goes on with its 1/64.
  put(all.on(), other, "fe");
  result = run(all.on(), "6000 6000 6000 6000 6000 610dd0 5a f1 6000 52 6020 6000 f3");
  all.check(result.status == EVM_SUCCESS && from_evm(result.output.data).is_zero(),
            "a halt inside is contained");
  evm_set_block(all.on().get(), 77, 5'000'000'000);
  result = run(all.on(), "42 6000 52 43 6020 52 6040 6000 f3");
  all.check(from_evm(result.output.data) == word{5'000'000'000}, "timestamp");
  all.check(from_evm(result.output.data + 32) == word{77}, "block number");
}

}  // namespace
}  // namespace assay::evm::test
