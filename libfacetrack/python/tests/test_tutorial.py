# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Every example of docs/python.md runs and prints what the page says."""

import os
import shutil
import subprocess
import sys

import pytest
import tutorial


def test_the_page_has_fourteen_examples():
    assert len(tutorial.examples()) == 14


@pytest.mark.parametrize("number", range(14))
def test_example_runs(number, video, short_video, reference, tmp_path):
    code = tutorial.examples()[number]
    film = short_video
    if "facetrack.redact" in code:  # searches every frame twice
        film = video.parent / "results" / "clips" / "clip_001.mp4"
    elif "tracks.json" in code:
        film = video
    shutil.copy(film, tmp_path / "film.mp4")
    shutil.copy(reference, tmp_path / "ann.png")
    shutil.copy(video.parent / "results" / "tracks.json", tmp_path / "tracks.json")
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path, env=os.environ, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
