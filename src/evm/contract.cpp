// Reads artifacts: bytecode and ABI, wherever the compiler puts them.
#include "assay/evm/contract.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "assay/evm/artifact.hpp"
#include "assay/trace/input_error.hpp"

namespace assay::evm {
namespace {

using element = simdjson::dom::element;

// "bytecode" as a string (Hardhat, Waffle) or as an object with "object" (Foundry), or below "evm"
// (solc).
std::string_view find_bytecode(const element& root) {
  std::string_view text;
  element found;
  element evm;
  if (root["bytecode"].get(found) != simdjson::SUCCESS &&
      (root["evm"].get(evm) != simdjson::SUCCESS ||
       evm["bytecode"].get(found) != simdjson::SUCCESS)) {
    return {};
  }
  if (found.get(text) == simdjson::SUCCESS) return text;
  if (found["object"].get(text) == simdjson::SUCCESS) return text;
  return {};
}

// The ABI's name of a type; tuples are written out.
std::string type_of(const element& parameter) {
  std::string_view type;
  if (parameter["type"].get(type) != simdjson::SUCCESS) return "?";
  constexpr std::string_view tuple = "tuple";
  if (!type.starts_with(tuple)) return std::string(type);
  std::string inside;
  simdjson::dom::array components;
  if (parameter["components"].get(components) == simdjson::SUCCESS) {
    for (const element part : components) inside += (inside.empty() ? "" : ",") + type_of(part);
  }
  return "(" + inside + ")" + std::string(type.substr(tuple.size()));
}

std::string inputs_of(const element& entry) {
  std::string all;
  simdjson::dom::array inputs;
  if (entry["inputs"].get(inputs) == simdjson::SUCCESS) {
    for (const element input : inputs) all += (all.empty() ? "" : ",") + type_of(input);
  }
  return "(" + all + ")";
}

void read_abi(const simdjson::dom::array& abi, contract& to) {
  to.has_abi = true;
  for (const element entry : abi) {
    std::string_view type;
    std::string_view name;
    if (entry["type"].get(type) != simdjson::SUCCESS) continue;
    if (type == "constructor") to.constructor = inputs_of(entry);
    if (type != "function" || entry["name"].get(name) != simdjson::SUCCESS) continue;
    to.functions.push_back(std::string(name) + inputs_of(entry));
  }
}

void read_code(std::string_view text, contract& to) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (text.empty() || text == "0x") {
    trace::fail(
        to.path, "has no bytecode",
        "name a contract that can be deployed: interfaces and abstract contracts have none");
  }
  try {
    to.creation_code = from_hex(text);
  } catch (const std::invalid_argument& wrong) {
    trace::fail(to.path, fmt::format("bytecode {}", wrong.what()), "compile the contract again");
  }
}

void read_artifact(contract& to) {
  simdjson::dom::parser parser;
  element root;
  if (const auto error = parser.load(to.path).get(root); error != simdjson::SUCCESS) {
    trace::fail(to.path, fmt::format("is not a readable JSON artifact ({})", error_message(error)),
                "name the JSON file that the compiler left for the contract");
  }
  if (element many; root["contracts"].get(many) == simdjson::SUCCESS) {
    trace::fail(to.path, "holds many contracts",
                "write one of them, with its abi and evm.bytecode, into a file of its own");
  }
  read_code(find_bytecode(root), to);
  simdjson::dom::array abi;
  if (root["abi"].get(abi) == simdjson::SUCCESS) read_abi(abi, to);
}

// NAME.bin as solc --bin leaves it, with NAME.abi beside it.
void read_bare_code(contract& to) {
  std::ifstream file(to.path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) trace::fail(to.path, "cannot be read", "check its name and its permissions");
  read_code(text, to);
  const std::string beside = std::filesystem::path(to.path).replace_extension(".abi").string();
  std::error_code ignored;
  if (!std::filesystem::exists(beside, ignored)) return;
  simdjson::dom::parser parser;
  simdjson::dom::array abi;
  if (parser.load(beside).get(abi) != simdjson::SUCCESS) {
    trace::fail(beside, "is not a JSON list", "write what solc --abi writes");
  }
  read_abi(abi, to);
}

}  // namespace

bool contract::has(std::string_view signature) const {
  return std::find(functions.begin(), functions.end(), signature) != functions.end();
}

std::string_view contract::first_missing(std::span<const std::string_view> wanted) const {
  const auto found =
      std::find_if(wanted.begin(), wanted.end(), [&](std::string_view one) { return !has(one); });
  return found == wanted.end() ? std::string_view{} : *found;
}

contract load_contract(const std::string& path) {
  contract made;
  made.path = path;
  if (path.ends_with(".bin")) {
    read_bare_code(made);
  } else {
    read_artifact(made);
  }
  return made;
}

bool is_contract_name(std::string_view name) {
  return name.ends_with(".json") || name.ends_with(".bin");
}

}  // namespace assay::evm
