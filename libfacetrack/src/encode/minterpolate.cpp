// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/minterpolate.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "picture/buffer.hpp"
#include "picture/ffmpeg.hpp"

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

namespace facetrack::media {
namespace {

constexpr const char* library_name = "libavfilter.so." AV_STRINGIFY(LIBAVFILTER_VERSION_MAJOR);

/// A symbol of the library, converted to the type that the caller needs.
struct Symbol {
  void* address;
  template <typename Function>
  operator Function*() const {
    return reinterpret_cast<Function*>(address);
  }
};

Symbol find(void* library, const char* name) {
  void* address = library != nullptr ? dlsym(library, name) : nullptr;
  if (address != nullptr) return {address};
  throw Error(ErrorCode::unsupported, "minterpolate needs FFmpeg's " + std::string(library_name) +
                                          ": install it or choose another method");
}

/// libavfilter, loaded on first use. Nothing else needs it, and with the 26 libraries that it
/// depends on (a speech synthesizer among them) it would take a sixth of the start-up time of every
/// program.
struct FilterLibrary {
  void* library = dlopen(library_name, RTLD_LAZY | RTLD_LOCAL);  // never closed
  decltype(&avfilter_graph_alloc) graph_alloc = find(library, "avfilter_graph_alloc");
  decltype(&avfilter_graph_free) graph_free = find(library, "avfilter_graph_free");
  decltype(&avfilter_graph_create_filter) create_filter =
      find(library, "avfilter_graph_create_filter");
  decltype(&avfilter_graph_parse_ptr) graph_parse = find(library, "avfilter_graph_parse_ptr");
  decltype(&avfilter_graph_config) graph_config = find(library, "avfilter_graph_config");
  decltype(&avfilter_get_by_name) get_by_name = find(library, "avfilter_get_by_name");
  decltype(&avfilter_inout_alloc) inout_alloc = find(library, "avfilter_inout_alloc");
  decltype(&avfilter_inout_free) inout_free = find(library, "avfilter_inout_free");
  decltype(&av_buffersrc_add_frame) add_frame = find(library, "av_buffersrc_add_frame");
  decltype(&av_buffersink_get_frame) get_frame = find(library, "av_buffersink_get_frame");
  decltype(&av_buffersink_get_time_base) get_time_base =
      find(library, "av_buffersink_get_time_base");

  static const FilterLibrary& get() {
    static const FilterLibrary loaded;
    return loaded;
  }
};

struct FilterCloser {
  void operator()(AVFilterGraph* graph) const noexcept { FilterLibrary::get().graph_free(&graph); }
  void operator()(AVFilterInOut* pad) const noexcept { FilterLibrary::get().inout_free(&pad); }
};
using GraphPtr = std::unique_ptr<AVFilterGraph, FilterCloser>;
using InOutPtr = std::unique_ptr<AVFilterInOut, FilterCloser>;

// The filter makes one picture per step, so use the smallest number of steps that includes t.
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

// The smallest side that the filter accepts (FFmpeg 5.1); smaller pictures get a wider border.
constexpr int min_side = 32;

FramePtr av_frame_of(const Frame& frame, std::int64_t pts) {
  FramePtr out = make_frame();
  out->format = AV_PIX_FMT_BGR24;
  out->width = std::max(frame.width(), min_side);
  out->height = std::max(frame.height(), min_side);
  out->pts = pts;
  check(av_frame_get_buffer(out.get(), 0), ErrorCode::backend, task);
  for (int y = 0; y < out->height; ++y) {
    std::uint8_t* const row = out->data[0] + static_cast<std::ptrdiff_t>(y) * out->linesize[0];
    std::memcpy(row, frame.image().row(std::min(y, frame.height() - 1)),
                static_cast<std::size_t>(frame.width()) * 3);
    for (int i = 3 * frame.width(); i < 3 * out->width; ++i) row[i] = row[i - 3];
  }
  return out;
}

Frame from_av(const AVFrame& picture, const Frame& like, const FrameTime& time) {
  const Planes planes = make_bgr24(like.width(), like.height());
  for (int y = 0; y < like.height(); ++y) {
    std::memcpy(planes.data(0) + y * planes.views[0].stride,
                picture.data[0] + static_cast<std::ptrdiff_t>(y) * picture.linesize[0],
                static_cast<std::size_t>(like.width()) * 3);
  }
  return {planes.owner, planes.views, PixelFormat::bgr24, time};
}

}  // namespace

Frame minterpolate(const Frame& a, const Frame& b, float t, const FrameTime& time) {
  const int steps = steps_for(static_cast<double>(t));
  const FilterLibrary& filters = FilterLibrary::get();
  const GraphPtr graph(check_alloc(filters.graph_alloc()));
  graph->nb_threads = 1;
  AVFilterContext* source = nullptr;
  AVFilterContext* sink = nullptr;
  const std::string size = std::to_string(std::max(a.width(), min_side)) + "x" +
                           std::to_string(std::max(a.height(), min_side));
  const std::string source_args = "video_size=" + size +
                                  ":pix_fmt=" + std::to_string(AV_PIX_FMT_BGR24) +
                                  ":time_base=1/1:frame_rate=1/1";
  check(filters.create_filter(&source, filters.get_by_name("buffer"), "in", source_args.c_str(),
                              nullptr, graph.get()),
        ErrorCode::backend, task);
  check(filters.create_filter(&sink, filters.get_by_name("buffersink"), "out", nullptr, nullptr,
                              graph.get()),
        ErrorCode::backend, task);
  InOutPtr outputs(check_alloc(filters.inout_alloc()));
  InOutPtr inputs(check_alloc(filters.inout_alloc()));
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
      filters.graph_parse(graph.get(), chain.c_str(), &open_inputs, &open_outputs, nullptr);
  inputs.reset(open_inputs);
  outputs.reset(open_outputs);
  check(parsed, ErrorCode::backend, task);
  check(filters.graph_config(graph.get(), nullptr), ErrorCode::backend, task);

  // The filter reads two pictures on either side, so each picture is repeated.
  const auto wanted =
      std::clamp<std::int64_t>(std::llround(static_cast<double>(t) * steps), 1, steps - 1);
  FramePtr best = make_frame();
  for (std::int64_t i = 0; i < 5; ++i) {
    const FramePtr in = av_frame_of(i < 2 ? a : b, i);
    check(filters.add_frame(source, in.get()), ErrorCode::backend, task);
  }
  check(filters.add_frame(source, nullptr), ErrorCode::backend, task);
  while (filters.get_frame(sink, best.get()) >= 0) {
    const AVRational base = filters.get_time_base(sink);
    const double moment = static_cast<double>(best->pts) * av_q2d(base) - 1.0;
    if (moment > 0 && std::llround(moment * steps) >= wanted) return from_av(*best, a, time);
    av_frame_unref(best.get());
  }
  throw Error(ErrorCode::backend, "minterpolate produced no picture between the two");
}

}  // namespace facetrack::media
