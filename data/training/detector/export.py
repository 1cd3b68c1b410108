"""Writes a checkpoint's averaged weights as ONNX (32 bit floats, any picture size in multiples of 32), or keeps them small.

Batch normalisation and the input's scale are folded into the convolutions. A block's two convolutions stay two. The scores are
stretched so that they mean to a tracker what YuNet's mean: the last layer's weights hold a gain and an offset of the logit.
"""
import argparse
import json
import math
import os
import sys

import cv2
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from pin import pin  # noqa: E402

from network import ANSWER, SCALE, STRIDES, Block, Detector, detect  # noqa: E402

SURE, LEAST = 0.85, 0.5  # scores with which a tracker begins a track, and below which a detector reports nothing


class Writer:
    def __init__(self):
        self.nodes, self.weights = [], []

    def add(self, kind, inputs, name, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def constant(self, name, value):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value.detach().numpy(), np.float32), name))
        return name

    def convolution(self, x, name, layer, weight, bias=None):
        inputs = [x, self.constant(name + ".w", weight)] + ([self.constant(name + ".b", bias)] if bias is not None else [])
        return self.add("Conv", inputs, name, kernel_shape=list(layer.kernel_size), strides=list(layer.stride),
                        pads=[layer.padding[0]] * 4, group=layer.groups)

    def block(self, x, name, block):
        y = self.convolution(x, name + ".each", block.each, block.each.weight)
        y = self.convolution(y, name + ".all", block.all, *folded(block.all, block.norm))
        if block.residual:
            y = self.add("Add", [y, x], name + ".sum")
        return self.add("Relu", [y], name + ".relu")


def folded(layer, norm):
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return layer.weight * gain.reshape(-1, 1, 1, 1), norm.bias - norm.running_mean * gain


def stretch_scores(model, sure, least):
    """After it, the network's score `sure` is SURE and `least` is LEAST."""
    logit = lambda score: math.log(score / (1 - score))
    gain = (logit(SURE) - logit(LEAST)) / (logit(sure) - logit(least))
    with torch.no_grad():
        for head in model.heads:
            head.weight[0] *= gain
            head.bias[0] = head.bias[0] * gain + logit(SURE) - gain * logit(sure)


def network_to_onnx(model):
    model = model.eval().float()
    w = Writer()
    weight, bias = folded(model.stem[0], model.stem[1])
    x = w.add("Relu", [w.convolution("input", "stem", model.stem[0], weight * SCALE, bias)], "stem.relu")
    for i, block in enumerate(model.stage4):
        x = w.block(x, f"stage4.{i}", block)
    ends = []
    for stage, before, head, stride in zip((model.stage8, model.stage16, model.stage32), model.before, model.heads, STRIDES):
        for i, block in enumerate(stage):
            x = w.block(x, f"stage{stride}.{i}", block)
        y = w.block(x, f"before{stride}", before) if isinstance(before, Block) else x
        ends.append(w.convolution(y, f"answers{stride}", head, head.weight, head.bias))
    graph = helper.make_graph(w.nodes, "facetrack detector",
                              [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, "height", "width"])],
                              [helper.make_tensor_value_info(end, TensorProto.FLOAT, [1, ANSWER, f"rows{s}", f"columns{s}"])
                               for end, s in zip(ends, STRIDES)], w.weights)
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], producer_name="facetrack")
    result.ir_version = 6
    onnx.checker.check_model(result)
    return result


def multiply_adds(model, height, width):
    """Of one picture, as src/network counts them: channels in whole groups of 16, the picture in 4."""
    total = 0

    def count(layer, inputs, output):
        nonlocal total
        whole = lambda channels: (channels + 15) // 16 * 16
        h, w = output.shape[2:]
        taken = 1 if layer.groups > 1 else 4 if layer.in_channels == 3 else whole(layer.in_channels)
        total += h * w * whole(layer.out_channels) * taken * layer.kernel_size[0] * layer.kernel_size[1]

    hooks = [m.register_forward_hook(count) for m in model.modules() if isinstance(m, nn.Conv2d)]
    with torch.no_grad():
        model(torch.zeros(1, 3, height, width))
    for hook in hooks:
        hook.remove()
    return total


def write_answers(model, file):
    """What the network finds in parts of data/demo/reference.png: the library's tests compare with it. The parts have at most 320
    pixels a side, because the library searches larger close-ups a second time."""
    data = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    picture, parts = cv2.imread(os.path.join(data, "demo", "reference.png")), []
    for x, y, w, h in ((50, 60, 318, 320), (37, 11, 301, 317), (90, 60, 222, 260)):
        boxes, scores, points = detect(model, np.ascontiguousarray(picture[y:y + h, x:x + w]), LEAST)
        parts.append({"region": [x, y, w, h], "faces": [
            {"box": np.round(b, 3).tolist(), "score": round(float(s), 5), "points": np.round(p, 3).tolist()}
            for b, s, p in zip(np.float64(boxes), scores, np.float64(points))]})
    with open(file, "w") as out:
        json.dump({"picture": "demo/reference.png", "parts": parts}, out, indent=1)
        out.write("\n")


def install(model):
    """Puts the file, its checksum and the answers for the tests into place."""
    here = os.path.dirname(os.path.abspath(__file__))
    data = os.path.join(here, "..", "..")
    file = os.path.join(data, "models", "builtin-detector-1.onnx")
    with open(file, "wb") as out:
        out.write(network_to_onnx(model).SerializeToString())
    pin(file)
    write_answers(model, os.path.join(here, "answers.json"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--onnx", help="file to write")
    parser.add_argument("--install", action="store_true", help="put file, checksum and answers for the tests into data/")
    parser.add_argument("--scores", type=float, nargs=2, metavar=("SURE", "LEAST"),
                        help=f"the network's scores that become {SURE} and {LEAST} in the file; see evaluate.py")
    parser.add_argument("--keep", help="also write the averaged weights in half precision, to start another run from")
    options = parser.parse_args()
    state = torch.load(options.checkpoint, map_location="cpu")["average"]
    model = Detector().eval()
    model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state.items()})
    if options.keep:
        torch.save({"average": {k: v.half() if v.is_floating_point() else v for k, v in state.items()}}, options.keep)
    if options.scores:
        stretch_scores(model, *options.scores)
    if options.onnx:
        onnx.save(network_to_onnx(model), options.onnx)
    if options.install:
        install(model)
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {multiply_adds(model, 384, 640) / 1e6:.0f} million multiply-adds at 640x384")


if __name__ == "__main__":
    main()
