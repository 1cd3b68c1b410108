// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/job_output.hpp"

#include <map>
#include <sstream>

#include "facetrack/error.hpp"

#include "core/files.hpp"
#include "core/hash.hpp"
#include "encode/clip_size.hpp"

namespace facetrack::job {
namespace {

namespace fs = std::filesystem;

// Names the finished clips of a run that goes on, with a hash of their plans.
constexpr const char* progress_file = ".facetrack-progress";

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

std::string clip_name(const JobOptions& options, const std::string& below, const ClipPlan& plan) {
  return below + "clips/" + plan.name + clip_ending(options.clips.codec);
}

WrittenClip kept_clip(const JobOptions& options, const Analysis& analysis, const ClipPlan& plan,
                      const fs::path& file) {
  WrittenClip clip;
  clip.file = file;
  clip.frames = plan.last_frame - plan.first_frame + 1;
  const media::ClipSize size =
      media::clip_size(options.clips, plan, analysis.source.width, analysis.source.height);
  clip.width = size.width;
  clip.height = size.height;
  clip.range = {analysis.time_of(plan.first_frame), analysis.time_of(plan.last_frame + 1)};
  clip.first_frame = plan.first_frame;
  clip.last_frame = plan.last_frame;
  return clip;
}

}  // namespace

std::vector<WrittenClip> write_clips(const JobOptions& options, const Analysis& analysis,
                                     ResultFolder& results, const std::string& below,
                                     std::span<const ClipPlan> plans, const RunControl& control) {
  const fs::path folder = results.work() / below;
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
    const std::string name = clip_name(options, below, plan);
    // A copied clip begins where the writer found a key frame: not known any more.
    if (known != finished.end() && known->second == hash && !options.clips.copy_streams &&
        !results.find(name).empty()) {
      results.keep(name);
      clips[i] = kept_clip(options, analysis, plan, options.output / name);
      clips[i]->plan = i;
      continue;
    }
    left.push_back(plan);
    places.push_back(i);
  }
  if (!left.empty()) {
    files::make_folder(folder / "clips");
    // A file of the interrupted run under such a name is of another plan; were it left, the next
    // run that goes on would take it for a finished one.
    for (const ClipPlan& plan : left)
      files::remove(results.work() / clip_name(options, below, plan));
    write_file(folder / progress_file, progress);
    ClipWriterOptions writer_options = options.clips;
    writer_options.stream_index = options.decoder.stream_index;
    writer_options.overwrite = true;
    const auto writer = make_clip_writer(options.video, folder / "clips", writer_options);
    std::vector<WrittenClip> written = writer->write(left, control);
    for (WrittenClip& clip : written) {
      clip.plan = places[clip.plan];
      clip.file = options.output / below / "clips" / clip.file.filename();
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

}  // namespace facetrack::job
