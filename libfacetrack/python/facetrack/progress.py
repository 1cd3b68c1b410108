# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""How a long call reports its progress."""

from collections.abc import Callable
from typing import NamedTuple, Optional


class Progress(NamedTuple):
    """The argument of a progress callable, which runs on the thread that made the call."""

    stage: str
    """"analyse", "check", "chips", "expressions", "look", "look up", "search" or "write"."""
    fraction: float
    """Of this stage, in [0, 1]; 0 if the length is not known."""
    media_seconds: float
    """Seconds of video done in this stage."""
    frames: int
    """Frames done in this stage."""
    found: int
    """Tracks or clips so far."""


OnProgress = Optional[Callable[[Progress], object]]
"""A callable, or None. What it raises stops the call and is raised by it."""
