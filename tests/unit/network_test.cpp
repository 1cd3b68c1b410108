// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/network.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "support/onnx_file.hpp"

namespace facetrack::network {
namespace {

using ::facetrack::testing::OnnxFile;
using ::testing::ElementsAre;

/// Numbers channel by channel, as books write networks.
struct Planes {
  int channels = 0, height = 0, width = 0;
  std::vector<float> values;

  float& at(int c, int y, int x) {
    return values[static_cast<std::size_t>((c * height + y) * width + x)];
  }
  float at(int c, int y, int x) const {
    return values[static_cast<std::size_t>((c * height + y) * width + x)];
  }
};

Planes planes(int channels, int height, int width) {
  return {channels, height, width,
          std::vector<float>(static_cast<std::size_t>(channels * height * width), 0.0F)};
}

Planes each(Planes of, const std::function<float(float, int)>& change) {
  for (int c = 0; c < of.channels; ++c) {
    for (int y = 0; y < of.height; ++y) {
      for (int x = 0; x < of.width; ++x) of.at(c, y, x) = change(of.at(c, y, x), c);
    }
  }
  return of;
}

/// The definition. `weights` are [out][in of the group][row][column].
Planes convolved(const Planes& in, const Window& w, int outs, int groups,
                 const std::vector<float>& weights, const std::vector<float>& bias) {
  Planes out = planes(outs, w.out_height(in.height), w.out_width(in.width));
  const int ins = in.channels / groups;
  for (int o = 0; o < outs; ++o) {
    for (int y = 0; y < out.height; ++y) {
      for (int x = 0; x < out.width; ++x) {
        double sum = bias[static_cast<std::size_t>(o)];
        for (int i = 0; i < ins; ++i) {
          for (int ky = 0; ky < w.height; ++ky) {
            for (int kx = 0; kx < w.width; ++kx) {
              const int sy = y * w.stride_y - w.pad_top + ky;
              const int sx = x * w.stride_x - w.pad_left + kx;
              if (sy < 0 || sx < 0 || sy >= in.height || sx >= in.width) continue;
              const int from = groups == 1 ? i : o;
              sum +=
                  in.at(from, sy, sx) *
                  weights[static_cast<std::size_t>(((o * ins + i) * w.height + ky) * w.width + kx)];
            }
          }
        }
        out.at(o, y, x) = static_cast<float>(sum);
      }
    }
  }
  return out;
}

std::vector<float> random_numbers(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> number(-1, 1);
  std::vector<float> numbers(count);
  for (float& n : numbers) n = number(random);
  return numbers;
}

struct Picture {
  int width, height;
  std::vector<unsigned char> bytes;

  Picture(int w, int h) : width(w), height(h), bytes(static_cast<std::size_t>(w * h * 3)) {
    std::mt19937 random(7);
    for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random() & 0xFF);
  }
  ImageView view() const {
    return {reinterpret_cast<const std::byte*>(bytes.data()), width, height,
            static_cast<std::ptrdiff_t>(width) * 3, PixelFormat::bgr24};
  }
  Planes as_planes(const Preprocessing& preprocessing = {}) const {
    Planes result = planes(3, height, width);
    for (int c = 0; c < 3; ++c) {
      const int from = preprocessing.rgb ? 2 - c : c;
      for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
          const auto byte = bytes[static_cast<std::size_t>((y * width + x) * 3 + from)];
          result.at(c, y, x) =
              (static_cast<float>(byte) - preprocessing.mean[static_cast<std::size_t>(c)]) *
              preprocessing.scale;
        }
      }
    }
    return result;
  }
};

constexpr Preprocessing small_numbers{{127, 127, 127}, 1 / 64.0F, false};

Network make(const std::string& bytes) {
  auto network = Network::read(bytes);
  if (!network) throw std::logic_error("no network");
  return std::move(*network);
}

void expect_near(const std::vector<float>& found, const Planes& expected) {
  ASSERT_EQ(found.size(), expected.values.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const float allowed = 1e-5F * (1 + std::abs(expected.values[i]));
    ASSERT_NEAR(found[i], expected.values[i], 10 * allowed) << "number " << i;
  }
}

/// One convolution from three channels to `ins`, then the one that is looked at.
struct Case {
  Window window;
  int ins, outs, groups;
};

class Convolution : public ::testing::TestWithParam<Case> {};

TEST_P(Convolution, gives_what_its_definition_gives) {
  const auto& [window, ins, outs, groups] = GetParam();
  const Window& w = window;
  const auto first = random_numbers(static_cast<std::size_t>(ins) * 3, 1);
  const auto first_bias = random_numbers(static_cast<std::size_t>(ins), 2);
  const auto weights =
      random_numbers(static_cast<std::size_t>(outs * (ins / groups) * w.height * w.width), 3);
  const auto bias = random_numbers(static_cast<std::size_t>(outs), 4);
  const std::string file =
      OnnxFile()
          .constant("w1", {ins, 3, 1, 1}, first)
          .constant("b1", {ins}, first_bias)
          .constant("w2", {outs, ins / groups, w.height, w.width}, weights)
          .constant("b2", {outs}, bias)
          .node("Conv", {"in", "w1", "b1"}, "middle", {{"kernel_shape", {1, 1}}})
          .node("Conv", {"middle", "w2", "b2"}, "out",
                {{"kernel_shape", {w.height, w.width}},
                 {"strides", {w.stride_y, w.stride_x}},
                 {"pads", {w.pad_top, w.pad_left, w.pad_bottom, w.pad_right}},
                 {"group", {groups}}})
          .bytes({"out"});
  Network network = make(file);
  EXPECT_TRUE(network.is_complete());
  // Rows of every length beside the number of pixels that are done at once.
  for (const int width : {9, 10, 11, 12, 13, 14, 31}) {
    const Picture picture(width, 11);
    network.run(picture.view(), small_numbers);
    const Planes middle =
        convolved(picture.as_planes(small_numbers), {}, ins, 1, first, first_bias);
    const Planes expected = convolved(middle, w, outs, groups, weights, bias);
    ASSERT_EQ(network.output(0).width, expected.width);
    ASSERT_EQ(network.output(0).height, expected.height);
    ASSERT_EQ(network.output_channels(0), outs);
    expect_near(network.output_values(0), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Windows, Convolution,
    ::testing::Values(
        Case{{1, 1, 1, 1, 0, 0, 0, 0}, 16, 16, 1}, Case{{1, 1, 1, 1, 0, 0, 0, 0}, 51, 34, 1},
        Case{{3, 3, 1, 1, 1, 1, 1, 1}, 20, 48, 1}, Case{{3, 3, 2, 2, 1, 1, 1, 1}, 5, 7, 1},
        Case{{3, 3, 2, 2, 0, 0, 1, 1}, 8, 16, 1}, Case{{2, 5, 1, 3, 1, 0, 0, 4}, 17, 33, 1},
        Case{{6, 6, 4, 4, 1, 1, 1, 1}, 3, 32, 1}, Case{{3, 3, 1, 1, 1, 1, 1, 1}, 51, 51, 51},
        Case{{3, 3, 2, 2, 1, 1, 1, 1}, 64, 64, 64}, Case{{3, 3, 2, 1, 0, 2, 1, 0}, 16, 16, 16},
        Case{{8, 8, 1, 1, 0, 0, 0, 0}, 34, 34, 34}, Case{{5, 2, 1, 2, 2, 1, 2, 0}, 18, 18, 18}));

TEST(Arithmetic, agrees_between_the_instructions_of_processors) {
  constexpr int rows = 15;
  constexpr int columns = 40;
  const auto in = random_numbers(std::size_t{rows} * columns * 32, 20);
  const auto weights = random_numbers(std::size_t{9} * 32 * 48, 21);
  const auto bias = random_numbers(48, 22);
  const auto slope = random_numbers(48, 23);
  const Epilogue epilogue{bias.data(), slope.data()};
  const auto run = [&](bool all, int width, int stride, Instructions instructions) {
    const Window window{3, 3, stride, stride, 0, 0, 0, 0};
    const Tensor from{const_cast<float*>(in.data()), rows, width, 32, columns * 32};
    const int step = all ? 48 : 32;
    Tensor to{nullptr, window.out_height(rows), window.out_width(width), step, 0};
    to.row_stride = std::ptrdiff_t{to.width} * step;
    std::vector<float> numbers(static_cast<std::size_t>(to.height * to.row_stride));
    to.data = numbers.data();
    (all ? convolve : depthwise_convolve)(from, window, weights.data(), epilogue, to, instructions);
    return numbers;
  };
  for (const bool all : {true, false}) {
    for (const int stride : {1, 2, 3}) {
      for (int width = 3; width <= columns; ++width) {
        SCOPED_TRACE(std::to_string(width) + " columns, stride " + std::to_string(stride));
        const auto plain = run(all, width, stride, Instructions::any);
        const auto best = run(all, width, stride, best_instructions());
        for (std::size_t i = 0; i < plain.size(); ++i) ASSERT_NEAR(best[i], plain[i], 1e-4F) << i;
        if (best_instructions() == Instructions::avx512) {
          EXPECT_EQ(run(all, width, stride, Instructions::avx2), best);
        }
      }
    }
  }
}

TEST(FaceNetwork, bends_scales_and_normalizes_like_its_definition) {
  const auto weights = random_numbers(20 * 3, 5);
  const auto gain = random_numbers(20, 6);
  const auto offset = random_numbers(20, 7);
  const auto mean = random_numbers(20, 8);
  const std::vector<float> variance(20, 0.5F);
  const auto slope = random_numbers(20, 9);
  const std::string file =
      OnnxFile()
          .constant("factor", {1, 3, 1, 1}, {0.5F, 2, -1})
          .constant("shift", {1}, {0.25F})
          .constant("w", {20, 3, 1, 1}, weights)
          .constant("gain", {20}, gain)
          .constant("offset", {20}, offset)
          .constant("mean", {20}, mean)
          .constant("variance", {20}, variance)
          .constant("slope", {20, 1, 1}, slope)
          .constant("two", {1, 20, 1, 1}, std::vector<float>(20, 2))
          .node("Mul", {"in", "factor"}, "a")
          .node("Add", {"shift", "a"}, "b")
          .node("Conv", {"b", "w"}, "c", {{"kernel_shape", {1, 1}}})
          .node("BatchNormalization", {"c", "gain", "offset", "mean", "variance"}, "d", {},
                {{"epsilon", 0.25F}})
          .node("PRelu", {"d", "slope"}, "e")
          .node("Mul", {"e", "two"}, "f")
          .node("LeakyRelu", {"f"}, "g", {}, {{"alpha", 0.125F}})
          .node("Sigmoid", {"g"}, "h")
          .bytes({"h"});
  Network network = make(file);
  EXPECT_TRUE(network.is_complete());
  const Picture picture(7, 5);
  network.run(picture.view(), small_numbers);
  const float factor[] = {0.5F, 2, -1};
  const Planes b =
      each(picture.as_planes(small_numbers), [&](float v, int c) { return v * factor[c] + 0.25F; });
  const Planes c = convolved(b, {}, 20, 1, weights, std::vector<float>(20, 0));
  expect_near(network.output_values(0), each(c, [&](float v, int channel) {
                const auto k = static_cast<std::size_t>(channel);
                v = (v - mean[k]) / std::sqrt(0.75F) * gain[k] + offset[k];
                v = 2 * (v > 0 ? v : v * slope[k]);
                v = v > 0 ? v : v * 0.125F;
                return 1 / (1 + std::exp(-v));
              }));
}

TEST(FaceNetwork, joins_values_and_lets_one_pixel_serve_for_all) {
  const auto weights = random_numbers(18 * 3, 10);
  const std::string file = OnnxFile()
                               .constant("w", {18, 3, 1, 1}, weights)
                               .node("Conv", {"in", "w"}, "a", {{"kernel_shape", {1, 1}}})
                               .node("GlobalAveragePool", {"a"}, "mean")
                               .node("Sigmoid", {"mean"}, "gate")
                               .node("Mul", {"gate", "a"}, "b")
                               .node("Add", {"a", "b"}, "c")
                               .node("Relu", {"c"}, "out")
                               .bytes({"out"});
  Network network = make(file);
  EXPECT_TRUE(network.is_complete());
  const Picture picture(9, 6);
  network.run(picture.view(), small_numbers);
  const Planes a =
      convolved(picture.as_planes(small_numbers), {}, 18, 1, weights, std::vector<float>(18, 0));
  std::vector<float> gate(18, 0);
  each(a, [&](float v, int c) { return gate[static_cast<std::size_t>(c)] += v / 54; });
  for (float& g : gate) g = 1 / (1 + std::exp(-g));
  expect_near(network.output_values(0), each(a, [&](float v, int c) {
                return std::max(0.0F, v + v * gate[static_cast<std::size_t>(c)]);
              }));
}

TEST(FaceNetwork, takes_the_greatest) {
  const auto weights = random_numbers(6, 11);
  Network network =
      make(OnnxFile()
               .constant("w", {2, 3, 1, 1}, weights)
               .node("Conv", {"in", "w"}, "a", {{"kernel_shape", {1, 1}}})
               .node("MaxPool", {"a"}, "out", {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}})
               .bytes({"out"}));
  const Picture picture(7, 5);  // the last column and row are left out
  network.run(picture.view(), small_numbers);
  const Planes a = convolved(picture.as_planes(small_numbers), {}, 2, 1, weights, {0, 0});
  Planes expected = planes(2, 2, 3);
  for (int c = 0; c < 2; ++c) {
    for (int y = 0; y < 2; ++y) {
      for (int x = 0; x < 3; ++x) {
        expected.at(c, y, x) = std::max({a.at(c, 2 * y, 2 * x), a.at(c, 2 * y, 2 * x + 1),
                                         a.at(c, 2 * y + 1, 2 * x), a.at(c, 2 * y + 1, 2 * x + 1)});
      }
    }
  }
  expect_near(network.output_values(0), expected);
}

TEST(FaceNetwork, keeps_what_two_read_as_it_is) {
  // The slope and the addition must not reach those who read "a" itself.
  const auto weights = random_numbers(3 * 3, 12);
  Network network = make(OnnxFile()
                             .constant("w", {3, 3, 1, 1}, weights)
                             .constant("ten", {1}, {10})
                             .node("Conv", {"in", "w"}, "a", {{"kernel_shape", {1, 1}}})
                             .node("Relu", {"a"}, "b")
                             .node("Add", {"a", "ten"}, "c")
                             .bytes({"a", "b", "c"}));
  ASSERT_THAT(network.output_names(), ElementsAre("a", "b", "c"));
  const Picture picture(4, 4);
  network.run(picture.view(), small_numbers);
  const Planes a = convolved(picture.as_planes(small_numbers), {}, 3, 1, weights, {0, 0, 0});
  expect_near(network.output_values(0), a);
  expect_near(network.output_values(1), each(a, [](float v, int) { return std::max(v, 0.0F); }));
  expect_near(network.output_values(2), each(a, [](float v, int) { return v + 10; }));
}

TEST(FaceNetwork, prepares_the_picture_as_asked) {
  const std::vector<float> identity{1, 0, 0, 0, 1, 0, 0, 0, 1};
  Network network = make(OnnxFile()
                             .constant("w", {3, 3, 1, 1}, identity)
                             .node("Conv", {"in", "w"}, "out", {{"kernel_shape", {1, 1}}})
                             .bytes({"out"}));
  const Picture picture(5, 3);
  for (const bool rgb : {false, true}) {
    const Preprocessing preprocessing{{10, 20, 30}, 0.5F, rgb};
    network.run(picture.view(), preprocessing);
    expect_near(network.output_values(0), picture.as_planes(preprocessing));
  }
}

TEST(FaceNetwork, reads_small_numbers) {
  const std::vector<float> weights{1, -2, 0.5F, 3, 0, -0.25F};
  const std::vector<float> whole{1, -2, 100, 3, 0, -128};
  Network network = make(OnnxFile()
                             .constant("half", {2, 3, 1, 1}, weights, OnnxFile::Kind::float16)
                             .constant("byte", {2, 3, 1, 1}, whole, OnnxFile::Kind::int8)
                             .node("Cast", {"half"}, "w1", {{"to", {1}}})
                             .node("Cast", {"byte"}, "w2", {{"to", {1}}})
                             .node("Conv", {"in", "w1"}, "a", {{"kernel_shape", {1, 1}}})
                             .node("Conv", {"in", "w2"}, "b", {{"kernel_shape", {1, 1}}})
                             .bytes({"a", "b"}));
  EXPECT_TRUE(network.is_complete());
  const Picture picture(3, 3);
  network.run(picture.view(), small_numbers);
  const Planes in = picture.as_planes(small_numbers);
  expect_near(network.output_values(0), convolved(in, {}, 2, 1, weights, {0, 0}));
  expect_near(network.output_values(1), convolved(in, {}, 2, 1, whole, {0, 0}));
}

TEST(FaceNetwork, goes_as_far_as_it_knows_the_way) {
  const auto base = [] {
    return OnnxFile()
        .constant("w", {4, 3, 3, 3}, random_numbers(4 * 27, 13))
        .node("Conv", {"in", "w"}, "a", {{"kernel_shape", {3, 3}}});
  };
  Network network = make(base().node("Softmax", {"a"}, "b").node("Relu", {"b"}, "c").bytes({"c"}));
  EXPECT_FALSE(network.is_complete());
  EXPECT_THAT(network.output_names(), ElementsAre("a"));

  using Numbers = std::map<std::string, std::vector<std::int64_t>>;
  for (const Numbers& unknown :
       {Numbers{{"kernel_shape", {3, 3}}, {"dilations", {2, 2}}}, Numbers{{"kernel_shape", {3}}},
        Numbers{{"kernel_shape", {3, 3}}, {"group", {2}}}, Numbers{},
        Numbers{{"kernel_shape", {3, 3}}, {"pads", {-1, 0, 0, 0}}},
        Numbers{{"kernel_shape", {3, 3}}, {"pads", {0, 0, 3, 0}}},
        Numbers{{"kernel_shape", {3, 3}}, {"strides", {0, 1}}},
        Numbers{{"kernel_shape", {3, 3}}, {"strides", {1, 1 << 20}}},
        Numbers{{"kernel_shape", {5, 5}}}}) {
    Network stops = make(base()
                             .constant("w2", {4, 4, 3, 3}, random_numbers(4 * 36, 14))
                             .node("Conv", {"a", "w2"}, "b", unknown)
                             .bytes({"b"}));
    EXPECT_THAT(stops.output_names(), ElementsAre("a"));
  }
  for (const std::int64_t pad : {0, 1}) {
    Network pool =
        make(base()
                 .node("MaxPool", {"a"}, "b", {{"kernel_shape", {2, 2}}, {"pads", {pad, 0, 0, 0}}})
                 .bytes({"b"}));
    EXPECT_EQ(pool.is_complete(), pad == 0);
  }
  // Numbers along the columns, whole numbers, statistics of the picture itself.
  EXPECT_THAT(
      make(base().constant("c", {4}, {1, 2, 3, 4}).node("Add", {"a", "c"}, "b").bytes({"b"}))
          .output_names(),
      ElementsAre("a"));
  EXPECT_THAT(make(base()
                       .constant("c", {1}, {0.5F})
                       .node("Cast", {"c"}, "whole", {{"to", {7}}})
                       .node("Add", {"a", "whole"}, "b")
                       .bytes({"b"}))
                  .output_names(),
              ElementsAre("a"));
  EXPECT_THAT(
      make(base()
               .constant("c", {4}, {1, 2, 3, 4})
               .node("BatchNormalization", {"a", "c", "c", "c", "c"}, "b", {{"training_mode", {1}}})
               .bytes({"b"}))
          .output_names(),
      ElementsAre("a"));
  // Nothing known of the picture.
  EXPECT_FALSE(Network::read(OnnxFile().node("Softmax", {"in"}, "out").bytes({"out"})));
}

TEST(FaceNetwork, gives_the_same_after_other_sizes) {
  const std::string file =
      OnnxFile()
          .constant("w", {24, 3, 3, 3}, random_numbers(24 * 27, 15))
          .constant("v", {24, 1, 3, 3}, random_numbers(24 * 9, 16))
          .node("Conv", {"in", "w"}, "a", {{"kernel_shape", {3, 3}}, {"pads", {1, 1, 1, 1}}})
          .node("Conv", {"a", "v"}, "b",
                {{"kernel_shape", {3, 3}}, {"pads", {1, 1, 1, 1}}, {"group", {24}}})
          .node("Add", {"a", "b"}, "out")
          .bytes({"out"});
  const Picture large(40, 30);
  const Picture wide(33, 5);
  Network network = make(file);
  network.run(wide.view(), small_numbers);
  const std::vector<float> alone = network.output_values(0);
  network.run(large.view(), small_numbers);
  network.run(wide.view(), small_numbers);
  EXPECT_EQ(network.output_values(0), alone);
}

TEST(FaceNetwork, does_not_take_more_memory_than_a_network_needs) {
  OnnxFile file;
  file.constant("w", {16, 3, 32, 32}, std::vector<float>(16 * 3 * 32 * 32, 0.5F));
  for (int i = 0; i < 3000; ++i) {
    file.node("Conv", {"in", "w"}, "out" + std::to_string(i), {{"kernel_shape", {32, 32}}});
  }
  EXPECT_FALSE(make(file.bytes({"out0"})).is_complete());
}

TEST(FaceNetwork, has_no_result_after_a_failure) {
  Network network = make(OnnxFile()
                             .constant("w", {4, 3, 3, 3}, random_numbers(4 * 27, 19))
                             .node("Conv", {"in", "w"}, "a", {{"kernel_shape", {3, 3}}})
                             .constant("v", {4, 4, 5, 5}, random_numbers(400, 20))
                             .node("Conv", {"a", "v"}, "b", {{"kernel_shape", {5, 5}}})
                             .bytes({"a", "b"}));
  network.run(Picture(8, 8).view(), small_numbers);
  EXPECT_FALSE(network.output_values(1).empty());
  EXPECT_THROW(network.run(Picture(400, 4).view(), small_numbers), Error);
  EXPECT_TRUE(network.output_values(1).empty());
}

TEST(FaceNetwork, refuses_a_picture_that_is_too_small) {
  Network network = make(OnnxFile()
                             .constant("w", {4, 3, 3, 3}, random_numbers(4 * 27, 17))
                             .node("Conv", {"in", "w"}, "out", {{"kernel_shape", {3, 3}}})
                             .bytes({"out"}));
  network.run(Picture(3, 3).view(), {});
  EXPECT_THROW(network.run(Picture(2, 3).view(), {}), Error);
  EXPECT_THROW(network.run({}, {}), Error);
}

TEST(FaceNetwork, survives_every_cut_and_every_wrong_byte) {
  const std::string file = OnnxFile()
                               .constant("w", {2, 3, 2, 2}, random_numbers(24, 18))
                               .constant("s", {2, 1, 1}, {0.5F, 0.25F})
                               .node("Conv", {"in", "w"}, "a", {{"kernel_shape", {2, 2}}})
                               .node("PRelu", {"a", "s"}, "out")
                               .bytes({"out"});
  const Picture picture(4, 4);
  const auto try_it = [&](const std::string& bytes) {
    try {
      if (auto network = Network::read(bytes)) network->run(picture.view(), {});
    } catch (const Error&) {
    }
  };
  for (std::size_t length = 0; length < file.size(); ++length) {
    EXPECT_THROW(Network::read(file.substr(0, length)), Error) << length;
  }
  for (std::size_t i = 0; i < file.size(); ++i) {
    for (const char wrong : {'\0', '\x7F', '\xFF', static_cast<char>(file[i] ^ 8)}) {
      std::string bytes = file;
      bytes[i] = wrong;
      try_it(bytes);
    }
  }
}

}  // namespace
}  // namespace facetrack::network
