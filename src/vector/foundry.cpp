// Solidity libraries of a protocol's functions, made from the registry so that their structs cannot
// disagree with the files.
#include "assay/vector/foundry.hpp"

#include <fmt/format.h>

#include "assay/vector/function.hpp"
#include "case_record.hpp"
#include "foundry_package.hpp"

namespace assay::vectors {

namespace {

// The fields of the struct, from its type string: "Name(uint256 a,string b)".
std::string struct_fields(std::string_view type) {
  const std::size_t open = type.find('(') + 1;
  std::string fields = "  ";
  for (const char letter : type.substr(open, type.size() - 1 - open)) {
    if (letter == ',') {
      fields += ";\n  ";
    } else {
      fields.push_back(letter);
    }
  }
  return fields + ";\n";
}

std::string result_list(const function& function) {
  std::string list;
  for (const parameter& result : function.results) {
    if (!list.empty()) list += ", ";
    list += fmt::format("the.{}", result.name);
  }
  return list;
}

std::string library_of(const function& function) {
  const std::string type = forge_type(function);
  return fmt::format(
      R"(
/// A case of {1}
struct {0} {{
{3}}}

/// {2}.
library {0}Vectors {{
  string internal constant TYPE =
    "{4}";

  /// The cases of a canonical file of this function.
  function load(string memory path) internal view returns ({0}[] memory cases) {{
    (string memory json, uint256 count) = AssayVectors.open(path, "{5}", TYPE);
    cases = new {0}[](count);
    uint256 read = 0;
    for (uint256 group = 0; read < count; group++) {{
      {0}[] memory some = abi.decode(AssayVectors.group(json, group, TYPE), ({0}[]));
      for (uint256 i = 0; i < some.length; i++) {{
        AssayVectors.checkCanary(some[i].canary, some[i].tcId);
        cases[read++] = some[i];
      }}
    }}
  }}

  /// Reverts, with the whole case, unless a call gave what the case says.
  function judge({0} memory the, bool success, bytes memory answer) internal pure {{
    string memory mistake = AssayVectors.mistake(
      success,
      answer,
      the.result,
      the.error,
      abi.encode({6})
    );
    if (bytes(mistake).length == 0) return;
    revert(AssayVectors.report(mistake, TYPE, abi.encode(the)));
  }}
}}
)",
      forge_struct(function), function.signature, function.summary, struct_fields(type), type,
      algorithm_name(function), result_list(function));
}

std::string libraries_of(std::string_view protocol) {
  std::string text = fmt::format(
      "// SPDX-License-Identifier: Apache-2.0\n"
      "// Reads the vector files of {0}. Written by: assay vectors {0} --format foundry\n"
      "pragma solidity >=0.6.2 <0.9.0;\n"
      "pragma experimental ABIEncoderV2;\n\n"
      "import {{AssayVectors}} from \"./AssayVectors.sol\";\n",
      protocol);
  for (const function& function : functions()) {
    if (protocol_of(function) == protocol) text += library_of(function);
  }
  return text;
}

}  // namespace

std::vector<solidity_file> render_solidity(std::string_view protocol) {
  std::vector<solidity_file> files;
  files.push_back({"AssayVectors.sol", std::string(foundry_loader)});
  files.push_back({"AssayOracle.sol", std::string(foundry_oracle)});
  files.push_back({pascal_case(protocol) + "Vectors.sol", libraries_of(protocol)});
  if (protocol == "uniswap-v2") {
    files.push_back({"UniswapV2PairVectors.sol", std::string(foundry_pair_vectors)});
    files.push_back({"UniswapV2Pair.t.sol", std::string(foundry_pair_test)});
  }
  return files;
}

}  // namespace assay::vectors
