// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "facetrack/analysis.hpp"
#include "facetrack/export.hpp"
#include "facetrack/face.hpp"
#include "facetrack/frame.hpp"
#include "facetrack/track.hpp"

namespace facetrack {

struct Color {
  std::uint8_t red = 0, green = 0, blue = 0;
};

/// A writable copy of a frame in the frame's own format. Pixels that are not drawn on keep their
/// values. Boxes may lie partly or wholly outside of the picture. One thread at a time.
class FACETRACK_EXPORT Canvas {
 public:
  /// Copies the pixels. Throws Error(invalid_argument) for an empty frame.
  explicit Canvas(const Frame& frame);
  ~Canvas();
  Canvas(Canvas&&) noexcept;
  Canvas& operator=(Canvas&&) noexcept;

  int width() const noexcept;
  int height() const noexcept;

  /// Blurs the ellipse that fills `box` until at most four cells are left across it: too few to
  /// recognise a person or to restore the face.
  void blur(const Box& box);
  /// Replaces the same ellipse by the mean colours of square cells, four across the box.
  void pixelate(const Box& box);
  void fill(const Box& box, Color color);
  /// Fills the same ellipse with one colour.
  void fill_oval(const Box& box, Color color);
  /// `thickness` in pixels, inside the box.
  void outline(const Box& box, Color color, int thickness = 2);
  /// A line of text on a rectangle of `color`; the letters are black or white, whichever is
  /// readable. `at` is the upper left corner; the text is moved into the picture. Characters
  /// outside of ASCII show as "?".
  void text(const Point& at, std::string_view ascii, Color color);
  /// The height of a line of text in pixels: about a twentieth of the picture's height.
  int text_height() const noexcept;

  /// The bytes of one row of a plane, for drawing by hand. Requires: the plane exists and has row
  /// y.
  std::span<std::byte> row(int plane, int y) noexcept;

  /// The frame, without a copy. Afterwards the canvas may only be destroyed or assigned to.
  Frame finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// A function for ClipWriterOptions::retouch that blurs all faces of `film` except those of the
/// tracks `shown`. It blurs an ellipse around the box with `margin` (a fraction of its size) on
/// every side, from half a second before a track to half a second after it, within the shot and the
/// mixed frames beside it. The function holds a copy of the boxes and may be called by several
/// threads.
///
/// A face without a track stays visible. Analyse with Effort::thorough and look at the result.
FACETRACK_EXPORT std::function<Frame(const Frame&)> hide_faces(const Analysis& film,
                                                               std::span<const FaceTrack> shown,
                                                               float margin = 0.3F);

}  // namespace facetrack
