// Sequence files, checked by executing every operation again.
#include "sequence_lint.hpp"

#include <set>
#include <vector>

#include "assay/vector/sequence_file.hpp"
#include "assay/vector/vector_file.hpp"
#include "case_record.hpp"
#include "json_object.hpp"
#include "schema_check.hpp"
#include "sequence.hpp"

namespace assay::vectors {

namespace {

using element = simdjson::dom::element;

// The first field in which two steps differ, with both values.
std::string first_difference(const sequence_kind& kind, const element& stated,
                             const std::string& executed) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(executed);
  const element computed = parser.parse(text).value_unsafe();
  for (const auto& [name, field] : kind.fields) {
    const std::string left = simdjson::minify(stated[name].value_unsafe());
    const std::string right = simdjson::minify(computed[name].value_unsafe());
    if (left != right) return name + " is " + left + ", executed it is " + right;
  }
  return {};
}

std::uint64_t check_sequence(const sequence_kind& kind, const element& sequence,
                             std::uint64_t length, const lint_report& tell) {
  const std::string place = "tcId " + std::to_string(sequence["tcId"].get_uint64().value_unsafe());
  const auto pool = kind.make_pool();
  std::uint64_t executed = 0;
  for (const element step : sequence["steps"].get_array()) {
    const std::string at = place + ", step " + std::to_string(++executed) + ": ";
    const auto [again, problem] = pool->play(step);
    if (!problem.empty()) {
      tell(at + problem);
      return executed;
    }
    const std::string difference = first_difference(kind, step, again);
    if (!difference.empty()) tell(at + difference);
  }
  if (length != 0 && executed != length) {
    tell(place + " has " + std::to_string(executed) + " steps instead of " +
         std::to_string(length));
  }
  return executed;
}

}  // namespace

std::string_view sequence_protocol_of(std::string_view algorithm) {
  const std::size_t slash = algorithm.find('/');
  if (slash == std::string_view::npos || algorithm.substr(slash) != "/sequence") return {};
  const sequence_kind* kind = find_sequence_kind(algorithm.substr(0, slash));
  return kind == nullptr ? std::string_view{} : kind->protocol;
}

std::uint64_t lint_sequences(std::string_view protocol, const element& document,
                             const lint_report& tell) {
  const sequence_kind& kind = *find_sequence_kind(protocol);
  simdjson::dom::parser schema_parser;
  simdjson::dom::parser common_parser;
  const simdjson::padded_string schema_text(render_sequence_schema(protocol));
  const simdjson::padded_string common_text(render_common_schema());
  std::uint64_t problems = 0;
  schema_check check(common_parser.parse(common_text),
                     [&](const std::string& where, const std::string& what) {
                       ++problems;
                       tell(where + " " + what);
                     });
  check.check(document, schema_parser.parse(schema_text), "");
  if (problems > 0) return 0;
  const std::uint64_t length = document["length"].get_uint64().value_unsafe();
  std::set<std::uint64_t> ids;
  std::uint64_t executed = 0;
  std::vector<std::string> sequences;
  for (const element sequence : document["tests"].get_array()) {
    sequences.push_back(simdjson::minify(sequence));
    const std::uint64_t id = sequence["tcId"].get_uint64().value_unsafe();
    if (!ids.insert(id).second) tell("tcId " + std::to_string(id) + " stands twice");
    executed += check_sequence(kind, sequence, length, tell);
  }
  const std::uint64_t stated = document["numberOfTests"].get_uint64().value_unsafe();
  if (stated != sequences.size()) {
    tell("numberOfTests is " + std::to_string(stated) + ", but there are " +
         std::to_string(sequences.size()));
  }
  const std::string hash = keccak256_hex(json_list(sequences, true));
  if (document["info"]["caseHash"].get_string().value_unsafe() != hash) {
    tell("info.caseHash does not match the sequences; their hash is " + hash);
  }
  return executed;
}

bool lint_sequence_schema(std::string_view path, const std::string& bytes,
                          const lint_report& tell) {
  for (const std::string_view protocol : sequence_protocols()) {
    if (path != sequence_schema_path(protocol)) continue;
    if (bytes != render_sequence_schema(protocol)) {
      tell("differs from what assay generates; write the file again");
    }
    return true;
  }
  return false;
}

}  // namespace assay::vectors
