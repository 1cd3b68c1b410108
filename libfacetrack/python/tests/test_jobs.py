# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The jobs as functions, beside the program."""

import json
from pathlib import Path

import facetrack
import numpy as np
import pytest
from comparison import require_equal


@pytest.fixture(scope="module")
def tracked(video, reference, tmp_path_factory):
    folder = tmp_path_factory.mktemp("track") / "ours"
    return facetrack.track(video, reference, folder, detector="builtin", embedder="builtin"), folder


def test_track_gives_the_six_clips_of_the_demo(tracked):
    result, folder = tracked
    assert [clip.file for clip in result.clips] == [
        folder / f"clips/clip_00{i}.mp4" for i in range(1, 7)
    ]
    first = result.clips[0]
    rows = first.last_frame - first.first_frame + 1
    assert first.boxes.shape == first.crops.shape == (rows, 4)
    assert np.array_equal(first.frames, np.arange(first.first_frame, first.last_frame + 1))
    assert first.times[0] == float(first.start) < first.times[-1] < float(first.end)
    written = json.loads((folder / "metadata.json").read_text())["clips"][0]
    assert [first.ends_because, first.width] == [written["ends_because"], written["crop"]["width"]]


def test_track_writes_what_the_program_writes(tracked, video, reference, run_program, tmp_path):
    run_program(
        "track", video, "-r", reference, "-o", tmp_path / "theirs",
        "--detector", "builtin", "--embedder", "builtin",
    )  # fmt: skip
    require_equal(tracked[1], tmp_path / "theirs")


def test_track_without_a_folder_finds_the_same_clips(tracked, video, reference):
    planned = facetrack.track(video, reference, detector="builtin", embedder="builtin")
    assert [clip.file for clip in planned.clips] == [None] * 6
    for ours, theirs in zip(planned.clips, tracked[0].clips):
        assert np.array_equal(ours.boxes, theirs.boxes)
        assert np.array_equal(ours.crops, theirs.crops)
        assert (ours.start, ours.end) == (theirs.start, theirs.end)


def test_results_are_not_overwritten_unless_asked(tracked, video, reference):
    with pytest.raises(facetrack.OutputError) as caught:
        facetrack.track(video, reference, tracked[1])
    assert caught.value.reason == "results_there"
    again = facetrack.track(video, reference, tracked[1], reuse=True, crop="none", no_report=True)
    assert again.reused and again.clips[0].crops.shape == (0, 4)


def test_another_person_is_found_in_the_stored_tracks(tracked, video, reference, tmp_path):
    facetrack.Analysis.load(Path(video).parent / "results" / "tracks.json").save(
        tmp_path / "tracks.json"
    )
    result = facetrack.track(video, reference, tracks=tmp_path / "tracks.json")
    assert result.reused and len(result.clips) == 6


def test_faces_finds_everybody(short_video, tmp_path):
    result = facetrack.faces(short_video, tmp_path / "cast", no_report=True, min_clip=1)
    assert result.persons[0].name == "person_01" and result.why == ""
    assert list(result.clips) == [person.name for person in result.persons]
    assert result.clips["person_01"][0].file.is_file()


def test_shots_writes_what_the_program_writes(video, run_program, tmp_path):
    film = facetrack.shots(video, tmp_path / "ours.json")
    run_program("shots", video, "-o", "theirs.json")
    assert (tmp_path / "ours.json").read_bytes() == (tmp_path / "theirs.json").read_bytes()
    assert len(film.shots) > 2 and film.tracks == []
    with pytest.raises(facetrack.Error, match="already exists"):
        facetrack.shots(video, tmp_path / "ours.json")


def test_expressions_writes_what_the_program_writes(short_video, run_program, tmp_path):
    result = facetrack.expressions(
        short_video, tmp_path / "ours", num_sequences=2, expression_model="builtin"
    )
    run_program(
        "expressions", short_video, "-o", tmp_path / "theirs",
        "--num-sequences", "2", "--expression-model", "builtin",
    )  # fmt: skip
    require_equal(tmp_path / "ours", tmp_path / "theirs")
    assert len(result.sequences) == len(result.clips) == 2
    assert result.sequences[0].combined >= result.sequences[1].combined


def test_bridge_writes_what_the_program_writes(video, run_program, tmp_path):
    parts = {"before": 1, "between": 1, "after": 1}
    report = facetrack.bridge(video, "f40", 4.0, tmp_path / "ours.mp4", **parts)
    run_program(
        "bridge", video, "--frame-a", "f40", "--frame-b", "4", "-o", "theirs.mp4",
        "--before", "1", "--between", "1", "--after", "1",
    )  # fmt: skip
    assert (tmp_path / "ours.mp4").read_bytes() == (tmp_path / "theirs.mp4").read_bytes()
    assert report.valid and report.a.best_match == report.a.frame == report.plan.before
    assert (tmp_path / "ours.bridge.json").is_file()


def test_an_unknown_option_names_the_nearest(video, reference):
    with pytest.raises(TypeError, match="track.. has no option 'detecter'; did you mean 'detector'"):
        facetrack.track(video, reference, detecter="hog")


def test_wrong_values_say_what_is_expected(video, reference, tmp_path):
    for wrong in ({"crop": "round"}, {"preset": "quick"}, {"format": "xml"}, {"audio": "some"}):
        with pytest.raises(ValueError, match="is|expected"):
            facetrack.track(video, reference, tmp_path, **wrong)
    with pytest.raises(facetrack.Error) as caught:
        facetrack.track(video, [], tmp_path)
    assert (caught.value.code, caught.value.option) == ("invalid_argument", "references")


def test_python_dash_m_is_the_program(program, video, monkeypatch, tmp_path):
    import os
    import subprocess
    import sys

    path = os.pathsep.join([str(Path(program).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "facetrack", "--version"],
        env={**os.environ, "PATH": path}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout == f"facetrack-cli {facetrack.__version__}\n"
