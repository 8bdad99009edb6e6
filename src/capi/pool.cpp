// The C interface: pools that run operations of pooltrace.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
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

/// What a swap would give, in words; or why it reverts.
struct quote_answer {
  std::array<word, 3> words{};  // of Uniswap V2 the first alone
  std::optional<revert> why{};
};

/// A pool, whatever its protocol.
class any_pool {
 public:
  virtual ~any_pool() = default;
  virtual step_answer step(std::string_view line) = 0;
  [[nodiscard]] virtual quote_answer quote(bool zero_for_one, bool exact_input,
                                           const word& amount) = 0;
  [[nodiscard]] virtual std::size_t quote_words() const = 0;
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

// As the router quotes a pair, with the fee that the header names.
quote_answer quote_of(const uniswap_v2::trace_header& header, uniswap_v2::protocol::state& state,
                      bool zero_for_one, bool exact_input, const word& amount) {
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
  if (!answer.ok()) return {{}, answer.why()};
  return {{answer.value()}, std::nullopt};
}

// As QuoterV2 quotes a pool.
quote_answer quote_of(const uniswap_v3::trace_header&, uniswap_v3::protocol::state& state,
                      bool zero_for_one, bool exact_input, const word& amount) {
  using format = uniswap_v3::protocol::format;
  using quoter = uniswap_v3::quoter<format>;
  if (!state.pool.unlocked) {
    trace::fail("quote", "is asked of a pool without a price", "run createPool and initialize");
  }
  const format::price no_limit{};
  const auto answer = exact_input ? quoter::exact_input_in(state, zero_for_one, amount, no_limit)
                                  : quoter::exact_output_in(state, zero_for_one, amount, no_limit);
  if (!answer.ok()) return {{}, answer.why()};
  const auto& quote = answer.value();
  return {
      {quote.amount, widen<256>(quote.sqrt_price_x96_after), word(quote.initialized_ticks_crossed)},
      std::nullopt};
}

std::unique_ptr<uniswap_v2::trace_writer> writer_for(const uniswap_v2::trace_header& header) {
  return std::make_unique<uniswap_v2::trace_writer>(header.which, header.setup);
}
std::unique_ptr<uniswap_v3::trace_writer> writer_for(const uniswap_v3::trace_header& header) {
  return std::make_unique<uniswap_v3::trace_writer>(header);
}

template <class Reader, class Writer, class Step, class Subject, class State,
          std::size_t QuoteWords>
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
    quoted_.reset();
    const auto& receipt = engine_->apply(step_.operation);
    step_answer answer{{}, receipt.ok()};
    writer_->append_answer(answer.text, step_.operation, receipt, engine_->state());
    answer.text.pop_back();  // the newline
    return answer;
  }

  quote_answer quote(bool zero_for_one, bool exact_input, const word& amount) override {
    if (!quoted_) quoted_ = engine_->state();
    return quote_of(reader_.header(), *quoted_, zero_for_one, exact_input, amount);
  }
  [[nodiscard]] std::size_t quote_words() const override { return QuoteWords; }

 private:
  given_lines& lines_;  // owned by the file
  std::unique_ptr<trace::trace_file> file_;
  Reader reader_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Subject> engine_;
  Step step_{};
  std::optional<State> quoted_{};  // a copy that quotes leave as it was, until the next step
};

using v2_pool =
    engine_pool<uniswap_v2::trace_reader, uniswap_v2::trace_writer, uniswap_v2::trace_step,
                uniswap_v2::subject, uniswap_v2::protocol::state, 1>;
using v3_pool =
    engine_pool<uniswap_v3::trace_reader, uniswap_v3::trace_writer, uniswap_v3::trace_step,
                uniswap_v3::subject, uniswap_v3::protocol::state, 3>;

// The answer as text; whether the chain would answer.
step_answer told(const quote_answer& quote, std::size_t words) {
  if (quote.why) {
    std::string text = "{\"revert\":";
    trace::append_json_string(text, quote.why->to_string());
    return {text + "}", false};
  }
  std::string text = "{\"out\":[";
  for (std::size_t i = 0; i < words; ++i) {
    if (i > 0) text.push_back(',');
    text += "\"" + to_decimal(quote.words[i]) + "\"";
  }
  return {text + "]}", true};
}

std::string usual_header(std::string_view protocol) {
  const auto dialect = uniswap_v2::find_dialect(protocol);
  if (dialect == uniswap_v2::dialect::pair) return uniswap_v2::write_header(*dialect, {});
  if (protocol == uniswap_v3::protocol_name) return uniswap_v3::write_header({});
  trace::fail("protocol " + std::string(protocol), "has no usual header",
              "name uniswap-v2 or uniswap-v3, or write the header as docs/pooltrace.md says");
}

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

assay_status assay_pool_header(const char* protocol, assay_text** answer) {
  return capi::guarded([&] {
    capi::need(protocol, "protocol");
    capi::need(answer, "answer");
    capi::give(answer, capi::usual_header(protocol));
    return ASSAY_OK;
  });
}

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
    const auto quote = pool->pool->quote(zero_for_one != 0, exact_input != 0, *number);
    auto done = capi::told(quote, pool->pool->quote_words());
    capi::give(answer, std::move(done.text));
    return done.ok ? ASSAY_OK : ASSAY_FOUND;
  });
}

assay_status assay_pool_quote_batch(const assay_pool* pool, int32_t zero_for_one,
                                    int32_t exact_input, size_t cases, const assay_word* amounts,
                                    assay_word* results, size_t result_words, uint8_t* reverted) {
  return capi::guarded([&] {
    capi::need(pool, "pool");
    capi::need(amounts, "amounts");
    capi::need(results, "results");
    capi::need(reverted, "reverted");
    if (cases == 0) trace::fail("cases", "is 0", "give at least one amount");
    const std::size_t each = pool->pool->quote_words();
    capi::check_size("result_words", result_words, cases, each);
    assay_status status = ASSAY_OK;
    for (std::size_t i = 0; i < cases; ++i) {
      const auto amount = capi::word_of(amounts[i]);
      const auto quote = pool->pool->quote(zero_for_one != 0, exact_input != 0, amount);
      reverted[i] = quote.why ? 1 : 0;
      if (quote.why) status = ASSAY_FOUND;
      for (std::size_t k = 0; k < each; ++k) *results++ = capi::bytes_of(quote.words[k]);
    }
    return status;
  });
}
