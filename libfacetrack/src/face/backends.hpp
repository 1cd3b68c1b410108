// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "facetrack/face.hpp"

#include "models/card.hpp"

namespace facetrack {

/// The limit of mean faces as a part of the limit of one picture, for an embedder without a
/// measured one. The mean of a track's faces is nearer to a picture of the person than a single
/// face is.
inline constexpr float mean_face_part = 0.9F;

// The factories in the table of backends.cpp; each is in the file of its backend.
std::unique_ptr<Detector> make_yunet_detector(const DetectorOptions& options);
std::unique_ptr<Detector> make_builtin_detector(const DetectorOptions& options);
std::unique_ptr<Detector> make_hog_detector(const DetectorOptions& options);
std::unique_ptr<Detector> make_cnn_detector(const DetectorOptions& options);
std::unique_ptr<Embedder> make_retail_embedder(const ModelOptions& options);
std::unique_ptr<Embedder> make_sface_embedder(const ModelOptions& options);
std::unique_ptr<Embedder> make_dlib_resnet_embedder(const ModelOptions& options);
std::unique_ptr<Embedder> make_dlib_densenet_embedder(const ModelOptions& options);

/// An ONNX network described by a card (docs/models.md).
std::unique_ptr<Embedder> make_card_embedder(const std::filesystem::path& card,
                                             const ModelOptions& options);

/// The network in `model`, ONNX or IR. The cohort of the card lies beside `described_by`, which is
/// the file of the card, or in a model folder.
std::unique_ptr<Embedder> make_network_embedder(EmbedderCard card,
                                                const std::filesystem::path& model,
                                                const std::filesystem::path& described_by);

/// The SHA-256 of the model file that make_detector() reads for this backend; empty if it reads
/// none. Throws the errors of find_model().
std::string detector_checksum(std::string_view backend, const DetectorOptions& options);

}  // namespace facetrack
