// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/layers.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "network/node_parts.hpp"

namespace facetrack::network {
namespace {

using Kind = Layer::Kind;

constexpr int picture_channels = 3;
constexpr int picture_step = 4;
constexpr std::int64_t most_channels = 1 << 14;
/// Twice what the largest face networks have. Many nodes may share the weights of a small file.
constexpr std::size_t most_weights = std::size_t{1} << 27;
constexpr float usual_epsilon = 1e-5F;  // of ONNX, where a file gives none
constexpr float usual_leak = 0.01F;
constexpr std::int64_t float32 = 1;  // of ONNX's kinds of numbers

std::size_t index(int value) { return static_cast<std::size_t>(value); }

class Builder {
 public:
  explicit Builder(const Graph& graph) : graph_(graph) {
    for (const Node& node : graph.nodes) {
      for (const std::string& input : node.inputs) ++uses_[input];
    }
    for (const std::string& output : graph.outputs) ++uses_[output];
  }

  std::optional<Layers> build() {
    if (graph_.inputs.size() != 1) return std::nullopt;
    known_[graph_.inputs.front()] = 0;
    result_.values.push_back({picture_channels, picture_step});
    result_.complete = true;
    for (const Node& node : graph_.nodes) {
      if (node.outputs.size() != 1 || !take(node)) leave(node);
    }
    for (const std::string& output : graph_.outputs) {
      if (known_.contains(output)) end_with(output);
    }
    if (result_.layers.empty() || result_.ends.empty()) return std::nullopt;
    give_margins();
    give_slots();
    return std::move(result_);
  }

 private:
  /// Turns a node into a layer or a part of one. False when it is not known.
  bool take(const Node& node) {
    if (node.op == "Conv") return convolve(node);
    if (node.op == "BatchNormalization") return normalize(node);
    if (node.op == "Relu" || node.op == "PRelu" || node.op == "LeakyRelu") return bend(node);
    if (node.op == "MaxPool") return pool(node);
    if (node.op == "GlobalAveragePool") return simple(node, Kind::take_mean);
    if (node.op == "Sigmoid") return simple(node, Kind::squash);
    if (node.op == "Add" || node.op == "Mul") return combine(node);
    if (node.op == "Cast") return widen(node);
    return false;
  }

  /// What is known of a node's input is as far as this way goes.
  void leave(const Node& node) {
    result_.complete = false;
    for (const std::string& input : node.inputs) {
      if (known_.contains(input)) end_with(input);
    }
  }

  void end_with(const std::string& name) {
    if (std::find(result_.names.begin(), result_.names.end(), name) != result_.names.end()) return;
    result_.names.push_back(name);
    result_.ends.push_back(known_.at(name));
  }

  const Constant* constant(const Node& node, std::size_t input) const {
    if (input >= node.inputs.size()) return nullptr;
    const auto widened = widened_.find(node.inputs[input]);
    if (widened != widened_.end()) return widened->second;
    const auto found = graph_.constants.find(node.inputs[input]);
    return found != graph_.constants.end() ? &found->second : nullptr;
  }

  std::optional<int> value(const Node& node, std::size_t input) const {
    if (input >= node.inputs.size()) return std::nullopt;
    const auto found = known_.find(node.inputs[input]);
    return found != known_.end() ? std::optional(found->second) : std::nullopt;
  }

  const Value& at(int value) const { return result_.values[index(value)]; }

  Layer& new_layer(const Node& node, Kind kind, int in, const Value& out) {
    Layer layer;
    layer.kind = kind;
    layer.in = in;
    layer.out = static_cast<int>(result_.values.size());
    result_.values.push_back(out);
    known_[node.outputs.front()] = layer.out;
    result_.layers.push_back(std::move(layer));
    return result_.layers.back();
  }

  /// A layer whose output has the channels of its input.
  Layer& new_layer(const Node& node, Kind kind, int in) {
    return new_layer(node, kind, in, {at(in).channels, at(in).step});
  }

  /// More may be done at the end of a layer: `bias` is added, and nothing bends yet.
  static void leave_open(Layer& layer, Numbers bias) {
    layer.slope.assign(bias.size(), 1.0F);
    layer.bias = std::move(bias);
  }

  /// Small numbers in files stand for larger ones.
  bool widen(const Node& node) {
    const Constant* from = constant(node, 0);
    const auto* to = numbers_of(node, "to");
    if (from == nullptr || from->values.empty() || to == nullptr ||
        *to != std::vector<std::int64_t>{float32}) {
      return false;
    }
    widened_[node.outputs.front()] = from;
    return true;
  }

  bool convolve(const Node& node) {
    const auto in = value(node, 0);
    const Constant* weights = constant(node, 1);
    const std::optional<Window> window = window_of(node);
    if (!in || !window || weights == nullptr || weights->values.empty() ||
        weights->sides.size() != 4 || weights->sides[2] != window->height ||
        weights->sides[3] != window->width || weights->sides[0] > most_channels) {
      return false;
    }
    const int channels = at(*in).channels;
    const auto* groups = numbers_of(node, "group");
    const bool each = groups != nullptr && *groups != std::vector<std::int64_t>{1};
    const bool whole = weights->sides[1] == channels;
    const bool apart = weights->sides[0] == channels && weights->sides[1] == 1 &&
                       at(*in).step % group == 0 && groups != nullptr &&
                       *groups == std::vector<std::int64_t>{channels};
    if (each ? !apart : !whole) return false;
    const auto outs = static_cast<int>(weights->sides[0]);
    const Value out{outs, whole_groups(outs)};
    std::optional<Numbers> bias = Numbers(index(out.step), 0.0F);
    if (node.inputs.size() > 2) bias = by_channel(constant(node, 2), outs, out.step);
    if (!bias) return false;
    const int in_step = at(*in).step;
    weights_ +=
        index(each ? out.step : out.step * in_step) * index(window->height) * index(window->width);
    if (weights_ > most_weights) return false;
    Layer& layer = new_layer(node, each ? Kind::convolve_each : Kind::convolve, *in, out);
    layer.window = *window;
    layer.weights = each ? weights_for_each(*weights) : weights_for_all(*weights, in_step);
    leave_open(layer, std::move(*bias));
    return true;
  }

  bool pool(const Node& node) {
    const auto in = value(node, 0);
    const auto window = window_of(node);
    // What lies outside would have to be less than everything.
    if (!in || !window || window->top + window->left + window->bottom + window->right > 0) {
      return false;
    }
    new_layer(node, Kind::take_greatest, *in).window = *window;
    return true;
  }

  bool simple(const Node& node, Kind kind) {
    const auto in = value(node, 0);
    if (in) new_layer(node, kind, *in);
    return in.has_value();
  }

  bool combine(const Node& node) {
    const auto a = value(node, 0);
    const auto b = value(node, 1);
    if (a && b) return join(node, *a, *b);
    if (!a && !b) return false;
    const int in = a ? *a : *b;
    const Constant* numbers = constant(node, a ? 1 : 0);
    const auto given = by_channel(numbers, at(in).channels, at(in).step);
    // A list of numbers lies along the columns here.
    if (!given || (numbers->sides.size() == 1 && numbers->values.size() > 1)) return false;
    const bool adds = node.op == "Add";
    const Numbers none(given->size(), adds ? 1.0F : 0.0F);
    affine(node, node.inputs[a ? 0 : 1], adds ? none : *given, adds ? *given : none);
    return true;
  }

  bool join(const Node& node, int a, int b) {
    if (at(a).channels != at(b).channels || at(a).step != at(b).step) return false;
    Layer& layer = new_layer(node, node.op == "Add" ? Kind::add : Kind::multiply, a);
    layer.other = b;
    if (layer.kind == Kind::add) leave_open(layer, Numbers(index(at(a).step), 0.0F));
    return true;
  }

  bool normalize(const Node& node) {
    const auto in = value(node, 0);
    const auto* trains = numbers_of(node, "training_mode");
    const auto* spatial = numbers_of(node, "spatial");
    if (!in || (trains != nullptr && trains->front() != 0) ||
        (spatial != nullptr && spatial->front() != 1)) {
      return false;
    }
    const auto given = [&](std::size_t input) {
      return by_channel(constant(node, input), at(*in).channels, at(*in).step);
    };
    const auto gain = given(1);
    const auto offset = given(2);
    const auto mean = given(3);
    const auto variance = given(4);
    if (!gain || !offset || !mean || !variance) return false;
    const auto epsilon = node.fractions.find("epsilon");
    const float least = epsilon != node.fractions.end() ? epsilon->second : usual_epsilon;
    Numbers factors(gain->size(), 0.0F);
    Numbers bias(gain->size(), 0.0F);
    for (std::size_t c = 0; c < index(at(*in).channels); ++c) {
      factors[c] = (*gain)[c] / std::sqrt((*variance)[c] + least);
      bias[c] = (*offset)[c] - (*mean)[c] * factors[c];
    }
    affine(node, node.inputs.front(), factors, bias);
    return true;
  }

  bool bend(const Node& node) {
    const auto in = value(node, 0);
    if (!in) return false;
    std::optional<Numbers> slope = Numbers(index(at(*in).step), 0.0F);
    if (node.op == "PRelu") slope = by_channel(constant(node, 1), at(*in).channels, at(*in).step);
    if (!slope) return false;
    if (node.op == "LeakyRelu") {
      const auto leak = node.fractions.find("alpha");
      std::fill(slope->begin(), slope->end(),
                leak != node.fractions.end() ? leak->second : usual_leak);
    }
    Layer* layer = open_layer(node.inputs.front());
    if (layer == nullptr) {
      layer = &scale_layer(node, *in, Numbers(slope->size(), 1.0F), Numbers(slope->size(), 0.0F));
    }
    layer->slope = std::move(*slope);
    known_[node.outputs.front()] = layer->out;
    return true;
  }

  /// input * factors + bias: becomes part of the layer that makes the input, where it can.
  void affine(const Node& node, const std::string& input, const Numbers& factors,
              const Numbers& bias) {
    Layer* layer = open_layer(input);
    if (layer == nullptr || layer->kind == Kind::add) {
      scale_layer(node, known_.at(input), factors, bias);
      return;
    }
    const std::size_t step = factors.size();
    const std::size_t of_group = layer->weights.size() / step * group;
    for (std::size_t i = 0; i < layer->weights.size(); ++i) {
      const bool grouped = layer->kind == Kind::convolve;
      layer->weights[i] *= factors[grouped ? i / of_group * group + i % group : i % step];
    }
    for (std::size_t c = 0; c < step; ++c) {
      layer->bias[c] = layer->bias[c] * factors[c] + bias[c];
    }
    known_[node.outputs.front()] = layer->out;
  }

  Layer& scale_layer(const Node& node, int in, Numbers factors, Numbers bias) {
    Layer& layer = new_layer(node, Kind::scale, in);
    layer.weights = std::move(factors);
    leave_open(layer, std::move(bias));
    return layer;
  }

  /// The layer that makes `name`, if more can be done in it: it bends nothing yet, and nobody else
  /// reads what it makes.
  Layer* open_layer(const std::string& name) {
    if (uses_.at(name) != 1) return nullptr;
    const auto made =
        std::find_if(result_.layers.begin(), result_.layers.end(),
                     [out = known_.at(name)](const Layer& layer) { return layer.out == out; });
    if (made == result_.layers.end() || made->slope.empty()) return nullptr;
    const bool straight = std::all_of(made->slope.begin(), made->slope.end(),
                                      [](float slope) { return slope == 1.0F; });
    return straight ? &*made : nullptr;
  }

  void give_margins() {
    for (const Layer& layer : result_.layers) {
      int& margin = result_.values[index(layer.in)].margin;
      const Window& window = layer.window;
      margin = std::max({margin, window.top, window.left, window.bottom, window.right});
    }
  }

  /// Memory of a value serves another one after its last reader.
  void give_slots() {
    std::vector<std::size_t> last_read(result_.values.size(), 0);
    for (std::size_t i = 0; i < result_.layers.size(); ++i) {
      for (const int read : {result_.layers[i].in, result_.layers[i].other}) {
        if (read >= 0) last_read[index(read)] = i;
      }
    }
    for (const int end : result_.ends) last_read[index(end)] = result_.layers.size();
    std::vector<int> free{result_.slots++};
    const auto give = [&](int value) {
      if (free.empty()) free.push_back(result_.slots++);
      result_.values[index(value)].slot = free.back();
      free.pop_back();
    };
    give(0);
    for (std::size_t i = 0; i < result_.layers.size(); ++i) {
      const Layer& layer = result_.layers[i];
      give(layer.out);
      for (const int value : std::set{layer.in, layer.other, layer.out}) {
        if (value >= 0 && last_read[index(value)] <= i) free.push_back(at(value).slot);
      }
    }
  }

  const Graph& graph_;
  std::map<std::string, int> uses_;   ///< how often a name is read
  std::map<std::string, int> known_;  ///< values by name
  std::map<std::string, const Constant*> widened_;
  std::size_t weights_ = 0;  ///< numbers of all convolutions
  Layers result_;
};

}  // namespace

std::optional<Layers> layers_of(const Graph& graph) { return Builder(graph).build(); }

}  // namespace facetrack::network
