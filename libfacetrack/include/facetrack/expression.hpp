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

/// The expression of a face at one moment, as a direction: the cosine of two tokens is 1 where the
/// face does the same, less the more it does something else. Empty: not known. Only tokens of one
/// model and one track compare.
using ExpressionToken = std::vector<float>;

/// Tells what faces do. One thread at a time per object.
class FACETRACK_EXPORT ExpressionModel {
 public:
  ExpressionModel() = default;
  ExpressionModel(const ExpressionModel&) = delete;
  ExpressionModel& operator=(const ExpressionModel&) = delete;
  virtual ~ExpressionModel();

  /// Changes whenever old tokens stop being comparable.
  virtual std::string_view model_id() const noexcept = 0;

  /// A look at one face, which still tells whose face it is. Does not depend on earlier looks.
  /// Requires: image is bgr24. Empty where the face cannot be made out.
  virtual std::vector<float> look(const ImageView& image, const Detection& face) = 0;

  /// Pure. The tokens of one track from what was seen on its frames, in order, empty ones included.
  /// As they are, unless a model takes out what is the person's own.
  virtual std::vector<ExpressionToken> tokens(std::span<const std::vector<float>> looks) const;
};

/// `model`: "builtin" (no download), "blendshapes" (MediaPipe's, where its files are found), "auto"
/// (the better of the two that are there) or an ONNX file, with a card beside it
/// (docs/expressions.md) or as the usual image transformers want it. Throws Error: not_found,
/// missing_model, unsupported, corrupt_input.
FACETRACK_EXPORT std::unique_ptr<ExpressionModel> make_expression_model(
    std::string_view model = "auto", const ModelOptions& options = {});

/// Pure. Tokens relative to a face at rest: `rest` is the median over the looks, and the token of a
/// look is (1, (look - rest) * scale) as a direction. Near rest all tokens point the same way, so
/// noise counts little; a deviation of 1 / scale turns a token by 45 degrees.
FACETRACK_EXPORT std::vector<ExpressionToken> tokens_from_rest(
    std::span<const std::vector<float>> looks, float scale);

/// A face on one frame, as scores see it.
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

/// The length that counts as "far" for a face that moves, per frame.
enum class PositionScale : std::uint8_t {
  face,      ///< the mean size of the face in the window: the same for all resolutions
  frame,     ///< the diagonal of the picture
  legacy518  ///< that of a square of 518 pixels, whatever the picture's size
};

struct ExpressionWeights {
  double expression = 0.7;
  double position = 0.3;
  PositionScale scale = PositionScale::face;
  int frame_width = 0;  ///< with PositionScale::frame
  int frame_height = 0;
};

struct ExpressionScores {
  double variation =
      0;  ///< 1 - mean cosine of first, middle and last token; 0 where one is missing
  double stability = 0;  ///< 1 - mean step of the face's centre by the scale, at least 0
  double combined = 0;   ///< the weighted sum
};

struct ScoredWindow {
  int run = 0;  ///< position in the list of runs
  std::int64_t first_frame = 0, last_frame = 0;
  ExpressionScores scores;
};

/// Pure. The scores of one window; of fewer than three frames the variation is 0, of fewer than two
/// the stability 1.
FACETRACK_EXPORT ExpressionScores expression_scores(std::span<const ExpressionFrame> window,
                                                    const ExpressionWeights& weights = {});

/// Pure. Every window of `length` frames of every run, by run and time.
FACETRACK_EXPORT std::vector<ScoredWindow> score_windows(std::span<const FaceRun> runs, int length,
                                                         const ExpressionWeights& weights = {});

/// Pure. The `count` windows, or as many as fit, whose scores have the largest sum while no frame
/// is in two of them; exact, and of equal sums the one that begins earlier. `allow_overlap`: simply
/// the best ones. Best first. Requires: all windows have one length.
FACETRACK_EXPORT std::vector<ScoredWindow> choose_windows(std::span<const ScoredWindow> windows,
                                                          int count, bool allow_overlap = false);

}  // namespace facetrack
