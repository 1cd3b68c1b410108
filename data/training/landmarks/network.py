"""The landmark network: 64x64 BGR 0..255 of a square around a face in, 68 points out. Only layers that src/network runs.

A block is a dense 3x3 convolution into half of the channels and a 1x1 convolution back, as in the embedder.
"""
import torch
from torch import nn

SIDE = 64  # pixels of the input
REACH = 1.6  # sides of the face's square that the input shows
SCALE = 1 / 128
MIDDLE = (SIDE - 1) / 2
UNIT = SIDE / REACH  # an answer of 1 is the side of the square, in pixels of the input


def conv(cin, cout, kernel=3, stride=1, act=True):
    parts = [nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout)]
    return nn.Sequential(*parts, nn.ReLU(inplace=True)) if act else nn.Sequential(*parts)


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(conv(channels, channels // 2), conv(channels // 2, channels, 1, act=False))

    def forward(self, x):
        return torch.relu(x + self.body(x))


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
