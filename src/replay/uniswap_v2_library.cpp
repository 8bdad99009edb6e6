// Replay of the router library's function vectors.
#include "assay/trace/uniswap_v2_library.hpp"

#include "assay/replay/subjects.hpp"
#include "session.hpp"

namespace assay::replay {

void run_uniswap_v2_library(trace::trace_file& file, const options& options, report& to) {
  using namespace uniswap_v2;
  library_reader reader(file);
  const auto subject = open_library_subject(options.subject, options.pipe);
  subject->begin(reader.setup());
  library_step step;
  run_functions(file, reader, step, *subject, options, to, append_library_line,
                [](library_function function) {
                  return library_function_names[static_cast<std::size_t>(function)];
                });
}

}  // namespace assay::replay
