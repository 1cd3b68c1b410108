#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""length.py PROGRAM VIDEO PHOTO SVG: time and memory of `track` against the length of the video.

The video is repeated without encoding to 1, 2, 4 and 8 minutes. `track` with copied clips and
`ffmpeg -f null` with as many threads take turns, twice; the quicker run counts. Prints JSON and
draws both into SVG.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

minutes = (1, 2, 4, 8)
colors = {"track": "#1f6f4a", "decode": "#8a8378", "memory": "#a13f2b"}


def run(command):
    """Seconds and peak megabytes of a command that must succeed."""
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)}: failed")
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def measure(program, video, photo, folder):
    rows = []
    for length in minutes:
        longer = os.path.join(folder, f"{length}.mp4")
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", video, "-t",
                        str(60 * length), "-c", "copy", longer], check=True)
        track = [program, "track", longer, "-r", photo, "-o", os.path.join(folder, "out"),
                 "--copy", "--force", "-q"]
        decode = ["ffmpeg", "-v", "error", "-threads", str(os.cpu_count()), "-i", longer, "-map",
                  "0:v", "-f", "null", "-"]
        runs = [(run(track), run(decode)) for _ in range(2)]
        rows.append({"minutes": length,
                     "track_s": round(min(t[0] for t, _ in runs), 2),
                     "decode_s": round(min(d[0] for _, d in runs), 2),
                     "track_mb": round(max(t[1] for t, _ in runs))})
        print(json.dumps(rows[-1]), flush=True)
        os.remove(longer)
    return rows


def panel(x, title, unit, rows, keys):
    """One diagram, 300 wide, with lines from the origin's corner."""
    left, top, width, height = x + 44, 40, 240, 180
    most = max(row[key] for row in rows for key in keys) * 1.1
    parts = [f'<text x="{left}" y="24" font-weight="bold">{title}</text>',
             f'<path d="M{left} {top}v{height}h{width}" fill="none" stroke="#999"/>']
    for row in rows:
        at = left + width * row["minutes"] / minutes[-1]
        parts.append(f'<text x="{at}" y="{top + height + 16}" text-anchor="middle">'
                     f'{row["minutes"]}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{top + height + 34}" text-anchor="middle">'
                 'minutes of video</text>')
    for key, (name, color) in keys.items():
        spots = [(left + width * row["minutes"] / minutes[-1],
                  top + height * (1 - row[key] / most), row[key]) for row in rows]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b, _ in spots)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        for a, b, value in spots:
            parts.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{color}"/>'
                         f'<text x="{a:.1f}" y="{b - 7:.1f}" text-anchor="middle" fill="{color}">'
                         f'{value:.0f}</text>')
        parts.append(f'<text x="{left + 8}" y="{top + 12 + 14 * list(keys).index(key)}" '
                     f'fill="{color}">{name}, {unit}</text>')
    return "".join(parts)


def draw(rows):
    time_lines = {"track_s": ("track", colors["track"]), "decode_s": ("decoding", colors["decode"])}
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 270" font-family="sans-serif" '
            'font-size="11"><rect width="620" height="270" fill="#fff"/>'
            + panel(0, "Time", "s", rows, time_lines)
            + panel(310, "Memory", "MB", rows, {"track_mb": ("track", colors["memory"])})
            + "</svg>\n")


def main():
    if len(sys.argv) != 5:
        raise SystemExit(__doc__)
    program, video, photo, picture = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(program, video, photo, folder)
    with open(picture, "w", encoding="utf-8") as file:
        file.write(draw(rows))


if __name__ == "__main__":
    main()
