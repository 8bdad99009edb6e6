// The router library on either word backend.
#include <algorithm>

#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/subject/convert.hpp"
#include "assay/subject/uniswap_v2_library.hpp"
#include "assay/word/backend_boost.hpp"

namespace assay::uniswap_v2 {
namespace {

constexpr revert identical_addresses = revert::reason(library_prefix, "IDENTICAL_ADDRESSES");

template <class Backend>
class library_engine final : public library_subject {
 public:
  explicit library_engine(std::string_view name) : name_(name) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  void begin(const library_setup& setup) override { setup_ = setup; }

  const library_answer& answer(const library_call& call) override {
    answer_.reverted.reset();
    answer_.results.clear();
    switch (call.function) {
      case library_function::quote:
        put(quote(number(call, 0), number(call, 1), number(call, 2)));
        break;
      case library_function::get_amount_out:
        put(get_amount_out(number(call, 0), number(call, 1), number(call, 2), fee()));
        break;
      case library_function::get_amount_in:
        put(get_amount_in(number(call, 0), number(call, 1), number(call, 2), fee()));
        break;
      case library_function::get_amounts_out:
        answer_path_out(call);
        break;
      case library_function::get_amounts_in:
        answer_path_in(call);
        break;
    }
    return answer_;
  }

 private:
  using word = uint<256, Backend>;
  using path = std::vector<hop<word>>;

  [[nodiscard]] swap_fee fee() const { return {setup_.fee_numerator, setup_.fee_denominator}; }
  static word number(const library_call& call, std::size_t i) {
    return convert<Backend>(call.numbers[i]);
  }

  void put(const result<word>& value) {
    if (!value.ok()) {
      answer_.reverted = value.why();
    } else {
      answer_.results.push_back(convert<default_backend>(value.value()));
    }
  }
  void put(const result<std::vector<word>>& values) {
    if (!values.ok()) {
      answer_.reverted = values.why();
      return;
    }
    for (const word& value : values.value()) {
      answer_.results.push_back(convert<default_backend>(value));
    }
  }

  // getReserves: sortTokens refuses equal tokens; a call to a pair without code reverts bare.
  result<hop<word>> find_hop(std::uint32_t token_in, std::uint32_t token_out) const {
    if (token_in == token_out) return identical_addresses;
    const auto found = std::find_if(
        setup_.pairs.begin(), setup_.pairs.end(),
        [&](const auto& pair) { return pair.token_in == token_in && pair.token_out == token_out; });
    if (found == setup_.pairs.end()) return revert::empty();
    return hop<word>{convert<Backend>(found->reserve_in), convert<Backend>(found->reserve_out)};
  }

  // The library asks for reserves hop by hop, so a missing pair only shows once the hops before it
  // have gone well.
  void answer_path_out(const library_call& call) {
    path hops;
    std::optional<revert> missing;
    for (std::size_t i = 0; i + 1 < call.path.size() && !missing; ++i) {
      const auto next = find_hop(call.path[i], call.path[i + 1]);
      if (next.ok()) {
        hops.push_back(next.value());
      } else {
        missing = next.why();
      }
    }
    answer_unless_missing(missing, hops,
                          [&] { return get_amounts_out<word>(number(call, 0), hops, fee()); });
  }
  void answer_path_in(const library_call& call) {
    path hops;  // from the last one back
    std::optional<revert> missing;
    for (std::size_t i = call.path.size(); i-- > 1 && !missing;) {
      const auto next = find_hop(call.path[i - 1], call.path[i]);
      if (next.ok()) {
        hops.push_back(next.value());
      } else {
        missing = next.why();
      }
    }
    std::reverse(hops.begin(), hops.end());
    answer_unless_missing(missing, hops,
                          [&] { return get_amounts_in<word>(number(call, 0), hops, fee()); });
  }
  template <class Compute>
  void answer_unless_missing(const std::optional<revert>& missing, const path& hops,
                             Compute&& compute) {
    if (!missing) return put(compute());
    if (!hops.empty()) {
      const auto so_far = compute();
      answer_.reverted = so_far.ok() ? *missing : so_far.why();
    } else {
      answer_.reverted = missing;
    }
  }

  std::string_view name_;
  library_setup setup_{};
  library_answer answer_{};
};

}  // namespace

std::unique_ptr<library_subject> make_library_engine() {
  return std::make_unique<library_engine<default_backend>>("engine");
}
std::unique_ptr<library_subject> make_boost_library_engine() {
  return std::make_unique<library_engine<boost_backend>>("engine-boost");
}

}  // namespace assay::uniswap_v2
