// The program `assay`.
#include "command.hpp"
#ifdef ASSAY_EVM
#include "assay/evm/subjects.hpp"
#endif
#ifdef ASSAY_PROVED
#include "assay/proved/subjects.hpp"
#endif

int main(int argument_count, char** arguments) {
#ifdef ASSAY_EVM
  assay::evm::provide_subjects();
#endif
#ifdef ASSAY_PROVED
  assay::proved::provide_subjects();
#endif
  return assay::cli::run_program(argument_count, arguments);
}
