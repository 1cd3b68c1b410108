# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The job `curate`."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Union, Unpack, get_type_hints

from .. import _core, arguments, settings
from .._core import CuratedVideo, Gate
from ..options import CurateJobOptions, GateOptions, Limit, Path
from ..progress import OnProgress


def curate(
    videos: Union[Path, Sequence[Path]],
    output: Path,
    *,
    progress: OnProgress = None,
    **options: Unpack[CurateJobOptions],
) -> list[CuratedVideo]:
    """Makes a dataset of face clips: measures every stretch of every face, keeps those that pass all
    gates, and writes them as clips of one frame rate and size.

    videos: files, or folders that are searched for videos. output: the folder for manifest.jsonl,
    rejected.jsonl, summary.json, report.html, clips/ and analysis/.
    """
    arguments.check(curate, locals())
    job = _core.CurateJob()
    job.videos = arguments.paths(videos)
    job.set_decoder(*settings.decoder(options))
    job.analysis = settings.models(options)
    command = settings.command_line(["curate", *job.videos, "-o", output], options)
    folder = settings.read_folder(output, options, command)
    if options.get("reuse") and not (options.get("force") or options.get("resume")):
        folder.existing = "reuse"
    job.output = folder
    job.choice = _choice(options)
    job.references = arguments.paths(options.get("reference", ()))
    job.match = settings.read_match(options)
    job.plan = settings.read_plan({"size": 512, **options})
    job.writer = settings.read_writer(options)
    job.crop_bars = options.get("no_letterbox", False)
    job.no_copies = options.get("no_duplicates", False)
    job.wav = options.get("wav", False)
    job.shard_size = _bytes(options["webdataset"]) if "webdataset" in options else 0
    job.split = list(options.get("split", ()))
    rate = options.get("sample_rate", 16000)
    job.sample_rate = 0 if rate == "source" else rate
    fps = options.get("fps", 25)
    job.rate = fps if isinstance(fps, str) else str(Fraction(str(fps)))
    return _core.run_curate(job, progress)


def _bytes(size: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([MG])", size, re.IGNORECASE)
    if not match or not float(match[1]):
        raise ValueError(f"webdataset is a size such as '500M' or '2G', not {size!r}")
    return int(float(match[1]) * (2**30 if match[2] in "Gg" else 2**20))


def _choice(options: Any) -> _core.CurateOptions:
    choice = _core.CurateOptions(options.get("preset", "talking-head"))
    if "min_length" in options:
        choice.min_length = options["min_length"]
    if "max_length" in options:
        choice.max_length = options["max_length"]
    if options.get("single_face"):
        choice.single_face = True
    gates = choice.gates
    for name, hint in get_type_hints(GateOptions, include_extras=True).items():
        if name in options:
            _set_gate(gates, hint.__metadata__[0], options[name])
    for name in ("mouth_visible", "eyes_visible", "no_overlay_text"):
        if options.get(name):
            gate = getattr(_core, name)()
            _set_gate(gates, Limit(gate.measure, "most"), gate.most)
    choice.gates = gates
    return choice


def _set_gate(gates: list[Gate], limit: Limit, value: float) -> None:
    """Replaces the limit of the preset, or adds a gate."""
    for gate in gates:
        if gate.measure == limit.measure and getattr(gate, limit.bound) is not None:
            break
    else:
        gate = Gate(limit.measure)
        gates.append(gate)
    setattr(gate, limit.bound, value)
