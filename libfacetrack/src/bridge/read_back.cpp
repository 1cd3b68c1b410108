// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "bridge/read_back.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "facetrack/decoder.hpp"

#include "bridge/likeness.hpp"
#include "encode/sound_clip.hpp"

namespace facetrack::bridge {
namespace {

constexpr double least_psnr = 40.0;  // dB; below it people see that the frame differs
// A neighbour counts as the better match only if it is better by this much: in still scenes
// neighbours are equal up to the encoder's noise.
constexpr double clearly_better = 0.5;    // dB
constexpr std::int64_t neighbours = 3;    // frames on either side
constexpr double aac_frame = 1024.0;      // samples: the sound may be this much longer or shorter
constexpr std::int64_t shown_around = 2;  // real frames on either side of the join, in the report
constexpr int thumb_width = 240;

class Landing {
 public:
  Landing(const Frame& wanted, std::int64_t place) : wanted_(wanted) {
    check_.frame = place;
    check_.best_match = place;
  }
  void see(const Frame& frame, std::int64_t index) {
    if (index < check_.frame - neighbours || index > check_.frame + neighbours) return;
    const double likeness = psnr(wanted_, frame);
    if (index == check_.frame) {
      check_.psnr = likeness;
      check_.ssim = ssim(wanted_, frame);
    } else if (likeness > best_other_) {
      best_other_ = likeness;
      other_ = index;
    }
  }
  LandingCheck result() {
    if (best_other_ > check_.psnr + clearly_better) check_.best_match = other_;
    return check_;
  }

 private:
  const Frame& wanted_;
  LandingCheck check_;
  double best_other_ = 0;
  std::int64_t other_ = 0;
};

std::string text_of(double value, const char* unit) {
  char text[48];
  std::snprintf(text, sizeof text, "%.2f%s", value, unit);
  return text;
}

void judge(const char* name, const LandingCheck& check, std::vector<std::string>& problems) {
  const std::string where = "frame " + std::to_string(check.frame) + " should show " + name;
  if (check.best_match != check.frame) {
    problems.push_back(where + ", but frame " + std::to_string(check.best_match) +
                       " is more like it; the written file is wrong");
  }
  if (check.psnr < least_psnr) {
    problems.push_back(where + ", but its PSNR against it is " + text_of(check.psnr, " dB") +
                       "; at least " + text_of(least_psnr, " dB") + " is required");
  }
}

Frame thumbnail(const Frame& frame) {
  const int width = std::min(frame.width(), thumb_width);
  const int height = std::max(1, frame.height() * width / frame.width());
  return to_bgr24(frame, {0, 0, frame.width(), frame.height()}, width, height);
}

void check_sound(const std::filesystem::path& file, const MediaInfo& info, double seconds,
                 BridgeReport& report) {
  if (info.audio.empty()) {
    report.problems.emplace_back("the sound is missing");
    return;
  }
  const MediaTime longest{static_cast<std::int64_t>((seconds + 1) * 1000), {1, 1000}};
  report.audio =
      media::sound_length(file, info.audio.front().stream_index, {0, {1, 1000}}, longest);
  if (std::abs(*report.audio - seconds) > aac_frame / info.audio.front().sample_rate) {
    report.problems.push_back("the sound lasts " + text_of(*report.audio, " s") + ", the picture " +
                              text_of(seconds, " s"));
  }
}

}  // namespace

void read_back(const std::filesystem::path& file, const Frame& a, const Frame& b, bool with_sound,
               BridgeReport& report) {
  const BridgePlan& plan = report.plan;
  const auto decoder = open_decoder(file);
  Landing at_a(a, plan.before);
  Landing at_b(b, plan.before + plan.between);
  report.join_first = std::max<std::int64_t>(plan.before + plan.indent + 1 - shown_around, 0);
  const std::int64_t join_last = plan.before + plan.indent + plan.interpolated + shown_around;
  MediaTime end;
  std::int64_t count = 0;
  while (const auto frame = decoder->read()) {
    at_a.see(*frame, count);
    at_b.see(*frame, count);
    if (count >= report.join_first && count <= join_last) report.join.push_back(thumbnail(*frame));
    end = frame->time().pts + frame->time().duration;
    ++count;
  }
  report.a = at_a.result();
  report.b = at_b.result();
  report.frames = count;
  report.duration = (end - decoder->info().start).seconds();
  const auto wanted = plan.before + plan.between + plan.after;
  const double seconds = static_cast<double>(wanted) * plan.rate.den / plan.rate.num;
  if (count != wanted) {
    report.problems.push_back("the file has " + std::to_string(count) + " frames, not " +
                              std::to_string(wanted));
  }
  if (std::abs(report.duration - seconds) > 0.5 * plan.rate.den / plan.rate.num) {
    report.problems.push_back("the file lasts " + text_of(report.duration, " s") + ", not " +
                              text_of(seconds, " s"));
  }
  judge("A", report.a, report.problems);
  judge("B", report.b, report.problems);
  if (with_sound) check_sound(file, decoder->info(), seconds, report);
}

}  // namespace facetrack::bridge
