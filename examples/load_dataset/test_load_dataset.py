# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The loaders of others read what curate writes. PROGRAM names facetrack-cli."""

import json
import os
import subprocess
from pathlib import Path

import load_dataset
import pytest

demo = Path(__file__).parents[2] / "data" / "demo" / "demo.mp4"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("curate") / "set"
    subprocess.run(
        [os.environ["PROGRAM"], "curate", demo, "-o", folder, "--min-length", "1", "--min-face", "48", "--size", "64",
         "--webdataset", "1M", "--detector", "builtin", "--embedder", "builtin", "--no-report"],
        check=True,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def lines(dataset):
    with (dataset / "manifest.jsonl").open() as manifest:
        lines = [json.loads(line) for line in manifest]
    assert len(lines) > 2
    return lines


def test_pandas_reads_the_manifest(dataset, lines):
    table = load_dataset.table(dataset)
    assert list(table["id"]) == [line["id"] for line in lines]
    assert list(table["measures.yaw"]) == [line["measures"]["yaw"] for line in lines]
    assert (table["end"] - table["start"]).min() >= 1 - 1e-6


def test_hugging_face_datasets_reads_the_manifest(dataset, lines):
    rows = load_dataset.rows(dataset)
    assert rows["id"][:] == [line["id"] for line in lines]
    for row, line in zip(rows, lines):
        assert row["boxes"] == line["boxes"]
        assert {name: row["measures"][name] for name in line["measures"]} == line["measures"]


def test_webdataset_reads_the_shards(dataset, lines):
    samples = list(load_dataset.samples(dataset))
    assert [name for name, _, _ in samples] == [line["id"] for line in lines]
    for (_, clip, line), known in zip(samples, lines):
        assert clip[4:8] == b"ftyp" and line == known
