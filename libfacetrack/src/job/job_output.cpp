// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/job_output.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <system_error>

#include "facetrack/error.hpp"

#include "core/files.hpp"
#include "core/hash.hpp"
#include "media/clip_size.hpp"

namespace facetrack::job {
namespace {

namespace fs = std::filesystem;

// Names the finished clips of a run that goes on, with a hash of their plans.
constexpr const char* progress_file = ".facetrack-progress";

const std::vector<std::string>& result_files() {
  static const std::vector<std::string> names = {"metadata.json",  "metadata.csv",
                                                 "report.html",    "persons.json",
                                                 "clips.edl",      "clips.otio",
                                                 "mot.txt",        "overlay.mp4",
                                                 "clips",          "images",
                                                 "analysis",       "frame_data.json",
                                                 "sequences.json", "extraction_summary.txt"};
  return names;
}

bool is_person_folder(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("person_") && name.size() >= 9 &&
         name.find_first_not_of("0123456789", 7) == std::string::npos && files::is_folder(path);
}

/// Everything in `folder` that a job writes, tracks.json left out.
std::vector<fs::path> results_in(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const std::string& name : result_files()) {
    if (files::exists(folder / name)) found.push_back(folder / name);
  }
  for (const fs::path& path : files::entries(folder)) {
    if (is_person_folder(path)) found.push_back(path);
  }
  return found;
}

bool is_result_name(const std::string& name) {
  return name.starts_with("clip_") || name.starts_with("frame_") || name.starts_with("face.") ||
         std::find(result_files().begin(), result_files().end(), name) != result_files().end();
}

bool is_real_folder(const fs::path& path) {
  return files::is_folder(path) && !files::is_link(path);
}

/// Removes what a job wrote. A folder goes only when nothing else is in it.
void remove_results(const fs::path& path) {
  if (!is_real_folder(path)) return files::remove(path);
  for (const fs::path& inside : files::entries(path)) {
    const std::string name = inside.filename().string();
    if (is_result_name(name) || files::is_temporary(inside)) remove_results(inside);
  }
  std::error_code not_empty;
  fs::remove(path, not_empty);
}

/// Removes the files that were being written when a run was killed.
void remove_temporaries(const fs::path& folder) {
  for (const fs::path& path : files::entries(folder)) {
    const bool ours = is_result_name(path.filename().string()) || is_person_folder(path);
    if (files::is_temporary(path))
      files::remove(path);
    else if (ours && is_real_folder(path))
      remove_temporaries(path);
  }
}

std::string plan_hash(const JobOptions& options, const Analysis& analysis, const ClipPlan& plan) {
  Hash hash;
  hash.add(analysis.source_id);
  hash.add(options.clips.codec);
  hash.add(options.clips.preset);
  for (const std::int64_t value :
       {std::int64_t{options.clips.crf}, static_cast<std::int64_t>(options.clips.audio),
        std::int64_t{options.clips.audio_stream}, plan.first_frame, plan.last_frame,
        std::int64_t{plan.width}, std::int64_t{plan.height}}) {
    hash.add(value);
  }
  for (const Box& box : plan.crop) {
    for (const float value : {box.x, box.y, box.width, box.height}) {
      // A thousandth of a pixel: what differs less gives the same picture.
      hash.add(static_cast<std::int64_t>(value * 1000.0F));
    }
  }
  return hash.text();
}

/// Name and plan hash of the clips an interrupted run was to write.
std::map<std::string, std::string> progress_of(const fs::path& folder) {
  std::map<std::string, std::string> hashes;
  if (!files::exists(folder / progress_file)) return hashes;
  std::istringstream lines(read_file(folder / progress_file, 1 << 26));
  std::string hash;
  std::string name;
  while (lines >> hash >> name) hashes[name] = hash;
  return hashes;
}

fs::path clip_path(const JobOptions& options, const fs::path& folder, const ClipPlan& plan) {
  return folder / "clips" / (plan.name + clip_ending(options.clips.codec));
}

WrittenClip kept_clip(const JobOptions& options, const Analysis& analysis, const ClipPlan& plan,
                      const fs::path& file) {
  const auto pts = [&](std::int64_t frame) {
    return analysis.time_of(frame).value_or(analysis.end);
  };
  WrittenClip clip;
  clip.file = file;
  clip.frames = plan.last_frame - plan.first_frame + 1;
  const media::ClipSize size =
      media::clip_size(options.clips, plan, analysis.source.width, analysis.source.height);
  clip.width = size.width;
  clip.height = size.height;
  clip.range = {pts(plan.first_frame) - analysis.source.start,
                pts(plan.last_frame + 1) - analysis.source.start};
  clip.first_frame = plan.first_frame;
  clip.last_frame = plan.last_frame;
  return clip;
}

}  // namespace

void prepare_output(const JobOptions& options) {
  files::make_folder(options.output);
  if (options.existing == Existing::resume) return remove_temporaries(options.output);
  std::vector<fs::path> found = results_in(options.output);
  const fs::path tracks = options.output / "tracks.json";
  std::error_code missing;
  const bool is_source = options.reuse || fs::equivalent(options.tracks, tracks, missing);
  if (!is_source && files::exists(tracks)) found.push_back(tracks);
  if (options.existing == Existing::refuse && !is_source && !found.empty()) {
    throw Error(ErrorCode::io,
                found.front().string() +
                    ": already there; --force starts anew, --resume finishes an interrupted run, "
                    "-o names another folder");
  }
  for (const fs::path& path : found) remove_results(path);
  remove_temporaries(options.output);
  forget_progress(options.output);
}

void remove_clips(const fs::path& folder) {
  for (const char* name : {"clips", "report.html"}) {
    if (files::exists(folder / name)) remove_results(folder / name);
  }
  forget_progress(folder);
}

std::vector<WrittenClip> write_clips(const JobOptions& options, const Analysis& analysis,
                                     const fs::path& folder, std::span<const ClipPlan> plans,
                                     const RunControl& control) {
  const auto finished = progress_of(folder);
  std::string progress;
  std::vector<std::optional<WrittenClip>> clips(plans.size());
  std::vector<ClipPlan> left;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const ClipPlan& plan = plans[i];
    const std::string hash = plan_hash(options, analysis, plan);
    progress += hash + ' ' + plan.name + '\n';
    const auto known = finished.find(plan.name);
    const fs::path file = clip_path(options, folder, plan);
    // A copied clip begins where the writer found a key frame: not known any more.
    if (known != finished.end() && known->second == hash && !options.clips.copy_streams &&
        files::exists(file)) {
      clips[i] = kept_clip(options, analysis, plan, file);
      clips[i]->plan = i;
      continue;
    }
    left.push_back(plan);
    places.push_back(i);
  }
  if (!left.empty()) {
    files::make_folder(folder / "clips");
    // A file of an earlier run under such a name is of another plan; were it left, the next
    // --resume would take it for a finished one.
    for (const ClipPlan& plan : left) files::remove(clip_path(options, folder, plan));
    write_file(folder / progress_file, progress);
    ClipWriterOptions writer_options = options.clips;
    writer_options.stream_index = options.decoder.stream_index;
    writer_options.overwrite = true;
    const auto writer = make_clip_writer(options.video, folder / "clips", writer_options);
    std::vector<WrittenClip> written = writer->write(left, control);
    for (WrittenClip& clip : written) {
      clip.plan = places[clip.plan];
      clips[clip.plan] = std::move(clip);
    }
  }
  std::vector<WrittenClip> all;
  for (std::optional<WrittenClip>& clip : clips) {
    if (!clip) break;  // asked to stop
    all.push_back(std::move(*clip));
  }
  return all;
}

void write_lists(const JobOptions& options, const TrackResult& result, const fs::path& folder) {
  if (options.edl) write_file(folder / "clips.edl", clips_edl(result));
  if (options.otio) write_file(folder / "clips.otio", clips_otio(result));
  if (options.mot) write_file(folder / "mot.txt", tracks_mot(*result.analysis));
  if (options.csv) write_file(folder / "metadata.csv", metadata_csv(result));
  // Last: where it is, the rest is too.
  if (options.json) {
    write_file(folder / "metadata.json",
               options.flat_metadata ? metadata_flat_json(result) : metadata_json(result));
  }
}

void forget_progress(const fs::path& folder) {
  std::error_code ignored;
  fs::remove(folder / progress_file, ignored);
}

}  // namespace facetrack::job
