# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The people on photos, for track() without an output folder."""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path as FilePath
from typing import Any, TypeVar, Union

from . import _core, settings
from ._core import Detector, Embedder, Gallery, MatchLimits
from .errors import Error
from .options import Path

target = "target"
_endings = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"}
_Stage = TypeVar("_Stage")


def pictures_of(names: Union[Path, Sequence[Path]]) -> list[FilePath]:
    """The photos, with the photos of a folder instead of the folder."""
    pictures: list[FilePath] = []
    for name in settings.paths(names):
        if not name.is_dir():
            pictures.append(name)
            continue
        inside = sorted(
            file for file in name.iterdir() if file.is_file() and file.suffix.lower() in _endings
        )
        if not inside:
            raise Error(f"{name}: no picture in this folder", "not_found", "references")
        pictures += inside
    return pictures


def _make(
    choice: Union[str, Callable[[], _Stage]], by_name: Callable[[str], _Stage]
) -> _Stage:
    return by_name(choice) if isinstance(choice, str) else choice()


class _Photos:
    def __init__(self, detector: Detector, embedder: Embedder, which: int) -> None:
        self.detector = detector
        self.embedder = embedder
        self.which = which
        self.people = Gallery(embedder)

    def enrol(self, person: str, pictures: list[FilePath]) -> None:
        """If there are several photos, a useless one is left out; a single photo must be usable."""
        complaint = None
        for picture in pictures:
            try:
                face = _core.sample_photo(
                    picture, self.detector, self.embedder, which=self.which
                )
            except Error as error:
                if len(pictures) == 1:
                    raise
                complaint = error
                warnings.warn(f"{error}; the picture is left out", stacklevel=2)
            else:
                self.people.enrol(person, face)
        if complaint is not None and self.people.find(person) is None:
            raise complaint


def people_on_photos(references: Union[Path, Sequence[Path]], options: Any) -> Gallery:
    """The person on the photos as "target", and those of not_target."""
    unverified = bool(options.get("allow_unverified_model"))
    photos = _Photos(
        _make(
            options.get("detector", "auto"),
            lambda name: _core.make_detector(name, allow_unverified=unverified),
        ),
        _make(
            options.get("embedder", "auto"),
            lambda name: _core.make_embedder(name, allow_unverified=unverified),
        ),
        options.get("reference_face", -1),
    )
    photos.enrol(target, pictures_of(references))
    if photos.people.find(target) is None:
        raise Error("track: no reference picture given", "invalid_argument", "references")
    for name in settings.paths(options.get("not_target", ())):
        photos.enrol(f"not: {name}", pictures_of(name))
    threshold = settings.read_match(options)
    if threshold is not None:
        limits = photos.people.limits
        photos.people.limits = MatchLimits(
            limits.one_picture, threshold, threshold + limits.uncertain - limits.mean_face
        )
    return photos.people
