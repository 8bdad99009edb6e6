// `assay serve`: a subject as a program on a pipe: a header and operations in, answers out.
#include "assay/replay/subjects.hpp"
#include "assay/trace/uniswap_v2.hpp"
#include "assay/trace/uniswap_v2_library.hpp"
#include "assay/trace/uniswap_v3.hpp"
#include "assay/trace/uniswap_v3_math.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

// Answers go out as soon as nobody has asked more: whoever waits for one gets it, and a stream
// that does not wait is not slowed down. False when nobody reads any more.
class answer_stream {
 public:
  explicit answer_stream(trace::trace_file& file) : file_(file) {}

  bool send(std::string_view line) {
    const bool is_read = write_output(line);
    return file_.lines().has_line_waiting() ? is_read : flush_output();
  }

 private:
  trace::trace_file& file_;
};

void serve_library(trace::trace_file& file, const std::string& subject_name) {
  using namespace uniswap_v2;
  library_reader reader(file, false);
  const auto subject = replay::open_library_subject(subject_name);
  subject->begin(reader.setup());
  answer_stream answers(file);
  library_step step;
  std::string line;
  while (!interrupted() && reader.next(step)) {
    line.clear();
    append_library_line(line, step.call, &subject->answer(step.call));
    if (!answers.send(line)) return;
  }
}

void serve_pair(trace::trace_file& file, const std::string& subject_name) {
  using namespace uniswap_v2;
  trace_reader reader(file, trace_reader::contents::operations);
  const auto& header = reader.header();
  const auto subject = replay::open_subject(subject_name, header.which);
  subject->begin(header.setup);
  trace_writer writer(header.which, header.setup);
  answer_stream answers(file);
  trace_step step;
  std::string line;
  while (!interrupted() && reader.next(step)) {
    const auto& receipt = subject->apply(step.operation);
    line.clear();
    writer.append_answer(line, step.operation, receipt, subject->state());
    if (!answers.send(line)) return;
  }
}

void serve_math(trace::trace_file& file, const std::string& subject_name) {
  using namespace uniswap_v3;
  math_reader reader(file, math_reader::contents::calls);
  const auto subject = replay::open_math_subject(subject_name);
  answer_stream answers(file);
  math_step step;
  std::string line;
  while (!interrupted() && reader.next(step)) {
    line.clear();
    append_math_line(line, step.call, &subject->answer(step.call));
    if (!answers.send(line)) return;
  }
}

void serve_pool(trace::trace_file& file, const std::string& subject_name) {
  using namespace uniswap_v3;
  trace_reader reader(file, trace_reader::contents::operations);
  const auto& header = reader.header();
  const auto subject = replay::open_subject(subject_name, header.layout);
  subject->begin(header.setup);
  trace_writer writer(header);
  answer_stream answers(file);
  trace_step step;
  std::string line;
  while (!interrupted() && reader.next(step)) {
    const auto& receipt = subject->apply(step.operation);
    line.clear();
    writer.append_answer(line, step.operation, receipt, subject->state());
    if (!answers.send(line)) return;
  }
}

int run(const std::string& subject) {
  trace::trace_file file("-");
  if (file.protocol() == uniswap_v2::library_protocol) {
    serve_library(file, subject);
  } else if (file.protocol() == uniswap_v3::math_protocol) {
    serve_math(file, subject);
  } else if (file.protocol() == uniswap_v3::protocol_name) {
    serve_pool(file, subject);
  } else {
    serve_pair(file, subject);
  }
  return exit_holds;
}

}  // namespace

void add_serve(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "serve", "Answer operations from standard input, as a program on a pipe",
      {"assay replay tests/data/traces/v2-12.jsonl.xz --subject 'pipe:assay serve'",
       "assay replay tests/data/traces/v2-router-13.jsonl.xz "
       "--subject 'pipe:assay serve --subject engine-boost'"});
  const auto subject = std::make_shared<std::string>("engine");
  command->add_option("--subject", *subject, "Who answers (see `assay list subjects`)")
      ->capture_default_str();
  command->callback([&shared, subject] { shared.run = [subject] { return run(*subject); }; });
}

}  // namespace assay::cli
