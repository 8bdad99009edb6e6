// The mutants of Uniswap V2 as subjects, by the names of the catalogue.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "assay/pool/uniswap_v2/pool.hpp"
#include "assay/subject/uniswap_v2.hpp"

namespace assay::uniswap_v2::mutants {

// A pool with other steps, in the place of the engine.
template <class Steps>
class pool_subject final : public subject {
 public:
  explicit pool_subject(std::string_view name) : name_(name) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  void begin(const setup& setup) override { pool_ = pool<evm_format<>, Steps>(setup); }
  const protocol::receipt& apply(const protocol::operation& operation) override {
    return pool_.apply(operation);
  }
  [[nodiscard]] const protocol::state& state() override { return pool_.state(); }

 private:
  std::string name_;
  pool<evm_format<>, Steps> pool_{setup{}};
};

/// Nothing when there is no mutant of that name.
std::unique_ptr<subject> make_mutant(std::string_view name);

}  // namespace assay::uniswap_v2::mutants
