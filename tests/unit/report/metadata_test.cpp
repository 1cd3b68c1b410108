// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/report.hpp"

#include "support/sample_result.hpp"

namespace facetrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MetadataJson, has_the_promised_keys_in_order_and_rounded_numbers) {
  const Analysis analysis = testing::sample_analysis();
  const std::string text = metadata_json(testing::sample_result(analysis));
  EXPECT_THAT(text, HasSubstr(R"("schema": "facetrack.metadata/1")"));
  EXPECT_THAT(text, HasSubstr(R"("width":320,"height":240,"rotation":0,"frames":100,)"
                              R"("frame_rate":"25/1","variable_frame_rate":false,"duration":4.0,)"
                              R"("audio":true,"skipped_frames":0})"));
  EXPECT_THAT(text, HasSubstr(R"({"references":["ref.png"],"not":["other.png"],)"
                              R"("detector":"yunet","embedder":"builtin-1","threshold":0.9})"));
  EXPECT_THAT(text, HasSubstr(R"({"first_frame":0,"last_frame":39,"start":0.0,"end":1.6,)"
                              R"("ends_with":"cut"})"));
  EXPECT_THAT(text, HasSubstr(R"("ends_with":"dissolve","transition":"wipe"})"));
  EXPECT_THAT(text, HasSubstr(R"("file": "clips/clip_001.mp4")"));
  EXPECT_THAT(text, HasSubstr(R"("distance": 0.6124)"));
  EXPECT_THAT(text, HasSubstr(R"({"frame":1,"time":0.04,"box":[88.1,20.3,60.0,80.0],)"
                              R"("score":0.97,"from":"tracking","crop":[60.0,2.0,120.0,120.0]})"));
  EXPECT_THAT(text, HasSubstr(R"({"track":1,"first_frame":40,"last_frame":59,)"
                              R"("reason":"other_person","distance":1.31})"));
  EXPECT_THAT(text, HasSubstr(R"({"frames_with_target":30,"clips":1,"clip_seconds":1.2})"));
}

TEST(MetadataJson, times_count_from_the_first_frame_shown) {
  const Analysis analysis = testing::sample_analysis({30000, 1001});
  const std::string text = metadata_json(testing::sample_result(analysis));
  EXPECT_THAT(text, HasSubstr(R"("frame":0,"time":0.0,)"));
  EXPECT_THAT(text, HasSubstr(R"("frame":29,"time":0.967633,)"));
  EXPECT_THAT(text, HasSubstr(R"("frame_rate":"30000/1001")"));
}

TEST(MetadataJson, says_why_there_are_no_clips) {
  const Analysis analysis = testing::sample_analysis();
  TrackResult result = testing::sample_result(analysis);
  result.plans.clear();
  result.clips.clear();
  EXPECT_EQ(summarise(result).why, "the person was found, but never long enough for a clip");
  EXPECT_THAT(metadata_json(result), HasSubstr(R"("reason":"too_short")"));
  result.identifications[0].verdict = Verdict::other_person;
  EXPECT_EQ(summarise(result).why,
            "none of the 2 tracked faces matches the person: the nearest has the distance 0.612, "
            "the threshold is 0.9; use another photo, or a higher threshold if this is the person");
  EXPECT_THAT(metadata_json(result), HasSubstr(R"("clips": [])"));
  Analysis empty = analysis;
  empty.tracks.clear();
  result.analysis = &empty;
  result.identifications.clear();
  EXPECT_THAT(metadata_json(result), HasSubstr(R"("why":"no face was found in the video")"));
}

TEST(MetadataJson, says_when_every_face_was_smaller_than_asked_for) {
  Analysis analysis;
  analysis.frames = 10;
  EXPECT_EQ(why_no_faces(analysis), "no face was found in the video");
  analysis.largest_small_face = 84.7F;
  EXPECT_EQ(why_no_faces(analysis),
            "all faces in the video are smaller than the minimum size: the largest has 84 pixels");
}

TEST(Counted, one_is_singular) {
  EXPECT_EQ(counted(0, "clip"), "0 clips");
  EXPECT_EQ(counted(1, "clip"), "1 clip");
  EXPECT_EQ(counted(2, "clip"), "2 clips");
}

TEST(MetadataJson, lists_the_frames_of_a_copied_clip_that_begins_before_the_face) {
  const Analysis analysis = testing::sample_analysis();
  TrackResult result = testing::sample_result(analysis);
  result.plans[0].first_frame = 10;
  result.plans[0].points.erase(result.plans[0].points.begin(), result.plans[0].points.begin() + 10);
  result.plans[0].crop.clear();
  const std::string text = metadata_json(result);
  EXPECT_THAT(text, HasSubstr(R"({"frame":9,"time":0.36,"box":null})"));
  EXPECT_THAT(text, HasSubstr(R"({"frame":10,"time":0.4,"box":[89.0,)"));
  EXPECT_THAT(text, HasSubstr(R"("frames_with_target":20)"));
}

TEST(MetadataJson, survives_names_that_are_no_text) {
  Analysis analysis = testing::sample_analysis();
  analysis.source.path = "bad\xFF\nname";
  EXPECT_THAT(metadata_json(testing::sample_result(analysis)), HasSubstr("bad\xEF\xBF\xBD\\nname"));
}

TEST(MetadataFlat, gives_name_times_and_boxes_only) {
  const Analysis analysis = testing::sample_analysis();
  const std::string text = metadata_flat_json(testing::sample_result(analysis));
  EXPECT_THAT(text, HasSubstr(R"("file_name": "clips/clip_001.mp4")"));
  EXPECT_THAT(text, HasSubstr(R"("start_time": 0.0)"));
  EXPECT_THAT(text, HasSubstr(R"("end_time": 1.2)"));
  EXPECT_THAT(text, HasSubstr(R"({"frame":0,"time":0.0,"box":[88.0,20.3,60.0,80.0]})"));
  EXPECT_THAT(text, Not(HasSubstr("schema")));
}

TEST(MetadataCsv, has_one_line_per_clip_frame) {
  const Analysis analysis = testing::sample_analysis();
  TrackResult result = testing::sample_result(analysis);
  result.clips[0].file = "clips/a,b\".mp4";
  const std::string text = metadata_csv(result);
  EXPECT_EQ(text.substr(0, text.find('\n')), "clip,file,frame,time,x,y,width,height,score,from");
  EXPECT_THAT(text, HasSubstr("\n1,\"clips/a,b\"\".mp4\",1,0.04,88.1,20.3,60,80,0.97,tracking\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 31);
}

TEST(MetadataJson, a_track_that_is_part_of_a_clip_is_not_rejected) {
  const Analysis analysis = testing::sample_analysis();
  TrackResult result = testing::sample_result(analysis);
  result.plans[0].last_frame = 59;
  result.identifications[1].verdict = Verdict::target;
  EXPECT_THAT(metadata_json(result), HasSubstr("\"rejected\": []"));
}

}  // namespace
}  // namespace facetrack
