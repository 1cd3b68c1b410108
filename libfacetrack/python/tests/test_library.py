# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""index(), search() and Library, beside the program."""

import json
import re
import shutil
import threading
from pathlib import Path

import facetrack
import numpy as np
import pytest

models = {"detector": "builtin", "embedder": "builtin"}
flags = ["--detector", "builtin", "--embedder", "builtin"]


@pytest.fixture(scope="module")
def videos(video, tmp_path_factory) -> Path:
    """A folder with the demo and one of its clips."""
    folder = tmp_path_factory.mktemp("videos")
    shutil.copy(video, folder / "a.mp4")
    shutil.copy(video.parent / "results" / "clips" / "clip_001.mp4", folder / "b.mp4")
    return folder


@pytest.fixture(scope="module")
def indexed(videos, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("library") / "lib"
    states = [one.state for one in facetrack.index(videos, folder, **models)]
    assert states == ["indexed", "indexed"]
    return folder


@pytest.fixture
def library(indexed, tmp_path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(indexed, tmp_path / "lib"))


def without_seconds(text: str) -> str:
    """Without the duration of a search."""
    return re.sub(r'"seconds": [0-9.]+|<dt>seconds</dt><dd>[0-9.]+', "", text)


def test_index_makes_the_library_of_the_program(indexed, videos, run_program, tmp_path):
    run_program("index", videos, "-o", tmp_path / "theirs", *flags)
    for name in ("faces.vectors", "persons.vectors"):
        assert (indexed / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes()
    summary = (indexed / "index.json").read_text().replace(str(indexed), str(tmp_path / "theirs"))
    assert summary == (tmp_path / "theirs" / "index.json").read_text()
    again = facetrack.index(videos, tmp_path / "theirs", **models)
    assert [one.state for one in again] == ["known", "known"]


def test_a_bad_video_costs_only_itself(videos, tmp_path):
    (tmp_path / "bad.mp4").write_text("no video")
    done = facetrack.index([tmp_path / "bad.mp4", videos / "b.mp4"], tmp_path / "lib", **models)
    by_name = {one.file.name: one for one in done}
    assert by_name["bad.mp4"].state == "failed" and "bad.mp4" in by_name["bad.mp4"].reason
    assert by_name["b.mp4"].state == "indexed" and by_name["b.mp4"].persons > 0


def test_search_gives_arrays(indexed, reference):
    result = facetrack.search(indexed, reference, **models)
    assert {hit.video.file.name for hit in result.hits} == {"a.mp4", "b.mp4"}
    hit = result.hits[0]
    rows = len(hit.appearances)
    assert hit.verdict == "match" and hit.distance < result.search.limits.mean_face
    assert hit.frames.shape == hit.times.shape == (rows, 2) and hit.boxes.shape == (rows, 4)
    assert hit.frames.dtype == np.int64 and hit.times.dtype == np.float64
    assert float(hit.appearances[0].start) == hit.times[0, 0] < hit.times[0, 1]
    assert result.search.videos == 2 and result.clips == {}


def test_search_writes_what_the_program_writes(indexed, reference, run_program, tmp_path):
    outputs = [f"out.{ending}" for ending in ("json", "csv", "html")]
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    facetrack.search(indexed, reference, [ours / name for name in outputs], **models)
    words = [word for name in outputs for word in ("-o", theirs / name)]
    run_program("search", indexed, "-r", reference, *words, *flags)
    for name in outputs:
        text = (ours / name).read_text().replace(str(ours), str(theirs))
        assert without_seconds(text) == without_seconds((theirs / name).read_text()), name
    with pytest.raises(facetrack.Error, match="already exists"):
        facetrack.search(indexed, reference, ours / "out.json", **models)


def test_search_cuts_exact_clips(indexed, reference, run_program, tmp_path):
    result = facetrack.search(
        indexed, reference, clips=tmp_path / "ours", no_audio=True, **models
    )
    assert set(result.clips) == {tmp_path / "ours" / "a", tmp_path / "ours" / "b"}
    run_program(
        "search", indexed, "-r", reference, "--clips", tmp_path / "theirs", "--no-audio", *flags
    )
    for name in ("a/clips/clip_001.mp4", "b/metadata.csv", "a/metadata.csv"):
        assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes()
    assert result.clips[tmp_path / "ours" / "a"] == len(
        list((tmp_path / "ours" / "a" / "clips").iterdir())
    )


def test_persons_are_named_merged_and_split(library, indexed, reference):
    person = facetrack.search(indexed, reference, **models).hits[0].person
    with facetrack.Library.open_for_writing(library) as opened:
        with pytest.raises(facetrack.Error, match="another process"):
            facetrack.Library.open_for_writing(library)
        opened.name(person, "Ann")
        assert opened.person("Ann").id == opened.person(person).id == person
        ann = opened.person("Ann")
        appearances = opened.appearances(ann)
        assert len(appearances) == ann.appearances and appearances[0].person == person
        moved = opened.split(person, [appearances[-1].id])
        assert opened.person("Ann").appearances == ann.appearances - 1
        opened.merge(person, [moved])
        opened.group_persons()
        assert opened.person(person).appearances == ann.appearances
    found = facetrack.search(library, person="Ann", **models)
    assert {(hit.name, hit.verdict) for hit in found.hits} == {("Ann", "match")}
    assert {hit.video.file.name for hit in found.hits} == {"a.mp4", "b.mp4"}
    with facetrack.Library(library) as opened:
        assert opened.picture(appearances[0].id).startswith(b"\xff\xd8")
        assert opened.problems() == ""
        with pytest.raises(facetrack.Error, match="opened to read"):
            opened.name(person, "Eve")
        with pytest.raises(facetrack.Error, match="no person"):
            opened.person("Bob")
    with pytest.raises(ValueError, match="closed"):
        opened.persons


def test_a_library_searches_for_people_of_a_gallery(indexed, reference):
    with facetrack.Library(indexed) as opened:
        people = facetrack.Gallery(facetrack.make_embedder("builtin"))
        for face in opened.faces(opened.persons[0]):
            people.enrol("first", face)
        hits = opened.search(people, "first", top=1).hits
        assert len(hits) == 1 and hits[0].person == opened.persons[0].id
        assert opened.model == people.model and len(opened.videos) == 2


def test_an_export_lines_up(indexed, run_program, tmp_path):
    with facetrack.Library(indexed) as opened:
        opened.export(tmp_path / "ours")
        persons = {person.id for person in opened.persons}
        with pytest.raises(facetrack.Error, match="already exists"):
            opened.export(tmp_path / "ours")
        opened.export(tmp_path / "ours", force=True)
    run_program("persons", indexed, "--export", tmp_path / "theirs")
    names = {file.name for file in (tmp_path / "ours").iterdir()}
    for name in names - {".facetrack-results.json"}:
        assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes()
    lines = {
        name: [json.loads(line) for line in (tmp_path / "ours" / f"{name}.jsonl").open()]
        for name in ("persons", "presences", "appearances", "faces")
    }
    summary = json.loads((tmp_path / "ours" / "export.json").read_text())
    assert {name: len(rows) for name, rows in lines.items()} == {
        name: summary[name] for name in lines
    }
    assert {row["person"] for row in lines["persons"]} == persons
    for name, key in (("presences", "presence"), ("faces", "face")):
        vectors = np.load(tmp_path / "ours" / f"{name}.npy")
        assert vectors.dtype == np.float32
        assert vectors.shape == (len(lines[name]), summary["dimensions"])
        assert [row[key] for row in lines[name]] == list(range(len(vectors)))
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    appearances = {row["appearance"]: row for row in lines["appearances"]}
    for face in lines["faces"]:
        one = appearances[face["appearance"]]
        assert one["presence"] == face["presence"] and one["person"] == face["person"]
        assert one["first_frame"] <= face["frame"] <= one["last_frame"]


def test_wrong_requests_say_what_is_expected(indexed, reference, tmp_path):
    with pytest.raises(facetrack.Error, match="either references or person"):
        facetrack.search(indexed)
    with pytest.raises(ValueError, match="ends with .json, .csv or .html"):
        facetrack.search(indexed, reference, tmp_path / "out.txt")
    with pytest.raises(facetrack.Error, match="not a library"):
        facetrack.search(tmp_path, reference)


def test_index_reports_progress(videos, tmp_path):
    seen = []
    facetrack.index(
        videos, tmp_path / "lib", every=5, jobs=1, **models,
        progress=lambda p: seen.append((p.fraction, threading.get_ident())),
    )  # fmt: skip
    assert seen and all(thread == threading.get_ident() for _, thread in seen)
    assert 0 < seen[-1][0] <= 1
