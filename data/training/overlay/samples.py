"""Samples for the overlay network: three pictures of a moving background with or without something burned in, and the truth of each cell.

Photographs are moved as a camera moves, parts of them as people move, and writing on things in the scene moves with them.
"""
import gzip
import json
import os
import tarfile

import cv2
import numpy as np

from network import CELL, HEIGHT, WIDTH
from overlays import GROUND, INK, KINDS, PICTURES, Drawer
from writing import pick, words

HERE = os.path.dirname(os.path.abspath(__file__))
FOUND, FREE = 0.2, 0.02  # parts of a cell: with more it has an overlay, with less it has none, between them it does not count
SEEN = 9.0  # gray levels by which an overlay changes its place at least, on average; weaker ones do not count
SIZES = [(512, 288)] * 6 + [(512, 384), (512, 216), (512, 512), (288, 512)]
HELD_OUT = 6  # every sixth photograph is not trained on
DOUBTFUL, FAVOURED = -1.0, 5  # a logit; how much more often photographs are drawn in which a network finds something
LEAST = 420  # pixels, of the longer side of the photographs that whole pictures are made of


def left_out():
    """Photographs with burned-in text, and screens and posters full of writing: their truth would be wrong."""
    with open(os.path.join(HERE, "left_out.txt")) as file:
        return {line.split()[0] for line in file if line.strip() and not line.startswith("#")}


class Photographs:
    """Luma of photographs: those to train on, or those held out."""

    def __init__(self, shared, part, limit=None):
        with gzip.open(os.path.join(shared, "detect", "labels.jsonl.gz"), "rt") as file:
            labels = {label["file"]: label for label in map(json.loads, file)}
        out, self.names, self.pictures = left_out(), [], []
        with tarfile.open(os.path.join(shared, "detect", "train.tar")) as tar:
            for member in tar:
                name = member.name
                if name not in labels or name in out or labels[name]["kind"] == "drawing/text":
                    continue
                if (int(name[:6]) % HELD_OUT == 0) != (part == "test"):
                    continue
                data = np.frombuffer(tar.extractfile(member).read(), np.uint8)
                self.names.append(name)
                self.pictures.append(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
                if limit and len(self.names) >= limit:
                    break
        self.share = np.ones(len(self.names))

    def favour(self, answer_of):
        """Draws photographs more often in which a trained network finds something: there is nothing."""
        for i, picture in enumerate(self.pictures):
            scale = 512 / max(picture.shape)
            small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
            if answer_of(np.repeat(small[None, ..., None], PICTURES, 3)) > DOUBTFUL:
                self.share[i] = FAVOURED

    def __len__(self):
        return len(self.pictures)


def pattern(random, w, h):
    """Stripes, grids, bricks, blinds, shelves: regular edges that are no writing. Values and mask."""
    picture = np.full((h, w), random.uniform(0, 255), np.float32)
    step, kind = random.integers(4, 24), random.integers(5)
    other = random.uniform(0, 255)
    if kind == 0:
        picture[:, (np.arange(w) // max(1, step // 2)) % 2 == 0] = other
    elif kind == 1:
        picture[(np.arange(h) // max(1, step // 2)) % 2 == 0] = other
    elif kind == 2:
        picture[::step], picture[:, ::step] = other, other
    elif kind == 3:
        picture[::step] = other
        for row, y in enumerate(range(0, h, step)):
            picture[y:y + step, (row % 2) * step::2 * step] = other
    else:  # a shelf of books, or windows of houses
        y = 0
        while y < h:
            tall, x = int(random.integers(8, 40)), 0
            while x < w:
                wide = int(random.integers(3, 14))
                picture[y:y + tall, x:x + wide - 1] = random.uniform(0, 255)
                x += wide
            y += tall + 2
    return picture


def rail(random, picture):
    """A long edge of furniture, a rail, a frame: level or nearly so, often soft."""
    h, w = picture.shape
    mask = np.zeros((h, w), np.uint8)
    y, x = random.uniform(0.2, 0.95) * h, random.uniform(-0.3, 0.6) * w
    length = random.uniform(0.2, 1) * w
    begin, end = (x, y), (x + length, y + length * random.normal(0, 0.02))
    if random.random() < 0.2:
        begin, end = begin[::-1], end[::-1]
    cv2.line(mask, tuple(map(int, begin)), tuple(map(int, end)), 255, int(random.integers(1, 12)), cv2.LINE_AA)
    alpha = cv2.GaussianBlur(mask, (0, 0), random.uniform(0.4, 2.5)).astype(np.float32) / 255 * random.uniform(0.3, 1)
    picture[:] = picture * (1 - alpha) + random.uniform(0, 255) * alpha


def onto(random, picture, layer, mask):
    """Lays a layer onto the picture, slanted as on a wall. Returns how slanted it is, 0 to 1, and the mask."""
    h, w = picture.shape
    lh, lw = layer.shape
    scale = random.uniform(0.15, 0.7) * min(w / lw, h / lh)
    corners = np.float32([[0, 0], [lw, 0], [lw, lh], [0, lh]])
    slant = random.uniform(0, 0.25) if random.random() < 0.8 else 0
    turn = random.normal(0, 0.25) if slant else 0
    rotation = np.float32([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    target = (corners - [lw / 2, lh / 2]) @ rotation.T * scale
    target += random.uniform(-1, 1, (4, 2)) * slant * scale * min(lw, lh)
    target += [random.uniform(0.15, 0.85) * w, random.uniform(0.15, 0.85) * h]
    m = cv2.getPerspectiveTransform(corners, np.float32(target))
    laid = cv2.warpPerspective(layer, m, (w, h), flags=cv2.INTER_AREA)
    alpha = cv2.warpPerspective(mask, m, (w, h), flags=cv2.INTER_AREA).astype(np.float32) / 255
    picture[:] = picture * (1 - alpha) + laid * alpha
    return abs(turn) + slant, alpha


class Motion:
    """How the background lies in each of the three pictures, newest first."""

    def __init__(self, random, pictures=PICTURES):
        self.random, self.pictures = random, pictures
        kind = random.random()
        self.still = kind < 0.4
        speed = np.zeros(2) if self.still else random.normal(0, 1, 2) * np.exp(random.uniform(-1, 2.7)) if kind < 0.75 else np.zeros(2)
        shake = 0 if self.still else random.uniform(0, 2.5) if kind > 0.6 else 0
        zoom = random.normal(0, 0.02) if kind > 0.9 else 0
        self.cut = int(random.integers(1, pictures)) if random.random() < 0.05 else pictures  # pictures from here on show another scene
        self.offsets = [speed * t + random.normal(0, 1, 2) * shake for t in range(pictures)]
        self.zooms = [1 + zoom * t for t in range(pictures)]
        self.repeated = 1 + int(random.integers(2)) if random.random() < 0.06 else pictures  # a film's begin has no earlier pictures
        self.moved = not self.still and np.ptp(self.offsets, 0).max() > 3

    def person(self, w, h):
        """Displacement maps of an oval that moves by itself, for each picture, or none."""
        random = self.random
        if random.random() > (0.6 if self.still else 0.25):
            return None
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        middle, size = random.uniform(0, 1, 2) * [w, h], random.uniform(20, 90)
        weight = np.exp(np.float32(-1.5) * (((x - np.float32(middle[0])) / size) ** 2 + ((y - np.float32(middle[1])) / (1.3 * size)) ** 2)).astype(np.float32)
        steps = random.normal(0, 1, (self.pictures, 2)) * random.uniform(0.5, 6)
        return [(x + weight * np.float32(s[0]), y + weight * np.float32(s[1])) for s in steps]


def part_of(random, picture, place, size, motion, time, grow):
    """A window of the photograph."""
    scale = grow * motion.zooms[time]
    offset = motion.offsets[time]
    m = np.float64([[scale, 0, size[0] / 2 - scale * place[0] + offset[0]], [0, scale, size[1] / 2 - scale * place[1] + offset[1]]])
    if scale < 0.7:
        blurred = cv2.GaussianBlur(picture, (0, 0), 0.35 / scale)
    else:
        blurred = picture
    return cv2.warpAffine(blurred, m, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101).astype(np.float32)


class Scene:
    """Three pictures, newest first, of a window of a larger picture of `whole` pixels; and the truth of each cell."""

    def __init__(self, samples, items, window, motion=None, shown=None):
        random = self.random = samples.random
        self.samples, self.window = samples, window
        x, y, w, h = window
        self.motion = motion or Motion(random)
        self.ink, self.ground = np.zeros((h, w), np.float32), np.zeros((h, w), np.float32)
        self.pictures = self.background(w, h)
        self.burn(items, shown)

    def background(self, w, h):
        random, motion = self.random, self.motion
        scenes = []
        for _ in range(1 if motion.cut >= motion.pictures else 2):
            photograph = self.samples.photograph(max(w, h) > 300)
            ph, pw = photograph.shape
            smallest = max(w / pw, h / ph)
            if max(w, h) > 300:
                grow = smallest * random.uniform(1.0, 1.4)
            else:
                grow = np.exp(random.uniform(np.log(max(0.45, min(smallest, 1.1))), np.log(max(1.3, smallest * 1.05))))
            photograph = np.float32(photograph[:, ::-1] if random.random() < 0.5 else photograph)
            room = np.maximum(0, np.array([pw - w / grow, ph - h / grow])) / 2
            place = np.array([pw, ph]) / 2 + random.uniform(-1, 1, 2) * room
            scenes.append((photograph, place, grow))
        photograph, place, grow = scenes[0]
        pictures = []
        base = part_of(random, photograph, place, (w + 96, h + 96), Still, 0, grow)
        if random.random() < self.samples.scene_writing:
            self.things_in_scene(base)
        if random.random() < 0.25:
            base = np.clip(base + random.uniform(0.3, 1.2) * (base - cv2.GaussianBlur(base, (0, 0), 1.2)), 0, 255)
        person = motion.person(w, h)
        for time in range(motion.pictures):
            if time >= motion.cut:
                pictures.append(part_of(random, *scenes[1][:2], (w, h), Still, 0, scenes[1][2]))
                continue
            offset, zoom = motion.offsets[time], motion.zooms[time]
            m = np.float64([[zoom, 0, -48 * zoom + (1 - zoom) * w / 2 + offset[0]], [0, zoom, -48 * zoom + (1 - zoom) * h / 2 + offset[1]]])
            frame = cv2.warpAffine(base, m, (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
            if person is not None:
                frame = cv2.remap(frame, *person[time], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            pictures.append(frame)
        return pictures

    def things_in_scene(self, base):
        """Signs, printed shirts, screens; and regular patterns."""
        random = self.random
        if random.random() < 0.3:
            return rail(random, base)
        if random.random() < 0.45:
            layer = pattern(random, int(random.integers(60, 260)), int(random.integers(40, 200)))
            onto(random, base, layer, np.full(layer.shape, 255, np.uint8))
            return
        drawer = self.samples.drawer
        emblem = random.random() < 0.35
        if emblem:
            mask = drawer.emblem(random.uniform(20, 60))
        else:
            lines = drawer.writer.line(words(random, int(random.integers(1, 4))), drawer.writer.style(0.1)[0], random.uniform(12, 40))
            if lines is None:
                return
            mask = lines[0]
        value = random.uniform(0, 255)
        if random.random() < 0.6:  # on a sign
            pad = int(random.integers(2, 14))
            layer = np.full((mask.shape[0] + 2 * pad, mask.shape[1] + 2 * pad), (value + random.uniform(80, 170)) % 256, np.float32)
            part = np.float32(cv2.copyMakeBorder(mask, pad, pad, pad, pad, cv2.BORDER_CONSTANT)) / 255
            layer, mask = layer * (1 - part) + value * part, np.full(layer.shape, 255, np.uint8)
        else:
            layer = np.full(mask.shape, value, np.float32)
        before = base.copy()
        slant, alpha = onto(random, base, layer, mask)
        if random.random() < 0.7:  # lit and out of focus as the scene is
            base[:] = base * (1 - alpha) + cv2.GaussianBlur(base, (0, 0), random.uniform(0.6, 1.8)) * alpha
        base[:] = base + (before - cv2.GaussianBlur(before, (0, 0), 3)) * alpha * 0.5
        if not self.motion.moved and slant < 0.12:  # nobody can know
            h, w = self.ground.shape
            self.ground = np.maximum(self.ground, np.float32(alpha[48:48 + h, 48:48 + w] > 0))

    def burn(self, items, shown):
        """Shown since before the oldest picture; or only in the newest ones, or no longer: that does not count."""
        pictures, steady = self.motion.pictures, True
        if shown is None:
            shown = [True] * pictures
            if items and self.random.random() < self.samples.brief:
                steady = False
                k = int(self.random.integers(1, pictures))
                begins = self.random.random() < 0.6
                shown = [(t < k) == begins for t in range(pictures)]
        for item in items:
            for time in range(pictures - 1, -1, -1):
                if shown[time]:
                    self.lay(item, time, steady)

    def lay(self, item, time, steady):
        wx, wy, w, h = self.window
        x, y, mask = item.at(time)
        x, y = x - wx, y - wy
        mh, mw = mask.shape
        left, top, right, bottom = max(x, 0), max(y, 0), min(x + mw, w), min(y + mh, h)
        if left >= right or top >= bottom:
            return
        part = mask[top - y:bottom - y, left - x:right - x]
        alpha = part.astype(np.float32) * np.float32(item.strength / 255)
        place = np.s_[top:bottom, left:right]
        below = self.pictures[time][place]
        change = np.abs(alpha * (np.float32(item.value) - below)).sum() / max(1e-3, (part > 40).sum())
        below += alpha * (np.float32(item.value) - below)
        if time:
            return
        role = item.role if steady and change >= self.samples.seen else GROUND
        if role == INK and mh < 200 and mw < 480:
            side = int(np.clip(min(mh, mw) * 0.5, 3, 15)) | 1
            around = cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8), borderType=cv2.BORDER_CONSTANT)
        else:
            around = part
        area = self.ink if role == INK else self.ground
        np.maximum(area[place], (around > 60).astype(np.float32), out=area[place])

    def truth(self):
        h, w = self.ink.shape
        rows, columns = h // CELL, w // CELL
        def cells(area):
            return area[:rows * CELL, :columns * CELL].reshape(rows, CELL, columns, CELL).mean((1, 3))
        ink, ground = cells(self.ink), cells(self.ground)
        return np.where(ink >= FOUND, 1, np.where((ink > FREE) | (ground > FREE), -1, 0)).astype(np.float32)

    def disturbed(self):
        """As films come: soft, noisy, dark, compressed, with the range of video."""
        random, pictures = self.random, self.pictures
        h, w = pictures[0].shape
        if random.random() < 0.25:
            small = random.uniform(0.5, 0.95)
            pictures = [cv2.resize(cv2.resize(p, (int(w * small), int(h * small)), interpolation=cv2.INTER_AREA), (w, h)) for p in pictures]
        elif random.random() < 0.2:
            sigma = random.uniform(0.4, 1.0)
            pictures = [cv2.GaussianBlur(p, (0, 0), sigma) for p in pictures]
        gain, offset = random.uniform(0.6, 1.05), random.uniform(0, 30)
        noise = random.uniform(0.5, 6) if random.random() < 0.4 else 0
        quality = int(random.integers(18, 96)) if random.random() < 0.75 else 0
        out = np.empty((h, w, self.motion.pictures), np.uint8)
        for time, picture in enumerate(pictures):
            if time >= self.motion.repeated:
                out[..., time] = out[..., time - 1]
                continue
            picture = picture * np.float32(gain) + np.float32(offset)
            if noise:
                grain = np.empty((h, w), np.float32)
                cv2.randn(grain, 0, noise)
                picture = picture + grain
            picture = np.clip(picture, 0, 255).astype(np.uint8)
            if quality:
                picture = cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
            out[..., time] = picture
        return out


class Still:
    offsets, zooms = [np.zeros(2)] * PICTURES, [1.0] * PICTURES


class Samples:
    def __init__(self, photographs, fonts, seed, clean=0.35, brief=0.12, scene_writing=0.45, seen=SEEN):
        self.random = np.random.default_rng(seed)
        cv2.setRNGSeed(seed)
        self.photographs, self.drawer = photographs, Drawer(fonts, self.random)
        large = np.array([max(p.shape) >= LEAST for p in photographs.pictures])
        self.sums = {whole: np.cumsum(photographs.share * (large if whole else 1)) for whole in (False, True)}
        self.clean, self.brief, self.scene_writing, self.seen = clean, brief, scene_writing, seen

    def photograph(self, large):
        sums = self.sums[large]
        return self.photographs.pictures[int(np.searchsorted(sums, self.random.random() * sums[-1], "right"))]

    def kinds(self):
        if self.random.random() < self.clean:
            return []
        names, weights = list(KINDS), np.array(list(KINDS.values()))
        return list(self.random.choice(names, 1 + int(self.random.random() < 0.3), replace=False, p=weights / weights.sum()))

    def items(self, kinds, whole):
        return [item for kind in kinds for item in getattr(self.drawer, kind)(*whole)]

    def draw(self):
        """A window of a picture: around something that is burned in, or at the edge of the picture, or anywhere."""
        random = self.random
        whole = SIZES[int(random.integers(len(SIZES)))]
        items = self.items(self.kinds(), whole)
        room = np.array(whole) - [WIDTH, HEIGHT]
        corner = [int(random.integers(r + 1)) if random.random() < 0.4 else int(r * random.integers(2)) for r in room]
        ink = [item for item in items if item.role == INK]
        if ink and random.random() < 0.75:
            item = pick(random, ink)
            x, y, mask = item.at(0)
            middle = np.array([x, y]) + random.uniform(0, 1, 2) * mask.shape[::-1] - [WIDTH / 2, HEIGHT / 2] + random.uniform(-50, 50, 2)
            corner = [int(c) for c in np.clip(middle, 0, room)]
        scene = Scene(self, items, (*corner, WIDTH, HEIGHT))
        return scene.disturbed(), scene.truth()

    def batch(self, size):
        pictures = np.empty((size, HEIGHT, WIDTH, PICTURES), np.uint8)
        truth = np.empty((size, HEIGHT // CELL, WIDTH // CELL), np.float32)
        for k in range(size):
            pictures[k], truth[k] = self.draw()
        return pictures, truth
