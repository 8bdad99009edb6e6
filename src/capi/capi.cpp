// The C interface: version, last error, texts, traces.
#include "capi.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "assay/replay/replay.hpp"
#include "assay/replay/report.hpp"
#include "assay/replay/subjects.hpp"
#include "assay/trace/line_reader.hpp"
#include "assay/word/big_endian.hpp"

namespace assay::capi {

std::string& last_error() {
  thread_local std::string text;
  return text;
}

void set_last_error(std::string message) {
  std::replace(message.begin(), message.end(), '\n', ' ');
  last_error() = std::move(message);
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

// The program has subjects that the library has not: bytecode, proved definitions.
void check_subject(std::string_view name) {
  if (name.starts_with("pipe:")) return;
  std::string known;
  for (const replay::subject_summary& one : replay::subjects()) {
    if (one.name == name) return;
    known += std::string(known.empty() ? "" : ", ") + std::string(one.name);
  }
  trace::fail("subject " + std::string(name), "is not in the library",
              "choose one of " + known + "; the program has more: assay replay --subject");
}

void give(assay_text** to, std::string text) { *to = new assay_text{std::move(text)}; }

void check_size(std::string_view name, std::size_t given, std::size_t cases, std::size_t each) {
  const bool overflows = each != 0 && cases > SIZE_MAX / each;
  if (overflows || given != cases * each) {
    trace::fail(name, fmt::format("is {}, but {} cases have {} words each", given, cases, each),
                "give the size that the cases need");
  }
}

uint<256> word_of(const assay_word& bytes) { return from_big_endian(bytes.bytes); }

assay_word bytes_of(const uint<256>& value) {
  const auto from = to_big_endian(value);
  assay_word bytes;
  std::copy(from.begin(), from.end(), bytes.bytes);
  return bytes;
}

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
    capi::check_subject(options.subject);
    trace::trace_file file(path);
    const replay::report done = replay::run(file, options);
    capi::give(report, replay::to_json({&done, 1}));
    const bool holds = done.difference_count == 0 && done.violation_count == 0;
    return holds ? ASSAY_OK : ASSAY_FOUND;
  });
}
