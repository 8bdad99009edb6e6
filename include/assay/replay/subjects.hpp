// Subjects by the name that the command line gives them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/subject/pipe.hpp"

namespace assay::replay {

struct subject_summary {
  std::string_view name;
  std::string_view description;
};
std::vector<subject_summary> subjects();

/// A subject that not every build has. What it cannot answer stays empty.
struct provider {
  subject_summary about;
  std::function<std::unique_ptr<uniswap_v2::subject>()> uniswap_v2{};
  std::function<std::unique_ptr<uniswap_v2::library_subject>()> uniswap_v2_library{};
  std::function<std::unique_ptr<uniswap_v3::subject>()> uniswap_v3{};
  std::function<std::unique_ptr<uniswap_v3::math_subject>()> uniswap_v3_math{};
};
/// Makes its name known to open_subject and subjects. Programs that have it say so once, at their
/// start, before they use threads.
void add_provider(provider added);

// "engine", "engine-boost", "pipe:COMMAND" or a provider's name. Throws trace::input_error on any
// other name.
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
