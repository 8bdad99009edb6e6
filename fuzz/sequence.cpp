// Inputs to sequences, failures to traces.
#include "sequence.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "assay/trace/byte_stream.hpp"

namespace assay::fuzz {
namespace {

std::string artifact_prefix = "./";  // as libFuzzer was told

std::string digest_of(const std::uint8_t* data, std::size_t size) {
  std::uint64_t digest = 0xcbf29ce484222325;  // FNV-1a
  for (std::size_t i = 0; i < size; ++i) digest = (digest ^ data[i]) * 0x100000001b3;
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(digest));
  return text.data();
}

}  // namespace

void run_input(
    const std::uint8_t* data, std::size_t size,
    std::unique_ptr<campaign::uniswap_v2::judge> (*make_judge)(gen::uniswap_v2::mode which)) {
  namespace v2 = campaign::uniswap_v2;
  if (size < 2) return;
  // Judges are slow to make: one for each mode serves every input.
  static std::array<std::unique_ptr<v2::judge>, 3> judges{};
  const auto which = static_cast<gen::uniswap_v2::mode>(data[0] % 3);
  auto& judge = judges[data[0] % 3];
  if (!judge) judge = make_judge(which);

  gen::choices draw(std::span<const std::uint8_t>(data + 1, size - 1));
  gen::uniswap_v2::generator generator(which, judge->setup());
  v2::sequence drawn;
  const auto found = v2::run_sequence(*judge, generator, draw, longest_sequence, &drawn);
  if (!found) return;

  const v2::counterexample smallest =
      v2::shrink(*judge, drawn, *found, {.attempts = 2'000, .seconds = 10});
  const auto engine = uniswap_v2::make_engine();
  const std::string path = artifact_prefix + "crash-" + digest_of(data, size) + ".jsonl";
  trace::write_file(path, v2::to_trace(which, judge->setup(), *engine, smallest.operations));
  std::fprintf(stderr, "%strace: %s\n", v2::describe(smallest).c_str(), path.c_str());
  std::abort();
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
