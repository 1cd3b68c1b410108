"""Faces as the landmark network sees them: a turned square of a photograph, with the errors of detectors and of cameras."""
import os
import sys

import cv2
import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "embedder"))
import faces  # noqa: E402

from network import REACH, SIDE  # noqa: E402

# The square in a tall detector box x, y, w, h that reaches from hairline to chin: the least-squares fit to the square around the
# 68 points of the training faces.
BOX_TO_SQUARE = {"centre_y": 0.638, "side_w": 0.561, "side_h": 0.337}


def square_of_points(points):
    """Centre and side of the square around 68 points."""
    low, high = points.min(-2), points.max(-2)
    return np.append((low + high) / 2, (high - low).max())


def square_of_box(box):
    x, y, w, h = box
    return np.array([x + w / 2, y + BOX_TO_SQUARE["centre_y"] * h, BOX_TO_SQUARE["side_w"] * w + BOX_TO_SQUARE["side_h"] * h])


class Faces:
    """The marked faces of a part of the split, "train" or "test": aligned crops, the way back to the photograph, points there."""

    def __init__(self, shared, part, limit=None):
        people = set(faces.split(shared)[part])
        known = {f["out"]: f for f in faces.landmarks(shared) if faces.identity_of(f["out"]) in people}
        names = sorted(known)[:limit]
        known = {name: known[name] for name in names}
        self.names, self.pictures = [], []
        for name, picture in faces.photographs(shared, keep=known.__contains__):
            self.names.append(name)
            self.pictures.append(picture)
        found = [known[name] for name in self.names]
        self.points = np.float64([f["pts"] for f in found])
        self.boxes = np.float64([f["box"] for f in found])
        self.to_crop = np.float64([f["M"] for f in found]).reshape(-1, 2, 3)

    def __len__(self):
        return len(self.names)

    def cut(self, index, square, degrees=0, flip=False):
        """The square with REACH around it as SIDE x SIDE pixels, and the map (2x3) from the photograph to it."""
        zoom, turn = SIDE / REACH / square[2], np.deg2rad(degrees)
        rotation = zoom * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        if flip:
            rotation[0] *= -1
        there = np.hstack([rotation, ((SIDE - 1) / 2 - rotation @ square[:2])[:, None]])
        # The archive has aligned crops: from the crop to the photograph and on to the square in one step, at twice the size,
        # which is then averaged, because single pixels of the crop would be noise.
        double = np.array([[2, 0, 0.5], [0, 2, 0.5], [0, 0, 1]])
        whole = double @ np.vstack([there, [0, 0, 1]]) @ np.linalg.inv(np.vstack([self.to_crop[index], [0, 0, 1]]))
        large = cv2.warpAffine(self.pictures[index], whole[:2], (2 * SIDE, 2 * SIDE), flags=cv2.INTER_LINEAR,
                               borderMode=cv2.BORDER_REPLICATE)
        return cv2.resize(large, (SIDE, SIDE), interpolation=cv2.INTER_AREA), there

    def answers(self, index, square, there, flip=False):
        """Where the points lie in the cut, in sides of the square from its middle."""
        points = self.points[index] @ there[:, :2].T + there[:, 2]
        if flip:
            points = points[faces.POINTS_OF_FLIP]
        return (points - (SIDE - 1) / 2) / (SIDE / REACH)


def disturbed(picture, random, other):
    """As films show faces: covered, grey, dark, blurred, small, noisy, compressed. `other` is another face, to cover with."""
    if random.random() < 0.25:
        w, h = random.integers(8, 32, 2)
        x, y = random.integers(-8, SIDE - 8, 2)
        area = np.zeros((SIDE, SIDE), np.uint8)
        if random.random() < 0.5:
            cv2.ellipse(area, (int(x + w / 2), int(y + h / 2)), (int(w / 2), int(h / 2)), float(random.uniform(0, 180)), 0, 360, 255, -1)
        else:
            cv2.rectangle(area, (int(x), int(y)), (int(x + w), int(y + h)), 255, -1)
        cover = np.roll(other, int(random.integers(SIDE)), 0) if random.random() < 0.5 else np.uint8(random.integers(0, 256, 3))
        picture = np.where(area[..., None] > 0, cover, picture).astype(np.uint8)
    if random.random() < 0.2:
        picture = np.repeat(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[..., None], 3, 2)
    if random.random() < 0.3:
        small = int(SIDE * random.uniform(0.25, 0.8))
        picture = cv2.resize(cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA), (SIDE, SIDE))
    elif random.random() < 0.15:
        length = int(random.integers(2, 6))
        kernel = np.zeros((7, 7), np.float32)
        direction = random.uniform(0, np.pi)
        for step in np.linspace(-length / 2, length / 2, 15):
            kernel[int(round(3 + step * np.sin(direction))), int(round(3 + step * np.cos(direction)))] += 1
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    if random.random() < 0.6:
        ramp = (np.arange(256)[:, None] / 255.0) ** np.exp(random.normal(0, 0.35)) * 255 * np.exp(random.normal(0, 0.2))
        ramp = ramp * np.exp(random.normal(0, 0.08, 3))
        picture = cv2.LUT(picture, np.clip(ramp, 0, 255).astype(np.uint8)[:, None])
    if random.random() < 0.3:
        picture = np.clip(picture + random.normal(0, random.uniform(2, 12), picture.shape), 0, 255).astype(np.uint8)
    if random.random() < 0.3:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(15, 80))])[1]
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return picture


def training_batches(known, size, seed):
    """Pictures (uint8, n x SIDE x SIDE x 3) and answers (n x 68 x 2), without end."""
    random = np.random.default_rng(seed)
    around = [square_of_points(points) for points in known.points]
    of_box = [square_of_box(box) for box in known.boxes]
    last = np.zeros((SIDE, SIDE, 3), np.uint8)
    while True:
        pictures, answers = np.empty((size, SIDE, SIDE, 3), np.uint8), np.empty((size, 68, 2), np.float32)
        for k in range(size):
            index = int(random.integers(len(known)))
            # The network starts from a detector's box (large errors), or from the points that it found before.
            wide = random.random() < 0.6
            square = of_box[index] if wide and random.random() < 0.5 else around[index]
            error = random.normal(0, 1, 3) * ([0.07, 0.08, 0.1] if wide else [0.03, 0.03, 0.04])
            square = np.append(square[:2] + error[:2] * square[2], square[2] * np.exp(error[2]))
            degrees = random.uniform(-45, 45) if random.random() < 0.15 else random.normal(0, 13)
            flip = random.random() < 0.5
            cut, there = known.cut(index, square, degrees, flip)
            answers[k] = known.answers(index, square, there, flip)
            pictures[k] = disturbed(cut, random, last)
            last = cut
        yield pictures, answers
