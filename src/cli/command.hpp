// What every command of the command line shares: its context, exit codes, output and numbers.
#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/trace/input_error.hpp"
#include "assay/trace/json_writer.hpp"

namespace assay::cli {

// The contract with scripts (docs/user-guide.md).
inline constexpr int exit_holds = 0;        // everything asked for holds
inline constexpr int exit_found = 1;        // a difference, violation or failed check was reported
inline constexpr int exit_wrong_input = 2;  // the request or its input was wrong
inline constexpr int exit_internal = 3;     // a bug of ours
inline constexpr int exit_interrupted = 130;

enum class style : std::uint8_t { plain, good, bad, strong };

// Global options and the chosen command.
class context {
 public:
  bool json = false;
  bool quiet = false;
  bool data_on_output = false;  // standard output holds data: words go to standard error
  std::string color = "auto";
  // The chosen command: set by its callback while parsing, run afterwards. Returns the exit code.
  std::function<int()> run{};

  // Results, on standard output. With --json only the one document.
  void print(std::string_view text) const;
  void print_json(std::string_view document) const;  // adds the newline
  // Humans' words: standard output, or standard error when that holds a document or other data;
  // nothing with --quiet.
  void tell(std::string_view text) const;
  // The same, but --quiet does not silence it.
  void report(std::string_view text) const;
  // `text` in a colour, if colours are wanted where report() writes.
  [[nodiscard]] std::string paint(style how, std::string_view text) const;
  // "\r"-style progress on a terminal's standard error, rewritten no more than ten times a second;
  // nothing elsewhere. Empty text wipes it.
  void progress(std::string_view text) const;

 private:
  [[nodiscard]] bool words_are_errors() const { return json || data_on_output; }

  mutable std::chrono::steady_clock::time_point next_progress_{};
};

// Standard output. False once something could not be written, for whatever reason: then loops that
// go on writing may as well stop. run_program says why.
bool write_output(std::string_view text);
bool flush_output();
// errno of the first write that failed; 0: none did.
int output_error();

// Adds a command with its global options and its examples: whole command lines without "  ", each
// of which must run as printed from the repository's root (tests/cli runs them all).
CLI::App* add_command(CLI::App& app, context& shared, const std::string& name,
                      const std::string& description,
                      std::initializer_list<std::string_view> examples);

// Has Ctrl-C been pressed? Long loops ask, finish cleanly and keep what they found.
bool interrupted();

// A number on the command line: decimal or 0x-hexadecimal, nothing else. Throws input_error that
// names the option.
std::uint64_t parse_number(std::string_view option, std::string_view text, std::uint64_t least = 0,
                           std::uint64_t most = UINT64_MAX);
// A decimal fraction of seconds or the like, such as "2.5"; finite and within the bounds.
double parse_decimal_fraction(std::string_view option, std::string_view text, double least,
                              double most);

// Options whose values are such numbers.
CLI::Option* add_number(CLI::App& command, const std::string& option, std::uint64_t& value,
                        const std::string& description, std::uint64_t least = 0,
                        std::uint64_t most = UINT64_MAX);

// For a command that allows extras, in its callback: what follows its own arguments, as it stands
// (an option with many values would take lists in brackets apart), with `--` before it or not.
// Unknown options are errors.
void take_arguments(CLI::App& command, std::vector<std::string>& arguments);

// Commands, one file each; listed in commands.cpp.
void add_all_commands(CLI::App& app, context& shared);

// The whole program: parses, runs, turns every failure into one line and an exit code.
int run_program(int argument_count, char** arguments);

}  // namespace assay::cli
