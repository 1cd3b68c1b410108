// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <map>
#include <set>

#include "facetrack/file.hpp"
#include "facetrack/job.hpp"

#include "job/job_source.hpp"
#include "job/result_folder.hpp"
#include "picture/thumbnail.hpp"
#include "pipeline/stills.hpp"

namespace facetrack {
namespace {

constexpr int cell_width = 240;  // pixels of one picture on the sheet
constexpr int sheet_columns = 6;
// A sheet of 1440 x 13500 at 16:9; a longer one is of no use.
constexpr std::size_t most_cells = 600;

/// A sheet of small pictures, row by row.
class Sheet {
 public:
  Sheet(std::size_t cells, int cell_height)
      : height_(cell_height), columns_(std::min<int>(sheet_columns, static_cast<int>(cells))) {
    const int rows = (static_cast<int>(cells) + columns_ - 1) / columns_;
    view_ = {nullptr, columns_ * cell_width, rows * height_, columns_ * cell_width * 3,
             PixelFormat::bgr24};
    pixels_ = std::make_shared<std::vector<std::byte>>(static_cast<std::size_t>(view_.stride) *
                                                       static_cast<std::size_t>(view_.height));
    view_.data = pixels_->data();
  }

  void put(std::size_t cell, const Frame& picture) {
    const int column = static_cast<int>(cell) % columns_;
    const int row = static_cast<int>(cell) / columns_;
    const ImageView& image = picture.image();
    for (int y = 0; y < std::min(height_, image.height); ++y) {
      std::byte* line = pixels_->data() + (row * height_ + y) * view_.stride;
      std::memcpy(line + std::ptrdiff_t{column} * cell_width * 3, image.row(y),
                  static_cast<std::size_t>(std::min(cell_width, image.width)) * 3);
    }
  }

  Frame frame() const { return {pixels_, {view_, {}, {}}, PixelFormat::bgr24, {}}; }

 private:
  int height_;
  int columns_;
  ImageView view_;
  std::shared_ptr<std::vector<std::byte>> pixels_;
};

job::FolderRequest stills_request(const JobVideo& video, const JobOutput& output) {
  job::FolderRequest request;
  request.folder = output.folder;
  request.existing = output.existing;
  request.question = {{"job", "stills"}, {"video", source_id(video.file)}};
  request.same = {"job"};
  request.names = job::ResultNames::stills;
  request.inputs = {video.file};
  return request;
}

}  // namespace

void check_shot_images(const JobVideo& video, const JobOutput& output) {
  const job::ResultFolder results(stills_request(video, output));
}

bool save_shot_images(const Analysis& analysis, const JobVideo& video, const JobOutput& output,
                      const RunControl& control) {
  if (analysis.shots.empty()) return true;
  job::ResultFolder results(stills_request(video, output));
  results.begin();
  std::map<std::int64_t, std::size_t> wanted;
  std::set<std::int64_t> frames;
  for (std::size_t i = 0; i < analysis.shots.size(); ++i) {
    const Shot& shot = analysis.shots[i];
    const std::int64_t middle =
        usable_frame(analysis, shot, (shot.first_frame + shot.last_frame) / 2);
    wanted.emplace(middle, i);
    frames.insert(middle);
  }
  const double aspect = static_cast<double>(analysis.source.height) / analysis.source.width;
  Sheet sheet(std::min(analysis.shots.size(), most_cells),
              std::max(1, static_cast<int>(std::lround(cell_width * aspect))));
  const bool whole = job::visit_video(video, frames, control, [&](const Frame& frame) {
    const std::size_t i = wanted.at(frame.time().index);
    char name[48];
    std::snprintf(name, sizeof name, "shot_%03zu.jpg", i + 1);
    write_image(results.work() / name, to_bgr24(frame));
    if (i < most_cells) sheet.put(i, media::small_picture(frame, cell_width));
  });
  if (!whole) return false;
  write_image(results.work() / "contact_sheet.jpg", sheet.frame());
  results.finish();
  return true;
}

}  // namespace facetrack
