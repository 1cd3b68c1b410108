// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/backends.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "facetrack/error.hpp"
#include "facetrack/models.hpp"

#include "models/card.hpp"
#include "models/folders.hpp"

namespace facetrack {
namespace {

/// A backend of this build. "auto" takes the first that is available, so order is preference.
template <typename Stage>
struct Backend {
  std::string_view name;
  bool (*available)();  ///< its model is found and intact
  std::unique_ptr<Stage> (*make)(const ModelOptions& options);
  std::string_view id = {};     ///< of its vectors, as results name it: a name too
  std::string_view model = {};  ///< of the store; empty: none, or one that a card names
};

#if FACETRACK_WITH_DLIB
bool always() { return true; }
#endif
template <const char* model>
bool in_store() {
  return has_model(model);
}

// Embedders whose card comes with facetrack.
template <const char* card>
bool card_in_store() {
  const std::filesystem::path file = find_in_model_folders(card);
  if (file.empty()) return false;
  try {
    find_card_model(read_card(file), file, false);
    return true;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::corrupt_input) report_damage(error.what());
    return false;  // other causes are said when it is asked for by name
  }
}
template <const char* card>
std::unique_ptr<Embedder> make_known_card(const ModelOptions& options) {
  const std::filesystem::path file = find_in_model_folders(card);
  if (file.empty()) {
    throw Error(ErrorCode::missing_model, std::string(card) + ": the model card is not installed");
  }
  return make_card_embedder(file, options);
}

constexpr char yunet[] = "yunet";
constexpr char dlib_cnn[] = "dlib-cnn";
constexpr char dlib_densenet[] = "dlib-densenet";
constexpr char dlib_resnet[] = "dlib-resnet";
constexpr char sface[] = "sface";
constexpr char retail_card[] = "face-reidentification-retail-0095.json";
constexpr char builtin_card[] = "builtin-1.json";

constexpr std::array detectors {
  Backend<Detector>{"yunet", in_store<yunet>, make_yunet_detector, {}, yunet},
#if FACETRACK_WITH_DLIB
      Backend<Detector>{"hog", always, make_hog_detector},
      // 30 times slower than hog.
      Backend<Detector>{"cnn", in_store<dlib_cnn>, make_cnn_detector, {}, dlib_cnn},
#endif
};
// Order by accuracy in docs/models.md.
constexpr std::array embedders {
  Backend<Embedder>{"retail-0095", card_in_store<retail_card>, make_known_card<retail_card>},
      Backend<Embedder>{"sface", in_store<sface>, make_sface_embedder, "sface-2021dec"},
#if FACETRACK_WITH_DLIB
      Backend<Embedder>{"dlib-resnet", in_store<dlib_resnet>, make_dlib_resnet_embedder,
                        "dlib-resnet-1"},
#endif
      Backend<Embedder>{"builtin", card_in_store<builtin_card>, make_known_card<builtin_card>,
                        "builtin-1"},
#if FACETRACK_WITH_DLIB
      Backend<Embedder>{"dlib-densenet", in_store<dlib_densenet>, make_dlib_densenet_embedder,
                        "dlib-densenet-1"},
#endif
};

template <typename Stage, std::size_t n>
constexpr std::array<std::string_view, n> names_of(const std::array<Backend<Stage>, n>& table) {
  std::array<std::string_view, n> names;
  for (std::size_t i = 0; i < n; ++i) names[i] = table[i].name;
  return names;
}
constexpr auto detector_names = names_of(detectors);
constexpr auto embedder_names = names_of(embedders);

/// Making a backend whose model file is damaged fails with the Error that says so.
template <typename Stage>
void throw_if_damaged(const Backend<Stage>& backend, const ModelOptions& options) {
  try {
    backend.make(options);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::corrupt_input) throw;
  }
}

template <typename Stage, std::size_t n>
std::unique_ptr<Stage> make(const std::array<Backend<Stage>, n>& table, std::string_view name,
                            const ModelOptions& options, const std::string& what) {
  std::string names;
  for (const Backend<Stage>& backend : table) {
    const bool named = name == backend.name || (name == backend.id && !name.empty());
    const bool chosen = name == "auto" ? backend.available() : named;
    if (chosen) return backend.make(options);
    names += (names.empty() ? "" : ", ") + std::string(backend.name);
  }
  if (name == "auto") {
    for (const Backend<Stage>& backend : table) throw_if_damaged(backend, options);
    throw Error(ErrorCode::missing_model, "no model of a face " + what +
                                              " is here; facetrack-cli models list shows what "
                                              "there is and how to get it");
  }
  throw Error(ErrorCode::not_found, "no face " + what + " is called \"" + std::string(name) +
                                        "\"; this build has: auto, " + names);
}

/// Objects made ahead. Thread-safe.
template <typename Stage>
class Shelf {
 public:
  using Make = std::unique_ptr<Stage> (*)(std::string_view, const ModelOptions&);

  void fill(std::string_view backend, const ModelOptions& options, std::size_t count, Make make) {
    const std::lock_guard lock(mutex_);
    auto& ready = ready_[key(backend, options)];
    while (ready.size() < count) ready.push_back(make(backend, options));
  }

  std::unique_ptr<Stage> take(std::string_view backend, const ModelOptions& options) {
    const std::lock_guard lock(mutex_);
    if (ready_.empty()) return nullptr;
    const auto found = ready_.find(key(backend, options));
    if (found == ready_.end() || found->second.empty()) return nullptr;
    std::unique_ptr<Stage> stage = std::move(found->second.back());
    found->second.pop_back();
    return stage;
  }

 private:
  using Key = std::tuple<std::string, std::string, float, int, bool>;
  static Key key(std::string_view backend, const ModelOptions& options) {
    return {std::string(backend), options.model.string(), options.min_score, options.min_face,
            options.allow_unverified};
  }

  std::mutex mutex_;
  std::map<Key, std::vector<std::unique_ptr<Stage>>> ready_;
};

template <typename Stage>
Shelf<Stage>& shelf() {
  static Shelf<Stage> one;
  return one;
}

std::unique_ptr<Detector> new_detector(std::string_view backend, const ModelOptions& options) {
  return make(detectors, backend, options, "detector");
}

std::unique_ptr<Embedder> new_embedder(std::string_view backend, const ModelOptions& options) {
  if (backend.ends_with(".json")) return make_card_embedder(backend, options);
  return make(embedders, backend, options, "embedder");
}

}  // namespace

std::unique_ptr<Detector> make_detector(std::string_view backend, const ModelOptions& options) {
  if (auto ready = shelf<Detector>().take(backend, options)) return ready;
  return new_detector(backend, options);
}

std::unique_ptr<Embedder> make_embedder(std::string_view backend, const ModelOptions& options) {
  if (auto ready = shelf<Embedder>().take(backend, options)) return ready;
  return new_embedder(backend, options);
}

std::string detector_checksum(std::string_view backend, const ModelOptions& options) {
  const auto named =
      std::find_if(detectors.begin(), detectors.end(), [&](const Backend<Detector>& detector) {
        return detector.name == backend && !detector.model.empty();
      });
  if (named == detectors.end()) return {};
  return verified_sha256(find_model(named->model, options.model, options.allow_unverified));
}

void keep_detectors_ready(std::string_view backend, const ModelOptions& options,
                          std::size_t count) {
  shelf<Detector>().fill(backend, options, count, new_detector);
}

void keep_embedders_ready(std::string_view backend, const ModelOptions& options,
                          std::size_t count) {
  shelf<Embedder>().fill(backend, options, count, new_embedder);
}

std::span<const std::string_view> detector_backends() noexcept { return detector_names; }
std::span<const std::string_view> embedder_backends() noexcept { return embedder_names; }

}  // namespace facetrack
