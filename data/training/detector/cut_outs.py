"""Faces to lay over other pictures: rendered people with their exact truth, and aligned photographs labelled by YuNet.

As a program: reads what render_actors wrote and the photographs of `shared`, writes photographs.npy and faces.npz into the
same folder.
"""
import argparse
import csv
import json
import os
import tarfile

import cv2
import numpy as np
import torch

from yunet import YuNet

FACE, BACK, DOUBTFUL = 0, 1, 2  # kinds: a face, a head from behind, a head whose face is nearly out of sight
PHOTOGRAPH = 128  # pixels, side of the stored photographs; the sources have 160
CERTAIN_BACK = 145  # degrees of yaw; below, glasses or a nose may be seen
SURE = 0.8  # YuNet's lowest score for a face

# YuNet's box against the rendered truth by yaw, medians of 200 views: share of its width, shift towards the nose in heights.
YAWS, WIDTHS, SHIFTS = (10, 30, 50, 67, 90), (0.93, 0.92, 0.86, 0.88, 0.88), (0.033, 0.061, 0.046, 0.027, 0.015)


def rendered(folder):
    """Offsets, shapes, faces (14 numbers) and kinds of the cut-outs in actors.raw."""
    places, faces, kinds = [], [], []
    with open(os.path.join(folder, "actors.csv"), newline="") as file:
        for row in csv.reader(file):
            face, yaw = np.float32(row[4:18]), float(row[18])
            middle, width = face[0] + face[2] / 2, face[2] * np.interp(abs(yaw), YAWS, WIDTHS)
            middle += np.sign(yaw) * np.interp(abs(yaw), YAWS, SHIFTS) * face[3]
            face[0], face[2] = middle - width / 2, width
            places.append([int(v) for v in row[:3]])
            faces.append(face)
            kinds.append(FACE if row[3] == "face" else BACK if abs(yaw) >= CERTAIN_BACK else DOUBTFUL)
    return np.int64(places), np.float32(faces), np.int64(kinds)


def photographs(shared):
    """The faces of detect/people.tar and of the people in the training part of LFW, 160x160 pixels."""
    with open(os.path.join(shared, "faces", "lfw_split.json")) as file:
        people = set(json.load(file)["train"])
    for archive in ("detect/people.tar", "faces/lfw.tar.gz"):
        with tarfile.open(os.path.join(shared, archive)) as tar:
            for member in tar:
                of_lfw = archive.startswith("faces")
                if member.isfile() and member.name.endswith(".jpg") and not (of_lfw and member.name.split("/")[1] not in people):
                    yield cv2.imdecode(np.frombuffer(tar.extractfile(member).read(), np.uint8), cv2.IMREAD_COLOR)


def prepare(shared, folder, every):
    torch.set_num_threads(1)
    yunet = YuNet(shared)
    pictures, labels = [], []
    for i, picture in enumerate(photographs(shared)):
        if i % every:
            continue
        boxes, scores, points = yunet(picture, SURE)
        if len(boxes) and np.abs(boxes[0, :2] + boxes[0, 2:] / 2 - 80).max() < 32:
            scale = PHOTOGRAPH / picture.shape[0]
            pictures.append(cv2.resize(picture, (PHOTOGRAPH, PHOTOGRAPH), interpolation=cv2.INTER_AREA))
            labels.append(np.concatenate([boxes[0], points[0].ravel()]) * scale)
    np.save(os.path.join(folder, "photographs.npy"), np.stack(pictures))
    places, faces, kinds = rendered(folder)
    np.savez(os.path.join(folder, "faces.npz"), places=places, rendered=faces, kinds=kinds, photographs=np.float32(labels))
    print(f"{len(pictures)} photographs, {len(kinds)} rendered")


class CutOuts:
    """Reads the files from disk as they are needed; the processes of a training share the system's copy."""

    def __init__(self, folder):
        table = np.load(os.path.join(folder, "faces.npz"))
        self.places, self.rendered, self.kinds, self.labels = (table[k] for k in ("places", "rendered", "kinds", "photographs"))
        self.pixels = np.memmap(os.path.join(folder, "actors.raw"), np.uint8, "r")
        self.photographs = np.load(os.path.join(folder, "photographs.npy"), mmap_mode="r")
        eyes = self.labels[:, 6:8] - self.labels[:, 4:6]
        offset = ((self.labels[:, 8:10] - (self.labels[:, 4:6] + self.labels[:, 6:8]) / 2) * eyes).sum(1)
        self.turned = np.flatnonzero(np.abs(offset) > 0.25 * (eyes ** 2).sum(1))

    def draw(self, random):
        """A picture (blue, green, red, each times alpha; alpha), its face and its kind."""
        if random.random() < 0.55:
            i = random.integers(len(self.kinds))
            offset, width, height = self.places[i]
            picture = self.pixels[offset:offset + width * height * 4].reshape(height, width, 4)
            return picture, self.rendered[i], self.kinds[i]
        i = self.turned[random.integers(len(self.turned))] if random.random() < 0.3 else random.integers(len(self.labels))
        face = self.labels[i]
        alpha = np.zeros((PHOTOGRAPH, PHOTOGRAPH), np.uint8)
        if random.random() < 0.25:  # a picture on a wall or a screen
            alpha[8:-8, 8:-8] = 255
        else:
            middle, axes = face[:2] + face[2:4] / 2, face[2:4] * random.uniform([0.6, 0.58], [0.8, 0.72])
            cv2.ellipse(alpha, (tuple(middle.tolist()), tuple((2 * axes).tolist()), 0), 255, -1)
            alpha[[0, -1]] = alpha[:, [0, -1]] = 0
            alpha = cv2.blur(alpha, (9, 9))
        colour = np.uint8(self.photographs[i] * (alpha[..., None] / np.float32(255)))
        return np.dstack([colour, alpha]), face, FACE


def lay_over(image, cut_out, face, scale, angle, flip, middle, gain):
    """Draws a cut-out into `image` with its face at `middle`. Returns the matrix, and how much of each pixel it hides with the
    corner of that area; or None if nothing of it is inside."""
    height, width = cut_out.shape[:2]
    shrink = min(1.0, scale * 1.2)
    if shrink < 0.7:
        cut_out = cv2.resize(cut_out, (max(1, round(width * shrink)), max(1, round(height * shrink))), interpolation=cv2.INTER_AREA)
    own = np.array([width / cut_out.shape[1], height / cut_out.shape[0]])
    c, s = np.cos(np.radians(angle)) * scale, np.sin(np.radians(angle)) * scale
    a = np.array([[c, -s], [s, c]]) @ np.diag([-1.0 if flip else 1.0, 1.0])
    t = middle - a @ (face[:2] + face[2:4] / 2)
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]]) @ a.T + t
    x0, y0 = np.maximum(np.floor(corners.min(0)).astype(int), 0)
    x1, y1 = np.minimum(np.ceil(corners.max(0)).astype(int), image.shape[1::-1])
    if x1 <= x0 or y1 <= y0:
        return None
    inner = a @ np.diag(own)
    m = np.concatenate([inner, (t - [x0, y0] + inner @ [0.5, 0.5] - 0.5)[:, None]], 1)
    laid = cv2.warpAffine(cut_out, m, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_LINEAR)
    hidden = laid[..., 3:].astype(np.float32) / 255
    below = image[y0:y1, x0:x1]
    image[y0:y1, x0:x1] = np.clip(below * (1 - hidden) + laid[..., :3] * gain, 0, 255)
    return np.concatenate([a, t[:, None]], 1), hidden[..., 0], (x0, y0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--folder", required=True, help="has actors.raw and actors.csv")
    parser.add_argument("--every", type=int, default=1, help="use one photograph in so many (smoke run)")
    options = parser.parse_args()
    prepare(options.shared, options.folder, options.every)


if __name__ == "__main__":
    main()
