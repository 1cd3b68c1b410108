"""The detector's network: BGR 0..255 in, three maps of 15 numbers a cell out. Only layers that src/network runs.

A block is a 3x3 convolution of each channel, then a dense 1x1 convolution. The maps have strides 8, 16 and 32; nothing is
scaled up, so the map of stride 8 gets its context from blocks of its own.
"""
import numpy as np
import torch
from torch import nn

STRIDES = (8, 16, 32)
# Sizes of a face (root of its box's area, pixels) that a map answers for: the second to the third number. Below the first
# and above the fourth number the face is background for this map. In between, the map's score does not enter the loss.
RANGES = ((0, 0, 40, 56), (24, 32, 80, 112), (48, 64, 1e9, 1e9))
ANSWER = 15  # score (before the sigmoid), box (4), five points (10)
SCALE = 1 / 255


def conv(cin, cout, kernel=3, stride=1):
    return nn.Sequential(nn.Conv2d(cin, cout, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True))


class Block(nn.Module):
    """Depthwise, then 1x1; the input is added if it has the same shape."""

    def __init__(self, cin, cout, stride=1, kernel=3):
        super().__init__()
        self.each = nn.Conv2d(cin, cin, kernel, stride, kernel // 2, groups=cin, bias=False)
        self.all = nn.Conv2d(cin, cout, 1, bias=False)
        self.norm = nn.BatchNorm2d(cout)
        self.residual = stride == 1 and cin == cout

    def forward(self, x):
        y = self.norm(self.all(self.each(x)))
        return torch.relu(y + x if self.residual else y)


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = conv(3, 16, stride=2)
        self.stage4 = nn.Sequential(Block(16, 32, 2), Block(32, 32))
        self.stage8 = nn.Sequential(Block(32, 64, 2), *(Block(64, 64) for _ in range(4)))
        self.stage16 = nn.Sequential(Block(64, 96, 2), *(Block(96, 96) for _ in range(3)))
        self.stage32 = nn.Sequential(Block(96, 96, 2), Block(96, 96, kernel=5), Block(96, 96, kernel=5))
        self.before = nn.ModuleList([Block(64, 64), nn.Identity(), nn.Identity()])
        self.heads = nn.ModuleList(nn.Conv2d(c, ANSWER, 1) for c in (64, 96, 96))
        for head in self.heads:
            nn.init.normal_(head.weight, std=0.01)
            nn.init.zeros_(head.bias)
            head.bias.data[0] = -4.6

    def forward(self, x):
        x = self.stage4(self.stem(x * SCALE))
        maps = []
        for stage, before, head in zip((self.stage8, self.stage16, self.stage32), self.before, self.heads):
            x = stage(x)
            maps.append(head(before(x)))
        return maps


def cells(height, width, stride):
    """Centres of the cells of a map, pixels: two arrays height x width."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return (x + 0.5) * stride, (y + 0.5) * stride


def decode(answer, centre_x, centre_y, stride):
    """Answers (..., 15) of cells to boxes (..., 4) as centre, width, height and points (..., 5, 2), in pixels."""
    stride = torch.as_tensor(stride, dtype=torch.float32)[..., None]
    centre = torch.stack([centre_x, centre_y], -1)
    middle = centre + answer[..., 1:3] * stride
    size = torch.exp(answer[..., 3:5].clamp(-4, 4)) * (2 * stride)
    points = centre[..., None, :] + answer[..., 5:15].unflatten(-1, (5, 2)) * (2 * stride[..., None])
    return torch.cat([middle, size], -1), points


def number_type():
    return torch.bfloat16 if torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported() else torch.float32


def mixed_precision():
    return torch.autocast("cpu", torch.bfloat16, enabled=number_type() is torch.bfloat16)


def iou(a, b):
    """Of boxes x, y, w, h: all of `a` with all of `b`."""
    a, b = np.asarray(a, np.float32).reshape(-1, 4), np.asarray(b, np.float32).reshape(-1, 4)
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, :2] + a[:, None, 2:], b[None, :, :2] + b[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(-1)
    return shared / np.maximum(a[:, 2:].prod(-1)[:, None] + b[:, 2:].prod(-1)[None] - shared, 1e-6)


def best_of_each(boxes, scores, points, overlap=0.3, most=2000):
    """Non-maximum suppression: of boxes that overlap, the one with the highest score."""
    order = np.argsort(-scores)[:most]
    boxes, scores, points = boxes[order], scores[order], points[order]
    kept, free = [], np.ones(len(boxes), bool)
    for i in range(len(boxes)):
        if free[i]:
            kept.append(i)
            free &= iou(boxes[i], boxes)[0] <= overlap
    return boxes[kept], scores[kept], points[kept]


@torch.no_grad()
def detect(model, picture, least=0.05):
    """Boxes x, y, w, h, scores and points of a BGR picture."""
    h, w = picture.shape[:2]
    canvas = np.zeros(((h + 31) // 32 * 32, (w + 31) // 32 * 32, 3), np.uint8)
    canvas[:h, :w] = picture
    x = torch.from_numpy(canvas)[None].permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)
    found = []
    for stride, answer in zip(STRIDES, model(x)):
        answer = answer[0].float().permute(1, 2, 0)
        score = torch.sigmoid(answer[..., 0])
        cx, cy = (torch.from_numpy(c) for c in cells(*answer.shape[:2], stride))
        sure = score >= least
        box, points = decode(answer[sure], cx[sure], cy[sure], stride)
        box[:, :2] -= box[:, 2:] / 2
        found.append((box, score[sure], points))
    return best_of_each(*(torch.cat([f[k] for f in found]).numpy() for k in range(3)))
