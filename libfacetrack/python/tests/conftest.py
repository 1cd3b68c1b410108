# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""What the tests share: the demo of the repository, which comes with every checkout."""

import os
import subprocess
from pathlib import Path

import facetrack
import pytest

demo_folder = Path(__file__).resolve().parents[3] / "data" / "demo"


@pytest.fixture(scope="session")
def video() -> Path:
    """Six appearances of the person of `reference`, cuts, a dissolve; 26 s."""
    return demo_folder / "demo.mp4"


@pytest.fixture(scope="session")
def short_video(video: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first 8 s of `video`."""
    short = tmp_path_factory.mktemp("short") / "demo.mp4"
    command = ["ffmpeg", "-v", "error", "-i", video, "-t", "8", "-c", "copy", short]
    subprocess.run(command, check=True)
    return short


@pytest.fixture(scope="session")
def reference() -> Path:
    return demo_folder / "reference.png"


@pytest.fixture(scope="session")
def film() -> facetrack.Analysis:
    """The analysis of `video` that the repository keeps."""
    return facetrack.Analysis.load(demo_folder / "results" / "tracks.json")


@pytest.fixture(scope="session")
def program() -> str:
    """The path of facetrack-cli."""
    path = os.environ.get("FACETRACK_CLI_PROGRAM", "")
    if not path:
        pytest.skip("facetrack-cli is not built")
    return path


@pytest.fixture
def run_program(program: str, tmp_path: Path):
    """Runs facetrack-cli with these arguments and returns what it prints."""

    def run(*arguments: object) -> str:
        words = [program, *(str(word) for word in arguments)]
        return subprocess.run(
            words, cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    return run
