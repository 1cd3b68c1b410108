// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// How well pictures between pictures are made: against real middle pictures, against frames left
// out of real videos, and in time. Usage: interpolation_bench [middlebury|faces|holdout|speed]…

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "facetrack/bridge.hpp"
#include "facetrack/decoder.hpp"
#include "facetrack/error.hpp"
#include "facetrack/opencv.hpp"

#include "bridge/likeness.hpp"
#include "memory.hpp"
#include "support/paths.hpp"

namespace {

using facetrack::Frame;
namespace fs = std::filesystem;

double cpu_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

struct Difference {
  double absolute = 0;  // mean grey levels
  double psnr = 0;      // dB
};

Difference compare(const Frame& a, const Frame& b) {
  double sum = 0;
  double squares = 0;
  for (int y = 0; y < a.height(); ++y) {
    const auto* p = reinterpret_cast<const unsigned char*>(a.image().row(y));
    const auto* q = reinterpret_cast<const unsigned char*>(b.image().row(y));
    for (int x = 0; x < 3 * a.width(); ++x) {
      const double d = p[x] - q[x];
      sum += std::abs(d);
      squares += d * d;
    }
  }
  const double count = 3.0 * a.width() * a.height();
  return {sum / count, 10 * std::log10(255.0 * 255.0 / std::max(squares / count, 1e-9))};
}

constexpr double most_psnr = 60;  // dB; a still scene must not decide the mean

Frame grey(const Frame& bgr) {
  cv::Mat grey;
  cv::cvtColor(facetrack::as_mat(bgr.image()), grey, cv::COLOR_BGR2GRAY);
  return facetrack::from_mat(grey);
}

double grey_ssim(const Frame& a, const Frame& b) {
  return facetrack::bridge::ssim(grey(a), grey(b));
}

Frame middle(std::string_view method, const Frame& a, const Frame& b) {
  const std::array<float, 1> half = {0.5F};
  return facetrack::make_interpolator(method)->between(a, b, half).front();
}

void table(const fs::path& folder, const std::array<const char*, 3>& names, bool psnr) {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory()) cases.push_back(entry.path());
  }
  std::sort(cases.begin(), cases.end());
  for (const std::string_view method : facetrack::interpolator_methods()) {
    std::printf("%-14s", std::string(method).c_str());
    double sum = 0;
    for (const fs::path& path : cases) {
      const auto read = [&](std::size_t i) {
        return facetrack::to_bgr24(facetrack::read_image((path / names[i]).string()));
      };
      const Difference d = compare(middle(method, read(0), read(1)), read(2));
      sum += psnr ? d.psnr : d.absolute;
      std::printf(" %s %.3f", path.filename().c_str(), psnr ? d.psnr : d.absolute);
    }
    std::printf("  mean %.3f %s\n", sum / static_cast<double>(cases.size()),
                psnr ? "dB" : "grey levels");
  }
}

struct Likeness {
  double psnr = 0;
  double ssim = 0;
  int count = 0;
};
// One for each of interpolator_methods().
using Row = std::vector<Likeness>;

// Leaves `gap` frames out and makes them again, at places spread over the file.
Row hold_out(const fs::path& file, int gap, int places) {
  const auto decoder = facetrack::open_decoder(file);
  const std::int64_t frames = decoder->count_frames().value();
  std::vector<float> moments;
  for (int k = 1; k <= gap; ++k) {
    moments.push_back(static_cast<float>(k) / static_cast<float>(gap + 1));
  }
  const auto methods = facetrack::interpolator_methods();
  Row row(methods.size());
  for (int i = 0; i < places; ++i) {
    decoder->seek((frames - gap - 2) * (i + 1) / (places + 1));
    std::vector<Frame> run;
    for (int k = 0; k < gap + 2; ++k) {
      if (const auto frame = decoder->read()) run.push_back(facetrack::to_bgr24(*frame));
    }
    if (run.size() != static_cast<std::size_t>(gap) + 2) continue;
    for (std::size_t m = 0; m < methods.size(); ++m) {
      const auto made =
          facetrack::make_interpolator(methods[m])->between(run.front(), run.back(), moments);
      for (std::size_t k = 0; k < made.size(); ++k, ++row[m].count) {
        row[m].psnr += std::min(compare(made[k], run[k + 1]).psnr, most_psnr);
        row[m].ssim += grey_ssim(made[k], run[k + 1]);
      }
    }
  }
  return row;
}

void print_row(const std::string& name, int gap, const Row& row) {
  std::printf("%-22s gap %d:", name.c_str(), gap);
  for (std::size_t m = 0; m < row.size(); ++m) {
    const double count = std::max(row[m].count, 1);
    std::printf("  %s %.2f dB %.4f", std::string(facetrack::interpolator_methods()[m]).c_str(),
                row[m].psnr / count, row[m].ssim / count);
  }
  std::printf("\n");
  std::fflush(stdout);
}

void hold_out_table(const fs::path& folder, std::span<const char* const> names, int places) {
  for (const int gap : {1, 3, 5}) {
    Row mean(facetrack::interpolator_methods().size());
    for (const char* name : names) {
      const Row row = hold_out(folder / name, gap, places);
      print_row(name, gap, row);
      for (std::size_t m = 0; m < row.size(); ++m) {  // every file counts the same
        if (row[m].count == 0) continue;
        mean[m].psnr += row[m].psnr / row[m].count;
        mean[m].ssim += row[m].ssim / row[m].count;
        ++mean[m].count;
      }
    }
    print_row("mean of the files", gap, mean);
  }
}

void speed(const fs::path& file) {
  cv::setNumThreads(1);  // waiting threads would count
  const auto decoder = facetrack::open_decoder(file);
  decoder->seek(60);
  const Frame a = facetrack::to_bgr24(decoder->read().value());
  decoder->seek(64);
  const Frame b = facetrack::to_bgr24(decoder->read().value());
  const auto flow = facetrack::make_interpolator("flow");
  for (const int count : {1, 3}) {
    std::vector<float> moments;
    for (int k = 1; k <= count; ++k) {
      moments.push_back(static_cast<float>(k) / static_cast<float>(count + 1));
    }
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
      const double begin = cpu_milliseconds();
      flow->between(a, b, moments);
      best = std::min(best, cpu_milliseconds() - begin);
    }
    std::printf("%dx%d, %d between: %.1f ms of CPU a picture\n", a.width(), a.height(), count,
                best / count);
  }
}

}  // namespace

int main(int argc, char** argv) {
  facetrack::cli::keep_freed_memory();
  const fs::path shared = facetrack::testing::shared_dir();
  if (shared.empty()) {
    std::puts("needs the real media in ../shared (or FACETRACK_SHARED_DIR)");
    return 0;
  }
  const auto wanted = [&](std::string_view part) {
    return argc < 2 || std::any_of(argv + 1, argv + argc, [&](const char* a) { return part == a; });
  };
  try {
    const fs::path interp = shared / "media" / "interp";
    const fs::path video = shared / "media" / "video";
    if (wanted("middlebury")) {
      table(interp / "middlebury", {"frame10.png", "frame11.png", "frame10i11.png"}, false);
    }
    if (wanted("faces")) table(interp / "face_triplets", {"0.png", "2.png", "1.png"}, true);
    if (wanted("speed")) speed(video / "dev_mix_720p.mp4");
    if (wanted("holdout")) {
      constexpr std::array<const char*, 8> names = {
          "liveportrait_d3.mp4", "liveportrait_d9.mp4", "liveportrait_d10.mp4", "retalking_1.mp4",
          "retalking_4.mp4",     "simon_easy1.mp4",     "hamilton_short.mp4",   "titanic_240p.mp4"};
      hold_out_table(video, names, 4);
    }
  } catch (const facetrack::Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
  return 0;
}
