"""The overlay network: three small luma pictures of a film in, one logit for each cell of 16x16 pixels out.

The channels are the luma of a frame and of two frames before it: what stays sharp and in place while the rest moves is burned in.
Only layers that src/network runs.
"""
import os
import sys

from torch import nn

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from blocks import Block, conv  # noqa: E402

LONGER_SIDE = 512  # pixels of the pictures that the library hands over
CELL = 16  # pixels
WIDTH, HEIGHT = 256, 160  # pixels of the training's crops
SCALE = 1 / 128


class OverlayNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            conv(3, 16, stride=2),
            conv(16, 32, stride=2),
            conv(32, 32, stride=2), Block(32), Block(32),
            conv(32, 64, stride=2), Block(64), Block(64), Block(64),
            conv(64, 32, 1))
        self.logits = nn.Conv2d(32, 1, 1)

    def forward(self, x):
        return self.logits(self.layers((x - 128) * SCALE))[:, 0]
