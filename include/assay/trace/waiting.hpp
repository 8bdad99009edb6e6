// Input that somebody else has yet to write, with a limit to waiting for it.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "assay/trace/byte_stream.hpp"

namespace assay::trace {

/// open_source, whose reads throw stream_error when nothing has come for `patience`; 0: no limit.
std::unique_ptr<byte_source> open_source(const std::string& path, std::chrono::seconds patience);

}  // namespace assay::trace
