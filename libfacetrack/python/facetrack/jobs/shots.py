# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The job `shots`."""

from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Union, Unpack

from .. import _core, arguments, settings
from .._core import Analysis
from ..options import Path, ShotsOptions
from ..progress import OnProgress

_shot_lists = {
    ".json": Analysis.shots_json,
    ".csv": Analysis.shots_csv,
    ".edl": Analysis.shots_edl,
    ".otio": Analysis.shots_otio,
    ".vtt": Analysis.shots_vtt,
}


def shots(
    video: Path,
    output: Union[Path, Sequence[Path]] = (),
    *,
    progress: OnProgress = None,
    **options: Unpack[ShotsOptions],
) -> Analysis:
    """Finds the shots of a video: an Analysis without tracks. The mixed frames of a dissolve, fade or
    wipe belong to no shot.

    output: files to write: .json, .csv, .edl, .otio, .vtt (chapters) or .html.
    """
    arguments.check(shots, locals())
    files = arguments.paths(output)
    _check_lists(files)
    settings.require_free(files, bool(options.get("force")))
    job = settings.read_video(video, options)
    job.set_detector(None, False)
    job.set_shots(
        options.get("detector", "content"),
        options.get("threshold", 1.0),
        options.get("min_shot", 0),
    )
    job.pictures = any(file.suffix == ".html" for file in files)
    _core.keep_inputs(files, [arguments.path(video)])
    images = _core.JobOutput()
    wants_images = options.get("save_images") is not None
    if wants_images:
        images.folder = arguments.path(options["save_images"])
        images.existing = "overwrite" if options.get("force") else "refuse"
        _core.check_shot_images(job, images)
    film = _core.analyze_video(job, progress)
    if any(file.suffix == ".html" for file in files):
        _core.add_pictures(film, job, progress)
    words = ["shots", video]
    for file in files:
        words += ["-o", file]
    command = settings.command_line(words, options)
    for file in files:
        list_of = _shot_lists.get(file.suffix)
        _core.write_file(file, list_of(film) if list_of else film.shots_page(command))
    if wants_images:
        _core.save_shot_images(film, job, images, progress)
    return film


def _check_lists(files: list[FilePath]) -> None:
    for file in files:
        if file.suffix not in _shot_lists and file.suffix != ".html":
            raise ValueError(
                f"output: expected a name that ends with .json, .csv, .edl, .otio, .vtt or .html, "
                f"got '{file}'"
            )
