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
#include "assay/trace/repeated_key.hpp"

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

// The places that a linker fills: of solc, {FILE: {LIBRARY: [{"start": …, "length": 20}]}}.
std::vector<library_use> find_libraries(const element& root) {
  std::vector<library_use> all;
  simdjson::dom::object files;
  const auto is_at = [&](const char* place) {
    return root.at_pointer(place).get(files) == simdjson::SUCCESS;
  };
  if (!is_at("/linkReferences") && !is_at("/bytecode/linkReferences") &&
      !is_at("/evm/bytecode/linkReferences")) {
    return all;
  }
  for (const auto file : files) {
    simdjson::dom::object libraries;
    if (file.value.get(libraries) != simdjson::SUCCESS) continue;
    for (const auto library : libraries) {
      library_use use{fmt::format("{}:{}", file.key, library.key), {}, {}};
      simdjson::dom::array places;
      if (library.value.get(places) != simdjson::SUCCESS) continue;
      for (const element place : places) {
        std::uint64_t start = 0;
        if (place["start"].get(start) == simdjson::SUCCESS) use.offsets.push_back(start);
      }
      all.push_back(std::move(use));
    }
  }
  return all;
}

// What stands behind the last '@' of "FILE.json@CONFIG.toml", or nothing.
std::string_view config_part(std::string_view name) {
  const std::size_t at = name.rfind('@');
  if (at == std::string_view::npos || !name.ends_with(".toml")) return {};
  return name.substr(at + 1);
}

// Placeholders become zeros, to be filled when the libraries have addresses.
void clear_library_places(std::string& digits, contract& to) {
  constexpr std::size_t address_digits = 2 * sizeof(evm_account);
  const std::size_t first = digits.starts_with("0x") ? 2 : 0;
  for (library_use& use : to.libraries) {
    const auto& named = to.config.libraries;
    const auto found = std::find_if(named.begin(), named.end(),
                                    [&](const auto& one) { return one.first == use.name; });
    if (found == named.end()) {
      trace::fail(to.path, fmt::format("needs the library {}", trace::printable(use.name, 200)),
                  "link it, or name its artifact below [libraries] in a configuration");
    }
    for (const std::size_t offset : use.offsets) {
      const std::size_t room = digits.size() - std::min(digits.size(), first + address_digits);
      if (digits.size() < first + address_digits || offset > room / 2) {
        trace::fail(to.path, "has a link reference beyond its bytecode", "compile it again");
      }
      digits.replace(first + 2 * offset, address_digits, address_digits, '0');
    }
    // A library with a configuration could name libraries, and so itself.
    if (!config_part(found->second).empty()) {
      trace::fail(to.config.path,
                  fmt::format("libraries: {} has a configuration of its own",
                              trace::printable(found->second, 200)),
                  "name an artifact alone");
    }
    use.creation_code = load_contract(found->second).creation_code;
  }
}

void refuse_needless_libraries(const contract& code) {
  for (const auto& [name, artifact] : code.config.libraries) {
    const bool is_used = std::any_of(code.libraries.begin(), code.libraries.end(),
                                     [&](const library_use& one) { return one.name == name; });
    if (is_used) continue;
    trace::fail(
        code.config.path,
        fmt::format("libraries: {} needs no \"{}\"", code.path, trace::printable(name, 200)),
        "leave it out, or write it as the compiler does: SOURCE:NAME");
  }
}

void read_code(std::string_view text, contract& to) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  std::string linked(text);
  clear_library_places(linked, to);
  refuse_needless_libraries(to);
  text = linked;
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

void refuse_repeated_keys(const std::string& path, const element& root) {
  const auto twice = trace::repeated_key(root);
  if (twice) trace::fail(path, fmt::format("holds {} twice", *twice), "compile the contract again");
}

void read_artifact(contract& to) {
  simdjson::dom::parser parser;
  element root;
  if (const auto error = parser.load(to.path).get(root); error != simdjson::SUCCESS) {
    trace::fail(to.path, fmt::format("is not a readable JSON artifact ({})", error_message(error)),
                "name the JSON file that the compiler left for the contract");
  }
  refuse_repeated_keys(to.path, root);
  if (element many; root["contracts"].get(many) == simdjson::SUCCESS) {
    trace::fail(to.path, "holds many contracts",
                "write one of them, with its abi and evm.bytecode, into a file of its own");
  }
  to.libraries = find_libraries(root);
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
  element root;
  simdjson::dom::array abi;
  if (parser.load(beside).get(root) != simdjson::SUCCESS || root.get(abi) != simdjson::SUCCESS) {
    trace::fail(beside, "is not a JSON list", "write what solc --abi writes");
  }
  refuse_repeated_keys(beside, root);
  read_abi(abi, to);
}

}  // namespace

bool contract::has(std::string_view signature) const {
  return std::find(functions.begin(), functions.end(), config.name_of(signature)) !=
         functions.end();
}

std::string_view contract::first_missing(std::span<const std::string_view> wanted) const {
  const auto found =
      std::find_if(wanted.begin(), wanted.end(), [&](std::string_view one) { return !has(one); });
  return found == wanted.end() ? std::string_view{} : *found;
}

contract load_contract(const std::string& name) {
  contract made;
  made.name = made.path = name;
  const std::string_view config = config_part(name);
  if (!config.empty()) {
    made.path = name.substr(0, name.size() - config.size() - 1);
    made.config = read_subject_config(std::string(config));
  }
  if (made.path.ends_with(".bin")) {
    read_bare_code(made);
  } else {
    read_artifact(made);
  }
  return made;
}

bool is_contract_name(std::string_view name) {
  const std::string_view config = config_part(name);
  if (!config.empty()) name.remove_suffix(config.size() + 1);
  return name.ends_with(".json") || name.ends_with(".bin");
}

}  // namespace assay::evm
