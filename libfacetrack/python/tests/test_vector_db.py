# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""examples/vector_db gives the answers of search()."""

import importlib
import shutil
from pathlib import Path

import facetrack
import pytest

example = Path(__file__).resolve().parents[3] / "examples" / "vector_db"
models = {"detector": "builtin", "embedder": "builtin"}


def test_the_answers_are_those_of_search(video, reference, tmp_path, monkeypatch):
    pytest.importorskip(
        "sqlite_vec", reason="sqlite-vec is not installed (pip install 'facetrack[vector-db]')"
    )
    monkeypatch.syspath_prepend(str(example))
    search_export = importlib.import_module("search_export")
    clips = video.parent / "results" / "clips"
    videos = tmp_path / "videos"
    shutil.copytree(clips, videos)
    shutil.copy(video, videos / "demo.mp4")
    facetrack.index(videos, tmp_path / "lib", **models)
    with facetrack.Library(tmp_path / "lib") as library:
        library.export(tmp_path / "export")
        embedder = facetrack.make_embedder(library.model)
    face = facetrack.sample_photo(reference, facetrack.make_detector("builtin"), embedder)
    hits = facetrack.search(tmp_path / "lib", reference, **models).hits
    assert len(hits) >= 5
    db = search_export.load(tmp_path / "export")
    answers = search_export.search(db, face.embedding, len(hits))
    assert [a.distance for a in answers] == pytest.approx([h.distance for h in hits], abs=1e-3)
    assert [(a.video, a.person) for a in answers] == [(str(h.video.file), h.person) for h in hits]
