// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The speed of a library: bench_library [FACES]. Makes up clustered vectors of 256 numbers,
// searches them and compares the answers with those of a comparison one by one.

#include "facetrack/library.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <vector>

#include "library/vector_file.hpp"
#include "support/library_videos.hpp"
#include "support/paths.hpp"

using namespace facetrack;
using library::NearRow;
using library::VectorFile;

namespace {

constexpr std::size_t dimensions = 256;
constexpr int faces_per_person = 50;
constexpr int queries = 1000;

double since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

/// Faces of one person lie around the person's own: cosine about 0.7.
class People {
 public:
  Embedding next() {
    if (left_-- == 0) {
      left_ = faces_per_person - 1;
      for (float& value : person_) value = normal_(random_);
    }
    return near();
  }
  Embedding near() {
    Embedding face{"made-up", std::vector<float>(dimensions)};
    double squares = 0;
    for (std::size_t i = 0; i < dimensions; ++i) {
      face.values[i] = person_[i] + 0.65F * normal_(random_);
      squares += static_cast<double>(face.values[i]) * face.values[i];
    }
    for (float& value : face.values) value /= static_cast<float>(std::sqrt(squares));
    return face;
  }

 private:
  std::mt19937 random_{7};
  std::normal_distribution<float> normal_;
  std::vector<float> person_ = std::vector<float>(dimensions);
  int left_ = 0;
};

std::vector<std::int64_t> rows_of(const std::vector<NearRow>& near) {
  std::vector<std::int64_t> rows;
  for (const NearRow& one : near) rows.push_back(one.row);
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// The nearest 100 rows by products of doubles. `all` are the vectors as stored.
std::vector<std::int64_t> one_by_one(const std::vector<float>& all, const Embedding& face) {
  std::vector<std::pair<double, std::int64_t>> order(all.size() / dimensions);
  for (std::size_t row = 0; row < order.size(); ++row) {
    double sum = 0;
    for (std::size_t i = 0; i < dimensions; ++i) {
      sum += static_cast<double>(all[row * dimensions + i]) * face.values[i];
    }
    order[row] = {-sum, static_cast<std::int64_t>(row)};
  }
  std::nth_element(order.begin(), order.begin() + 99, order.end());
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < 100; ++i) rows.push_back(order[i].second);
  std::sort(rows.begin(), rows.end());
  return rows;
}

void search_vectors(std::int64_t count, const std::filesystem::path& file) {
  People people;
  std::vector<Embedding> asked;
  {
    VectorFile out(file, dimensions, true);
    std::vector<Embedding> block;
    for (std::int64_t row = 0; row < count; row += std::ssize(block)) {
      block.clear();
      while (block.size() < 1000) block.push_back(people.next());
      if (row % (count / queries / 1000 * 1000 + 1000) == 0) asked.push_back(people.near());
      const auto begin = std::chrono::steady_clock::now();
      out.write(row, block);
      if (row == 0) std::printf("append 1000 faces: %.1f ms\n", since(begin));
    }
  }
  auto begin = std::chrono::steady_clock::now();
  VectorFile in(file, dimensions, false);
  in.map(count);
  std::printf("open and map: %.2f ms, %zu bytes a face\n", since(begin), in.row_bytes());
  std::vector<double> times;
  for (const Embedding& face : asked) {
    begin = std::chrono::steady_clock::now();
    in.nearest(std::span(&face, 1), 2.0F, 100);
    times.push_back(since(begin));
  }
  std::sort(times.begin(), times.end());
  std::printf("search %lld faces, one thread: median %.1f ms, slowest %.1f ms of %zu\n",
              static_cast<long long>(count), times[times.size() / 2], times.back(), times.size());
  std::vector<float> all;
  for (std::int64_t row = 0; row < count; ++row) {
    const Embedding face = in.read(row, "made-up");
    all.insert(all.end(), face.values.begin(), face.values.end());
  }
  std::size_t same = 0;
  const std::size_t compared = std::min<std::size_t>(asked.size(), 60);
  for (std::size_t i = 0; i < compared; ++i) {
    same += one_by_one(all, asked[i]) == rows_of(in.nearest(std::span(&asked[i], 1), 2.0F, 100));
  }
  std::printf("top 100 equal to a comparison one by one: %zu of %zu\n", same, compared);
}

void list_facts(const std::filesystem::path& folder) {
  Library library = Library::create_or_open(folder, testing::MadeUpEmbedder());
  auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 10'000; ++i) {
    library.add(testing::seen_video(std::to_string(i), {static_cast<unsigned>(i % 500), 1000}));
  }
  std::printf("add 10000 videos with 60000 faces: %.0f ms\n", since(begin));
  begin = std::chrono::steady_clock::now();
  library.group_persons();
  std::printf("group their persons: %.0f ms, %zu persons\n", since(begin),
              library.persons().size());
  begin = std::chrono::steady_clock::now();
  const auto count = library.videos().size();
  std::printf("list %zu videos: %.1f ms\n", count, since(begin));
  begin = std::chrono::steady_clock::now();
  library.persons();
  std::printf("list persons: %.1f ms\n", since(begin));
  begin = std::chrono::steady_clock::now();
  const auto hits = library.search(testing::looking_for(7), "target").hits.size();
  std::printf("search: %.1f ms, %zu hits\n", since(begin), hits);
}

}  // namespace

int main(int argc, char** argv) {
  const testing::TempDir folder;
  search_vectors(argc > 1 ? std::atoll(argv[1]) : 1'000'000, folder / "vectors");
  list_facts(folder / "library");
}
