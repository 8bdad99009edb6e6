// The commands, in the order in which help shows them.
#include "commands.hpp"
#include "command.hpp"

namespace assay::cli {

void add_all_commands(CLI::App& app, context& shared) {
  add_replay(app, shared);
  add_serve(app, shared);
  add_fuzz(app, shared);
  add_gen(app, shared);
  add_verify(app, shared);
  add_call(app, shared);
  add_vectors(app, shared);
  add_explain(app, shared);
  add_simulate(app, shared);
  add_merge(app, shared);
  add_evidence(app, shared);
  add_list(app, shared);
}

}  // namespace assay::cli
