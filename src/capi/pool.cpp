// The C interface: pools that run operations of pooltrace.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/pool/uniswap_v3/quoter.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "assay/trace/json_writer.hpp"
#include "assay/trace/uniswap_v2.hpp"
#include "assay/trace/uniswap_v3.hpp"
#include "assay/word/format.hpp"
#include "capi.hpp"

namespace assay::capi {

using word = uint<256>;

struct step_answer {
  std::string text{};
  bool ok = true;
};

/// A pool, whatever its protocol.
class any_pool {
 public:
  virtual ~any_pool() = default;
  virtual step_answer step(std::string_view line) = 0;
  [[nodiscard]] virtual step_answer quote(bool zero_for_one, bool exact_input,
                                          const word& amount) = 0;
};

namespace {

// The lines of a trace, one at a time as they are given: the reader of the format asks for the next
// only when it is there.
class given_lines : public trace::byte_source {
 public:
  void give(std::string_view line) {
    text_.assign(line);
    text_.push_back('\n');
    at_ = 0;
  }
  std::size_t read(char* to, std::size_t size) override {
    const std::size_t count = std::min(size, text_.size() - at_);
    std::memcpy(to, text_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string text_{};
  std::size_t at_ = 0;
};

step_answer quoted(std::initializer_list<std::string> numbers) {
  std::string text = "{\"out\":[";
  for (const std::string& number : numbers) {
    if (text.back() != '[') text.push_back(',');
    text += "\"" + number + "\"";
  }
  return {text + "]}", true};
}

step_answer refused(const revert& why) {
  std::string text = "{\"revert\":";
  trace::append_json_string(text, why.to_string());
  return {text + "}", false};
}

// As the router quotes a pair, with the fee that the header names.
step_answer quote_of(const uniswap_v2::trace_header& header,
                     const uniswap_v2::protocol::state& state, bool zero_for_one, bool exact_input,
                     const word& amount) {
  if (header.which != uniswap_v2::dialect::pair) {
    trace::fail("quote", "is not known for pairs of forks and with odd tokens",
                "open a pool of uniswap-v2 or uniswap-v3");
  }
  word in = state.pair.reserve0;
  word out = state.pair.reserve1;
  if (!zero_for_one) std::swap(in, out);
  const auto& rules = header.setup.rules.front();
  const uniswap_v2::swap_fee fee{rules.fee_numerator, rules.fee_denominator};
  const auto answer = exact_input ? uniswap_v2::get_amount_out(amount, in, out, fee)
                                  : uniswap_v2::get_amount_in(amount, in, out, fee);
  return answer.ok() ? quoted({to_decimal(answer.value())}) : refused(answer.why());
}

// As QuoterV2 quotes a pool.
step_answer quote_of(const uniswap_v3::trace_header&, const uniswap_v3::protocol::state& state,
                     bool zero_for_one, bool exact_input, const word& amount) {
  using format = uniswap_v3::protocol::format;
  using quoter = uniswap_v3::quoter<format>;
  if (!state.pool.unlocked) {
    trace::fail("quote", "is asked of a pool without a price", "run createPool and initialize");
  }
  const format::price no_limit{};
  const auto answer = exact_input ? quoter::exact_input(state, zero_for_one, amount, no_limit)
                                  : quoter::exact_output(state, zero_for_one, amount, no_limit);
  if (!answer.ok()) return refused(answer.why());
  const auto& quote = answer.value();
  return quoted({to_decimal(quote.amount), to_decimal(quote.sqrt_price_x96_after),
                 std::to_string(quote.initialized_ticks_crossed)});
}

std::unique_ptr<uniswap_v2::trace_writer> writer_for(const uniswap_v2::trace_header& header) {
  return std::make_unique<uniswap_v2::trace_writer>(header.which, header.setup);
}
std::unique_ptr<uniswap_v3::trace_writer> writer_for(const uniswap_v3::trace_header& header) {
  return std::make_unique<uniswap_v3::trace_writer>(header);
}

template <class Reader, class Writer, class Step, class Subject>
class engine_pool : public any_pool {
 public:
  engine_pool(std::unique_ptr<trace::trace_file> file, given_lines& lines,
              std::unique_ptr<Subject> engine)
      : lines_(lines),
        file_(std::move(file)),
        reader_(*file_, Reader::contents::operations),
        writer_(writer_for(reader_.header())),
        engine_(std::move(engine)) {
    engine_->begin(reader_.header().setup);
  }

  step_answer step(std::string_view line) override {
    lines_.give(line);
    reader_.next(step_);
    const auto& receipt = engine_->apply(step_.operation);
    step_answer answer{{}, receipt.ok()};
    writer_->append_answer(answer.text, step_.operation, receipt, engine_->state());
    answer.text.pop_back();  // the newline
    return answer;
  }

  step_answer quote(bool zero_for_one, bool exact_input, const word& amount) override {
    return quote_of(reader_.header(), engine_->state(), zero_for_one, exact_input, amount);
  }

 private:
  given_lines& lines_;  // owned by the file
  std::unique_ptr<trace::trace_file> file_;
  Reader reader_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Subject> engine_;
  Step step_{};
};

using v2_pool = engine_pool<uniswap_v2::trace_reader, uniswap_v2::trace_writer,
                            uniswap_v2::trace_step, uniswap_v2::subject>;
using v3_pool = engine_pool<uniswap_v3::trace_reader, uniswap_v3::trace_writer,
                            uniswap_v3::trace_step, uniswap_v3::subject>;

std::unique_ptr<any_pool> open_pool(std::string_view header) {
  auto source = std::make_unique<given_lines>();
  given_lines& lines = *source;
  lines.give(header);
  auto file = std::make_unique<trace::trace_file>(std::move(source), "pool");
  if (uniswap_v2::find_dialect(file->protocol())) {
    return std::make_unique<v2_pool>(std::move(file), lines, uniswap_v2::make_engine());
  }
  if (file->protocol() == uniswap_v3::protocol_name) {
    return std::make_unique<v3_pool>(std::move(file), lines, uniswap_v3::make_engine());
  }
  trace::fail("pool", 1, fmt::format("traces of {} have no pool", file->protocol()),
              "open one of uniswap-v2, its forks and odd tokens, or of uniswap-v3");
}

}  // namespace
}  // namespace assay::capi

struct assay_pool {
  std::unique_ptr<assay::capi::any_pool> pool;
};

using namespace assay;

assay_status assay_pool_open(const char* header, size_t header_size, assay_pool** pool) {
  return capi::guarded([&] {
    capi::need(pool, "pool");
    auto opened = capi::open_pool(capi::text_of(header, header_size, "header"));
    *pool = new assay_pool{std::move(opened)};
    return ASSAY_OK;
  });
}

void assay_pool_free(assay_pool* pool) { delete pool; }

assay_status assay_pool_step(assay_pool* pool, const char* operation, size_t operation_size,
                             assay_text** answer) {
  return capi::guarded([&] {
    capi::need(pool, "pool");
    capi::need(answer, "answer");
    auto done = pool->pool->step(capi::text_of(operation, operation_size, "operation"));
    capi::give(answer, std::move(done.text));
    return done.ok ? ASSAY_OK : ASSAY_FOUND;
  });
}

assay_status assay_pool_quote(const assay_pool* pool, int32_t zero_for_one, int32_t exact_input,
                              const char* amount, assay_text** answer) {
  return capi::guarded([&] {
    capi::need(pool, "pool");
    capi::need(amount, "amount");
    capi::need(answer, "answer");
    const auto number = parse_decimal<256>(amount);
    if (!number) {
      trace::fail("amount", "is not a decimal number below 2^256", "give digits only");
    }
    auto done = pool->pool->quote(zero_for_one != 0, exact_input != 0, *number);
    capi::give(answer, std::move(done.text));
    return done.ok ? ASSAY_OK : ASSAY_FOUND;
  });
}
