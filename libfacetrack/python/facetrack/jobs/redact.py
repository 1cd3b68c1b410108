# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The job `redact`."""

from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
from numpy.typing import NDArray

from .. import _core, arguments, settings
from .._core import RedactArea
from ..options import Path, RedactOptions
from ..progress import OnProgress


@dataclass(frozen=True)
class RedactResult:
    """The result of redact()."""

    areas: list[RedactArea]
    """One per face: what is hidden, and the faces that are shown."""
    open_frames: NDArray[np.int64]
    """Frames of faces that the check still found in the written video."""
    open_boxes: NDArray[np.float32]
    """The faces on these frames, n x 4: x, y, width, height."""
    rounds: int
    """How often the film was written."""

    @property
    def safe(self) -> bool:
        """The check of the written video found no open face."""
        return len(self.open_frames) == 0


def redact(
    video: Path,
    output: Path,
    *,
    progress: OnProgress = None,
    **options: Unpack[RedactOptions],
) -> RedactResult:
    """Writes a copy of a video with hidden faces: everybody, all but one person (keep), or one person
    (only). Searches every frame, and searches the written video again before it gets its name.

    output: a name that ends with .mp4, .mov or .mkv; the places go into NAME.redact.json. The result
    may be not safe: see RedactResult.open_frames.
    """
    arguments.check(redact, locals())
    job = _job(video, output, options)
    if job.output.suffix not in (".mp4", ".mov", ".mkv"):
        raise ValueError(
            f"output: expected a name that ends with .mp4, .mov or .mkv, got '{job.output}'"
        )
    settings.require_free(job.outputs, bool(options.get("force")))
    done = _core.run_redact(job, progress)
    return RedactResult(done.areas, done.open_frames, done.open_boxes, done.rounds)


def _job(video: Path, output: Path, options: Any) -> _core.RedactJob:
    job = _core.RedactJob()
    source = settings.read_video(video, options)
    settings.read_models(source, options)
    source.settings = {name: source.settings[name] for name in ("stream", "detector", "embedder")}
    source.effort = "thorough"
    source.interval = 1  # every frame
    job.video = source
    job.set_search(options.get("detector", "auto"), bool(options.get("allow_unverified_model")))
    job.output = arguments.path(output)
    job.keep = arguments.paths(options.get("keep", ()))
    job.only = arguments.paths(options.get("only", ()))
    job.match = settings.read_match(options)
    if "boxes" in options:
        job.boxes = arguments.path(options["boxes"])
    job.mode = options.get("mode", "blur")
    job.margin = options.get("margin")
    job.crf = options.get("crf", 18)
    job.preset = options.get("encoder_preset", "veryfast")
    job.threads = options.get("encoder_threads", 0)
    job.metadata = not options.get("no_metadata")
    job.overwrite = bool(options.get("force"))
    job.report = bool(options.get("report"))
    return job
