// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "support/ir_file.hpp"

#include "support/stored_numbers.hpp"

namespace facetrack::testing {
namespace {

std::string quoted(const std::string& name, const std::string& value) {
  return " " + name + "=\"" + value + "\"";
}

}  // namespace

IrFile::IrFile() {
  begin("Parameter", {{"shape", "1,3,8,8"}, {"element_type", "f32"}});
  end("in", 0);
}

void IrFile::begin(const std::string& type, const Data& data) {
  const std::string id = std::to_string(layers_);
  layer_texts_ += "<layer" + quoted("id", id) + quoted("name", "n" + id) + quoted("type", type) +
                  quoted("version", "opset1") + ">";
  if (data.empty()) return;
  layer_texts_ += "<data";
  for (const auto& [name, value] : data) layer_texts_ += quoted(name, value);
  layer_texts_ += "/>\n";
}

void IrFile::end(const std::string& output, int port) {
  layer_texts_ += "<output><port" + quoted("id", std::to_string(port)) + "/></output></layer>\n";
  values_[output] = {layers_, port};
  ++layers_;
}

IrFile& IrFile::constant(const std::string& name, const std::string& shape,
                         const std::vector<float>& values, Kind kind) {
  const std::size_t offset = weights_.size();
  for (const float value : values) {
    weights_ += kind == Kind::float32 ? stored(value) : stored(half(value));
  }
  const bool is_half = kind == Kind::float16;
  begin("Const", {{"element_type", is_half ? "f16" : "f32"},
                  {"shape", shape},
                  {"offset", std::to_string(offset)},
                  {"size", std::to_string(weights_.size() - offset)}});
  end(name, 0);
  return is_half ? layer("Convert", {name}, name, {{"destination_type", "f32"}}) : *this;
}

IrFile& IrFile::layer(const std::string& type, const std::vector<std::string>& inputs,
                      const std::string& output, const Data& data, const std::vector<int>& sides) {
  begin(type, data);
  layer_texts_ += "<input>";
  int port = 0;
  for (const std::string& input : inputs) {
    layer_texts_ += "<port" + quoted("id", std::to_string(port)) + ">";
    for (const int side : sides) layer_texts_ += "<dim>" + std::to_string(side) + "</dim>";
    layer_texts_ += "</port>";
    const Port& from = values_.at(input);
    edges_ += "<edge" + quoted("from-layer", std::to_string(from.layer)) +
              quoted("from-port", std::to_string(from.port)) +
              quoted("to-layer", std::to_string(layers_)) +
              quoted("to-port", std::to_string(port++)) + "/>\n";
  }
  layer_texts_ += "</input>";
  end(output, port);
  return *this;
}

std::string IrFile::xml(const std::vector<std::string>& outputs) const {
  IrFile file = *this;
  for (const std::string& output : outputs) file.layer("Result", {output}, "");
  return "<?xml version=\"1.0\"?>\n<net name=\"small\" version=\"11\">\n<layers>\n" +
         file.layer_texts_ + "</layers>\n<edges>\n" + file.edges_ + "</edges>\n</net>\n";
}

}  // namespace facetrack::testing
