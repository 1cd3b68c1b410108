# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Progress, interruption, threads."""

import os
import signal
import subprocess
import sys
import threading
import time

import facetrack
import pytest


def test_progress_is_reported_on_the_calling_thread(video):
    seen = []
    facetrack.analyze(video, progress=lambda p: seen.append((p, threading.get_ident())))
    assert seen and all(thread == threading.get_ident() for _, thread in seen)
    last = seen[-1][0]
    assert last.stage == "analyse" and 0 < last.fraction <= 1 and last.frames > 0


def test_an_exception_of_progress_stops_the_call(video):
    def stop(progress):
        raise StopAsyncIteration(progress.stage)

    begin = time.monotonic()
    with pytest.raises(StopAsyncIteration, match="analyse"):
        facetrack.analyze(video, progress=stop)
    assert time.monotonic() - begin < 1


# The call runs again and again, so that the signal meets it at any moment.
interrupted = """
import facetrack, sys, tempfile
print("ready", flush=True)
try:
    while True:
        {call}
except KeyboardInterrupt:
    sys.exit(42)
"""
calls = {
    "analyze": "facetrack.analyze(sys.argv[1])",
    "track": "facetrack.track(sys.argv[1], sys.argv[2], sys.argv[3], force=True)",
    "shots": "facetrack.shots(sys.argv[1])",
    "bridge": "facetrack.bridge(sys.argv[1], 1.5, 4, sys.argv[3] + '.mp4', "
    "before=1, between=1, after=1, force=True)",
    "expressions": "facetrack.expressions(sys.argv[1], sys.argv[3], force=True)",
    "index": "facetrack.index(sys.argv[1], tempfile.mkdtemp(dir=sys.argv[4]))",
    "curate": "facetrack.curate(sys.argv[1], sys.argv[3], force=True)",
    "redact": "facetrack.redact(sys.argv[1], sys.argv[3] + '.mp4', force=True)",
}


@pytest.mark.parametrize("job", calls)
def test_ctrl_c_ends_a_call_within_a_second(job, video, reference, tmp_path):
    code = interrupted.format(call=calls[job])
    arguments = [sys.executable, "-c", code, str(video), str(reference), str(tmp_path / "out")]
    arguments.append(str(tmp_path))
    for wait in (0.4, 1.3):
        child = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert child.stdout.readline() == "ready\n"
        time.sleep(wait)
        begin = time.monotonic()
        child.send_signal(signal.SIGINT)
        assert child.wait(10) == 42
        load = os.getloadavg()[0] / (os.cpu_count() or 1)
        assert time.monotonic() - begin < max(1, load)  # processes that wait for a core


def test_other_threads_run_during_a_call(video):
    ticks = 0
    done = threading.Event()

    def tick():
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.01)

    thread = threading.Thread(target=tick)
    thread.start()
    begin = time.monotonic()
    facetrack.analyze(video, jobs=1)
    seconds = time.monotonic() - begin
    done.set()
    thread.join()
    assert ticks > 20 * seconds  # about 100 a second if the GIL is free, none if it is held


def test_two_threads_get_the_results_of_one(video):
    films = [None, None]

    def run(place):
        films[place] = facetrack.analyze(video, jobs=1, end=4).to_json()

    threads = [threading.Thread(target=run, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert films[0] == films[1] == facetrack.analyze(video, end=4).to_json()


def test_importing_is_quick():
    begin = time.monotonic()
    subprocess.run([sys.executable, "-c", "import facetrack"], check=True, env=os.environ)
    assert time.monotonic() - begin < 5  # 0.3 s on an idle machine
