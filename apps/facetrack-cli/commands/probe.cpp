// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <cstdio>

#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"
#include "facetrack/report.hpp"
#include "facetrack/shot.hpp"

#include "commands/commands.hpp"
#include "commands/video_options.hpp"

namespace facetrack::cli {
namespace {

std::string rate_text(const MediaInfo& info) {
  if (!info.frame_rate) return "variable";
  const auto [num, den] = *info.frame_rate;
  char text[64];
  std::snprintf(text, sizeof text, "%.3f (%d/%d)", static_cast<double>(num) / den, num, den);
  return text;
}

// Frames of each stretch that probe decodes, and the number of stretches. A stretch is long enough
// for two windows of the cadence measurement (130 frames), and three take about a second in 1080p.
constexpr std::int64_t stretch_frames = 130;
constexpr std::int64_t stretches = 3;

std::optional<Cadence> cadence_from(Decoder& decoder, std::int64_t frames) {
  const auto shots = make_shot_detector();
  for (std::int64_t i = 0; i < frames; ++i) {
    const auto frame = decoder.read();
    if (!frame) break;
    static_cast<void>(shots->push(*frame));
  }
  return shots->cadence();
}

/// The cadence on which all stretches agree in which enough moves to tell.
std::optional<Cadence> cadence_of(Decoder& decoder, std::int64_t frames) {
  if (frames <= stretches * stretch_frames || decoder.key_frames().empty())
    return cadence_from(decoder, stretches * stretch_frames);
  std::optional<Cadence> found;
  for (std::int64_t i = 0; i < stretches; ++i) {
    decoder.seek((2 * i + 1) * frames / (2 * stretches) - stretch_frames / 2);
    const auto cadence = cadence_from(decoder, stretch_frames);
    if (found && cadence && *found != *cadence) return std::nullopt;
    if (cadence) found = cadence;
  }
  return found;
}

/// Empty if the frames follow no cadence or cannot be decoded: the rest of what probe reports does
/// not depend on it.
std::string cadence_words(Decoder& decoder, std::int64_t frames) {
  try {
    const auto cadence = cadence_of(decoder, frames);
    return cadence ? cadence_text(*cadence, decoder.info().frame_rate) : std::string();
  } catch (const Error&) {
    return {};
  }
}

std::string table(const MediaInfo& info, std::int64_t frames, std::size_t key_frames,
                  const std::string& cadence) {
  std::string text;
  const auto row = [&](const std::string& name, const std::string& value) {
    std::string line = name;
    line.resize(14, ' ');
    text += line + value + "\n";
  };
  row("file", info.path);
  row("container", info.container);
  row("video",
      info.codec + ", " + info.pixel_format + ", stream " + std::to_string(info.stream_index));
  std::string others;
  for (const int stream : info.video_streams) {
    if (stream != info.stream_index)
      others += (others.empty() ? "" : ", ") + std::to_string(stream);
  }
  if (!others.empty()) row("other video", "stream " + others + " (--stream N uses it)");
  row("size", std::to_string(info.width) + "x" + std::to_string(info.height));
  row("rotation", std::to_string(info.rotation));
  if (!(info.sample_aspect == Rational{1, 1})) {
    row("pixel aspect",
        std::to_string(info.sample_aspect.num) + ":" + std::to_string(info.sample_aspect.den));
  }
  row("frame rate", rate_text(info));
  if (!cadence.empty()) row("cadence", cadence);
  row("frames", std::to_string(frames));
  row("key frames", std::to_string(key_frames));
  row("start", info.start.to_string());
  row("duration", info.duration ? info.duration->to_string() : "unknown");
  if (info.audio.empty()) row("audio", "none");
  for (const AudioInfo& audio : info.audio) {
    row("audio", audio.codec + ", " + counted(audio.channels, "channel") + ", " +
                     std::to_string(audio.sample_rate) + " Hz, stream " +
                     std::to_string(audio.stream_index) + (audio.is_default ? ", default" : ""));
  }
  return text;
}

/// facetrack.probe/1, written without a JSON library.
std::string json(const MediaInfo& info, std::int64_t frames, std::size_t key_frames,
                 const std::string& cadence) {
  const auto quoted = [](std::string_view text) { return "\"" + json_escaped(text) + "\""; };
  const auto seconds = [](const MediaTime& time) {
    char text[48];
    std::snprintf(text, sizeof text, "%.6f", time.seconds());
    return std::string(text);
  };
  std::string text =
      "{\"schema\":\"facetrack.probe/1\",\"path\":" + quoted(info.path) +
      ",\"container\":" + quoted(info.container) + ",\"codec\":" + quoted(info.codec) +
      ",\"pixel_format\":" + quoted(info.pixel_format) +
      ",\"stream\":" + std::to_string(info.stream_index) +
      ",\"width\":" + std::to_string(info.width) + ",\"height\":" + std::to_string(info.height) +
      ",\"rotation\":" + std::to_string(info.rotation) + ",\"sample_aspect\":\"" +
      std::to_string(info.sample_aspect.num) + ":" + std::to_string(info.sample_aspect.den) +
      "\",\"frame_rate\":" +
      (info.frame_rate ? "\"" + std::to_string(info.frame_rate->num) + "/" +
                             std::to_string(info.frame_rate->den) + "\""
                       : "null") +
      ",\"variable_frame_rate\":" + (info.frame_rate ? "false" : "true") +
      (cadence.empty() ? "" : ",\"cadence\":" + quoted(cadence)) +
      ",\"frames\":" + std::to_string(frames) + ",\"key_frames\":" + std::to_string(key_frames) +
      ",\"start\":" + seconds(info.start) +
      ",\"duration\":" + (info.duration ? seconds(*info.duration) : "null") + ",\"audio\":[";
  for (const AudioInfo& audio : info.audio) {
    if (&audio != &info.audio.front()) text += ',';
    text += "{\"stream\":" + std::to_string(audio.stream_index) +
            ",\"codec\":" + quoted(audio.codec) +
            ",\"channels\":" + std::to_string(audio.channels) +
            ",\"sample_rate\":" + std::to_string(audio.sample_rate) +
            ",\"start\":" + seconds(audio.start) +
            ",\"default\":" + (audio.is_default ? "true" : "false") + "}";
  }
  return text + "]}\n";
}

}  // namespace

const CommandSpec& probe_spec() {
  static const CommandSpec spec = [] {
    CommandSpec s{
        "probe",
        "codec, size, rotation, frame rate, number of frames and audio of a video",
        "VIDEO [options]",
        1,
        "Counts the frames from the packets of the file. Decodes 390 of them at most, to tell "
        "whether frames are repeated regularly (cadence).",
        {{"Output", "json", 0, "", "", "print JSON instead of a table"}},
        {{"probe film.mp4", "a table"}, {"probe film.mp4 --json", "for programs"}}};
    add_video_options(s);
    return s;
  }();
  return spec;
}

int run_probe(const Values& values, Context& context) {
  const auto decoder = open_decoder(video_of(values), decoder_options(values));
  const std::int64_t frames = decoder->count_frames().value_or(0);
  const std::size_t key_frames = decoder->key_frames().size();
  const std::string cadence = cadence_words(*decoder, frames);
  context.console.result(values.flag("json") ? json(decoder->info(), frames, key_frames, cadence)
                                             : table(decoder->info(), frames, key_frames, cadence));
  return exit_done;
}

}  // namespace facetrack::cli
