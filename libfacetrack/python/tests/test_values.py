# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Analyses, tracks, galleries and chips."""

import pickle
from datetime import timedelta
from fractions import Fraction

import facetrack
import numpy as np
import pytest


@pytest.fixture(scope="module")
def tools():
    return facetrack.make_detector("builtin"), facetrack.make_embedder("builtin")


@pytest.fixture
def people(tools, reference):
    people = facetrack.Gallery(tools[1])
    people.enrol("Ann", facetrack.sample_photo(reference, *tools))
    return people


def test_an_analysis_is_saved_and_loaded_without_loss(film, tmp_path):
    film.save(tmp_path / "tracks.json")
    again = facetrack.Analysis.load(tmp_path / "tracks.json")
    assert again.to_json() == film.to_json()


def test_a_track_has_one_row_a_frame(film):
    for track in film.tracks:
        rows = len(track)
        assert track.boxes.shape == (rows, 4) and track.boxes.dtype == np.float32
        assert track.landmarks.shape == (rows, 5, 2)
        assert np.array_equal(track.frames, np.arange(track.first_frame, track.last_frame + 1))
        assert track.scores.shape == track.detected.shape == (rows,)
        assert np.allclose(track.detection(track.first_frame).box, track.boxes[0])


def test_times_are_exact_and_arrays(film):
    assert film.time_of(25) == Fraction(25) / film.source.frame_rate
    times = film.times_of(film.tracks[0].frames)
    assert times.dtype == np.float64
    assert times[0] == float(film.time_of(film.tracks[0].first_frame))


def test_shots_cover_the_frames(film):
    assert film.shots[0].first_frame == 0 and film.shots[-1].last_frame == film.last_frame
    assert film.shots[-1].ends_with == "end"
    assert film.shot_of(0).id == film.shots[0].id


def test_a_track_lives_longer_than_its_analysis(film):
    track = facetrack.Analysis.from_json(film.to_json()).tracks[0]
    assert track.boxes.shape[0] == len(track)


def test_a_broken_file_is_an_error_that_names_it():
    with pytest.raises(facetrack.Error) as caught:
        facetrack.Analysis.from_json("{}")
    assert caught.value.code == "corrupt_input"


def test_a_gallery_knows_its_people(people, film, tmp_path):
    assert people.names == ["Ann"] and people.find("Eve") is None
    who = people.identify(film, "Ann")
    assert [one.track for one in who] == [track.id for track in film.tracks]
    matching = [one.track for one in who if one.verdict == "match"]
    assert [track.id for track in facetrack.tracks_of(film, people, "Ann")] == matching
    assert len(matching) >= 6
    people.save(tmp_path / "people.json")
    assert facetrack.Gallery.load(tmp_path / "people.json").to_json() == people.to_json()


def test_people_are_merged_and_split(people, film):
    track = film.tracks[0]
    people.enrol("Eve", track, "demo.mp4")
    assert len(people.find("Eve").faces) == len(track.samples)
    people.merge("Ann", "Eve")
    assert people.names == ["Ann"]
    people.split("Ann", "Eve", lambda face: face.source == "demo.mp4")
    assert len(people.find("Eve").faces) == len(track.samples)
    with pytest.raises(facetrack.Error) as caught:
        people.merge("Ann", "Bob")
    assert caught.value.code == "not_found"


def test_persons_are_found_without_a_photo(film, tools):
    persons = facetrack.find_persons(film, tools[1].limits)
    assert persons[0].name == "person_01"
    assert persons[0].on_screen >= persons[-1].on_screen > 0


def test_faces_are_vectors(tools, reference):
    photo = facetrack.read_image(reference)
    detector, embedder = tools
    faces = detector.detect(photo.bgr())
    vectors = embedder.embed(photo.bgr(), faces)
    assert len(vectors) == len(faces) == 1
    assert vectors[0].values.dtype == np.float32 and vectors[0].model == embedder.model_id
    assert facetrack.distance(vectors[0], vectors[0]) == 0
    assert facetrack.mean_face([]) is None


def test_chips_are_cut(video, film):
    chips = []
    facetrack.cut_chips(video, film.tracks[:1], chips.append, size=64, every=10)
    assert len(chips) == -(-len(film.tracks[0]) // 10)
    assert chips[0].picture.bgr().shape == (64, 64, 3)
    assert chips[0].points.shape == (5, 2) and chips[0].track == film.tracks[0].id
    frames = facetrack.open(video)
    frames.seek(film.tracks[0].first_frame)
    frame = next(frames)
    one = facetrack.cut_chip(frame, film.tracks[0].detection(frame.index), size=64)
    assert np.array_equal(one.picture.bgr(), chips[0].picture.bgr())


def test_times_are_given_in_any_form():
    frame = np.zeros((2, 2), np.uint8)
    for time in (90, 90.0, "1:30", Fraction(90), timedelta(minutes=1, seconds=30)):
        assert facetrack.Frame(frame, time).time == 90
    assert facetrack.Frame(frame, Fraction(1001, 30000)).time == Fraction(1001, 30000)
    with pytest.raises(facetrack.Error) as caught:
        facetrack.Frame(frame, "soon")
    assert caught.value.code == "invalid_argument"


def test_analyses_and_galleries_travel_between_processes(film, people):
    assert pickle.loads(pickle.dumps(film)).to_json() == film.to_json()
    assert pickle.loads(pickle.dumps(people)).to_json() == people.to_json()


def test_errors_travel_between_processes():
    for error in (
        facetrack.Error("a.mp4: no video stream", "unsupported", "references"),
        facetrack.OutputError("out: in use", "io", "in_use"),
    ):
        copy = pickle.loads(pickle.dumps(error))
        assert (str(copy), vars(copy)) == (str(error), vars(error))
