// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "commands/model_stock.hpp"

#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace facetrack::cli {
namespace {

/// Objects created in advance. Thread-safe.
template <typename Stage>
class Stock {
 public:
  using Make = std::function<std::unique_ptr<Stage>()>;
  using Key = std::pair<std::string, bool>;  // name, whether unverified models are allowed

  void fill(const Key& key, std::size_t count, const Make& make) {
    const std::lock_guard lock(mutex_);
    auto& ready = ready_[key];
    while (ready.size() < count) ready.push_back(make());
  }

  std::unique_ptr<Stage> take(const Key& key) {
    const std::lock_guard lock(mutex_);
    const auto found = ready_.find(key);
    if (found == ready_.end() || found->second.empty()) return nullptr;
    std::unique_ptr<Stage> stage = std::move(found->second.back());
    found->second.pop_back();
    return stage;
  }

 private:
  std::mutex mutex_;
  std::map<Key, std::vector<std::unique_ptr<Stage>>> ready_;
};

template <typename Stage>
Stock<Stage>& stock() {
  static Stock<Stage> one;
  return one;
}

template <typename Stage>
std::function<std::unique_ptr<Stage>()> from_stock(typename Stock<Stage>::Key key,
                                                   typename Stock<Stage>::Make make) {
  return [key = std::move(key), make = std::move(make)] {
    std::unique_ptr<Stage> ready = stock<Stage>().take(key);
    return ready ? std::move(ready) : make();
  };
}

std::function<std::unique_ptr<Detector>()> new_detector(const ModelChoice& choice) {
  return [choice] {
    DetectorOptions options;
    options.allow_unverified = choice.allow_unverified;
    return make_detector(choice.detector, options);
  };
}

std::function<std::unique_ptr<Embedder>()> new_embedder(const ModelChoice& choice) {
  return [choice] {
    ModelOptions options;
    options.allow_unverified = choice.allow_unverified;
    return make_embedder(choice.embedder, options);
  };
}

}  // namespace

std::function<std::unique_ptr<Detector>()> detector_factory(const ModelChoice& choice) {
  return from_stock<Detector>({choice.detector, choice.allow_unverified}, new_detector(choice));
}

std::function<std::unique_ptr<Embedder>()> embedder_factory(const ModelChoice& choice) {
  return from_stock<Embedder>({choice.embedder, choice.allow_unverified}, new_embedder(choice));
}

void stock_models(const ModelChoice& choice) {
  // One detector for the photos and one for the frames.
  stock<Detector>().fill({choice.detector, choice.allow_unverified}, 2, new_detector(choice));
  stock<Embedder>().fill({choice.embedder, choice.allow_unverified}, 2, new_embedder(choice));
}

}  // namespace facetrack::cli
