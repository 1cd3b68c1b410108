"""Reading the faces: the training split of LFW with its 68 points, and the aligned frame everything is trained in."""
import gzip
import io
import json
import os
import tarfile

import cv2
import numpy as np

CROP = 160  # side of the stored crops; the network's 128x128 input is their middle
RIM = 16
FRAME = 144  # side kept in the pool: the input and 8 pixels around it, room for alignment errors
POINTS_OF_FLIP = np.array(
    list(range(16, -1, -1)) + list(range(26, 16, -1)) + [27, 28, 29, 30, 35, 34, 33, 32, 31]
    + [45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40] + [54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55]
    + [64, 63, 62, 61, 60, 67, 66, 65])


def identity_of(name):
    return name.split("/")[1]


def split(shared):
    with open(os.path.join(shared, "faces", "lfw_split.json")) as file:
        return json.load(file)


def landmarks(shared):
    """Every marked face as a dict; `pts` 68x2 in the original photograph, `crop_points` the same in the 160x160 crop."""
    with gzip.open(os.path.join(shared, "faces", "landmarks.jsonl.gz"), "rt") as file:
        for line in file:
            face = json.loads(line)
            face["pts"] = np.float32(face["pts"]).reshape(68, 2)
            matrix = np.float32(face["M"]).reshape(2, 3)
            face["crop_points"] = face["pts"] @ matrix[:, :2].T + matrix[:, 2]
            yield face


def photographs(shared, archive="lfw.tar.gz", keep=lambda name: True):
    """Name and decoded BGR picture of each JPEG of an archive, without unpacking it to disk."""
    with tarfile.open(os.path.join(shared, "faces", archive)) as tar:
        for member in tar:
            if member.isfile() and member.name.endswith(".jpg") and keep(member.name):
                data = np.frombuffer(tar.extractfile(member).read(), np.uint8)
                yield member.name, cv2.imdecode(data, cv2.IMREAD_COLOR)


def portraits(shared):
    """Name, person (None if unknown) and decoded BGR picture of each crop of detect/people.tar: public portraits and groups."""
    with gzip.open(os.path.join(shared, "detect", "people.jsonl.gz"), "rt") as file:
        person = {entry["file"]: entry["person"] for entry in map(json.loads, file)}
    with tarfile.open(os.path.join(shared, "detect", "people.tar")) as tar:
        for member in tar:
            name = os.path.basename(member.name)
            if name in person:
                data = np.frombuffer(tar.extractfile(member).read(), np.uint8)
                yield name, person[name], cv2.imdecode(data, cv2.IMREAD_COLOR)


def five_points(points):
    """Eyes, nose tip and mouth corners out of 68 points, as the run time takes them (the person's right first)."""
    p = np.asarray(points)
    return np.stack([p[..., 36:42, :].mean(-2), p[..., 42:48, :].mean(-2), p[..., 30, :], p[..., 48, :], p[..., 54, :]], -2)


def similarity(source, target):
    """2x3 least-squares similarity without reflection (Umeyama), double precision."""
    source, target = np.float64(source), np.float64(target)
    ms, mt = source.mean(0), target.mean(0)
    s, t = source - ms, target - mt
    a = (s * t).sum() / (s * s).sum()
    b = (s[:, 0] * t[:, 1] - s[:, 1] * t[:, 0]).sum() / (s * s).sum()
    rotation = np.array([[a, -b], [b, a]])
    return np.hstack([rotation, (mt - rotation @ ms)[:, None]])
