// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "json/json_cursor.hpp"

#include <array>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "support/complaint.hpp"

namespace facetrack {
namespace {

using ::testing::StartsWith;

std::string cursor_complaint(const std::function<void(const JsonCursor&)>& read) {
  const Json json = parse_json(
      R"({"list":[1,{"box":[1,2,"x"]}],"name":"ann","huge":18446744073709551615,"null":null})",
      "a/b.json");
  return testing::complaint(ErrorCode::corrupt_input, [&] { read(JsonCursor(json, "a/b.json")); });
}

TEST(JsonCursor, names_the_file_and_the_place) {
  constexpr std::array<std::string_view, 3> words{"eve", "bob", "kim"};
  const std::pair<std::function<void(const JsonCursor&)>, const char*> cases[] = {
      {[](const JsonCursor& at) { at.size(); }, "a/b.json: must be a list"},
      {[](const JsonCursor& at) { at["list"].size(1); },
       "a/b.json: list: must have at most 1 items"},
      {[](const JsonCursor& at) { at["list"]["x"].text(); }, "a/b.json: list: must be an object"},
      {[](const JsonCursor& at) { at["list"].has("x"); }, "a/b.json: list: must be an object"},
      {[](const JsonCursor& at) { at["list"][1]["x"].text(); }, "a/b.json: list[1].x: is missing"},
      {[](const JsonCursor& at) { at["list"][1]["box"].numbers(4); },
       "a/b.json: list[1].box: must be a list of 4 numbers"},
      {[](const JsonCursor& at) { at["list"][1]["box"].numbers(3); },
       "a/b.json: list[1].box[2]: must be a number"},
      {[](const JsonCursor& at) { at["list"][0].integer(2, 9); },
       "a/b.json: list[0]: must be from 2 to 9, not 1"},
      {[](const JsonCursor& at) { at["list"][0].number(0, 0.5); },
       "a/b.json: list[0]: must be from 0 to 0.5"},
      {[](const JsonCursor& at) { at["list"][0].boolean(); },
       "a/b.json: list[0]: must be true or false"},
      {[](const JsonCursor& at) { at["huge"].integer(0, 9); },
       "a/b.json: huge: must be from 0 to 9, not 18446744073709551615"},
      {[](const JsonCursor& at) { at["name"].integer(0, 9); },
       "a/b.json: name: must be a whole number"},
      {[](const JsonCursor& at) { at["name"].text(2); },
       "a/b.json: name: must have at most 2 bytes"},
      {[](const JsonCursor& at) { at["null"].text(); }, "a/b.json: null: must be a string"},
      {[](const JsonCursor& at) { at["name"].require("eve"); }, "a/b.json: name: must be \"eve\""},
      {[&](const JsonCursor& at) { at["name"].one_of<int>(words); },
       "a/b.json: name: must be \"eve\", \"bob\" or \"kim\""},
      {[](const JsonCursor& at) { at.keys(3); }, "a/b.json: must have at most 3 members"}};
  for (const auto& [read, expected] : cases) EXPECT_EQ(cursor_complaint(read), expected);
}

TEST(JsonCursor, reads_what_is_there) {
  EXPECT_EQ(cursor_complaint([](const JsonCursor& at) {
              EXPECT_EQ(at.keys(4), (std::vector<std::string>{"list", "name", "huge", "null"}));
              EXPECT_EQ(at["list"].size(), 2U);
              EXPECT_EQ(at["list"][0].integer(1, 1), 1);
              EXPECT_EQ(at["name"].text(3), "ann");
              EXPECT_EQ(at.text_or("name", "eve"), "ann");
              EXPECT_EQ(at.text_or("other", "eve"), "eve");
              EXPECT_TRUE(at["null"].is_null());
              constexpr std::array<std::string_view, 2> words{"eve", "ann"};
              EXPECT_TRUE(at["name"].one_of<bool>(words));
            }),
            "");
}

TEST(ParseJson, names_the_file) {
  const auto wrong = [](std::string_view text) {
    try {
      parse_json(text, "a/b.json", 3, 2);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(wrong("[[{}]]"), "");
  EXPECT_EQ(wrong(R"({"a":{"b":1,"c":2},"d":[{"e":3}]})"), "");
  EXPECT_EQ(wrong("[[[[]]]]"), "a/b.json: is nested too deeply");
  EXPECT_EQ(wrong(R"({"a":[{"b":{}}]})"), "a/b.json: is nested too deeply");
  EXPECT_EQ(wrong(R"({"a":{},"b":0,"c":0})"), "a/b.json: has an object of more than 2 members");
  EXPECT_EQ(wrong(R"([{"a":{"b":1,"c":2,"d":3}}])"),
            "a/b.json: has an object of more than 2 members");
  EXPECT_THAT(wrong("[1,"), StartsWith("a/b.json: is not JSON: parse error at line 1, column 4"));
}

}  // namespace
}  // namespace facetrack
