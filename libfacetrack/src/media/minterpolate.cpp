// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "media/minterpolate.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "media/buffer.hpp"
#include "media/ffmpeg.hpp"

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

namespace facetrack::media {
namespace {

using GraphPtr = std::unique_ptr<AVFilterGraph, Closer<avfilter_graph_free>>;
using InOutPtr = std::unique_ptr<AVFilterInOut, Closer<avfilter_inout_free>>;

// The filter makes whole series of pictures, one for each step; so as few steps as place t.
constexpr int max_steps = 32;
int steps_for(double t) {
  int best = 2;
  for (int n = 2; n <= max_steps; ++n) {
    const auto miss = [t](int steps) { return std::abs(std::round(t * steps) / steps - t); };
    if (miss(n) < miss(best) - 1e-4) best = n;
  }
  return best;
}

const std::string task = "minterpolate";

FramePtr to_av(const Frame& frame, std::int64_t pts) {
  FramePtr out = make_frame();
  out->format = AV_PIX_FMT_BGR24;
  out->width = frame.width();
  out->height = frame.height();
  out->pts = pts;
  check(av_frame_get_buffer(out.get(), 0), ErrorCode::backend, task);
  for (int y = 0; y < frame.height(); ++y) {
    std::memcpy(out->data[0] + static_cast<std::ptrdiff_t>(y) * out->linesize[0],
                frame.image().row(y), static_cast<std::size_t>(frame.width()) * 3);
  }
  return out;
}

Frame from_av(const AVFrame& picture, const FrameTime& time) {
  const Planes planes = make_bgr24(picture.width, picture.height);
  for (int y = 0; y < picture.height; ++y) {
    std::memcpy(planes.data(0) + y * planes.views[0].stride,
                picture.data[0] + static_cast<std::ptrdiff_t>(y) * picture.linesize[0],
                static_cast<std::size_t>(picture.width) * 3);
  }
  return {planes.owner, planes.views, PixelFormat::bgr24, time};
}

}  // namespace

Frame minterpolate(const Frame& a, const Frame& b, float t, const FrameTime& time) {
  const int steps = steps_for(static_cast<double>(t));
  const GraphPtr graph(check_alloc(avfilter_graph_alloc()));
  graph->nb_threads = 1;
  AVFilterContext* source = nullptr;
  AVFilterContext* sink = nullptr;
  const std::string size = std::to_string(a.width()) + "x" + std::to_string(a.height());
  const std::string source_args = "video_size=" + size +
                                  ":pix_fmt=" + std::to_string(AV_PIX_FMT_BGR24) +
                                  ":time_base=1/1:frame_rate=1/1";
  check(avfilter_graph_create_filter(&source, avfilter_get_by_name("buffer"), "in",
                                     source_args.c_str(), nullptr, graph.get()),
        ErrorCode::backend, task);
  check(avfilter_graph_create_filter(&sink, avfilter_get_by_name("buffersink"), "out", nullptr,
                                     nullptr, graph.get()),
        ErrorCode::backend, task);
  InOutPtr outputs(check_alloc(avfilter_inout_alloc()));
  InOutPtr inputs(check_alloc(avfilter_inout_alloc()));
  outputs->name = av_strdup("in");
  outputs->filter_ctx = source;
  inputs->name = av_strdup("out");
  inputs->filter_ctx = sink;
  AVFilterInOut* open_inputs = inputs.release();
  AVFilterInOut* open_outputs = outputs.release();
  const std::string chain = "format=yuv444p,minterpolate=fps=" + std::to_string(steps) +
                            ":mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none,"
                            "format=bgr24";
  const int parsed =
      avfilter_graph_parse_ptr(graph.get(), chain.c_str(), &open_inputs, &open_outputs, nullptr);
  inputs.reset(open_inputs);
  outputs.reset(open_outputs);
  check(parsed, ErrorCode::backend, task);
  check(avfilter_graph_config(graph.get(), nullptr), ErrorCode::backend, task);

  // The filter looks at two pictures on either side, so each is given more than once.
  const auto wanted =
      std::clamp<std::int64_t>(std::llround(static_cast<double>(t) * steps), 1, steps - 1);
  FramePtr best = make_frame();
  for (std::int64_t i = 0; i < 5; ++i) {
    const FramePtr in = to_av(i < 2 ? a : b, i);
    check(av_buffersrc_add_frame(source, in.get()), ErrorCode::backend, task);
  }
  check(av_buffersrc_add_frame(source, nullptr), ErrorCode::backend, task);
  while (av_buffersink_get_frame(sink, best.get()) >= 0) {
    const AVRational base = av_buffersink_get_time_base(sink);
    const double moment = static_cast<double>(best->pts) * av_q2d(base) - 1.0;
    if (moment > 0 && std::llround(moment * steps) >= wanted) return from_av(*best, time);
    av_frame_unref(best.get());
  }
  throw Error(ErrorCode::backend, "minterpolate gave no picture between the two");
}

}  // namespace facetrack::media
