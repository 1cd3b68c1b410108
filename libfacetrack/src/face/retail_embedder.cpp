// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include <filesystem>
#include <utility>

#include "facetrack/models.hpp"

#include "face/backends.hpp"

namespace facetrack {

std::unique_ptr<Embedder> make_retail_embedder(const ModelOptions& options) {
  EmbedderCard card;
  // Open Model Zoo's own files and their conversion to ONNX have one id, because their vectors
  // differ by less than 1e-4 (retail_embedder_test.cpp).
  card.id = "retail-0095";
  card.width = 128;
  card.height = 128;
  // The alignment template of Open Model Zoo.
  card.points = {{{0.31557F, 0.46157F},
                  {0.68262F, 0.46157F},
                  {0.50026F, 0.64051F},
                  {0.34947F, 0.82469F},
                  {0.65344F, 0.82469F}}};
  // On the LFW pairs of lfw_split.json, one in a thousand pairs of strangers is nearer than `match`
  // and a few in a hundred are nearer than `uncertain` (tests/bench/lfw.cpp).
  card.match = 1.175F;
  card.uncertain = 1.265F;
  card.mean_match = mean_face_part * card.match;
  // Made by data/training/embedder and shipped, because the model's own files have none.
  card.cohort =
      CohortCard{"face-reidentification-retail-0095-cohort.bin",
                 "75fa17e14c6eb3df7891b86f005ec5365d71d38d4e0c85497e75ec4e312000dc", 20, 0.2441};
  const std::filesystem::path model =
      find_model("retail-0095", options.model, options.allow_unverified);
  return make_network_embedder(std::move(card), model, model);
}

}  // namespace facetrack
