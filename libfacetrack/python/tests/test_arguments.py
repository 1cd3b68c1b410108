# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Arguments that cannot work are refused in plain words, before a video is read; odd names work."""

import json
import os
import shutil
import subprocess
import sys

import facetrack
import pytest

jobs = {
    "track": lambda video, **options: facetrack.track(video, "ann.png", "out", **options),
    "faces": lambda video, **options: facetrack.faces(video, "out", **options),
    "expressions": lambda video, **options: facetrack.expressions(video, "out", **options),
    "shots": lambda video, **options: facetrack.shots(video, **options),
    "bridge": lambda video, **options: facetrack.bridge(video, 1, 2, "out.mp4", **options),
    "index": lambda video, **options: facetrack.index(video, "out", **options),
    "search": lambda video, **options: facetrack.search("lib", video, **options),
    "curate": lambda video, **options: facetrack.curate(video, "out", **options),
    "redact": lambda video, **options: facetrack.redact(video, "out.mp4", **options),
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    assert not os.path.exists("out")  # nothing was begun


@pytest.mark.parametrize("job", jobs)
def test_a_value_of_another_type_is_named_in_plain_words(job):
    for wrong in (5, None, ["a.mp4", 5]):
        with pytest.raises(TypeError, match=rf"^{job}\(\): \w+: expected path.*, got ") as caught:
            jobs[job](wrong)
        assert "incompatible function arguments" not in str(caught.value)
    with pytest.raises(TypeError, match=r"progress: expected class or function or None, got 5"):
        jobs[job]("a.mp4", progress=5)


def test_a_wrong_option_says_what_is_expected(video):
    for options, text in (
        ({"min_face": "large"}, r"track\(\): min_face: expected int, got 'large'"),
        ({"start": [1]}, r"start: expected int, float, Fraction, timedelta, str or None, got \[1\]"),
        ({"threshold": [1]}, r"threshold: expected float or 'auto', got \[1\]"),
        ({"force": "no"}, "force: expected bool, got 'no'"),
        ({"detector": 3}, "detector: expected str, class or function or None, got 3"),
        ({"crop": 1}, "crop: expected 'square', 'face' or 'none', got 1"),
    ):
        with pytest.raises(TypeError, match=text):
            facetrack.track(video, "ann.png", "out", **options)
    with pytest.raises(ValueError, match="interval: expected int or 'auto', got 'often'"):
        facetrack.track(video, "ann.png", "out", interval="often")


@pytest.mark.parametrize("job", jobs)
def test_an_empty_path_is_not_the_current_folder(job, video):
    shutil.copy(video, "here.mp4")
    for empty in ("", b""):
        with pytest.raises(facetrack.Error, match="the path is empty") as caught:
            jobs[job](empty)
        assert caught.value.code == "invalid_argument" and caught.value.option
    with pytest.raises(facetrack.Error, match="null character"):
        jobs[job]("a\0.mp4")


def test_an_empty_folder_name_is_refused(video, reference):
    for call in (
        lambda: facetrack.track(video, reference, ""),
        lambda: facetrack.curate([video, ""], "out"),
        lambda: facetrack.faces(video, ""),
    ):
        with pytest.raises(facetrack.Error, match="the path is empty"):
            call()


@pytest.mark.parametrize("job", ["track", "faces", "expressions", "curate", "redact"])
def test_a_quality_that_the_encoder_refuses_ends_the_job_first(job, video, reference):
    seen = []
    shutil.copy(reference, "ann.png")
    for options, text in (
        ({"crf": 99}, "libx264 takes crf 0 to 51, not 99"),
        ({"encoder_preset": "warp"}, "libx264 does not accept crf 18, preset warp"),
    ):
        with pytest.raises(facetrack.Error, match=text) as caught:
            jobs[job](video, progress=seen.append, **options)
        assert caught.value.code == "invalid_argument" and seen == []


def test_a_name_that_is_no_text_works(video, reference, tmp_path):
    name = b"film\xff.mp4"
    shutil.copy(video, name)
    parts = {"end": 3, "detector": "builtin", "embedder": "builtin"}
    for given in (name, os.fsdecode(name), tmp_path / os.fsdecode(name)):
        result = facetrack.track(given, os.fsencode(reference), "results", force=True, **parts)
        assert result.clips and result.clips[0].file.is_file()
    json.loads((tmp_path / "results" / "metadata.json").read_text("utf-8"))
    assert facetrack.shots(name, ["shots.json", "shots.html"]).shots
    with facetrack.open(name) as opened:
        assert next(opened).index == 0
    (indexed,) = facetrack.index(name, "lib", detector="builtin", embedder="builtin")
    assert os.fsencode(indexed.file.name) == name and indexed.state == "indexed"
    with pytest.raises(facetrack.Error, match="none") as caught:
        facetrack.faces(b"none\xff.mp4", "none")
    assert caught.value.code == "not_found"


def test_a_broken_file_is_an_error_and_no_chatter(tmp_path):
    (tmp_path / "broken.mp4").write_bytes(b"\0\0\0\x18ftypisom" + b"\0" * 500)
    code = """
import facetrack
for call in (facetrack.open, facetrack.shots, lambda name: facetrack.faces(name, "cast")):
    try:
        call("broken.mp4")
    except facetrack.Error as error:
        print(error.code)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "corrupt_input\n" * 3 and done.stderr == ""
