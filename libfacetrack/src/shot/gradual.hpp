// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "facetrack/backends/content.hpp"
#include "facetrack/shot.hpp"

#include "shot/camera.hpp"
#include "shot/ramp.hpp"
#include "shot/window_mix.hpp"

namespace facetrack {

/// The longest window in frames in which a gradual transition is looked for.
inline constexpr int longest_gradual = 92;

/// The motion of a camera is measured over this many frames on either side of a window.
inline constexpr int frames_of_motion = 4;

/// Finds dissolves, fades and wipes in a stream of thumbs. Reports them late: up to
/// `longest_gradual` frames after their end.
class GradualFinder {
 public:
  explicit GradualFinder(const ContentLimits& limits) : limits_(limits) {}

  /// `step`: still_difference() from the frame before. `cut`: a hard cut lies before this frame; no
  /// transition is looked for across it. `repeated`: the frame shows the same as the frame before;
  /// it is passed over, because a row of repetitions would look like the steps of a transition.
  std::vector<Transition> push(const Thumb& thumb, float step, bool cut, bool repeated);
  std::vector<Transition> flush();

 private:
  struct Seen {
    Thumb thumb;
    Coarse coarse;
    Tiny tiny;
    float step = 0;    ///< still_difference() from the frame before
    bool cut = false;  ///< a cut or a transition begins or ends before this frame
  };
  /// A window whose inner frames look like mixes of the frames at its ends.
  struct Window {
    std::int64_t old_frame = 0;
    std::int64_t new_frame = 0;
    MixKind kind;
    double gain = 0;  ///< gray levels explained: the best of several windows has most
    double left = 0;  ///< mean share left unexplained
  };

  /// A window whose ends are the last frame of the old shot and the first of the new one, or
  /// frames a little further out.
  struct Placed {
    Window window;
    std::int64_t last_old = 0;
    std::int64_t next_shot = 0;
    double ramp_error = 0;
  };
  struct Found {
    Transition transition;
    std::int64_t last_old = 0;
    std::int64_t next_shot = 0;
  };
  struct Span {
    std::int64_t first = 0;
    std::int64_t last = 0;
  };

  const Seen& at(std::int64_t frame) const;
  Ends ends_of(const Window& window) const;
  std::int64_t oldest() const { return first_; }
  std::int64_t newest() const { return first_ + static_cast<std::int64_t>(seen_.size()) - 1; }

  /// Looks for windows that end with the newest frame.
  void look_back();
  std::optional<Window> judge(std::int64_t old_frame, std::int64_t new_frame) const;
  /// The slide that the frame in the middle of the window may be part of. A quick guess.
  std::optional<MixKind> possible_slide(const Window& window) const;
  /// Does the picture move on before and after the window as it does inside? Then a camera pans.
  bool moves_on(const Window& window) const;
  /// Is there an edge between both pictures in the mixed frames? A dissolve needs none.
  bool has_seam(const Window& window) const;
  /// Is the new picture the old one in another light?
  bool is_relit(const Window& window) const;
  std::vector<const Coarse*> samples_of(const Window& window) const;
  /// Frames from one end of the window to the other, both included.
  std::vector<const Thumb*> frames_along(const Window& window) const;
  bool ends_in_one_colour(const Window& window) const;
  double score(const Window& window, double change) const;  ///< 1 is the threshold

  /// Decides about windows, once no better one can come or `all` have come.
  void settle(bool all, std::vector<Transition>& out);
  void close(const Found& found);
  std::optional<Found> refine(const Window& window) const;
  std::optional<Placed> place(Window window) const;
  /// Does it dissolve a shot of only a few frames?
  bool begins_at_cut(const Placed& placed) const;
  /// The window and up to `margin` frames of the same shots on either side of it.
  Span span_around(const Window& window, std::int64_t margin) const;
  Span surroundings(const Window& window) const;
  /// Cuts `span` off where a slide is no longer at rest on either side of its window: one slide may
  /// follow another.
  static void keep_rest(const Window& window, Span& span, std::vector<double>& shares);
  /// The share of the new shot in each frame of `span`.
  std::vector<double> shares_in(Span span, const Window& window) const;
  /// How much each cell is to be trusted: less where the shots on either side move.
  Weights steadiness(const Window& window) const;
  static Span anchors(const Ramp& ramp, std::span<const double> shares, Span span);
  /// The mean motion of the camera in one frame.
  CameraShift motion_between(std::int64_t from, std::int64_t to) const;
  /// The mean share that all frames inside leave unexplained; nothing when they are no mixes of two
  /// different shots.
  std::optional<double> unexplained_in(const Window& window) const;
  TransitionKind kind_of(const Window& window) const;

  ContentLimits limits_;
  std::deque<Seen> seen_;
  std::int64_t first_ = 0;    ///< running number of seen_.front()
  std::int64_t barrier_ = 0;  ///< nothing before this frame may be used: a cut or a transition
  int repetitions_ = 0;       ///< passed over since the newest frame
  std::vector<Window> pending_;
};

}  // namespace facetrack
