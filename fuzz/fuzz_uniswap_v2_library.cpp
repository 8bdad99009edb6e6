// The router library: the engine's templates on both word backends, and the model, asked the same
// questions. What does not overflow must be what the model says, to the wei.
#include <cstdio>
#include <cstdlib>

#include "assay/gen/uniswap_v2.hpp"
#include "assay/invariant/convert.hpp"
#include "assay/subject/convert.hpp"
#include "assay/word/backend_boost.hpp"
#include "assay/word/format.hpp"

namespace assay::fuzz {
namespace {

namespace v2 = assay::uniswap_v2;
namespace exact = assay::model::uniswap_v2;
using question = gen::uniswap_v2::library_question;
using word = gen::word;

[[noreturn]] void differ(const question& asked, const char* who) {
  std::fprintf(stderr, "%s differs: kind %d, amount %s, fee %llu/%llu\n", who,
               static_cast<int>(asked.what), to_decimal(asked.amount).c_str(),
               static_cast<unsigned long long>(asked.fee.numerator),
               static_cast<unsigned long long>(asked.fee.denominator));
  for (std::size_t i = 0; i < asked.hop_count; ++i) {
    std::fprintf(stderr, "  reserves %s %s\n", to_decimal(asked.hops[i].reserve_in).c_str(),
                 to_decimal(asked.hops[i].reserve_out).c_str());
  }
  std::abort();
}

template <class Backend>
result<std::vector<uint<256, Backend>>> answer(const question& asked) {
  using number = uint<256, Backend>;
  const number amount = v2::convert<Backend>(asked.amount);
  std::vector<v2::hop<number>> hops;
  for (std::size_t i = 0; i < asked.hop_count; ++i) {
    hops.push_back({v2::convert<Backend>(asked.hops[i].reserve_in),
                    v2::convert<Backend>(asked.hops[i].reserve_out)});
  }
  const auto one = [](const result<number>& got) -> result<std::vector<number>> {
    if (!got.ok()) return got.why();
    return std::vector<number>{got.value()};
  };
  const std::span<const v2::hop<number>> path(hops);
  switch (asked.what) {
    case question::kind::quote:
      return one(v2::quote(amount, hops[0].reserve_in, hops[0].reserve_out));
    case question::kind::amount_out:
      return one(v2::get_amount_out(amount, hops[0].reserve_in, hops[0].reserve_out, asked.fee));
    case question::kind::amount_in:
      return one(v2::get_amount_in(amount, hops[0].reserve_in, hops[0].reserve_out, asked.fee));
    case question::kind::amounts_out:
      return v2::get_amounts_out(amount, path, asked.fee);
    case question::kind::amounts_in:
      return v2::get_amounts_in(amount, path, asked.fee);
  }
  return revert::empty();
}

exact::curve curve_of(const v2::swap_fee& fee) {
  return {fee.numerator, fee.denominator, fee.denominator * fee.denominator};
}

bool model_agrees(const question& asked, const std::vector<word>& got) {
  using invariant::to_integer;
  const exact::curve rules = curve_of(asked.fee);
  const auto reserve_in = [&](std::size_t i) { return to_integer(asked.hops[i].reserve_in); };
  const auto reserve_out = [&](std::size_t i) { return to_integer(asked.hops[i].reserve_out); };
  switch (asked.what) {
    case question::kind::quote: {
      const auto value = to_integer(got[0]);
      const auto product = to_integer(asked.amount) * reserve_out(0);
      return value * reserve_in(0) <= product && product < (value + 1) * reserve_in(0);
    }
    case question::kind::amount_out:
      return exact::largest_output(rules, to_integer(asked.amount), reserve_in(0),
                                   reserve_out(0)) == to_integer(got[0]);
    case question::kind::amount_in:
      return exact::smallest_input(rules, to_integer(asked.amount), reserve_in(0), reserve_out(0),
                                   exact::bound::strict) == to_integer(got[0]);
    case question::kind::amounts_out:
      for (std::size_t i = 0; i < asked.hop_count; ++i) {
        const auto out =
            exact::largest_output(rules, to_integer(got[i]), reserve_in(i), reserve_out(i));
        if (out != to_integer(got[i + 1])) return false;
      }
      return got.size() == asked.hop_count + 1 && got.front() == asked.amount;
    case question::kind::amounts_in:
      for (std::size_t i = 0; i < asked.hop_count; ++i) {
        const auto in = exact::smallest_input(rules, to_integer(got[i + 1]), reserve_in(i),
                                              reserve_out(i), exact::bound::strict);
        if (in != to_integer(got[i])) return false;
      }
      return got.size() == asked.hop_count + 1 && got.back() == asked.amount;
  }
  return false;
}

void ask(const question& asked) {
  const auto ours = answer<limbs_backend>(asked);
  const auto boost = answer<boost_backend>(asked);
  if (ours.ok() != boost.ok()) differ(asked, "the other word backend");
  if (!ours.ok()) {
    if (!ours.why().is(boost.why().to_string())) differ(asked, "the reason on Boost's words");
    return;
  }
  std::vector<word> got;
  for (std::size_t i = 0; i < ours.value().size(); ++i) {
    if (to_limbs(ours.value()[i]) != to_limbs(boost.value()[i])) differ(asked, "Boost's word");
    got.push_back(word::from_limbs(to_limbs(ours.value()[i])));
  }
  if (!model_agrees(asked, got)) differ(asked, "the model");
}

}  // namespace
}  // namespace assay::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::gen::choices draw(std::span<const std::uint8_t>(data, size));
  constexpr int most_questions = 64;
  for (int i = 0; i < most_questions && !draw.exhausted(); ++i) {
    assay::fuzz::ask(assay::gen::uniswap_v2::draw_library_question(draw));
  }
  return 0;
}
