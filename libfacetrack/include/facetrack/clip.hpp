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

/// A part of the video that becomes a file, and its framing. It has all frames from first_frame to
/// last_frame.
struct ClipPlan {
  std::string name;  ///< file name without folder or ending: "clip_001"
  int shot = 0;
  int track = 0;
  std::int64_t first_frame = 0;
  std::int64_t last_frame = 0;
  int width = 0;  ///< of the written picture; 0: as the source
  int height = 0;
  std::vector<Box> crop;           ///< the window on each frame; empty: the whole frame
  std::vector<TrackPoint> points;  ///< the face on each frame, for lists; may be empty
  TrackEnd ends_because = TrackEnd::end;
  /// For a clip at a constant rate: the source frame of each picture, ascending; picture k is at
  /// k / frame_rate. Empty: every frame at its own time. See at_rate().
  std::vector<std::int64_t> shows{};
  Rational frame_rate{0, 1};
};

enum class CropMode : std::uint8_t { square, face, none };

struct PlanOptions {
  CropMode crop = CropMode::square;
  /// Added on every side, as a fraction of the face's size. A window is at most twice as wide and
  /// high as the longer side of the source: it then shows the whole picture, wherever the face is.
  double margin = 0.4;
  /// Height of the written picture in pixels, even. 0: as high as the smallest window, and at most
  /// the longer side of the source, so that nothing is enlarged.
  int size = 0;
  MediaTime smooth{1, {1, 2}};    ///< length of the smoothing of the window's path, without lag
  MediaTime min_clip{1, {1, 5}};  ///< shorter clips are left out
  /// The part of the frame that clips may show: windows stay inside it, in their shape, even if the
  /// face is then not in the middle. No area: windows may reach beyond the frame.
  Region area{};
};

/// Pure. One clip per track and shot. A clip never crosses a cut, a mixed frame of a transition or
/// a frame without the face. No frame is in two clips: if two tracks overlap, the longer one keeps
/// the frame. Throws Error(invalid_argument) if the source has no size or an option is out of
/// range.
FACETRACK_EXPORT std::vector<ClipPlan> plan_clips(const Analysis& film,
                                                  std::span<const FaceTrack> tracks,
                                                  const PlanOptions& options = {});

/// Pure. The plan at a constant rate: each picture is the frame of the plan nearest in time, and
/// the length is rounded to whole pictures. Throws Error(invalid_argument) for a rate that is not
/// positive and for frames that `film` does not have.
FACETRACK_EXPORT ClipPlan at_rate(const Analysis& film, ClipPlan plan, Rational rate);

/// Pure. How unsteady a window is: the root mean square of the acceleration of its centre, in
/// window widths per frame².
FACETRACK_EXPORT double crop_jitter(std::span<const Box> crop);

struct WrittenClip {
  std::filesystem::path file;
  std::int64_t frames = 0;
  int width = 0;
  int height = 0;
  TimeRange range;               ///< in the source, from its first frame shown
  std::int64_t first_frame = 0;  ///< with copy_streams earlier than planned: a key frame
  std::int64_t last_frame = 0;
  std::size_t plan = 0;  ///< index of its plan in the argument of write()
};

struct ClipWriterOptions {
  bool copy_streams = false;        ///< no encoding: begins at a key frame, no crop, no retouch
  bool overwrite = false;           ///< replace existing files
  std::string codec = "h264";       ///< h264, h265, vp9 or ffv1 (lossless)
  int crf = 18;                     ///< quality: lower is better and larger; not for ffv1
  std::string preset = "veryfast";  ///< of x264 and x265: speed against size
  enum class Audio : std::uint8_t { default_track, all, none, one } audio = Audio::default_track;
  int audio_stream = 0;   ///< with Audio::one: which audio track, from 0
  int sample_rate = 0;    ///< of the sound, in Hz; 0: as in the source
  int threads = 0;        ///< that encode or copy; 0: one per logical core
  int stream_index = -1;  ///< of the video, as in DecoderOptions
  /// Changes each picture before it is cropped and encoded, on the thread that calls write(). Must
  /// return a picture of the same size and format (yuv420p); otherwise write() throws
  /// Error(invalid_argument). The picture keeps its time.
  std::function<Frame(const Frame&)> retouch{};
};

/// The ending of the files of a codec: ".mp4" for h264 and h265, ".webm" for vp9, ".mkv" for ffv1.
/// MP4 keeps the times of the source exactly, the others round them to milliseconds. With
/// `copy_streams` it is ".mp4" or ".mkv", whichever can hold the source: see WrittenClip::file.
/// Throws Error(not_found) for other codecs.
FACETRACK_EXPORT std::string clip_ending(std::string_view codec);

/// Writes clips of one source. One thread at a time.
class FACETRACK_EXPORT ClipWriter {
 public:
  ClipWriter() = default;
  ClipWriter(const ClipWriter&) = delete;
  ClipWriter& operator=(const ClipWriter&) = delete;
  virtual ~ClipWriter();

  /// Writes every plan, in one pass over the source and in bounded memory. Plans may overlap and
  /// come in any order. Each file is read back and compared with the source (frame count, first and
  /// last picture, audio length), then gets its final name. Returns the clips in the order of
  /// `plans`. If `control` asks to stop, any clip may be missing: see WrittenClip::plan. Throws
  /// Error: io, invalid_argument (also for a window of more than four times the longer side of the
  /// source).
  virtual std::vector<WrittenClip> write(std::span<const ClipPlan> plans,
                                         const RunControl& control = {}) = 0;
};

FACETRACK_EXPORT std::unique_ptr<ClipWriter> make_clip_writer(
    const std::filesystem::path& source, const std::filesystem::path& folder,
    const ClipWriterOptions& options = {});

}  // namespace facetrack
