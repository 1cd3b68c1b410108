// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace facetrack {

/// At most `most` of the items, longest first; items of equal length keep their order.
template <typename Item, typename Length>
std::vector<const Item*> longest(const std::vector<Item>& items, std::size_t most, Length length) {
  std::vector<const Item*> chosen;
  for (const Item& item : items) chosen.push_back(&item);
  std::stable_sort(chosen.begin(), chosen.end(),
                   [&](const Item* a, const Item* b) { return length(*a) > length(*b); });
  if (chosen.size() > most) chosen.resize(most);
  return chosen;
}

}  // namespace facetrack
