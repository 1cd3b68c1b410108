// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>

#include "facetrack/error.hpp"
#include "facetrack/job.hpp"
#include "facetrack/log.hpp"

#include "core/files.hpp"
#include "core/hash.hpp"
#include "core/parallel.hpp"
#include "job/job_output.hpp"
#include "job/job_pages.hpp"
#include "job/job_pictures.hpp"
#include "job/job_source.hpp"
#include "job/settings.hpp"

namespace facetrack {
namespace {

namespace fs = std::filesystem;

bool is_picture(const fs::path& file) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const char* known : {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"}) {
    if (ending == known) return true;
  }
  return false;
}

std::string pixels_id(const Frame& picture) {
  const ImageView& image = picture.image();
  Hash hash;
  hash.add(std::int64_t{image.width});
  for (int y = 0; y < image.height; ++y) {
    hash.add(std::string_view(reinterpret_cast<const char*>(image.row(y)),
                              3 * static_cast<std::size_t>(image.width)));
  }
  return hash.text();
}

/// Photos that were taken, by their pixels: who is on one cannot be both meant and not meant.
struct TakenPhoto {
  fs::path file;
  bool is_target = true;
};
using TakenPhotos = std::map<std::string, TakenPhoto>;

void take_photo(const fs::path& file, const Frame& picture, bool is_target, TakenPhotos& taken) {
  const auto [known, is_new] = taken.emplace(pixels_id(picture), TakenPhoto{file, is_target});
  if (is_new || known->second.is_target == is_target) return;
  throw Error(
      ErrorCode::invalid_argument,
      known->second.file.string() + " and " + file.string() +
          ": the same picture is given as the person and as somebody else; remove one of them");
}

/// Photos of one person from a folder may include a useless one; a single photo may not.
void add_references(const TrackOptions& options, const std::vector<fs::path>& names, bool is_target,
                    Detector& detector, Embedder& embedder, TakenPhotos& taken,
                    std::vector<Reference>& references) {
  const std::vector<fs::path> pictures = job::pictures_of(names);
  std::size_t usable = 0;
  std::string complaint;
  for (const fs::path& picture : pictures) {
    try {
      const Frame image = read_image(picture.string(), options.decoder.max_pixels);
      take_photo(picture, image, is_target, taken);
      references.push_back(make_reference(picture.string(), image, detector, embedder, is_target,
                                          options.reference_face));
      ++usable;
    } catch (const Error& error) {
      if (pictures.size() == 1 || error.code() == ErrorCode::invalid_argument) throw;
      complaint = error.what();
      log(LogLevel::warning, std::string(error.what()) + "; the picture is left out");
    }
  }
  if (usable == 0 && !pictures.empty()) throw Error(ErrorCode::unsupported, complaint);
}

job::FolderRequest track_request(const TrackOptions& options) {
  job::FolderRequest request = job::folder_request(options, "track");
  const auto add = [&](const std::string& part, const std::vector<fs::path>& names) {
    const std::vector<fs::path> pictures = job::pictures_of(names);
    request.question[part] = job::pictures_id(pictures);
    request.inputs.insert(request.inputs.end(), names.begin(), names.end());
    request.inputs.insert(request.inputs.end(), pictures.begin(), pictures.end());
  };
  add("references", options.references);
  add("not", options.not_target);
  if (options.reference_face >= 0) {
    request.question["face"] = std::to_string(options.reference_face);
  }
  return request;
}

}  // namespace

std::vector<fs::path> job::pictures_of(const std::vector<fs::path>& names) {
  std::vector<fs::path> pictures;
  for (const fs::path& name : names) {
    if (!files::is_folder(name)) {
      pictures.push_back(name);
      continue;
    }
    std::vector<fs::path> inside;
    for (const fs::path& file : files::entries(name)) {
      if (files::is_ordinary(file) && is_picture(file)) inside.push_back(file);
    }
    if (inside.empty()) {
      throw Error(ErrorCode::not_found, name.string() + ": no picture in this folder");
    }
    pictures.insert(pictures.end(), inside.begin(), inside.end());
  }
  return pictures;
}

std::vector<Reference> job::references_of(const TrackOptions& options, Embedder& embedder) {
  const std::unique_ptr<Detector> detector = make_detector(options.detector, options.model);
  std::vector<Reference> references;
  TakenPhotos taken;
  add_references(options, options.references, true, *detector, embedder, taken, references);
  add_references(options, options.not_target, false, *detector, embedder, taken, references);
  return references;
}

TrackOutcome run_track(const TrackOptions& asked, const RunControl& control) {
  TrackOptions options = asked;
  if (options.references.empty()) {
    throw Error(ErrorCode::invalid_argument, "track: no reference picture given");
  }
  TrackOutcome outcome;
  TrackResult& result = outcome.result;
  std::unique_ptr<Decoder> video = job::open_for_worker(options);
  job::tell_about_source(options, video->info(), true);
  job::ResultFolder folder(track_request(options));
  outcome.analysis = job::stored_analysis(options, folder, control);
  outcome.reused = outcome.analysis != nullptr;
  std::unique_ptr<Embedder> embedder;
  // The photos and the folder are seen to while the analysis begins: what is wrong with them ends
  // it in a moment.
  side_by_side(
      control,
      [&](const RunControl& own) {
        if (outcome.reused) return;
        outcome.analysis = job::new_analysis(options, std::move(video), options.report, own);
      },
      [&](const RunControl&) {
        embedder = job::embedder_of(options);
        result.references = job::references_of(options, *embedder);
        folder.begin();
      });
  const Analysis& analysis = *outcome.analysis;
  result.analysis = &analysis;
  result.settings = options.settings;
  outcome.cancelled = analysis.cancelled;
  if (outcome.cancelled) return outcome;
  job::store_tracks(options, analysis, outcome.reused, folder);

  const IdentifyOptions limits = job::limits_of(options, *embedder);
  result.threshold = limits.match;
  result.identifications = identify(analysis.tracks, result.references, limits);
  result.plans = job::plans_of(options, analysis, job::target_tracks(result));
  report::PagePictures pictures;
  side_by_side(
      control,
      [&](const RunControl& own) {
        result.clips = job::write_clips(options, analysis, folder, "", result.plans, own);
      },
      [&](const RunControl& own) {
        if (options.report) pictures = job::track_pictures(options, result, own);
      });
  outcome.cancelled = result.clips.size() < result.plans.size();
  if (outcome.cancelled) return outcome;

  outcome.summary = summarise(result);
  if (options.save_images > 0) {
    outcome.cancelled = !job::save_face_images(options, result, folder.work(), control);
    if (outcome.cancelled) return outcome;
  }
  if (options.overlay) {
    outcome.cancelled = !job::write_overlay(options, result, folder.work(), control);
    if (outcome.cancelled) return outcome;
  }
  if (options.report) {
    write_file(folder.work() / "report.html", report::track_page(result, pictures));
  }
  job::write_lists(options, result, folder.work());
  folder.finish();
  return outcome;
}

}  // namespace facetrack
