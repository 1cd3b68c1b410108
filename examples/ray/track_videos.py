# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Clips of one person out of many videos, with Ray: one row per clip, as Parquet.

    python3 track_videos.py videos/*.mp4 -r ann.jpg -o out --actors 8

An actor has one core and loads the models once. A video that cannot be read gives one row with its
error. Run it again to continue: a video whose rows are in out/rows is not read a second time.
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import facetrack
import numpy as np
import pyarrow as pa
import ray

schema = pa.schema(
    [
        ("video", pa.string()),
        ("file", pa.string()),  # of the clip, below the output folder
        ("start", pa.float64()),
        ("end", pa.float64()),
        ("times", pa.list_(pa.float64())),  # seconds, one per frame
        ("boxes", pa.list_(pa.list_(pa.float32(), 4))),  # x, y, width, height, one per frame
        ("embedding", pa.list_(pa.float32())),  # the mean face of the track
        ("error", pa.string()),
    ]
)
Row = dict[str, Any]


class Tracker:
    """One actor: a detector, an embedder and the person on the photos."""

    def __init__(self, references: list[str], output: str) -> None:
        self.output = Path(output)
        self.detector = facetrack.make_detector()
        self.embedder = facetrack.make_embedder()
        self.people = facetrack.Gallery(self.embedder)
        for photo in references:
            face = facetrack.sample_photo(photo, self.detector, self.embedder)
            self.people.enrol("target", face)

    def __call__(self, batch: pa.Table) -> pa.Table:
        rows = [row for video in batch["item"].to_pylist() for row in self.rows_of(video)]
        return pa.Table.from_pylist(rows, schema)

    def rows_of(self, video: str) -> list[Row]:
        """The rows of an earlier run, or new ones. They are written when all clips are."""
        name = hashlib.sha256(video.encode()).hexdigest()[:16]
        done = self.output / "rows" / f"{name}.json"
        if done.is_file():
            stored: list[Row] = json.loads(done.read_text())
            return stored
        try:
            rows = self.track(video, name)
        except (facetrack.Error, MemoryError) as error:
            rows = [{"video": video, "error": str(error)}]
        done.parent.mkdir(parents=True, exist_ok=True)
        part = done.with_suffix(f".{id(self)}.part")
        part.write_text(json.dumps(rows))
        part.rename(done)
        return rows

    def track(self, video: str, name: str) -> list[Row]:
        # One worker uses one detector and one embedder: those of the actor.
        film = facetrack.analyze(
            video, jobs=1, detector=lambda: self.detector, embedder=lambda: self.embedder
        )
        tracks = facetrack.tracks_of(film, self.people, "target")
        faces = {track.id: facetrack.mean_face(track.samples) for track in tracks}
        plans = facetrack.plan_clips(film, tracks)
        clips = facetrack.write_clips(
            video, film, plans, self.output / "clips" / name, encoder_threads=1, force=True
        )
        return [self.row(video, clip, faces[clip.track]) for clip in clips]

    def row(self, video: str, clip: facetrack.Clip, face: facetrack.Embedding | None) -> Row:
        assert clip.file is not None
        return {
            "video": video,
            "file": str(clip.file.relative_to(self.output)),
            "start": float(clip.start),
            "end": float(clip.end),
            "times": clip.times.tolist(),
            "boxes": np.round(clip.boxes.astype(float), 1).tolist(),
            "embedding": [] if face is None else face.values.tolist(),
            "error": None,
        }


def track_videos(videos: list[str], references: list[str], output: str, actors: int) -> Any:
    """A Ray dataset of rows; nothing runs before it is read."""
    return ray.data.from_items(videos).map_batches(
        Tracker,
        fn_constructor_args=(references, output),
        concurrency=actors,
        num_cpus=1,
        batch_size=1,
        batch_format="pyarrow",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("videos", nargs="+")
    parser.add_argument("-r", "--reference", action="append", required=True)
    parser.add_argument("-o", "--output", default="out")
    parser.add_argument("--actors", type=int, default=2)
    words = parser.parse_args()
    # Actors have another working directory.
    videos = [str(Path(video).resolve()) for video in words.videos]
    references = [str(Path(photo).resolve()) for photo in words.reference]
    output = Path(words.output).resolve()
    output.mkdir(parents=True, exist_ok=True)
    rows = track_videos(videos, references, str(output), words.actors)
    rows.write_parquet(str(output / "rows.parquet"), mode="overwrite")
    print(output / "rows.parquet")


if __name__ == "__main__":
    main()
