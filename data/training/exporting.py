"""Writes a small network as ONNX with byte weights, and puts the file and its checksum into place."""
import argparse
import os

import torch

from blocks import SIDE
from learn import load
from onnx_writer import Writer
from pin import pin


def network_to_onnx(model, name, last="logits", side=SIDE):
    """`model.layers` and then the convolution `model.<last>`, for an input of `side` pixels."""
    w = Writer("i8")
    convolution = getattr(model, last)
    x = w.convolution(w.blocks("input", model.layers), last, convolution.weight, convolution.bias)
    return w.model(f"facetrack {name}", side, x, convolution.out_channels)


def export(doc, model, contents_of, file):
    """The command line of an export.py. `contents_of(model)` gives the ONNX model; `file` is its name in data/models."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("checkpoint")
    parser.add_argument("--onnx", help="file to write")
    parser.add_argument("--install", action="store_true", help="put file and checksum into data/")
    parser.add_argument("--keep", help="also write the weights in half precision, to start another run from")
    options = parser.parse_args()
    model = load(model, options.checkpoint).eval()
    contents = contents_of(model).SerializeToString()
    print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(contents)} bytes")
    if options.keep:
        torch.save({k: v.half() if v.is_floating_point() else v for k, v in model.state_dict().items()}, options.keep)
    installed = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "models", file)
    for path in filter(None, (options.onnx, installed if options.install else None)):
        with open(path, "wb") as out:
            out.write(contents)
    if options.install:
        pin(installed)
