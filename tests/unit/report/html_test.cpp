// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/html.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/page.hpp"
#include "report/page_parts.hpp"
#include "support/sample_result.hpp"

namespace facetrack::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string hostile = "</p><b> & \"c\" 'd' \xC3\xBC\xE4\xB8\xAD";
const std::string escaped =
    "&lt;/p&gt;&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; \xC3\xBC\xE4\xB8\xAD";

TEST(Html, escapes_every_string) {
  EXPECT_EQ(Html(hostile).markup(), escaped);
  EXPECT_EQ(element("p", hostile).markup(), "<p>" + escaped + "</p>");
  EXPECT_EQ(element("a", {{"href", hostile}, {"id", "x"}}, "<").markup(),
            "<a href=\"" + escaped + "\" id=\"x\">&lt;</a>");
  EXPECT_EQ(start_tag("img", {{"alt", hostile}}).markup(), "<img alt=\"" + escaped + "\">");
  EXPECT_EQ(svg_shape("rect", {{"x", "1"}}).markup(), "<rect x=\"1\"/>");
  Html sum = element("b", "1") + hostile;
  sum += hostile;
  EXPECT_EQ((hostile + sum).markup(), escaped + "<b>1</b>" + escaped + escaped);
}

TEST(Html, takes_markup_only_as_raw) {
  EXPECT_EQ(Html::raw("<i>&amp;").markup(), "<i>&amp;");
  EXPECT_EQ((Html::raw("<i>") + "<i>").markup(), "<i>&lt;i&gt;");
}

TEST(Html, replaces_bytes_that_are_no_text) {
  EXPECT_EQ(Html("a\xFF<").markup(), "a\xEF\xBF\xBD&lt;");
  EXPECT_EQ(html_path("a\xFF b/<\">.mp4"), "a%FF%20b/%3C%22%3E.mp4");
}

TEST(ReportPages, escape_every_name) {
  Analysis analysis = testing::sample_analysis();
  analysis.source.path = "folder/" + hostile + ".mp4";
  analysis.detector = analysis.embedder = hostile;
  TrackResult result = testing::sample_result(analysis);
  result.settings = hostile;
  result.references[0].name = hostile;
  result.plans[0].name = hostile;
  result.clips[0].file = "clips/<\"x\"> \xC3\xBC.mp4";
  FacesOutcome faces;
  faces.analysis = std::make_unique<Analysis>(analysis);
  faces.persons.resize(1);
  faces.persons[0].name = hostile;
  faces.persons[0].result = result;
  for (const std::string& page :
       {track_page(result, {}), faces_page(faces, {}), shots_page(analysis, {}, hostile)}) {
    // Neither as an element, nor out of an attribute, nor in the data of the script.
    EXPECT_THAT(page, Not(HasSubstr("<b> &")));
    EXPECT_THAT(page, Not(HasSubstr("\"c\" 'd'")));
    EXPECT_THAT(page, HasSubstr("&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; \xC3\xBC\xE4\xB8\xAD"));
  }
  EXPECT_THAT(track_page(result, {}), HasSubstr("href=\"clips/%3C%22x%22%3E%20%C3%BC.mp4\""));
}

}  // namespace
}  // namespace facetrack::report
