// Keccak-256 against published digests and against itself at every padding length.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/math/keccak256.hpp"

namespace assay {
namespace {

std::string digest_of(std::string_view text) {
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  std::string out;
  for (const std::uint8_t byte : keccak256(bytes)) {
    out.push_back("0123456789abcdef"[byte >> 4]);
    out.push_back("0123456789abcdef"[byte & 15]);
  }
  return out;
}

TEST(keccak256, known_answers) {
  EXPECT_EQ(digest_of(""), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  EXPECT_EQ(digest_of("abc"), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
  EXPECT_EQ(digest_of("The quick brown fox jumps over the lazy dog"),
            "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15");
}

TEST(keccak256, selectors_and_topics_of_the_field) {
  EXPECT_EQ(digest_of("transfer(address,uint256)").substr(0, 8), "a9059cbb");
  EXPECT_EQ(digest_of("Transfer(address,address,uint256)"),
            "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
  EXPECT_EQ(digest_of("Sync(uint112,uint112)"),
            "1c411e9a96e071241c2f21f7726b17ae89e3cab4c78be50e062b03a9fffbbad1");
}

/// The message 0, 1, ..., 250, 0, 1, ... of a length.
std::string counting_message(std::size_t length) {
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text.push_back(static_cast<char>(i % 251));
  return text;
}

// From an independent implementation whose permutation was checked with SHA3-256 digests.
TEST(keccak256, messages_around_whole_blocks) {
  const std::pair<std::size_t, const char*> known[] = {
      {135, "cbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62"},
      {136, "7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e"},
      {137, "ac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db"},
      {271, "27eceb59ebc3dc8a04a5b135be641591a7278540e4556a2ba9f408194e666ec3"},
      {272, "8e2476e65823b24d96ebe239f2c1534cdf763e689e2410c3b1cb0c74e6177bfc"},
      {273, "3f02f134370e4debb95140ef49ddd3aed8c65ff1ed83a43f1b269421f179c5f9"},
      {1000, "af692982e84a5a9688359025660a7857cd28ee7c8d867cfa1677baf2e6d1f63b"}};
  for (const auto& [length, digest] : known) {
    EXPECT_EQ(digest_of(counting_message(length)), digest) << length;
  }
}

TEST(keccak256, every_length_up_to_300) {
  std::vector<std::uint8_t> digests;
  for (std::size_t length = 0; length <= 300; ++length) {
    const std::string text = counting_message(length);
    const hash256 digest = keccak256(std::vector<std::uint8_t>(text.begin(), text.end()));
    digests.insert(digests.end(), digest.begin(), digest.end());
  }
  const std::string all(digests.begin(), digests.end());
  EXPECT_EQ(digest_of(all), "4ac8a3b6d9ae989d0806e1dc0dca107b1b963d4123c8eefa4743ee2e4db1af28");
}

}  // namespace
}  // namespace assay
