// The program `assay`.
#include "command.hpp"
#ifdef ASSAY_EVM
#include "assay/evm/subjects.hpp"
#endif

int main(int argument_count, char** arguments) {
#ifdef ASSAY_EVM
  assay::evm::provide_subjects();
#endif
  return assay::cli::run_program(argument_count, arguments);
}
