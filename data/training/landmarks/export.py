"""Writes the averaged weights of a checkpoint as ONNX with byte weights, and puts the file and its checksum into place."""
import argparse
import os
import sys

import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from onnx_writer import Writer  # noqa: E402
from pin import pin  # noqa: E402

from network import SIDE, Block, Landmarks  # noqa: E402

FILE = "landmarks68.onnx"


def network_to_onnx(model):
    model = model.eval().float()
    w, x = Writer("i8"), "input"
    for i, part in enumerate(model.layers):
        name = f"layer{i}"
        if isinstance(part, Block):
            y = w.layer(w.layer(x, name + ".in", part.body[0]), name + ".out", part.body[1])
            x = w.add("Relu", [w.add("Add", [x, y], name + ".sum")], name + ".act")
        else:
            x = w.layer(x, name, part)
    x = w.convolution(x, "points", model.points.weight, model.points.bias)
    return w.model("facetrack landmarks", SIDE, x, model.points.out_channels)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--onnx", help="file to write")
    parser.add_argument("--install", action="store_true", help="put file and checksum into data/")
    parser.add_argument("--keep", help="also write the weights in half precision, to start another run from")
    options = parser.parse_args()
    state = torch.load(options.checkpoint, map_location="cpu")
    model = Landmarks()
    model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state.items()})
    contents = network_to_onnx(model).SerializeToString()
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(contents)} bytes")
    if options.keep:
        torch.save({k: v.half() if v.is_floating_point() else v for k, v in state.items()}, options.keep)
    if options.onnx:
        with open(options.onnx, "wb") as out:
            out.write(contents)
    if options.install:
        file = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "models", FILE)
        with open(file, "wb") as out:
            out.write(contents)
        pin(file)


if __name__ == "__main__":
    main()
