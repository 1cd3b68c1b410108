"""Writes a checkpoint's averaged weights as ONNX for OpenCV 4.6, as 8 bit numbers or 32 bit ones.

8 bit weights are int8 with one scale per output channel: Cast makes them floats and a BatchNormalization after the
convolution carries scale and bias. OpenCV folds both while it loads (it reads neither half floats nor products of
constants), so the network runs in 32 bit floats and only the file is small.
"""
import argparse

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from network import Gate, Student, WeightedPool


def folded(convolution_weight, norm):
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = convolution_weight * gain.reshape(-1, *[1] * (convolution_weight.dim() - 1))
    return weight, norm.bias - norm.running_mean * gain


class Writer:
    def __init__(self, storage):
        self.nodes, self.weights, self.storage = [], [], storage

    def constant(self, name, value):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def convolution(self, x, name, weight, bias, stride=1, pad=0, groups=1, act=None):
        weight, bias = weight.detach().numpy().astype(np.float32), bias.detach().numpy().astype(np.float32)
        shape = dict(kernel_shape=list(weight.shape[2:]), strides=[stride] * 2, pads=[pad] * 4, group=groups)
        if self.storage == "f32" or weight.size < 2000:
            x = self.add("Conv", [x, self.constant(name + ".w", weight), self.constant(name + ".b", bias)], name, **shape)
        else:
            scale = np.maximum(np.abs(weight).reshape(len(weight), -1).max(1), 1e-12) / 127
            byte = np.round(weight / scale.reshape(-1, 1, 1, 1)).astype(np.int8)
            self.nodes.append(helper.make_node("Cast", [self.constant(name + ".w8", byte)], [name + ".w"], to=TensorProto.FLOAT))
            x = self.add("Conv", [x, name + ".w"], name + ".raw", **shape)
            zero, one = np.zeros_like(bias), np.ones_like(bias)
            norm = [self.constant(f"{name}.{k}", v.astype(np.float32))
                    for k, v in (("scale", scale), ("b", bias), ("mean", zero), ("var", one))]
            x = self.add("BatchNormalization", [x, *norm], name, epsilon=1e-12)
        return self.add(act, [x], name + ".act") if act else x

    def layer(self, x, name, parts):
        """Conv, BatchNorm and perhaps ReLU, as network.conv makes them."""
        c = parts[0]
        weight, bias = folded(c.weight, parts[1])
        return self.convolution(x, name, weight, bias, c.stride[0], c.padding[0], act="Relu" if len(parts) > 2 else None)

    def block(self, x, name, block):
        y = self.layer(self.layer(x, name + ".in", block.body[0]), name + ".out", block.body[1])
        if isinstance(block.gate, Gate):
            g, n = block.gate, name + ".gate"
            s = self.add("GlobalAveragePool", [y], n)
            s = self.convolution(s, n + ".down", g.down.weight, g.down.bias, act="Relu")
            s = self.convolution(s, n + ".up", g.up.weight, g.up.bias, act="Sigmoid")
            y = self.add("Mul", [y, s], n + ".mul")
        return self.add("Relu", [self.add("Add", [x, y], name + ".sum")], name + ".act")


def network_to_onnx(student, storage):
    student = student.eval().float()
    w = Writer(storage)
    x = w.layer("input", "stem0", list(student.stem)[:3])
    x = w.layer(x, "stem1", student.stem[3])
    for s, stage in enumerate((student.stage1, student.stage2, student.stage3), 1):
        for i, part in enumerate(stage):
            name = f"stage{s}.{i}"
            x = w.layer(x, name, part) if isinstance(part, nn.Sequential) else w.block(x, name, part)
    x = w.layer(x, "widen", student.widen)
    # Weighted pooling, its batch norm and the last linear layer: the norm goes into the linear layer.
    pool = student.pool.weight.detach()[:, None]
    x = w.convolution(x, "pool", pool, torch.zeros(len(pool)), groups=len(pool))
    norm, out = student.pool_norm, student.out
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weight = out.weight * gain
    bias = out.bias + out.weight @ (norm.bias - norm.running_mean * gain)
    last = w.convolution(x, "embedding", weight[:, :, None, None], bias)
    graph = helper.make_graph(w.nodes, "facetrack embedder",
                              [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 128, 128])],
                              [helper.make_tensor_value_info(last, TensorProto.FLOAT, [1, len(bias), 1, 1])], w.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], producer_name="facetrack")
    model.ir_version = 6
    onnx.checker.check_model(model)
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("output")
    parser.add_argument("--storage", choices=["i8", "f32"], default="i8")
    parser.add_argument("--keep", help="also write the averaged weights in half precision, to start another run from")
    options = parser.parse_args()
    state = torch.load(options.checkpoint, map_location="cpu")
    student = Student()
    student.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state["average"].items()})
    if options.keep:
        half = lambda states: {k: v.half() if v.is_floating_point() else v for k, v in states.items()}
        adapters = {k: v for k, v in state["model"].items() if not k.startswith("student.")}
        torch.save({"average": half(state["average"]), "adapters": half(adapters)}, options.keep)
    onnx.save(network_to_onnx(student, options.storage), options.output)


if __name__ == "__main__":
    main()
