// Subjects by the name that the command line gives them.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "assay/subject/pipe.hpp"

namespace assay::replay {

struct subject_summary {
  std::string_view name;
  std::string_view description;
};
std::span<const subject_summary> subjects();

// "engine", "engine-boost" or "pipe:COMMAND". Throws trace::input_error on any other name.
std::unique_ptr<uniswap_v2::subject> open_subject(std::string_view name, uniswap_v2::dialect which,
                                                  pipe_options options = {});
std::unique_ptr<uniswap_v2::library_subject> open_library_subject(std::string_view name,
                                                                  pipe_options options = {});
std::unique_ptr<uniswap_v3::subject> open_subject(std::string_view name,
                                                  const uniswap_v3::state_layout& layout,
                                                  pipe_options options = {});
std::unique_ptr<uniswap_v3::math_subject> open_math_subject(std::string_view name,
                                                            pipe_options options = {});

}  // namespace assay::replay
