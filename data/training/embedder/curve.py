"""Draws log.csv: accuracy and true accepts on unseen people over training time: curve.py LOG PICTURE [MORE]

MORE is the log of a run that began with the weights of LOG's last row: it is put behind that first.
"""
import csv
import sys

import cv2
import numpy as np

WIDTH, HEIGHT, LEFT, BOTTOM = 720, 400, 60, 50
LOW, HIGH = 0.5, 1.0
LINES = [("accuracy", (180, 90, 20)), ("tar@0.01", (30, 120, 220)), ("tar@0.001", (60, 160, 60))]


def read(log):
    with open(log) as file:
        return list(csv.DictReader(file))


def append(log, more):
    rows, further = read(log), read(more)
    minutes, samples = float(rows[-1]["minutes"]), int(rows[-1]["samples"])
    with open(log, "a", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        for row in further:
            row["minutes"], row["samples"] = round(minutes + float(row["minutes"]), 1), samples + int(row["samples"])
            writer.writerow(row)


def main(log, output, more=None):
    if more:
        append(log, more)
    rows = read(log)
    minutes = np.array([float(r["minutes"]) for r in rows])
    picture = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    to_x = lambda m: LEFT + (m / minutes.max()) * (WIDTH - LEFT - 20)
    to_y = lambda v: HEIGHT - BOTTOM - (np.clip(v, LOW, HIGH) - LOW) / (HIGH - LOW) * (HEIGHT - BOTTOM - 30)
    write = lambda text, x, y, colour=(60, 60, 60): cv2.putText(
        picture, text, (int(x), int(y)), cv2.FONT_HERSHEY_SIMPLEX, 0.42, colour, 1, cv2.LINE_AA)
    for value in np.arange(LOW, HIGH + 0.01, 0.05):
        cv2.line(picture, (LEFT, int(to_y(value))), (WIDTH - 20, int(to_y(value))), (225, 225, 225), 1)
        write(f"{100 * value:.0f} %", 14, to_y(value) + 4)
    for minute in np.linspace(0, minutes.max(), 9):
        write(f"{minute:.0f}", to_x(minute) - 6, HEIGHT - BOTTOM + 18)
    write("minutes of training, LFW pairs of people never trained on", LEFT + 120, HEIGHT - 12)
    for k, (name, colour) in enumerate(LINES):
        values = np.array([float(r[name]) for r in rows])
        line = np.stack([to_x(minutes), to_y(values)], 1).round().astype(np.int32)
        cv2.polylines(picture, [line], False, colour, 2, cv2.LINE_AA)
        write(f"{name} {100 * values[-1]:.1f} %", LEFT + 20 + 190 * k, 18, colour)
    cv2.imwrite(output, picture)


if __name__ == "__main__":
    main(*sys.argv[1:])
