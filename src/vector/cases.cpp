// Streams of cases, and their lines in the pipe.
#include "assay/vector/cases.hpp"

#include <numeric>

#include "assay/trace/json_writer.hpp"
#include "draws.hpp"

namespace assay::vectors {

namespace {

constexpr unsigned reserve_bits = 112;

// A draw of its own for every case: independent of how much the cases before it have drawn.
std::uint64_t case_seed(std::uint64_t seed, std::uint64_t position) {
  constexpr std::uint64_t golden = 0x9e37'79b9'7f4a'7c15;  // 2^64 / golden ratio: spreads counters
  return seed * golden + position;
}

value draw_value(gen::choices& choices, value_type type, unsigned bits) {
  if (type == value_type::boolean) return make_value(type, word{choices.below(2)});
  if (is_signed(type)) return make_value(type, draw_signed(choices, type_bits(type)));
  if (!is_array(type)) {
    const unsigned limit = type_bits(type) < bits ? type_bits(type) : bits;
    const bool is_number = type != value_type::address && type != value_type::bytes32;
    return make_value(type, draw_number(choices, is_number ? limit : type_bits(type)));
  }
  std::vector<word> reserves(2 * choices.below(5));
  for (word& reserve : reserves) reserve = draw_number(choices, bits);
  return make_value(std::move(reserves));
}

values draw_log_uniform(gen::choices& choices, const function& function) {
  if (function.draw != nullptr) return function.draw(choices);
  // Mostly within reserves: whole words overflow in the first product.
  const unsigned bits = choices.below(8) == 0 ? word::bits : reserve_bits;
  values arguments;
  for (const parameter& parameter : function.parameters) {
    arguments.push_back(draw_value(choices, parameter.type, bits));
  }
  return arguments;
}

// Moves one number of the case by up to three, where its type allows.
void move_one_number(gen::choices& choices, values& arguments) {
  value& moved = arguments[choices.below(arguments.size())];
  if (moved.words.empty()) return;
  word& number = moved.words[choices.below(moved.words.size())];
  const word step{1 + choices.below(3)};
  // How far it may move: differences of words are right for signed numbers too.
  if (choices.below(2) == 0) {
    if (sub_wrapping(number, smallest(moved.type)) >= step) number = sub_wrapping(number, step);
  } else if (sub_wrapping(largest(moved.type), number) >= step) {
    number = add_wrapping(number, step);
  }
}

void append_head(std::string& out, const function& function, const values& arguments) {
  out += "{\"fn\":";
  trace::append_json_string(out, function.name.substr(function.name.find('.') + 1));
  out += ",\"in\":";
  append_json(out, arguments, number_style::decimal);
}

}  // namespace

std::string_view source_name(case_source source) {
  switch (source) {
    case case_source::grid:
      return "assay/grid";
    case case_source::solved:
      return "assay/solved";
    case case_source::log_uniform:
      return "assay/log-uniform";
    case case_source::neighbour:
      return "assay/neighbour";
  }
  return "assay/unknown";
}

case_stream::case_stream(const function& function, const case_options& options)
    : function_(&function), options_(options) {
  for (const axis& side : function.boundaries) grid_size_ *= side.size();
  // Steps of a stride without common factor visit every point once, in an order that spreads over
  // the whole grid from the beginning.
  constexpr std::uint64_t spread = 0x9e37'79b1;
  grid_stride_ = (spread + 2 * (options.seed % 1024)) % grid_size_;
  while (std::gcd(grid_stride_, grid_size_) != 1) ++grid_stride_;
}

values case_stream::grid_point(std::uint64_t position) const {
  // 128 bits: the product of a position and a stride may exceed 64.
  __extension__ using wide = unsigned __int128;
  auto index = static_cast<std::uint64_t>(static_cast<wide>(position) * grid_stride_ % grid_size_);
  values arguments;
  for (const axis& side : function_->boundaries) {
    const values& point = side[index % side.size()];
    arguments.insert(arguments.end(), point.begin(), point.end());
    index /= side.size();
  }
  return arguments;
}

case_source case_stream::source_of(std::uint64_t position) const {
  if (options_.level == 1) return case_source::grid;
  switch (position % 4) {
    case 0:
      return grid_used_ < grid_size_ ? case_source::grid : case_source::solved;
    case 1:
      return case_source::solved;
    case 2:
      return case_source::log_uniform;
    default:
      return options_.level == 2 ? case_source::log_uniform : case_source::neighbour;
  }
}

values case_stream::draw_arguments(case_source source, std::uint64_t position) const {
  gen::choices choices(case_seed(options_.seed, position));
  if (source == case_source::log_uniform) return draw_log_uniform(choices, *function_);
  values arguments = function_->solve(choices);
  if (source != case_source::neighbour) return arguments;
  values moved = arguments;
  move_one_number(choices, moved);
  return function_->refuse(moved).empty() ? moved : arguments;
}

bool case_stream::next(test_case& into) {
  if (position_ == options_.count) return false;
  into.source = source_of(position_);
  if (into.source == case_source::grid) {
    if (grid_used_ == grid_size_) return false;
    into.arguments = grid_point(grid_used_++);
  } else {
    into.arguments = draw_arguments(into.source, position_);
  }
  into.expected = function_->evaluate(into.arguments);
  ++position_;
  return true;
}

void append_line(std::string& out, const function& function, const values& arguments,
                 const outcome& outcome) {
  append_head(out, function, arguments);
  if (outcome.reverted) {
    out += ",\"revert\":";
    trace::append_json_string(out, *outcome.reverted);
  } else {
    out += ",\"out\":";
    append_json(out, outcome.results, number_style::decimal);
  }
  out.push_back('}');
}

void append_inputs_line(std::string& out, const function& function, const values& arguments) {
  append_head(out, function, arguments);
  out.push_back('}');
}

}  // namespace assay::vectors
