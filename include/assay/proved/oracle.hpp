// The program assay-proved (spec/extraction/proved.ml), asked line by line: the definitions of the
// proofs, extracted from Coq.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "assay/subject/pipe.hpp"
#include "assay/word/uint.hpp"

namespace assay::proved {

/// Where the program is: what ASSAY_PROVED_PROGRAM names, else assay-proved in the folder of the
/// running program, or in ../bin. Throws subject_error.
std::string program_path();

enum class verdict : std::uint8_t {
  value,   // the definition gives these numbers
  none,    // the definition says that the contract reverts
  outside  // the definition says nothing about these arguments
};

struct oracle_answer {
  verdict what = verdict::outside;
  std::vector<uint<256>> values{};  // negative numbers as their bits
  std::string_view reason{};        // of the pair's reverts
};

class oracle {
 public:
  explicit oracle(const std::string& program = program_path());

  /// One question without its newline, and its answer, valid until the next call.
  const oracle_answer& ask(std::string_view question);

  /// Many questions, each with its newline; then as many answers.
  void send(std::string_view questions) { process_.send(questions); }
  const oracle_answer& receive();

 private:
  pipe_process process_;
  oracle_answer answer_{};
  std::string line_{};
};

/// " 0x…", as the program reads numbers.
void append_number(std::string& line, const uint<256>& value);
void append_signed(std::string& line, const uint<256>& bits);

}  // namespace assay::proved
