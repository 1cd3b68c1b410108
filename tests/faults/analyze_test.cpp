// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// analyze() when any of its parts throws, at any call.

#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "facetrack/error.hpp"
#include "facetrack/report.hpp"

#include "faults/film.hpp"
#include "faults/planted.hpp"

namespace facetrack::testing {
namespace {

// One; two; and more than the film has segments, so that threads decode ahead.
constexpr int worker_counts[] = {1, 2, 10};
// For stages that do not care.
constexpr int few_workers[] = {2};

AnalyzeOptions options_for(int workers) {
  AnalyzeOptions options;
  options.workers = workers;
  return options;
}

template <typename Wrap>
void fail_in_stage(const std::string& what, const Wrap& wrap, AnalyzeOptions options) {
  const std::string undisturbed = tracks_json(analyze(film_stages(), options));
  const auto run = [&](const FaultPtr& fault) {
    Stages made = film_stages();
    wrap(made, fault);
    analyze(made, options);
  };
  fail_everywhere(what + ", " + std::to_string(options.workers) + " workers", 2, run);
  EXPECT_EQ(tracks_json(analyze(film_stages(), options)), undisturbed);
}

TEST(analyze_with_faults, ends_with_the_error_of_the_decoder) {
  for (const int workers : worker_counts) {
    fail_in_stage(
        "decoder",
        [](Stages& made, const FaultPtr& fault) { made.decoder = with_fault(made.decoder, fault); },
        options_for(workers));
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_shot_detector) {
  for (const int workers : few_workers) {
    fail_in_stage(
        "shot detector",
        [](Stages& made, const FaultPtr& fault) { made.shots = with_fault(made.shots, fault); },
        options_for(workers));
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_detector) {
  for (const int workers : few_workers) {
    fail_in_stage(
        "detector",
        [](Stages& made, const FaultPtr& fault) {
          made.detector = with_fault(made.detector, fault);
        },
        options_for(workers));
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_embedder) {
  for (const int workers : few_workers) {
    fail_in_stage(
        "embedder",
        [](Stages& made, const FaultPtr& fault) {
          made.embedder = with_fault(made.embedder, fault);
        },
        options_for(workers));
  }
}

/// A factory that calls `fault` first.
template <typename Stage>
void fail_in(std::function<std::unique_ptr<Stage>()>& factory, const FaultPtr& fault) {
  factory = [make = factory, fault] {
    fault->here();
    return make();
  };
}

TEST(analyze_with_faults, ends_with_the_error_of_a_factory) {
  for (const int workers : worker_counts) {
    fail_everywhere("factories", 0, [&](const FaultPtr& fault) {
      Stages stages = film_stages();
      fail_in(stages.decoder, fault);
      fail_in(stages.shots, fault);
      fail_in(stages.detector, fault);
      fail_in(stages.embedder, fault);
      stages.tracker = [fault](Detector& d, Embedder* e, const TrackerOptions& options) {
        fault->here();
        return make_tracker(d, e, options);
      };
      analyze(stages, options_for(workers));
    });
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_tracker) {
  class Faulty final : public Tracker {
   public:
    Faulty(std::unique_ptr<Tracker> inner, FaultPtr fault)
        : inner_(std::move(inner)), fault_(std::move(fault)) {}
    std::vector<FaceTrack> push(const Frame& frame) override {
      fault_->here();
      return inner_->push(frame);
    }
    std::vector<FaceTrack> flush() override {
      fault_->here();
      return inner_->flush();
    }

   private:
    std::unique_ptr<Tracker> inner_;
    FaultPtr fault_;
  };
  for (const int workers : few_workers) {
    fail_in_stage(
        "tracker",
        [](Stages& made, const FaultPtr& fault) {
          made.tracker = [fault](Detector& d, Embedder* e, const TrackerOptions& options) {
            return std::make_unique<Faulty>(make_tracker(d, e, options), fault);
          };
        },
        options_for(workers));
  }
}

/// The main shot detector alone: it works on the calling thread, while all workers wait.
TEST(analyze_with_faults, ends_with_the_error_of_the_main_shot_detector) {
  class Main final : public ShotDetector {
   public:
    explicit Main(FaultPtr fault) : fault_(std::move(fault)) {}
    std::vector<Transition> push(const Frame& frame) override {
      fault_->here();
      return inner_->push(frame);
    }
    std::vector<Transition> flush() override {
      fault_->here();
      return inner_->flush();
    }
    int max_delay() const noexcept override { return inner_->max_delay(); }
    Size picture_size() const noexcept override { return inner_->picture_size(); }

   private:
    FaultPtr fault_;
    std::unique_ptr<ShotDetector> inner_ = make_shot_detector();
  };
  for (const int workers : worker_counts) {
    fail_in_stage(
        "main shot detector",
        [](Stages& made, const FaultPtr& fault) {
          made.shots = [fault, is_first = true]() mutable -> std::unique_ptr<ShotDetector> {
            if (std::exchange(is_first, false)) return std::make_unique<Main>(fault);
            return make_shot_detector();
          };
        },
        options_for(workers));
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_progress_callback) {
  // Slow enough for a report of progress.
  class Slow final : public Detector {
   public:
    std::vector<Detection> detect(const ImageView&) override {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      return {};
    }
    int preferred_face() const noexcept override { return 32; }
    int smallest_face() const noexcept override { return 12; }
    std::string_view name() const noexcept override { return "slow"; }
  };
  Stages slow_stages = film_stages();
  slow_stages.detector = [] { return std::make_unique<Slow>(); };
  for (const int workers : few_workers) {
    fail_everywhere("progress", 1, [&](const FaultPtr& fault) {
      RunControl control;
      control.on_progress = [&](const Progress&) { fault->here(); };
      analyze(slow_stages, options_for(workers), control);
    });
  }
}

TEST(analyze_with_faults, refuses_stages_without_a_decoder_and_factories_that_make_nothing) {
  const auto code_of = [](const Stages& stages) {
    try {
      analyze(stages);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::backend;
  };
  EXPECT_EQ(code_of({}), ErrorCode::invalid_argument);
  Stages stages = film_stages();
  stages.shots = [] { return nullptr; };
  EXPECT_EQ(code_of(stages), ErrorCode::invalid_argument);
  stages = film_stages();
  stages.detector = [] { return nullptr; };
  EXPECT_EQ(code_of(stages), ErrorCode::invalid_argument);
  stages = film_stages();
  stages.embedder = [] { return nullptr; };
  EXPECT_EQ(code_of(stages), ErrorCode::invalid_argument);
  stages = film_stages();
  stages.tracker = [](Detector&, Embedder*, const TrackerOptions&) { return nullptr; };
  EXPECT_EQ(code_of(stages), ErrorCode::invalid_argument);
  stages = film_stages();
  stages.decoder = [made = 0]() mutable -> std::unique_ptr<Decoder> {
    return ++made == 1 ? film_stages().decoder() : nullptr;
  };
  EXPECT_EQ(code_of(stages), ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace facetrack::testing
