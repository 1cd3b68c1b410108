#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""shots_compare.py PROGRAM BENCH_SHOTS_FILMS [MEDIA]: the shot detectors' table of docs/shots.md.

Compares `PROGRAM shots` with PySceneDetect (adaptive, content, hash) and ffmpeg's scdet filter, all
with their defaults, on real videos with truth (MEDIA, default ../shared/media) and on every 48th
generated film. PySceneDetect is needed for this comparison only and is no dependency:

  python3 -m venv /tmp/scenes && /tmp/scenes/bin/pip install scenedetect
  /tmp/scenes/bin/python tests/bench/shots_compare.py build/release/apps/facetrack-cli/facetrack-cli \\
      build/release/tests/bench_shots_films
"""
import collections
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import scenedetect

film_step = 48
gradual_slack = 2  # frames around a gradual transition that still answer for it


def by_facetrack(program, video):
    shots = json.loads(subprocess.run([program, "shots", video, "--json", "-q"], check=True,
                                      capture_output=True).stdout)["shots"]
    return [shot["first_frame"] for shot in shots[1:]]


def by_scenedetect(detector, video):
    scenes = scenedetect.detect(video, detector())
    return [begin.frame_num for begin, _ in scenes[1:]]


def by_scdet(video):
    text = subprocess.run(["ffmpeg", "-v", "error", "-i", video, "-vf",
                           "scdet,metadata=mode=print:file=-", "-f", "null", "-"], check=True,
                          capture_output=True, text=True).stdout
    starts, frame = [], 0
    for line in text.splitlines():
        if line.startswith("frame:"):
            frame = int(re.match(r"frame:(\d+)", line)[1])
        elif line.startswith("lavfi.scd.time"):
            starts.append(frame)
    return starts


def score(truth, starts):
    """Counts of cuts wanted and found at the exact frame, transitions wanted and found, false ones."""
    ignored = [(first, last) for first, last, *_ in truth.get("ignore", [])]
    cuts = [cut for cut in truth["cuts"] if not any(a <= cut <= b for a, b in ignored)]
    gradual = [(g["from"] - gradual_slack, g["to"] + 1 + gradual_slack)
               for g in truth.get("gradual", [])]
    found, hit, false = set(), 0, 0
    for start in starts:
        if any(a <= start <= b for a, b in ignored):
            continue
        if start in cuts:
            hit += 1
            continue
        inside = [i for i, (first, last) in enumerate(gradual) if first <= start <= last]
        false += not inside
        found.update(inside)
    return collections.Counter(cuts=len(cuts), hit=hit, gradual=len(gradual), found=len(found),
                               false=false)


def real_videos(media):
    for name in sorted(glob.glob(os.path.join(media, "*.truth.json"))):
        with open(name, encoding="utf-8") as file:
            truth = json.load(file)
        yield "real videos", truth, os.path.join(media, truth["video"])


def films(bench, folder):
    subprocess.run([bench, "--write", folder, str(film_step)], check=True)
    for name in sorted(glob.glob(os.path.join(folder, "*.truth.json"))):
        with open(name, encoding="utf-8") as file:
            truth = json.load(file)
        if truth["set"] == "sample":  # the film of the plot
            continue
        raw = name.replace(".truth.json", ".yuv")
        video = name.replace(".truth.json", ".mp4")
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p",
                        "-s", f"{truth['width']}x{truth['height']}", "-r", "25", "-i", raw,
                        "-c:v", "libx264", "-crf", "18", video], check=True)
        os.remove(raw)
        yield truth["set"], truth, video


def main(program, bench, media):
    detectors = {
        "facetrack": lambda video: by_facetrack(program, video),
        "PySceneDetect adaptive": lambda v: by_scenedetect(scenedetect.AdaptiveDetector, v),
        "PySceneDetect content": lambda v: by_scenedetect(scenedetect.ContentDetector, v),
        "PySceneDetect hash": lambda v: by_scenedetect(scenedetect.HashDetector, v),
        "ffmpeg scdet": by_scdet,
    }
    sums = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory() as folder:
        for videos in (real_videos(media), films(bench, folder)):
            for group, truth, video in videos:
                for name, detect in detectors.items():
                    sums[group, name] += score(truth, detect(video))
    print(f"PySceneDetect {scenedetect.__version__}\n")
    print("| videos | detector | cuts at the exact frame | gradual transitions | false | F1 of cuts |")
    print("|---|---|---|---|---|---|")
    for (group, name), n in sums.items():
        f1 = 2 * n["hit"] / max(1, n["cuts"] + n["hit"] + n["false"])
        print(f"| {group} | {name} | {n['hit']} of {n['cuts']} | {n['found']} of {n['gradual']} | "
              f"{n['false']} | {f'{f1:.3f}' if n['cuts'] else ''} |")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "../shared/media")
