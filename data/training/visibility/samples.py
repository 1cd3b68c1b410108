"""Faces for the visibility network: photographs and rendered people, with mouths and eyes that something hides.

Whatever is drawn over a face knows its own outline, so the truth is exact: the part of the mouth and of each eye that is hidden.
"""
import csv
import os
import sys

import cv2
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, ".."), os.path.join(HERE, "..", "embedder"), os.path.join(HERE, "..", "detector")]
import faces  # noqa: E402
from blocks import SIDE  # noqa: E402

from covers import CROP, close_eyes, draw_covers  # noqa: E402

# The five points of cut_chip(), in parts of the side.
CHIP = np.float64([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]]) / 112
HIDDEN, CLEAR = 0.5, 0.1  # hidden parts above and below which the truth is certain
MOST_YAW = 80  # degrees, of rendered heads
BOTH_EYES = 55  # degrees of yaw: beyond, one eye is out of sight
SURE = 1.5  # logit
CLOSED, OPEN = 0.2, 0.6  # how far rendered eyes are open
LEAST_OPENING = 0.12  # height of a photograph's eyes over their width; below, they may be closed


class Face:
    """A picture of CROP x CROP pixels with its five points, the outline of the mouth, and those of both eyes.

    `closed`: the eyes are; None if that is unknown. `lids`: the 68 points of a photograph. `doubtful`: its mouth may be covered.
    """

    def __init__(self, picture, points, mouth, eyes, closed, lids=None, doubtful=False):
        self.picture, self.points, self.mouth, self.eyes = picture, points, mouth, eyes
        self.closed, self.lids, self.doubtful = closed, lids, doubtful


def ellipse(middle, right, half_width, half_height):
    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)[:, None]
    down = np.array([-right[1], right[0]])
    return middle + np.cos(angle) * right * half_width + np.sin(angle) * down * half_height


class Photographs:
    """The marked faces of a part of the split of LFW."""

    def __init__(self, shared, part, limit=None):
        people = set(faces.split(shared)[part])
        known = {f["out"]: f["crop_points"] for f in faces.landmarks(shared) if faces.identity_of(f["out"]) in people}
        names = set(sorted(known)[:limit])
        self.names, self.pictures, self.points = [], [], []
        for name, picture in faces.photographs(shared, keep=names.__contains__):
            self.names.append(name)
            self.pictures.append(picture)
            self.points.append(np.float64(known[name]))

        self.doubtful = np.zeros((len(self.names), 2), bool)

    def __len__(self):
        return len(self.pictures)

    def doubt(self, logits_of):
        """Photographs on which a trained network is sure that something hides mouth or eyes: nobody has labelled them."""
        random = np.random.default_rng(0)
        chips = np.stack([chip_of(self.face(i), random, (False, False)) for i in range(len(self))])
        self.doubtful = logits_of(chips) > SURE

    def face(self, i):
        p = self.points[i]
        eyes = [p[36:42], p[42:48]]
        opening = [np.ptp(e[:, 1]) / max(np.ptp(e[:, 0]), 1) for e in eyes]
        # Nobody says of a photograph whether its eyes are closed. A narrow outline leaves it open (None).
        closed = None if max(opening) < LEAST_OPENING or self.doubtful[i, 1] else False
        return Face(self.pictures[i].copy(), faces.five_points(p), p[48:60], eyes, closed, p, doubtful=self.doubtful[i, 0])


class Actors:
    """What render_actors wrote, in front of other pictures."""

    def __init__(self, folder):
        with open(os.path.join(folder, "actors.csv"), newline="") as file:
            rows = [row for row in csv.reader(file) if row[3] == "face"]
        numbers = np.float64([row[:3] + row[4:] for row in rows])
        self.rows = numbers[(np.abs(numbers[:, 17]) < MOST_YAW) & (numbers[:, 6] > 40)]
        self.pixels = np.memmap(os.path.join(folder, "actors.raw"), np.uint8, "r")
        self.closed = np.flatnonzero((self.rows[:, 20] < CLOSED) & (np.abs(self.rows[:, 17]) < BOTH_EYES))

    def __len__(self):
        return len(self.rows)

    def pick(self, random):
        """Closed eyes are rare, so they are drawn more often."""
        if random.random() < 0.15 and len(self.closed):
            return int(self.closed[random.integers(len(self.closed))])
        return int(random.integers(len(self)))

    def face(self, i, behind):
        row = self.rows[i]
        offset, width, height = row[:3].astype(int)
        layer = self.pixels[offset:offset + width * height * 4].reshape(height, width, 4)
        points = row[7:17].reshape(5, 2)
        m = faces.similarity(points, CHIP * 144 + 8)
        laid = cv2.warpAffine(layer, m, (CROP, CROP), flags=cv2.INTER_AREA)
        picture = np.uint8(behind * (1 - laid[..., 3:] / np.float32(255)) + laid[..., :3])
        points = points @ m[:, :2].T + m[:, 2]
        across = points[4] - points[3]
        width = np.linalg.norm(across)
        mouth = ellipse((points[3] + points[4]) / 2, across / max(width, 1), 0.5 * width, 0.22 * width)
        right = points[1] - points[0]
        apart = np.linalg.norm(right)
        eyes = [ellipse(points[k], right / max(apart, 1), 0.2 * apart, 0.1 * apart) for k in (0, 1)]
        opened = row[20] if abs(row[17]) < BOTH_EYES else 0.5
        return Face(picture, points, mouth, eyes, True if opened < CLOSED else False if opened > OPEN else None)


def hidden_part(outline, cover):
    """The part of a polygon that a cover (0 to 1, CROP x CROP) hides."""
    area = np.zeros((CROP, CROP), np.uint8)
    cv2.fillPoly(area, [np.int32(np.round(outline * 16))], 255, cv2.LINE_AA, 4)
    whole = area.sum(dtype=np.int64)
    return 0.0 if whole == 0 else float((area * cover).sum() / whole)


def aligned(picture, points, random, turn, grow, shift):
    """The chip by these points, and its 2x3 matrix: turned by about `turn` degrees, enlarged and shifted by such parts of it."""
    m = faces.similarity(points, CHIP * SIDE)
    turn, grow = np.deg2rad(random.normal(0, turn)), np.exp(random.normal(0, grow))
    more = grow * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.full(2, SIDE / 2)
    m = more @ m
    m[:, 2] += middle - more @ middle + random.normal(0, shift, 2) * SIDE
    return cv2.warpAffine(picture, m, (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), m


def chip_of(face, random, strayed):
    """The face as a detector's points align it. The points of hidden parts are guesses."""
    apart = np.linalg.norm(face.points[1] - face.points[0])
    points = face.points + random.normal(0, 0.03, (5, 2)) * apart
    points[:2] += random.normal(0, 0.10, (2, 2)) * apart * strayed[1]
    points[3:] += random.normal(0, 0.12, (2, 2)) * apart * strayed[0]
    return aligned(face.picture, points, random, 4, 0.05, 0.02)[0]


def disturbed(picture, random):
    """As films show faces: grey, dark, blurred, small, noisy, compressed."""
    if random.random() < 0.12:
        picture = np.repeat(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[..., None], 3, 2)
    if random.random() < 0.4:
        small = int(SIDE * random.uniform(0.3, 0.9))
        picture = cv2.resize(cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA), (SIDE, SIDE))
    elif random.random() < 0.25:
        picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.5, 2))
    if random.random() < 0.6:
        ramp = (np.arange(256)[:, None] / 255.0) ** np.exp(random.normal(0, 0.35)) * 255 * np.exp(random.normal(0, 0.2))
        picture = cv2.LUT(picture, np.clip(ramp * np.exp(random.normal(0, 0.08, 3)), 0, 255).astype(np.uint8)[:, None])
    if random.random() < 0.2:
        picture = np.clip(picture + random.standard_normal(picture.shape, np.float32) * np.float32(random.uniform(2, 8)), 0, 255).astype(np.uint8)
    if random.random() < 0.3:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(20, 80))])[1]
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return picture


class Samples:
    """Draws samples: a picture, and for mouth and eyes 1 (hidden), 0 (clear) or -1 (in between, or unknown)."""

    def __init__(self, photographs, actors, textures, seed, actor_share=0.35, plain_share=0.35):
        self.photographs, self.actors, self.textures = photographs, actors, textures
        self.random = np.random.default_rng(seed)
        self.actor_share, self.plain_share = actor_share, plain_share

    def draw(self):
        random = self.random
        if self.actors is not None and random.random() < self.actor_share:
            behind = self.textures[random.integers(len(self.textures))]
            face = self.actors.face(self.actors.pick(random), behind)
        else:
            face = self.photographs.face(int(random.integers(len(self.photographs))))
        closed = face.closed
        if face.lids is not None and random.random() < 0.15:
            close_eyes(face.picture, face.lids, random)
            closed = True
        cover = np.zeros((CROP, CROP), np.float32)
        if random.random() >= self.plain_share:
            draw_covers(face, cover, self.textures, random)
        mouth = hidden_part(face.mouth, cover)
        eyes = max(hidden_part(eye, cover) for eye in face.eyes)
        truth = [1 if part > HIDDEN else 0 if part < CLEAR else -1 for part in (mouth, eyes)]
        if truth[0] == 0 and face.doubtful:
            truth[0] = -1
        if truth[1] != 1 and closed is not False:
            truth[1] = 1 if closed else -1
        picture = chip_of(face, random, (mouth > HIDDEN, eyes > HIDDEN))
        if random.random() < 0.5:
            picture = picture[:, ::-1]
        return disturbed(np.ascontiguousarray(picture), random), truth

    def batch(self, size):
        pictures, truth = np.empty((size, SIDE, SIDE, 3), np.uint8), np.empty((size, 2), np.float32)
        for k in range(size):
            pictures[k], truth[k] = self.draw()
        return pictures, truth


def textures_of(shared, every=1):
    """Square parts of photographs, to cover faces with and to stand behind rendered people."""
    from tarfile import open as open_tar
    parts = []
    with open_tar(os.path.join(shared, "detect", "train.tar")) as tar:
        for i, member in enumerate(tar):
            if i % every or not member.isfile():
                continue
            picture = cv2.imdecode(np.frombuffer(tar.extractfile(member).read(), np.uint8), cv2.IMREAD_COLOR)
            side = min(picture.shape[:2])
            for x in {0, picture.shape[1] - side}:
                parts.append(cv2.resize(picture[:side, x:x + side], (CROP, CROP), interpolation=cv2.INTER_AREA))
    return parts
