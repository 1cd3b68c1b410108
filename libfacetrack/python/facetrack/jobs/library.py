# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The jobs `index` and `search`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Optional, Union, Unpack

from .. import _core, arguments, settings
from .._core import IndexedVideo, Library, LibraryHit, LibrarySearch, SearchReport
from ..errors import Error
from ..options import IndexOptions, Path, SearchOptions
from ..progress import OnProgress

_texts = {
    ".json": SearchReport.to_json,
    ".csv": SearchReport.to_csv,
    ".html": SearchReport.to_html,
}


@dataclass(frozen=True)
class SearchResult:
    """The result of search()."""

    search: LibrarySearch
    seconds: float
    """Duration of the search."""
    clips: dict[FilePath, int]
    """With the option clips: the number of clips in each folder."""

    @property
    def hits(self) -> list[LibraryHit]:
        """Matches first, then by distance."""
        return self.search.hits


def index(
    videos: Union[Path, Sequence[Path]],
    library: Path,
    *,
    progress: OnProgress = None,
    **options: Unpack[IndexOptions],
) -> list[IndexedVideo]:
    """Makes a library of videos, or adds videos to it: looks at some frames of each and stores who is
    there and when. Only new files are read. A video that cannot be read costs only itself.

    videos: files, or folders that are searched for videos. library: the folder of the library.
    """
    arguments.check(index, locals())
    job = _core.IndexJob()
    job.library = arguments.path(library)
    job.videos = arguments.paths(videos)
    job.set_decoder(*settings.decoder(options))
    how = settings.models(options)
    how.min_face = options.get("min_face", 0)
    job.set_stages(how)
    job.every = options.get("every", 2)
    job.forget_missing = bool(options.get("forget_missing"))
    return _core.run_index(job, progress)


def search(
    library: Path,
    references: Union[Path, Sequence[Path]] = (),
    output: Union[Path, Sequence[Path]] = (),
    *,
    person: Union[str, int] = "",
    progress: OnProgress = None,
    **options: Unpack[SearchOptions],
) -> SearchResult:
    """Finds the videos of a library that show a person, and when. Opens no video, except for clips.

    references: a photo, several, or folders of photos; or person: a name or number of a person of the
    library. output: files to write: .json, .csv or .html.
    """
    arguments.check(search, locals())
    photos = arguments.paths(references)
    if bool(photos) == (person != ""):
        raise Error("search: give either references or person", "invalid_argument", "references")
    files = arguments.paths(output)
    _check_output(files, [arguments.path(library), *photos], options)
    job = _core.SearchJob()
    job.library = arguments.path(library)
    job.person = str(person)
    job.top = options.get("top", 100)
    job.track = _track_job(library, photos, options)
    report = _core.run_search(job, progress)
    report.command = _command(library, photos, files, person, options)
    for file in files:
        _core.write_file(file, _texts[file.suffix](report))
    clips = _core.cut_found(job, report, progress) if "clips" in options else []
    return SearchResult(report.search, report.seconds, dict(clips))


def _check_output(files: list[FilePath], inputs: list[FilePath], options: Any) -> None:
    for file in files:
        if file.suffix not in _texts:
            raise ValueError(
                f"output: expected a name that ends with .json, .csv or .html, got '{file}'"
            )
    settings.require_free(files, bool(options.get("force")))
    _core.keep_inputs(files, [*inputs, *arguments.paths(options.get("not_target", ()))])


def _track_job(library: Path, photos: list[FilePath], options: Any) -> _core.TrackJob:
    """The person to search for, and how clips are made."""
    with Library(library) as opened:
        model = opened.model
    if options.get("embedder", "auto") == "auto":
        options = {**options, "embedder": model}
    job = _core.TrackJob()
    video = settings.models(options)
    video.settings = {name: video.settings[name] for name in ("detector", "embedder")}
    job.video = video
    job.references = photos
    job.not_target = arguments.paths(options.get("not_target", ()))
    job.reference_face = options.get("reference_face", -1)
    job.match = settings.read_match(options)
    output = _core.JobOutput()
    output.folder = arguments.path(options.get("clips", ""))
    output.existing = "overwrite" if options.get("force") else "refuse"
    job.output = output
    job.clips = settings.read_clips(options)
    return job


def _command(
    library: Path, photos: list[FilePath], files: list[FilePath], person: Any, options: Any
) -> bytes:
    words: list[object] = ["search", library]
    for photo in photos:
        words += ["-r", photo]
    if person != "":
        words += ["--person", person]
    for file in files:
        words += ["-o", file]
    return settings.command_line(words, options)
