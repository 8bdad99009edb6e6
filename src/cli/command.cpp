// What commands share: output and their registration.
#include "command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "assay/trace/input_error.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

int first_output_error = 0;

bool note_output(bool is_written) {
  if (!is_written && first_output_error == 0) first_output_error = errno;
  return first_output_error == 0;
}

}  // namespace

bool write_output(std::string_view text) {
  return note_output(std::fwrite(text.data(), 1, text.size(), stdout) == text.size());
}
bool flush_output() { return note_output(std::fflush(stdout) == 0); }
int output_error() { return first_output_error; }

void context::print(std::string_view text) const { write_output(text); }

void context::print_json(std::string_view document) const {
  write_output(document);
  write_output("\n");
}

void context::tell(std::string_view text) const {
  if (!quiet) report(text);
}

void context::report(std::string_view text) const {
  if (words_are_errors()) {
    std::fwrite(text.data(), 1, text.size(), stderr);
  } else {
    write_output(text);
  }
}

std::string context::paint(style how, std::string_view text) const {
  const char* forbidden = std::getenv("NO_COLOR");
  const bool wanted =
      color == "always" || (color == "auto" && (forbidden == nullptr || *forbidden == '\0') &&
                            ::isatty(words_are_errors() ? STDERR_FILENO : STDOUT_FILENO) == 1);
  if (!wanted) return std::string(text);
  switch (how) {
    case style::plain:
      return std::string(text);
    case style::good:
      return fmt::format("\x1b[32m{}\x1b[0m", text);
    case style::bad:
      return fmt::format("\x1b[31m{}\x1b[0m", text);
    case style::strong:
      return fmt::format("\x1b[1m{}\x1b[0m", text);
  }
  return std::string(text);
}

void context::progress(std::string_view text) const {
  if (quiet || ::isatty(STDERR_FILENO) != 1) return;
  constexpr std::chrono::milliseconds interval(100);
  const auto now = std::chrono::steady_clock::now();
  if (!text.empty() && now < next_progress_) return;
  next_progress_ = text.empty() ? now : now + interval;
  fmt::print(stderr, "\r\x1b[K{}", text);
  std::fflush(stderr);
}

CLI::App* add_command(CLI::App& app, context& shared, const std::string& name,
                      const std::string& description,
                      std::initializer_list<std::string_view> examples) {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_flag("--json", shared.json, "Print exactly one JSON document on standard output");
  command->add_flag("--quiet", shared.quiet, "Print results and errors only");
  command->add_option("--color", shared.color, "When to use colours (NO_COLOR is respected)")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  std::string footer = "Examples:";
  for (const std::string_view example : examples) footer += fmt::format("\n  {}", example);
  command->footer(footer);
  return command;
}

void make_directory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    trace::fail(path, "cannot be created: " + error.message(),
                "name a directory that can be written");
  }
}

void take_arguments(CLI::App& command, std::vector<std::string>& arguments) {
  arguments = command.remaining();
  const auto mark = std::find(arguments.begin(), arguments.end(), "--");
  if (mark != arguments.end()) arguments.erase(mark);
  // A mark behind the command's own arguments hands what follows it to the program.
  const auto handed = command.get_parent()->remaining();
  arguments.insert(arguments.end(), handed.begin(), handed.end());
  for (const std::string& argument : arguments) {
    if (argument.starts_with("--")) throw CLI::ExtrasError({argument});
  }
}

}  // namespace assay::cli
