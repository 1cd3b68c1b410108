"""The visibility network: a face of 96x96 BGR pixels 0..255, aligned as cut_chip() does, in; two logits out: mouth hidden,
eyes hidden. Only layers that src/network runs.
"""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from blocks import ChipNetwork  # noqa: E402


class Visibility(ChipNetwork):
    def __init__(self):
        super().__init__(2)
