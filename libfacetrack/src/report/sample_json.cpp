// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "report/sample_json.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "report/base64.hpp"
#include "report/json_text.hpp"

namespace facetrack::report {
namespace {

constexpr std::size_t most_embedding_bytes = 65536;  // base64; 12288 numbers
constexpr std::size_t most_jpeg_bytes = 1 << 24;     // base64; most have about 6000

}  // namespace

Json sample_json(const FaceSample& sample) {
  const FaceQuality& quality = sample.quality;
  Json json = {{"frame", sample.frame},
               {"quality", Json::array({exact(quality.overall), exact(quality.sharpness),
                                        exact(quality.frontality), exact(quality.size)})},
               {"model", sample.embedding.model},
               {"embedding", floats_to_base64(sample.embedding.values)}};
  if (sample.embedding.commonness != 0) json["commonness"] = exact(sample.embedding.commonness);
  if (!sample.portrait.empty()) json["portrait"] = base64(sample.portrait);
  return json;
}

FaceSample read_sample(const JsonCursor& at) {
  FaceSample sample;
  sample.frame = at["frame"].integer(0, std::numeric_limits<std::int64_t>::max());
  const std::vector<float> quality = at["quality"].numbers(4);
  sample.quality = {quality[0], quality[1], quality[2], quality[3]};
  sample.embedding.model = at["model"].text();
  auto values = floats_from_base64(at["embedding"].text(most_embedding_bytes));
  if (!values) at["embedding"].fail("must be the base64 of 32-bit numbers");
  for (const float value : *values) {
    // Also false for NaN.
    if (!(std::abs(value) <= std::numeric_limits<float>::max())) {
      at["embedding"].fail("must hold finite numbers");
    }
  }
  sample.embedding.values = std::move(*values);
  // A similarity of unit vectors; files of version 0.1 and of embedders without a cohort have none.
  if (at.has("commonness")) {
    sample.embedding.commonness = static_cast<float>(at["commonness"].number(0, 1));
  }
  if (at.has("portrait")) sample.portrait = read_jpeg(at["portrait"]);
  return sample;
}

std::string read_jpeg(const JsonCursor& at) {
  auto jpeg = from_base64(at.text(most_jpeg_bytes));
  if (!jpeg || !jpeg->starts_with("\xFF\xD8")) at.fail("must be the base64 of a JPEG");
  return std::move(*jpeg);
}

}  // namespace facetrack::report
