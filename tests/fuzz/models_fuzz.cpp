// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The list of models, the cards of embedders, networks and the packed landmark model. The first
// byte chooses.

#include "face/packed_shape.hpp"
#include "fuzz/fuzz.hpp"
#include "models/card.hpp"
#include "models/registry.hpp"
#include "network/network.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facetrack;
  if (size == 0) return 0;
  const std::string_view text = fuzz::text(data + 1, size - 1);
  fuzz::expect_error_at_most([&] {
    if (data[0] == 'm') {
      parse_models(text, "models.json");
    } else if (data[0] == 'c') {
      parse_card(text, "card.json");
    } else if (data[0] == 'n') {
      constexpr std::byte picture[9 * 7 * 3]{};
      auto network = network::Network::read(text);
      if (network) network->run({picture, 9, 7, 9 * 3, PixelFormat::bgr24}, {});
    } else {
      const fuzz::MemoryFile file(data + 1, size - 1, ".dat");
      const PackedShape shape(file.path());
      constexpr std::byte gray[64]{};
      shape.find({gray, 8, 8, 8, PixelFormat::gray8}, {4, 4, 6});
    }
  });
  return 0;
}
