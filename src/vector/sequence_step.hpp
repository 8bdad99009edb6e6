// One operation on a pair of Uniswap V2 as a flat object: every key in every step, so that one
// struct of another language reads them all. What an operation does not have is zero.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "assay/subject/uniswap_v2.hpp"

namespace assay::vectors {

/// Actors of the sequences; arrays of balances have one place for each, then the pair, then zero.
inline constexpr std::uint32_t sequence_actors = 4;

/// The kinds of fields of a step.
enum class step_field : std::uint8_t { number, text, flag, numbers, texts };

/// Names and kinds of all fields, in alphabetical order.
[[nodiscard]] const std::vector<std::pair<std::string, step_field>>& step_fields();

[[nodiscard]] std::string step_object(const uniswap_v2::protocol::operation& operation,
                                      const uniswap_v2::protocol::receipt& receipt,
                                      const uniswap_v2::protocol::state& state);

/// The operation of a step whose shape the schema has accepted. `problem` says what is no
/// operation all the same: an unknown name or account, a number that does not fit.
struct read_operation {
  uniswap_v2::protocol::operation operation{};
  std::string problem{};
};
[[nodiscard]] read_operation operation_of(const simdjson::dom::element& step);

}  // namespace assay::vectors
