// Replay of the function vectors of Uniswap V3's libraries.
#include "assay/trace/uniswap_v3_math.hpp"

#include "assay/replay/subjects.hpp"
#include "session.hpp"

namespace assay::replay {

void run_uniswap_v3_math(trace::trace_file& file, const options& options, report& to) {
  using namespace uniswap_v3;
  math_reader reader(file);
  const auto subject = open_math_subject(options.subject, options.pipe);
  math_step step;
  run_functions(file, reader, step, *subject, options, to, append_math_line,
                [](math_function function) { return signature_of(function).name; });
}

}  // namespace assay::replay
