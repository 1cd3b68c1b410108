// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/xml.hpp"

#include <string>

#include <gtest/gtest.h>

namespace facetrack::network {
namespace {

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

std::string nested(int depth) { return repeated("<a>", depth) + repeated("</a>", depth); }

TEST(Xml, reads_elements_attributes_and_text) {
  const std::string text =
      "<?xml version=\"1.0\"?>\n<net name='small' version=\"11\">\n"
      "\t<layer id=\"0\"/>\n"
      "\t<port id=\"1\" names=\"a,b > c\" >\n\t\t<dim> 16 </dim>\n\t</port >\n</net>\n";
  const auto net = read_xml(text);
  ASSERT_TRUE(net);
  EXPECT_EQ(net->name, "net");
  EXPECT_EQ(net->attribute("name"), "small");
  EXPECT_EQ(net->attribute("version"), "11");
  EXPECT_FALSE(net->attribute("id"));
  ASSERT_EQ(net->children.size(), 2U);
  EXPECT_EQ(net->children[0].attribute("id"), "0");
  const XmlElement* port = net->child("port");
  ASSERT_NE(port, nullptr);
  EXPECT_EQ(port->attribute("names"), "a,b > c");
  ASSERT_NE(port->child("dim"), nullptr);
  EXPECT_EQ(port->child("dim")->text, "16");
  EXPECT_EQ(port->child("layer"), nullptr);
}

TEST(Xml, refuses_everything_else) {
  for (const char* text : {"",
                           " ",
                           "net",
                           "<",
                           "<>",
                           "</a>",
                           "<a",
                           "<a>",
                           "<a/",
                           "<a></b>",
                           "<a><b></a></b>",
                           "<a/><b/>",
                           "<a/>b",
                           "b<a/>",
                           "<a b/>",
                           "<a b=/>",
                           "<a b=c/>",
                           "<a b=\"c/>",
                           "<a b=\"c'/>",
                           "<a b=\"c\"d=\"e\"/>",
                           "<a b=\"c\" b=\"d\"/>",
                           "<a b=\"<\"/>",
                           "<a b=\"&amp;\"/>",
                           "<a>&lt;</a>",
                           "<a>b<c/></a>",
                           "<a><c/>b</a>",
                           "<a><![CDATA[b]]></a>",
                           "<!-- b --><a/>",
                           "<a><!-- b --></a>",
                           "<!DOCTYPE a><a/>",
                           "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
                           "<a><?b c?></a>",
                           "<?xml version=\"1.0\"<a/>",
                           "<a b=\"\x01\"/>",
                           "<a>\x7f\x02</a>"}) {
    EXPECT_FALSE(read_xml(text)) << text;
  }
  EXPECT_FALSE(read_xml(std::string_view("<a b=\"\0\"/>", 10)));
}

TEST(Xml, has_limits_for_depth_and_number) {
  EXPECT_TRUE(read_xml(nested(32)));
  EXPECT_FALSE(read_xml(nested(33)));
  EXPECT_FALSE(read_xml(repeated("<a>", 10'000'000)));
  EXPECT_TRUE(read_xml("<a>" + repeated("<b/>", (1 << 18) - 1) + "</a>"));
  EXPECT_FALSE(read_xml("<a>" + repeated("<b/>", 1 << 18) + "</a>"));
  const auto with_attributes = [](int count) {
    std::string text = "<a";
    for (int i = 0; i < count; ++i) text += " b" + std::to_string(i) + "=\"\"";
    return text + "/>";
  };
  EXPECT_TRUE(read_xml(with_attributes(32)));
  EXPECT_FALSE(read_xml(with_attributes(33)));
}

}  // namespace
}  // namespace facetrack::network
