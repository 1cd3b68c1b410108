// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// How well a detector and an embedder tell people apart on the LFW pairs of ../shared/faces:
//   bench_lfw [--detector NAME] [--embedder NAME] [--face PX] [--without-points] [--pairs N]
// --face shrinks every picture first, so that its face has about that many pixels.
// Each photograph goes through the whole chain once: detector, alignment, embedder.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "facetrack/error.hpp"
#include "facetrack/face.hpp"

#include "support/faces.hpp"
#include "support/paths.hpp"

namespace {

using namespace facetrack;

constexpr double crop_face_width = 88;  // pixels of a face in the crops of lfw.tar.gz

struct Options {
  std::string detector = "auto";
  std::string embedder = "auto";
  int face = 0;
  bool without_points = false;
  std::size_t pairs = 6000;
};

struct Pair {
  float distance = 0;
  bool same = false;
};

struct Chain {
  std::unique_ptr<Detector> detector;
  std::unique_ptr<Embedder> embedder;
  int faces = 0;
  int missed = 0;
  double detect_ms = 0;
  double embed_ms = 0;
};

double cpu_ms() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// The crops are cut close; a rim gives detectors the room that a video frame would.
Frame with_room(const Frame& crop, const Options& options) {
  const int rim = crop.width() / 4;
  const int side = crop.width() + 2 * rim;
  const double scale = options.face > 0 ? options.face / crop_face_width : 1.0;
  const int size = std::max(8, static_cast<int>(std::lround(side * scale)));
  return to_bgr24(crop, {-rim, -rim, side, side}, size, size);
}

Embedding embed(Chain& chain, const Frame& picture, const Options& options) {
  double start = cpu_ms();
  auto faces = chain.detector->detect(picture.image());
  chain.detect_ms += cpu_ms() - start;
  ++chain.faces;
  const float middle = static_cast<float>(picture.width()) / 2;
  Detection face;
  if (faces.empty()) {
    ++chain.missed;
    const float width = static_cast<float>(picture.width()) * 0.36F;
    face.box = {middle - width / 2, middle - 0.6F * width, width, width * 1.3F};
  } else {
    face = *std::min_element(
        faces.begin(), faces.end(), [middle](const Detection& a, const Detection& b) {
          const auto away = [middle](const Detection& one) {
            return std::hypot(one.box.center().x - middle, one.box.center().y - middle);
          };
          return away(a) < away(b);
        });
  }
  if (options.without_points) face.landmarks.reset();
  start = cpu_ms();
  Embedding result = chain.embedder->embed(picture.image(), {&face, 1}).at(0);
  chain.embed_ms += cpu_ms() - start;
  return result;
}

double accuracy_at(const std::vector<Pair>& pairs, float threshold) {
  const auto right = std::count_if(pairs.begin(), pairs.end(), [threshold](const Pair& pair) {
    return (pair.distance < threshold) == pair.same;
  });
  return static_cast<double>(right) / static_cast<double>(pairs.size());
}

// Ten folds: the threshold is chosen on nine and judged on the tenth.
void print_accuracy(const std::vector<Pair>& pairs) {
  constexpr std::size_t folds = 10;
  std::vector<double> results;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<Pair> train;
    std::vector<Pair> test;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      (i % folds == fold ? test : train).push_back(pairs[i]);
    }
    float best = 0;
    double best_accuracy = 0;
    for (float threshold = 0.1F; threshold < 1.6F; threshold += 0.005F) {
      const double accuracy = accuracy_at(train, threshold);
      if (accuracy > best_accuracy) {
        best_accuracy = accuracy;
        best = threshold;
      }
    }
    results.push_back(accuracy_at(test, best));
  }
  double mean = 0;
  double square = 0;
  for (const double one : results) mean += one / folds;
  for (const double one : results) square += (one - mean) * (one - mean) / (folds - 1);
  std::printf("accuracy %.2f %% +- %.2f (10-fold)\n", 100 * mean, 100 * std::sqrt(square / folds));
}

void print_rates(const std::vector<Pair>& pairs) {
  std::vector<float> different;
  std::vector<float> same;
  for (const Pair& pair : pairs) (pair.same ? same : different).push_back(pair.distance);
  std::sort(different.begin(), different.end());
  std::sort(same.begin(), same.end());
  for (const double rate : {1e-1, 1e-2, 1e-3}) {
    const auto at = static_cast<std::size_t>(rate * static_cast<double>(different.size()));
    const float threshold = different[std::min(at, different.size() - 1)];
    const auto accepted = std::lower_bound(same.begin(), same.end(), threshold) - same.begin();
    std::printf("FAR %g: distance %.3f, TAR %.2f %%\n", rate, static_cast<double>(threshold),
                100.0 * static_cast<double>(accepted) / static_cast<double>(same.size()));
  }
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--without-points") {
      options.without_points = true;
      continue;
    }
    if (i + 1 == argc) throw Error(ErrorCode::invalid_argument, name + ": needs a value");
    const std::string value = argv[++i];
    if (name == "--detector") options.detector = value;
    if (name == "--embedder") options.embedder = value;
    if (name == "--face") options.face = std::stoi(value);
    if (name == "--pairs") options.pairs = std::stoul(value);
  }
  return options;
}

int run(const Options& options) {
  const auto shared = facetrack::testing::shared_dir();
  if (shared.empty()) throw Error(ErrorCode::not_found, "needs ../shared/faces");
  facetrack::testing::use_shared_models();
  const facetrack::testing::TempDir folder;
  const std::string command = "tar xzf '" + (shared / "faces/lfw.tar.gz").string() + "' -C '" +
                              folder.path().string() + "'";
  if (std::system(command.c_str()) != 0) throw Error(ErrorCode::io, "tar failed");
  std::ifstream in(shared / "faces/lfw_split.json");
  const auto split = nlohmann::json::parse(in);

  Chain chain{make_detector(options.detector), make_embedder(options.embedder)};
  std::map<std::string, Embedding> known;
  const auto embedding_of = [&](const std::string& name) -> const Embedding& {
    auto found = known.find(name);
    if (found == known.end()) {
      const Frame crop = read_image((folder.path() / name).string());
      found = known.emplace(name, embed(chain, with_room(crop, options), options)).first;
    }
    return found->second;
  };
  std::vector<Pair> pairs;
  const auto& all = split.at("pairs");  // the same people first, so a part takes every n-th
  const std::size_t step = std::max<std::size_t>(1, all.size() / options.pairs);
  for (std::size_t i = 0; i < all.size(); i += step) {
    const auto& pair = all[i];
    pairs.push_back({distance(embedding_of(pair.at(0).get<std::string>()),
                              embedding_of(pair.at(1).get<std::string>())),
                     pair.at(2).get<int>() != 0});
  }
  std::printf(
      "%s + %s%s, face %d px: %zu pairs, %d faces, %d not found, detect %.1f ms, "
      "embed %.1f ms\n",
      std::string(chain.detector->name()).c_str(), std::string(chain.embedder->model_id()).c_str(),
      options.without_points ? " without points" : "", options.face, pairs.size(), chain.faces,
      chain.missed, chain.detect_ms / chain.faces, chain.embed_ms / chain.faces);
  print_accuracy(pairs);
  print_rates(pairs);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(read_options(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
