// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/control.hpp"
#include "facetrack/export.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/shot.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

/// A part of the video that becomes a file, and its framing. Frames are consecutive: first_frame ..
/// last_frame.
struct ClipPlan {
  std::string name;  ///< file name without folder or ending: "clip_001"
  int shot = 0;
  int track = 0;
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  int width = 0;  ///< of the written picture; 0: as the source
  int height = 0;
  std::vector<Box> crop;           ///< the window of each frame; empty: whole frame
  std::vector<TrackPoint> points;  ///< the face on each frame
  TrackEnd ends_because = TrackEnd::end;
};

enum class CropMode : std::uint8_t { square, face, none };

struct PlanOptions {
  CropMode crop = CropMode::square;
  /// Added on every side, as a part of the face's size. A window is at most twice as wide and high
  /// as the longer side of the source: it then shows the whole picture, wherever the face is.
  double margin = 0.4;
  /// Of the written picture's longer side, an even number of pixels. 0: never enlarges, and is at
  /// most the longer side of the source.
  int size = 0;
  MediaTime smooth{1, {1, 2}};    ///< of the crop's path; without lag, the ends do not shrink
  MediaTime min_clip{1, {1, 5}};  ///< shorter runs are dropped
};

/// Pure. One clip per track and shot; a clip never crosses a cut, a mixed frame of a gradual
/// transition, or a frame without the face. No frame is in two clips: if two tracks overlap, the
/// better one keeps the frame. Throws Error(invalid_argument) if the source has no size.
FACETRACK_EXPORT std::vector<ClipPlan> plan_clips(const Analysis& film,
                                                  std::span<const FaceTrack> tracks,
                                                  const PlanOptions& options = {});

/// How unsteady a crop path is: root mean square of its acceleration, in face widths per frame².
FACETRACK_EXPORT double crop_jitter(std::span<const Box> crop);

struct WrittenClip {
  std::filesystem::path file;
  std::int64_t frames = 0;
  int width = 0;
  int height = 0;
  TimeRange range;               ///< in the source, from its first frame shown
  std::int64_t first_frame = 0;  ///< with stream copy: where the copy really begins
  std::int64_t last_frame = 0;
  std::size_t plan = 0;  ///< position of its plan among those that were to be written
};

struct ClipWriterOptions {
  bool copy_streams = false;  ///< no re-encoding: begins snap back to key frames, crops are ignored
  bool overwrite = false;
  std::string codec = "h264";  ///< h264, h265, vp9 or ffv1 (lossless); clip_ending() has the files
  int crf = 18;
  std::string preset = "veryfast";
  enum class Audio : std::uint8_t { default_track, all, none, one } audio = Audio::default_track;
  int audio_stream = 0;   ///< with Audio::one: which audio track, from 0
  int threads = 0;        ///< 0: one per logical core
  int stream_index = -1;  ///< of the video, as in DecoderOptions
  /// Changes each picture before it is cropped and encoded. Must return one of the size and format
  /// that it gets (yuv420p): write() throws Error(invalid_argument) otherwise. The picture keeps
  /// its time. Not with stream copy.
  std::function<Frame(const Frame&)> retouch{};
};

/// The ending, with its dot, of the files that clips of a codec are written to: ".mp4" for h264 and
/// h265, ".webm" for vp9, ".mkv" for ffv1. MP4 keeps the times of the source exactly, the others
/// round them to milliseconds. With `copy_streams` the ending is ".mp4" or ".mkv", whichever can
/// hold the source; WrittenClip::file has it. Throws Error(not_found) for other names.
FACETRACK_EXPORT std::string clip_ending(std::string_view codec);

/// Writes clips of one source. One thread at a time.
class FACETRACK_EXPORT ClipWriter {
 public:
  ClipWriter() = default;
  ClipWriter(const ClipWriter&) = delete;
  ClipWriter& operator=(const ClipWriter&) = delete;
  virtual ~ClipWriter();

  /// Writes every plan in one pass over the source, in bounded memory; plans may overlap and come
  /// in any order. Each file is read back and compared with the source (frame count, first and
  /// last picture, audio length), then gets its final name. Results in the order of `plans`. Stops
  /// early when `control` asks; then any of the plans may lack: WrittenClip::plan says which one a
  /// result is of. Throws Error: io, invalid_argument (also for a crop window of more than four
  /// times the longer side of the source).
  virtual std::vector<WrittenClip> write(std::span<const ClipPlan> plans,
                                         const RunControl& control = {}) = 0;
};

FACETRACK_EXPORT std::unique_ptr<ClipWriter> make_clip_writer(
    const std::filesystem::path& source, const std::filesystem::path& folder,
    const ClipWriterOptions& options = {});

}  // namespace facetrack
