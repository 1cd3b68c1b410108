# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Measures two track() calls in two threads beside two processes of the program, by hand:

    python3 two_threads.py VIDEO PHOTO PROGRAM [ROUNDS]

Every job has one core. A round runs one call, two threads, one process and two processes in turn, so
that other work on the machine meets all of them. Two processes share no lock: if they are not twice
as fast as one, the machine is busy.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from statistics import median

import facetrack

video, photo, program = sys.argv[1:4]
rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 4
folder = tempfile.mkdtemp()


def call(number: int) -> None:
    facetrack.track(
        video, photo, f"{folder}/{number}", jobs=1, encoder_threads=1, force=True,
        detector="builtin", embedder="builtin", no_report=True,
    )  # fmt: skip


def call_in_threads() -> None:
    threads = [threading.Thread(target=call, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def run(count: int) -> None:
    words = "--jobs 1 --encoder-threads 1 --force --detector builtin --embedder builtin --no-report"
    processes = [
        subprocess.Popen(
            [program, "track", video, "-r", photo, "-o", f"{folder}/{number}", "--quiet",
             *words.split()], stdout=subprocess.DEVNULL,
        )
        for number in range(count)
    ]  # fmt: skip
    assert all(process.wait() == 0 for process in processes)


def seconds(work: Callable[[], None]) -> tuple[float, float]:
    """Wall time, and CPU time of this process and its children."""
    wall, before = time.monotonic(), sum(os.times()[:4])
    work()
    return time.monotonic() - wall, sum(os.times()[:4]) - before


works: dict[str, Callable[[], None]] = {
    "one call": lambda: call(0),
    "two threads": call_in_threads,
    "one process": lambda: run(1),
    "two processes": lambda: run(2),
}
call(0)  # loads everything
walls: dict[str, list[float]] = {name: [] for name in works}
for _ in range(rounds):
    for name, work in works.items():
        wall, cpu = seconds(work)
        walls[name].append(wall)
        print(f"{name}: {wall:.2f} s, {cpu:.2f} s of CPU time", flush=True)
middle = {name: median(times) for name, times in walls.items()}
print(f"two threads: {2 * middle['one call'] / middle['two threads']:.2f} times one")
print(f"two processes: {2 * middle['one process'] / middle['two processes']:.2f} times one")
