// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/page.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>

#include "facetrack/report.hpp"

#include "core/at.hpp"
#include "report/damage_text.hpp"
#include "report/page_parts.hpp"

namespace facetrack::report {
namespace {

std::string source_name(const Analysis& analysis) {
  return std::filesystem::path(analysis.source.path).filename().string();
}

std::string picture_of(const std::map<int, std::string>& pictures, int id) {
  const auto found = pictures.find(id);
  return found == pictures.end() ? std::string() : found->second;
}

std::string frames_text(std::int64_t first, std::int64_t last) {
  return "frames " + std::to_string(first) + "–" + std::to_string(last);
}

/// "other person" for other_person.
std::string spoken(std::string_view word_with_underscores) {
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

Json item_json(const Analysis& analysis, std::int64_t first, std::int64_t last,
               const std::string& label, std::string_view kind, const std::string& target) {
  return {{"start", seconds_at(analysis, first)},
          {"end", seconds_at(analysis, last + 1)},
          {"label", label},
          {"kind", kind},
          {"target", target}};
}

Json shot_lane(const Analysis& analysis) {
  Json items = Json::array();
  for (const Shot& shot : analysis.shots) {
    const std::string label = "Shot " + std::to_string(shot.id + 1);
    items.push_back(item_json(analysis, shot.first_frame, shot.last_frame, label, "shot",
                              "shot-" + std::to_string(shot.id)));
  }
  return {{"name", "Shots"}, {"items", items}};
}

Json timeline_data(const Analysis& analysis, std::vector<Json> lanes) {
  return {{"duration", seconds_at(analysis, analysis.first_frame + analysis.frames)},
          {"lanes", std::move(lanes)}};
}

std::string_view kind_of(Verdict verdict) {
  if (verdict == Verdict::target) return "target";
  return verdict == Verdict::other_person || verdict == Verdict::reference_excluded ? "other"
                                                                                    : "unsure";
}

std::string shot_section(const Analysis& analysis, const PagePictures& pictures) {
  std::string out = "<section><h2>Shots</h2><ol class=\"grid wide\">\n";
  for (const Shot& shot : analysis.shots) {
    const std::string name = "Shot " + std::to_string(shot.id + 1);
    const double start = seconds_at(analysis, shot.first_frame);
    const double end = seconds_at(analysis, shot.last_frame + 1);
    out += "<li id=\"shot-" + std::to_string(shot.id) + "\">" +
           picture_tag(picture_of(pictures.shots, shot.id), "a frame of " + name) +
           "<div class=\"about\"><strong>" + name + "</strong>" + clock_text(start) + " – " +
           clock_text(end) + "<span>" + frames_text(shot.first_frame, shot.last_frame) +
           ", ends with " +
           (shot.ends_with == ShotEnd::wipe ? "wipe" : std::string(word(shot.ends_with))) +
           "</span></div></li>\n";
  }
  return out + "</ol></section>\n";
}

/// One clip as a picture that becomes a player. `folder`: from the page to the clip's folder.
std::string clip_item(const TrackResult& result, std::size_t i, const std::string& folder,
                      const std::string& jpeg) {
  const ClipPlan& plan = result.plans[i];
  const WrittenClip& clip = result.clips[i];
  const Analysis& analysis = *result.analysis;
  const std::int64_t last = clip.first_frame + clip.frames - 1;
  const std::string name = clip.file.filename().string();
  const std::string length =
      number_text(seconds_at(analysis, last + 1) - seconds_at(analysis, clip.first_frame), 2);
  std::string detail =
      frames_text(clip.first_frame, last) + ", ends: " +
      (plan.ends_because == TrackEnd::end ? "with the video" : spoken(word(plan.ends_because)));
  if (!plan.crop.empty()) detail += ", jitter " + number_text(crop_jitter(plan.crop), 4);
  return "<li><a class=\"play\" href=\"" + html_path(folder + "clips/" + name) +
         "\" aria-label=\"play " + html_escaped(plan.name) + "\">" +
         picture_tag(jpeg, "the face in " + plan.name) + "</a><div class=\"about\"><strong>" +
         html_escaped(plan.name) + "</strong>" +
         clock_text(seconds_at(analysis, clip.first_frame)) + ", " + length + " s<span>" + detail +
         "</span></div></li>\n";
}

std::string clip_section(const TrackResult& result, const PagePictures& pictures) {
  const std::size_t count = std::min(result.plans.size(), result.clips.size());
  std::string out = "<section><h2>Clips</h2>";
  if (count == 0) return out + "<p>" + html_escaped(summarise(result).why) + ".</p></section>\n";
  if (!result.plans.front().crop.empty()) {
    out +=
        "<p class=\"hint\">Jitter measures how unevenly the crop window moves, in face widths per "
        "frame².</p>\n";
  }
  out += "<ol class=\"grid\">\n";
  for (std::size_t i = 0; i < count; ++i) {
    std::string item = clip_item(result, i, "", picture_of(pictures.tracks, result.plans[i].track));
    item.replace(0, 3, "<li id=\"clip-" + std::to_string(i + 1) + "\"");
    out += item;
  }
  return out + "</ol></section>\n";
}

/// Identifications by distance, nearest first.
std::vector<Identification> by_distance(const TrackResult& result) {
  std::vector<Identification> sorted = result.identifications;
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const Identification& a, const Identification& b) { return a.distance < b.distance; });
  return sorted;
}

std::string match_section(const TrackResult& result, const PagePictures& pictures) {
  std::string out = "<section><h2>References and best matches</h2><ul class=\"grid faces\">\n";
  for (std::size_t i = 0; i < result.references.size(); ++i) {
    const Reference& reference = result.references[i];
    const std::string name = std::filesystem::path(reference.name).filename().string();
    out += "<li>" +
           picture_tag(i < pictures.references.size() ? pictures.references[i] : "",
                       "reference " + name) +
           "<div class=\"about\"><strong>" + html_escaped(name) + "</strong>" +
           (reference.is_target ? "reference" : "not the person") + "</div></li>\n";
  }
  constexpr std::size_t shown = 6;
  std::size_t count = 0;
  for (const Identification& id : by_distance(result)) {
    if (count++ == shown || !std::isfinite(id.distance)) break;
    out += std::string("<li") + (id.verdict == Verdict::target ? " class=\"is-target\">" : ">") +
           picture_tag(picture_of(pictures.tracks, id.track),
                       "best face of track " + std::to_string(id.track)) +
           "<div class=\"about\"><strong>track " + std::to_string(id.track) + "</strong>distance " +
           number_text(id.distance, distance_decimals) + "<span>" +
           spoken(verdict_word(id.verdict)) + "</span></div></li>\n";
  }
  return out + "</ul></section>\n";
}

std::string track_section(const TrackResult& result, const PagePictures& pictures) {
  const Analysis& analysis = *result.analysis;
  double most = result.threshold * 1.25;
  for (const Identification& id : result.identifications) {
    if (std::isfinite(id.distance)) most = std::max<double>(most, id.distance);
  }
  std::string out =
      "<section><h2>Tracks</h2><p class=\"hint\">A track is one face on consecutive frames. All "
      "tracks of one person have the same distance: that of the person's mean face to the "
      "references. The line marks the threshold (" +
      number_text(result.threshold, distance_decimals) +
      "); a smaller distance is the person.</p><div class=\"scroll\"><table><thead><tr><th "
      "scope=\"col\">Face</th><th scope=\"col\">Track</th><th scope=\"col\">Time</th><th "
      "scope=\"col\">Frames</th><th scope=\"col\">Distance</th><th scope=\"col\"></th><th "
      "scope=\"col\">Verdict</th></tr></thead><tbody>\n";
  for (const Identification& id : result.identifications) {
    const FaceTrack& track = at(analysis.tracks, id.track, "track");
    const std::string number = std::to_string(track.id);
    out += "<tr id=\"track-" + number + "\"><td>" +
           picture_tag(picture_of(pictures.tracks, track.id), "best face of track " + number) +
           "</td><td>" + number + "</td><td>" +
           clock_text(seconds_at(analysis, track.first_frame())) + "</td><td>" +
           std::to_string(track.first_frame()) + "–" + std::to_string(track.last_frame()) +
           "</td><td>" +
           (std::isfinite(id.distance) ? number_text(id.distance, distance_decimals) : "–") +
           "</td><td>" + distance_bar(id.distance, result.threshold, most, kind_of(id.verdict)) +
           "</td><td>" + spoken(verdict_word(id.verdict)) + "</td></tr>\n";
  }
  return out + "</tbody></table></div></section>\n";
}

Json track_lane(const TrackResult& result) {
  Json items = Json::array();
  for (const Identification& id : result.identifications) {
    const FaceTrack& track = at(result.analysis->tracks, id.track, "track");
    const std::string number = std::to_string(track.id);
    items.push_back(item_json(*result.analysis, track.first_frame(), track.last_frame(),
                              "Track " + number + ", " + spoken(verdict_word(id.verdict)),
                              kind_of(id.verdict), "track-" + number));
  }
  return {{"name", "Tracks (green: the person, red: other people, blue: uncertain)"},
          {"items", items}};
}

}  // namespace

std::string track_page(const TrackResult& result, const PagePictures& pictures) {
  const Analysis& analysis = *result.analysis;
  const TrackSummary summary = summarise(result);
  std::string body = "<h1>" + html_escaped(source_name(analysis)) + "</h1>\n<p class=\"lead\">" +
                     counted(summary.clips, "clip") + ", " + number_text(summary.clip_seconds, 2) +
                     " s with the person.</p>\n";
  auto rows = source_facts(analysis);
  rows.emplace_back("tracks", std::to_string(analysis.tracks.size()));
  rows.emplace_back("frames with the person", std::to_string(summary.frames_with_target));
  body += facts(rows) + timeline_tag() + clip_section(result, pictures) +
          match_section(result, pictures) + track_section(result, pictures) +
          shot_section(analysis, pictures) + again_section(result.settings, analysis);

  Json clips = Json::array();
  for (std::size_t i = 0; i < std::min(result.plans.size(), result.clips.size()); ++i) {
    const WrittenClip& clip = result.clips[i];
    clips.push_back(item_json(analysis, clip.first_frame, clip.first_frame + clip.frames - 1,
                              result.plans[i].name, "clip", "clip-" + std::to_string(i + 1)));
  }
  Json data = timeline_data(analysis, {shot_lane(analysis), track_lane(result),
                                       Json{{"name", "Clips"}, {"items", clips}}});
  // For whoever checks the page against metadata.json.
  data["summary"] = {{"frames_with_target", summary.frames_with_target},
                     {"clips", summary.clips},
                     {"clip_seconds", summary.clip_seconds}};
  return whole_page(source_name(analysis) + " – clips", body, data);
}

std::string faces_page(const FacesOutcome& outcome, const PagePictures& pictures) {
  const Analysis& analysis = *outcome.analysis;
  std::string body = "<h1>" + html_escaped(source_name(analysis)) + "</h1>\n<p class=\"lead\">" +
                     counted(std::ssize(outcome.persons), "person") + ".</p>\n";
  body += facts(source_facts(analysis)) +
          "<section><h2>Persons, longest on screen first</h2><ol class=\"grid faces\">\n";
  std::vector<Json> lanes{shot_lane(analysis)};
  std::string details;
  for (const Person& person : outcome.persons) {
    const std::string face = picture_of(pictures.tracks, person.best_track);
    body += "<li id=\"" + person.name + "\"><a href=\"#" + person.name + "-clips\">" +
            picture_tag(face, "the face of " + person.name) + "</a><div class=\"about\"><strong>" +
            spoken(person.name) + "</strong>" + number_text(person.seconds, 1) + " s<span>" +
            counted(std::ssize(person.tracks), "track") + ", " +
            counted(std::ssize(person.result.clips), "clip") + "</span></div></li>\n";
    details += "<section id=\"" + person.name + "-clips\"><h2>" + spoken(person.name) +
               "</h2><ol class=\"grid\">\n";
    for (std::size_t i = 0; i < person.result.clips.size(); ++i) {
      const std::string own = picture_of(pictures.tracks, person.result.plans[i].track);
      details += clip_item(person.result, i, person.name + "/", own.empty() ? face : own);
    }
    details += "</ol></section>\n";
    Json items = Json::array();
    for (const int id : person.tracks) {
      const FaceTrack& track = at(analysis.tracks, id, "track");
      items.push_back(item_json(analysis, track.first_frame(), track.last_frame(),
                                spoken(person.name) + ", track " + std::to_string(id), "target",
                                person.name));
    }
    lanes.push_back({{"name", spoken(person.name)}, {"items", items}});
  }
  body += "</ol></section>\n" + timeline_tag() + details + shot_section(analysis, pictures);
  if (!outcome.persons.empty()) {
    body += again_section(outcome.persons.front().result.settings, analysis);
  }
  return whole_page(source_name(analysis) + " – faces", body,
                    timeline_data(analysis, std::move(lanes)));
}

std::string shots_page(const Analysis& analysis, const PagePictures& pictures,
                       const std::string& settings) {
  const std::string body =
      "<h1>" + html_escaped(source_name(analysis)) + "</h1>\n<p class=\"lead\">" +
      counted(std::ssize(analysis.shots), "shot") + ".</p>\n" + facts(source_facts(analysis)) +
      timeline_tag() + shot_section(analysis, pictures) + again_section(settings, analysis);
  return whole_page(source_name(analysis) + " – shots", body,
                    timeline_data(analysis, {shot_lane(analysis)}));
}

}  // namespace facetrack::report
