# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The job `bridge`."""

import re
from fractions import Fraction
from os import PathLike
from pathlib import Path as FilePath
from typing import Optional, Union, Unpack

from .. import _core, arguments, settings
from .._core import BridgeReport
from ..errors import Error, OutputError
from ..options import BridgeJobOptions, Path, Time
from ..progress import OnProgress


def bridge(
    video: Path,
    frame_a: Union[Time, Path],
    frame_b: Union[Time, Path],
    output: Path,
    *,
    progress: OnProgress = None,
    **options: Unpack[BridgeJobOptions],
) -> BridgeReport:
    """Makes one video through two moments of a video, with an interpolated join that is searched for
    and checked: A and B are at their exact frames of the result.

    frame_a, frame_b: a time (16.2, "00:00:16.2"), a frame ("f400") or a picture that occurs in the
    video. output: a name that ends with .mp4; the measurements go into OUTPUT.bridge.json. The result
    may be not valid: see BridgeReport.problems.
    """
    arguments.check(bridge, locals())
    source = arguments.path(video)
    file = arguments.path(output)
    if file.suffix != ".mp4":
        raise ValueError(f"output: expected a name that ends with .mp4, got '{file}'")
    json_file = file.with_suffix(".bridge.json")
    page = arguments.path(options["report"]) if "report" in options else None
    written = [file, json_file, *([page] if page else [])]
    settings.require_free(written, bool(options.get("force")))
    pictures = [name for name in (_picture(frame_a), _picture(frame_b)) if name]
    _core.keep_inputs(written, [source, *pictures])
    _require_own(json_file)
    how = _core.BridgeOptions()
    how.before = options.get("before", 5)
    how.between = options.get("between", 5)
    how.after = options.get("after", 5)
    how.force_join = bool(options.get("force_join"))
    how.method = options.get("method", "flow")
    how.audio = not options.get("no_audio")
    how.overwrite = bool(options.get("force"))
    rate = _core.bridge_rate(source)
    how.indent = _length(options.get("indent", "auto"), rate)
    how.interpolated = _length(options.get("interp", "3f"), rate)
    a = _moment(source, frame_a, progress)
    b = _moment(source, frame_b, progress)
    plan = _core.plan_bridge(source, a, b, how, progress)
    report = _core.make_bridge(source, plan, file, how, progress)
    _core.write_file(json_file, report.to_json())
    if page:
        _core.write_file(page, report.to_html())
    return report


def _picture(moment: Union[Time, Path]) -> Optional[FilePath]:
    if isinstance(moment, (str, bytes, PathLike)) and arguments.path(moment).is_file():
        return arguments.path(moment)
    return None


def _moment(video: FilePath, moment: Union[Time, Path], progress: OnProgress) -> int:
    if isinstance(moment, str) and re.fullmatch("[fF][0-9]{1,12}", moment):
        return int(moment[1:])
    picture = _picture(moment)
    if picture:
        return _core.find_frame(video, _core.read_image(picture), progress)
    if isinstance(moment, (bytes, PathLike)):
        raise Error(f"{arguments.path(moment)}: no such picture", "not_found")
    return _core.frame_at(video, moment)


def _length(length: Union[str, int], rate: Fraction) -> Optional[int]:
    """In frames; None: the library decides."""
    if isinstance(length, int):
        return length
    if length == "auto":
        return None
    if re.fullmatch("[0-9]{1,12}f", length):
        return int(length[:-1])
    return round(_core.parse_time(length) * rate)


def _require_own(json_file: FilePath) -> None:
    """The name of this file is derived from another one, so the user may not expect it."""
    if not json_file.is_file() or '"facetrack.bridge/1"' in json_file.read_text("utf-8", "replace"):
        return
    raise OutputError(
        f"{json_file}: exists and was not written by bridge; move it away or choose another output",
        "io",
        "not_ours",
    )
