// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "encode/wav.hpp"

#include "core/pending_file.hpp"
#include "encode/muxer.hpp"
#include "encode/sound_cut.hpp"

namespace facetrack::media {

void write_wav(const std::filesystem::path& source, int stream, const TimeRange& part,
               int sample_rate, const std::filesystem::path& file) {
  files::PendingFile pending(file);
  Muxer muxer(pending.path(), "wav", file.string());
  SoundCut sound(source, stream, part.begin, {"pcm_s16le", sample_rate}, muxer, {});
  muxer.begin();
  sound.finish(part.end);
  muxer.finish();
  pending.commit();
}

}  // namespace facetrack::media
