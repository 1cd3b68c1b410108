// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "face/backends.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "facetrack/error.hpp"
#include "facetrack/models.hpp"

#include "models/card.hpp"
#include "models/folders.hpp"

namespace facetrack {
namespace {

/// A backend of this build. "auto" takes the first available one, so the order is the preference.
template <typename Stage, typename Options>
struct Backend {
  std::string_view name;
  bool (*available)();  ///< true if its model is installed and intact
  std::unique_ptr<Stage> (*make)(const Options& options);
  std::string_view id = {};  ///< id of its vectors, as results name it; also accepted as a name
  /// Name in the model store; empty: no model, or one that a card names.
  std::string_view model = {};
};

using DetectorBackend = Backend<Detector, DetectorOptions>;
using EmbedderBackend = Backend<Embedder, ModelOptions>;

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
    const EmbedderCard known = read_card(file);
    find_card_model(known, file, false);
    if (known.cohort) find_card_cohort(known, file);
    return true;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::corrupt_input) report_damage(error.what());
    return false;  // make_known_card() reports other errors when the backend is asked for by name
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
constexpr char builtin_detector[] = "builtin-detector";
constexpr char dlib_cnn[] = "dlib-cnn";
constexpr char dlib_densenet[] = "dlib-densenet";
constexpr char dlib_resnet[] = "dlib-resnet";
constexpr char sface[] = "sface";
constexpr char retail_0095[] = "retail-0095";
constexpr char builtin_card[] = "builtin-1.json";

constexpr std::array detectors {
  DetectorBackend{"yunet", in_store<yunet>, make_yunet_detector, {}, yunet},
      DetectorBackend{
          "builtin", in_store<builtin_detector>, make_builtin_detector, {}, builtin_detector},
#if FACETRACK_WITH_DLIB
      DetectorBackend{"hog", always, make_hog_detector},
      // Last, because it is 30 times slower than hog.
      DetectorBackend{"cnn", in_store<dlib_cnn>, make_cnn_detector, {}, dlib_cnn},
#endif
};
// In the order of accuracy, see docs/models.md.
constexpr std::array embedders {
  EmbedderBackend{"retail-0095", in_store<retail_0095>, make_retail_embedder},
      EmbedderBackend{"sface", in_store<sface>, make_sface_embedder, "sface-2021dec"},
#if FACETRACK_WITH_DLIB
      EmbedderBackend{"dlib-resnet", in_store<dlib_resnet>, make_dlib_resnet_embedder,
                      "dlib-resnet-1"},
#endif
      EmbedderBackend{"builtin", card_in_store<builtin_card>, make_known_card<builtin_card>,
                      "builtin-1"},
#if FACETRACK_WITH_DLIB
      EmbedderBackend{"dlib-densenet", in_store<dlib_densenet>, make_dlib_densenet_embedder,
                      "dlib-densenet-1"},
#endif
};

template <typename Entry, std::size_t n>
constexpr std::array<std::string_view, n> names_of(const std::array<Entry, n>& table) {
  std::array<std::string_view, n> names;
  for (std::size_t i = 0; i < n; ++i) names[i] = table[i].name;
  return names;
}
constexpr auto detector_names = names_of(detectors);
constexpr auto embedder_names = names_of(embedders);

/// Throws the Error of a backend whose model file is damaged.
template <typename Stage, typename Options>
void throw_if_damaged(const Backend<Stage, Options>& backend, const Options& options) {
  try {
    backend.make(options);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::corrupt_input) throw;
  }
}

template <typename Stage, typename Options, std::size_t n>
std::unique_ptr<Stage> make(const std::array<Backend<Stage, Options>, n>& table,
                            std::string_view name, const Options& options,
                            const std::string& what) {
  std::string names;
  for (const auto& backend : table) {
    const bool named = name == backend.name || (name == backend.id && !name.empty());
    const bool chosen = name == "auto" ? backend.available() : named;
    if (chosen) return backend.make(options);
    names += (names.empty() ? "" : ", ") + std::string(backend.name);
  }
  if (name == "auto") {
    for (const auto& backend : table) throw_if_damaged(backend, options);
    throw Error(ErrorCode::missing_model,
                "no model for a face " + what +
                    " is installed; 'facetrack-cli models list' shows how to get one");
  }
  throw Error(ErrorCode::not_found, "there is no face " + what + " \"" + std::string(name) +
                                        "\"; this build has: auto, " + names);
}

}  // namespace

std::unique_ptr<Detector> make_detector(std::string_view backend, const DetectorOptions& options) {
  return make(detectors, backend, options, "detector");
}

std::unique_ptr<Embedder> make_embedder(std::string_view backend, const ModelOptions& options) {
  if (backend.ends_with(".json")) return make_card_embedder(backend, options);
  return make(embedders, backend, options, "embedder");
}

std::string detector_checksum(std::string_view backend, const DetectorOptions& options) {
  const auto named =
      std::find_if(detectors.begin(), detectors.end(), [&](const DetectorBackend& detector) {
        return detector.name == backend && !detector.model.empty();
      });
  if (named == detectors.end()) return {};
  return verified_sha256(find_model(named->model, options.model, options.allow_unverified));
}

std::span<const std::string_view> detector_backends() noexcept { return detector_names; }
std::span<const std::string_view> embedder_backends() noexcept { return embedder_names; }

}  // namespace facetrack
