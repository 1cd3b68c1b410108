# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The job `expressions`."""

from dataclasses import dataclass
from typing import Unpack

from .. import _core, arguments, settings
from .._core import Analysis, Clip, FaceSequence
from ..options import ExpressionsOptions, Path
from ..progress import OnProgress


@dataclass(frozen=True)
class ExpressionsResult:
    """The result of expressions()."""

    analysis: Analysis
    sequences: list[FaceSequence]
    """Best first."""
    clips: list[Clip]
    """One per sequence."""
    why: str
    """Why there are fewer sequences than requested."""
    reused: bool
    """A stored analysis was used."""


def expressions(
    video: Path,
    output: Path,
    *,
    progress: OnProgress = None,
    **options: Unpack[ExpressionsOptions],
) -> ExpressionsResult:
    """Finds the most expressive, steadiest face sequences: how much the expression changes and how
    still the face stays.

    output: the folder for analysis/, clips/, tracks.json and report.html.
    """
    arguments.check(expressions, locals())
    job = _core.ExpressionJob()
    source = settings.read_video(video, options)
    settings.read_analysis(source, options)
    job.video = source
    command = settings.command_line(["expressions", video, "-o", output], options)
    folder = settings.read_folder(output, options, command)
    if options.get("skip_analysis"):
        folder.existing = "reuse"
    job.output = folder
    job.write_clips = not options.get("skip_extraction")
    job.set_model(
        options.get("expression_model", "auto"), bool(options.get("allow_unverified_model"))
    )
    job.match = settings.read_match(options)
    job.sequences = options.get("num_sequences", 10)
    job.length = options.get("sequence_length", 30)
    job.set_weights(
        options.get("expression_weight", 0.7),
        options.get("position_weight", 0.3),
        options.get("position_scale", "face"),
    )
    job.allow_overlap = bool(options.get("allow_overlap"))
    job.min_confidence = options.get("face_confidence_threshold", 0.7)
    job.subject = options.get("subject_id", 0)
    job.references = arguments.paths(options.get("reference", ()))
    job.crop = options.get("crop", "none")
    job.margin = options.get("margin", 0.4)
    writer = settings.read_writer(options)
    writer.codec = {"mp4": "h264", "webm": "vp9", "mkv": "ffv1"}[options.get("clip_format", "mp4")]
    job.writer = writer
    done = _core.run_expressions(job, progress)
    return ExpressionsResult(done.analysis, done.sequences, done.clips, done.why, done.reused)
