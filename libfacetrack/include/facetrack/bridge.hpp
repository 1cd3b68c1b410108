// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/control.hpp"
#include "facetrack/export.hpp"
#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/time.hpp"

namespace facetrack {

/// Makes pictures between two pictures. Keeps no state between calls. One thread at a time per
/// object.
class FACETRACK_EXPORT Interpolator {
 public:
  Interpolator() = default;
  Interpolator(const Interpolator&) = delete;
  Interpolator& operator=(const Interpolator&) = delete;
  virtual ~Interpolator();

  /// One bgr24 picture per moment of `t`, in the same order; 0 is `a`, 1 is `b`.
  /// Requires: equal sizes, every t in (0, 1). Throws Error(invalid_argument).
  virtual std::vector<Frame> between(const Frame& a, const Frame& b, std::span<const float> t) = 0;
};

/// "flow" follows the motion of every pixel; "blend" fades; "minterpolate" is FFmpeg's filter.
/// Throws Error(not_found) naming the methods of this build.
FACETRACK_EXPORT std::unique_ptr<Interpolator> make_interpolator(std::string_view method = "flow");
FACETRACK_EXPORT std::span<const std::string_view> interpolator_methods() noexcept;

struct BridgeOptions {
  MediaTime before = std::chrono::seconds(5);   ///< of the source, before A
  MediaTime between = std::chrono::seconds(5);  ///< from A to B in the result
  MediaTime after = std::chrono::seconds(5);    ///< of the source, from B on
  std::optional<std::int64_t> indent;  ///< frames from A to the join; absent: the cheapest one
  std::optional<std::int64_t> interpolated;  ///< of the join; absent: by the size of the jump
  /// If set, faces on both sides of a join must also match. Called once.
  std::function<std::unique_ptr<Detector>()> detector{};
  bool force_join = false;      ///< true: join even if the cost is above the limit
  std::string method = "flow";  ///< of interpolation; the report names it
  /// Makes the frames of the join. Null: make_interpolator(method). Called once.
  std::function<std::unique_ptr<Interpolator>()> interpolator{};
  bool audio = true;
  bool overwrite = false;
};

/// Which source frames make the result. In the result, frame `before` is A and frame
/// `before + between` is B.
struct BridgePlan {
  std::int64_t a = 0, b = 0;  ///< source frames
  Rational rate;              ///< of the result; if the source's varies, the nearest common rate
  std::int64_t before = 0, between = 0, after = 0;  ///< frames of the three parts
  std::int64_t indent = 0;
  std::int64_t interpolated = 0;
  std::vector<std::int64_t> frames;  ///< source frame of each frame of the result; -1: interpolated
  double cost = 0;                   ///< of this join; 0: the same picture
  double limit = 0;                  ///< a join that costs more is refused
  std::vector<double> cost_curve;    ///< the lowest cost for each indent, from 0 on
  std::int64_t best_indent = 0;      ///< the indent with the lowest cost
  bool overlaps = false;             ///< the middle part repeats source frames of other parts
  bool variable_rate = false;
};

/// Finds the join; decodes the frames after A and before B once. Throws Error: invalid_argument if
/// the source is too short around A or B; unsupported if the join costs more than the limit, unless
/// force_join is set. The text then has the cost and the best alternative.
FACETRACK_EXPORT BridgePlan plan_bridge(const std::filesystem::path& source, std::int64_t a,
                                        std::int64_t b, const BridgeOptions& options = {},
                                        const RunControl& control = {});

/// A frame of the result compared with the source frame that it must show.
struct LandingCheck {
  std::int64_t frame = 0;       ///< in the result
  double psnr = 0;              ///< dB, of the luma
  double ssim = 0;              ///< of the luma
  std::int64_t best_match = 0;  ///< the frame near `frame` that is most like the source frame
};

struct BridgeReport {
  BridgePlan plan;
  std::string source, file, method;
  LandingCheck a, b;
  std::int64_t frames = 0;            ///< read back
  double duration = 0;                ///< seconds of picture, read back
  std::optional<double> audio;        ///< seconds of sound, read back
  std::vector<std::string> problems;  ///< the checks that failed; empty: valid
  std::vector<Frame> join;            ///< small pictures around the join, as written
  std::int64_t join_first = 0;        ///< frame of the result that join[0] shows
  bool valid() const noexcept { return problems.empty(); }
};

/// Writes the planned bridge (H.264, AAC), reads it back and measures it. Throws Error(io).
FACETRACK_EXPORT BridgeReport make_bridge(const std::filesystem::path& source,
                                          const BridgePlan& plan, const std::filesystem::path& file,
                                          const BridgeOptions& options = {},
                                          const RunControl& control = {});

/// facetrack.bridge/1.
FACETRACK_EXPORT std::string bridge_json(const BridgeReport& report);
/// One self-contained page: the frames around the join, the cost curve, the measurements.
FACETRACK_EXPORT std::string bridge_html(const BridgeReport& report);

/// The frame on screen `time` after the first one. Throws Error(invalid_argument) past the end.
FACETRACK_EXPORT std::int64_t frame_at(const std::filesystem::path& source, const MediaTime& time);
/// Frames per second of a bridge of this video.
FACETRACK_EXPORT Rational bridge_rate(const std::filesystem::path& source);
/// The frame that is most like `picture`. Throws Error(invalid_argument) if none is.
FACETRACK_EXPORT std::int64_t find_frame(const std::filesystem::path& source, const Frame& picture,
                                         const RunControl& control = {});

}  // namespace facetrack
