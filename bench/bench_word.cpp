// 256-bit arithmetic against what one would use instead: Boost's fixed-width cpp_int, raw GMP calls
// on stack limbs, and the compiler's own _BitInt. Operands are those of real pools. Before anything
// is timed, every peer must give the same result on every operand; a difference aborts.
#include <benchmark/benchmark.h>
#include <gmp.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "assay/math/mul_div.hpp"
#include "assay/math/sqrt.hpp"
#include "assay/word/backend_boost.hpp"
#include "assay/word/format.hpp"

namespace assay {
namespace {

using word = uint<256, limbs_backend>;
using limb_array = word::limb_array;

// More than a branch predictor learns by heart: with 1024 sets, repeated, every unpredictable
// branch becomes predictable, and divisions look up to twice as fast as they are in use.
constexpr std::size_t operand_count = 16384;

struct operands {
  word a, b, d;
};
using operand_set = std::vector<operands>;

/// splitmix64; the operands are the same in every run.
class random_bits {
 public:
  explicit random_bits(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// A word of low..high bits, the top bit set.
  word of_bits(unsigned low, unsigned high) {
    const auto bits = low + static_cast<unsigned>(next() % (high - low + 1));
    const word x = word::from_limbs({next(), next(), next(), next()});
    return (x | word::power_of_two(255)) >> (256 - bits);
  }

 private:
  std::uint64_t state_;
};

/// amountIn * 997 times a reserve, over reserve * 1000 + amountIn * 997.
operand_set v2_operands() {
  random_bits random(2);
  operand_set set(operand_count);
  for (auto& x : set)
    x = {random.of_bits(40, 122), random.of_bits(60, 112), random.of_bits(70, 122)};
  return set;
}

/// liquidity << 96 times a price difference, over a price.
operand_set v3_operands() {
  random_bits random(3);
  operand_set set(operand_count);
  for (auto& x : set) {
    x.a = random.of_bits(50, 120) << 96;
    x.d = random.of_bits(96, 160);
    x.b = random.of_bits(70, 150);
    // The quotient fits, as it does in a pool: high(a * b) < d.
    while (!mul_div_down(x.a, x.b, x.d)) x.b >>= 8;
  }
  return set;
}

/// Full words whose quotient fits.
operand_set full_operands() {
  random_bits random(4);
  operand_set set(operand_count);
  for (auto& x : set) {
    x = {random.of_bits(256, 256), random.of_bits(200, 256), random.of_bits(256, 256)};
    if (x.d < x.a) std::swap(x.a, x.d);
  }
  return set;
}

// ---- The peers. Each has a word type, conversions and the operations. --------------------------

struct own {
  using type = word;
  static type from(const word& x) { return x; }
  static limb_array to(const type& x) { return to_limbs(x); }
  static type add(const type& a, const type& b, const type&) { return add_wrapping(a, b); }
  static type mul(const type& a, const type& b, const type&) { return mul_wrapping(a, b); }
  static type mul_high(const type& a, const type& b, const type&) {
    return truncate<256>(mul_wide(a, b) >> 256);
  }
  static type mul_checked_(const type& a, const type& b, const type&) {
    const auto product = mul_overflow(a, b);
    return product.carry ? type() : product.value;
  }
  static type div(const type& a, const type& b, const type&) { return div_down(a, b); }
  static type mul_div(const type& a, const type& b, const type& d) {
    return *mul_div_down(a, b, d);
  }
  static type sqrt(const type& a, const type&, const type&) { return sqrt_floor(a); }
};

/// The same algorithm as the contract, for comparison with `own`.
struct own_remco : own {
  static type mul_div(const type& a, const type& b, const type& d) {
    return *mul_div_remco(a, b, d);
  }
};

struct boost_peer {
  template <unsigned N>
  using number = boost_backend::storage<N>;
  using type = number<256>;
  static type from(const word& x) { return boost_backend::from_limbs<256>(to_limbs(x)); }
  static limb_array to(const type& x) { return boost_backend::to_limbs<256>(x); }
  static type add(const type& a, const type& b, const type&) { return a + b; }
  static type mul(const type& a, const type& b, const type&) { return a * b; }
  static type mul_high(const type& a, const type& b, const type&) {
    return type((number<512>(a) * number<512>(b)) >> 256);
  }
  static type mul_checked_(const type& a, const type& b, const type&) {
    const number<512> product = number<512>(a) * number<512>(b);
    return (product >> 256) != 0U ? type(0U) : type(product);
  }
  static type div(const type& a, const type& b, const type&) { return a / b; }
  static type mul_div(const type& a, const type& b, const type& d) {
    return type(number<512>(a) * number<512>(b) / number<512>(d));
  }
  static type sqrt(const type& a, const type&, const type&) {
    return boost::multiprecision::sqrt(a);
  }
};

struct gmp_peer {
  using type = limb_array;
  static_assert(sizeof(mp_limb_t) == sizeof(std::uint64_t));
  static mp_ptr limbs_of(type& x) { return reinterpret_cast<mp_ptr>(x.data()); }
  static mp_srcptr limbs_of(const type& x) { return reinterpret_cast<mp_srcptr>(x.data()); }
  static mp_size_t size(mp_srcptr x, mp_size_t count) {
    while (count > 0 && x[count - 1] == 0) --count;
    return count;
  }
  static type from(const word& x) { return to_limbs(x); }
  static limb_array to(const type& x) { return x; }
  static type add(const type& a, const type& b, const type&) {
    type sum;
    mpn_add_n(limbs_of(sum), limbs_of(a), limbs_of(b), 4);
    return sum;
  }
  static std::array<mp_limb_t, 8> wide(const type& a, const type& b) {
    std::array<mp_limb_t, 8> product;
    mpn_mul_n(product.data(), limbs_of(a), limbs_of(b), 4);
    return product;
  }
  static type mul(const type& a, const type& b, const type&) {
    const auto product = wide(a, b);
    return {product[0], product[1], product[2], product[3]};
  }
  static type mul_high(const type& a, const type& b, const type&) {
    const auto product = wide(a, b);
    return {product[4], product[5], product[6], product[7]};
  }
  static type mul_checked_(const type& a, const type& b, const type&) {
    const auto product = wide(a, b);
    if ((product[4] | product[5] | product[6] | product[7]) != 0) return {};
    return {product[0], product[1], product[2], product[3]};
  }
  /// floor(n / d) for a quotient of at most four limbs.
  static type divide(mp_srcptr n, mp_size_t limbs, const type& d) {
    const mp_size_t n_size = size(n, limbs);
    const mp_size_t d_size = size(limbs_of(d), 4);
    type quotient{};
    if (n_size < d_size) return quotient;
    std::array<mp_limb_t, 8> digits;
    std::array<mp_limb_t, 4> remainder;
    mpn_tdiv_qr(digits.data(), remainder.data(), 0, n, n_size, limbs_of(d), d_size);
    for (mp_size_t i = 0; i < n_size - d_size + 1 && i < 4; ++i) {
      quotient[static_cast<std::size_t>(i)] = digits[static_cast<std::size_t>(i)];
    }
    return quotient;
  }
  static type div(const type& a, const type& b, const type&) { return divide(limbs_of(a), 4, b); }
  static type mul_div(const type& a, const type& b, const type& d) {
    return divide(wide(a, b).data(), 8, d);
  }
  static type sqrt(const type& a, const type&, const type&) {
    type root{};
    const mp_size_t a_size = size(limbs_of(a), 4);
    if (a_size != 0) mpn_sqrtrem(limbs_of(root), nullptr, limbs_of(a), a_size);
    return root;
  }
};

#ifdef __clang__
struct bit_int_peer {
  using type = unsigned _BitInt(256);
  using double_type = unsigned _BitInt(512);
  static type from(const word& x) {
    const auto limbs = to_limbs(x);
    type out = 0;
    for (std::size_t i = 4; i-- > 0;) out = (out << 64) | limbs[i];
    return out;
  }
  static limb_array to(const type& x) {
    limb_array out{};
    for (unsigned i = 0; i < 4; ++i) out[i] = static_cast<std::uint64_t>(x >> (64 * i));
    return out;
  }
  static type add(const type& a, const type& b, const type&) { return a + b; }
  static type mul(const type& a, const type& b, const type&) { return a * b; }
  static double_type wide(const type& a, const type& b) {
    return static_cast<double_type>(a) * static_cast<double_type>(b);
  }
  static type mul_high(const type& a, const type& b, const type&) {
    return static_cast<type>(wide(a, b) >> 256);
  }
  static type mul_checked_(const type& a, const type& b, const type&) {
    const double_type product = wide(a, b);
    return (product >> 256) != 0 ? type{0} : static_cast<type>(product);
  }
  static type div(const type& a, const type& b, const type&) { return a / b; }
  static type mul_div(const type& a, const type& b, const type& d) {
    return static_cast<type>(wide(a, b) / static_cast<double_type>(d));
  }
};
#endif

// ---- Comparison, then timing -------------------------------------------------------------------

template <class Peer>
using operation = typename Peer::type (*)(const typename Peer::type&, const typename Peer::type&,
                                          const typename Peer::type&);

template <class Peer>
struct converted {
  typename Peer::type a, b, d;
};

template <class Peer>
std::vector<converted<Peer>> convert(const operand_set& set) {
  std::vector<converted<Peer>> out;
  for (const auto& x : set) out.push_back({Peer::from(x.a), Peer::from(x.b), Peer::from(x.d)});
  return out;
}

void expect_equal(const std::string& name, const limb_array& got, const operands& x,
                  const limb_array& expected) {
  if (got == expected) return;
  std::fprintf(stderr, "%s gives another result for a = %s, b = %s, d = %s\n", name.c_str(),
               to_hex(x.a).c_str(), to_hex(x.b).c_str(), to_hex(x.d).c_str());
  std::abort();
}

/// Every iteration of every benchmark runs one operation on each operand set.
void report_time_per_operation(benchmark::State& state) {
  const auto operations = state.iterations() * static_cast<std::int64_t>(operand_count);
  state.SetItemsProcessed(operations);
  state.counters["per_op"] = benchmark::Counter(
      static_cast<double>(operations), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

struct named_set {
  const char* name;
  operand_set operands;
};

template <class Peer>
void add_peer(const named_set& set, const char* operation_name, const char* peer_name,
              operation<own> expected, auto run) {
  const std::string name = std::string(operation_name) + "/" + set.name + "/" + peer_name;
  const auto inputs = convert<Peer>(set.operands);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto& x = set.operands[i];
    expect_equal(name, Peer::to(run(inputs[i].a, inputs[i].b, inputs[i].d)), x,
                 to_limbs(expected(x.a, x.b, x.d)));
  }
  benchmark::RegisterBenchmark(name.c_str(), [inputs, run](benchmark::State& state) {
    for (auto _ : state) {
      for (const auto& x : inputs) {
        const auto result = run(x.a, x.b, x.d);
        benchmark::DoNotOptimize(&result);  // a _BitInt cannot be an operand itself
      }
    }
    report_time_per_operation(state);
  });
}

// A macro, because a function pointer would keep the operation from being inlined into the loop.
#define ASSAY_BENCH(peer, operation_name)                                            \
  add_peer<peer>(set, #operation_name, #peer, &own::operation_name,                  \
                 [](const peer::type& a, const peer::type& b, const peer::type& d) { \
                   return peer::operation_name(a, b, d);                             \
                 })
#ifdef __clang__
#define ASSAY_BENCH_BIT_INT(operation_name) ASSAY_BENCH(bit_int_peer, operation_name)
#else
#define ASSAY_BENCH_BIT_INT(operation_name) static_cast<void>(0)
#endif
#define ASSAY_BENCH_PEERS(operation_name)  \
  ASSAY_BENCH(own, operation_name);        \
  ASSAY_BENCH(boost_peer, operation_name); \
  ASSAY_BENCH(gmp_peer, operation_name);   \
  ASSAY_BENCH_BIT_INT(operation_name)

void register_arithmetic(const named_set& set) {
  ASSAY_BENCH_PEERS(add);
  ASSAY_BENCH_PEERS(mul);
  ASSAY_BENCH_PEERS(mul_high);
  ASSAY_BENCH_PEERS(mul_checked_);
  ASSAY_BENCH_PEERS(div);
  ASSAY_BENCH_PEERS(mul_div);
  ASSAY_BENCH(own_remco, mul_div);
  ASSAY_BENCH(own, sqrt);
  ASSAY_BENCH(boost_peer, sqrt);
  ASSAY_BENCH(gmp_peer, sqrt);
}

void register_text(const named_set& set) {
  std::vector<std::string> texts;
  for (const auto& x : set.operands) texts.push_back(to_decimal(x.a));
  benchmark::RegisterBenchmark((std::string("parse_decimal/") + set.name).c_str(),
                               [texts](benchmark::State& state) {
                                 for (auto _ : state) {
                                   for (const auto& text : texts) {
                                     auto x = parse_decimal<256, limbs_backend>(text);
                                     benchmark::DoNotOptimize(x);
                                   }
                                 }
                                 report_time_per_operation(state);
                               });
  benchmark::RegisterBenchmark((std::string("append_decimal/") + set.name).c_str(),
                               [set](benchmark::State& state) {
                                 std::string text;
                                 for (auto _ : state) {
                                   for (const auto& x : set.operands) {
                                     text.clear();
                                     append_decimal(text, x.a);
                                     benchmark::DoNotOptimize(text.data());
                                   }
                                 }
                                 report_time_per_operation(state);
                               });
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  for (const auto& set :
       {assay::named_set{"v2", assay::v2_operands()}, assay::named_set{"v3", assay::v3_operands()},
        assay::named_set{"full", assay::full_operands()}}) {
    assay::register_arithmetic(set);
    assay::register_text(set);
  }
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
