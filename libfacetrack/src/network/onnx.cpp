// SPDX-License-Identifier: MIT
// Copyright (c) 2026 The facetrack authors

#include "network/onnx.hpp"

#include <cstddef>
#include <functional>
#include <utility>

#include "facetrack/error.hpp"

namespace facetrack::network {
namespace {

[[noreturn]] void damaged_onnx() {
  throw Error(ErrorCode::corrupt_input, "the file is damaged or is not an ONNX network");
}

/// One field of a message in the wire format of protocol buffers.
struct Field {
  std::uint64_t number = 0;
  bool is_varint = false;
  std::uint64_t varint = 0;  ///< the value if is_varint
  std::string_view bytes;    ///< the value otherwise
};

/// Reads the fields of a message in order.
class Message {
 public:
  explicit Message(std::string_view bytes) : rest_(bytes) {}

  bool next(Field& field) {
    if (rest_.empty()) return false;
    const std::uint64_t tag = varint();
    field = {tag >> 3, (tag & 7) == 0, 0, {}};
    switch (tag & 7) {
      case 0:
        field.varint = varint();
        break;
      case 1:
        field.bytes = take(8);
        break;
      case 2:
        field.bytes = take(varint());
        break;
      case 5:
        field.bytes = take(4);
        break;
      default:
        damaged_onnx();
    }
    return true;
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (rest_.empty()) damaged_onnx();
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) return value;
    }
    damaged_onnx();
  }

  bool empty() const { return rest_.empty(); }

 private:
  std::string_view take(std::uint64_t count) {
    if (count > rest_.size()) damaged_onnx();
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
};

void each_field(std::string_view bytes, const std::function<void(const Field&)>& use) {
  Message message(bytes);
  for (Field field; message.next(field);) use(field);
}

/// A list of integers is stored as one field per integer or packed into one field.
void add_integers(const Field& field, std::vector<std::int64_t>& numbers) {
  if (field.is_varint) {
    numbers.push_back(static_cast<std::int64_t>(field.varint));
    return;
  }
  for (Message packed(field.bytes); !packed.empty();) {
    numbers.push_back(static_cast<std::int64_t>(packed.varint()));
  }
}

std::vector<float> numbers_in(std::string_view bytes, NumberType type = NumberType::float32) {
  auto numbers = read_numbers(bytes, type);
  if (!numbers) damaged_onnx();
  return std::move(*numbers);
}

std::pair<std::string, Constant> read_constant(std::string_view bytes) {
  enum : std::uint64_t { float32 = 1, int8 = 3, float16 = 10 };
  std::string name;
  Constant constant;
  std::uint64_t kind = 0;
  std::string_view raw;
  each_field(bytes, [&](const Field& field) {
    switch (field.number) {
      case 1:
        add_integers(field, constant.dims);
        break;
      case 2:
        kind = field.varint;
        break;
      case 4:
        for (const float value : numbers_in(field.bytes)) constant.values.push_back(value);
        break;
      case 8:
        name = field.bytes;
        break;
      case 9:
        raw = field.bytes;
        break;
      default:
        break;
    }
  });
  if (!raw.empty() && kind == float32) constant.values = numbers_in(raw);
  if (!raw.empty() && kind == float16) constant.values = numbers_in(raw, NumberType::float16);
  if (!raw.empty() && kind == int8) constant.values = numbers_in(raw, NumberType::int8);
  if (!constant.values.empty() && !has_every_value(constant)) damaged_onnx();
  return {name, constant};
}

void read_attribute(std::string_view bytes, Node& node, Constant& value) {
  std::string name;
  std::vector<std::int64_t> integers;
  std::vector<float> floats;
  std::string text;
  each_field(bytes, [&](const Field& field) {
    switch (field.number) {
      case 1:
        name = field.bytes;
        break;
      case 2:
        floats = numbers_in(field.bytes);
        break;
      case 3:
      case 8:
        add_integers(field, integers);
        break;
      case 4:
        text = field.bytes;
        break;
      case 5:
        value = read_constant(field.bytes).second;
        break;
      default:
        break;
    }
  });
  if (!integers.empty()) node.integers[name] = std::move(integers);
  if (!floats.empty()) node.floats[name] = floats.front();
  if (!text.empty()) node.strings[name] = std::move(text);
}

void read_node(std::string_view bytes, Graph& graph) {
  Node node;
  Constant value;
  each_field(bytes, [&](const Field& field) {
    switch (field.number) {
      case 1:
        node.inputs.emplace_back(field.bytes);
        break;
      case 2:
        node.outputs.emplace_back(field.bytes);
        break;
      case 4:
        node.op = field.bytes;
        break;
      case 5:
        read_attribute(field.bytes, node, value);
        break;
      default:
        break;
    }
  });
  if (node.op == "Constant" && node.outputs.size() == 1) {
    graph.constants[node.outputs.front()] = std::move(value);
  } else {
    graph.nodes.push_back(std::move(node));
  }
}

std::string name_in(std::string_view bytes) {
  std::string name;
  each_field(bytes, [&](const Field& field) {
    if (field.number == 1) name = field.bytes;
  });
  return name;
}

}  // namespace

Graph read_onnx(std::string_view bytes) {
  Graph graph;
  const auto read_graph_field = [&](const Field& field) {
    switch (field.number) {
      case 1:
        read_node(field.bytes, graph);
        break;
      case 5:
        graph.constants.insert(read_constant(field.bytes));
        break;
      case 11:
        graph.inputs.push_back(name_in(field.bytes));
        break;
      case 12:
        graph.outputs.push_back(name_in(field.bytes));
        break;
      default:
        break;
    }
  };
  each_field(bytes, [&](const Field& field) {
    if (field.number == 7) each_field(field.bytes, read_graph_field);
  });
  // Files of ONNX before IR version 4 list their constants among the inputs.
  std::erase_if(graph.inputs,
                [&](const std::string& name) { return graph.constants.contains(name); });
  if (graph.nodes.empty() || graph.inputs.empty()) damaged_onnx();
  return graph;
}

}  // namespace facetrack::network
