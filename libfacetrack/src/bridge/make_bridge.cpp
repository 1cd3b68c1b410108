// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "facetrack/bridge.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"
#include "facetrack/output.hpp"

#include "bridge/join_sound.hpp"
#include "bridge/plan.hpp"
#include "bridge/read_back.hpp"
#include "core/files.hpp"
#include "core/pending_file.hpp"
#include "encode/frame_writer.hpp"

namespace facetrack {
namespace bridge {
namespace {

// Shortest crossfade, also if the join is shorter, to avoid a click.
constexpr MediaTime shortest_fade{20, {1, 1000}};

media::SoundClip bridge_sound(const std::filesystem::path& source, int stream,
                              const Timeline& timeline, const BridgePlan& plan) {
  const std::int64_t total = plan.before + plan.between + plan.after;
  const MediaTime from_a = timeline.time(plan.a) - timeline.span(plan.before);
  const MediaTime from_b = timeline.time(plan.b) - timeline.span(plan.before + plan.between);
  // Both sounds have the length of the bridge: this takes a little memory but needs only one clock.
  const media::SoundClip left =
      media::read_sound(source, stream, from_a, from_a + timeline.span(total));
  media::SoundClip right = media::read_sound(source, stream, from_b, from_b + timeline.span(total));
  // Rounding may make the two lengths differ by a sample.
  for (auto& channel : right.channels) channel.resize(left.samples());
  const auto sample = [&](std::int64_t frame) {
    return timeline.span(frame).in_base({1, left.sample_rate}).ticks;
  };
  std::int64_t from = sample(plan.before + plan.indent + 1);
  std::int64_t to = sample(plan.before + plan.indent + 1 + plan.interpolated);
  const std::int64_t least = shortest_fade.in_base({1, left.sample_rate}).ticks;
  if (to - from < least) {
    from = std::max<std::int64_t>((from + to - least) / 2, 0);
    to = from + least;
  }
  return join_sounds(left, right, static_cast<std::size_t>(from), static_cast<std::size_t>(to));
}

const AudioInfo* sound_of(const MediaInfo& info) {
  for (const AudioInfo& audio : info.audio) {
    if (audio.is_default) return &audio;
  }
  return info.audio.empty() ? nullptr : &info.audio.front();
}

// Reads frames of the source in ascending order; a frame may be read more than once.
class FrameSource {
 public:
  explicit FrameSource(Decoder& decoder) : decoder_(decoder) {}
  const Frame& at(std::int64_t index) {
    if (!frame_ || index < frame_->time().index || index > frame_->time().index + far) {
      decoder_.seek(index);
      frame_.reset();
    }
    while (!frame_ || frame_->time().index < index) {
      auto next = decoder_.read();
      if (!next && !frame_) {
        throw Error(ErrorCode::io, decoder_.info().path + ": frame " + std::to_string(index) +
                                       " cannot be decoded");
      }
      if (!next) break;
      frame_ = std::move(next);
    }
    return *frame_;
  }

  /// Frame `index`. Throws if it is damaged.
  const Frame& exactly(std::int64_t index) {
    const Frame& frame = at(index);
    if (frame.time().index == index) return frame;
    throw Error(ErrorCode::corrupt_input, decoder_.info().path + ": frame " +
                                              std::to_string(index) +
                                              " is damaged; choose another one");
  }

 private:
  static constexpr std::int64_t far = 50;  // frames; seek instead of decoding more than these
  Decoder& decoder_;
  std::optional<Frame> frame_;
};

std::vector<Frame> make_join(FrameSource& source, const BridgePlan& plan,
                             const BridgeOptions& options) {
  if (plan.interpolated == 0) return {};
  const auto last = static_cast<std::size_t>(plan.before + plan.indent);
  const Frame left = source.at(plan.frames[last]);
  const Frame right =
      source.at(plan.frames[last + 1 + static_cast<std::size_t>(plan.interpolated)]);
  std::vector<float> moments;
  for (std::int64_t k = 1; k <= plan.interpolated; ++k) {
    moments.push_back(static_cast<float>(k) / static_cast<float>(plan.interpolated + 1));
  }
  const auto interpolator =
      options.interpolator ? options.interpolator() : make_interpolator(options.method);
  if (interpolator == nullptr) {
    throw Error(
        ErrorCode::invalid_argument,
        "BridgeOptions::interpolator made no interpolator; leave it null for the library's");
  }
  std::vector<Frame> join = interpolator->between(left, right, moments);
  const bool fits = join.size() == moments.size() &&
                    std::all_of(join.begin(), join.end(), [&](const Frame& picture) {
                      return picture.format() == PixelFormat::bgr24 &&
                             picture.width() == left.width() && picture.height() == left.height();
                    });
  if (!fits) {
    throw Error(ErrorCode::invalid_argument,
                "the interpolator must make " + std::to_string(moments.size()) +
                    " bgr24 pictures of " + std::to_string(left.width()) + "x" +
                    std::to_string(left.height()));
  }
  return join;
}

}  // namespace
}  // namespace bridge

BridgeReport make_bridge(const std::filesystem::path& source, const BridgePlan& plan,
                         const std::filesystem::path& file, const BridgeOptions& options,
                         const RunControl& control) {
  using namespace bridge;
  keep_inputs({&file, 1}, {&source, 1});
  if (files::is_taken(file) && !options.overwrite) {
    throw OutputError(OutputError::Reason::results_there, file.string() + ": already exists");
  }
  const auto decoder = open_decoder(source);
  const Timeline timeline = open_timeline(source, *decoder);
  BridgeReport report;
  report.plan = plan;
  report.source = source.string();
  report.file = file.string();
  report.method = options.method;

  const AudioInfo* audio = options.audio ? sound_of(decoder->info()) : nullptr;
  media::SoundClip sound;
  if (audio != nullptr) sound = bridge_sound(source, audio->stream_index, timeline, plan);
  FrameSource frames(*decoder);
  const std::vector<Frame> join = make_join(frames, plan, options);
  const Frame a = frames.exactly(plan.a);

  media::FrameWriterOptions writing;
  writing.width = a.width();
  writing.height = a.height();
  writing.rate = plan.rate;
  writing.sample_aspect = decoder->info().sample_aspect;
  writing.color = a.color();
  files::PendingFile pending(file);
  media::FrameWriter writer(pending.path(), file.string(), writing,
                            audio != nullptr ? &sound : nullptr);
  Frame b;
  std::size_t invented = 0;
  for (std::size_t i = 0; i < plan.frames.size(); ++i) {
    if (control.stop.stop_requested()) return report;
    const bool is_b = i == static_cast<std::size_t>(plan.before + plan.between);
    const Frame& frame = plan.frames[i] < 0 ? join[invented++]
                         : is_b             ? frames.exactly(plan.frames[i])
                                            : frames.at(plan.frames[i]);
    if (is_b) b = frame;
    writer.push(frame);
    if (control.on_progress && i % 10 == 0) {
      const double part = static_cast<double>(i) / static_cast<double>(plan.frames.size());
      control.on_progress({"write", part, timeline.span(static_cast<std::int64_t>(i)).seconds(),
                           static_cast<std::int64_t>(i), 0});
    }
  }
  writer.finish();
  read_back(pending.path(), a, b, audio != nullptr, report);
  pending.commit();
  return report;
}

}  // namespace facetrack
