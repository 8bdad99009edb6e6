// `assay call`: one function, operations on a pool, their ABI encodings, and what cannot be asked.
#include <fmt/format.h>
#include <simdjson.h>

#include "assay/vector/sequence_file.hpp"
#include "cli/functions/program.hpp"
#include "support/case_count.hpp"

namespace assay::test {
namespace {

// A word of the ABI that holds a small number.
std::string word(unsigned number) {
  std::string digits = fmt::format("{:x}", number);
  return std::string(64 - digits.size(), '0') + digits;
}

TEST(call, answers_functions_as_text_json_and_abi) {
  EXPECT_EQ(run("assay call uniswap-v2.getAmountOut 1000 5000 10000").output, "1662\n");
  EXPECT_EQ(run("assay call uniswap-v2.getAmountOut 1000 5000 10000 --json").output,
            "{\"out\":[\"1662\"]}\n");
  const std::string text = "UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT";
  const outcome reverted = run("assay call uniswap-v2.getAmountOut 0 5000 10000");
  EXPECT_EQ(reverted.code, 0);
  EXPECT_EQ(reverted.output, "revert " + text + "\n");
  EXPECT_EQ(run("assay call uniswap-v2.getAmountOut 0 5000 10000 --json").output,
            "{\"revert\":\"" + text + "\"}\n");
  // (true, "", abi.encode(1662)): the offsets of both texts, then their lengths and bytes.
  EXPECT_EQ(run("assay call uniswap-v2.getAmountOut 1000 5000 10000 --abi").output,
            "0x" + word(1) + word(96) + word(128) + word(0) + word(32) + word(1662) + "\n");
  // (false, "AS…", ""): 43 bytes of text take two words.
  std::string padded;
  for (const char letter : text) padded += fmt::format("{:02x}", letter);
  padded.resize(128, '0');
  EXPECT_EQ(run("assay call uniswap-v2.getAmountOut 0 5000 10000 --abi").output,
            "0x" + word(0) + word(96) + word(192) + word(43) + padded + word(0) + "\n");
  EXPECT_EQ(run("assay call uniswap-v3.getTickAtSqrtRatio 4295128739 --abi").output,
            "0x" + word(1) + word(96) + word(128) + word(0) + word(32) + std::string(59, 'f') +
                "27618\n");  // -887272
  // (true, "", abi.encode([1000, 1662])): a list is the offset to its length and elements.
  EXPECT_EQ(run("assay call uniswap-v2.getAmountsOut 1000 5000,10000 --abi").output,
            "0x" + word(1) + word(96) + word(128) + word(0) + word(128) + word(32) + word(2) +
                word(1000) + word(1662) + "\n");
}

// The operations of every published sequence, without their answers, are answered as published.
TEST(call, runs_operations_as_published_sequences_have_them) {
  case_count count("steps of published sequences by assay call");
  simdjson::dom::parser parser;
  for (const std::string_view protocol : vectors::sequence_protocols()) {
    const std::string path = ASSAY_SOURCE_DIR "/vectors/" + vectors::sequence_path(protocol, 8);
    const simdjson::dom::element file = parser.load(path);
    for (const auto sequence : file["tests"].get_array()) {
      std::string command = "assay call " + std::string(protocol);
      std::string expected;
      for (const auto step : sequence["steps"].get_array()) {
        command += " '" + simdjson::minify(step) + "'";
        expected += simdjson::minify(step) + "\n";
      }
      const outcome got = run(command);
      count.check(got.output == expected, [&] { return command + "\n" + got.output + got.errors; });
    }
  }
}

TEST(call, takes_operations_as_short_as_people_write_them) {
  const std::string created =
      "assay call uniswap-v2 '{\"name\":\"createPool\",\"amount\":1000000}' ";
  const outcome minted =
      run(created + "'{\"name\":\"mint\",\"amount0\":5000,\"amount1\":\"10000\",\"to\":\"\"}'");
  EXPECT_EQ(minted.code, 0) << minted.errors;
  expect_contains(minted.output, "\"caller\":\"0\"");
  expect_contains(minted.output, "\"to\":\"zero\"");
  expect_contains(minted.output, "\"returned\":[\"6071\"]");
  const outcome document = run(created + "--json");
  EXPECT_TRUE(
      document.output.starts_with("{\"steps\":[{\"allowance\":\"0\",\"amount\":\"1000000\","))
      << document.output;
  // A list of one struct: where it stands, then where its three dynamic fields stand; no error,
  // nothing returned, and the step itself.
  const std::string step = run(created).output;
  const std::string encoded = run(created + "--abi").output;
  const auto size = static_cast<unsigned>(step.size() - 1);  // without the newline
  EXPECT_TRUE(encoded.starts_with("0x" + word(32) + word(1) + word(32) + word(1) + word(128) +
                                  word(160) + word(192) + word(0) + word(0) + word(size)))
      << encoded;
  // A negative number that a swap of V3 returns.
  const outcome swapped =
      run("assay call uniswap-v3 '{\"name\":\"createPool\",\"amount\":1000000,\"fee\":3000,"
          "\"tickSpacing\":60}' "
          "'{\"name\":\"initialize\",\"priceX96\":\"79228162514264337593543950336\"}' "
          "'{\"name\":\"mint\",\"recipient\":\"0\",\"tickLower\":-600,\"tickUpper\":600,\"amount\":"
          "100000}' "
          "'{\"name\":\"swap\",\"recipient\":\"1\",\"zeroForOne\":true,\"amountSpecified\":100,"
          "\"priceX96\":4295128740}' --abi");
  expect_contains(swapped.output, word(2) + word(100) + std::string(62, 'f') + "9e");  // -98
}

TEST(call, refuses_what_cannot_be_asked) {
  expect_refused("assay call uniswap-v2.getAmountUot 1", "did you mean");
  expect_refused("assay call uniswap-v2.getAmountOut 1 2", "takes 3 arguments");
  expect_refused("assay call uniswap-v2.getAmountOut 1 2 \"$(printf '3\\n4')\"", "'3\\x0a4'");
  expect_refused("assay call uniswap-v2.sqrt 4 --abi --json", "--abi");
  expect_refused("assay call uniswap-v9", "has no operations");
  expect_refused("assay call uniswap-v2", "no operation is given");
  expect_refused("assay call uniswap-v2 '{'", "operation 1: is no JSON object");
  expect_refused("assay call uniswap-v2 '{}'", "has no name");
  expect_refused(R"(assay call uniswap-v2 '{"name":"createPool","name":"mint"}')", "stands twice");
  expect_refused("assay call uniswap-v2.sqrt 4 --jsn", "\"--jsn\" is unknown");
  const std::string created = "assay call uniswap-v2 '{\"name\":\"createPool\",\"amount\":1}' ";
  expect_refused(created + "'{\"name\":\"mint\",\"ammount0\":1}'", "operation 2: \"ammount0\"");
  expect_refused(created + "'{\"name\":\"mint\",\"amount0\":-1}'", "operation 2: amount0");
  expect_refused(created + "'{\"name\":\"mint\",\"amount0\":1.5}'", "amount0 is no number");
  expect_refused(created + "'{\"name\":\"mint\",\"to\":7}'", "to is no text");
  expect_refused(created + "'{\"name\":\"mint\",\"to\":\"nobody\"}'", "to is no account");
  expect_refused(created + "'{\"name\":\"swap\",\"flash\":\"yes\"}'", "flash is no boolean");
  expect_refused(created + "'{\"name\":\"trade\"}'", "name is no operation");
}

}  // namespace
}  // namespace assay::test
