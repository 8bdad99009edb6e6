// `assay vectors`: writing, checking, and leaving nothing half-written.
#include "assay/vector/function.hpp"

#include <algorithm>

#include "cli/functions/program.hpp"

namespace assay::test {
namespace {

namespace files = std::filesystem;

std::size_t functions_of(std::string_view protocol) {
  const auto all = vectors::functions();
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const auto& one) {
    return one.name.starts_with(std::string(protocol) + ".");
  }));
}

// Every step has the key once.
std::size_t steps_in(const std::string& path) {
  const std::string text = file_text(path);
  const std::string key = "\"caller\":";
  std::size_t count = 0;
  for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key, at + 1)) {
    ++count;
  }
  EXPECT_GT(count, 0U) << path;
  return count;
}

void expect_written_and_checked(const std::string& protocol) {
  constexpr std::size_t sequence_files = 3;
  constexpr std::size_t files_of_decisions = 1;
  const scratch_directory directory;
  const std::string out = directory.file("v");
  const outcome written = run("assay vectors " + protocol + " --count 40 --out " + out);
  EXPECT_EQ(written.code, 0) << written.errors;
  // Per function a file and a schema; files of sequences and their schema; the common one.
  const std::size_t functions = functions_of(protocol);
  ASSERT_GT(functions, 0U);
  const std::size_t expected = 2 * functions + 1 + sequence_files + files_of_decisions + 1;
  expect_contains(written.output, "wrote " + std::to_string(expected) + " files");
  const outcome checked = run("assay vectors --check " + out);
  EXPECT_EQ(checked.code, 0) << checked.output;
  const std::size_t cases = 40 * functions + sequence_files * 128 +
                            steps_in(out + "/" + protocol + "/decisions_test.json");
  expect_contains(checked.output, "checked " + std::to_string(expected) + " files, executed " +
                                      std::to_string(cases) + " cases, 0 problems");
}

TEST(vectors, writes_a_protocol_and_checks_it) {
  expect_written_and_checked("uniswap-v2");
  expect_written_and_checked("uniswap-v3");
}

TEST(vectors, writes_every_format) {
  const scratch_directory directory;
  for (const std::string format : {"json", "jsonl", "forge", "foundry"}) {
    const outcome written = run("assay vectors uniswap-v2.getAmountIn --count 30 --format " +
                                format + " --out " + directory.file(format));
    EXPECT_EQ(written.code, 0) << written.errors;
    const outcome checked = run("assay vectors --json --check " + directory.file(format));
    EXPECT_EQ(checked.code, 0) << checked.errors;
    expect_contains(checked.output, "\"cases\":30,\"problems\":[]}");
  }
  EXPECT_TRUE(files::exists(directory.file("json/uniswap-v2/getAmountIn_test.json")));
  EXPECT_TRUE(files::exists(directory.file("jsonl/uniswap-v2/getAmountIn_test.jsonl")));
  EXPECT_TRUE(files::exists(directory.file("forge/uniswap-v2/getAmountIn_forge.json")));
  EXPECT_TRUE(files::exists(directory.file("foundry/uniswap-v2/getAmountIn_test.json")));
  // The ready test of a pair is written with the vectors that it reads, and only with them.
  const std::string with_pair = directory.file("with_pair");
  EXPECT_EQ(
      run("assay vectors uniswap-v2.getAmountOut --count 3 --format foundry --out " + with_pair)
          .code,
      0);
  for (const char* solidity : {"AssayVectors.sol", "AssayOracle.sol", "UniswapV2Vectors.sol"}) {
    EXPECT_TRUE(files::exists(directory.file(std::string("foundry/") + solidity))) << solidity;
    EXPECT_TRUE(files::exists(with_pair + "/" + solidity)) << solidity;
  }
  for (const char* solidity : {"UniswapV2Pair.t.sol", "UniswapV2PairVectors.sol"}) {
    EXPECT_FALSE(files::exists(directory.file(std::string("foundry/") + solidity))) << solidity;
    EXPECT_TRUE(files::exists(with_pair + "/" + solidity)) << solidity;
  }
}

TEST(vectors, prints_one_file_on_standard_output) {
  const outcome printed = run("assay vectors uniswap-v2.sqrt --count 3 --out -");
  EXPECT_EQ(printed.code, 0);
  EXPECT_TRUE(printed.output.starts_with("{\n\"algorithm\": \"uniswap-v2/sqrt\",\n"));
  EXPECT_TRUE(printed.output.ends_with("}\n"));
}

TEST(vectors, lists_what_it_wrote_as_json) {
  const scratch_directory directory;
  const outcome written = run(
      "assay vectors uniswap-v2.sqrt --count 3 --format jsonl --json --out " + directory.file("v"));
  EXPECT_EQ(written.output, "{\"directory\":\"" + directory.file("v") +
                                "\",\"files\":[\"uniswap-v2/sqrt_test.jsonl\"]}\n");
}

TEST(vectors, reports_what_is_wrong_with_a_file) {
  const scratch_directory directory;
  EXPECT_EQ(run("assay vectors uniswap-v2.sqrt --out " + directory.file("v")).code, 0);
  const std::string path = directory.file("v/uniswap-v2/sqrt_test.json");
  std::string text = file_text(path);
  const std::string sound = "\"y\":\"1000\",\"z\":\"31\"";
  ASSERT_NE(text.find(sound), std::string::npos);
  text.replace(text.find(sound), sound.size(), "\"y\":\"1000\",\"z\":\"32\"");
  directory.write("v/uniswap-v2/sqrt_test.json", text);
  const outcome checked = run("assay vectors --check " + directory.file("v"));
  EXPECT_EQ(checked.code, 1);
  expect_contains(checked.output, path + ": tcId ");
  expect_contains(checked.output, "z is '32', executed it is '31'");
  expect_contains(checked.output, "caseHash does not match");
  const outcome as_json = run("assay vectors --json --check " + directory.file("v"));
  EXPECT_EQ(as_json.code, 1);
  expect_contains(as_json.output, "executed it is '31'");
}

// The published set has its own version and the sum of every file, as sha256sum checks them too.
TEST(vectors, checks_the_sums_of_a_published_set) {
  const scratch_directory directory;
  const std::string set = directory.file("set");
  files::copy(ASSAY_SOURCE_DIR "/vectors", set, files::copy_options::recursive);
  EXPECT_EQ(run("cd " + set + " && sha256sum --check --quiet SHA256SUMS").code, 0);
  EXPECT_EQ(run("assay vectors --check " + set).code, 0);
  const std::string sums = file_text(set + "/SHA256SUMS");
  const auto expect_told = [&](const std::string& what) {
    const outcome checked = run("assay vectors --check " + set);
    EXPECT_EQ(checked.code, 1) << what;
    expect_contains(checked.output, what);
  };
  directory.write("set/VERSION", "1.0\n");
  expect_told("/VERSION: is no semantic version");
  expect_told("SHA256SUMS: VERSION has another sum: ");
  directory.write("set/more.txt", "");
  // Of nothing; FIPS 180-4's own example is in unit_vector.
  expect_told("SHA256SUMS: more.txt is not listed");
  directory.write("set/SHA256SUMS", sums + "junk\n" + sums.substr(0, sums.find('\n') + 1) +
                                        std::string(64, '0') + "  gone.json\n");
  expect_told("is no line of sha256sum");
  expect_told("stands twice");
  expect_told("gone.json is listed, but there is no such file");
  directory.write("set/SHA256SUMS", std::string(64, '0') + "  " + std::string(300'000, 'a') + "\n");
  expect_told("is listed, but there is no such file");
  directory.write("set/VERSION", std::string(60'000, '1') + ".0.0\n");
  expect_told("/VERSION: is no semantic version");
  files::create_symlink("uniswap-v2/sqrt_test.json", set + "/link.json");
  expect_told("SHA256SUMS: link.json is not listed");
  files::remove(set + "/SHA256SUMS");
  expect_told("SHA256SUMS: is missing");
}

TEST(vectors, reports_a_key_that_stands_twice) {
  const scratch_directory directory;
  EXPECT_EQ(run("assay vectors uniswap-v2.sqrt --count 3 --out " + directory.file("v")).code, 0);
  const std::string path = directory.file("v/uniswap-v2/sqrt_test.json");
  std::string text = file_text(path);
  const std::size_t at = text.find("\"canary\":");
  ASSERT_NE(at, std::string::npos);
  directory.write("v/uniswap-v2/sqrt_test.json", text.insert(at, "\"canary\":2,"));
  const outcome checked = run("assay vectors --check " + directory.file("v"));
  EXPECT_EQ(checked.code, 1);
  expect_contains(checked.output, path + ": holds testGroups.tests.canary twice");
}

TEST(vectors, refuses_bad_requests) {
  const scratch_directory directory;
  expect_refused("assay vectors", "takes either a name or --check DIR");
  expect_refused("assay vectors uniswap-v2 --check x", "takes either a name or --check DIR");
  expect_refused("assay vectors uniswap-v2.getAmountOu", "did you mean uniswap-v2.getAmountOut?");
  expect_refused("assay vectors uniswap-v2 --format yaml", "choose json, jsonl, forge or foundry");
  expect_refused("assay vectors uniswap-v2 --count 1001 --out " + directory.file("v"),
                 "one file holds no more than 1000 cases");
  expect_refused("assay vectors uniswap-v2 --count x", "not an unsigned 64-bit integer");
  expect_refused("assay vectors uniswap-v2 --out -", "takes the file of one function");
  expect_refused("assay vectors --check " + directory.file("none"), "cannot be read");
  EXPECT_FALSE(files::exists(directory.file("v")));
  const std::string write = "assay vectors uniswap-v2.sqrt --quiet --out ";
  expect_refused(write + directory.file(std::string(300, 'x')), "cannot be created");
  files::create_symlink(directory.file("loop"), directory.file("loop"));
  expect_refused(write + directory.file("loop/set"), "cannot be created");
  files::create_directories(directory.file("looping/uniswap-v2"));
  files::create_symlink("sqrt_test.json", directory.file("looping/uniswap-v2/sqrt_test.json"));
  EXPECT_EQ(run(write + directory.file("looping")).code, 0) << "a link is replaced by the file";
  files::create_directory(directory.file("empty"));
  expect_refused("assay vectors --check " + directory.file("empty"), "holds no test vectors");
  directory.write("broken.json", "{");
  expect_refused("assay vectors --check " + directory.file(""), "is not a JSON object");
}

TEST(vectors, leaves_nothing_behind_when_it_cannot_write) {
  const scratch_directory directory;
  directory.write("file", "in the way");
  expect_refused("assay vectors uniswap-v2.sqrt --quiet --out " + directory.file("file"),
                 "cannot be created");
  // A directory where the vector file should go: the write fails after everything was rendered.
  files::create_directories(directory.file("v/uniswap-v2/sqrt_test.json"));
  const outcome failed = run("assay vectors uniswap-v2.sqrt --quiet --out " + directory.file("v"));
  EXPECT_EQ(failed.code, 2) << failed.output;
  EXPECT_EQ(std::distance(files::directory_iterator(directory.file("v/uniswap-v2")), {}), 1);
  EXPECT_EQ(std::distance(files::directory_iterator(directory.file("v")), {}), 1);
}

// A limit on the size of files stands for the full disk: the first of the set fit, a later one does
// not.
TEST(vectors, writes_the_whole_set_or_nothing) {
  const scratch_directory directory;
  const std::string limited = "trap '' XFSZ; ulimit -f 60; assay vectors uniswap-v2 --quiet --out ";
  const outcome fresh = run(limited + directory.file("fresh"));
  EXPECT_EQ(fresh.code, 2) << fresh.output;
  expect_contains(fresh.errors, "File too large");
  EXPECT_FALSE(files::exists(directory.file("fresh")));
  const std::string old = directory.file("old");
  EXPECT_EQ(run("assay vectors uniswap-v2 --count 3 --quiet --out " + old).code, 0);
  const std::string sums = "cd " + old + " && find . | sort && find . -type f -exec sha256sum {} +";
  const std::string before = run(sums).output;
  const outcome again = run(limited + old);
  EXPECT_EQ(again.code, 2) << again.output;
  EXPECT_EQ(run(sums).output, before);
  EXPECT_EQ(run("assay vectors uniswap-v2 --count 4 --quiet --out " + old).code, 0);
  EXPECT_NE(run(sums).output, before);
  EXPECT_EQ(run("ls -A " + old).output, "schemas\nuniswap-v2\n");
}

}  // namespace
}  // namespace assay::test
