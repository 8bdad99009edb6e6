// Where failures of sequences are written.
#include "sequence.hpp"

#include <string_view>

namespace assay::fuzz {
namespace {

std::string artifact_prefix = "./";  // as libFuzzer was told

}  // namespace

std::string trace_path(const std::uint8_t* data, std::size_t size) {
  std::uint64_t digest = 0xcbf29ce484222325;  // FNV-1a
  for (std::size_t i = 0; i < size; ++i) digest = (digest ^ data[i]) * 0x100000001b3;
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(digest));
  return artifact_prefix + "crash-" + text.data() + ".jsonl";
}

}  // namespace assay::fuzz

extern "C" int LLVMFuzzerInitialize(int* argument_count, char*** arguments) {
  constexpr std::string_view option = "-artifact_prefix=";
  for (int i = 1; i < *argument_count; ++i) {
    const std::string_view argument = (*arguments)[i];
    if (argument.starts_with(option)) {
      assay::fuzz::artifact_prefix = argument.substr(option.size());
    }
  }
  return 0;
}
