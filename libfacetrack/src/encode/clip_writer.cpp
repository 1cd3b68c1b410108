// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "facetrack/clip.hpp"
#include "facetrack/error.hpp"

#include "core/files.hpp"
#include "core/parallel.hpp"
#include "core/progress_period.hpp"
#include "encode/clip_copy.hpp"
#include "encode/clip_output.hpp"
#include "encode/retouch.hpp"

namespace facetrack {
namespace media {
namespace {

using Clock = std::chrono::steady_clock;

/// Memory limit for clips that are open at the same time; more clips take another pass.
constexpr std::int64_t open_bytes = std::int64_t{256} << 20;
/// Memory of an open clip with sound: 9 MB and about 72 bytes per pixel (x264 veryfast: look-ahead,
/// references; measured as growth of the process at 256x256 and 1280x720).
constexpr std::int64_t bytes_held = std::int64_t{9} << 20;
constexpr std::int64_t bytes_per_pixel = 72;
/// Side of a crop window, as a multiple of the longer side of the source.
constexpr int largest_window = 4;

bool can_show(const ClipPlan& plan) {
  return plan.frame_rate.num > 0 && plan.frame_rate.den > 0 &&
         std::is_sorted(plan.shows.begin(), plan.shows.end()) &&
         plan.shows.front() >= plan.first_frame && plan.shows.back() <= plan.last_frame;
}

class FfmpegClipWriter final : public ClipWriter {
 public:
  FfmpegClipWriter(std::filesystem::path source, std::filesystem::path folder,
                   ClipWriterOptions options)
      : file_(std::move(source)), folder_(std::move(folder)), options_(std::move(options)) {
    ending_ = clip_ending(options_.codec);
    decoding_.threads = options_.threads;
    decoding_.stream_index = options_.stream_index;
    // The plans leave out damaged frames; an overlay shows them unchanged.
    decoding_.damaged_too = true;
    decoder_ = open_decoder(file_, decoding_);
    source_ = describe_source(file_, decoder_->info(), decoding_, options_);
    if (options_.copy_streams) ending_ = source_.copies_to_mp4 ? ".mp4" : ".mkv";
  }

  std::vector<WrittenClip> write(std::span<const ClipPlan> plans,
                                 const RunControl& control) override;

 private:
  using Order = std::vector<std::size_t>;

  void check_plans(std::span<const ClipPlan> plans) const;
  std::int64_t cost(const ClipPlan& plan) const;
  std::vector<Order> passes(std::span<const ClipPlan> plans) const;
  bool run_pass(std::span<const ClipPlan> plans, const Order& order);
  void copy_all(std::span<const ClipPlan> plans);
  Frame take(std::int64_t index);
  bool report(const Frame& frame);
  std::filesystem::path target(const ClipPlan& plan) const;

  std::filesystem::path file_;
  std::filesystem::path folder_;
  ClipWriterOptions options_;
  std::string ending_;
  DecoderOptions decoding_;
  std::unique_ptr<Decoder> decoder_;
  ClipSource source_;
  // State of the write() in progress.
  const RunControl* control_ = nullptr;
  std::map<std::size_t, WrittenClip> done_;
  std::optional<Frame> last_;   ///< replaces a damaged frame after it
  std::optional<Frame> ahead_;  ///< read already: the frame after a damaged one
  std::int64_t frames_total_ = 0;
  std::int64_t frames_done_ = 0;
  Clock::time_point reported_;
};

std::filesystem::path FfmpegClipWriter::target(const ClipPlan& plan) const {
  return folder_ / (plan.name + ending_);
}

void FfmpegClipWriter::check_plans(std::span<const ClipPlan> plans) const {
  const auto refuse = [](const ClipPlan& plan, const std::string& why) {
    throw Error(ErrorCode::invalid_argument, "clip '" + plan.name + "': " + why);
  };
  std::set<std::string> names;
  const std::int64_t frames = decoder_->count_frames().value_or(0);
  for (const ClipPlan& plan : plans) {
    if (plan.name.empty() || plan.name.find('/') != std::string::npos) {
      refuse(plan, "the name must be a file name without folder");
    }
    if (!names.insert(plan.name).second) refuse(plan, "two clips have this name");
    if (plan.first_frame < 0 || plan.last_frame < plan.first_frame || plan.last_frame >= frames) {
      refuse(plan, "frames " + std::to_string(plan.first_frame) + " to " +
                       std::to_string(plan.last_frame) + " are not all in " + file_.string() +
                       ", which has " + std::to_string(frames));
    }
    const auto count = static_cast<std::size_t>(plan.last_frame - plan.first_frame + 1);
    if (!plan.crop.empty() && plan.crop.size() != count) {
      refuse(plan, "there must be one crop window for each frame");
    }
    if (!plan.shows.empty() && !can_show(plan)) {
      refuse(plan, "the pictures at a constant rate must be frames of the clip, in order");
    }
    if (!plan.shows.empty() && options_.copy_streams) {
      refuse(plan, "copied streams keep their own frames; a constant rate requires encoding");
    }
    if ((plan.width > 0) != (plan.height > 0) || plan.width < 0 || plan.height < 0) {
      refuse(plan, "give both width and height, or neither");
    }
    for (const Box& window : plan.crop) {
      if (!(window.width > 0 && window.height > 0) || !std::isfinite(window.x + window.y)) {
        refuse(plan, "a crop window is empty");
      }
      // Limited, because every pixel outside the picture is computed.
      const auto most =
          static_cast<float>(largest_window * std::max(source_.info.width, source_.info.height));
      if (!(window.width <= most && window.height <= most)) {
        refuse(plan, "a crop window is more than " + std::to_string(largest_window) +
                         " times as large as the picture");
      }
    }
    std::error_code error;
    if (!options_.overwrite && std::filesystem::exists(target(plan), error)) {
      throw Error(ErrorCode::io, target(plan).string() +
                                     ": already exists; choose another folder or overwrite it");
    }
  }
}

std::int64_t FfmpegClipWriter::cost(const ClipPlan& plan) const {
  const std::int64_t width = plan.width > 0 ? plan.width : source_.info.width;
  const std::int64_t height = plan.height > 0 ? plan.height : source_.info.height;
  return bytes_held + width * height * bytes_per_pixel;
}

/// Divides the plans, in order of their first frame, into passes that do not keep too many clips
/// open at once.
std::vector<FfmpegClipWriter::Order> FfmpegClipWriter::passes(
    std::span<const ClipPlan> plans) const {
  Order waiting(plans.size());
  for (std::size_t i = 0; i < waiting.size(); ++i) waiting[i] = i;
  std::stable_sort(waiting.begin(), waiting.end(), [&](std::size_t a, std::size_t b) {
    return plans[a].first_frame < plans[b].first_frame;
  });
  std::vector<Order> result;
  while (!waiting.empty()) {
    Order pass, later;
    std::multimap<std::int64_t, std::int64_t> open;  // last frame -> cost
    std::int64_t held = 0;
    for (const std::size_t i : waiting) {
      while (!open.empty() && open.begin()->first < plans[i].first_frame) {
        held -= open.begin()->second;
        open.erase(open.begin());
      }
      if (!open.empty() && held + cost(plans[i]) > open_bytes) {
        later.push_back(i);
        continue;
      }
      held += cost(plans[i]);
      open.emplace(plans[i].last_frame, cost(plans[i]));
      pass.push_back(i);
    }
    result.push_back(std::move(pass));
    waiting = std::move(later);
  }
  return result;
}

/// Frame `index`; the reader is at or before it. A damaged frame is replaced by the one before, so
/// that a clip always has all frames of its plan.
Frame FfmpegClipWriter::take(std::int64_t index) {
  if (!ahead_) ahead_ = decoder_->read();
  while (ahead_ && ahead_->time().index < index) {
    last_ = std::exchange(ahead_, decoder_->read());
  }
  if (ahead_ && ahead_->time().index == index) {
    last_ = std::exchange(ahead_, std::nullopt);
    return *last_;
  }
  if (!last_ && !ahead_) {
    throw Error(ErrorCode::corrupt_input, file_.string() + ": frame " + std::to_string(index) +
                                              " and those before it cannot be decoded");
  }
  const Frame& substitute = last_ ? *last_ : *ahead_;
  const FrameTime time = source_.time_of(index);
  return {std::make_shared<const Frame>(substitute),
          {substitute.plane(0), substitute.plane(1), substitute.plane(2)},
          substitute.format(),
          time,
          substitute.color()};
}

/// Returns false if the caller asked to stop.
bool FfmpegClipWriter::report(const Frame& frame) {
  if (control_->stop.stop_requested()) return false;
  const auto now = Clock::now();
  if (control_->on_progress && now - reported_ >= progress_period) {
    reported_ = now;
    const double whole = static_cast<double>(std::max<std::int64_t>(frames_total_, 1));
    control_->on_progress({"write", std::min(static_cast<double>(frames_done_) / whole, 1.0),
                           (frame.time().pts - source_.info.start).seconds(), frames_done_,
                           static_cast<int>(done_.size())});
  }
  return true;
}

bool FfmpegClipWriter::run_pass(std::span<const ClipPlan> plans, const Order& order) {
  struct Open {
    std::size_t plan;
    std::unique_ptr<ClipOutput> output;
  };
  std::vector<Open> open;
  auto next = order.begin();
  std::int64_t index = 0;
  while (!open.empty() || next != order.end()) {
    if (open.empty()) {  // no clip needs frames until the next one begins
      index = plans[*next].first_frame;
      decoder_->seek(index);
      last_.reset();
      ahead_.reset();
    }
    const Frame frame = retouched(take(index), options_.retouch);
    if (!report(frame)) return false;
    for (; next != order.end() && plans[*next].first_frame == index; ++next) {
      open.push_back({*next, std::make_unique<ClipOutput>(source_, plans[*next],
                                                          target(plans[*next]), options_, frame)});
    }
    for (Open& clip : open) {
      clip.output->push(frame);
      ++frames_done_;
      if (plans[clip.plan].last_frame != index) continue;
      done_.emplace(clip.plan, clip.output->finish());
      clip.output.reset();
    }
    std::erase_if(open, [](const Open& clip) { return clip.output == nullptr; });
    ++index;
  }
  return true;
}

void FfmpegClipWriter::copy_all(std::span<const ClipPlan> plans) {
  // Progress counts decoded pictures of the source and of each clip, because they take the time.
  std::mutex mutex;
  in_parallel(plans.size(), options_.threads, [&] {
    return [&, input = std::make_shared<std::unique_ptr<Input>>()](std::size_t i) {
      if (control_->stop.stop_requested()) return false;
      WrittenClip clip = copy_clip(source_, plans[i], target(plans[i]), *input);
      const std::lock_guard lock(mutex);
      done_.emplace(i, std::move(clip));
      return true;
    };
  });
}

std::vector<WrittenClip> FfmpegClipWriter::write(std::span<const ClipPlan> plans,
                                                 const RunControl& control) {
  check_plans(plans);
  files::make_folder(folder_);
  control_ = &control;
  done_.clear();
  frames_done_ = frames_total_ = 0;
  for (const ClipPlan& plan : plans) frames_total_ += plan.last_frame - plan.first_frame + 1;
  if (options_.copy_streams) {
    copy_all(plans);
  } else {
    for (const Order& pass : passes(plans)) {
      if (!run_pass(plans, pass)) break;
    }
  }
  std::vector<WrittenClip> written;
  for (auto& [plan, clip] : done_) {
    clip.plan = plan;
    written.push_back(std::move(clip));
  }
  control_ = nullptr;
  return written;
}

}  // namespace
}  // namespace media

ClipWriter::~ClipWriter() = default;

std::unique_ptr<ClipWriter> make_clip_writer(const std::filesystem::path& source,
                                             const std::filesystem::path& folder,
                                             const ClipWriterOptions& options) {
  return std::make_unique<media::FfmpegClipWriter>(source, folder, options);
}

}  // namespace facetrack
