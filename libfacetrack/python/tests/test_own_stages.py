# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Detectors, embedders and shot detectors written in Python."""

import gc
import os
import traceback
import weakref
from pathlib import Path

import facetrack
import numpy as np
import pytest


class Wrapped(facetrack.Detector):
    """The built-in detector, seen from Python."""

    name = "wrapped"
    alive: "weakref.WeakSet[Wrapped]" = weakref.WeakSet()

    def __init__(self):
        super().__init__()
        self.inner = facetrack.make_detector("builtin")
        self.preferred_face = self.inner.preferred_face
        self.smallest_face = self.inner.smallest_face
        Wrapped.alive.add(self)

    def detect(self, image):
        assert image.dtype == np.uint8 and image.ndim == 3
        return self.inner.detect(image)


class Raising(Wrapped):
    def detect(self, image):
        raise KeyError("no luck")


class Colours(facetrack.Embedder):
    """No network: the mean colour around a face."""

    model_id = "colours-1"
    limits = facetrack.MatchLimits(0.1, 0.2, 0.3)

    def embed(self, image, faces):
        rows = []
        for face in faces:
            x, y, width, height = (max(0, int(side)) for side in face.box)
            rows.append(image[y : y + height, x : x + width].mean(axis=(0, 1)) / 255)
        return np.array(rows, np.float32)


class CutAt(facetrack.ShotDetector):
    max_delay = 0
    picture_size = (64, 36)
    cut = 30

    def push(self, frame):
        assert (frame.width, frame.height) == self.picture_size
        return [facetrack.Transition("cut", self.cut)] if frame.index == self.cut else []

    def flush(self):
        return []


class Repeating(facetrack.Decoder):
    """The frames of the demo, from memory."""

    frames: "list[facetrack.Frame]" = []

    def __init__(self):
        super().__init__()
        first = self.frames[0]
        self.info = facetrack.MediaInfo(first.width, first.height, frame_rate=25, path="memory")
        self.next = 0

    def read(self):
        self.next += 1
        return self.frames[self.next - 1] if self.next <= len(self.frames) else None


class Seeking(Repeating):
    def __init__(self):
        super().__init__()
        count = len(self.frames)
        self.info = facetrack.MediaInfo(
            self.info.width, self.info.height, frame_rate=25, frames=count, duration=count / 25
        )
        self.key_frames = [(i, self.frames[i].time) for i in range(0, count, 25)]

    def seek(self, index):
        self.next = index


def resident() -> int:
    """Bytes of memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_an_own_detector_finds_what_it_wraps(video):
    part = {"end": 2, "embedder": None}
    own = facetrack.analyze(video, detector=Wrapped, **part)
    builtin = facetrack.analyze(video, detector="builtin", **part)
    assert own.detector == "wrapped" and len(own.tracks) == len(builtin.tracks) > 0
    for ours, theirs in zip(own.tracks, builtin.tracks):
        assert np.array_equal(ours.boxes, theirs.boxes)


def test_own_stages_are_released(video):
    facetrack.analyze(video, detector=Wrapped, end=0.5, embedder=None)
    gc.collect()
    assert len(Wrapped.alive) == 0


def test_an_exception_arrives_with_its_traceback(video):
    with pytest.raises(KeyError, match="no luck") as caught:
        facetrack.analyze(video, detector=Raising, embedder=None)
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert frames[-1].name == "detect" and 'raise KeyError("no luck")' in frames[-1].line


def test_an_own_embedder_makes_the_vectors(video):
    film = facetrack.analyze(video, embedder=Colours, end=1)
    assert film.embedder == "colours-1"
    sample = film.tracks[0].samples[0]
    assert sample.embedding.values.shape == (3,) and sample.embedding.model == "colours-1"


def test_own_stages_embed_a_photo(reference):
    sample = facetrack.sample_photo(reference, Wrapped(), Colours())
    people = facetrack.Gallery(Colours())
    people.enrol("Ann", sample)
    assert people.model == "colours-1"


def test_an_own_shot_detector_decides_the_shots(video):
    film = facetrack.shots(video, detector=CutAt, end=3)
    assert [shot.first_frame for shot in film.shots] == [0, CutAt.cut]


@pytest.mark.parametrize("kind", [Repeating, Seeking])
def test_an_own_decoder_gives_the_frames(kind, video, monkeypatch):
    with facetrack.open(video) as frames:
        monkeypatch.setattr(Repeating, "frames", [frame for _, frame in zip(range(75), frames)])
    own = facetrack.analyze("memory", decoder=kind, detector="builtin", embedder=None, jobs=2)
    film = facetrack.analyze(video, end=3, detector="builtin", embedder=None)
    assert own.frames == film.frames == 75
    assert [shot.last_frame for shot in own.shots] == [shot.last_frame for shot in film.shots]
    assert len(own.tracks) == len(film.tracks) > 0
    assert np.allclose(own.tracks[0].boxes[0], film.tracks[0].boxes[0])
    assert own.time_of(10) == film.time_of(10)


def test_an_own_decoder_that_raises_ends_the_call():
    class Broken(Repeating):
        frames = [facetrack.Frame(np.zeros((90, 160, 3), np.uint8))]

        def read(self):
            raise OSError("the camera is unplugged")

    with pytest.raises(OSError, match="unplugged"):
        facetrack.analyze("camera", decoder=Broken)


def test_an_incomplete_class_says_what_is_missing(video):
    class Nameless(facetrack.Detector):
        preferred_face = smallest_face = 20

        def detect(self, image):
            return []

    class Blind(Nameless):
        name = "blind"
        detect = facetrack.Detector.detect

    with pytest.raises(NotImplementedError, match="Nameless has no attribute 'name'"):
        facetrack.analyze(video, detector=Nameless)
    with pytest.raises(NotImplementedError, match="has no method detect"):
        facetrack.analyze(video, detector=Blind)


def test_wrong_results_say_what_is_expected(video):
    class Odd(Wrapped):
        def detect(self, image):
            return [1, 2]

    class Short(Colours):
        def embed(self, image, faces):
            return np.zeros((0, 3), np.float32)

    with pytest.raises(TypeError, match="Odd.detect.. returned list; expected a list of"):
        facetrack.analyze(video, detector=Odd, embedder=None)
    with pytest.raises(TypeError, match="one row of numbers per face"):
        facetrack.analyze(video, embedder=Short, end=1)


def test_an_object_is_refused_because_workers_need_their_own(video):
    with pytest.raises(TypeError, match="every worker needs its own"):
        facetrack.analyze(video, detector=Wrapped())


def test_a_thousand_failures_leave_nothing_behind(reference):
    class Failing(facetrack.Detector):
        name = "failing"
        preferred_face = smallest_face = 20
        alive: "weakref.WeakSet[Failing]" = weakref.WeakSet()

        def __init__(self):
            super().__init__()
            self.alive.add(self)

        def detect(self, image):
            raise KeyError("no luck")

    def fail():
        with pytest.raises(KeyError):
            facetrack.sample_photo(photo, Failing(), embedder)

    photo = facetrack.read_image(reference)
    embedder = Colours()
    for _ in range(100):  # allocators and caches fill
        fail()
    gc.collect()
    objects, memory = len(gc.get_objects()), resident()
    for _ in range(1000):
        fail()
    gc.collect()
    assert len(gc.get_objects()) - objects < 50
    assert resident() - memory < 8 << 20  # a copy of the photo is 0.6 MB, a thousand are 600 MB
    assert len(Failing.alive) == 0
