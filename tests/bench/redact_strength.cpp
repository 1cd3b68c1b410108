// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
//
// Measures whether a recogniser still finds a person in a hidden face:
//   bench_redact_strength FOLDER [EMBEDDER...]
// FOLDER has a folder of photos per person (LFW). For people with two photos, the second one is
// hidden, encoded, and compared with the first photos of everybody: how often is the right person
// the nearest of all, and how often is the right person nearer than a random other one (chance:
// one half). The attacker knows where eyes and mouth were, and tries the picture as it is,
// sharpened, and with its cells enlarged again.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "facetrack/facetrack.hpp"
#include "facetrack/opencv.hpp"

#include "support/faces.hpp"

namespace facetrack::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_people = 300;
constexpr int side = 240;  // pixels of a photo with its surroundings

struct Face {
  Frame photo;  ///< bgr24
  Detection face;
};

struct Person {
  Face known;
  Face other;
};

/// LFW's crops are cut close; a rim gives detectors the room that a video frame would.
Frame with_room(const Frame& crop) {
  const int rim = crop.width() / 4;
  return to_bgr24(crop, {-rim, -rim, crop.width() + 2 * rim, crop.height() + 2 * rim}, side, side);
}

bool find_face(const fs::path& file, Detector& detector, Face& face) {
  face.photo = with_room(read_image(file));
  const std::vector<Detection> found = detector.detect(face.photo.image());
  if (found.empty() || !found.front().landmarks || found.front().box.width < 60) return false;
  face.face = found.front();
  return true;
}

std::vector<Person> people_in(const fs::path& folder, Detector& detector) {
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path());
  std::sort(names.begin(), names.end());
  std::vector<Person> people;
  for (const fs::path& name : names) {
    if (people.size() == most_people) break;
    std::vector<fs::path> photos;
    for (const auto& entry : fs::directory_iterator(name)) photos.push_back(entry.path());
    if (photos.size() < 2) continue;
    std::sort(photos.begin(), photos.end());
    Person person;
    if (find_face(photos[0], detector, person.known) &&
        find_face(photos[1], detector, person.other))
      people.push_back(std::move(person));
  }
  return people;
}

Frame hidden(const Face& face, HideMode mode, float margin) {
  Redaction redaction;
  redaction.margin = margin;
  redaction.areas = {{true, AreaReason::unknown, {{0, face.face.box, true}}}};
  const Frame yuv = to_yuv420p(face.photo).at({{0, {1, 25}}, {1, {1, 25}}, 0});
  return to_bgr24(hide_areas(redaction, mode)(yuv));
}

Frame owned(cv::Mat picture) {
  auto owner = std::make_shared<cv::Mat>(std::move(picture));
  const ImageView view{reinterpret_cast<const std::byte*>(owner->data), owner->cols, owner->rows,
                       static_cast<std::ptrdiff_t>(owner->step[0]), PixelFormat::bgr24};
  return {owner, {view, {}, {}}, PixelFormat::bgr24, {}};
}

Frame sharpened(const Frame& picture) {
  const cv::Mat from = as_mat(picture.image());
  cv::Mat smooth, sharp;
  cv::GaussianBlur(from, smooth, {}, 8);
  cv::addWeighted(from, 2.5, smooth, -1.5, 0, sharp);
  return owned(sharp);
}

/// The cells of the hidden face as pixels, enlarged with a smooth filter.
Frame enlarged(const Frame& picture) {
  const cv::Mat from = as_mat(picture.image());
  cv::Mat small, large;
  cv::resize(from, small, {side / 10, side / 10}, 0, 0, cv::INTER_AREA);
  cv::resize(small, large, from.size(), 0, 0, cv::INTER_LANCZOS4);
  return owned(large);
}

struct Result {
  double first = 0;   ///< part of the people who are the nearest of all
  double nearer = 0;  ///< part of the comparisons in which the person is nearer than another one
  double similarity = 0;
};

Result compare(const std::vector<Embedding>& known, const std::vector<Embedding>& other) {
  Result result;
  const auto cosine = [](const Embedding& a, const Embedding& b) {
    const double d = distance(a, b);
    return 1 - d * d / 2;
  };
  const std::size_t count = known.size();
  for (std::size_t i = 0; i < count; ++i) {
    const double own = cosine(other[i], known[i]);
    std::size_t nearer = 0;
    for (std::size_t k = 0; k < count; ++k) nearer += k != i && cosine(other[i], known[k]) < own;
    result.first += nearer == count - 1 ? 1.0 : 0.0;
    result.nearer += static_cast<double>(nearer) / static_cast<double>(count - 1);
    result.similarity += own;
  }
  const auto n = static_cast<double>(count);
  return {result.first / n, result.nearer / n, result.similarity / n};
}

void measure(const std::vector<Person>& people, const std::string& name) {
  const auto embedder = make_embedder(name);
  const auto embed = [&](const Frame& picture, const Detection& face) {
    return embedder->embed(picture.image(), {&face, 1}).front();
  };
  std::vector<Embedding> known;
  for (const Person& person : people) known.push_back(embed(person.known.photo, person.known.face));
  const auto row = [&](const std::string& what, const std::function<Frame(const Face&)>& change) {
    std::vector<Embedding> other;
    for (const Person& person : people) {
      other.push_back(embed(change(person.other), person.other.face));
    }
    const Result result = compare(known, other);
    std::printf("%-14s %-28s first %5.1f %%  nearer %5.1f %%  similarity %.2f\n", name.c_str(),
                what.c_str(), 100 * result.first, 100 * result.nearer, result.similarity);
    std::fflush(stdout);
  };
  row("open", [](const Face& face) { return face.photo; });
  constexpr std::pair<HideMode, const char*> modes[] = {{HideMode::blur, "blur"},
                                                        {HideMode::pixelate, "pixelate"},
                                                        {HideMode::fill, "fill"},
                                                        {HideMode::oval, "oval"}};
  for (const auto& [mode, what] : modes) {
    for (const float margin : {0.3F, 0.0F}) {
      const std::string text = what + std::string(margin > 0 ? "" : ", no margin");
      row(text, [&, mode = mode](const Face& face) { return hidden(face, mode, margin); });
      if (margin == 0) continue;
      row(text + ", sharpened",
          [&, mode = mode](const Face& face) { return sharpened(hidden(face, mode, margin)); });
      row(text + ", enlarged",
          [&, mode = mode](const Face& face) { return enlarged(hidden(face, mode, margin)); });
    }
  }
}

}  // namespace
}  // namespace facetrack::testing

int main(int argc, char** argv) {
  using namespace facetrack;
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_redact_strength FOLDER [EMBEDDER...]\n");
    return 2;
  }
  testing::use_shared_models();
  const auto detector = make_detector("auto");
  const auto people = testing::people_in(argv[1], *detector);
  std::printf("%zu people; by chance first %.1f %%, nearer 50 %%\n", people.size(),
              100.0 / static_cast<double>(people.size()));
  for (int i = 2; i < argc; ++i) testing::measure(people, argv[i]);
  return 0;
}
