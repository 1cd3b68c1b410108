// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "shot/moved_mix.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <vector>

namespace facetrack {
namespace {

// A shift explains a difference if it leaves less than this part of it.
constexpr double most_of_still = 0.95;

/// The order in which an edge passes the cells of a coarse picture.
struct Order {
  std::array<std::uint8_t, coarse_luma> line{};
  int lines = 0;
};

Order order_of(Way way) {
  // Rings as wide as a cell.
  const double reach = std::hypot(coarse_width - 1, coarse_height - 1) / 2;
  Order order;
  for (int y = 0; y < coarse_height; ++y) {
    for (int x = 0; x < coarse_width; ++x) {
      const int from_right = coarse_width - 1 - x;
      const int from_bottom = coarse_height - 1 - y;
      const auto ring =
          static_cast<int>(std::hypot(x - (coarse_width - 1) / 2.0, y - (coarse_height - 1) / 2.0));
      int line = 0;
      switch (way) {
        case Way::right:
          line = x;
          break;
        case Way::left:
          line = from_right;
          break;
        case Way::down:
          line = y;
          break;
        case Way::up:
          line = from_bottom;
          break;
        case Way::right_down:
          line = x + y;
          break;
        case Way::left_down:
          line = from_right + y;
          break;
        case Way::right_up:
          line = x + from_bottom;
          break;
        case Way::left_up:
          line = from_right + from_bottom;
          break;
        case Way::opening:
          line = ring;
          break;
        case Way::closing:
          line = static_cast<int>(reach) - ring;
          break;
      }
      order.line[static_cast<std::size_t>(y * coarse_width + x)] = static_cast<std::uint8_t>(line);
      order.lines = std::max(order.lines, line + 1);
    }
  }
  return order;
}

const Order& order(Way way) {
  static const auto orders = [] {
    std::array<Order, edge_ways.size()> out;
    for (const Way each : edge_ways) out.at(static_cast<std::size_t>(each)) = order_of(each);
    return out;
  }();
  return orders.at(static_cast<std::size_t>(way));
}

int row_error(const std::int16_t* a, const std::int16_t* b, int length) {
  int sum = 0;
  for (int x = 0; x < length; ++x) sum += std::abs(a[x] - b[x]);
  return sum;
}

/// The error of each cell if it shows the old or the new picture.
struct CellErrors {
  CellErrors(const Coarse& a, const Coarse& f, const Coarse& b)
      : as_old(row_error(f.data(), a.data(), coarse_luma)),
        whole(row_error(b.data(), a.data(), coarse_luma)) {
    for (std::size_t i = 0; i < coarse_luma; ++i)
      gain[i] = static_cast<std::int16_t>(std::abs(f[i] - b[i]) - std::abs(f[i] - a[i]));
  }
  std::array<std::int16_t, coarse_luma> gain{};  ///< of the new picture over the old; negative
  std::int32_t as_old = 0;
  std::int32_t whole = 0;
};

Mix edge_mix(const CellErrors& cells, Way way) {
  if (cells.whole == 0) return {};
  const Order& passed = order(way);
  std::array<std::int32_t, coarse_width + coarse_height> gains{};
  for (std::size_t i = 0; i < coarse_luma; ++i) gains.at(passed.line[i]) += cells.gain[i];
  std::int32_t error = cells.as_old;
  std::int32_t least = error;
  int edge = 0;
  for (int line = 0; line < passed.lines; ++line) {
    error += gains.at(static_cast<std::size_t>(line));
    if (error < least) {
      least = error;
      edge = line + 1;
    }
  }
  return {static_cast<double>(edge) / passed.lines, static_cast<double>(least) / cells.whole};
}

/// A picture as rows and columns of any size.
struct Plane {
  const std::int16_t* cells;
  int width;
  int height;
  const std::int16_t* row(int y) const { return cells + static_cast<std::ptrdiff_t>(y) * width; }
};

/// The error of `f` if the edge between both pictures has come by `edge` cells.
int slide_error(const Plane& a, const Plane& f, const Plane& b, MixKind kind, int edge) {
  const bool across = kind.way == Way::right || kind.way == Way::left;
  const bool forward = kind.way == Way::right || kind.way == Way::down;
  const int length = across ? f.width : f.height;
  const int old_moved = kind.mixing == Mixing::cover ? 0 : edge;
  const int new_moved = kind.mixing == Mixing::uncover ? 0 : length - edge;
  // Forward, the new picture fills [0, edge); otherwise [length - edge, length).
  const int new_begin = forward ? 0 : length - edge;
  const int old_begin = forward ? edge : 0;
  const int new_from = forward ? new_begin + new_moved : new_begin - new_moved;
  const int old_from = forward ? old_begin - old_moved : old_begin + old_moved;
  int error = 0;
  if (across) {
    for (int y = 0; y < f.height; ++y)
      error += row_error(f.row(y) + new_begin, b.row(y) + new_from, edge) +
               row_error(f.row(y) + old_begin, a.row(y) + old_from, length - edge);
    return error;
  }
  error += row_error(f.row(new_begin), b.row(new_from), edge * f.width);
  error += row_error(f.row(old_begin), a.row(old_from), (length - edge) * f.width);
  return error;
}

int length_of(const Plane& plane, Way way) {
  return way == Way::right || way == Way::left ? plane.width : plane.height;
}

/// The lowest point of the parabola through three values, from -0.5 to 0.5 around the middle one.
double parabola_minimum(double before, double middle, double after) {
  const double bend = before - 2 * middle + after;
  return bend > 0 ? std::clamp((before - after) / (2 * bend), -0.5, 0.5) : 0;
}

Mix best_slide(const Plane& a, const Plane& f, const Plane& b, MixKind kind) {
  const int length = length_of(f, kind.way);
  std::array<int, coarse_width + 1> errors{};
  for (int edge = 0; edge <= length; ++edge)
    errors.at(static_cast<std::size_t>(edge)) = slide_error(a, f, b, kind, edge);
  const auto end = errors.begin() + length + 1;
  const auto best = std::min_element(errors.begin(), end);
  double edge = static_cast<double>(best - errors.begin());
  if (best != errors.begin() && best + 1 != end) edge += parabola_minimum(best[-1], *best, best[1]);
  const int whole = row_error(a.cells, b.cells, a.width * a.height);
  if (whole == 0) return {};
  return {edge / length, static_cast<double>(*best) / whole};
}

Plane plane_of(const Coarse& picture) { return {picture.data(), coarse_width, coarse_height}; }
Plane plane_of(const Tiny& picture) { return {picture.luma.data(), Tiny::width, Tiny::height}; }

}  // namespace

Mix wipe_mix(const Coarse& a, const Coarse& f, const Coarse& b, Way way) {
  return edge_mix(CellErrors(a, f, b), way);
}

WayMix best_wipe(const Coarse& a, const Coarse& f, const Coarse& b) {
  const CellErrors cells(a, f, b);
  WayMix best{edge_ways.front(), edge_mix(cells, edge_ways.front())};
  for (const Way way : edge_ways) {
    const Mix mix = edge_mix(cells, way);
    if (mix.left < best.mix.left) best = {way, mix};
  }
  return best;
}

Mix slide_mix(const Coarse& a, const Coarse& f, const Coarse& b, Mixing mixing, Way way) {
  return best_slide(plane_of(a), plane_of(f), plane_of(b), {mixing, way});
}

double shift_along(const Coarse& a, const Coarse& b, Way way) {
  const bool across = way == Way::right || way == Way::left;
  const bool forward = way == Way::right || way == Way::down;
  const Plane from = plane_of(a);
  const Plane to = plane_of(b);
  const int length = length_of(from, way);
  const int reach = length / 2;
  // The mean difference where both pictures overlap after a shift.
  const auto error_at = [&](int shift) {
    const int seen = length - std::abs(shift);
    const int to_begin = std::max(0, shift);
    const int from_begin = std::max(0, -shift);
    double sum = 0;
    if (across) {
      for (int y = 0; y < from.height; ++y)
        sum += row_error(from.row(y) + from_begin, to.row(y) + to_begin, seen);
      return sum / (seen * from.height);
    }
    sum = row_error(from.row(from_begin), to.row(to_begin), seen * from.width);
    return sum / (seen * from.width);
  };
  int best = 0;
  double least = error_at(0) * most_of_still;
  for (int shift = -reach; shift <= reach; ++shift) {
    const double error = error_at(shift);
    if (error >= least) continue;
    least = error;
    best = shift;
  }
  if (best == 0) return 0;
  double shift = best;
  if (std::abs(best) < reach)
    shift += parabola_minimum(error_at(best - 1), error_at(best), error_at(best + 1));
  return (forward ? shift : -shift) / length;
}

double seam_contrast(const Coarse& f, Way way, double share) {
  const Order& passed = order(way);
  const auto edge = static_cast<int>(std::lround(share * passed.lines));
  double seam = 0;
  double all = 0;
  int seam_pairs = 0;
  int all_pairs = 0;
  const auto add = [&](int first, int second) {
    const int a = passed.line.at(static_cast<std::size_t>(first));
    const int b = passed.line.at(static_cast<std::size_t>(second));
    if (a == b) return;
    const int step =
        std::abs(f.at(static_cast<std::size_t>(first)) - f.at(static_cast<std::size_t>(second)));
    all += step;
    ++all_pairs;
    if (std::min(a, b) >= edge || std::max(a, b) < edge) return;
    seam += step;
    ++seam_pairs;
  };
  // Cells two apart, because the edge may lie within a cell.
  for (int y = 1; y + 1 < coarse_height; ++y) {
    for (int x = 1; x + 1 < coarse_width; ++x) {
      const int cell = y * coarse_width + x;
      add(cell - 1, cell + 1);
      add(cell - coarse_width, cell + coarse_width);
    }
  }
  if (seam_pairs == 0) return 0;
  return seam / seam_pairs / (all / all_pairs + 1);
}

Tiny tiny(const Coarse& picture) {
  Tiny out{};
  for (int y = 0; y < Tiny::height; ++y) {
    for (int x = 0; x < Tiny::width; ++x) {
      const auto* top = picture.data() + 2 * y * coarse_width + 2 * x;
      const auto* bottom = top + coarse_width;
      out.luma[static_cast<std::size_t>(y * Tiny::width + x)] =
          static_cast<std::int16_t>((top[0] + top[1] + bottom[0] + bottom[1] + 2) / 4);
    }
  }
  return out;
}

SlideGuess guess_slide(const Tiny& a, const Tiny& f, const Tiny& b) {
  SlideGuess best;
  for (const Mixing mixing : slide_mixings) {
    for (const Way way : slide_ways) {
      const Mix mix = best_slide(plane_of(a), plane_of(f), plane_of(b), {mixing, way});
      if (mix.left < best.left) best = {{mixing, way}, mix.left};
    }
  }
  return best;
}

}  // namespace facetrack
