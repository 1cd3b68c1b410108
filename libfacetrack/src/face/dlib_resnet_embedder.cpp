// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/backends.hpp"
#include "face/dlib_chips.hpp"
#include "face/dlib_resnet.hpp"

namespace facetrack {

std::unique_ptr<ChipNetwork> make_resnet_chips(const ModelOptions& options) {
  return load_dlib_chips<resnet::Network>("dlib-resnet", options);
}

std::unique_ptr<Embedder> make_dlib_resnet_embedder(const ModelOptions& options) {
  return make_chip_embedder(make_resnet_chips(options), resnet_traits());
}

}  // namespace facetrack
