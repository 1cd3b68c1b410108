// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/ir.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "facetrack/error.hpp"

#include "network/network.hpp"
#include "support/ir_file.hpp"
#include "support/onnx_file.hpp"
#include "support/paths.hpp"

namespace facetrack::network {
namespace {

using ::facetrack::testing::IrFile;
using ::facetrack::testing::OnnxFile;
using ::testing::ElementsAre;

// Numbers that halves hold exactly.
std::vector<float> numbers(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> result(count);
  for (float& number : result) number = static_cast<float>(random() % 33) / 16 - 1;
  return result;
}

std::vector<unsigned char> picture(int side) {
  std::mt19937 random(7);
  std::vector<unsigned char> bytes(static_cast<std::size_t>(side * side * 3));
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random() & 0xFF);
  return bytes;
}

std::vector<float> run(Network& network, int side, std::size_t output = 0) {
  const std::vector<unsigned char> bytes = picture(side);
  network.run({reinterpret_cast<const std::byte*>(bytes.data()), side, side,
               static_cast<std::ptrdiff_t>(side) * 3, PixelFormat::bgr24},
              {{127, 127, 127}, 1 / 64.0F, false});
  return network.output_values(output);
}

std::optional<Network> network_of(const IrFile& file, const std::vector<std::string>& outputs) {
  return Network::from(read_ir(file.xml(outputs), file.bin()));
}

const IrFile::Data plain_window{{"strides", "1, 1"},
                                {"pads_begin", "0, 0"},
                                {"pads_end", "0, 0"},
                                {"dilations", "1, 1"},
                                {"auto_pad", "explicit"}};

IrFile::Data window(const IrFile::Data& changes) {
  IrFile::Data data = changes;
  data.insert(plain_window.begin(), plain_window.end());
  return data;
}

TEST(ReadNumbers, knows_every_kind_of_half) {
  const auto read = [](std::uint16_t half) {
    return read_numbers({reinterpret_cast<const char*>(&half), 2}, NumberType::float16)->at(0);
  };
  EXPECT_EQ(read(0x0000), 0.0F);
  EXPECT_TRUE(std::signbit(read(0x8000)));
  EXPECT_EQ(read(0x0001), std::ldexp(1.0F, -24));
  EXPECT_EQ(read(0x83FF), -std::ldexp(1023.0F, -24));
  EXPECT_EQ(read(0x0400), std::ldexp(1.0F, -14));
  EXPECT_EQ(read(0x3C01), 1 + 1.0F / 1024);
  EXPECT_EQ(read(0xC000), -2.0F);
  EXPECT_EQ(read(0x7BFF), 65504.0F);
  EXPECT_EQ(read(0xFC00), -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(read(0x7E00)));
  EXPECT_FALSE(read_numbers("abc", NumberType::float16));
  EXPECT_EQ(read_numbers("\xFF\x7F", NumberType::int8), (std::vector<float>{-1, 127}));
}

// Every kind of layer that Open Model Zoo's face networks have.
TEST(Ir, gives_the_numbers_of_the_same_network_in_onnx) {
  const auto scale = numbers(3, 1);
  const auto weights = numbers(20 * 27, 2);
  const auto bias = numbers(20, 3);
  const auto slope = numbers(1, 4);
  const auto depth = numbers(20 * 9, 5);
  const auto last = numbers(std::size_t{5} * 20, 6);
  constexpr auto half = IrFile::Kind::float16;
  IrFile ir;
  ir.constant("scale", "1, 3, 1, 1", scale, half)
      .constant("w", "20,3,3,3", weights, half)
      .constant("bias", "1, 20, 1, 1", bias, half)
      .constant("slope", "1", slope, half)
      .constant("depth", "20, 1, 1, 3, 3", depth, half)
      .constant("last", "5, 20, 1, 1", last)
      .layer("Multiply", {"in", "scale"}, "a", {{"auto_broadcast", "numpy"}})
      .layer("Convolution", {"a", "w"}, "b",
             window({{"strides", "2, 1"}, {"pads_begin", "1, 0"}, {"pads_end", "0, 2"}}))
      .layer("Add", {"b", "bias"}, "c", {{"auto_broadcast", "numpy"}})
      .layer("PReLU", {"c", "slope"}, "d")
      .layer("GroupConvolution", {"d", "depth"}, "e",
             window({{"pads_begin", "1, 1"}, {"pads_end", "1, 1"}}))
      .layer("MaxPool", {"e"}, "f",
             window({{"kernel", "2, 2"}, {"strides", "2, 2"}, {"rounding_type", "floor"}}))
      .layer("AvgPool", {"f"}, "g",
             window({{"kernel", "5, 10"}, {"strides", "5, 10"}, {"exclude-pad", "true"}}),
             {1, 20, 5, 10})
      .layer("Sigmoid", {"g"}, "gate")
      .layer("Multiply", {"gate", "f"}, "h", {{"auto_broadcast", "numpy"}})
      .layer("Convolution", {"h", "last"}, "out", plain_window);
  std::optional<Network> found = network_of(ir, {"out"});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is_complete());

  OnnxFile onnx;
  onnx.constant("scale", {1, 3, 1, 1}, scale)
      .constant("w", {20, 3, 3, 3}, weights)
      .constant("bias", {1, 20, 1, 1}, bias)
      .constant("slope", {1}, slope)
      .constant("depth", {20, 1, 3, 3}, depth)
      .constant("last", {5, 20, 1, 1}, last)
      .node("Mul", {"in", "scale"}, "a")
      .node("Conv", {"a", "w"}, "b",
            {{"kernel_shape", {3, 3}}, {"strides", {2, 1}}, {"pads", {1, 0, 0, 2}}})
      .node("Add", {"b", "bias"}, "c")
      .node("PRelu", {"c", "slope"}, "d")
      .node("Conv", {"d", "depth"}, "e",
            {{"kernel_shape", {3, 3}}, {"pads", {1, 1, 1, 1}}, {"group", {20}}})
      .node("MaxPool", {"e"}, "f", {{"kernel_shape", {2, 2}}, {"strides", {2, 2}}})
      .node("GlobalAveragePool", {"f"}, "g")
      .node("Sigmoid", {"g"}, "gate")
      .node("Mul", {"gate", "f"}, "h")
      .node("Conv", {"h", "last"}, "out", {{"kernel_shape", {1, 1}}});
  std::optional<Network> expected = Network::read(onnx.bytes({"out"}));
  ASSERT_TRUE(expected);
  EXPECT_EQ(run(*found, 21), run(*expected, 21));
}

TEST(Ir, goes_as_far_as_it_knows_the_way) {
  const auto outputs = [](const IrFile& file) {
    const auto network = network_of(file, {"end"});
    return network && !network->is_complete() ? network->output_names()
                                              : std::vector<std::string>{"complete or empty"};
  };
  // The input is layer 0, the weights layer 1; "a" is output 2 of layer 2.
  const auto base = [] {
    IrFile file;
    file.constant("w", "4, 3, 1, 1", numbers(12, 8))
        .layer("Convolution", {"in", "w"}, "a", plain_window);
    return file;
  };
  EXPECT_THAT(outputs(base().layer("SoftMax", {"a"}, "end")), ElementsAre("2:2"));
  // Names of ONNX mean nothing here.
  EXPECT_THAT(outputs(base().layer("Relu", {"a"}, "end")), ElementsAre("2:2"));
  for (const IrFile::Data& unknown :
       {window({{"dilations", "2, 2"}}), window({{"auto_pad", "same_upper"}}),
        window({{"strides", "1"}}), window({{"pads_begin", "-1, 0"}})}) {
    EXPECT_THAT(outputs(base()
                            .constant("v", "4, 4, 1, 1", numbers(16, 9))
                            .layer("Convolution", {"a", "v"}, "end", unknown)),
                ElementsAre("2:2"));
  }
  const auto pooling = [&](const std::string& type, const IrFile::Data& changes) {
    return outputs(base().layer(type, {"a"}, "end", window(changes), {1, 4, 8, 8}));
  };
  EXPECT_THAT(pooling("MaxPool", {{"kernel", "2, 2"}, {"rounding_type", "ceil"}}),
              ElementsAre("2:2"));
  EXPECT_THAT(pooling("AvgPool", {{"kernel", "4, 4"}}), ElementsAre("2:2"));
  EXPECT_THAT(pooling("AvgPool", {{"kernel", "8, 8"}, {"pads_begin", "1, 1"}}), ElementsAre("2:2"));
  EXPECT_THAT(pooling("AvgPool", {{"kernel", "8, 8"}}), ElementsAre("complete or empty"));
  EXPECT_THAT(outputs(base().layer("Add", {"a", "a"}, "end", {{"auto_broadcast", "pdpd"}})),
              ElementsAre("2:2"));
  EXPECT_THAT(outputs(base().layer("Convert", {"a"}, "end", {{"destination_type", "f32"}})),
              ElementsAre("2:2"));
  // Two groups of two.
  EXPECT_THAT(outputs(base()
                          .constant("g", "2, 2, 2, 1, 1", numbers(8, 10))
                          .layer("GroupConvolution", {"a", "g"}, "end", plain_window)),
              ElementsAre("2:2"));
  // Weights that two convolutions by groups share.
  EXPECT_THAT(outputs(base()
                          .constant("g", "4, 1, 1, 1, 1", numbers(4, 11))
                          .layer("GroupConvolution", {"a", "g"}, "b", plain_window)
                          .layer("GroupConvolution", {"b", "g"}, "end", plain_window)),
              ElementsAre("4:2"));
}

template <typename Work>
void expect_refused(ErrorCode code, const std::string& what, Work work) {
  try {
    work();
    ADD_FAILURE() << what << ": no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << what << ": " << error.what();
  }
}

TEST(Ir, refuses_damaged_files) {
  IrFile file;
  file.constant("w", "4, 3, 1, 1", numbers(12, 8), IrFile::Kind::float16)
      .layer("Convolution", {"in", "w"}, "a", plain_window);
  const std::string xml = file.xml({"a"});
  const std::string& bin = file.bin();
  ASSERT_TRUE(Network::from(read_ir(xml, bin)));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string changed = xml;
    const std::size_t at = changed.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    expect_refused(ErrorCode::corrupt_input, from + " -> " + to, [&] { read_ir(changed, bin); });
  };
  with("<net ", "<nut ");
  with("shape=\"4, 3, 1, 1\"", "shape=\"4, 3, 1, 2\"");
  with("shape=\"4, 3, 1, 1\"", "shape=\"4, 3, 1, 0\"");
  with("shape=\"4, 3, 1, 1\"", "shape=\"4, 3, 1, -1\"");
  with("shape=\"4, 3, 1, 1\"", "shape=\"4, 3,, 1\"");
  with("shape=\"4, 3, 1, 1\"", "shape=\"4, 3, 1, 99999999999999999999\"");
  with("shape=\"4, 3, 1, 1\"", "shape=\"4, 3, 1, 1, 1, 1, 1, 1, 1\"");
  with("shape=\"4, 3, 1, 1\"", "shape=\"12x\"");
  with("offset=\"0\"", "offset=\"1\"");
  with("offset=\"0\"", "offset=\"-1\"");
  with("offset=\"0\"", "offset=\"9223372036854775807\"");
  with("size=\"24\"", "size=\"9223372036854775807\"");
  with("size=\"24\"", "size=\"23\"");
  with("size=\"24\"", "size=\"-24\"");
  with("element_type=\"f16\"", "element_type=\"f32\"");
  with("strides=\"1, 1\"", "strides=\"1; 1\"");
  with("strides=\"1, 1\"", "stride=\"1, 1\"");
  with("from-layer=\"2\"", "from-layer=\"3\"");  // of itself
  with("from-layer=\"2\"", "from-layer=\"9\"");
  with("to-layer=\"3\"", "to-layer=\"9\"");
  with("id=\"1\" name", "id=\"0\" name");
  with("type=\"Parameter\"", "type=\"Result\"");
  with("<edges>", "<layers/><hedges>");
  expect_refused(ErrorCode::corrupt_input, "no weights", [&] { read_ir(xml, ""); });
  expect_refused(ErrorCode::corrupt_input, "no description", [&] { read_ir("", bin); });
  expect_refused(ErrorCode::corrupt_input, "ONNX", [&] { read_ir("\x08\x07", bin); });
  std::string newer = xml;
  newer.replace(newer.find("version=\"11\""), 12, "version=\"12\"");
  expect_refused(ErrorCode::unsupported, "version 12", [&] { read_ir(newer, bin); });
  for (std::size_t size = 0; size < xml.size() - 1; ++size) {
    EXPECT_THROW(read_ir(xml.substr(0, size), bin), Error) << size;
  }
}

// Without a limit a file of 2 kB would become a terabyte.
TEST(Ir, does_not_let_many_constants_share_the_same_bytes) {
  std::string xml = "<net version=\"11\"><layers>";
  for (int i = 0; i < 3; ++i) {
    xml +=
        "<layer id=\"" + std::to_string(i) +
        "\" type=\"Const\"><data element_type=\"f16\" shape=\"1000\" offset=\"0\" size=\"2000\"/>"
        "<output><port id=\"0\"/></output></layer>";
  }
  xml += "</layers><edges/></net>";
  expect_refused(ErrorCode::corrupt_input, "three constants",
                 [&] { read_ir(xml, std::string(2000, '\0')); });
}

TEST(Ir, reads_the_official_files_as_their_conversions_to_onnx) {
  FACETRACK_NEEDS_SHARED();
  const std::filesystem::path models = facetrack::testing::shared_dir() / "models";
  for (const auto& [name, side] : {std::pair{"face-reidentification-retail-0095", 128},
                                   std::pair{"landmarks-regression-retail-0009", 48}}) {
    auto official = read_network(models / "omz" / (std::string(name) + ".xml"));
    auto converted = read_network(models / (std::string(name) + ".onnx"));
    ASSERT_TRUE(official && converted) << name;
    EXPECT_TRUE(official->is_complete()) << name;
    const auto found = run(*official, side);
    const auto expected = run(*converted, side);
    ASSERT_EQ(found.size(), expected.size()) << name;
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_NEAR(found[i], expected[i], 1e-3) << name << " " << i;
    }
  }
}

TEST(Ir, names_the_file_that_is_missing_or_damaged) {
  const facetrack::testing::TempDir folder;
  const auto error_of = [](const std::filesystem::path& file) -> std::string {
    try {
      read_network(file);
      return "no error";
    } catch (const Error& error) {
      return error.what();
    }
  };
  IrFile file;
  file.constant("w", "4, 3, 1, 1", numbers(12, 8))
      .layer("Convolution", {"in", "w"}, "a", plain_window);
  std::ofstream(folder / "net.xml") << file.xml({"a"});
  EXPECT_NE(error_of(folder / "net.xml").find((folder / "net.bin").string()), std::string::npos);
  std::ofstream(folder / "net.bin") << file.bin().substr(1);
  const std::string text = error_of(folder / "net.xml");
  EXPECT_EQ(text.find((folder / "net.xml").string() + ": "), 0U) << text;
  EXPECT_NE(text.find("OpenVINO"), std::string::npos) << text;
  std::ofstream(folder / "net.bin", std::ios::binary) << file.bin();
  EXPECT_EQ(error_of(folder / "net.xml"), "no error");
}

}  // namespace
}  // namespace facetrack::network
