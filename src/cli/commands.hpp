// One line per command; each is defined in its own file, command_NAME.cpp.
#pragma once

#include "command.hpp"

namespace assay::cli {

void add_replay(CLI::App& app, context& shared);
void add_serve(CLI::App& app, context& shared);
void add_fuzz(CLI::App& app, context& shared);
void add_gen(CLI::App& app, context& shared);
void add_verify(CLI::App& app, context& shared);
void add_call(CLI::App& app, context& shared);
void add_vectors(CLI::App& app, context& shared);
void add_explain(CLI::App& app, context& shared);
void add_simulate(CLI::App& app, context& shared);
void add_merge(CLI::App& app, context& shared);
void add_evidence(CLI::App& app, context& shared);
void add_list(CLI::App& app, context& shared);

/// Makes it and what it lies in, or fails with its name.
void make_directory(const std::string& path);

}  // namespace assay::cli
