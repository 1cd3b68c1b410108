// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "commands/video_options.hpp"

namespace facetrack::cli {

void add_video_options(CommandSpec& spec) {
  spec.options.insert(
      spec.options.end(),
      {{"Input", "video", 0, "VIDEO", "", "the video; the same as naming it without an option"},
       {"Input", "stream", 0, "N", "auto", "which stream of the file is the video"},
       {"Input", "max-pixels", 0, "N", "134217728", "refuse larger pictures"}});
}

std::filesystem::path video_of(const Values& values) {
  std::vector<std::string> names = values.texts("video");
  names.insert(names.end(), values.positional().begin(), values.positional().end());
  const std::string command(values.spec().name);
  if (names.empty())
    throw UsageError(command + ": no video given (facetrack-cli " + command + " VIDEO …)");
  if (names.size() > 1) {
    throw UsageError(command + ": one video at a time, got '" + names[0] + "' and '" + names[1] +
                     "'; 'batch' takes many");
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
