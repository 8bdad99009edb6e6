// Replay of the router library's function vectors.
#include "assay/trace/uniswap_v2_library.hpp"

#include "assay/replay/subjects.hpp"
#include "runs.hpp"

namespace assay::replay {

void run_uniswap_v2_library(trace::trace_file& file, const options& options, report& to) {
  using namespace uniswap_v2;
  library_reader reader(file);
  const auto subject = open_library_subject(options.subject, options.pipe);
  subject->begin(reader.setup());
  if (options.write != nullptr) {
    options.write->write(header_for_subject(file, subject->name()) + "\n");
  }
  library_step step;
  std::vector<trace::difference> found;
  std::string line;
  while (reader.next(step)) {
    ++to.operations;
    ++(step.expected.reverted ? to.reverted : to.ok);
    const library_answer& answer = subject->answer(step.call);
    to.fields += compare(step.call, step.expected, answer, found);
    if (options.write != nullptr) {
      line.clear();
      append_library_line(line, step.call, &answer);
      options.write->write(line);
    }
    const auto name = library_function_names[static_cast<std::size_t>(step.call.function)];
    if (!found.empty() && keep_differences(found, reader.line(), name, options, to)) return;
    if (should_stop(options, to)) return;
  }
}

}  // namespace assay::replay
