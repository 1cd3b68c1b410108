# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""curate() and redact(), beside the program."""

import json

import facetrack
import numpy as np
import pytest
from comparison import require_equal

models = {"detector": "builtin", "embedder": "builtin"}
flags = ["--detector", "builtin", "--embedder", "builtin"]


@pytest.fixture(scope="module")
def dataset(short_video, tmp_path_factory):
    folder = tmp_path_factory.mktemp("curate") / "ours"
    options = {"min_length": 1, "min_face": 48, "max_yaw": 40, "size": 128}
    return facetrack.curate(short_video, folder, **options, **models), folder


def test_curate_writes_what_the_program_writes(dataset, short_video, run_program, tmp_path):
    run_program(
        "curate", short_video, "-o", tmp_path / "theirs", "--min-length", "1", "--min-face", "48",
        "--max-yaw", "40", "--size", "128", *flags,
    )  # fmt: skip
    require_equal(dataset[1], tmp_path / "theirs")


def test_curate_writes_shards_sound_and_splits_as_the_program_does(short_video, run_program, tmp_path):
    facetrack.curate(
        short_video, tmp_path / "ours", preset="latentsync", min_length=1, size=128, max_camera_motion=5,
        mouth_visible=True, eyes_visible=True, no_overlay_text=True, no_letterbox=True,
        no_duplicates=True, wav=True, webdataset="1M", split=[0.8, 0.2], **models,
    )  # fmt: skip
    run_program(
        "curate", short_video, "-o", tmp_path / "theirs", "--preset", "latentsync", "--min-length", "1",
        "--size", "128", "--max-camera-motion", "5", "--mouth-visible", "--eyes-visible",
        "--no-overlay-text", "--no-letterbox", "--no-duplicates", "--wav", "--webdataset", "1M",
        "--split", "0.8,0.2", *flags,
    )  # fmt: skip
    require_equal(tmp_path / "ours", tmp_path / "theirs")
    assert list((tmp_path / "ours" / "shards").iterdir())
    with pytest.raises(facetrack.Error, match="add up to 1"):
        facetrack.curate(short_video, tmp_path / "none", split=[0.5, 0.2], **models)


def test_curate_gives_the_measures_as_arrays(dataset):
    (film,), folder = dataset
    kept = [stretch for stretch in film.stretches if not stretch.reason]
    assert [file.exists() for file in film.clips] == [True] * len(kept) and kept
    sizes = film.measure("face_size")
    assert sizes.dtype == np.float64 and len(sizes) == len(film.stretches)
    for stretch, size in zip(film.stretches, sizes):
        assert stretch.measures.get("face_size", size) == size or np.isnan(size)
        assert stretch.start < stretch.end
    manifest = [json.loads(line) for line in (folder / "manifest.jsonl").open()]
    assert [row["first_frame"] for row in manifest] == [stretch.first_frame for stretch in kept]


def test_curate_decides_again_with_other_gates(dataset, short_video):
    (film,), folder = dataset
    strict = {"min_length": 1, "min_face": 10_000, "size": 128, "reuse": True, **models}
    (again,) = facetrack.curate(short_video, folder, **strict)
    assert again.clips == [] and {stretch.limit for stretch in again.stretches} >= {10_000}
    assert "latentsync" in facetrack.curate_presets()
    with pytest.raises(facetrack.Error, match="no-such"):
        facetrack.curate(short_video, folder, preset="no-such", force=True)


@pytest.fixture(scope="module")
def short(video):
    return video.parent / "results" / "clips" / "clip_001.mp4"


def test_redact_writes_what_the_program_writes(short, run_program, tmp_path):
    seen = []
    result = facetrack.redact(
        short, tmp_path / "ours.mp4", mode="fill", report=True, progress=seen.append, **models
    )
    assert result.safe and seen and seen[-1].stage
    area = result.areas[0]
    assert area.hide and area.why == "unknown"
    assert area.boxes.shape == (len(area.frames), 4) and area.found.shape == area.frames.shape
    run_program(
        "redact", short, "-o", "theirs.mp4", "--mode", "fill", "--report", *flags
    )
    for ending in (".mp4", ".redact.json"):
        ours = (tmp_path / f"ours{ending}").read_bytes()
        assert ours == (tmp_path / f"theirs{ending}").read_bytes(), ending
    assert (tmp_path / "ours.redact.html").is_file()
    with pytest.raises(facetrack.Error, match="already exists"):
        facetrack.redact(short, tmp_path / "ours.mp4", **models)


def test_redact_keeps_a_person_and_takes_corrected_areas(short, reference, tmp_path):
    kept = facetrack.redact(short, tmp_path / "kept.mp4", keep=reference, **models)
    assert {area.why for area in kept.areas if not area.hide} <= {"kept"}
    record = tmp_path / "kept.redact.json"
    places = json.loads(record.read_text())
    for area in places["areas"]:
        area["hide"], area["why"] = True, "unknown"
    record.write_text(json.dumps(places))
    again = facetrack.redact(short, tmp_path / "again.mp4", boxes=record, **models)
    assert all(area.hide for area in again.areas)


def test_wrong_values_say_what_is_expected(short, tmp_path):
    with pytest.raises(ValueError, match="ends with .mp4"):
        facetrack.redact(short, tmp_path / "out.avi")
    with pytest.raises(ValueError, match="mode: expected 'blur'"):
        facetrack.redact(short, tmp_path / "out.mp4", mode="smear")
    with pytest.raises(TypeError, match="did you mean 'max_yaw'"):
        facetrack.curate(short, tmp_path / "set", max_yaws=3)
    with pytest.raises(ValueError, match="500M"):
        facetrack.curate(short, tmp_path / "set", webdataset="5 apples")
