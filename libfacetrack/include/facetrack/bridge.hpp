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

/// Pictures between two pictures. Keeps no state between calls; one thread at a time per object.
class FACETRACK_EXPORT Interpolator {
 public:
  Interpolator() = default;
  Interpolator(const Interpolator&) = delete;
  Interpolator& operator=(const Interpolator&) = delete;
  virtual ~Interpolator();

  /// One bgr24 picture for each moment of `t`, in the same order; 0 is `a`, 1 is `b`.
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
  std::optional<std::int64_t> indent;  ///< frames after A; absent: the cheapest join is looked for
  std::optional<std::int64_t> interpolated;  ///< frames of the join; absent: as the jump needs
  /// If set, faces must fit too. Called once; looks at the best joins only.
  std::function<std::unique_ptr<Detector>()> detector{};
  bool force_join = false;  ///< join scenes that have nothing in common
  std::string method = "flow";
  bool audio = true;
  bool overwrite = false;
};

/// Which source frames make the result. In the result, frame `before` is A and frame
/// `before + between` is B.
struct BridgePlan {
  std::int64_t a = 0, b = 0;  ///< source frames
  Rational rate;              ///< of the result; where the source's varies, the nearest common one
  std::int64_t before = 0, between = 0, after = 0;  ///< frames of the three parts
  std::int64_t indent = 0;
  std::int64_t interpolated = 0;
  std::vector<std::int64_t> frames;  ///< source frame of each frame of the result; -1: interpolated
  double cost = 0;                   ///< of this join; 0: the same picture
  double limit = 0;                  ///< joins that cost more are not credible
  std::vector<double> cost_curve;    ///< the cheapest join of each indent from 0 on
  std::int64_t best_indent = 0;      ///< where the curve is lowest
  bool overlaps = false;             ///< the middle shows source frames that other parts show too
  bool variable_rate = false;
};

/// Looks for the join by decoding the frames after A and before B once. Throws
/// Error: invalid_argument when the source is too short around A or B; unsupported when, not being
/// forced, the join costs more than the limit: the text has the cost and the best alternative.
FACETRACK_EXPORT BridgePlan plan_bridge(const std::filesystem::path& source, std::int64_t a,
                                        std::int64_t b, const BridgeOptions& options = {},
                                        const RunControl& control = {});

/// One picture of the result against the source frame that it must be.
struct LandingCheck {
  std::int64_t frame = 0;       ///< in the result
  double psnr = 0;              ///< dB, of the luma
  double ssim = 0;              ///< of the luma
  std::int64_t best_match = 0;  ///< the frame near it that looks most like the source frame
};

struct BridgeReport {
  BridgePlan plan;
  std::string source, file, method;
  LandingCheck a, b;
  std::int64_t frames = 0;            ///< read back
  double duration = 0;                ///< seconds of picture, read back
  std::optional<double> audio;        ///< seconds of sound, read back
  std::vector<std::string> problems;  ///< what the file does not keep; empty: valid
  std::vector<Frame> join;            ///< small pictures around the join, as written
  std::int64_t join_first = 0;        ///< position in the result of the first of them
  bool valid() const noexcept { return problems.empty(); }
};

/// Writes the planned bridge (H.264, AAC), reads it back and measures it. Throws Error: io.
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
/// Frames per second of a bridge made of this video.
FACETRACK_EXPORT Rational bridge_rate(const std::filesystem::path& source);
/// The frame that looks most like `picture`. Throws Error(invalid_argument) when none does.
FACETRACK_EXPORT std::int64_t find_frame(const std::filesystem::path& source, const Frame& picture,
                                         const RunControl& control = {});

}  // namespace facetrack
