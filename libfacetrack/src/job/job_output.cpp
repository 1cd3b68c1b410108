// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/job_output.hpp"

#include <map>
#include <sstream>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"

#include "clip/plan_options.hpp"
#include "core/files.hpp"
#include "core/hash.hpp"
#include "encode/clip_output.hpp"
#include "encode/clip_size.hpp"
#include "job/face_images.hpp"

namespace facetrack::job {
namespace {

namespace fs = std::filesystem;

// Lists the finished clips of an interrupted run, with a hash of their plans.
constexpr const char* progress_file = ".facetrack-progress";

std::string plan_hash(const ClipWriterOptions& writer, const Analysis& analysis,
                      const ClipPlan& plan) {
  Hash hash;
  hash.add(analysis.source_id);
  hash.add(writer.codec);
  hash.add(writer.preset);
  for (const std::int64_t value :
       {std::int64_t{writer.crf}, static_cast<std::int64_t>(writer.audio),
        std::int64_t{writer.audio_stream}, plan.first_frame, plan.last_frame,
        std::int64_t{plan.width}, std::int64_t{plan.height}}) {
    hash.add(value);
  }
  if (writer.sample_rate > 0) hash.add(std::int64_t{writer.sample_rate});
  for (const std::int64_t frame : plan.shows) hash.add(frame);
  if (!plan.shows.empty()) {
    hash.add(std::int64_t{plan.frame_rate.num});
    hash.add(std::int64_t{plan.frame_rate.den});
  }
  for (const Box& box : plan.crop) {
    for (const float value : {box.x, box.y, box.width, box.height}) {
      // In thousandths of a pixel: smaller differences give the same picture.
      hash.add(static_cast<std::int64_t>(value * 1000.0F));
    }
  }
  return hash.text();
}

/// Names and plan hashes of the clips that an interrupted run was going to write.
std::map<std::string, std::string> progress_of(const fs::path& folder) {
  std::map<std::string, std::string> hashes;
  if (!files::exists(folder / progress_file)) return hashes;
  std::istringstream lines(read_file(folder / progress_file, 1 << 26));
  std::string hash;
  std::string name;
  while (lines >> hash >> name) hashes[name] = hash;
  return hashes;
}

std::string clip_name(const ClipWriterOptions& writer, const std::string& below,
                      const ClipPlan& plan) {
  return below + "clips/" + plan.name + clip_ending(writer.codec);
}

WrittenClip kept_clip(const ClipWriterOptions& writer, const Analysis& analysis,
                      const ClipPlan& plan, const fs::path& file) {
  WrittenClip clip;
  clip.file = file;
  clip.frames =
      plan.shows.empty() ? plan.last_frame - plan.first_frame + 1 : std::ssize(plan.shows);
  const media::ClipSize size =
      media::clip_size(writer, plan, analysis.source.width, analysis.source.height);
  clip.width = size.width;
  clip.height = size.height;
  clip.range = {analysis.time_of(plan.first_frame), analysis.time_of(plan.last_frame + 1)};
  clip.first_frame = plan.first_frame;
  clip.last_frame = plan.last_frame;
  return clip;
}

}  // namespace

ClipWriterOptions writer_options(const ClipFiles& files, const MediaInfo& source) {
  check_options(files.plan);
  if (files.save_images < 0) {
    throw Error(ErrorCode::invalid_argument, "the step between saved pictures must not be negative",
                "save_images");
  }
  return writer_options(files.writer, source);
}

ClipWriterOptions writer_options(const ClipWriterOptions& writer, const MediaInfo& source) {
  if (writer.threads < 0) {
    throw Error(ErrorCode::invalid_argument, "the number of threads must not be negative",
                "threads");
  }
  if (!writer.copy_streams) media::require_encoder(writer);
  ClipWriterOptions own = writer;
  own.stream_index = source.stream_index;
  own.overwrite = true;  // in the hidden folder of this run
  return own;
}

std::vector<WrittenClip> write_clips(const ClipJob& job, const Analysis& analysis,
                                     ResultFolder& results, const std::string& below,
                                     std::span<const ClipPlan> plans, const RunControl& control) {
  const fs::path folder = results.work() / below;
  const auto finished = progress_of(folder);
  auto progress = finished;  // with the clips of other calls, which are in the folder too
  std::vector<std::optional<WrittenClip>> clips(plans.size());
  std::vector<ClipPlan> left;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const ClipPlan& plan = plans[i];
    const std::string hash = plan_hash(job.writer, analysis, plan);
    progress[plan.name] = hash;
    const std::string name = clip_name(job.writer, below, plan);
    const auto noted = finished.find(plan.name);
    const std::string made_from = noted != finished.end() ? noted->second : results.plan_of(name);
    results.note_plan(name, hash);
    // Not kept if copied: the key frame at which such a clip begins is no longer known.
    if (made_from == hash && !job.writer.copy_streams && !results.find(name).empty()) {
      results.keep(name);
      clips[i] = kept_clip(job.writer, analysis, plan, job.folder / name);
      clips[i]->plan = i;
      continue;
    }
    left.push_back(plan);
    places.push_back(i);
  }
  if (!left.empty()) {
    files::make_folder(folder / "clips");
    // A file of that name belongs to another plan of the interrupted run. It must go, because the
    // next run that resumes would take it for a finished clip.
    for (const ClipPlan& plan : left)
      files::remove(results.work() / clip_name(job.writer, below, plan));
    std::string lines;
    for (const auto& [clip, plan] : progress) lines += plan + ' ' + clip + '\n';
    write_file(folder / progress_file, lines);
    const auto writer = make_clip_writer(job.video.file, folder / "clips", job.writer);
    std::vector<WrittenClip> written = writer->write(left, control);
    for (WrittenClip& clip : written) {
      clip.plan = places[clip.plan];
      clip.file = job.folder / below / "clips" / clip.file.filename();
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

bool write_person(const ClipJob& job, const Analysis& analysis, ResultFolder& results,
                  const std::string& below, PersonResult& result, const RunControl& control) {
  result.clips = write_clips(job, analysis, results, below, result.plans, control);
  if (result.clips.size() < result.plans.size()) return false;
  return job.files.save_images == 0 ||
         save_face_images(job, result.plans, results.work() / below, control);
}

void write_lists(const ClipFiles& files, const Analysis& analysis, const PersonResult& result,
                 const fs::path& folder) {
  if (files.edl) write_file(folder / "clips.edl", clips_edl(analysis, result));
  if (files.otio) write_file(folder / "clips.otio", clips_otio(analysis, result));
  if (files.mot) write_file(folder / "mot.txt", tracks_mot(analysis));
  if (files.csv) write_file(folder / "metadata.csv", metadata_csv(analysis, result));
  // Written last: if it is there, all other results are, too.
  if (files.json) {
    write_file(folder / "metadata.json", files.flat_metadata ? metadata_flat_json(analysis, result)
                                                             : metadata_json(analysis, result));
  }
}

}  // namespace facetrack::job
