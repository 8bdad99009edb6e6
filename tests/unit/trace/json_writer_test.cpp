// Compact JSON, valid whatever the text.
#include "assay/trace/json_writer.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace {

using assay::trace::append_json_string;
using assay::trace::json_writer;

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(json_writer, nests_and_separates) {
  std::string out;
  json_writer json(out);
  json.begin_object().key("a").value(std::uint64_t{1}).key("b").begin_array();
  json.value("x").value(true).null().begin_object().end_object().begin_array().end_array();
  json.end_array().key("c").value(-2).key("d").value(0.5).key("e").raw("[1,2]").end_object();
  EXPECT_EQ(out, R"({"a":1,"b":["x",true,null,{},[]],"c":-2,"d":0.5,"e":[1,2]})");
}

TEST(json_writer, numbers_keep_every_digit) {
  std::string out;
  json_writer json(out);
  json.begin_array().value(std::numeric_limits<std::uint64_t>::max());
  json.value(std::numeric_limits<std::int64_t>::min());
  json.value(std::numeric_limits<double>::infinity());
  json.value(std::numeric_limits<double>::quiet_NaN()).value(0.1).end_array();
  EXPECT_EQ(out, "[18446744073709551615,-9223372036854775808,null,null,0.1]");
}

TEST(json_writer, escapes_what_must_be) {
  EXPECT_EQ(quoted("plain"), R"("plain")");
  EXPECT_EQ(quoted("a\"b\\c\n\t\x01"), R"("a\"b\\c\n\t\u0001")");
  EXPECT_EQ(quoted("Grün €"), "\"Grün €\"");
  EXPECT_EQ(quoted("\xf0\x9f\x90\xbb"), "\"\xf0\x9f\x90\xbb\"");
}

TEST(json_writer, replaces_what_is_not_utf8) {
  const std::string mark = "\xef\xbf\xbd";
  EXPECT_EQ(quoted("a\xff"
                   "b"),
            "\"a" + mark + "b\"");
  EXPECT_EQ(quoted("\xc3"), "\"" + mark + "\"");                        // cut short
  EXPECT_EQ(quoted("\xc0\x80"), "\"" + mark + mark + "\"");             // overlong
  EXPECT_EQ(quoted("\xed\xa0\x80"), "\"" + mark + mark + mark + "\"");  // a surrogate
  EXPECT_EQ(quoted("\xf4\x90\x80\x80"), "\"" + mark + mark + mark + mark + "\"");
}

}  // namespace
