# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The jobs `track` and `faces`, and the analysis that they share."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Optional, Union, Unpack

from .. import _core, arguments, settings
from .._core import Analysis, Clip, FoundPerson, Gallery, Identification
from ..errors import Error
from ..options import AnalysisOptions, FacesOptions, Path, TrackOptions
from ..progress import OnProgress


_target = "target"
"""The name of the person on the photos, as people_on_photos() enrols them."""


@dataclass(frozen=True)
class TrackResult:
    """The result of track()."""

    analysis: Analysis
    people: Gallery
    """The person of the photos is "target", the others are "not: …"."""
    identifications: list[Identification]
    """Whom each track shows, in the order of analysis.tracks."""
    clips: list[Clip]
    why: str
    """Why there are no clips; empty if there are some."""
    reused: bool
    """A stored analysis was used."""


@dataclass(frozen=True)
class FacesResult:
    """The result of faces()."""

    analysis: Analysis
    persons: list[FoundPerson]
    """Longest on screen first."""
    clips: dict[str, list[Clip]]
    """By the name of the person."""
    why: str
    """Why there are no persons; empty if there are some."""
    reused: bool
    """A stored analysis was used."""


def analyze(
    video: Path, *, progress: OnProgress = None, **options: Unpack[AnalysisOptions]
) -> Analysis:
    """Finds the shots and the faces of everybody in a video. Writes nothing.

    The results of track(), faces() and expressions() come from such an analysis.
    """
    arguments.check(analyze, locals())
    return _analyze(video, options, progress)


def _analyze(video: Path, options: Any, progress: OnProgress) -> Analysis:
    job = settings.read_video(video, options)
    settings.read_analysis(job, options)
    job.pictures = False
    return _core.analyze_video(job, progress)


def track(
    video: Path,
    references: Union[Path, Sequence[Path]],
    output: Optional[Path] = None,
    *,
    progress: OnProgress = None,
    **options: Unpack[TrackOptions],
) -> TrackResult:
    """Finds the person on the photos in the video and cuts a clip of each appearance, exact to the
    frame, with the box of the face on each frame.

    references: a photo, several, or folders of photos. output: the folder for clips, metadata.json,
    metadata.csv, report.html and tracks.json, as the program writes them; None: nothing is written,
    and the clips are only planned.
    """
    arguments.check(track, locals())
    if output is None:
        return _plan_track(video, references, options, progress)
    job = _core.TrackJob()
    job.references = arguments.paths(references)
    words = ["track", video]
    for photo in job.references:
        words += ["-r", photo]
    command = settings.command_line([*words, "-o", output], options)
    job.not_target = arguments.paths(options.get("not_target", ()))
    job.reference_face = options.get("reference_face", -1)
    job.overlay = bool(options.get("overlay"))
    _read_job(job, video, output, options, command)
    done = _core.run_track(job, progress)
    return TrackResult(
        done.analysis, done.people, done.identifications, done.clips, done.why, done.reused
    )


def _read_job(job: Any, video: Path, output: Path, options: Any, command: bytes) -> None:
    source = settings.read_video(video, options)
    settings.read_analysis(source, options)
    folder = settings.read_folder(output, options, command)
    settings.read_reuse(source, folder, options)
    job.video = source
    job.output = folder
    job.match = settings.read_match(options)
    job.clips = settings.read_clips(options)


def _plan_track(video: Path, references: Any, options: Any, progress: OnProgress) -> TrackResult:
    stored = options.get("tracks")
    film = Analysis.load(stored) if stored is not None else None
    if film is not None and options.get("embedder", "auto") == "auto":
        # Faces can be compared only if one embedder made them.
        options = {**options, "embedder": film.embedder}
    people = _people(arguments.paths(references), options)
    if film is None:
        film = _analyze(video, options, progress)
    identifications = people.identify(film, _target)
    matching = {found.track for found in identifications if found.verdict == "match"}
    tracks = [found for found in film.tracks if found.id in matching]
    clips = _core.plan_clips(film, tracks, settings.read_plan(options))
    why = "" if clips else "nobody in the video is the person on the photos"
    return TrackResult(film, people, identifications, clips, why, stored is not None)


def _people(references: list[FilePath], options: Any) -> Gallery:
    """The person on the photos, and those of not_target."""
    if not references:
        raise Error("track: no reference picture given", "invalid_argument", "references")
    return _core.people_on_photos(
        references,
        arguments.paths(options.get("not_target", ())),
        options.get("reference_face", -1),
        settings.models(options),
        settings.read_match(options),
    )


def faces(
    video: Path,
    output: Path,
    *,
    progress: OnProgress = None,
    **options: Unpack[FacesOptions],
) -> FacesResult:
    """Groups all faces of a video into persons, no photo needed, and cuts clips of everybody.

    output: the folder for persons.json, report.html, tracks.json and person_01, person_02, ….
    Without files: analyze() and find_persons().
    """
    arguments.check(faces, locals())
    job = _core.FacesJob()
    command = settings.command_line(["faces", video, "-o", output], options)
    _read_job(job, video, output, options, command)
    done = _core.run_faces(job, progress)
    persons = done.persons
    clips = {person.name: part for person, part in zip(persons, done.clips)}
    return FacesResult(done.analysis, persons, clips, done.why, done.reused)
