// Function vectors of Uniswap V2's router library (protocol "uniswap-v2-library") as lines.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assay/subject/uniswap_v2_library.hpp"
#include "assay/trace/difference.hpp"
#include "assay/trace/trace_file.hpp"

namespace assay::uniswap_v2 {

inline constexpr std::string_view library_protocol = "uniswap-v2-library";

struct library_step {
  library_call call{};
  library_answer expected{};  // a reason is a view of the line and lives until the next step
};

class library_reader {
 public:
  // `file` must outlive the reader. Without answers only the questions are looked at, as a program
  // on a pipe is sent them. Throws input_error.
  explicit library_reader(trace::trace_file& file, bool answered = true);
  ~library_reader();
  library_reader(const library_reader&) = delete;
  library_reader& operator=(const library_reader&) = delete;

  [[nodiscard]] const library_setup& setup() const;
  bool next(library_step& step);  // false at the end; throws input_error
  [[nodiscard]] std::uint64_t line() const;

  // Reads one line that a program on a pipe answered.
  static void read_answer(const std::string& name, std::uint64_t number, std::string_view line,
                          const library_call& call, library_answer& answer, std::string& reason);

 private:
  struct implementation;
  std::unique_ptr<implementation> self_;
};

// The header of vectors for these pairs, without the newline.
std::string write_library_header(const library_setup& setup);

// Appends {"fn":…,"in":[…],"out":[…]} or its revert, with the newline; without an answer only the
// question.
void append_library_line(std::string& out, const library_call& call, const library_answer* answer);

// Returns how many fields were compared; appends differences without line and operation.
std::size_t compare(const library_call& call, const library_answer& expected,
                    const library_answer& got, std::vector<trace::difference>& differences);

}  // namespace assay::uniswap_v2
