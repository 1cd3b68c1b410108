"""The pose network: a face of 96x96 BGR pixels 0..255, aligned as cut_chip() does, in; yaw, pitch and roll relative to the
picture out, in units of UNIT degrees. Only layers that src/network runs.
"""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from blocks import ChipNetwork  # noqa: E402

UNIT = 30  # degrees


class Pose(ChipNetwork):
    def __init__(self):
        super().__init__(3)
