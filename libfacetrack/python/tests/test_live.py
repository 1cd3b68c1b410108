# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Frames that come one by one."""

import facetrack
import pytest


def run(video, frames: int, **options):
    live = facetrack.LiveAnalysis(detector="builtin", embedder="builtin", **options)
    tracks, transitions = [], []
    with facetrack.open(video) as source:
        for _, frame in zip(range(frames), source):
            found = live.push(frame)
            tracks += found.tracks
            transitions += found.transitions
    found = live.finish()
    return tracks + found.tracks, transitions + found.transitions


def test_the_cuts_and_tracks_are_those_of_an_analysis(video):
    tracks, transitions = run(video, 100)
    film = facetrack.analyze(video, end=4, detector="builtin", embedder="builtin")
    assert [t.next_shot for t in transitions] == [shot.first_frame for shot in film.shots[1:]]
    assert tracks and all(track.last_frame < 100 for track in tracks)
    cuts = [transition.next_shot for transition in transitions]
    for track in tracks:
        assert not any(track.first_frame < cut <= track.last_frame for cut in cuts)


def test_long_tracks_come_in_pieces(video):
    tracks, _ = run(video, 40, longest_track=0.4)
    assert "goes_on" in {track.ends_because for track in tracks}
    assert max(len(track) for track in tracks) <= 11


def test_an_own_detector_is_called_for_each_search(video):
    class Counting(facetrack.Detector):
        name = "counting"
        preferred_face = smallest_face = 20
        calls = 0

        def detect(self, image):
            Counting.calls += 1
            return []

    live = facetrack.LiveAnalysis(detector=Counting, embedder=None, interval=1)
    for _, frame in zip(range(60), facetrack.open(video)):
        live.push(frame)
    assert live.finish().tracks == [] and Counting.calls > 0


def test_frames_must_follow_each_other(video):
    live = facetrack.LiveAnalysis(detector=None, embedder=None)
    frame = next(facetrack.open(video))
    live.push(frame)
    with pytest.raises(facetrack.Error) as caught:
        live.push(frame)
    assert caught.value.code == "invalid_argument"
    live.finish()
