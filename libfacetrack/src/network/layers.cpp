// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/layers.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "network/node_attributes.hpp"

namespace facetrack::network {
namespace {

using Kind = Layer::Kind;

constexpr int picture_channels = 3;
constexpr int picture_stride = 4;
constexpr std::int64_t max_channels = 1 << 14;
/// Limit for the packed weights of a network, in floats: twice those of the largest face networks.
/// The size of the file is no limit, because many nodes may share a constant.
constexpr std::size_t max_weights = std::size_t{1} << 27;
// Defaults of ONNX for attributes that a file leaves out.
constexpr float default_epsilon = 1e-5F;
constexpr float default_leak = 0.01F;
constexpr std::int64_t float32_type = 1;  // TensorProto.DataType

std::size_t index(int value) { return static_cast<std::size_t>(value); }

class Builder {
 public:
  explicit Builder(const Graph& graph) : graph_(graph) {
    for (const Node& node : graph.nodes) {
      for (const std::string& input : node.inputs) ++uses_[input];
    }
    for (const std::string& output : graph.outputs) ++uses_[output];
  }

  std::optional<LayerList> build() {
    if (graph_.inputs.size() != 1) return std::nullopt;
    values_[graph_.inputs.front()] = 0;
    result_.values.push_back({picture_channels, picture_stride});
    result_.is_complete = true;
    for (const Node& node : graph_.nodes) {
      if (node.outputs.size() != 1 || !translate(node)) stop_before(node);
    }
    for (const std::string& output : graph_.outputs) {
      if (values_.contains(output)) add_output(output);
    }
    if (result_.layers.empty() || result_.outputs.empty()) return std::nullopt;
    assign_padding();
    assign_buffers();
    return std::move(result_);
  }

 private:
  /// Turns a node into a layer or fuses it into one. Returns false if the node is not supported.
  bool translate(const Node& node) {
    if (node.op == "Conv") return convolve(node);
    if (node.op == "BatchNormalization") return batch_norm(node);
    if (node.op == "Relu" || node.op == "PRelu" || node.op == "LeakyRelu") return activation(node);
    if (node.op == "MaxPool") return max_pool(node);
    if (node.op == "GlobalAveragePool") return unary(node, Kind::global_average_pool);
    if (node.op == "Sigmoid") return unary(node, Kind::sigmoid);
    if (node.op == "Add" || node.op == "Mul") return binary(node);
    if (node.op == "Cast") return cast(node);
    return false;
  }

  /// The supported part of the network ends at this node: its inputs become outputs.
  void stop_before(const Node& node) {
    result_.is_complete = false;
    for (const std::string& input : node.inputs) {
      if (values_.contains(input)) add_output(input);
    }
  }

  void add_output(const std::string& name) {
    if (std::find(result_.output_names.begin(), result_.output_names.end(), name) !=
        result_.output_names.end())
      return;
    result_.output_names.push_back(name);
    result_.outputs.push_back(values_.at(name));
  }

  const Constant* constant(const Node& node, std::size_t input) const {
    if (input >= node.inputs.size()) return nullptr;
    const auto widened = casts_.find(node.inputs[input]);
    if (widened != casts_.end()) return widened->second;
    const auto found = graph_.constants.find(node.inputs[input]);
    return found != graph_.constants.end() ? &found->second : nullptr;
  }

  std::optional<int> value(const Node& node, std::size_t input) const {
    if (input >= node.inputs.size()) return std::nullopt;
    const auto found = values_.find(node.inputs[input]);
    return found != values_.end() ? std::optional(found->second) : std::nullopt;
  }

  const Value& at(int value) const { return result_.values[index(value)]; }

  Layer& new_layer(const Node& node, Kind kind, int in, const Value& out) {
    Layer layer;
    layer.kind = kind;
    layer.in = in;
    layer.out = static_cast<int>(result_.values.size());
    result_.values.push_back(out);
    values_[node.outputs.front()] = layer.out;
    result_.layers.push_back(std::move(layer));
    return result_.layers.back();
  }

  /// A layer whose output has the channels of its input.
  Layer& new_layer(const Node& node, Kind kind, int in) {
    return new_layer(node, kind, in, {at(in).channels, at(in).pixel_stride});
  }

  /// Ends a layer with `bias` and without an activation, so that later nodes can be fused into it.
  static void set_linear(Layer& layer, Floats bias) {
    layer.slope.assign(bias.size(), 1.0F);
    layer.bias = std::move(bias);
  }

  /// Constants are stored as small types and cast to float32; they are read as floats already.
  bool cast(const Node& node) {
    const Constant* from = constant(node, 0);
    const auto* to = integers_of(node, "to");
    if (from == nullptr || from->values.empty() || to == nullptr ||
        *to != std::vector<std::int64_t>{float32_type}) {
      return false;
    }
    casts_[node.outputs.front()] = from;
    return true;
  }

  bool convolve(const Node& node) {
    const auto in = value(node, 0);
    const Constant* weights = constant(node, 1);
    const std::optional<Window> window = window_of(node);
    if (!in || !window || weights == nullptr || weights->values.empty() ||
        weights->dims.size() != 4 || weights->dims[2] != window->height ||
        weights->dims[3] != window->width || weights->dims[0] > max_channels) {
      return false;
    }
    const int channels = at(*in).channels;
    const auto* groups = integers_of(node, "group");
    const bool grouped = groups != nullptr && *groups != std::vector<std::int64_t>{1};
    const bool is_dense = weights->dims[1] == channels;
    const bool is_depthwise = weights->dims[0] == channels && weights->dims[1] == 1 &&
                              at(*in).pixel_stride % channel_block == 0 && groups != nullptr &&
                              *groups == std::vector<std::int64_t>{channels};
    if (grouped ? !is_depthwise : !is_dense) return false;
    const auto outs = static_cast<int>(weights->dims[0]);
    const Value out{outs, padded_channels(outs)};
    std::optional<Floats> bias = Floats(index(out.pixel_stride), 0.0F);
    if (node.inputs.size() > 2) bias = per_channel(constant(node, 2), outs, out.pixel_stride);
    if (!bias) return false;
    const int in_stride = at(*in).pixel_stride;
    weights_ += index(grouped ? out.pixel_stride : out.pixel_stride * in_stride) *
                index(window->height) * index(window->width);
    if (weights_ > max_weights) return false;
    Layer& layer = new_layer(node, grouped ? Kind::depthwise_convolve : Kind::convolve, *in, out);
    layer.window = *window;
    layer.weights = grouped ? pack_depthwise_weights(*weights) : pack_weights(*weights, in_stride);
    set_linear(layer, std::move(*bias));
    return true;
  }

  bool max_pool(const Node& node) {
    const auto in = value(node, 0);
    const auto window = window_of(node);
    // Padding would have to be minus infinity here, and it is zero.
    if (!in || !window ||
        window->pad_top + window->pad_left + window->pad_bottom + window->pad_right > 0) {
      return false;
    }
    new_layer(node, Kind::max_pool, *in).window = *window;
    return true;
  }

  bool unary(const Node& node, Kind kind) {
    const auto in = value(node, 0);
    if (in) new_layer(node, kind, *in);
    return in.has_value();
  }

  bool binary(const Node& node) {
    const auto a = value(node, 0);
    const auto b = value(node, 1);
    if (a && b) return elementwise(node, *a, *b);
    if (!a && !b) return false;
    const int in = a ? *a : *b;
    const Constant* operand = constant(node, a ? 1 : 0);
    const auto given = per_channel(operand, at(in).channels, at(in).pixel_stride);
    // ONNX broadcasts a one-dimensional constant along the columns, not the channels.
    if (!given || (operand->dims.size() == 1 && operand->values.size() > 1)) return false;
    const bool adds = node.op == "Add";
    const Floats none(given->size(), adds ? 1.0F : 0.0F);
    affine(node, node.inputs[a ? 0 : 1], adds ? none : *given, adds ? *given : none);
    return true;
  }

  bool elementwise(const Node& node, int a, int b) {
    if (at(a).channels != at(b).channels || at(a).pixel_stride != at(b).pixel_stride) return false;
    Layer& layer = new_layer(node, node.op == "Add" ? Kind::add : Kind::multiply, a);
    layer.other = b;
    if (layer.kind == Kind::add) set_linear(layer, Floats(index(at(a).pixel_stride), 0.0F));
    return true;
  }

  bool batch_norm(const Node& node) {
    const auto in = value(node, 0);
    const auto* trains = integers_of(node, "training_mode");
    const auto* spatial = integers_of(node, "spatial");
    if (!in || (trains != nullptr && trains->front() != 0) ||
        (spatial != nullptr && spatial->front() != 1)) {
      return false;
    }
    const auto given = [&](std::size_t input) {
      return per_channel(constant(node, input), at(*in).channels, at(*in).pixel_stride);
    };
    const auto gain = given(1);
    const auto offset = given(2);
    const auto mean = given(3);
    const auto variance = given(4);
    if (!gain || !offset || !mean || !variance) return false;
    const auto epsilon = node.floats.find("epsilon");
    const float least = epsilon != node.floats.end() ? epsilon->second : default_epsilon;
    Floats factors(gain->size(), 0.0F);
    Floats bias(gain->size(), 0.0F);
    for (std::size_t c = 0; c < index(at(*in).channels); ++c) {
      factors[c] = (*gain)[c] / std::sqrt((*variance)[c] + least);
      bias[c] = (*offset)[c] - (*mean)[c] * factors[c];
    }
    affine(node, node.inputs.front(), factors, bias);
    return true;
  }

  bool activation(const Node& node) {
    const auto in = value(node, 0);
    if (!in) return false;
    std::optional<Floats> slope = Floats(index(at(*in).pixel_stride), 0.0F);
    if (node.op == "PRelu")
      slope = per_channel(constant(node, 1), at(*in).channels, at(*in).pixel_stride);
    if (!slope) return false;
    if (node.op == "LeakyRelu") {
      const auto leak = node.floats.find("alpha");
      std::fill(slope->begin(), slope->end(),
                leak != node.floats.end() ? leak->second : default_leak);
    }
    Layer* layer = fusable_layer(node.inputs.front());
    if (layer == nullptr) {
      layer = &scale_layer(node, *in, Floats(slope->size(), 1.0F), Floats(slope->size(), 0.0F));
    }
    layer->slope = std::move(*slope);
    values_[node.outputs.front()] = layer->out;
    return true;
  }

  /// input * factors + bias, fused into the layer that computes the input if possible.
  void affine(const Node& node, const std::string& input, const Floats& factors,
              const Floats& bias) {
    Layer* layer = fusable_layer(input);
    if (layer == nullptr || layer->kind == Kind::add) {
      scale_layer(node, values_.at(input), factors, bias);
      return;
    }
    const std::size_t stride = factors.size();
    const std::size_t block_size = layer->weights.size() / stride * channel_block;
    for (std::size_t i = 0; i < layer->weights.size(); ++i) {
      const bool blocked = layer->kind == Kind::convolve;
      layer->weights[i] *=
          factors[blocked ? i / block_size * channel_block + i % channel_block : i % stride];
    }
    for (std::size_t c = 0; c < stride; ++c) {
      layer->bias[c] = layer->bias[c] * factors[c] + bias[c];
    }
    values_[node.outputs.front()] = layer->out;
  }

  Layer& scale_layer(const Node& node, int in, Floats factors, Floats bias) {
    Layer& layer = new_layer(node, Kind::scale, in);
    layer.weights = std::move(factors);
    set_linear(layer, std::move(bias));
    return layer;
  }

  /// The layer that computes `name`, if a node can be fused into it: the layer has no activation
  /// yet and no other node reads its output. Null otherwise.
  Layer* fusable_layer(const std::string& name) {
    if (uses_.at(name) != 1) return nullptr;
    const auto made =
        std::find_if(result_.layers.begin(), result_.layers.end(),
                     [out = values_.at(name)](const Layer& layer) { return layer.out == out; });
    if (made == result_.layers.end() || made->slope.empty()) return nullptr;
    const bool is_linear = std::all_of(made->slope.begin(), made->slope.end(),
                                       [](float slope) { return slope == 1.0F; });
    return is_linear ? &*made : nullptr;
  }

  void assign_padding() {
    for (const Layer& layer : result_.layers) {
      int& padding = result_.values[index(layer.in)].padding;
      const Window& window = layer.window;
      padding =
          std::max({padding, window.pad_top, window.pad_left, window.pad_bottom, window.pad_right});
    }
  }

  /// A buffer is used for another value after the last layer that reads its value.
  void assign_buffers() {
    std::vector<std::size_t> last_read(result_.values.size(), 0);
    for (std::size_t i = 0; i < result_.layers.size(); ++i) {
      for (const int read : {result_.layers[i].in, result_.layers[i].other}) {
        if (read >= 0) last_read[index(read)] = i;
      }
    }
    for (const int output : result_.outputs) last_read[index(output)] = result_.layers.size();
    std::vector<int> free{result_.buffers++};
    const auto assign = [&](int value) {
      if (free.empty()) free.push_back(result_.buffers++);
      result_.values[index(value)].buffer = free.back();
      free.pop_back();
    };
    assign(0);
    for (std::size_t i = 0; i < result_.layers.size(); ++i) {
      const Layer& layer = result_.layers[i];
      assign(layer.out);
      for (const int value : std::set{layer.in, layer.other, layer.out}) {
        if (value >= 0 && last_read[index(value)] <= i) free.push_back(at(value).buffer);
      }
    }
  }

  const Graph& graph_;
  std::map<std::string, int> uses_;    ///< number of readers, by name
  std::map<std::string, int> values_;  ///< values by name
  std::map<std::string, const Constant*> casts_;
  std::size_t weights_ = 0;  ///< packed floats of all convolutions
  LayerList result_;
};

}  // namespace

std::optional<LayerList> build_layers(const Graph& graph) { return Builder(graph).build(); }

}  // namespace facetrack::network
