"""The landmark network: 64x64 BGR 0..255 of a square around a face in, 68 points out. Only layers that src/network runs."""
import os
import sys

from torch import nn

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from blocks import Block, conv  # noqa: E402

SIDE = 64  # pixels of the input
REACH = 1.6  # sides of the face's square that the input shows
SCALE = 1 / 128
MIDDLE = (SIDE - 1) / 2
UNIT = SIDE / REACH  # an answer of 1 is the side of the square, in pixels of the input


class Landmarks(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            conv(3, 16, stride=2),
            conv(16, 32, stride=2), Block(32),
            conv(32, 64, stride=2), Block(64), Block(64), Block(64),
            conv(64, 96, stride=2), Block(96), Block(96),
            conv(96, 56, 1))
        self.points = nn.Conv2d(56, 2 * 68, SIDE // 16)

    def forward(self, x):
        """Points (n, 68, 2) in sides of the square, from its middle."""
        return self.points(self.layers((x - 128) * SCALE)).flatten(1).unflatten(1, (68, 2))


def pixels(answers):
    """Answers to pixels of the input."""
    return answers * UNIT + MIDDLE
