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
  options.stills = 4;
  options.tracker.portraits = true;
  return options;
}

template <typename Wrap>
void fail_in_stage(const std::string& what, const Wrap& wrap, AnalyzeOptions options) {
  const std::string undisturbed = tracks_json(analyze(film_stages, options));
  const auto run = [&](const FaultPtr& fault) {
    analyze(
        [&] {
          Stages made = film_stages();
          wrap(made, fault);
          return made;
        },
        options);
  };
  fail_everywhere(what + ", " + std::to_string(options.workers) + " workers", 2, run);
  EXPECT_EQ(tracks_json(analyze(film_stages, options)), undisturbed);
}

TEST(analyze_with_faults, ends_with_the_error_of_the_decoder) {
  for (const int workers : worker_counts) {
    fail_in_stage(
        "decoder",
        [](Stages& made, const FaultPtr& fault) {
          made.decoder = with_fault(std::move(made.decoder), fault);
        },
        options_for(workers));
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_decoder_that_leaves_out) {
  AnalyzeOptions options = options_for(10);
  options.tracker.effort = TrackerOptions::Effort::fast;
  fail_in_stage(
      "sparse decoder",
      [](Stages& made, const FaultPtr& fault) {
        made.decoder = with_fault(std::move(made.decoder), fault);
      },
      options);
}

TEST(analyze_with_faults, ends_with_the_error_of_the_shot_detector) {
  for (const int workers : few_workers) {
    fail_in_stage(
        "shot detector",
        [](Stages& made, const FaultPtr& fault) {
          made.shots = with_fault(std::move(made.shots), fault);
        },
        options_for(workers));
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_detector) {
  for (const int workers : few_workers) {
    fail_in_stage(
        "detector",
        [](Stages& made, const FaultPtr& fault) {
          made.detector = with_fault(std::move(made.detector), fault);
        },
        options_for(workers));
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_embedder) {
  for (const int workers : few_workers) {
    fail_in_stage(
        "embedder",
        [](Stages& made, const FaultPtr& fault) {
          made.embedder = with_fault(std::move(made.embedder), fault);
        },
        options_for(workers));
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_factory) {
  for (const int workers : worker_counts) {
    fail_everywhere("factory", 0, [&](const FaultPtr& fault) {
      analyze(
          [&] {
            fault->here();
            return film_stages();
          },
          options_for(workers));
    });
  }
}

/// The main shot detector alone: it works on the calling thread, while all workers wait.
TEST(analyze_with_faults, ends_with_the_error_of_the_main_shot_detector) {
  class Main final : public ShotDetector {
   public:
    explicit Main(FaultPtr fault) : fault_(std::move(fault)) {}
    std::unique_ptr<ShotDetector> fresh() const override { return inner_->fresh(); }
    Frame thumbnail(const Frame& frame) const override { return inner_->thumbnail(frame); }
    std::vector<Transition> push(const Frame& frame) override {
      fault_->here();
      return inner_->push(frame);
    }
    std::vector<Transition> flush() override {
      fault_->here();
      return inner_->flush();
    }
    int max_delay() const noexcept override { return inner_->max_delay(); }

   private:
    FaultPtr fault_;
    std::unique_ptr<ShotDetector> inner_ = make_shot_detector();
  };
  for (const int workers : worker_counts) {
    fail_in_stage(
        "main shot detector",
        [](Stages& made, const FaultPtr& fault) { made.shots = std::make_unique<Main>(fault); },
        options_for(workers));
  }
}

TEST(analyze_with_faults, ends_with_the_error_of_the_progress_callback) {
  // Slow enough to be told of.
  const auto slow_stages = [] {
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
    Stages made = film_stages();
    made.detector = std::make_unique<Slow>();
    return made;
  };
  for (const int workers : few_workers) {
    fail_everywhere("progress", 1, [&](const FaultPtr& fault) {
      RunControl control;
      control.on_progress = [&](const Progress&) { fault->here(); };
      analyze(slow_stages, options_for(workers), control);
    });
  }
}

TEST(analyze_with_faults, refuses_an_empty_factory_and_stages_without_the_needed) {
  const auto code_of = [](const StageFactory& make) {
    try {
      analyze(make);
    } catch (const Error& error) {
      return error.code();
    }
    return ErrorCode::backend;
  };
  EXPECT_EQ(code_of({}), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { return Stages{}; }), ErrorCode::invalid_argument);
  int made = 0;
  EXPECT_EQ(code_of([&] { return ++made == 1 ? film_stages() : Stages{}; }),
            ErrorCode::invalid_argument);
  const auto barren = [] {
    class Barren final : public ShotDetector {
     public:
      std::unique_ptr<ShotDetector> fresh() const override { return nullptr; }
      Frame thumbnail(const Frame& frame) const override { return frame; }
      std::vector<Transition> push(const Frame&) override { return {}; }
      std::vector<Transition> flush() override { return {}; }
      int max_delay() const noexcept override { return 0; }
    };
    Stages stages = film_stages();
    stages.shots = std::make_unique<Barren>();
    return stages;
  };
  EXPECT_EQ(code_of(barren), ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace facetrack::testing
