// Whole lines of Uniswap V3 traces, and of what subjects on a pipe answer.
#include "json.hpp"
#include "uniswap_v3_codec.hpp"

namespace assay::uniswap_v3 {
namespace {

using trace::element;
using trace::fields;
using trace::place;

constexpr std::array<std::string_view, 3> step_names = {"op", "result", "state"};

const create_pool<protocol::format>* creation_in(const protocol::operation& operation) {
  return std::get_if<create_pool<protocol::format>>(&operation.call);
}

}  // namespace

struct trace_reader::implementation {
  implementation(trace::trace_file& opened, contents kind)
      : file(opened),
        what(kind),
        header(open(opened)),
        operations(header.setup),
        states(header),
        possible(header.layout.observations_shown) {
    at.set_strict(opened.strict());
  }

  // The header was read by the file; its parameters are read here.
  trace_header open(const trace::trace_file& opened) {
    place header_at;
    header_at.set(opened.name(), 1);
    header_at.set_strict(opened.strict());
    if (opened.protocol() != protocol_name) {
      header_at.fail_at("", "protocol",
                        fmt::format("is \"{}\"", trace::printable(opened.protocol())),
                        fmt::format("use {}", protocol_name));
    }
    return read_header(header_at, parser.parse_copy(header_at, opened.header()));
  }

  trace::trace_file& file;
  contents what;
  trace::json_parser parser{};
  place at{};
  trace_header header;
  operation_codec operations;
  state_codec states;
  possibility_check possible;
};

trace_reader::trace_reader(trace::trace_file& file, contents what)
    : self_(std::make_unique<implementation>(file, what)) {}
trace_reader::~trace_reader() = default;

const trace_header& trace_reader::header() const { return self_->header; }
const state_record& trace_reader::state() const { return self_->states.state(); }
std::uint64_t trace_reader::line() const { return self_->file.lines().number(); }

bool trace_reader::next(trace_step& step) {
  implementation& self = *self_;
  place& at = self.at;
  trace::line_reader& lines = self.file.lines();
  if (!lines.next()) return false;
  at.set(self.file.name(), lines.number());
  const element root = self.parser.parse(at, lines.line());
  const fields line(at, "", trace::as_object(at, "", "the line", root), step_names);
  self.operations.read(at, line.need(0), step);
  if (const auto* creation = creation_in(step.operation)) {
    self.states.begin_episode();
    self.possible.begin_episode(creation->tick_spacing, step.operation.time);
  }
  if (self.what == contents::operations) return true;
  read_result(at, line.need(1), self.header.setup.actors, step.operation, step.receipt,
              step.revert_arguments);
  self.states.read(at, line.need(2));
  self.possible.check(at, self.states.state(), step.operation.time);
  return true;
}

struct answer_reader::implementation {
  implementation(const trace_header& header, std::string stream)
      : name(std::move(stream)), actors(header.setup.actors), states(header) {}

  std::string name;
  std::uint32_t actors;
  trace::json_parser parser{};
  place at{};
  state_codec states;
  std::string revert_arguments{};
};

answer_reader::answer_reader(const trace_header& header, std::string name)
    : self_(std::make_unique<implementation>(header, std::move(name))) {}
answer_reader::~answer_reader() = default;

const state_record& answer_reader::state() const { return self_->states.state(); }

void answer_reader::read(std::string_view line, std::uint64_t number,
                         const protocol::operation& operation, protocol::receipt& receipt) {
  implementation& self = *self_;
  if (creation_in(operation) != nullptr) self.states.begin_episode();
  self.at.set(self.name, number);
  const element root = self.parser.parse_copy(self.at, line);
  const fields answer(self.at, "", trace::as_object(self.at, "", "the line", root), step_names);
  read_result(self.at, answer.need(1), self.actors, operation, receipt, self.revert_arguments);
  self.states.read(self.at, answer.need(2));
}

}  // namespace assay::uniswap_v3
