"""What the small networks consist of: dense convolutions with batch normalisation, folded on export.

A block is a 3x3 convolution into half of the channels and a 1x1 convolution back, as in the embedder.
"""
import torch
from torch import nn

SIDE = 96  # pixels of the input of a ChipNetwork


def conv(cin, cout, kernel=3, stride=1, act=True):
    parts = [nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout)]
    return nn.Sequential(*parts, nn.ReLU(inplace=True)) if act else nn.Sequential(*parts)


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(conv(channels, channels // 2), conv(channels // 2, channels, 1, act=False))

    def forward(self, x):
        return torch.relu(x + self.body(x))


class ChipNetwork(nn.Module):
    """A few numbers about a face of SIDE x SIDE BGR pixels 0..255, aligned as cut_chip() does."""

    def __init__(self, answers):
        super().__init__()
        self.layers = nn.Sequential(
            conv(3, 16, stride=2),
            conv(16, 16, stride=2), Block(16),
            conv(16, 32, stride=2), Block(32), Block(32),
            conv(32, 48, stride=2), Block(48),
            conv(48, 32, 1))
        self.logits = nn.Conv2d(32, answers, SIDE // 16)

    def forward(self, x):
        return self.logits(self.layers((x - 128) / 128)).flatten(1)
