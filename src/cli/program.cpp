// From arguments to an exit code.
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <span>
#include <sstream>

#include "assay/subject/pipe.hpp"
#include "assay/trace/byte_stream.hpp"
#include "assay/trace/closed_output.hpp"
#include "assay/version.hpp"
#include "command.hpp"

namespace assay::cli {
namespace {

volatile sig_atomic_t interrupt_flag = 0;
extern "C" void on_interrupt(int) { interrupt_flag = 1; }

// Reads that wait must return when Ctrl-C is pressed, so no SA_RESTART. A reader that goes away
// shows as an error of the write, which leaves the chance to remove temporary files.
void install_signal_handlers() {
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

// Errors are one line, whatever the message brings along.
int print_error(std::string_view kind, std::string_view message, int code) {
  std::string line(message);
  while (!line.empty() && line.back() == '\n') line.pop_back();
  std::replace(line.begin(), line.end(), '\n', ' ');
  fmt::print(stderr, "assay: {}: {}\n", kind, line);
  return code;
}

// What stands behind `--` comes here when the command has no argument of its own left; those that
// take any number of them (take_arguments) have fetched it.
void refuse_handed_arguments(const CLI::App& app, std::span<char* const> arguments) {
  const std::vector<std::string> handed = app.remaining();
  const auto mark = std::find_if(arguments.begin(), arguments.end(),
                                 [](const char* one) { return std::string_view(one) == "--"; });
  const auto behind = static_cast<std::size_t>(arguments.end() - mark);  // the mark counted
  const bool is_before_it = !handed.empty() && handed.size() >= std::max<std::size_t>(behind, 1);
  const bool is_taken = app.get_subcommands().front()->get_allow_extras();
  if (is_before_it || (!handed.empty() && !is_taken)) throw CLI::ExtrasError(handed);
}

int parse(CLI::App& app, int argument_count, char** arguments) {
  try {
    app.parse(argument_count, arguments);
    refuse_handed_arguments(app, {arguments, static_cast<std::size_t>(argument_count)});
  } catch (const CLI::Success& asked) {  // for help or the version
    std::ostringstream words;
    app.exit(asked, words, words);
    write_output(words.str());
    return exit_holds;
  } catch (const CLI::ParseError& error) {
    // What is unknown explains more than what is missing because of it.
    const std::vector<std::string> unknown = app.remaining(true);
    if (!unknown.empty()) {
      // An argument before a wrong option is left over with it.
      const auto option = std::find_if(unknown.begin(), unknown.end(), [](const auto& each) {
        return each.starts_with("--") && each != "--";
      });
      const std::string& wrong = option == unknown.end() ? unknown.front() : *option;
      return print_error(
          "error",
          fmt::format("\"{}\" is unknown here; see `assay --help`", trace::printable(wrong)),
          exit_wrong_input);
    }
    return print_error("error", fmt::format("{}; see `assay --help`", error.what()),
                       exit_wrong_input);
  }
  return -1;  // go on
}

int run(const context& shared) {
  try {
    return shared.run();
  } catch (const trace::closed_output&) {
    return exit_wrong_input;
  } catch (const trace::input_error& error) {
    if (interrupted()) return exit_interrupted;
    return print_error("error", error.what(), exit_wrong_input);
  } catch (const trace::stream_error& error) {
    if (interrupted()) return exit_interrupted;
    return print_error("error", fmt::format("{}; {}", error.what(), error.mend()),
                       exit_wrong_input);
  } catch (const subject_error& error) {
    if (interrupted()) return exit_interrupted;
    return print_error("error", error.what(), exit_wrong_input);
  } catch (const std::exception& error) {
    return print_error(
        "internal error",
        fmt::format("{}; this is a bug of assay {}: please report it with the command line and "
                    "its input, as SECURITY.md says",
                    error.what(), version()),
        exit_internal);
  }
}

// What was printed must have arrived. A reader that went away has chosen not to know.
int finish_output(int code) {
  if (flush_output()) return code;
  const int error = output_error();
  if (error == EPIPE) return exit_wrong_input;
  const std::string_view mend =
      error == ENOSPC || error == EDQUOT ? "free some space" : "name an output that can be written";
  return print_error(
      "error", fmt::format("standard output: cannot write: {}; {}", std::strerror(error), mend),
      exit_wrong_input);
}

}  // namespace

bool interrupted() { return interrupt_flag != 0; }

int run_program(int argument_count, char** arguments) {
  install_signal_handlers();
  context shared;
  CLI::App app("Assay: the audit reference for automated market makers", "assay");
  app.set_version_flag("--version", fmt::format("assay {}", version()));
  app.require_subcommand(1);
  app.footer(
      "`assay COMMAND --help` has examples. Exit codes: 0 holds, 1 found, 2 wrong request or "
      "input,\n3 internal error, 130 interrupted.");
  add_all_commands(app, shared);
  app.allow_extras();  // what follows `--`; only now, for commands inherit it
  const int parsed = parse(app, argument_count, arguments);
  if (parsed >= 0) return finish_output(parsed);
  int code = run(shared);
  if (code < exit_wrong_input && interrupted()) code = exit_interrupted;
  return finish_output(code);
}

}  // namespace assay::cli
