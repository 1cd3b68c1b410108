// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/ir.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <map>
#include <utility>

#include "facetrack/error.hpp"

#include "network/xml.hpp"

namespace facetrack::network {
namespace {

constexpr std::size_t most_dims = 8;

[[noreturn]] void damaged_ir() {
  throw Error(ErrorCode::corrupt_input,
              "the file is damaged or is not a network in OpenVINO's IR format");
}

std::int64_t integer(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || read != end) damaged_ir();
  return number;
}

/// "1, 3,128,128"; an empty text is the shape of a single number.
std::vector<std::int64_t> integers(std::string_view list) {
  std::vector<std::int64_t> numbers;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view item = list.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    numbers.push_back(integer(item));
    if (numbers.size() > most_dims) damaged_ir();
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return numbers;
}

std::string_view required(const XmlElement& element, std::string_view attribute) {
  const auto value = element.attribute(attribute);
  if (!value) damaged_ir();
  return *value;
}

const XmlElement& required_child(const XmlElement& element, std::string_view name) {
  const XmlElement* child = element.child(name);
  if (child == nullptr) damaged_ir();
  return *child;
}

std::string value_name(std::string_view layer, std::string_view port) {
  return std::string(layer) + ":" + std::string(port);
}

std::vector<std::int64_t> dims_of(const XmlElement& port) {
  std::vector<std::int64_t> dims;
  for (const XmlElement& dim : port.children) {
    if (dim.name == "dim") dims.push_back(integer(dim.text));
    if (dims.size() > most_dims) damaged_ir();
  }
  return dims;
}

struct LayerElement {
  const XmlElement& element;
  std::string_view id = required(element, "id");
  std::string_view type = required(element, "type");

  std::vector<const XmlElement*> ports(std::string_view side) const {
    std::vector<const XmlElement*> result;
    const XmlElement* list = element.child(side);
    if (list == nullptr) return result;
    for (const XmlElement& port : list->children) {
      if (port.name == "port") result.push_back(&port);
    }
    return result;
  }
  /// An attribute of the layer's <data>; `otherwise` if the layer does not have it.
  std::string_view data_or(std::string_view name, std::string_view otherwise) const {
    const XmlElement* data = element.child("data");
    return data != nullptr ? data->attribute(name).value_or(otherwise) : otherwise;
  }
  std::string_view data(std::string_view name) const {
    return required(required_child(element, "data"), name);
  }
};

/// Layers that differ from ONNX by their name alone.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> same_in_onnx{
    {{"Add", "Add"}, {"Multiply", "Mul"}, {"PReLU", "PRelu"}, {"Sigmoid", "Sigmoid"}}};

/// The attributes that convolutions and poolings share.
void add_window(const LayerElement& layer, Node& node) {
  node.integers["strides"] = integers(layer.data("strides"));
  std::vector<std::int64_t> pads = integers(layer.data("pads_begin"));
  for (const std::int64_t end : integers(layer.data("pads_end"))) pads.push_back(end);
  node.integers["pads"] = std::move(pads);
  const std::string_view padding = layer.data_or("auto_pad", "explicit");
  if (padding != "explicit") node.strings["auto_pad"] = padding;
  if (layer.data_or("rounding_type", "floor") != "floor") node.integers["ceil_mode"] = {1};
  const std::string_view dilations = layer.data_or("dilations", "");
  if (!dilations.empty()) node.integers["dilations"] = integers(dilations);
}

/// True if the window of a pooling is its whole input.
bool is_global(const LayerElement& layer, const Node& pooling) {
  const auto inputs = layer.ports("input");
  const auto kernel = integers(layer.data("kernel"));
  const auto& pads = pooling.integers.at("pads");
  const auto dims = inputs.empty() ? kernel : dims_of(*inputs.front());
  return dims.size() == 4 && kernel.size() == 2 &&
         std::equal(kernel.begin(), kernel.end(), dims.begin() + 2) &&
         std::all_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad == 0; });
}

class IrReader {
 public:
  IrReader(const XmlElement& net, std::string_view weights) : weights_(weights) {
    for (const XmlElement& edge : required_child(net, "edges").children) {
      const bool is_first =
          sources_
              .emplace(value_name(required(edge, "to-layer"), required(edge, "to-port")),
                       value_name(required(edge, "from-layer"), required(edge, "from-port")))
              .second;
      if (!is_first) damaged_ir();
    }
    for (const XmlElement& layer : required_child(net, "layers").children)
      read(LayerElement{layer});
    if (graph_.nodes.empty() || graph_.inputs.empty()) damaged_ir();
  }

  Graph graph() && { return std::move(graph_); }

 private:
  void read(const LayerElement& layer) {
    Node node{"", inputs_of(layer), outputs_of(layer), {}, {}, {}};
    if (layer.type == "Result") {
      if (node.inputs.size() != 1) damaged_ir();
      graph_.outputs.push_back(node.inputs.front());
      return;
    }
    if (node.outputs.empty()) damaged_ir();
    for (const std::string& output : node.outputs) {
      if (!names_.emplace(output, output).second) damaged_ir();
    }
    if (layer.type == "Parameter") {
      graph_.inputs.push_back(node.outputs.front());
    } else if (layer.type == "Const") {
      graph_.constants[node.outputs.front()] = read_constant(layer);
    } else if (!is_widened_constant(layer, node)) {
      translate(layer, node);
      graph_.nodes.push_back(std::move(node));
    }
  }

  std::vector<std::string> inputs_of(const LayerElement& layer) const {
    std::vector<std::string> names;
    for (const XmlElement* port : layer.ports("input")) {
      const auto source = sources_.find(value_name(layer.id, required(*port, "id")));
      if (source == sources_.end()) damaged_ir();
      const auto name = names_.find(source->second);
      if (name == names_.end()) damaged_ir();
      names.push_back(name->second);
    }
    return names;
  }

  static std::vector<std::string> outputs_of(const LayerElement& layer) {
    std::vector<std::string> names;
    for (const XmlElement* port : layer.ports("output")) {
      names.push_back(value_name(layer.id, required(*port, "id")));
    }
    return names;
  }

  Constant read_constant(const LayerElement& layer) {
    Constant constant;
    constant.dims = integers(layer.data("shape"));
    const std::int64_t offset = integer(layer.data("offset"));
    const std::int64_t size = integer(layer.data("size"));
    const auto all = static_cast<std::int64_t>(weights_.size());
    if (offset < 0 || size < 0 || offset > all || size > all - offset) damaged_ir();
    const std::string_view type = layer.data("element_type");
    if (type != "f16" && type != "f32") return constant;
    const auto values = read_numbers(
        weights_.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size)),
        type == "f16" ? NumberType::float16 : NumberType::float32);
    if (!values) damaged_ir();
    constant.values = *values;
    // Constants may share bytes of the file. All together have at most one number per byte of it,
    // so that a small file cannot fill the memory.
    numbers_ += constant.values.size();
    if (numbers_ > weights_.size() || !has_every_value(constant)) damaged_ir();
    return constant;
  }

  /// A constant is stored as halves and converted to floats. It has been read as floats already, so
  /// the conversion's output is the constant itself.
  bool is_widened_constant(const LayerElement& layer, const Node& node) {
    if (layer.type != "Convert" || node.inputs.size() != 1 ||
        layer.data("destination_type") != "f32") {
      return false;
    }
    const auto constant = graph_.constants.find(node.inputs.front());
    if (constant == graph_.constants.end() || constant->second.values.empty()) return false;
    names_[node.outputs.front()] = node.inputs.front();
    return true;
  }

  /// Gives the node of a known layer its operator and attributes.
  void translate(const LayerElement& layer, Node& node) {
    const auto same = std::find_if(same_in_onnx.begin(), same_in_onnx.end(),
                                   [&](const auto& names) { return names.first == layer.type; });
    if (same != same_in_onnx.end() && layer.data_or("auto_broadcast", "numpy") == "numpy") {
      node.op = same->second;
    } else if (layer.type == "Convolution" || layer.type == "GroupConvolution") {
      convolution(layer, node);
    } else if (layer.type == "MaxPool") {
      node.op = "MaxPool";
      add_window(layer, node);
      node.integers["kernel_shape"] = integers(layer.data("kernel"));
    } else if (layer.type == "AvgPool") {
      add_window(layer, node);
      if (is_global(layer, node)) node.op = "GlobalAveragePool";
    }
  }

  void convolution(const LayerElement& layer, Node& node) {
    const auto weights =
        node.inputs.size() == 2 ? graph_.constants.find(node.inputs[1]) : graph_.constants.end();
    if (weights == graph_.constants.end()) return;
    std::vector<std::int64_t>& dims = weights->second.dims;
    // [group][out][in][row][column] in IR, [group * out][in][row][column] in ONNX. A second layer
    // that shares the constant is not supported.
    if (layer.type == "GroupConvolution") {
      if (dims.size() != 5 || weights->second.values.empty()) return;
      node.integers["group"] = {dims[0]};
      dims = {dims[0] * dims[1], dims[2], dims[3], dims[4]};
    }
    if (dims.size() != 4) return;
    node.op = "Conv";
    node.integers["kernel_shape"] = {dims[2], dims[3]};
    add_window(layer, node);
  }

  std::string_view weights_;
  std::size_t numbers_ = 0;  ///< in all constants
  /// The output port that an input port reads.
  std::map<std::string, std::string> sources_;
  /// The values that layers have made so far, by output port. A converted constant has the name of
  /// the constant.
  std::map<std::string, std::string> names_;
  Graph graph_;
};

}  // namespace

Graph read_ir(std::string_view xml, std::string_view weights) {
  const std::optional<XmlElement> net = read_xml(xml);
  if (!net || net->name != "net") damaged_ir();
  const std::string_view version = required(*net, "version");
  if (version != "10" && version != "11") {
    throw Error(ErrorCode::unsupported, "networks in version " + std::string(version) +
                                            " of OpenVINO's IR format are not supported");
  }
  return IrReader(*net, weights).graph();
}

}  // namespace facetrack::network
