// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/analysis.hpp"
#include "facetrack/export.hpp"
#include "facetrack/face.hpp"
#include "facetrack/gallery.hpp"

namespace facetrack {

/// A face that a detector found on one frame, with whatever score. Many of them belong to no track.
struct Sighting {
  std::int64_t frame = 0;
  Box box{};
  float score = 0;
  /// Only of faces that were close to another one, to tell the two apart. Never stored.
  std::optional<Embedding> look{};
};

/// How an area is hidden. fill is a black rectangle, oval a black ellipse; nothing can be restored
/// from these two. blur and pixelate leave less than three cells across a face (docs/redact.md,
/// strength).
enum class HideMode : std::uint8_t { blur, pixelate, fill, oval };

/// Why an area is hidden, or for the last two shown.
enum class AreaReason : std::uint8_t {
  unknown,    ///< somebody else than the person who is kept, or anybody if nobody is kept
  named,      ///< the person who is to be hidden
  uncertain,  ///< may be somebody who must be hidden
  kept,       ///< the person who is kept
  other       ///< certainly not the person who is to be hidden
};

/// A face on one frame.
struct AreaBox {
  std::int64_t frame = 0;
  Box box{};          ///< of the face, without a margin
  bool found = true;  ///< a detector found it on this frame; otherwise it may be there
};

/// One face over time. Frames ascend; a frame may be missing.
struct RedactArea {
  bool hide = true;
  AreaReason why = AreaReason::unknown;
  std::vector<AreaBox> boxes{};
};

/// Everything that is hidden in a film, and the faces that are shown. A value that programs may
/// build and change themselves; it holds places and no looks.
struct Redaction {
  std::string source{};     ///< the file
  std::string source_id{};  ///< source_id() of the file
  int width = 0;            ///< of the upright picture
  int height = 0;
  std::int64_t frames = 0;
  float margin = 0.3F;  ///< added on every side of a hidden box, as a fraction of its size
  std::vector<RedactArea> areas{};
  /// Faces that can still be seen in the written film.
  std::vector<Sighting> open{};
};

struct RedactRules {
  enum class Whom : std::uint8_t {
    everybody,
    all_but_person,  ///< shown: tracks that certainly show the person
    only_person      ///< shown: tracks that certainly show somebody else
  } whom = Whom::everybody;
  float margin = 0.3F;
  /// A detector finds a face only after it has appeared and loses it before it disappears, so a
  /// face is hidden for this long before and after.
  MediaTime extension{1, {1, 2}};
};

/// Pure. Hides every track of `film` and every sighting, except those of tracks that must be shown.
/// A track is shown only if `who` (one entry per track, of identify()) is certain, and only on the
/// frames where no hidden face may be in its place. If two faces of one frame both match the
/// person, the worse one is hidden. Hidden faces are extended in time within their shot and through
/// the mixed frames beside it, and cover the way between two places.
/// Throws Error(invalid_argument) if `who` does not fit `film` or an option is out of range.
FACETRACK_EXPORT Redaction plan_redaction(const Analysis& film, std::span<const Sighting> faces,
                                          std::span<const Identification> who,
                                          const RedactRules& rules = {});

/// Pure. Adds areas for faces that were found in the written film, extended like the others.
FACETRACK_EXPORT void hide_found(const Analysis& film, std::span<const Sighting> open,
                                 const RedactRules& rules, Redaction& redaction);

/// A function for ClipWriterOptions::retouch. It hides an ellipse (fill: a rectangle) around each
/// hidden box with the margin. A shown face that was found on the frame is drawn over the margins
/// and guesses of hidden faces, but never over a hidden face that was found there. The function
/// holds a copy of the boxes and may be called by several threads.
FACETRACK_EXPORT std::function<Frame(const Frame&)> hide_areas(const Redaction& redaction,
                                                               HideMode mode = HideMode::blur);

/// facetrack.redact/1: a Redaction as text, and back. Reading throws Error(corrupt_input) naming
/// the field that is wrong; `file` begins the message.
FACETRACK_EXPORT std::string redact_json(const Redaction& redaction, HideMode mode);
FACETRACK_EXPORT Redaction redact_from_json(std::string_view text, std::string_view file);

}  // namespace facetrack
