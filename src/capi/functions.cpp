// The C interface: functions of the contracts, one at a time and many at once.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "assay/explain/explain.hpp"
#include "assay/trace/json_writer.hpp"
#include "assay/vector/call.hpp"
#include "assay/vector/request.hpp"
#include "assay/vector/vector_file.hpp"
#include "assay/word/sint.hpp"
#include "capi.hpp"

namespace assay::capi {
namespace {

using vectors::function;
using vectors::value_type;
using vectors::word;

std::vector<std::string> texts_of(const char* const* arguments, std::size_t count) {
  if (count > 0) need(static_cast<const void*>(arguments), "arguments");
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    need(arguments[i], fmt::format("arguments[{}]", i));
    texts.emplace_back(arguments[i]);
  }
  return texts;
}

const function& function_of(const char* name) {
  need(name, "function");
  return vectors::function_named(name);
}

void write_parameters(trace::json_writer& json, std::string_view key,
                      const std::vector<vectors::parameter>& parameters) {
  json.key(key).begin_array();
  for (const vectors::parameter& parameter : parameters) {
    json.begin_object().key("name").value(parameter.name);
    json.key("type").value(vectors::type_name(parameter.type)).end_object();
  }
  json.end_array();
}

std::string functions_json() {
  std::string text;
  trace::json_writer json(text);
  json.begin_object().key("functions").begin_array();
  for (const function& one : vectors::functions()) {
    json.begin_object().key("name").value(one.name).key("signature").value(one.signature);
    json.key("summary").value(one.summary).key("mirrors").value(one.mirrors);
    write_parameters(json, "parameters", one.parameters);
    write_parameters(json, "results", one.results);
    json.end_object();
  }
  json.end_array().end_object();
  return text;
}

bool fits(value_type type, const word& bits) {
  if (type == value_type::boolean) return bits <= word::one();
  if (!vectors::is_signed(type)) return bits <= vectors::largest(type);
  const auto number = sint<256>::from_bits(bits);
  return sint<256>::from_bits(vectors::smallest(type)) <= number &&
         number <= sint<256>::from_bits(vectors::largest(type));
}

void refuse_lists(const function& function) {
  for (const auto* parameters : {&function.parameters, &function.results}) {
    for (const vectors::parameter& parameter : *parameters) {
      if (!vectors::is_array(parameter.type)) continue;
      trace::fail(fmt::format("{}: {}", function.name, parameter.name), "is a list",
                  "ask case by case with assay_call");
    }
  }
}

// All cases are read before the first is answered: a wrong word leaves nothing half done.
std::vector<vectors::values> read_cases(const function& function, std::size_t cases,
                                        const assay_word* words) {
  std::vector<vectors::values> read(cases);
  for (std::size_t i = 0; i < cases; ++i) {
    read[i].reserve(function.parameters.size());
    for (const vectors::parameter& parameter : function.parameters) {
      const word bits = word_of(*words++);
      if (!fits(parameter.type, bits)) {
        trace::fail(fmt::format("case {}: {}", i, parameter.name),
                    fmt::format("is no {}", vectors::type_name(parameter.type)),
                    fmt::format("the signature is {}", function.signature));
      }
      read[i].push_back(vectors::make_value(parameter.type, bits));
    }
    const std::string refused = function.refuse(read[i]);
    if (!refused.empty()) trace::fail(fmt::format("case {}", i), refused, "see docs/vectors.md");
  }
  return read;
}

assay_status answer_cases(const function& function, const std::vector<vectors::values>& cases,
                          assay_word* results, std::uint8_t* reverted) {
  assay_status status = ASSAY_OK;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const vectors::outcome outcome = function.evaluate(cases[i]);
    reverted[i] = outcome.reverted ? 1 : 0;
    if (outcome.reverted) status = ASSAY_FOUND;
    for (std::size_t k = 0; k < function.results.size(); ++k) {
      *results++ = bytes_of(outcome.reverted ? word::zero() : outcome.results[k].scalar());
    }
  }
  return status;
}

}  // namespace
}  // namespace assay::capi

using namespace assay;

assay_status assay_functions(assay_text** answer) {
  return capi::guarded([&] {
    capi::need(answer, "answer");
    capi::give(answer, capi::functions_json());
    return ASSAY_OK;
  });
}

assay_status assay_call(const char* function, const char* const* arguments, size_t argument_count,
                        assay_text** answer) {
  return capi::guarded([&] {
    capi::need(answer, "answer");
    const auto& asked = capi::function_of(function);
    const auto texts = capi::texts_of(arguments, argument_count);
    const auto outcome = asked.evaluate(vectors::read_arguments(asked, texts));
    capi::give(answer, vectors::answer_json(outcome));
    return outcome.reverted ? ASSAY_FOUND : ASSAY_OK;
  });
}

assay_status assay_explain(const char* function, const char* const* arguments,
                           size_t argument_count, assay_text** answer) {
  return capi::guarded([&] {
    capi::need(answer, "answer");
    const auto& asked = capi::function_of(function);
    const auto texts = capi::texts_of(arguments, argument_count);
    const auto told = explain::explain_function(asked, vectors::read_arguments(asked, texts));
    capi::give(answer, explain::to_json(told));
    return told.reverted ? ASSAY_FOUND : ASSAY_OK;
  });
}

assay_status assay_call_batch(const char* function, size_t cases, const assay_word* arguments,
                              size_t argument_words, assay_word* results, size_t result_words,
                              uint8_t* reverted) {
  return capi::guarded([&] {
    const auto& asked = capi::function_of(function);
    if (cases == 0) trace::fail("cases", "is 0", "give at least one case");
    capi::need(arguments, "arguments");
    capi::need(results, "results");
    capi::need(reverted, "reverted");
    capi::refuse_lists(asked);
    capi::check_size("argument_words", argument_words, cases, asked.parameters.size());
    capi::check_size("result_words", result_words, cases, asked.results.size());
    const auto read = capi::read_cases(asked, cases, arguments);
    return capi::answer_cases(asked, read, results, reverted);
  });
}

assay_status assay_vectors(const char* function, uint64_t count, uint64_t seed, uint32_t level,
                           assay_text** answer) {
  return capi::guarded([&] {
    capi::need(answer, "answer");
    const auto& asked = capi::function_of(function);
    if (count == 0 || count > vectors::largest_file_cases) {
      trace::fail("count", fmt::format("is {}", count),
                  fmt::format("give 1 to {}", vectors::largest_file_cases));
    }
    if (level < 1 || level > 3) trace::fail("level", fmt::format("is {}", level), "give 1 to 3");
    const vectors::case_options options{.count = count, .seed = seed, .level = level};
    capi::give(answer, vectors::render_file(asked, options, vectors::file_format::json));
    return ASSAY_OK;
  });
}
