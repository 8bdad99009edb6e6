// Artifacts: every form that compilers leave is read, and what is wrong with one is said.
#include "assay/evm/artifact.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "assay/math/keccak256.hpp"
#include "assay/pool/uniswap_v2/address.hpp"
#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

std::string written(const std::string& content) {
  const std::string path = testing::TempDir() + "/assay_artifact.json";
  std::ofstream(path) << content;
  return path;
}

std::string complaint(const std::string& content) {
  try {
    creation_code(written(content));
  } catch (const trace::input_error& error) {
    return error.what();
  }
  return "";
}

TEST(evm_artifact, every_form_is_read) {
  test::case_count count("artifacts read");
  const bytes expected = {0x60, 0x2a};
  for (const char* content : {R"({"abi":[],"bytecode":"0x602a"})", R"({"bytecode":"602A"})",
                              R"({"bytecode":{"object":"0x602a","linkReferences":{}}})"}) {
    count.check(creation_code(written(content)) == expected, [&] { return content; });
  }
}

TEST(evm_artifact, what_is_wrong_is_said) {
  test::case_count count("complaints about artifacts");
  const std::array<std::pair<const char*, const char*>, 8> rows = {{
      {"not json", "not a readable JSON artifact"},
      {"{}", "has no bytecode"},
      {R"({"bytecode":"0x"})", "has no bytecode"},
      {R"({"bytecode":"0x602"})", "odd number of digits"},
      {R"({"bytecode":"0x73__$0123456789abcdef0123456789abcdef01$__63"})", "library"},
      {R"({"bytecode":"0x60zz"})", "not hexadecimal"},
      {R"({"bytecode":"0x602a","bytecode":"0x602b"})", "holds bytecode twice"},
      {R"({"abi":[{"name":"a","name":"b"}],"bytecode":"0x602a"})", "holds abi.name twice"},
  }};
  for (const auto& [content, expected] : rows) {
    const std::string said = complaint(content);
    count.check(said.find(expected) != std::string::npos,
                [&] { return std::string(content) + " → " + said; });
  }
}

TEST(evm_artifact, the_published_pair_is_the_deployed_one) {
  test::case_count count("published code");
  const bytes code = published("@uniswap/v2-core/build/UniswapV2Pair.json");
  count.check(keccak256(code) == uniswap_v2::mainnet_init_code_hash,
              [] { return "the hash of the pair's creation code"; });
}

TEST(evm_artifact, missing_packages_name_the_script) {
  setenv("ASSAY_CONTRACTS", "/nonexistent", 1);
  try {
    published("@uniswap/v2-core/build/UniswapV2Pair.json");
    ADD_FAILURE() << "read from a folder that is not there";
  } catch (const trace::input_error& error) {
    EXPECT_NE(std::string_view(error.what()).find("scripts/contracts"), std::string_view::npos);
  }
  unsetenv("ASSAY_CONTRACTS");
}

}  // namespace
}  // namespace assay::evm
