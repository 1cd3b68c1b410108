# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Clips of tracks that a program chose itself."""

from collections.abc import Sequence
from typing import Unpack

from .. import _core, arguments, settings
from .._core import Analysis, Clip, FaceTrack
from ..options import Path, PlanOptions, WriterOptions
from ..progress import OnProgress


def plan_clips(
    film: Analysis, tracks: Sequence[FaceTrack], **options: Unpack[PlanOptions]
) -> list[Clip]:
    """One clip per track and shot. A clip never crosses a cut, a mixed frame of a transition or a
    frame without the face. No frame is in two clips: if two tracks overlap, the longer one keeps it.
    """
    arguments.check(plan_clips, locals())
    return _core.plan_clips(film, tracks, settings.read_plan(options))


def write_clips(
    video: Path,
    film: Analysis,
    clips: Sequence[Clip],
    folder: Path,
    *,
    progress: OnProgress = None,
    **options: Unpack[WriterOptions],
) -> list[Clip]:
    """Writes planned clips of one video into a folder, in one pass, and returns them with their
    files. Each file is read back and compared with the source, then gets its final name.
    """
    arguments.check(write_clips, locals())
    arguments.path(folder).mkdir(parents=True, exist_ok=True)
    writer = settings.read_writer(options)
    writer.copy_streams = bool(options.get("copy"))
    writer.codec = options.get("codec", "h264")
    writer.overwrite = bool(options.get("force"))
    return _core.write_clips(video, film, clips, folder, writer, progress)
