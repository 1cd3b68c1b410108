// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "library/person_links.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace facetrack::library {
namespace {

/// So many links are enough, however many pairs there are: a face has links to a limited number of
/// others.
constexpr std::size_t enough_links = 100;

struct Group {
  std::vector<std::size_t> faces;
  std::set<std::int64_t> videos;
  std::int64_t decided = 0;
};

class Grouping {
 public:
  Grouping(std::span<const LinkedFace> faces, const std::vector<FaceLink>& links)
      : groups_(faces.size()), group_of_(faces.size()), linked_(faces.size()) {
    std::map<std::int64_t, std::size_t> decided;
    for (std::size_t i = 0; i < faces.size(); ++i) {
      groups_[i] = {{i}, {faces[i].video}, faces[i].decided};
      group_of_[i] = i;
      if (faces[i].decided == 0) continue;
      const auto [first, is_first] = decided.emplace(faces[i].decided, i);
      if (!is_first) join(first->second, i);
    }
    for (const FaceLink& link : links) {
      linked_[link.a].push_back(link.b);
      linked_[link.b].push_back(link.a);
    }
  }

  void consider(const FaceLink& link) {
    const std::size_t a = group_of_[link.a];
    const std::size_t b = group_of_[link.b];
    if (a != b && may_join(groups_[a], groups_[b])) join(std::min(a, b), std::max(a, b));
  }

  const std::vector<std::size_t>& group_of() const { return group_of_; }

 private:
  bool may_join(const Group& a, const Group& b) const {
    if (a.decided != 0 && b.decided != 0) return false;
    const Group& small = a.faces.size() < b.faces.size() ? a : b;
    const Group& large = &small == &a ? b : a;
    for (const std::int64_t video : small.videos) {
      if (large.videos.contains(video)) return false;
    }
    const std::size_t target = group_of_[large.faces.front()];
    std::size_t links = 0;
    for (const std::size_t face : small.faces) {
      for (const std::size_t other : linked_[face]) links += group_of_[other] == target ? 1 : 0;
    }
    return links >= enough_links || 2 * links >= small.faces.size() * large.faces.size();
  }

  void join(std::size_t into, std::size_t from) {
    Group& target = groups_[into];
    Group& source = groups_[from];
    for (const std::size_t face : source.faces) group_of_[face] = into;
    target.faces.insert(target.faces.end(), source.faces.begin(), source.faces.end());
    target.videos.insert(source.videos.begin(), source.videos.end());
    if (target.decided == 0) target.decided = source.decided;
    source = {};
  }

  std::vector<Group> groups_;
  std::vector<std::size_t> group_of_;
  std::vector<std::vector<std::size_t>> linked_;
};

}  // namespace

std::vector<std::size_t> group_linked(std::span<const LinkedFace> faces,
                                      std::vector<FaceLink> links) {
  std::sort(links.begin(), links.end(), [](const FaceLink& x, const FaceLink& y) {
    return std::tuple(x.distance, x.a, x.b) < std::tuple(y.distance, y.a, y.b);
  });
  Grouping grouping(faces, links);
  for (const FaceLink& link : links) grouping.consider(link);
  std::vector<std::size_t> numbers;
  std::map<std::size_t, std::size_t> number;
  for (const std::size_t group : grouping.group_of()) {
    numbers.push_back(number.emplace(group, number.size()).first->second);
  }
  return numbers;
}

}  // namespace facetrack::library
