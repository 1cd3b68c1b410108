// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>

#include "facetrack/report.hpp"

#include "core/at.hpp"
#include "core/longest.hpp"
#include "report/damage_text.hpp"
#include "report/page_parts.hpp"

namespace facetrack::report {
namespace {

// Limit for the JPEGs of a page, so that it stays below 2 MB: base64 makes 1.33 MB of text of 1 MB
// of pictures, and several hundred tracks take half a megabyte.
constexpr std::size_t picture_budget = 1'000'000;
constexpr std::size_t most_pictured_tracks = 160;

/// The small JPEGs of a page, as many as the limit allows. A missing one is shown as an empty
/// frame.
struct PagePictures {
  std::map<int, std::string> tracks;  ///< the best face, by track id
  std::map<int, std::string> shots;   ///< a frame of the shot, by shot id
};

/// Chooses the portraits of the longest tracks (in any case those of `first`), then the stills of
/// shots.
PagePictures pictures_of(const Analysis& analysis, const std::set<int>& first) {
  PagePictures pictures;
  std::size_t used = 0;
  const auto put = [&](std::map<int, std::string>& place, int id, const std::string& jpeg) {
    if (used + jpeg.size() > picture_budget) return;
    used += jpeg.size();
    place[id] = jpeg;
  };
  for (const FaceTrack* track :
       longest(analysis.tracks, most_pictured_tracks, [&](const FaceTrack& track) {
         return track.points.size() + (first.contains(track.id) ? std::size_t{1} << 32 : 0);
       })) {
    const auto shown = std::find_if(track->samples.begin(), track->samples.end(),
                                    [](const FaceSample& s) { return !s.portrait.empty(); });
    if (shown != track->samples.end()) put(pictures.tracks, track->id, shown->portrait);
  }
  for (const Shot& shot : analysis.shots) {
    const auto still = analysis.stills.lower_bound(shot.first_frame);
    if (still != analysis.stills.end() && still->first <= shot.last_frame) {
      put(pictures.shots, shot.id, still->second);
    }
  }
  return pictures;
}

std::string picture_of(const std::map<int, std::string>& pictures, int id) {
  const auto found = pictures.find(id);
  return found == pictures.end() ? std::string() : found->second;
}

/// "other person" for other_person.
std::string with_spaces(std::string_view word_with_underscores) {
  std::string text(word_with_underscores);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::vector<std::pair<std::string, std::string>> source_facts(const Analysis& analysis) {
  const MediaInfo& source = analysis.source;
  const Rational rate = rate_of(analysis);
  std::vector<std::pair<std::string, std::string>> rows{
      {"video", source.path},
      {"size", std::to_string(source.width) + " × " + std::to_string(source.height)},
      {"frame rate", number_text(static_cast<double>(rate.num) / rate.den, 3) +
                         (source.frame_rate ? "" : " (variable)")},
      {"frames", std::to_string(analysis.frames)},
      {"length", clock_text(seconds_at(analysis, analysis.first_frame + analysis.frames))},
      {"shots", std::to_string(analysis.shots.size())}};
  const std::string damage = damage_text(analysis);
  if (!damage.empty()) rows.emplace_back("damaged", damage);
  return rows;
}

Json shot_lane(const Analysis& analysis) {
  Json items = Json::array();
  for (const Shot& shot : analysis.shots) {
    const std::string label = "Shot " + std::to_string(shot.id + 1);
    items.push_back(timeline_item(analysis, shot.first_frame, shot.last_frame, label, "shot",
                                  "shot-" + std::to_string(shot.id)));
  }
  return {{"name", "Shots"}, {"items", items}};
}

std::string_view kind_of(Verdict verdict) {
  if (verdict == Verdict::match) return "target";
  return verdict == Verdict::other_person ? "other" : "unsure";
}

Html shot_section(const Analysis& analysis, const PagePictures& pictures) {
  Html items = "\n";
  for (const Shot& shot : analysis.shots) {
    const std::string name = "Shot " + std::to_string(shot.id + 1);
    const double start = seconds_at(analysis, shot.first_frame);
    const double end = seconds_at(analysis, shot.last_frame + 1);
    const std::string ending =
        shot.ends_with == ShotEnd::wipe ? "wipe" : std::string(word(shot.ends_with));
    items += element("li", {{"id", "shot-" + std::to_string(shot.id)}},
                     picture_tag(picture_of(pictures.shots, shot.id), "a frame of " + name) +
                         about(name, clock_text(start) + " – " + clock_text(end),
                               frames_text(shot.first_frame, shot.last_frame) + ", ends with " +
                                   ending)) +
             "\n";
  }
  return section("Shots", element("ol", {{"class", "grid wide"}}, items));
}

/// One clip as a picture that becomes a player. `folder`: from the page to the clip's folder.
Html clip_item(const Analysis& analysis, const PersonResult& result, std::size_t i,
               const std::string& folder, const std::string& jpeg,
               const Attributes& attributes = {}) {
  const ClipPlan& plan = result.plans[i];
  const WrittenClip& clip = result.clips[i];
  const std::int64_t last = clip.first_frame + clip.frames - 1;
  const std::string name = clip.file.filename().string();
  const double start = seconds_at(analysis, clip.first_frame);
  const std::string length = number_text(seconds_at(analysis, last + 1) - start, 2);
  std::string detail = frames_text(clip.first_frame, last) + ", ends: " +
                       (plan.ends_because == TrackEnd::end ? "with the video"
                                                           : with_spaces(word(plan.ends_because)));
  if (!plan.crop.empty()) detail += ", jitter " + number_text(crop_jitter(plan.crop), 4);
  return element("li", attributes,
                 element("a",
                         {{"class", "play"},
                          {"href", html_path(folder + "clips/" + name)},
                          {"aria-label", "play " + plan.name}},
                         picture_tag(jpeg, "the face in " + plan.name)) +
                     about(plan.name, clock_text(start) + ", " + length + " s", detail)) +
         "\n";
}

Html clip_section(const Analysis& analysis, const PersonResult& result,
                  const PagePictures& pictures) {
  const std::size_t count = std::min(result.plans.size(), result.clips.size());
  if (count == 0) return section("Clips", element("p", summarise(analysis, result).why + "."));
  Html content;
  if (!result.plans.front().crop.empty()) {
    content =
        hint("Jitter measures how unevenly the crop window moves, in face widths per frame².") +
        "\n";
  }
  Html items = "\n";
  for (std::size_t i = 0; i < count; ++i) {
    items += clip_item(analysis, result, i, "", picture_of(pictures.tracks, result.plans[i].track),
                       {{"id", "clip-" + std::to_string(i + 1)}});
  }
  return section("Clips", content + element("ol", {{"class", "grid"}}, items));
}

/// Identifications by distance, nearest first.
std::vector<Identification> by_distance(const PersonResult& result) {
  std::vector<Identification> sorted = result.identifications;
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const Identification& a, const Identification& b) { return a.distance < b.distance; });
  return sorted;
}

Html match_section(const PersonResult& result, const PagePictures& pictures) {
  Html items = "\n";
  for (const Person& person : result.people.persons) {
    const bool is_target = person.name == result.person;
    for (const FaceSample& face : person.faces) {
      const std::string name = std::filesystem::path(face.source).filename().string();
      items += element("li", picture_tag(face.portrait, "reference " + name) +
                                 element("div", {{"class", "about"}},
                                         element("strong", name) +
                                             (is_target ? "reference" : "not the person"))) +
               "\n";
    }
  }
  constexpr std::size_t shown = 6;
  std::size_t count = 0;
  for (const Identification& id : by_distance(result)) {
    if (count++ == shown || !std::isfinite(id.distance)) break;
    const std::string name = "track " + std::to_string(id.track);
    Attributes attributes;
    if (id.verdict == Verdict::match) attributes.push_back({"class", "is-target"});
    items += element("li", attributes,
                     picture_tag(picture_of(pictures.tracks, id.track), "best face of " + name) +
                         about(name, "distance " + number_text(id.distance, distance_decimals),
                               with_spaces(verdict_word(id)))) +
             "\n";
  }
  return section("References and best matches", element("ul", {{"class", "grid faces"}}, items));
}

Html track_row(const Analysis& analysis, const Identification& id, double threshold, double most,
               const PagePictures& pictures) {
  const FaceTrack& track = analysis.track(id.track);
  const std::string number = std::to_string(track.id);
  const Html cells =
      elements("td", {},
               {picture_tag(picture_of(pictures.tracks, track.id), "best face of track " + number),
                number, clock_text(seconds_at(analysis, track.first_frame())),
                std::to_string(track.first_frame()) + "–" + std::to_string(track.last_frame()),
                std::isfinite(id.distance) ? number_text(id.distance, distance_decimals) : "–",
                distance_bar(id.distance, threshold, most, kind_of(id.verdict)),
                with_spaces(verdict_word(id))});
  return element("tr", {{"id", "track-" + number}}, cells) + "\n";
}

Html track_section(const Analysis& analysis, const PersonResult& result,
                   const PagePictures& pictures) {
  const double threshold = result.people.limits.mean_face;
  double most = threshold * 1.25;
  for (const Identification& id : result.identifications) {
    if (std::isfinite(id.distance)) most = std::max<double>(most, id.distance);
  }
  const Html heads = elements("th", {{"scope", "col"}},
                              {"Face", "Track", "Time", "Frames", "Distance", "", "Verdict"});
  Html rows = "\n";
  for (const Identification& id : result.identifications) {
    rows += track_row(analysis, id, threshold, most, pictures);
  }
  return section(
      "Tracks",
      hint(Html::raw("A track is one face on consecutive frames. All tracks of one person have the "
                     "same distance: that of the person's mean face to the references. The line "
                     "marks the threshold (") +
           number_text(threshold, distance_decimals) + "); a smaller distance is the person.") +
          element(
              "div", {{"class", "scroll"}},
              element("table", element("thead", element("tr", heads)) + element("tbody", rows))));
}

Json track_lane(const Analysis& analysis, const PersonResult& result) {
  Json items = Json::array();
  for (const Identification& id : result.identifications) {
    const FaceTrack& track = analysis.track(id.track);
    const std::string number = std::to_string(track.id);
    items.push_back(timeline_item(analysis, track.first_frame(), track.last_frame(),
                                  "Track " + number + ", " + with_spaces(verdict_word(id)),
                                  kind_of(id.verdict), "track-" + number));
  }
  return {{"name", "Tracks (green: the person, red: other people, blue: uncertain)"},
          {"items", items}};
}

}  // namespace
}  // namespace facetrack::report

namespace facetrack {

using namespace report;

std::string track_page(const Analysis& analysis, const PersonResult& result) {
  std::set<int> first;
  for (const ClipPlan& plan : result.plans) first.insert(plan.track);
  const PagePictures pictures = pictures_of(analysis, first);
  const TrackSummary summary = summarise(analysis, result);
  Html body = heading(source_name(analysis), counted(summary.clips, "clip") + ", " +
                                                 number_text(summary.clip_seconds, 2) +
                                                 " s with the person.");
  auto rows = source_facts(analysis);
  rows.emplace_back("tracks", std::to_string(analysis.tracks.size()));
  rows.emplace_back("frames with the person", std::to_string(summary.frames_with_target));
  body += facts(rows) + timeline_tag() + clip_section(analysis, result, pictures) +
          match_section(result, pictures) + track_section(analysis, result, pictures) +
          shot_section(analysis, pictures) + command_section(result.command, analysis);

  Json clips = Json::array();
  for (std::size_t i = 0; i < std::min(result.plans.size(), result.clips.size()); ++i) {
    const WrittenClip& clip = result.clips[i];
    clips.push_back(timeline_item(analysis, clip.first_frame, clip.first_frame + clip.frames - 1,
                                  result.plans[i].name, "clip", "clip-" + std::to_string(i + 1)));
  }
  Json data = timeline_data(analysis, {shot_lane(analysis), track_lane(analysis, result),
                                       Json{{"name", "Clips"}, {"items", clips}}});
  // Lets a reader compare the page with metadata.json.
  data["summary"] = {{"frames_with_target", summary.frames_with_target},
                     {"clips", summary.clips},
                     {"clip_seconds", summary.clip_seconds}};
  return whole_page(source_name(analysis) + " – clips", body, data);
}

std::string faces_page(const Analysis& analysis, std::span<const FoundPerson> persons,
                       std::span<const PersonResult> results) {
  std::set<int> first;
  for (const FoundPerson& person : persons) first.insert(person.best_track);
  const PagePictures pictures = pictures_of(analysis, first);
  std::vector<Json> lanes{shot_lane(analysis)};
  Html everybody = "\n";
  Html details;
  for (std::size_t p = 0; p < persons.size(); ++p) {
    const FoundPerson& person = persons[p];
    const PersonResult& result = at(results, p, "result of a person");
    const std::string face = picture_of(pictures.tracks, person.best_track);
    everybody += element("li", {{"id", person.name}},
                         element("a", {{"href", "#" + person.name + "-clips"}},
                                 picture_tag(face, "the face of " + person.name)) +
                             about(with_spaces(person.name),
                                   number_text(person.on_screen.seconds(), 1) + " s",
                                   counted(std::ssize(person.tracks), "track") + ", " +
                                       counted(std::ssize(result.clips), "clip"))) +
                 "\n";
    Html items = "\n";
    for (std::size_t i = 0; i < result.clips.size(); ++i) {
      const std::string own = picture_of(pictures.tracks, result.plans[i].track);
      items += clip_item(analysis, result, i, person.name + "/", own.empty() ? face : own);
    }
    details += element("section", {{"id", person.name + "-clips"}},
                       element("h2", with_spaces(person.name)) +
                           element("ol", {{"class", "grid"}}, items)) +
               "\n";
    Json spans = Json::array();
    for (const int id : person.tracks) {
      const FaceTrack& track = analysis.track(id);
      spans.push_back(timeline_item(analysis, track.first_frame(), track.last_frame(),
                                    with_spaces(person.name) + ", track " + std::to_string(id),
                                    "target", person.name));
    }
    lanes.push_back({{"name", with_spaces(person.name)}, {"items", spans}});
  }
  Html body = heading(source_name(analysis), counted(std::ssize(persons), "person") + ".") +
              facts(source_facts(analysis)) +
              section("Persons, longest on screen first",
                      element("ol", {{"class", "grid faces"}}, everybody)) +
              timeline_tag() + details + shot_section(analysis, pictures);
  if (!results.empty()) body += command_section(results.front().command, analysis);
  return whole_page(source_name(analysis) + " – faces", body,
                    timeline_data(analysis, std::move(lanes)));
}

std::string shots_page(const Analysis& analysis, std::string_view command) {
  const PagePictures pictures = pictures_of(analysis, {});
  const Html body =
      heading(source_name(analysis), counted(std::ssize(analysis.shots), "shot") + ".") +
      facts(source_facts(analysis)) + timeline_tag() + shot_section(analysis, pictures) +
      command_section(std::string(command), analysis);
  return whole_page(source_name(analysis) + " – shots", body,
                    timeline_data(analysis, {shot_lane(analysis)}));
}

}  // namespace facetrack
