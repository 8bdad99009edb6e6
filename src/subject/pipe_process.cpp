// Child processes: started, spoken to with deadlines, ended and waited for.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "assay/subject/pipe.hpp"

namespace assay {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t chunk_bytes = std::size_t{1} << 16;
constexpr std::size_t longest_answer_bytes = std::size_t{64} << 20;

// Writing to a dead child must fail with EPIPE, not end us; the caller's own handling of SIGPIPE
// stays as it is.
class without_sigpipe {
 public:
  without_sigpipe() {
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&set_);
    sigaddset(&set_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~without_sigpipe() {
    if (!was_pending_) {
      const timespec now{0, 0};
      while (sigtimedwait(&set_, nullptr, &now) == SIGPIPE) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  without_sigpipe(const without_sigpipe&) = delete;
  without_sigpipe& operator=(const without_sigpipe&) = delete;

 private:
  sigset_t set_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

// In the child, between fork and exec: only what is safe after a fork.
[[noreturn]] void become(const char* command, int input, int output) {
  setpgid(0, 0);
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGINT, SIG_DFL);
  execl("/bin/sh", "sh", "-c", command, static_cast<char*>(nullptr));
  constexpr int shell_not_found = 127;
  _exit(shell_not_found);
}

std::string describe_exit(int exit_status) {
  if (WIFEXITED(exit_status))
    return fmt::format("ended with exit code {}", WEXITSTATUS(exit_status));
  return fmt::format("was ended by signal {}", WTERMSIG(exit_status));
}

}  // namespace

struct pipe_process::implementation {
  std::string name;
  pipe_options options;
  pid_t child = -1;
  int to_child = -1;
  int from_child = -1;
  std::string buffer{};
  std::size_t begin = 0;  // of the next line in `buffer`
  std::uint64_t lines = 0;

  void close_input() {
    if (to_child >= 0) ::close(to_child);
    to_child = -1;
  }

  // Waits up to `limit` for the child to end by itself.
  std::optional<int> wait(std::chrono::milliseconds limit) {
    const auto deadline = clock::now() + limit;
    while (true) {
      int exit_status = 0;
      const pid_t ended = ::waitpid(child, &exit_status, WNOHANG);
      if (ended == child) {
        ::kill(-child, SIGKILL);  // what it left running in its group
        child = -1;
        return exit_status;
      }
      if (clock::now() >= deadline) return std::nullopt;
      constexpr useconds_t pause_us = 2'000;
      ::usleep(pause_us);
    }
  }

  void end() {
    close_input();
    if (child >= 0 && !wait(options.exit_timeout)) {
      ::kill(-child, SIGKILL);
      while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
      }
      child = -1;
    }
    if (from_child >= 0) ::close(from_child);
    from_child = -1;
  }

  [[noreturn]] void fail(std::string_view what, std::string_view mend) const {
    throw subject_error(fmt::format("{}: {}; {}", name, what, mend));
  }

  // The child closed its side: says why if it has ended.
  [[noreturn]] void fail_ended() {
    const auto exit_status = wait(options.exit_timeout);
    fail(fmt::format("the program {} before it answered line {}",
                     exit_status ? describe_exit(*exit_status) : "closed its output", lines + 1),
         "run it by hand to see why; its error output is above");
  }

  // Waits until reading, or writing if asked, is possible; throws when it takes too long.
  short wait_for_io(bool wants_to_write, clock::time_point deadline) {
    while (true) {
      std::array<pollfd, 2> files{pollfd{from_child, POLLIN, 0}, pollfd{to_child, POLLOUT, 0}};
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now()).count();
      const int ready =
          ::poll(files.data(), wants_to_write ? 2 : 1, left > 0 ? static_cast<int>(left) : 0);
      if (ready < 0 && errno == EINTR) fail("interrupted", "start again");
      if (ready < 0) fail(std::strerror(errno), "try again");
      if (ready == 0) {
        fail(fmt::format("no answer for {} ms to line {}", options.line_timeout.count(), lines + 1),
             "answer every operation with one line and flush it");
      }
      short events = 0;
      if (files[0].revents != 0) events |= POLLIN;
      if (wants_to_write && files[1].revents != 0) events |= POLLOUT;
      return events;
    }
  }

  void read_some() {
    if (begin > 0) {
      buffer.erase(0, begin);
      begin = 0;
    }
    if (buffer.size() > longest_answer_bytes) {
      fail("an answer is longer than 64 MiB", "answer every operation with one line");
    }
    const std::size_t size = buffer.size();
    buffer.resize(size + chunk_bytes);
    const ssize_t count = ::read(from_child, buffer.data() + size, chunk_bytes);
    buffer.resize(size + static_cast<std::size_t>(count > 0 ? count : 0));
    if (count == 0) fail_ended();
    if (count < 0 && errno != EAGAIN && errno != EINTR) fail(std::strerror(errno), "try again");
  }
};

pipe_process::pipe_process(std::string command, pipe_options options)
    : self_(std::make_unique<implementation>()) {
  implementation& self = *self_;
  self.name = "pipe:" + command;
  self.options = options;
  std::array<int, 2> down{};
  std::array<int, 2> up{};
  if (::pipe2(down.data(), O_CLOEXEC) != 0) self.fail(std::strerror(errno), "close some files");
  if (::pipe2(up.data(), O_CLOEXEC) != 0) {
    ::close(down[0]);
    ::close(down[1]);
    self.fail(std::strerror(errno), "close some files");
  }
  self.child = ::fork();
  if (self.child == 0) become(command.c_str(), down[0], up[1]);
  const int fork_error = errno;
  ::close(down[0]);
  ::close(up[1]);
  self.to_child = down[1];
  self.from_child = up[0];
  if (self.child < 0) {
    ::close(self.to_child);
    ::close(self.from_child);
    self.fail(std::strerror(fork_error), "end some processes");
  }
  ::setpgid(self.child, self.child);  // here too: whoever comes first
  ::fcntl(self.to_child, F_SETFL, O_NONBLOCK);
  ::fcntl(self.from_child, F_SETFL, O_NONBLOCK);
}

pipe_process::~pipe_process() { self_->end(); }

void pipe_process::send(std::string_view lines) {
  implementation& self = *self_;
  const without_sigpipe guard;
  const auto deadline = clock::now() + self.options.line_timeout;
  while (!lines.empty()) {
    const ssize_t count = ::write(self.to_child, lines.data(), lines.size());
    if (count > 0) {
      lines.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    if (errno == EPIPE) self.fail_ended();
    if (errno != EAGAIN && errno != EINTR) self.fail(std::strerror(errno), "try again");
    // Its input is full: it may itself be waiting for us to read.
    if ((self.wait_for_io(true, deadline) & POLLIN) != 0) self.read_some();
  }
}

std::string_view pipe_process::receive() {
  implementation& self = *self_;
  const auto deadline = clock::now() + self.options.line_timeout;
  std::size_t searched = self.begin;
  while (true) {
    const std::size_t stop = self.buffer.find('\n', searched);
    if (stop != std::string::npos) {
      const std::string_view line(self.buffer.data() + self.begin, stop - self.begin);
      self.begin = stop + 1;
      ++self.lines;
      return line;
    }
    self.wait_for_io(false, deadline);
    searched = self.buffer.size() - self.begin;
    self.read_some();
  }
}

std::uint64_t pipe_process::lines_received() const { return self_->lines; }
const std::string& pipe_process::name() const { return self_->name; }
void pipe_process::fail(std::string_view what, std::string_view mend) const {
  self_->fail(what, mend);
}

}  // namespace assay
