// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "job/curate_clips.hpp"

#include <algorithm>
#include <filesystem>

#include "facetrack/file.hpp"

#include "core/files.hpp"
#include "encode/clip_source.hpp"
#include "encode/wav.hpp"
#include "job/curate_names.hpp"
#include "job/job_output.hpp"

namespace facetrack::job {
namespace {

namespace fs = std::filesystem;

/// The time of a clip on the clock of its source.
TimeRange time_in_source(const Analysis& film, const ClipPlan& plan) {
  const MediaTime begin = film.source.start + film.time_of(plan.first_frame);
  if (plan.shows.empty()) return {begin, film.source.start + film.time_of(plan.last_frame + 1)};
  const MediaTime length{std::ssize(plan.shows), {plan.frame_rate.den, plan.frame_rate.num}};
  return {begin, begin + length};
}

}  // namespace

CurateClips::CurateClips(const CurateJob& job, ResultFolder& folder)
    : job_(job), folder_(folder), shards_(folder.work() / "shards", job.shard_size) {}

std::vector<ClipPlan> CurateClips::plans_of(const Analysis& film, const CuratedVideo& video) {
  PlanOptions options = job_.plan;
  options.min_clip = {};
  std::vector<ClipPlan> plans;
  for (const Stretch& stretch : video.stretches) {
    if (!stretch.reason.empty()) continue;
    const bool has_bars =
        stretch.picture.width < film.source.width || stretch.picture.height < film.source.height;
    options.area = job_.crop_bars && has_bars ? stretch.picture : Region{};
    FaceTrack part = film.track(stretch.track);
    std::erase_if(part.points, [&](const TrackPoint& point) {
      return point.frame < stretch.first_frame || point.frame > stretch.last_frame;
    });
    ClipPlan plan = plan_clips(film, {&part, 1}, options).at(0);
    plan.name = dataset_number(++count_);
    if (job_.frame_rate.num > 0) plan = at_rate(film, std::move(plan), job_.frame_rate);
    plans.push_back(std::move(plan));
  }
  return plans;
}

void CurateClips::write_sounds(const JobVideo& source, const Analysis& film,
                               const std::vector<ClipPlan>& plans) const {
  const media::ClipSource from =
      media::describe_source(source.file, film.source, job_.decoder, job_.writer);
  if (from.sounds.empty()) return;
  for (const ClipPlan& plan : plans) {
    media::write_wav(source.file, from.sounds.front(), time_in_source(film, plan),
                     job_.writer.sample_rate, folder_.work() / "clips" / (plan.name + ".wav"));
  }
}

/// Copies the files of a clip into the open shard. The originals stay until all videos are done, so
/// that an interrupted run can be resumed.
void CurateClips::put_into_shard(const ClipPlan& plan, WrittenClip& clip) {
  std::vector<std::string> names{"clips/" + clip.file.filename().string()};
  if (job_.wav) names.push_back("clips/" + plan.name + ".wav");
  for (const std::string& name : names) {
    const fs::path fresh = folder_.work() / name;
    const fs::path file = files::exists(fresh) ? fresh : folder_.find(name);
    if (file.empty()) continue;
    shards_.add_file(file.filename().string(), file);
    packed_.insert(name);
  }
  clip.file = job_.output.folder / "shards" / shards_.next_name();
}

bool CurateClips::write(const JobVideo& source, const Analysis& film, CuratedVideo& video,
                        const RunControl& control) {
  const std::vector<ClipPlan> plans = plans_of(film, video);
  if (plans.empty()) return true;
  const ClipWriterOptions writer = writer_options(job_.writer, film.source);
  const ClipFiles files;
  const ClipJob clips{source, job_.output.folder, files, writer};
  video.clips = write_clips(clips, film, folder_, "", plans, control);
  if (video.clips.size() < plans.size()) return false;
  const bool sounds =
      !film.source.audio.empty() && job_.writer.audio != ClipWriterOptions::Audio::none;
  if (job_.wav && sounds) {
    files::make_folder(folder_.work() / "clips");
    write_sounds(source, film, plans);
  }
  const int sample_rate = sounds ? job_.writer.sample_rate : 0;
  std::size_t next = 0;
  for (const Stretch& stretch : video.stretches) {
    if (!stretch.reason.empty()) continue;
    const ClipPlan& plan = plans[next];
    WrittenClip& clip = video.clips[next++];
    if (job_.shard_size > 0) put_into_shard(plan, clip);
    const std::string line = manifest_line(video, stretch, film, plan, clip, sample_rate);
    manifest_ += line;
    if (job_.shard_size == 0) continue;
    shards_.add_text(plan.name + ".json", line);
    shards_.end_sample();
  }
  return true;
}

void CurateClips::finish() {
  shards_.finish();
  for (const std::string& name : packed_) {
    folder_.leave_out(name);
    files::remove(folder_.work() / name);
  }
  files::remove_if_empty(folder_.work() / "clips");
  write_file(folder_.work() / "manifest.jsonl", manifest_);
}

}  // namespace facetrack::job
