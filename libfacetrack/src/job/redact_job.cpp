// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/redact_job.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/models.hpp"

#include "core/files.hpp"
#include "core/pending_file.hpp"
#include "core/source_warnings.hpp"
#include "encode/clip_output.hpp"
#include "encode/film_copy.hpp"
#include "encode/frame_times.hpp"
#include "job/job_source.hpp"
#include "job/photos.hpp"
#include "job/redact_check.hpp"
#include "job/redact_pictures.hpp"
#include "redact/searching_tracker.hpp"
#include "report/redact_page.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;
using Whom = RedactRules::Whom;

/// A film is written at most this often: once, and again for faces that the check found.
constexpr int most_rounds = 3;

void check(const RedactJob& job) {
  const auto refuse = [](const char* what, const char* option) {
    throw Error(ErrorCode::invalid_argument, std::string("redact: ") + what, option);
  };
  if (!job.keep.empty() && !job.only.empty()) {
    refuse("one person is kept or one person is hidden, not both", "keep");
  }
  if (!job.boxes.empty() && !(job.keep.empty() && job.only.empty())) {
    refuse("a list of boxes already says who is hidden; photos have no effect", "boxes");
  }
  ClipWriterOptions encoder;
  encoder.crf = job.crf;
  encoder.preset = job.preset;
  media::require_encoder(encoder);
  if (job.video.options.start || job.video.options.end) {
    refuse("a film is redacted whole", "start");
  }
  if (job.margin && !(*job.margin >= 0 && *job.margin <= 10)) {
    refuse("the margin must be from 0 to 10", "margin");
  }
}

std::vector<fs::path> outputs_of(const RedactJob& job) {
  std::vector<fs::path> outputs{job.output, redact_record(job.output)};
  if (job.report) outputs.push_back(redact_report(job.output));
  return outputs;
}

/// Throws if `file` exists without the text `mark`. The names of such files follow from the name of
/// the film, so the user may not expect them.
void require_own(const fs::path& file, std::string_view mark) {
  if (!files::exists(file) || read_file(file).find(mark) != std::string::npos) return;
  throw OutputError(
      OutputError::Reason::not_ours,
      file.string() + ": was not written by redact; move it away or choose another output");
}

/// Throws if a result would replace an input, a file of somebody else, or an older result.
void check_outputs(const RedactJob& job) {
  const std::vector<fs::path> outputs = outputs_of(job);
  std::vector<fs::path> inputs = job.video.inputs;
  inputs.push_back(job.video.file);
  inputs.push_back(job.boxes);
  inputs.insert(inputs.end(), job.keep.begin(), job.keep.end());
  inputs.insert(inputs.end(), job.only.begin(), job.only.end());
  keep_inputs(outputs, inputs);
  for (const fs::path& output : outputs) {
    if (!files::is_taken(output)) continue;
    if (!job.overwrite) {
      throw OutputError(OutputError::Reason::not_ours,
                        output.string() + ": already exists; choose another name or replace it");
    }
    if (!files::is_ordinary(output)) {
      throw OutputError(OutputError::Reason::not_ours,
                        output.string() + ": is not a file; choose another name");
    }
  }
  require_own(redact_record(job.output), "\"facetrack.redact/1\"");
  if (job.report) require_own(redact_report(job.output), "<footer>facetrack ");
}

RedactRules rules_of(const RedactJob& job) {
  RedactRules rules;
  if (!job.keep.empty()) rules.whom = Whom::all_but_person;
  if (!job.only.empty()) rules.whom = Whom::only_person;
  if (job.margin) rules.margin = *job.margin;
  return rules;
}

media::FilmCopyRequest copy_request(const RedactJob& job, const MediaInfo& source) {
  media::FilmCopyRequest request;
  request.source = job.video.file;
  request.name = job.output;
  request.stream_index = source.stream_index;
  request.max_pixels = job::pixel_limit(source.width, source.height);
  request.crf = job.crf;
  request.preset = job.preset;
  request.threads = job.threads;
  request.metadata = job.metadata;
  return request;
}

/// The person on the photos, and the limits that decide.
Gallery people_of(const RedactJob& job, const RedactRules& rules) {
  if (rules.whom == Whom::everybody) return {};
  const auto embedder = job::embedder_for(job.video, nullptr);
  const auto detector = job::photo_detector(job.video);
  const std::vector<fs::path>& photos = job.keep.empty() ? job.only : job.keep;
  Gallery people = people_on_photos({photos, {}, -1}, *detector, *embedder);
  people.limits = job::limits_of(*embedder, job.match);
  return people;
}

struct SearchedFilm {
  Analysis film;
  Redaction redaction;
};

/// From this confidence on, a track is certainly the person: strangers in rendered films had up to
/// 0.56, a person of a TV series 0.84 with one photo.
constexpr float certain = 0.7F;

/// The verdicts of identify(), made strict. identify() judges a track together with the tracks that
/// resemble it, and one of these may show a stranger. So a track must also be certain alone.
std::vector<Identification> strictly_identified(const Analysis& film, const Gallery& people) {
  std::vector<Identification> who = identify(film.tracks, people, target_name);
  for (std::size_t i = 0; i < who.size(); ++i) {
    const bool sure = who[i].verdict != Verdict::match || who[i].confidence >= certain;
    if (sure && identify(film.tracks[i], people).verdict == who[i].verdict) continue;
    who[i].verdict = Verdict::uncertain;
  }
  return who;
}

/// Searches every frame and decides who is hidden.
SearchedFilm search(const RedactJob& job, std::unique_ptr<Decoder> first, const Gallery& people,
                    const RedactRules& rules, const RunControl& control) {
  const auto list = std::make_shared<redact::SightingList>();
  JobVideo video = job.video;
  const auto track = video.stages.tracker;
  video.stages.tracker = [&](Detector& detector, Embedder* embedder,
                             const TrackerOptions& options) {
    auto inner = track ? track(detector, embedder, options) : nullptr;
    return redact::make_searching_tracker(job.searcher(), {}, embedder, std::move(inner), list);
  };
  if (rules.whom == Whom::everybody) video.stages.embedder = nullptr;
  SearchedFilm done;
  done.film = job::new_analysis(video, std::move(first), false, control);
  if (done.film.cancelled) return done;
  std::vector<Identification> who;
  if (rules.whom != Whom::everybody) who = strictly_identified(done.film, people);
  done.redaction = plan_redaction(done.film, list->take(), who, rules);
  return done;
}

/// The redaction of job.boxes. The film has times alone, because it is not analysed.
SearchedFilm read_boxes(const RedactJob& job, const MediaInfo& source) {
  SearchedFilm read;
  read.redaction = redact_from_json(read_file(job.boxes), job.boxes.string());
  Analysis& film = read.film;
  film.source = source;
  film.pts = media::frame_times(job.video.file, source);
  film.frames = static_cast<std::int64_t>(film.pts.size()) - 1;
  film.source_id = source_id(job.video.file);
  Redaction& redaction = read.redaction;
  if (redaction.source_id != film.source_id || redaction.width != source.width ||
      redaction.height != source.height || redaction.frames != film.frames) {
    throw Error(ErrorCode::unsupported, job.boxes.string() + ": the boxes are of another video (" +
                                            redaction.source + "), not of " +
                                            job.video.file.string());
  }
  redaction.source = job.video.file.string();
  redaction.open.clear();
  if (job.margin) redaction.margin = *job.margin;
  return read;
}

std::set<std::int64_t> frames_of(std::span<const RedactArea> areas) {
  std::set<std::int64_t> frames;
  for (const RedactArea& area : areas) {
    for (const AreaBox& box : area.boxes) frames.insert(box.frame);
  }
  return frames;
}

/// Writes the film until the check finds nothing, at most `most_rounds` times. Nothing: stopped.
std::unique_ptr<files::PendingFile> write_checked(const RedactJob& job, const SearchedFilm& found,
                                                  RedactRules rules, RedactOutcome& outcome,
                                                  const RunControl& control) {
  Redaction& redaction = outcome.redaction;
  rules.margin = redaction.margin;
  job::FrameSet changed;
  for (;;) {
    auto pending = std::make_unique<files::PendingFile>(job.output);
    media::FilmCopyRequest request = copy_request(job, found.film.source);
    request.target = pending->path();
    request.retouch = hide_areas(redaction, job.mode);
    if (!media::copy_film(request, control)) return nullptr;
    ++outcome.rounds;
    redaction.open = job::open_faces(job, pending->path(), redaction, changed, control);
    if (control.stop.stop_requested()) return nullptr;
    log(LogLevel::debug, "round " + std::to_string(outcome.rounds) + ": " +
                             std::to_string(redaction.open.size()) + " open faces found");
    if (redaction.open.empty() || outcome.rounds == most_rounds) return pending;
    const std::size_t before = redaction.areas.size();
    hide_found(found.film, redaction.open, rules, redaction);
    changed = frames_of(
        {redaction.areas.begin() + static_cast<std::ptrdiff_t>(before), redaction.areas.end()});
  }
}

}  // namespace

fs::path redact_record(const fs::path& output) {
  return fs::path(output).replace_extension(".redact.json");
}
fs::path redact_report(const fs::path& output) {
  return fs::path(output).replace_extension(".redact.html");
}

std::unique_ptr<Detector> RedactJob::make_checker(std::string_view searcher) {
  const bool found_by_yunet = searcher == "yunet" || (searcher == "auto" && has_model("yunet"));
  const char* other = found_by_yunet ? "builtin" : "yunet";
  const char* model = found_by_yunet ? "builtin-detector" : "yunet";
  constexpr float check_score = 0.7F;
  return make_detector(has_model(model) ? other : searcher, {.min_score = check_score});
}

RedactOutcome run_redact(const RedactJob& job, const RunControl& control) {
  check(job);
  check_outputs(job);
  std::unique_ptr<Decoder> decoder = job::open_video(job.video);
  const MediaInfo source = decoder->info();
  media::check_film_copy(copy_request(job, source));
  warn_about_bit_depth(source, "the redacted film has");
  const RedactRules rules = rules_of(job);
  RedactOutcome outcome;
  const Gallery people = people_of(job, rules);
  SearchedFilm found = job.boxes.empty() ? search(job, std::move(decoder), people, rules, control)
                                         : read_boxes(job, source);
  outcome.redaction = std::move(found.redaction);
  outcome.cancelled = found.film.cancelled;
  if (outcome.cancelled) return outcome;
  const auto written = write_checked(job, found, rules, outcome, control);
  outcome.cancelled = written == nullptr;
  if (outcome.cancelled) return outcome;
  check_outputs(job);  // another run may have written there in the meantime
  if (job.report) {
    write_file(redact_report(job.output),
               report::redact_page(found.film, outcome.redaction, outcome.rounds,
                                   job::redact_pictures(written->path(), outcome.redaction)));
  }
  write_file(redact_record(job.output), redact_json(outcome.redaction, job.mode));
  // Committed last: if the film is there, its record is, too.
  written->commit();
  return outcome;
}

}  // namespace facetrack
