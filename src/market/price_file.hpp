// Recorded prices: a CSV of times and prices, as exchanges give them.
#pragma once

#include <string>
#include <vector>

#include "assay/market/scenario.hpp"

namespace assay::market {

struct price_file_format {
  std::uint64_t time_column = 1;  // from 1
  std::uint64_t price_column = 2;
  bool in_milliseconds = false;
  unsigned resolution = 8;
  std::uint64_t numeraire_column = 0;  // token1's price in the numeraire; 0: there is none
  unsigned numeraire_resolution = 8;
  bool is_of_two_assets = false;  // the price column is of token0 in the numeraire too
};

/// Times count from the first line's. A first line that is not numbers is a heading. Decimals
/// beyond the resolution are cut off. Of two assets the price is their ratio, of exact integers,
/// rounded to the nearest integer of the resolution, halves up. Throws input_error with the CSV's
/// own line.
std::vector<price_point> read_price_file(const std::string& path, const price_file_format& format);

/// `name` as seen from the directory of `file`.
std::string beside(const std::string& file, const std::string& name);

}  // namespace assay::market
