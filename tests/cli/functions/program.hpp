// Runs the program as a user would, through a shell, and keeps everything that came of it.
#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace assay::test {

struct outcome {
  int code = -1;
  std::string output{};  // standard output
  std::string errors{};  // standard error
};

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A directory that goes away with its test.
class scratch_directory {
 public:
  scratch_directory() {
    std::string pattern = testing::TempDir() + "assay-cliXXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~scratch_directory() { std::filesystem::remove_all(path_); }
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;

  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

 private:
  std::filesystem::path path_;
};

/// Runs a command line in which `assay` is the program; the exit code is the last command's.
inline outcome run(const std::string& command) {
  const scratch_directory directory;
  const std::string wrapped = "assay() { '" ASSAY_PROGRAM "' \"$@\"; }; { " + command + "\n} >'" +
                              directory.file("out") + "' 2>'" + directory.file("err") + "'";
  const int status = std::system(wrapped.c_str());
  outcome result;
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.output = file_text(directory.file("out"));
  result.errors = file_text(directory.file("err"));
  return result;
}

/// One line that says `what`, exit code 2, nothing on standard output.
inline void expect_refused(const std::string& command, const std::string& what) {
  const outcome refused = run(command);
  EXPECT_EQ(refused.code, 2) << command << "\n" << refused.output << refused.errors;
  EXPECT_EQ(refused.output, "") << command;
  EXPECT_TRUE(refused.errors.starts_with("assay: error: ")) << command << "\n" << refused.errors;
  EXPECT_EQ(refused.errors.find('\n'), refused.errors.size() - 1) << refused.errors;
  EXPECT_NE(refused.errors.find(what), std::string::npos)
      << command << "\nshould say: " << what << "\nsaid: " << refused.errors;
}

inline void expect_contains(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << "should contain: " << part << "\n" << text;
}

}  // namespace assay::test
