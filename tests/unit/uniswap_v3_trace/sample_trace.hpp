// A short trace of a Uniswap V3 pool in which everything happens once, as the engine writes it.
#pragma once

#include <string>
#include <vector>

#include "assay/subject/uniswap_v3.hpp"
#include "assay/trace/byte_stream.hpp"
#include "assay/trace/uniswap_v3.hpp"

namespace assay::uniswap_v3::test {

using format = protocol::format;
using word = format::word;
using signed_word = sint<format::word_bits>;

inline constexpr std::uint64_t start_time = 1'700'000'000;

inline payment<format> paying(std::int64_t extra0, std::int64_t extra1,
                              reentry reenter = reentry::none) {
  return {signed_word{extra0}, signed_word{extra1}, reenter};
}

// The lines of the sample by what happens in them; the header is line 0.
enum sample_line : std::size_t {
  header,
  creation,
  initialization,
  first_mint,   // actor 0, -60..60
  second_mint,  // actor 1, -120..0
  down_swap,    // within the first range
  short_swap,   // pays too little
  locked_swap,  // re-enters
  burning,      // all of the second position: its ticks are cleared
  collecting,
  growing,
  observing,
  snapshot_taking,
  fee_setting,
  flashing,
  protocol_collecting,
  donating,
  sample_size
};

inline std::vector<call<format>> sample_calls() {
  const format::price low{std::uint64_t{4'295'128'740}};
  const auto account0 = account::actor(0);
  const auto account1 = account::actor(1);
  return {
      create_pool<format>{word::power_of_two(128), 3000, 60, 0},
      initialize<format>{format::price::power_of_two(96)},
      mint<format>{account0, -60, 60, format::liquidity{1'000'000'000}, paying(5, 7)},
      mint<format>{account1, -120, 0, format::liquidity{500'000}, {}},
      swap<format>{account1, true, signed_word{100'000}, low, {}},
      swap<format>{account1, true, signed_word{100'000}, low, paying(-1, 0)},
      swap<format>{account1, true, signed_word{100'000}, low, paying(0, 0, reentry::swap)},
      burn<format>{-120, 0, format::liquidity{500'000}},
      collect<format>{account1, -120, 0, format::liquidity{10}, format::liquidity{7}},
      increase_observation_cardinality_next{3},
      observe{{0, 1, 2}},
      snapshot_cumulatives_inside{-60, 60},
      set_fee_protocol{4, 6},
      flash<format>{account0, word{1000}, word{}, signed_word{1}, signed_word{}, reentry::none},
      collect_protocol<format>{account1, format::liquidity{1}, format::liquidity{}},
      transfer<format>{1, word{9}, account::pool()},
  };
}

inline std::vector<protocol::operation> sample_operations() {
  std::vector<protocol::operation> operations;
  for (auto& call : sample_calls()) {
    const std::uint64_t time = start_time + 10 * operations.size();
    // The second position is actor 1's; the owner of the factory is actor 0.
    const bool by_second =
        std::holds_alternative<burn<format>>(call) || std::holds_alternative<collect<format>>(call);
    operations.push_back({account::actor(by_second ? 1 : 0), time, std::move(call)});
  }
  return operations;
}

// Without newlines.
inline std::vector<std::string> sample_lines(const state_layout& layout = {}) {
  const trace_header header{{3, account::actor(0)}, layout};
  std::vector<std::string> lines{write_header(header)};
  trace_writer writer(header);
  const auto engine = make_engine();
  engine->begin(header.setup);
  for (const protocol::operation& operation : sample_operations()) {
    std::string line;
    const protocol::receipt& receipt = engine->apply(operation);
    writer.append(line, operation, receipt, engine->state());
    line.pop_back();
    lines.push_back(std::move(line));
  }
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    out += line;
    out.push_back('\n');
  }
  return out;
}

}  // namespace assay::uniswap_v3::test
