# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""From the options of a call to the option structs of the library."""

import hashlib
import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any, Union

from . import _core, arguments
from .errors import Error
from .options import Path

Options = Mapping[str, Any]

# The options that decide about an analysis, and what the analysis stores about each. A stored
# analysis must fit those that the caller gave.
_settings = {
    "preset": "preset",
    "speed": "preset",
    "interval": "interval",
    "min_face": "min_face",
    "join_gap": "join_gap",
    "detector": "detector",
    "embedder": "embedder",
    "start": "start",
    "end": "end",
    "stream": "stream",
}


def given(value: object) -> bool:
    """False for "auto", which is the same as no value."""
    return not (isinstance(value, str) and value == "auto")


def require_free(files: Sequence[FilePath], force: bool) -> None:
    """Raises Error for a file that exists and may not be replaced. A dangling link exists, too."""
    for file in files:
        if not force and os.path.lexists(file):
            raise Error(f"{file}: already exists", "io", "existing")


def name_of(stage: Union[str, Callable[[], object], None]) -> str:
    """How an analysis names a detector or embedder."""
    if stage is None:
        return "none"
    if isinstance(stage, str):
        return stage
    return f"{stage.__module__}.{getattr(stage, '__qualname__', type(stage).__qualname__)}"


def _card_hash(file: str) -> str:
    return hashlib.sha256(FilePath(file).read_bytes()).hexdigest()[:16]


def decoder(options: Options) -> tuple[Union[int, None], int]:
    """The stream, None for the best one, and the most pixels of a picture."""
    stream = options.get("stream", "auto")
    return stream if given(stream) else None, options.get("max_pixels", 1 << 27)


def read_video(video: Path, options: Options) -> _core.JobVideo:
    """The video, the part of it that is analysed, and by how many workers."""
    job = _core.JobVideo()
    job.file = arguments.path(video)
    if "decoder" in options:
        job.set_own_decoder(options["decoder"])
    else:
        job.set_decoder(*decoder(options))
    job.start = options.get("start")
    job.end = options.get("end")
    job.workers = options.get("jobs", 0)
    job.settings = {"stream": str(options.get("stream", "auto"))}
    return job


def read_models(job: _core.JobVideo, options: Options) -> None:
    """The detector and the embedder; a stored analysis must fit these settings."""
    detector = options.get("detector", "auto")
    embedder = options.get("embedder", "auto")
    unverified = bool(options.get("allow_unverified_model"))
    job.set_detector(detector, unverified)
    job.set_embedder(embedder, unverified)
    settings = {
        "stream": str(options.get("stream", "auto")),
        "detector": name_of(detector),
        "embedder": name_of(embedder),
        "shot_detector": "content",
        "shot_threshold": "1",
        "min_shot": "0",
    }
    if unverified:
        settings["unverified_models"] = "allowed"
    if isinstance(embedder, str) and FilePath(embedder).is_file():
        card = FilePath(embedder)
        job.inputs = [card.with_suffix(".json"), card.with_suffix(".onnx"), card]
        if embedder.endswith(".json"):
            settings["embedder_card"] = _card_hash(embedder)
    job.settings = settings


def models(options: Options) -> _core.JobVideo:
    """The detector, the embedder and the number of workers for a job of many videos."""
    job = _core.JobVideo()
    read_models(job, options)
    job.workers = options.get("jobs", 0)
    return job


def read_analysis(job: _core.JobVideo, options: Options) -> None:
    """How to find faces; a stored analysis must fit these settings."""
    read_models(job, options)
    preset = options.get("preset", "fast" if options.get("speed") else "balanced")
    if options.get("speed") and preset != "fast":
        raise ValueError(f"speed means preset='fast'; preset='{preset}' contradicts it")
    job.effort = preset
    interval = options.get("interval", "auto")
    job.interval = interval if given(interval) else 0
    job.min_face = options.get("min_face", 0)
    job.join_gap = options.get("join_gap", 0.5)
    job.insist = {stored for option, stored in _settings.items() if option in options}


def read_match(options: Options) -> Union[float, None]:
    threshold = options.get("threshold", "auto")
    return float(threshold) if given(threshold) else None


def read_folder(folder: Path, options: Options, command: bytes) -> _core.JobOutput:
    """The output folder, and how to treat existing results in it."""
    if options.get("force") and options.get("resume"):
        raise ValueError("force starts again, resume continues an interrupted run; give one of them")
    output = _core.JobOutput()
    output.folder = arguments.path(folder)
    output.existing = (
        "overwrite" if options.get("force") else "resume" if options.get("resume") else "refuse"
    )
    output.report = not options.get("no_report")
    output.tracks = not options.get("no_cache")
    output.command = command
    return output


def read_reuse(job: _core.JobVideo, output: _core.JobOutput, options: Options) -> None:
    """reuse and tracks."""
    if options.get("tracks") is not None:
        job.tracks = arguments.path(options["tracks"])
    if not options.get("reuse"):
        return
    own = output.folder / "tracks.json"
    if not (options.get("force") or options.get("resume")):
        output.existing = "reuse"
    elif options.get("force") and options.get("tracks") is None and own.is_file():
        job.tracks = own


def read_plan(options: Options) -> _core.PlanOptions:
    plan = _core.PlanOptions()
    plan.crop = "none" if options.get("copy") else options.get("crop", "square")
    plan.margin = options.get("margin", 0.4)
    size = options.get("size", "auto")
    plan.size = size if given(size) else 0
    plan.smooth = options.get("smooth", 0.5)
    plan.min_clip = options.get("min_clip", 0.2)
    return plan


def read_writer(options: Options) -> _core.ClipWriterOptions:
    """Sound and encoder."""
    writer = _core.ClipWriterOptions()
    writer.audio = "none" if options.get("no_audio") else options.get("audio", "default")
    writer.crf = options.get("crf", 18)
    writer.preset = options.get("encoder_preset", "veryfast")
    writer.threads = options.get("encoder_threads", 0)
    return writer


def read_clips(options: Options) -> _core.ClipFiles:
    clips = _core.ClipFiles()
    clips.plan = read_plan(options)
    writer = read_writer(options)
    writer.copy_streams = bool(options.get("copy"))
    writer.codec = options.get("codec", "h264")
    clips.writer = writer
    clips.save_images = options.get("save_images", 0)
    clips.flat_metadata = options.get("metadata_style") == "flat"
    formats = options.get("format", "json,csv")
    wanted = set(formats.split(",") if isinstance(formats, str) else formats)
    unknown = wanted - {"json", "csv", "mot", "edl", "otio"}
    if unknown:
        raise ValueError(f"format: expected json, csv, mot, edl or otio, got '{min(unknown)}'")
    clips.json = "json" in wanted
    clips.csv = "csv" in wanted
    clips.mot = "mot" in wanted
    clips.edl = "edl" in wanted
    clips.otio = "otio" in wanted
    return clips


_flags = {"not_target": "--not"}


def command_line(words: Sequence[object], options: Options) -> bytes:
    """The command that makes the same results with the program, for the pages; empty if the program
    cannot, because a stage is a class of Python. Bytes, because a path may be no text."""
    line = ["facetrack-cli", *(_word(word) for word in words)]
    for name, value in options.items():
        flag = _flags.get(name, "--" + name.replace("_", "-"))
        if callable(value):
            return b""
        if name in ("force", "resume") or value is None or value is False:
            continue
        if value is True:
            line.append(flag)
        elif isinstance(value, (list, tuple)) and name not in ("format", "split"):
            line += [part for item in value for part in (flag, _word(item))]
        elif isinstance(value, (list, tuple)):
            line += [flag, ",".join(str(item) for item in value)]
        else:
            line += [flag, _word(value)]
    return os.fsencode(shlex.join(line) + " --force")


def _word(value: object) -> str:
    return os.fsdecode(value) if isinstance(value, bytes) else str(value)
