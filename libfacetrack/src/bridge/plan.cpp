// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/plan.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "facetrack/error.hpp"

#include "bridge/join_cost.hpp"
#include "core/source_warnings.hpp"

namespace facetrack {
namespace bridge {
namespace {

constexpr int faces_looked_at = 8;    // number of joins, the cheapest ones without faces
constexpr double longest_join = 0.4;  // seconds of interpolated frames, for "auto"

std::string text_of(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::invalid_argument, what);
}

// The sketches of the frames that are visible from `from` to `to` frames of the rate after
// `anchor`.
std::vector<Sketch> read_sketches(Decoder& decoder, const Timeline& timeline, std::int64_t anchor,
                                  std::int64_t from, std::int64_t to, bool with_colour,
                                  const RunControl& control, double progress_from) {
  std::vector<Sketch> sketches;
  decoder.seek(timeline.at(anchor, from));
  std::optional<Frame> frame;
  for (std::int64_t k = from; k <= to; ++k) {
    const std::int64_t wanted = timeline.at(anchor, k);
    if (frame && frame->time().index == wanted) {
      sketches.push_back(sketches.back());
      continue;
    }
    do {
      frame = decoder.read();
    } while (frame && frame->time().index < wanted);
    // A damaged frame is replaced by its neighbour.
    if (frame)
      sketches.push_back(sketch_of(*frame, with_colour));
    else if (!sketches.empty())
      sketches.push_back(sketches.back());
    else
      refuse(decoder.info().path + ": frame " + std::to_string(wanted) + " cannot be decoded");
    if (control.on_progress && k % 25 == 0) {
      const double part = static_cast<double>(k - from) / static_cast<double>(to - from + 1);
      control.on_progress({"search", progress_from + 0.4 * part, 0, k - from, 0});
    }
    if (control.stop.stop_requested()) return sketches;
  }
  return sketches;
}

double usual_motion(const std::vector<Sketch>& sketches) {
  std::vector<double> motions;
  for (std::size_t i = 1; i < sketches.size(); i += 4) {
    motions.push_back(pair_cost(sketches[i - 1], sketches[i]).motion);
  }
  if (motions.empty()) return 0;
  const auto middle = motions.begin() + static_cast<std::ptrdiff_t>(motions.size() / 2);
  std::nth_element(motions.begin(), middle, motions.end());
  return *middle;
}

struct Join {
  std::int64_t indent = 0;
  std::int64_t interpolated = 0;
  double cost = 0;
};

// The cheapest join for every indent.
std::vector<Join> all_joins(const BridgePlan& plan, const BridgeOptions& options,
                            const std::vector<Sketch>& left, const std::vector<Sketch>& right) {
  const double usual = usual_motion(left);
  const auto most =
      static_cast<std::int64_t>(std::lround(longest_join * plan.rate.num / plan.rate.den));
  const std::int64_t from = options.interpolated.value_or(1);
  const std::int64_t to =
      options.interpolated.value_or(std::clamp<std::int64_t>(most, 1, plan.between - 1));
  std::vector<Join> joins;
  for (std::int64_t indent = 0; indent < plan.between - from; ++indent) {
    Join best{indent, from, std::numeric_limits<double>::max()};
    for (std::int64_t count = from; count <= std::min(to, plan.between - 1 - indent); ++count) {
      const std::int64_t place = plan.between - 1 - lead_in(plan, indent, count);
      const PairCost pair =
          pair_cost(left[static_cast<std::size_t>(indent)], right[static_cast<std::size_t>(place)]);
      const double cost = join_cost(pair, count, usual);
      if (cost < best.cost) best = {indent, count, cost};
    }
    joins.push_back(best);
  }
  return joins;
}

// The cheapest join with faces included. Faces can only raise a cost, so joins are tried from the
// cheapest on until the next one cannot be better.
std::size_t best_with_faces(std::vector<Join>& joins, const BridgePlan& plan, Detector& detector,
                            const std::vector<Sketch>& left, const std::vector<Sketch>& right) {
  std::vector<std::size_t> order(joins.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t p, std::size_t q) { return joins[p].cost < joins[q].cost; });
  order.resize(std::min<std::size_t>(order.size(), faces_looked_at));
  std::size_t best = order.front();
  double least = std::numeric_limits<double>::max();
  for (const std::size_t i : order) {
    Join& join = joins[i];
    if (join.cost >= least) break;
    const std::int64_t place = plan.between - 1 - lead_in(plan, join.indent, join.interpolated);
    join.cost += face_cost(left[static_cast<std::size_t>(join.indent)],
                           right[static_cast<std::size_t>(place)], detector);
    if (join.cost < least) {
      least = join.cost;
      best = i;
    }
  }
  return best;
}

std::size_t cheapest(const std::vector<Join>& joins) {
  const auto best = std::min_element(joins.begin(), joins.end(),
                                     [](const Join& p, const Join& q) { return p.cost < q.cost; });
  return static_cast<std::size_t>(best - joins.begin());
}

std::string seconds_text(const Timeline& timeline, std::int64_t steps) {
  return text_of(timeline.span(steps).seconds()) + " s";
}

}  // namespace

BridgePlan plan_parts(const Timeline& timeline, std::int64_t a, std::int64_t b,
                      const BridgeOptions& options) {
  BridgePlan plan;
  plan.a = a;
  plan.b = b;
  plan.rate = timeline.rate();
  plan.variable_rate = timeline.variable();
  plan.before = timeline.count(options.before.seconds());
  plan.between = timeline.count(options.between.seconds());
  plan.after = timeline.count(options.after.seconds());
  plan.limit = join_limit;
  if (a < 0 || b < 0 || a >= timeline.frames() || b >= timeline.frames()) {
    refuse("frames " + std::to_string(a) + " and " + std::to_string(b) +
           " must be in the video, which has " + std::to_string(timeline.frames()));
  }
  if (plan.before < 0 || plan.between < 1 || plan.after < 1) {
    refuse(
        "the part before A must not be negative, and the parts between and after need at least one "
        "frame");
  }
  if (timeline.at(a, -plan.before) < 0) {
    refuse("frame A (" + std::to_string(a) + ") has only " +
           text_of((timeline.time(a) - timeline.time(0)).seconds()) + " s before it, not " +
           seconds_text(timeline, plan.before) + "; choose a later A or a shorter part before it");
  }
  if (timeline.at(b, plan.after - 1) >= timeline.frames()) {
    refuse("frame B (" + std::to_string(b) + ") has only " +
           text_of((timeline.time(timeline.frames()) - timeline.time(b)).seconds()) +
           " s from it to the end, not " + seconds_text(timeline, plan.after) +
           "; choose an earlier B or a shorter part after it");
  }
  const std::int64_t most = plan.between - 1;
  const std::int64_t invented = options.interpolated.value_or(1);
  if (invented < 0 || options.indent.value_or(0) < 0 ||
      options.indent.value_or(0) + invented > most) {
    refuse("the indent and the interpolated frames do not fit between A and B; use at most " +
           std::to_string(most) + " frames together");
  }
  if (timeline.at(b, 1 - plan.between) < 0 ||
      timeline.at(a, plan.between - 1) >= timeline.frames()) {
    refuse("the part between A and B of " + seconds_text(timeline, plan.between) +
           " needs that much video after A and before B; choose a shorter part");
  }
  return plan;
}

void fill_frames(const Timeline& timeline, BridgePlan& plan) {
  plan.frames.clear();
  for (std::int64_t k = -plan.before; k <= plan.indent; ++k) {
    plan.frames.push_back(timeline.at(plan.a, k));
  }
  const std::int64_t left = plan.frames.back();
  plan.frames.insert(plan.frames.end(), static_cast<std::size_t>(plan.interpolated), -1);
  const std::int64_t lead = lead_in(plan, plan.indent, plan.interpolated);
  for (std::int64_t k = -lead; k < plan.after; ++k) plan.frames.push_back(timeline.at(plan.b, k));
  plan.overlaps = timeline.at(plan.b, -lead) <= left;
}

}  // namespace bridge

BridgePlan plan_bridge(const std::filesystem::path& source, std::int64_t a, std::int64_t b,
                       const BridgeOptions& options, const RunControl& control) {
  using namespace bridge;
  const auto decoder = open_decoder(source);
  warn_about_video_streams(decoder->info(), false);
  warn_about_bit_depth(decoder->info(), "the bridge has");
  const Timeline timeline = open_timeline(source, *decoder);
  BridgePlan plan = plan_parts(timeline, a, b, options);
  const std::unique_ptr<Detector> detector = options.detector ? options.detector() : nullptr;
  const bool faces = detector != nullptr;
  const auto left = read_sketches(*decoder, timeline, a, 0, plan.between - 1, faces, control, 0.0);
  const auto right = read_sketches(*decoder, timeline, b, 1 - plan.between, 0, faces, control, 0.4);
  if (control.stop.stop_requested()) return plan;

  std::vector<Join> joins = all_joins(plan, options, left, right);
  const Join& best =
      joins[faces ? best_with_faces(joins, plan, *detector, left, right) : cheapest(joins)];
  for (const Join& join : joins) plan.cost_curve.push_back(join.cost);
  const Join& chosen = options.indent ? joins[static_cast<std::size_t>(*options.indent)] : best;
  plan.best_indent = best.indent;
  plan.indent = chosen.indent;
  plan.interpolated = chosen.interpolated;
  plan.cost = chosen.cost;
  fill_frames(timeline, plan);
  if (plan.cost > plan.limit && !options.force_join) {
    throw Error(
        ErrorCode::unsupported,
        source.string() + ": no credible join from A (frame " + std::to_string(a) +
            ") to B (frame " + std::to_string(b) + "): its cost is " + text_of(plan.cost) +
            ", the limit is " + text_of(plan.limit) + ". The best is " +
            std::to_string(best.indent) + " frames after A with " +
            std::to_string(best.interpolated) + " interpolated frames and costs " +
            text_of(best.cost) +
            (best.cost <= plan.limit ? "; use that indent" : "; choose moments of one scene") +
            ", or force the join",
        "force_join");
  }
  return plan;
}

}  // namespace facetrack
