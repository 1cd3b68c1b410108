"""Writes the averaged weights of a checkpoint as ONNX with byte weights, and puts the file and its checksum into place."""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from exporting import export  # noqa: E402
from onnx_writer import Writer  # noqa: E402

from network import LONGER_SIDE, OverlayNet  # noqa: E402


def network_to_onnx(model):
    w = Writer("i8")
    x = w.convolution(w.blocks("input", model.layers), "logits", model.logits.weight, model.logits.bias)
    return w.model("facetrack overlay", LONGER_SIDE, x, model.logits.out_channels)


if __name__ == "__main__":
    export(__doc__, OverlayNet(), network_to_onnx, "overlay.onnx")
