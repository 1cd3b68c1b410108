"""The embedder's network: plain convolutions, batch norm folded on export, 128x128 BGR in, 256 numbers out."""
import torch
from torch import nn


def number_type(device):
    """bfloat16 where the processor multiplies it; elsewhere it is emulated, ten times slower than float32."""
    native = device != "cpu" or torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.bfloat16 if native else torch.float32


def mixed_precision(device):
    return torch.autocast(device, torch.bfloat16, enabled=number_type(device) is torch.bfloat16)


def conv(cin, cout, kernel=3, stride=1, groups=1, act=True):
    layers = [nn.Conv2d(cin, cout, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(cout)]
    if act:
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


class Gate(nn.Module):
    """Squeeze and excitation: the teacher has one in every block, and its maps cannot be matched well without."""

    def __init__(self, channels, squeeze):
        super().__init__()
        self.down = nn.Conv2d(channels, squeeze, 1)
        self.up = nn.Conv2d(squeeze, channels, 1)

    def forward(self, x):
        s = nn.functional.adaptive_avg_pool2d(x, 1)
        return x * torch.sigmoid(self.up(torch.relu(self.down(s))))


class Block(nn.Module):
    """Residual: dense 3x3 into few channels, 1x1 back. Dense convolutions use a CPU better than depthwise ones."""

    def __init__(self, channels, inner, gate=0):
        super().__init__()
        self.body = nn.Sequential(conv(channels, inner), conv(inner, channels, 1, act=False))
        self.gate = Gate(channels, gate) if gate else nn.Identity()

    def forward(self, x):
        return torch.relu(x + self.gate(self.body(x)))


class WeightedPool(nn.Module):
    """One 8x8 depthwise convolution, written as product and sum: PyTorch's backward of the former is slow on a CPU."""

    def __init__(self, channels, side=8):
        super().__init__()
        self.weight = nn.Parameter(torch.full((channels, side, side), 1.0 / side ** 2))

    def forward(self, x):
        return torch.einsum("nchw,chw->nc", x.float(), self.weight)


class Student(nn.Module):
    """Taps after each stage are the teacher's: 32x32, 16x16 and 8x8, to be matched through 1x1 adapters in training."""

    def __init__(self, stem=32, widths=(48, 96, 192), inner=(32, 48, 64), depths=(2, 6, 7), gate=16, head=256):
        super().__init__()
        self.widths = a, b, c = widths
        self.stem = nn.Sequential(nn.Conv2d(3, stem, 6, 4, 1, bias=False), nn.BatchNorm2d(stem), nn.ReLU(inplace=True),
                                  conv(stem, a, 3))
        self.stage1 = nn.Sequential(*[Block(a, inner[0]) for _ in range(depths[0])])
        self.stage2 = nn.Sequential(conv(a, b, 3, 2), *[Block(b, inner[1], gate) for _ in range(depths[1])])
        self.stage3 = nn.Sequential(conv(b, c, 3, 2), *[Block(c, inner[2], gate) for _ in range(depths[2])])
        self.widen = conv(c, head, 1)
        self.pool = WeightedPool(head)
        self.pool_norm = nn.BatchNorm1d(head)
        self.out = nn.Linear(head, 256)

    def grow_from(self, state):
        """Takes the weights of a network with fewer blocks. The new blocks begin as identities, so the answers are the same."""
        missing = self.load_state_dict(state, strict=False).missing_keys
        for name in missing:
            if name.endswith("body.1.1.weight"):
                self.get_parameter(name).data.zero_()

    def forward(self, x, taps=False):
        a = self.stage1(self.stem(x))
        b = self.stage2(a)
        c = self.stage3(b)
        e = self.out(self.pool_norm(self.pool(self.widen(c))))
        return (e, a, b, c) if taps else e
