// The cases of a function: a boundary grid, solved boundaries, log-uniform magnitudes and the
// neighbours of solved cases, in an order that the seed fixes.
#pragma once

#include <cstdint>
#include <string_view>

#include "assay/vector/function.hpp"

namespace assay::vectors {

/// Where a case comes from; vector files group their cases by it.
enum class case_source : std::uint8_t { grid, solved, log_uniform, neighbour };

/// The name under which a group of cases stands in vector files: "assay/grid".
[[nodiscard]] std::string_view source_name(case_source source);

struct case_options {
  std::uint64_t count = 1000;
  std::uint64_t seed = 1;
  unsigned level = 2;  ///< 1: grid; 2: and solved, log-uniform; 3: and neighbours
};

struct test_case {
  case_source source = case_source::grid;
  values arguments{};
  outcome expected{};
};

/// Hands out cases one after the other; each depends on its position and the seed only.
class case_stream {
 public:
  /// Precondition: the level is 1, 2 or 3.
  case_stream(const function& function, const case_options& options);

  /// Fills the next case; false at the end. At level 1 the grid may end before `count`.
  bool next(test_case& into);

  /// How many points the boundary grid has.
  [[nodiscard]] std::uint64_t grid_size() const { return grid_size_; }

 private:
  [[nodiscard]] values grid_point(std::uint64_t position) const;
  [[nodiscard]] case_source source_of(std::uint64_t position) const;
  [[nodiscard]] values draw_arguments(case_source source, std::uint64_t position) const;

  const function* function_;
  case_options options_;
  std::uint64_t grid_size_ = 1;
  std::uint64_t grid_stride_ = 1;
  std::uint64_t grid_used_ = 0;
  std::uint64_t position_ = 0;
};

/// One case as a line of the pipe, without a line break:
/// {"fn":"NAME","in":[…],"out":[…]} or {"fn":"NAME","in":[…],"revert":"…"}.
void append_line(std::string& out, const function& function, const values& arguments,
                 const outcome& outcome);

/// The same without the answer: {"fn":"NAME","in":[…]}.
void append_inputs_line(std::string& out, const function& function, const values& arguments);

}  // namespace assay::vectors
