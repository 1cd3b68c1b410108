// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <set>

#include "facetrack/report.hpp"
#include "facetrack/version.hpp"

#include "report/json_text.hpp"

namespace facetrack {
namespace {

using report::Json;

/// The metadata of one frame of a clip.
struct ClipFrame {
  std::int64_t frame = 0;
  const TrackPoint* point = nullptr;  ///< null: a copied clip that begins before the face
  const Box* crop = nullptr;          ///< null: the whole picture
};

std::size_t finished_clips(const PersonResult& result) {
  return std::min(result.plans.size(), result.clips.size());
}

std::string clip_file(const WrittenClip& clip) { return "clips/" + clip.file.filename().string(); }

/// The frames of the clip's file. Without stream copy these are the frames of the plan.
std::vector<ClipFrame> frames_of(const ClipPlan& plan, const WrittenClip& clip) {
  std::vector<ClipFrame> frames;
  const std::int64_t last = clip.first_frame + clip.frames - 1;
  for (std::int64_t frame = clip.first_frame; frame <= last; ++frame) {
    const std::int64_t i = frame - plan.first_frame;
    const auto at = static_cast<std::size_t>(std::max<std::int64_t>(i, 0));
    ClipFrame entry{frame};
    if (i >= 0 && at < plan.points.size()) entry.point = &plan.points[at];
    if (i >= 0 && at < plan.crop.size()) entry.crop = &plan.crop[at];
    frames.push_back(entry);
  }
  return frames;
}

const Identification* identification_of(const PersonResult& result, int track) {
  const auto found = std::find_if(result.identifications.begin(), result.identifications.end(),
                                  [&](const Identification& id) { return id.track == track; });
  return found == result.identifications.end() ? nullptr : &*found;
}

std::string_view crop_mode(const ClipPlan& plan) {
  if (plan.crop.empty()) return "none";
  const bool square = std::all_of(plan.crop.begin(), plan.crop.end(), [](const Box& box) {
    // A crop counts as square if its sides differ by rounding only.
    return std::abs(box.width - box.height) < 0.5F;
  });
  return square ? "square" : "face";
}

Json frame_json(const Analysis& analysis, const ClipFrame& frame) {
  Json json = {{"frame", frame.frame}, {"time", report::seconds_at(analysis, frame.frame)}};
  if (frame.point == nullptr) {
    json["box"] = nullptr;
    return json;
  }
  json["box"] = report::box_json(frame.point->box);
  json["score"] = report::rounded(frame.point->score, report::score_decimals);
  json["from"] = report::word(frame.point->from);
  if (frame.crop != nullptr) json["crop"] = report::box_json(*frame.crop);
  return json;
}

/// Null if the track had no face good enough to compare.
Json distance_json(const Identification& id) {
  if (!std::isfinite(id.distance)) return nullptr;
  return report::rounded(id.distance, report::score_decimals);
}

Json clip_json(const Analysis& analysis, const PersonResult& result, std::size_t i) {
  const ClipPlan& plan = result.plans[i];
  const WrittenClip& clip = result.clips[i];
  const Identification* id = identification_of(result, plan.track);
  const std::int64_t last = clip.first_frame + clip.frames - 1;
  Json json = {{"file", clip_file(clip)},
               {"shot", plan.shot},
               {"track", plan.track},
               {"first_frame", clip.first_frame},
               {"last_frame", last},
               {"start", report::seconds_at(analysis, clip.first_frame)},
               {"end", report::seconds_at(analysis, last + 1)}};
  if (id != nullptr) {
    json["distance"] = distance_json(*id);
    json["confidence"] = report::rounded(id->confidence, report::score_decimals);
  }
  json["ends_because"] = report::word(plan.ends_because);
  json["crop"] = {{"mode", crop_mode(plan)}, {"width", clip.width}, {"height", clip.height}};
  json["frames"] = Json::array();
  for (const ClipFrame& frame : frames_of(plan, clip)) {
    json["frames"].push_back(frame_json(analysis, frame));
  }
  return json;
}

Json rejected_json(const Analysis& analysis, const PersonResult& result) {
  // A clip may be made of several tracks that follow each other.
  const auto used = [&](const FaceTrack& track) {
    for (std::size_t i = 0; i < finished_clips(result); ++i) {
      const ClipPlan& plan = result.plans[i];
      if (plan.track == track.id) return true;
      if (plan.first_frame <= track.first_frame() && track.last_frame() <= plan.last_frame) {
        return true;
      }
    }
    return false;
  };
  Json rejected = Json::array();
  for (const FaceTrack& track : analysis.tracks) {
    const Identification* id = identification_of(result, track.id);
    if (id == nullptr || (id->verdict == Verdict::match && used(track))) continue;
    // A matching track without a clip was too short for one.
    Identification reported = *id;
    if (reported.verdict == Verdict::match) reported.verdict = Verdict::too_short;
    rejected.push_back({{"track", track.id},
                        {"first_frame", track.first_frame()},
                        {"last_frame", track.last_frame()},
                        {"reason", verdict_word(reported)},
                        {"distance", distance_json(*id)}});
    if (!id->reason.empty()) rejected.back()["why"] = id->reason;
  }
  return rejected;
}

Json timings_json(const StageTimes& times) {
  const auto seconds = [](double value) { return report::rounded(value, report::time_decimals); };
  return {{"wall", seconds(times.wall)},   {"decode", seconds(times.decode)},
          {"shots", seconds(times.shots)}, {"detect", seconds(times.detect)},
          {"track", seconds(times.track)}, {"embed", seconds(times.embed)}};
}

}  // namespace

std::string_view verdict_word(const Identification& id) noexcept {
  switch (id.verdict) {
    case Verdict::match:
      return "target";
    case Verdict::other_person:
      // Nearer to a person of the gallery who is not wanted.
      return id.person.empty() ? "other_person" : "reference_excluded";
    case Verdict::uncertain:
      return "uncertain";
    case Verdict::too_small:
      return "too_small";
    case Verdict::too_short:
      return "too_short";
    case Verdict::blurred:
      return "blurred";
    case Verdict::turned_away:
      break;
  }
  return "turned_away";
}

TrackSummary summarise(const Analysis& analysis, const PersonResult& result) {
  TrackSummary summary;
  std::set<std::int64_t> frames;
  for (std::size_t i = 0; i < finished_clips(result); ++i) {
    const WrittenClip& clip = result.clips[i];
    const std::int64_t end = clip.first_frame + clip.frames;
    for (const ClipFrame& frame : frames_of(result.plans[i], clip)) {
      if (frame.point != nullptr) frames.insert(frame.frame);
    }
    summary.clip_seconds +=
        report::seconds_at(analysis, end) - report::seconds_at(analysis, clip.first_frame);
    ++summary.clips;
  }
  summary.frames_with_target = static_cast<std::int64_t>(frames.size());
  summary.clip_seconds = report::rounded(summary.clip_seconds, report::time_decimals);
  if (summary.clips > 0) return summary;

  const auto nearest = std::min_element(
      result.identifications.begin(), result.identifications.end(),
      [](const Identification& a, const Identification& b) { return a.distance < b.distance; });
  const bool seen =
      std::any_of(result.identifications.begin(), result.identifications.end(),
                  [](const Identification& id) { return id.verdict == Verdict::match; });
  if (analysis.frames == 0) {
    summary.why = "no frame of the video could be decoded";
  } else if (analysis.tracks.empty()) {
    summary.why = why_no_faces(analysis);
  } else if (seen) {
    summary.why = "the person was found, but never long enough for a clip";
  } else if (nearest != result.identifications.end() && std::isfinite(nearest->distance)) {
    const bool other = nearest->verdict == Verdict::other_person;
    std::string verdict(verdict_word(*nearest));
    std::replace(verdict.begin(), verdict.end(), '_', ' ');
    const std::size_t faces = analysis.tracks.size();
    summary.why =
        (faces == 1 ? "the only tracked face does not match the person: its distance is "
                    : "none of the " + std::to_string(faces) +
                          " tracked faces matches the person: the nearest has the distance ") +
        report::number_text(nearest->distance, 3) + ", the threshold is " +
        report::number_text(result.people.limits.mean_face, 3) +
        (other ? "" : ", verdict: " + verdict) +
        (nearest->reason.empty() ? "" : " (" + nearest->reason + ")") +
        "; use another photo, or a higher threshold if this is the person";
  } else {
    summary.why = "no face was good enough to be compared with the person";
  }
  return summary;
}

std::string counted(std::int64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

std::string why_no_faces(const Analysis& analysis) {
  const auto preset = analysis.settings.find("preset");
  if (preset != analysis.settings.end() && preset->second == "scan") {
    return "no look at the video showed a face that may be the person";
  }
  if (analysis.largest_small_face <= 0) return "no face was found in the video";
  return "all faces in the video are smaller than the minimum size: the largest has " +
         counted(static_cast<std::int64_t>(analysis.largest_small_face), "pixel");
}

std::string metadata_json(const Analysis& analysis, const PersonResult& result) {
  Json references = Json::array();
  Json excluded = Json::array();
  for (const Person& person : result.people.persons) {
    for (const FaceSample& face : person.faces) {
      (person.name == result.person ? references : excluded).push_back(face.source);
    }
  }
  Json target = {{"references", references}};
  if (!excluded.empty()) target["not"] = excluded;
  target["detector"] = analysis.detector;
  target["embedder"] = analysis.embedder;
  target["threshold"] = report::rounded(result.people.limits.mean_face, report::score_decimals);

  Json json = {{"schema", "facetrack.metadata/1"},
               {"generator", std::string(report::generator) + FACETRACK_VERSION},
               {"source", report::source_json(analysis)},
               {"target", target},
               {"shots", Json::array()},
               {"clips", Json::array()},
               {"rejected", rejected_json(analysis, result)}};
  for (const Shot& shot : analysis.shots) {
    json["shots"].push_back(report::shot_json(analysis, shot, false));
  }
  for (std::size_t i = 0; i < finished_clips(result); ++i) {
    json["clips"].push_back(clip_json(analysis, result, i));
  }
  const TrackSummary summary = summarise(analysis, result);
  json["summary"] = {{"frames_with_target", summary.frames_with_target},
                     {"clips", summary.clips},
                     {"clip_seconds", summary.clip_seconds}};
  if (!summary.why.empty()) json["summary"]["why"] = summary.why;
  // A stored analysis has no timings.
  if (analysis.times.wall > 0) json["timings"] = timings_json(analysis.times);
  return report::to_text(json);
}

std::string metadata_flat_json(const Analysis& analysis, const PersonResult& result) {
  Json json = Json::array();
  for (std::size_t i = 0; i < finished_clips(result); ++i) {
    const WrittenClip& clip = result.clips[i];
    const std::int64_t end = clip.first_frame + clip.frames;
    Json frames = Json::array();
    for (const ClipFrame& frame : frames_of(result.plans[i], clip)) {
      if (frame.point == nullptr) continue;
      frames.push_back({{"frame", frame.frame},
                        {"time", report::seconds_at(analysis, frame.frame)},
                        {"box", report::box_json(frame.point->box)}});
    }
    json.push_back({{"file_name", clip_file(clip)},
                    {"start_time", report::seconds_at(analysis, clip.first_frame)},
                    {"end_time", report::seconds_at(analysis, end)},
                    {"frames", std::move(frames)}});
  }
  return report::to_text(json);
}

std::string metadata_csv(const Analysis& analysis, const PersonResult& result) {
  std::string text = "clip,file,frame,time,x,y,width,height,score,from\n";
  for (std::size_t i = 0; i < finished_clips(result); ++i) {
    const std::string begin =
        std::to_string(i + 1) + ',' + report::csv_field(clip_file(result.clips[i])) + ',';
    for (const ClipFrame& frame : frames_of(result.plans[i], result.clips[i])) {
      text += begin + std::to_string(frame.frame) + ',' +
              report::number_text(report::seconds_at(analysis, frame.frame), report::time_decimals);
      if (frame.point == nullptr) {
        text += ",,,,,,\n";
        continue;
      }
      const Box& box = frame.point->box;
      for (const float value : {box.x, box.y, box.width, box.height}) {
        text += ',' + report::number_text(value, report::box_decimals);
      }
      text += ',' + report::number_text(frame.point->score, report::score_decimals) + ',' +
              std::string(report::word(frame.point->from)) + '\n';
    }
  }
  return text;
}

}  // namespace facetrack
