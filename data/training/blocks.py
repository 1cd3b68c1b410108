"""What the small networks consist of: dense convolutions with batch normalisation, folded on export.

A block is a 3x3 convolution into half of the channels and a 1x1 convolution back, as in the embedder.
"""
import torch
from torch import nn


def conv(cin, cout, kernel=3, stride=1, act=True):
    parts = [nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout)]
    return nn.Sequential(*parts, nn.ReLU(inplace=True)) if act else nn.Sequential(*parts)


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(conv(channels, channels // 2), conv(channels // 2, channels, 1, act=False))

    def forward(self, x):
        return torch.relu(x + self.body(x))
