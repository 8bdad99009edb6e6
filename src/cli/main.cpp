// The program `assay`.
#include "command.hpp"

int main(int argument_count, char** arguments) {
  return assay::cli::run_program(argument_count, arguments);
}
