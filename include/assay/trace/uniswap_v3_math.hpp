// Function vectors of Uniswap V3's libraries (protocol "uniswap-v3-math") as lines.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/subject/uniswap_v3_math.hpp"
#include "assay/trace/difference.hpp"
#include "assay/trace/trace_file.hpp"

namespace assay::uniswap_v3 {

inline constexpr std::string_view math_protocol = "uniswap-v3-math";

struct math_step {
  math_call call{};
  math_answer expected{};  // a reason is a view of the line and lives until the next step
};

class math_reader {
 public:
  enum class contents : std::uint8_t {
    answered,  // question and answer on every line
    calls      // what a subject on a pipe is sent: answers are not looked at
  };

  // `file` must outlive the reader. Throws input_error.
  explicit math_reader(trace::trace_file& file, contents what = contents::answered);
  ~math_reader();
  math_reader(const math_reader&) = delete;
  math_reader& operator=(const math_reader&) = delete;

  bool next(math_step& step);  // false at the end; throws input_error
  [[nodiscard]] std::uint64_t line() const;

  // Reads one line that a program on a pipe answered.
  static void read_answer(const std::string& name, std::uint64_t number, std::string_view line,
                          const math_call& call, math_answer& answer, std::string& reason);

 private:
  struct implementation;
  std::unique_ptr<implementation> self_;
};

// The header of vectors, without the newline.
std::string write_math_header(std::string_view subject_name = "engine", std::uint64_t seed = 1);

// Appends {"fn":…,"in":[…],"out":[…]} or its revert, with the newline; without an answer only the
// question.
void append_math_line(std::string& out, const math_call& call, const math_answer* answer);

// Returns how many fields were compared; appends differences without line and operation.
std::size_t compare(const math_call& call, const math_answer& expected, const math_answer& got,
                    std::vector<trace::difference>& differences);

}  // namespace assay::uniswap_v3
