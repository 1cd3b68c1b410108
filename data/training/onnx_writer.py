"""Writes convolutions as ONNX, with 8 bit weights or 32 bit ones.

8 bit weights are int8 with one scale per output channel: Cast makes them floats and a BatchNormalization after the
convolution carries scale and bias. OpenCV folds both while it loads (it reads neither half floats nor products of
constants), so the network runs in 32 bit floats and only the file is small.
"""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from blocks import Block


def folded(convolution_weight, norm):
    gain = norm.weight / (norm.running_var + norm.eps).sqrt()
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

    def blocks(self, x, layers):
        """Layers of blocks.conv() and blocks.Block, in order."""
        for i, part in enumerate(layers):
            name = f"layer{i}"
            if isinstance(part, Block):
                y = self.layer(self.layer(x, name + ".in", part.body[0]), name + ".out", part.body[1])
                x = self.add("Relu", [self.add("Add", [x, y], name + ".sum")], name + ".act")
            else:
                x = self.layer(x, name, part)
        return x

    def model(self, what, side, outputs, channels):
        """The whole network: a BGR picture of `side` x `side` pixels in, `channels` numbers out of the layer `outputs`."""
        graph = helper.make_graph(self.nodes, what, [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, side, side])],
                                  [helper.make_tensor_value_info(outputs, TensorProto.FLOAT, [1, channels, 1, 1])], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], producer_name="facetrack")
        model.ir_version = 6
        onnx.checker.check_model(model)
        return model
