// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facetrack/decoder.hpp"
#include "facetrack/face.hpp"
#include "facetrack/shot.hpp"

#include "bind.hpp"

namespace facetrack::python {

// An object of a Python class that derives from Decoder, Detector, Embedder or ShotDetector is one
// of these in C++. The virtual functions take the GIL and call the methods of the Python object.
// Its facts (name, model_id, limits, …) are attributes of the class or the object: read_facts()
// reads them, throws what they raise, and must be called, with the GIL, before the library uses the
// object. A copy is kept because the library reads facts in functions that must not throw.

class OwnDecoder : public Decoder {
 public:
  void read_facts();
  const MediaInfo& info() const noexcept override { return info_; }
  std::optional<Frame> read() override;
  std::span<const KeyFrame> key_frames() override { return key_frames_; }
  std::optional<std::int64_t> count_frames() override { return info_.frames; }
  void seek(std::int64_t index) override;

 private:
  MediaInfo info_;
  std::vector<KeyFrame> key_frames_;
};

class OwnDetector : public Detector {
 public:
  void read_facts();
  std::vector<Detection> detect(const ImageView& image) override;
  int preferred_face() const noexcept override { return preferred_face_; }
  int smallest_face() const noexcept override { return smallest_face_; }
  std::string_view name() const noexcept override { return name_; }

 private:
  std::string name_;
  int preferred_face_ = 0;
  int smallest_face_ = 0;
};

class OwnEmbedder : public Embedder {
 public:
  void read_facts();
  std::string_view model_id() const noexcept override { return model_id_; }
  MatchLimits limits() const noexcept override { return limits_; }
  std::vector<Embedding> embed(const ImageView& image, std::span<const Detection> faces) override;

 private:
  std::string model_id_;
  MatchLimits limits_;
};

class OwnShotDetector : public ShotDetector {
 public:
  void read_facts();
  std::vector<Transition> push(const Frame& frame) override;
  std::vector<Transition> flush() override;
  int max_delay() const noexcept override { return max_delay_; }
  Size picture_size() const noexcept override { return picture_size_; }

 private:
  int max_delay_ = 0;
  Size picture_size_;
};

}  // namespace facetrack::python
