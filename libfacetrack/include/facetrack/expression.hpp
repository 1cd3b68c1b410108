// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "facetrack/export.hpp"
#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"

namespace facetrack {

/// The expression of a face at one moment, as a direction. The cosine of two tokens is 1 for equal
/// expressions and falls as they differ. Empty: not known. Compare tokens of one model and one
/// track only.
using ExpressionToken = std::vector<float>;

/// Measures the expressions of faces. One thread at a time per object.
class FACETRACK_EXPORT ExpressionModel {
 public:
  ExpressionModel() = default;
  ExpressionModel(const ExpressionModel&) = delete;
  ExpressionModel& operator=(const ExpressionModel&) = delete;
  virtual ~ExpressionModel();

  /// Changes when new tokens cannot be compared with old ones.
  virtual std::string_view model_id() const noexcept = 0;

  /// The measurements of one face on one frame, called a look. They may still depend on the person,
  /// and do not depend on earlier looks. Requires: image is bgr24. Empty if the face is not found.
  virtual std::vector<float> look(const ImageView& image, const Detection& face) = 0;

  /// Pure. The tokens of one track from the looks at its frames, in order; an empty look gives an
  /// empty token. By default a token is the look itself. A model may subtract the resting face.
  virtual std::vector<ExpressionToken> tokens(std::span<const std::vector<float>> looks) const;
};

/// `model`: "builtin" (no download), "blendshapes" (MediaPipe's three files), "auto" (blendshapes
/// if its files are installed, otherwise builtin) or an ONNX file, which may have a card beside it
/// (docs/expressions.md). Throws Error: not_found, missing_model, unsupported, corrupt_input.
FACETRACK_EXPORT std::unique_ptr<ExpressionModel> make_expression_model(
    std::string_view model = "auto", const ModelOptions& options = {});

/// Pure. Tokens relative to the face at rest, which is the median of the looks. The token of a look
/// is the direction of (1, (look - rest) * scale). Near rest all tokens point the same way, so
/// noise counts little; a deviation of 1 / scale turns a token by 45 degrees.
FACETRACK_EXPORT std::vector<ExpressionToken> tokens_from_rest(
    std::span<const std::vector<float>> looks, float scale);

/// A face on one frame, as scores need it.
struct ExpressionFrame {
  std::int64_t frame = 0;
  Point center;    ///< of the face, in pixels of the source
  float size = 0;  ///< of the face: the longer side of its box
  ExpressionToken token;
};

/// Consecutive frames with one face, all in one shot.
struct FaceRun {
  int track = 0;
  std::vector<ExpressionFrame> frames;
};

/// The length by which the motion of a face per frame is divided.
enum class PositionScale : std::uint8_t {
  face,      ///< the mean size of the face in the window: the same for all resolutions
  frame,     ///< the diagonal of the picture
  legacy518  ///< the diagonal of a square of 518 pixels, for any picture
};

struct ExpressionWeights {
  double expression = 0.7;
  double position = 0.3;
  PositionScale scale = PositionScale::face;
  int frame_width = 0;  ///< needed for PositionScale::frame, as is frame_height
  int frame_height = 0;
};

struct ExpressionScores {
  double variation = 0;  ///< 1 - mean cosine of first, middle and last token; 0 if one is missing
  double stability = 0;  ///< 1 - mean step of the face's centre / scale, at least 0
  double combined = 0;   ///< the weighted sum
};

struct ScoredWindow {
  int run = 0;  ///< index in the list of runs
  std::int64_t first_frame = 0, last_frame = 0;
  ExpressionScores scores;
};

/// Pure. The scores of one window. The variation is 0 for fewer than three frames, the stability is
/// 1 for fewer than two.
FACETRACK_EXPORT ExpressionScores expression_scores(std::span<const ExpressionFrame> window,
                                                    const ExpressionWeights& weights = {});

/// Pure. Every window of `length` frames of every run, by run and time.
FACETRACK_EXPORT std::vector<ScoredWindow> score_windows(std::span<const FaceRun> runs, int length,
                                                         const ExpressionWeights& weights = {});

/// Pure. `count` windows, or as many as fit, without a common frame and with the largest sum of
/// scores (exactly; the earliest of equal sums). With `allow_overlap` the best windows. Best first.
/// Requires: all windows have one length.
FACETRACK_EXPORT std::vector<ScoredWindow> choose_windows(std::span<const ScoredWindow> windows,
                                                          int count, bool allow_overlap = false);

}  // namespace facetrack
