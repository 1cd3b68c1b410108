"""Writes a checkpoint's averaged weights as ONNX, as 8 bit numbers or 32 bit ones."""
import argparse
import os
import sys

import onnx
import torch
from torch import nn

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from onnx_writer import Writer, folded  # noqa: E402

from network import Gate, Student  # noqa: E402


class EmbedderWriter(Writer):
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
    w = EmbedderWriter(storage)
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
    return w.model("facetrack embedder", 128, last, len(bias))


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
