# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Two actors give the rows of one local run, although a video is broken and an actor is killed."""

import os
import signal
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest

ray = pytest.importorskip("ray", reason="ray is not installed (pip install 'ray[data]')")
import track_videos  # noqa: E402

demo = Path(__file__).resolve().parents[2] / "data" / "demo"
count = 20


@pytest.fixture(scope="module", autouse=True)
def cluster():
    folder = str(Path(__file__).parent)
    path = os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")])
    ray.init(num_cpus=2, include_dashboard=False, runtime_env={"env_vars": {"PYTHONPATH": path}})
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def videos(tmp_path_factory) -> list[str]:
    """Parts of the demo, each of another length; one is no video."""
    folder = tmp_path_factory.mktemp("videos")
    for i in range(count):
        subprocess.run(
            ["ffmpeg", "-v", "error", "-i", demo / "demo.mp4", "-t", str(0.8 + 0.04 * i),
             "-c", "copy", folder / f"{i:02}.mp4"], check=True,
        )  # fmt: skip
    (folder / "07.mp4").write_bytes(b"this is no video" * 1000)
    return [str(folder / f"{i:02}.mp4") for i in range(count)]


class KilledOnce(track_videos.Tracker):
    """Its process is killed in the middle of the fifth video, once."""

    def track(self, video, name):
        mark = self.output / "killed"
        if Path(video).name == "05.mp4" and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().track(video, name)


def sorted_rows(table: pa.Table) -> list:
    return sorted(table.to_pylist(), key=lambda row: (row["video"], row["file"] or ""))


def test_rows_are_those_of_a_local_run(videos, tmp_path, monkeypatch):
    photos = [str(demo / "reference.png")]
    local = track_videos.Tracker(photos, str(tmp_path / "local"))
    expected = sorted_rows(local(pa.table({"item": videos})))
    assert len(expected) >= count and sum(row["error"] is not None for row in expected) == 1

    monkeypatch.setattr(track_videos, "Tracker", KilledOnce)
    data = track_videos.track_videos(videos, photos, str(tmp_path / "out"), actors=2)
    (tmp_path / "out").mkdir()
    data.write_parquet(str(tmp_path / "rows.parquet"))
    written = ray.data.read_parquet(str(tmp_path / "rows.parquet"))
    rows = sorted_rows(pa.concat_tables(ray.get(written.to_arrow_refs())))
    assert rows == expected
    assert (tmp_path / "out" / "killed").exists()
    for row in rows:
        assert row["error"] or (tmp_path / "out" / row["file"]).is_file()

    # A second run takes what is done: no clip is written again.
    times = {file: file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*.mp4")}
    again = track_videos.track_videos(videos, photos, str(tmp_path / "out"), actors=2)
    assert sorted_rows(pa.concat_tables(ray.get(again.to_arrow_refs()))) == expected
    assert times == {file: file.stat().st_mtime_ns for file in (tmp_path / "out").rglob("*.mp4")}


def test_ten_thousand_names_do_not_load_the_driver(tmp_path):
    def resident() -> int:  # MB
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20

    before = resident()
    names = [f"/videos/{i:06}.mp4" for i in range(10_000)]
    data = track_videos.track_videos(names, ["ann.png"], str(tmp_path), actors=2)
    assert data is not None
    print(f"10,000 names: {resident() - before} MB")
    assert resident() - before < 100
