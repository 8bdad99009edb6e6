// The C interface: version, last error, texts, traces.
#include "capi.hpp"

#include "assay/trace/line_reader.hpp"

#include "assay/replay/replay.hpp"
#include "assay/replay/report.hpp"

namespace assay::capi {

std::string& last_error() {
  thread_local std::string text;
  return text;
}

void need(const void* pointer, std::string_view name) {
  if (pointer == nullptr) trace::fail(name, "is a null pointer", "give one that points somewhere");
}

std::string_view text_of(const char* data, std::size_t size, std::string_view name) {
  need(data, name);
  std::string_view text(data, size);
  while (!text.empty() && (text.back() == '\0' || text.back() == '\n')) text.remove_suffix(1);
  if (text.find('\n') != std::string_view::npos) {
    trace::fail(name, "has more than one line", "give one line at a time");
  }
  // The reader behind a pool would stumble over it again at every step.
  if (text.size() > trace::line_reader::default_line_limit) {
    trace::fail(name, "is longer than 64 MiB", "give less at once");
  }
  return text;
}

void give(assay_text** to, std::string text) { *to = new assay_text{std::move(text)}; }

}  // namespace assay::capi

using namespace assay;

int32_t assay_abi_version(void) { return ASSAY_ABI_VERSION; }

const char* assay_version(void) { return version().data(); }

const char* assay_last_error(void) { return capi::last_error().c_str(); }

const char* assay_text_data(const assay_text* text) { return text->bytes.c_str(); }

size_t assay_text_size(const assay_text* text) { return text->bytes.size(); }

void assay_text_free(assay_text* text) { delete text; }

assay_status assay_replay(const char* path, const char* subject, assay_text** report) {
  return capi::guarded([&] {
    capi::need(path, "path");
    capi::need(report, "report");
    replay::options options;
    if (subject != nullptr) options.subject = subject;
    trace::trace_file file(path);
    const replay::report done = replay::run(file, options);
    capi::give(report, replay::to_json({&done, 1}));
    const bool holds = done.difference_count == 0 && done.violation_count == 0;
    return holds ? ASSAY_OK : ASSAY_FOUND;
  });
}
