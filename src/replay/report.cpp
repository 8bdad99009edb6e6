// Sums of replay reports, and their JSON.
#include "assay/replay/report.hpp"

#include "assay/trace/json_writer.hpp"

namespace assay::replay {

namespace {

void write_totals(trace::json_writer& json, const totals& sum) {
  json.key("operations").value(sum.operations).key("ok").value(sum.ok);
  json.key("reverted").value(sum.reverted).key("fields").value(sum.fields);
}

void write_left_out(trace::json_writer& json, const totals& sum) {
  json.key("notCovered").value(sum.not_covered).key("fieldsLeftOut").value(sum.fields_left_out);
}

void write_trace(trace::json_writer& json, const report& report) {
  json.begin_object().key("file").value(report.file).key("protocol").value(report.protocol);
  json.key("subject").value(report.subject);
  const totals sum = add_up({&report, 1});
  write_totals(json, sum);
  write_left_out(json, sum);
  json.key("invariantChecks").value(report.invariant_checks);
  write_invariants(json, report.invariants);
  json.key("stoppedEarly").value(report.stopped_early);
  json.key("differences").begin_array();
  for (const auto& found : report.differences) {
    json.begin_object().key("line").value(found.line).key("operation").value(found.operation);
    json.key("field").value(found.field).key("expected").value(found.expected);
    json.key("got").value(found.got).end_object();
  }
  json.end_array().key("violations").begin_array();
  for (const auto& found : report.violations) {
    json.begin_object().key("line").value(found.line).key("invariant").value(found.invariant);
    json.key("detail").value(found.detail).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

void write_invariants(trace::json_writer& json, std::span<const invariant::standing> all) {
  json.key("invariants").begin_array();
  for (const auto& [id, counts] : all) {
    json.begin_object().key("id").value(id).key("checked").value(counts.applied);
    json.key("violated").value(counts.violated).key("excused").value(counts.excused);
    json.key("distance");
    if (counts.least) {
      json.value(counts.least->str());
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array();
}

totals add_up(std::span<const report> reports) {
  totals all;
  for (const auto& one : reports) {
    all.operations += one.operations;
    all.ok += one.ok;
    all.reverted += one.reverted;
    all.fields += one.fields;
    all.not_covered += one.not_covered;
    all.fields_left_out += one.fields_left_out;
    all.differences += one.difference_count;
    all.violations += one.violation_count;
    all.seconds += one.seconds;
  }
  return all;
}

std::string to_json(std::span<const report> reports, std::string_view error) {
  const totals sum = add_up(reports);
  std::string document;
  trace::json_writer json(document);
  json.begin_object();
  write_totals(json, sum);
  json.key("differences").value(sum.differences).key("violations").value(sum.violations);
  json.key("seconds").value(sum.seconds);
  write_left_out(json, sum);
  json.key("traces").begin_array();
  for (const auto& report : reports) write_trace(json, report);
  json.end_array();
  if (!error.empty()) json.key("error").value(error);
  json.end_object();
  return document;
}

}  // namespace assay::replay
