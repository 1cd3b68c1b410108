// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

// The list of models, the cards of embedders and networks (ONNX and IR). The first byte chooses. Of
// an IR network the weights follow the description and a zero.

#include <algorithm>
#include <optional>

#include "fuzz/fuzz.hpp"
#include "models/card.hpp"
#include "models/registry.hpp"
#include "network/ir.hpp"
#include "network/network.hpp"

namespace {

void run(std::optional<facetrack::network::Network> network) {
  constexpr std::byte picture[9 * 7 * 3]{};
  if (network) network->run({picture, 9, 7, 9 * 3, facetrack::PixelFormat::bgr24}, {});
}

}  // namespace

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
      run(network::Network::read(text));
    } else {
      const std::string_view xml = text.substr(0, text.find('\0'));
      const std::string_view weights = text.substr(std::min(xml.size() + 1, text.size()));
      run(network::Network::from(network::read_ir(xml, weights)));
    }
  });
  return 0;
}
