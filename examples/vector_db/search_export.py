# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Searches an exported library with a vector database (sqlite-vec, which needs no server).

    facetrack-cli persons lib --export vectors
    python3 search_export.py vectors photo.jpg

The answers are those of `facetrack-cli search lib -r photo.jpg`, nearest first.
"""

import argparse
import json
import math
import sqlite3
from pathlib import Path
from typing import NamedTuple

import facetrack
import numpy as np
import sqlite_vec


class Answer(NamedTuple):
    distance: float
    video: str
    person: int
    name: str | None


def load(export: Path, database: str = ":memory:") -> sqlite3.Connection:
    """A database with the mean face of each person in each video."""
    db = sqlite3.connect(database)
    db.enable_load_extension(True)
    sqlite_vec.load(db)
    faces = np.load(export / "presences.npy")
    with db, open(export / "presences.jsonl", encoding="utf-8") as lines:
        db.execute(f"CREATE VIRTUAL TABLE faces USING vec0(face float[{faces.shape[1]}])")
        db.execute(
            "CREATE TABLE presences(id INTEGER PRIMARY KEY, person, name, video, commonness)"
        )
        for line, face in zip(lines, faces, strict=True):  # row n belongs to line n
            row = json.loads(line)
            db.execute(
                "INSERT INTO presences VALUES(:presence, :person, :name, :video, :commonness)", row
            )
            db.execute(
                "INSERT INTO faces(rowid, face) VALUES(?, ?)", (row["presence"], face.tobytes())
            )
    return db


def search(db: sqlite3.Connection, face: facetrack.Embedding, top: int = 10) -> list[Answer]:
    """The nearest persons. A look that many people share counts less, as everywhere in facetrack, so
    some more than `top` are fetched and sorted by the corrected distance."""
    near = db.execute(
        "SELECT distance, commonness, video, person, name "
        "FROM (SELECT rowid, distance FROM faces WHERE face MATCH ? AND k = ?) AS near "
        "JOIN presences ON presences.id = near.rowid",
        (face.values.tobytes(), 4 * top),
    )
    answers = [
        Answer(corrected(distance, face.commonness + commonness), video, person, name)
        for distance, commonness, video, person, name in near
    ]
    return sorted(answers)[:top]


def corrected(distance: float, commonness: float) -> float:
    return math.sqrt(max(0.0, distance**2 + 2 * commonness))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export", type=Path)
    parser.add_argument("photo")
    parser.add_argument("--top", type=int, default=10)
    words = parser.parse_args()
    summary = json.loads((words.export / "export.json").read_text())
    face = facetrack.sample_photo(
        words.photo, facetrack.make_detector(), facetrack.make_embedder(summary["embedder"])
    )
    for answer in search(load(words.export), face.embedding, words.top):
        verdict = "target" if answer.distance < summary["threshold"] else "other"
        print(f"{answer.distance:.3f}  {verdict:6}  person {answer.person}  {answer.video}")


if __name__ == "__main__":
    main()
