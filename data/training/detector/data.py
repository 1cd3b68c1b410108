"""Training samples: crops and mosaics of photographs with the disturbances of video, and the wanted answer of each cell."""
import gzip
import json
import os
import tarfile

import cv2
import numpy as np

from cut_outs import BACK, FACE, lay_over
from network import RANGES, STRIDES, cells

LEAST_SIZE = 7  # pixels; smaller faces are regions to ignore
MOST_ENLARGED = 2.5
POINTS_OF_FLIP = [1, 0, 2, 4, 3]


class Picture:
    """A photograph in halving sizes, and its faces (x, y, w, h, five points) and regions to ignore."""

    def __init__(self, image, label):
        self.levels = [image]
        while min(self.levels[-1].shape[:2]) > 32:
            h, w = self.levels[-1].shape[:2]
            self.levels.append(cv2.resize(self.levels[-1], (max(1, w // 2), max(1, h // 2)), interpolation=cv2.INTER_AREA))
        self.faces = np.array([f["box"] + [v for p in f["points"] for v in p] for f in label["faces"]], np.float32).reshape(-1, 14)
        self.ignore = np.array(label["ignore"], np.float32).reshape(-1, 4)

    @property
    def size(self):
        h, w = self.levels[0].shape[:2]
        return np.array([w, h], np.float32)


def read_pictures(shared, every=1):
    with gzip.open(os.path.join(shared, "detect", "labels.jsonl.gz"), "rt") as file:
        labels = {label["file"]: label for label in map(json.loads, file)}
    pictures = []
    with tarfile.open(os.path.join(shared, "detect", "train.tar")) as tar:
        for i, member in enumerate(tar):
            if member.name in labels and i % every == 0:
                data = np.frombuffer(tar.extractfile(member).read(), np.uint8)
                pictures.append(Picture(cv2.imdecode(data, cv2.IMREAD_COLOR), labels[member.name]))
    return pictures


def sizes(faces):
    return np.sqrt(np.maximum(faces[:, 2] * faces[:, 3], 0))


def turned(faces):
    """Faces turned by more than about 40 degrees, from the nose's offset between the eyes."""
    right, left, nose = faces[:, 4:6], faces[:, 6:8], faces[:, 8:10]
    eyes = left - right
    offset = ((nose - (right + left) / 2) * eyes).sum(1)
    return np.abs(offset) > 0.42 * (eyes ** 2).sum(1)


def move(faces, ignore, matrix, flip):
    """Faces and regions after an affine map. A face counts as an ellipse, so a turned face's box grows little."""
    a, t = matrix[:, :2], matrix[:, 2]
    out = np.empty_like(faces)
    middle = (faces[:, :2] + faces[:, 2:4] / 2) @ a.T + t
    size = np.sqrt(faces[:, 2:4] ** 2 @ (a ** 2).T)
    points = faces[:, 4:].reshape(-1, 5, 2) @ a.T + t
    out[:, :2], out[:, 2:4] = middle - size / 2, size
    out[:, 4:] = (points[:, POINTS_OF_FLIP] if flip else points).reshape(-1, 10)
    middle = (ignore[:, :2] + ignore[:, 2:] / 2) @ a.T + t
    size = ignore[:, 2:] @ np.abs(a).T
    return out, np.concatenate([middle - size / 2, size], 1)


class Samples:
    def __init__(self, pictures, cut_outs, seed):
        self.random = np.random.default_rng(seed)
        self.cut_outs = cut_outs
        self.with_faces = [p for p in pictures if len(p.faces)]
        self.without = [p for p in pictures if not len(p.faces)]
        self.clean = [p for p in self.without if not len(p.ignore)]
        self.turned = [(p, f) for p in pictures for f in p.faces[turned(p.faces)]]

    def chance(self, probability):
        return self.random.random() < probability

    def log_uniform(self, low, high):
        return float(np.exp(self.random.uniform(np.log(low), np.log(max(high, low * 1.01)))))

    # Geometry

    def crop(self, side, small=False):
        """A square piece with one chosen face somewhere in it, or a piece of a picture without faces."""
        r = self.random
        if self.without and self.chance(0.18):
            picture = self.without[r.integers(len(self.without))]
            scale = self.log_uniform(0.25, 1.6)
            source = r.uniform(0, 1, 2) * picture.size
        else:
            picture = self.with_faces[r.integers(len(self.with_faces))]
            # Few pictures hold most of the faces (crowds), so a picture with fewer than four is drawn again now and then.
            if len(picture.faces) < 4 and self.chance(0.25):
                picture = self.with_faces[r.integers(len(self.with_faces))]
            face = picture.faces[r.integers(len(picture.faces))]
            if self.turned and self.chance(0.2):
                picture, face = self.turned[r.integers(len(self.turned))]
            size = sizes(face[None])[0]
            if small:
                wanted = self.log_uniform(8, 0.6 * side)
            elif self.chance(0.45):
                wanted = self.log_uniform(8, 48)
            else:
                wanted = self.log_uniform(24, 1.1 * side)
            scale = min(wanted / size, MOST_ENLARGED)
            source = face[:2] + face[2:4] / 2
        angle = r.normal(0, 8) if self.chance(0.75) else r.uniform(-48, 48)
        return self.piece(picture, side, scale, angle, self.chance(0.5), source, r.uniform(0.05, 0.95, 2) * side)

    def piece(self, picture, side, scale, angle, flip, source, target):
        r = self.random
        c, s = np.cos(np.radians(angle)) * scale, np.sin(np.radians(angle)) * scale
        stretch = np.exp(r.normal(0, 0.05))
        a = np.array([[c, -s], [s, c]]) @ np.diag([stretch * (-1 if flip else 1), 1 / stretch])
        t = target - a @ source
        level = int(np.clip(np.floor(np.log2(1 / scale) + 0.3), 0, len(picture.levels) - 1))
        image = picture.levels[level]
        shrunk = picture.size / np.array([image.shape[1], image.shape[0]])
        own = a @ np.diag(shrunk)
        m = np.concatenate([own, (t + own @ [0.5, 0.5] - 0.5)[:, None]], 1)
        border = [cv2.BORDER_CONSTANT, cv2.BORDER_REPLICATE][int(self.chance(0.3))]
        colour = [0, 0, 0] if self.chance(0.4) else [int(v) for v in r.integers(0, 255, 3)]
        covered = min(image.shape[:2]) * np.sqrt(abs(np.linalg.det(own)))
        image = cv2.warpAffine(image, m, (side, side), flags=cv2.INTER_LINEAR, borderMode=border, borderValue=colour)
        if self.clean and covered < 0.95 * side and self.chance(0.7):
            image = self.behind(image, m, picture.levels[level].shape[:2])
        faces, ignore = move(picture.faces, picture.ignore, np.concatenate([a, t[:, None]], 1), flip)
        return image, *within(faces, ignore, side)

    def behind(self, image, matrix, shape):
        """Fills the area outside the picture with a piece of a picture without faces."""
        r, side = self.random, image.shape[0]
        other = self.clean[r.integers(len(self.clean))]
        level = min(int(r.integers(3)), len(other.levels) - 1)
        other = other.levels[level]
        h, w = other.shape[:2]
        scale = max(1, side / h, side / w)
        cut = min(int(np.ceil(side / scale)), h, w)
        x, y = r.integers(0, w - cut + 1), r.integers(0, h - cut + 1)
        other = cv2.resize(other[y:y + cut, x:x + cut], (side, side))
        mask = cv2.warpAffine(np.full(shape, 255, np.uint8), matrix, (side, side), flags=cv2.INTER_LINEAR)
        return np.where(mask[..., None] > 127, image, other)

    def mosaic(self, side, count):
        image = np.empty((side, side, 3), np.uint8)
        faces, ignore = [], []
        part = side // count
        for y in range(count):
            for x in range(count):
                piece, f, g = self.crop(part, small=True)
                image[y * part:(y + 1) * part, x * part:(x + 1) * part] = piece
                f[:, :2] += [x * part, y * part]
                f[:, 4:] += np.tile([x * part, y * part], 5)
                g[:, :2] += [x * part, y * part]
                faces.append(f), ignore.append(g)
        return image, np.concatenate(faces), np.concatenate(ignore)

    def sample(self, side):
        if self.chance(0.25):
            image, faces, ignore = self.mosaic(side, [2, 2, 4][self.random.integers(3)])
        else:
            image, faces, ignore = self.crop(side)
        if self.cut_outs and self.chance(0.45):
            image, faces, ignore = self.paste(image, faces, ignore)
        if self.chance(0.18):
            image = self.cover(image, faces)
        return self.disturb(image), faces, ignore

    def paste(self, image, faces, ignore):
        """Lays faces from elsewhere over the picture. A face that is largely hidden by one becomes a region to ignore."""
        r, side = self.random, image.shape[0]
        image = image.copy()
        count, largest = [(1, 0.9 * side), (int(r.integers(2, 5)), 0.35 * side), (int(r.integers(4, 13)), 40)][r.integers(3)]
        for _ in range(count):
            cut_out, face, kind = self.cut_outs.draw(r)
            scale = min(self.log_uniform(8, largest) / sizes(face[None])[0], MOST_ENLARGED)
            angle = r.normal(0, 7) if self.chance(0.7) else r.uniform(-45, 45)
            flip = self.chance(0.5)
            gain = np.exp(r.normal(0, 0.2)) * r.normal(1, 0.05, 3)
            laid = lay_over(image, cut_out, face, scale, angle, flip, r.uniform(0.02, 0.98, 2) * side, gain)
            if laid is None:
                continue
            matrix, hidden, corner = laid
            covered = [share_of(hidden, corner, f) > 0.35 for f in faces[:, :4]]
            covered = np.array(covered, bool)
            ignore = np.concatenate([ignore, faces[covered, :4]])
            new, _ = move(face[None], np.zeros((0, 4), np.float32), matrix, flip)
            faces = faces[~covered]
            if kind == FACE:
                faces = np.concatenate([faces, new])
            elif kind != BACK:
                ignore = np.concatenate([ignore, new[:, :4]])
        return image, *within(faces.astype(np.float32), ignore.astype(np.float32), side)

    # Pixels

    def cover(self, image, faces):
        """Hides up to half of some faces, or a place without a face, behind a colour or a piece of the picture."""
        r, side = self.random, image.shape[0]
        image = image.copy()
        boxes = [f[:4] for f in faces] or [np.array([*r.uniform(0, side * 0.7, 2), *r.uniform(10, side * 0.3, 2)])]
        for box in boxes:
            if not self.chance(0.6):
                continue
            share = r.uniform(0.15, 0.45)
            x, y, w, h = box
            way = r.integers(4)
            if way < 2:
                h, y = h * share, y + (h * (1 - share) if way else 0)
            else:
                w, x = w * share, x + (w * (1 - share) if way == 3 else 0)
            x0, y0 = max(0, int(x)), max(0, int(y))
            x1, y1 = min(side, int(np.ceil(x + w))), min(side, int(np.ceil(y + h)))
            if x1 <= x0 or y1 <= y0:
                continue
            if self.chance(0.5):
                image[y0:y1, x0:x1] = r.integers(0, 255, 3)
            else:
                u, v = r.integers(0, side - (x1 - x0) + 1), r.integers(0, side - (y1 - y0) + 1)
                image[y0:y1, x0:x1] = image[v:v + y1 - y0, u:u + x1 - x0].copy()
        return image

    def disturb(self, image):
        r = self.random
        if self.chance(0.12):
            image = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        if self.chance(0.7):
            image = self.light(image)
        kind = r.random()
        if kind < 0.08:
            factor = r.uniform(0.35, 0.8)
            small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
            image = cv2.resize(small, image.shape[1::-1], interpolation=[cv2.INTER_LINEAR, cv2.INTER_CUBIC][r.integers(2)])
        elif kind < 0.2:
            image = cv2.GaussianBlur(image, (0, 0), r.uniform(0.4, 1.6))
        elif kind < 0.27:
            image = self.motion(image)
        if self.chance(0.15):
            noise = np.empty(image.shape, np.int16)
            cv2.randn(noise, 0, r.uniform(2, 12))
            image = cv2.add(image, noise, dtype=cv2.CV_8U)
        if self.chance(0.25):
            _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(r.integers(20, 85))])
            image = cv2.imdecode(data, cv2.IMREAD_COLOR)
        return image

    def light(self, image):
        r = self.random
        ramp = (np.arange(256) / 255.0) ** np.exp(r.normal(0, 0.35))
        ramp = (ramp - 0.5) * np.exp(r.normal(0, 0.25)) + 0.5 + r.normal(0, 0.07)
        if self.chance(0.12):
            ramp = ramp * r.uniform(0.12, 0.5)
        tint = r.normal(1, 0.06, 3)
        return cv2.LUT(image, np.clip(ramp[:, None] * tint * 255, 0, 255).astype(np.uint8)[None])

    def motion(self, image):
        length, angle = int(self.random.integers(3, 10)), self.random.uniform(0, 180)
        line = np.zeros((length, length), np.float32)
        line[length // 2] = 1
        line = cv2.warpAffine(line, cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), angle, 1), (length, length))
        return cv2.filter2D(image, -1, line / max(line.sum(), 1e-3))


def share_of(hidden, corner, box):
    """How much of a box lies under what was laid over the picture."""
    x0, y0 = (int(v) for v in np.floor(box[:2] - corner))
    x1, y1 = (int(v) for v in np.ceil(box[:2] + box[2:] - corner))
    return hidden[max(0, y0):max(0, y1), max(0, x0):max(0, x1)].sum() / max(1, (x1 - x0) * (y1 - y0))


def within(faces, ignore, side):
    """Keeps the faces that have their middle in the square and are large enough; the others become regions to ignore."""
    middle = faces[:, :2] + faces[:, 2:4] / 2
    inside = ((middle > 0) & (middle < side)).all(1) & (sizes(faces) >= LEAST_SIZE)
    ignore = np.concatenate([ignore, faces[~inside, :4]])
    near = ((ignore[:, :2] < side) & (ignore[:, :2] + ignore[:, 2:] > 0)).all(1)
    return faces[inside], ignore[near]


def targets(faces, ignore, side):
    """For every cell of all maps: the wanted score, whether the score counts, and the face (14 numbers) that the cell describes."""
    wanted, counts, described = [], [], []
    order = np.argsort(-sizes(faces))
    for stride, (never, least, most, ever) in zip(STRIDES, RANGES):
        n = side // stride
        x, y = cells(n, n, stride)
        score, valid, face = np.zeros((n, n), np.float32), np.ones((n, n), np.float32), np.zeros((n, n, 14), np.float32)
        for bx, by, bw, bh in ignore:
            valid[(np.abs(x - bx - bw / 2) <= bw / 2 + stride / 2) & (np.abs(y - by - bh / 2) <= bh / 2 + stride / 2)] = 0
        for f in faces[order]:
            size = np.sqrt(f[2] * f[3])
            if size <= never or size >= ever:
                continue
            mx, my = f[0] + f[2] / 2, f[1] + f[3] / 2
            far = np.sqrt(((x - mx) / f[2]) ** 2 + ((y - my) / f[3]) ** 2)
            if not least <= size <= most:
                valid[(far < 0.6) & (score == 0)] = 0
                continue
            own = np.clip((0.5 - far) / 0.3, 0, 1)
            own[min(n - 1, max(0, int(my / stride))), min(n - 1, max(0, int(mx / stride)))] = 1
            take = (own > 0) & (own >= score)
            score[take], valid[take], face[take] = own[take], 1, f
        wanted.append(score.ravel()), counts.append(valid.ravel()), described.append(face.reshape(-1, 14))
    return np.concatenate(wanted), np.concatenate(counts), np.concatenate(described)


def batches(pictures, cut_outs, seed, area):
    """An endless stream of batches of about `area` pixels. Some have larger squares, for large faces and what is around them."""
    samples = Samples(pictures, cut_outs, seed)
    while True:
        side = int(samples.random.choice([256, 384, 512], p=[0.7, 0.18, 0.12]))
        images, rest = [], []
        for _ in range(max(2, area // side ** 2)):
            image, faces, ignore = samples.sample(side)
            images.append(image)
            rest.append(targets(faces, ignore, side))
        yield np.stack(images), *(np.stack([t[k] for t in rest]) for k in range(3))
