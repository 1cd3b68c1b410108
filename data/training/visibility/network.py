"""The visibility network: a face of 96x96 BGR pixels 0..255, aligned as cut_chip() does, in; two logits out: mouth hidden,
eyes hidden. Only layers that src/network runs.
"""
import os
import sys

from torch import nn

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from blocks import Block, conv  # noqa: E402

SIDE = 96  # pixels of the input
SCALE = 1 / 128


class Visibility(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            conv(3, 16, stride=2),
            conv(16, 16, stride=2), Block(16),
            conv(16, 32, stride=2), Block(32), Block(32),
            conv(32, 48, stride=2), Block(48),
            conv(48, 32, 1))
        self.logits = nn.Conv2d(32, 2, SIDE // 16)

    def forward(self, x):
        return self.logits(self.layers((x - 128) * SCALE)).flatten(1)
