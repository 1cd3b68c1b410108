// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "facetrack/curate_job.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "facetrack/curate_dataset.hpp"
#include "facetrack/error.hpp"
#include "facetrack/file.hpp"
#include "facetrack/log.hpp"
#include "facetrack/photos.hpp"

#include "core/files.hpp"
#include "core/hash.hpp"
#include "encode/clip_output.hpp"
#include "encode/sound_clip.hpp"
#include "job/curate_clips.hpp"
#include "job/curate_names.hpp"
#include "job/job_source.hpp"
#include "job/photos.hpp"
#include "job/settings.hpp"
#include "job/strangers.hpp"
#include "job/videos.hpp"
#include "report/looks.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

using job::dataset_number;

// The parts of the work, for progress only.
constexpr double measured = 0.8;   // of all work; the rest writes clips
constexpr double analysed = 0.85;  // of measuring a video; the rest looks at its faces

void check(const CurateJob& job) {
  const auto require = [](bool holds, const char* option, const char* what) {
    if (!holds) throw Error(ErrorCode::invalid_argument, what, option);
  };
  if (job.videos.empty()) throw Error(ErrorCode::not_found, "curate: there is no video");
  require(job.look_every > 0, "look_every", "the step between two looks must be at least 1 frame");
  require(job.frame_rate.num >= 0 && job.frame_rate.den > 0, "frame_rate",
          "the frame rate of the clips must be positive, or 0");
  require(job.writer.sample_rate >= 0, "sample_rate", "the sample rate must not be negative");
  require(!job.writer.copy_streams, "copy_streams", "clips of a dataset must be encoded");
  require(job.shard_size >= 0, "shard_size", "the size of a shard must not be negative");
  media::require_encoder(job.writer);
  curate({}, {}, job.choice);
  if (!job.split.empty()) split_persons({}, job.split);
}

/// The looks at the sound of a film. Empty without sound, and if it cannot be decoded.
std::vector<SoundLook> listen(const fs::path& file, const Analysis& film) {
  if (film.source.audio.empty()) return {};
  const auto& tracks = film.source.audio;
  const auto chosen = std::find_if(tracks.begin(), tracks.end(),
                                   [](const AudioInfo& track) { return track.is_default; });
  const int stream = (chosen == tracks.end() ? tracks.front() : *chosen).stream_index;
  constexpr std::int64_t part = 60;  // seconds in memory at a time; a whole number of looks
  std::vector<SoundLook> looks;
  const double length = film.time_of(film.last_frame() + 1).seconds();
  try {
    for (std::int64_t begin = 0; static_cast<double>(begin) < length; begin += part) {
      const MediaTime from = film.source.start + MediaTime{begin, {1, 1}};
      media::SoundClip sound =
          media::read_sound(file, stream, from, from + MediaTime{part, {1, 1}});
      if (sound.samples() == 0) break;
      std::vector<float>& mono = sound.channels.front();
      for (std::size_t i = 0; i < mono.size() && sound.channels.size() > 1; ++i) {
        mono[i] = (mono[i] + sound.channels[1][i]) / 2;
      }
      const auto more = look_at_sound(mono, sound.sample_rate);
      looks.insert(looks.end(), more.begin(), more.end());
    }
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    return {};  // the clips can still be written without sound
  }
  looks.resize(std::min(looks.size(), static_cast<std::size_t>(length / sound_step) + 1));
  return looks;
}

/// How one video is analysed.
JobVideo analysis_of(const CurateJob& job, const fs::path& file, const fs::path& stored) {
  JobVideo video = job.analysis;
  video.file = file;
  video.tracks = stored;
  video.stages.decoder = from_file(file, job.decoder);
  return video;
}

job::FolderRequest request_of(const CurateJob& job, const std::vector<fs::path>& videos) {
  job::FolderRequest request;
  request.folder = job.output.folder;
  request.existing = job.output.existing;
  request.question["job"] = "curate";
  Hash hash;
  for (const fs::path& video : videos) hash.add(video.string());
  request.question["videos"] = hash.text();
  const std::vector<fs::path> pictures = job::pictures_of(job.references);
  request.question["references"] = job::pictures_id(pictures);
  request.inputs = job.analysis.inputs;
  for (const auto& more : {videos, job.references, pictures}) {
    request.inputs.insert(request.inputs.end(), more.begin(), more.end());
  }
  const bool reads = job.output.existing != Existing::overwrite;
  for (std::size_t i = 1; reads && i <= videos.size(); ++i) {
    request.sources.insert("analysis/" + dataset_number(i) + ".tracks.json");
    request.sources.insert("analysis/" + dataset_number(i) + ".looks.json");
  }
  return request;
}

/// The progress of a part of the work as progress of the whole.
RunControl part_of(const RunControl& control, double begin, double end) {
  if (!control.on_progress) return control;
  return {control.stop, [&control, begin, end](Progress progress) {
            progress.fraction = begin + progress.fraction * (end - begin);
            control.on_progress(progress);
          }};
}

/// True if the error only means that a video cannot be used.
bool is_of_video(const Error& error) {
  return error.code() == ErrorCode::not_found || error.code() == ErrorCode::corrupt_input ||
         error.code() == ErrorCode::unsupported;
}

/// Makes the dataset: measures all videos, decides, then writes the clips.
class Curation {
 public:
  Curation(const CurateJob& job, std::vector<fs::path> videos, const RunControl& control)
      : job_(job),
        videos_(std::move(videos)),
        control_(control),
        folder_(request_of(job, videos_)),
        embedder_(job::embedder_for(job.analysis, nullptr)),
        people_(*embedder_),
        clips_(job, folder_) {
    if (!job.references.empty()) {
      const auto detector = job::photo_detector(job.analysis);
      people_ = people_on_photos({job.references, {}, -1}, *detector, *embedder_);
    }
    people_.limits = job::limits_of(*embedder_, job.match);
  }

  CurateOutcome run() {
    folder_.begin();
    files::make_folder(folder_.work() / "analysis");
    for (number_ = 1; number_ <= videos_.size(); ++number_) {
      if (!measure(videos_[number_ - 1])) return stopped();
    }
    if (job_.no_copies) reject_copies();
    if (!job_.split.empty()) split();
    for (number_ = 1; number_ <= videos_.size(); ++number_) {
      CuratedVideo& video = outcome_.videos[number_ - 1];
      if (video.problem.empty() && !write(video)) return stopped();
      rejected_ += rejected_jsonl(video);
      if (job_.on_video) job_.on_video(video);
    }
    clips_.finish();
    write_file(folder_.work() / "rejected.jsonl", rejected_);
    if (job_.output.report) {
      write_file(folder_.work() / "report.html",
                 curate_page(outcome_.videos, job_.choice, job_.output.command));
    }
    write_file(folder_.work() / "summary.json", curate_summary_json(outcome_.videos, job_.choice));
    folder_.finish();
    return std::move(outcome_);
  }

 private:
  /// Where a stretch is that passed all gates.
  struct Kept {
    std::size_t video = 0;    ///< index in the outcome
    std::size_t stretch = 0;  ///< index in the video
  };

  CurateOutcome stopped() {
    outcome_.cancelled = true;
    return std::move(outcome_);
  }

  std::string name_of(const char* kind) const {
    return "analysis/" + dataset_number(number_) + "." + kind + ".json";
  }

  /// Stops with the job, but reports no progress of its own.
  RunControl only_stop() const { return {control_.stop, {}}; }

  /// A file of an earlier run that may be read. Empty: everything is made again.
  fs::path earlier(const std::string& name) const {
    const bool reads = job_.output.existing != Existing::overwrite;
    return reads ? folder_.find(name) : fs::path();
  }

  // First every video is measured, then the clips of every video are written. `begin` and `end` are
  // parts of the work on the current video.
  RunControl measuring(double begin, double end) const {
    const auto done = static_cast<double>(number_ - 1);
    const auto count = static_cast<double>(videos_.size());
    return part_of(control_, measured * (done + begin) / count, measured * (done + end) / count);
  }
  RunControl writing() const {
    const auto done = static_cast<double>(number_ - 1);
    const double each = (1 - measured) / static_cast<double>(videos_.size());
    return part_of(control_, measured + done * each, measured + (done + 1) * each);
  }

  /// Analyses a video and decides about its stretches. Returns false if asked to stop.
  bool measure(const fs::path& file) {
    CuratedVideo video;
    video.file = file;
    VideoPersons persons;
    try {
      const auto film = analyse(file);
      if (!film) return false;
      const auto looks = look(file, *film);
      if (!looks) return false;
      video.source_id = source_id(file);
      choose(*film, *looks, video);
      if (!job_.split.empty()) persons = persons_of(*film, people_.limits);
    } catch (const OutputError&) {
      throw;
    } catch (const Error& error) {
      if (!is_of_video(error)) throw;
      log(LogLevel::warning, std::string(error.what()) + "; the video is left out");
      video.problem = error.what();
    }
    persons_.push_back(std::move(persons));
    outcome_.videos.push_back(std::move(video));
    return true;
  }

  /// The stored analysis, or a new one. Nothing if asked to stop.
  std::optional<Analysis> analyse(const fs::path& file) {
    const std::string name = name_of("tracks");
    analysed_ = false;
    if (const fs::path there = earlier(name); !there.empty()) {
      try {
        Analysis film = stored(file, there);
        folder_.keep(name);
        return film;
      } catch (const OutputError&) {
        throw;
      } catch (const Error& error) {
        require_replaceable(name, error);
      }
    }
    analysed_ = true;
    const JobVideo video = analysis_of(job_, file, {});
    Analysis film = job::new_analysis(video, job::open_video(video), job_.output.report,
                                      measuring(0, analysed));
    if (film.cancelled) return std::nullopt;
    write_file(folder_.work() / name, tracks_json(film));
    return film;
  }

  /// Returns if a stored file that cannot be used may be replaced.
  void require_replaceable(const std::string& name, const Error& error) const {
    if (folder_.may_replace(name)) {
      log(LogLevel::warning, std::string(error.what()) + "; the video is measured again");
      return;
    }
    throw OutputError(OutputError::Reason::not_ours, std::string(error.what()) + "; move " +
                                                         (job_.output.folder / name).string() +
                                                         " away, and the video is measured again");
  }

  Analysis stored(const fs::path& file, const fs::path& tracks) const {
    const JobVideo video = analysis_of(job_, file, tracks);
    Analysis film = *job::stored_analysis(video, {}, folder_, control_);
    if (film.embedder != embedder_->model_id()) {
      throw OutputError(OutputError::Reason::another_analysis,
                        tracks.string() + ": made with the embedder " + film.embedder + ", not " +
                            std::string(embedder_->model_id()));
    }
    return film;
  }

  /// The stored looks, or new ones. Nothing if asked to stop.
  std::optional<FilmLooks> look(const fs::path& file, const Analysis& film) {
    const std::string name = name_of("looks");
    // The looks of an earlier analysis are at other tracks.
    if (const fs::path there = earlier(name); !there.empty() && !analysed_) {
      try {
        report::StoredLooks stored = report::looks_from_json(read_file(there), there.string());
        const bool searched = stored.looks.strangers || !job_.choice.single_face;
        if (stored.every == job_.look_every && searched) {
          folder_.keep(name);
          return std::move(stored.looks);
        }
      } catch (const Error& error) {
        require_replaceable(name, error);
      }
    }
    const auto decoder = job::open_video(analysis_of(job_, file, {}));
    FilmLooks looks = look_at_faces(*decoder, film.tracks, job_.look_every, measuring(analysed, 1));
    if (control_.stop.stop_requested()) return std::nullopt;
    if (job_.choice.single_face) {
      const auto reader = job::open_video(analysis_of(job_, file, {}));
      const auto detector = job_.analysis.stages.detector();
      looks.strangers = job::find_strangers(*reader, *detector, film.tracks, only_stop());
      if (!looks.strangers) return std::nullopt;
    }
    looks.sound = listen(file, film);
    looks = report::as_stored(std::move(looks));
    write_file(folder_.work() / name, report::looks_json(looks, job_.look_every));
    return looks;
  }

  void choose(const Analysis& film, const FilmLooks& looks, CuratedVideo& video) {
    video.stretches = curate(film, looks, job_.choice);
    for (const FoundPerson& person : find_persons(film, people_.limits)) {
      for (const int track : person.tracks) video.persons[track] = person.name;
    }
    std::set<int> wanted;
    if (!job_.references.empty()) {
      for (const FaceTrack& track : tracks_of(film, people_, target_name)) wanted.insert(track.id);
    }
    for (std::size_t i = 0; i < video.stretches.size(); ++i) {
      Stretch& stretch = video.stretches[i];
      if (!job_.references.empty() && !wanted.contains(stretch.track)) {
        stretch.reason = "other_person";
        stretch.limit.reset();
      }
      if (!stretch.reason.empty() || !job_.no_copies) continue;
      kept_.push_back({outcome_.videos.size(), i});
      courses_.push_back(course_of(film, stretch, looks.faces));
    }
  }

  void reject_copies() {
    const std::vector<double> found = likeness_to_earlier(courses_);
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      Stretch& stretch = outcome_.videos[kept_[i].video].stretches[kept_[i].stretch];
      stretch.measures["duplicate"] = found[i];
      if (found[i] <= copy_likeness) continue;
      stretch.reason = "duplicate";
      stretch.limit = copy_likeness;
    }
  }

  /// Gives persons their names in the dataset, and each person a part of it.
  void split() {
    const auto names = name_persons(persons_, people_.limits);
    std::map<std::string, double> seconds;
    for (std::size_t i = 0; i < outcome_.videos.size(); ++i) {
      CuratedVideo& video = outcome_.videos[i];
      const auto& persons = persons_[i].persons;
      for (std::size_t k = 0; k < persons.size(); ++k) {
        for (const int track : persons[k].tracks) video.persons[track] = names[i][k];
      }
      for (const Stretch& stretch : video.stretches) {
        const auto person = video.persons.find(stretch.track);
        if (!stretch.reason.empty() || person == video.persons.end()) continue;
        seconds[person->second] += stretch.range.length().seconds();
      }
    }
    const auto parts = split_persons(seconds, job_.split);
    for (CuratedVideo& video : outcome_.videos) video.parts = parts;
  }

  /// Writes the clips of the current video. Returns false if asked to stop.
  bool write(CuratedVideo& video) {
    const bool any = std::any_of(video.stretches.begin(), video.stretches.end(),
                                 [](const Stretch& stretch) { return stretch.reason.empty(); });
    if (!any) return true;
    // Read again, because the analyses of many videos would not fit into memory.
    const fs::path fresh = folder_.work() / name_of("tracks");
    const Analysis film =
        stored(video.file, files::exists(fresh) ? fresh : folder_.find(name_of("tracks")));
    return clips_.write(analysis_of(job_, video.file, {}), film, video, writing());
  }

  const CurateJob& job_;
  std::vector<fs::path> videos_;
  const RunControl& control_;
  job::ResultFolder folder_;
  std::unique_ptr<Embedder> embedder_;
  Gallery people_;
  job::CurateClips clips_;
  std::size_t number_ = 0;  ///< of the video in work, from 1
  bool analysed_ = false;   ///< by this run: nothing stored was used
  std::vector<Kept> kept_;
  std::vector<FaceCourse> courses_;    ///< of each
  std::vector<VideoPersons> persons_;  ///< of each video; empty unless the dataset is split
  std::string rejected_;
  CurateOutcome outcome_;
};

}  // namespace

CurateOutcome run_curate(const CurateJob& job, const RunControl& control) {
  check(job);
  return Curation(job, job::videos_of(job.videos), control).run();
}

}  // namespace facetrack
