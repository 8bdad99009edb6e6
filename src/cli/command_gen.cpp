// `assay gen`: cases of a function for the pipe, or a generated trace of a pool.
#include <fmt/format.h>

#include <cstdio>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/campaign/uniswap_v3.hpp"
#include "assay/vector/cases.hpp"
#include "assay/vector/request.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

struct request {
  std::string name{};
  std::uint64_t count = 1000;
  std::uint64_t seed = 1;
  std::uint64_t level = 2;
  bool inputs_only = false;
  std::string mode = "pair";
};

// Output is written in blocks; a reader that has gone away, or Ctrl-C, ends the loop.
class block_writer {
 public:
  block_writer() = default;
  ~block_writer() { flush(); }
  block_writer(const block_writer&) = delete;
  block_writer& operator=(const block_writer&) = delete;

  std::string& buffer() { return buffer_; }
  void flush_if_full() {
    constexpr std::size_t block_bytes = std::size_t{1} << 16;
    if (buffer_.size() >= block_bytes) flush();
  }
  [[nodiscard]] bool goes_on() const { return !interrupted() && !is_closed_; }
  // 0, unless what was printed has not arrived.
  [[nodiscard]] int exit_code() const { return is_closed_ ? exit_wrong_input : exit_holds; }

 private:
  void flush() {
    is_closed_ = !write_output(buffer_);
    buffer_.clear();
  }

  std::string buffer_{};
  bool is_closed_ = false;
};

int print_cases(const context& shared, const request& asked) {
  const vectors::function& function = vectors::function_named(asked.name);
  vectors::case_stream stream(function,
                              {asked.count, asked.seed, static_cast<unsigned>(asked.level)});
  block_writer writer;
  std::string& out = writer.buffer();
  vectors::test_case test;
  std::uint64_t printed = 0;
  if (shared.json) {
    out += fmt::format("{{\"function\":\"{}\",\"seed\":\"{}\",\"level\":{},\"cases\":[",
                       function.name, asked.seed, asked.level);
  }
  while (writer.goes_on() && stream.next(test)) {
    if (shared.json && printed > 0) out.push_back(',');
    if (asked.inputs_only) {
      vectors::append_inputs_line(out, function, test.arguments);
    } else {
      vectors::append_line(out, function, test.arguments, test.expected);
    }
    if (!shared.json) out.push_back('\n');
    ++printed;
    writer.flush_if_full();
  }
  if (shared.json) out += "]}\n";
  if (printed < asked.count && writer.goes_on() && !shared.quiet) {
    fmt::print(stderr, "the boundary grid of {} has {} points; --level 2 goes on beyond it\n",
               function.name, stream.grid_size());
  }
  return writer.exit_code();
}

// Thrown out of a trace in the making when nobody reads it any more.
struct stopped {};

int print_trace(const context& shared, const request& asked) {
  if (shared.json) {
    trace::fail("--json", "a trace is one JSON document a line already", "leave it out");
  }
  if (asked.inputs_only) {
    trace::fail("--inputs-only", "a trace holds the answers too",
                "name a function, or let `assay replay --subject pipe:…` ask your program");
  }
  const bool is_v3 = asked.name == uniswap_v3::protocol_name;
  const auto mode = gen::uniswap_v2::find_mode(asked.mode);
  if (!is_v3 && !mode) {
    trace::fail("--mode", fmt::format("\"{}\" is not known", trace::printable(asked.mode)),
                "choose pair, fork or tokens");
  }
  block_writer writer;
  const auto write = [&](std::string_view text) {
    writer.buffer() += text;
    writer.flush_if_full();
    if (!writer.goes_on()) throw stopped{};
  };
  try {
    if (is_v3) {
      campaign::uniswap_v3::write_generated_trace(write,
                                                  {.count = asked.count, .seed = asked.seed});
    } else {
      campaign::uniswap_v2::write_generated_trace(
          write, {.mode = *mode, .count = asked.count, .seed = asked.seed});
    }
  } catch (const stopped&) {
    return writer.exit_code();
  }
  return writer.exit_code();
}

int run(const context& shared, const request& asked) {
  const bool is_pool = asked.name == "uniswap-v2" || asked.name == uniswap_v3::protocol_name;
  return is_pool ? print_trace(shared, asked) : print_cases(shared, asked);
}

}  // namespace

void add_gen(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "gen", "Print generated cases of a function, or a generated trace, one a line",
      {"assay gen uniswap-v2.getAmountOut --count 3",
       "assay gen uniswap-v2.getAmountIn --inputs-only --level 3 --count 5 --seed 7",
       "assay gen uniswap-v2.quote | assay verify uniswap-v2.quote",
       "assay gen uniswap-v3.computeSwapStep --level 3 | assay verify uniswap-v3.computeSwapStep",
       "assay gen uniswap-v2 --count 1000 | assay replay -",
       "assay gen uniswap-v3 --count 1000 | assay replay -"});
  const auto asked = std::make_shared<request>();
  command->add_option("NAME", asked->name, "PROTOCOL.FUNCTION, or PROTOCOL for a trace")
      ->required();
  add_number(*command, "--count", asked->count, "Cases or operations", 1);
  add_number(*command, "--seed", asked->seed, "The same seed gives the same bytes");
  add_number(*command, "--level", asked->level,
             "1: boundary grid; 2: and solved boundaries, all magnitudes; 3: and neighbours", 1, 3);
  command->add_flag("--inputs-only", asked->inputs_only,
                    "Leave the answers to the program that reads them");
  command->add_option("--mode", asked->mode, "Of a uniswap-v2 trace: pair, fork or tokens")
      ->capture_default_str();
  command->callback(
      [&shared, asked] { shared.run = [&shared, asked] { return run(shared, *asked); }; });
}

}  // namespace assay::cli
