# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Loads a dataset of `facetrack-cli curate`: load_dataset.py DATASET prints its clips in three ways."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import pandas
import webdataset


def table(dataset: Path) -> pandas.DataFrame:
    """The manifest with pandas: a row for each clip, a column for each measure ("measures.yaw")."""
    lines = pandas.read_json(dataset / "manifest.jsonl", lines=True, dtype={"id": str})
    return pandas.json_normalize(lines.to_dict("records"))


def rows(dataset: Path) -> Any:
    """The manifest as a Hugging Face dataset."""
    file = str(dataset / "manifest.jsonl")
    return datasets.load_dataset("json", data_files=file, split="train", cache_dir=str(dataset / "cache"))


def samples(dataset: Path) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """The id, the clip and the manifest line of each sample of a dataset with --webdataset."""
    shards = sorted(map(str, (dataset / "shards").glob("*.tar")))
    loader = webdataset.WebDataset(shards, shardshuffle=False).decode()
    yield from loader.to_tuple("__key__", "mp4", "json")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    print(table(folder)[["id", "person", "start", "end", "measures.yaw"]])
    print(rows(folder))
    if (folder / "shards").is_dir():
        for name, clip, line in samples(folder):
            print(name, len(clip), "bytes", line["frames"], "frames")
