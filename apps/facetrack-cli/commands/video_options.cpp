// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "commands/video_options.hpp"

namespace facetrack::cli {

void add_video_options(CommandSpec& spec) {
  spec.options.insert(
      spec.options.end(),
      {{"Input", "video", 0, "VIDEO", "", "the video; same as the argument VIDEO"},
       {"Input", "stream", 0, "N", "auto", "index of the video stream to use"},
       {"Input", "max-pixels", 0, "N", "134217728", "refuse videos and photos with more pixels"}});
}

std::filesystem::path video_of(const Values& values) {
  std::vector<std::string> names = values.texts("video");
  names.insert(names.end(), values.positional().begin(), values.positional().end());
  const std::string command(values.spec().name);
  if (names.empty())
    throw UsageError(command + ": no video given (facetrack-cli " + command + " VIDEO …)");
  if (names.size() > 1) {
    throw UsageError(command + ": expected one video, got '" + names[0] + "' and '" + names[1] +
                     "'; for several videos use 'batch'");
  }
  return names.front();
}

DecoderOptions decoder_options(const Values& values) {
  DecoderOptions options;
  if (values.text("stream") != "auto") options.stream_index = values.integer("stream", 0, 1000);
  options.max_pixels = values.integer("max-pixels", 1, 1 << 30);
  return options;
}

}  // namespace facetrack::cli
