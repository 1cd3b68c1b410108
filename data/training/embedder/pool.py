"""The pool: inputs with the teacher's answers, in files that one process fills and another reads.

The first slots hold every training photograph and its mirror image, for good. The rest is a ring of new faces made
of two or three people (shape and texture mixed by their 68 points) or of one person with another shape, labelled by
the teacher. Once full, the oldest of these are replaced, so the student never sees the same ones for long.
"""
import argparse
import json
import os
import time

import cv2
import numpy as np
import torch

import faces
from network import number_type
from teacher import Teacher

MAP_SCALE = 24.0  # teacher's maps are kept as int8 of value * 24; their standard deviation is about 0.6
TEACHER_BATCH = 64


class Pool:
    """Memory-mapped arrays. One writer, one reader; a slot overwritten while read costs one wrong sample, no more."""

    def __init__(self, folder, slots, mode):
        os.makedirs(folder, exist_ok=True)
        self.folder, self.slots = folder, slots

        def array(name, shape, kind):
            path = os.path.join(folder, name)
            exists = os.path.exists(path)
            return np.memmap(path, kind, "r" if mode == "r" else ("r+" if exists else "w+"), shape=(slots, *shape))

        self.image = array("image.u8", (faces.FRAME, faces.FRAME, 3), np.uint8)
        self.embedding = array("embedding.f16", (256,), np.float16)
        self.map16 = array("map16.i8", (128, 16, 16), np.int8)
        self.map8 = array("map8.i8", (128, 8, 8), np.int8)

    def progress(self):
        try:
            with open(os.path.join(self.folder, "progress.json")) as file:
                return json.load(file)
        except (FileNotFoundError, json.JSONDecodeError):
            return {"written": 0, "permanent": 0}

    def report(self, written, permanent):
        path = os.path.join(self.folder, "progress.json")
        with open(path + ".part", "w") as file:
            json.dump({"written": written, "permanent": permanent, "filled": min(written, self.slots)}, file)
        os.replace(path + ".part", path)


class Mixer:
    """New faces out of known ones."""

    GRID = 18

    def __init__(self, people, seed):
        self.random = np.random.default_rng(seed)
        self.people = people  # list of lists of (picture, points): one list per identity
        shapes = np.stack([points for photos in people for _, points in photos[:3]]).reshape(-1, 136)
        self.mean = shapes.mean(0)
        _, scale, axes = np.linalg.svd(shapes - self.mean, full_matrices=False)
        self.axes = axes[:24] * (scale[:24, None] / np.sqrt(len(shapes)))
        self.template = faces.five_points(self.mean.reshape(68, 2))
        side = faces.CROP - 1
        ring = np.linspace(0, side, 5)[:-1]
        self.border = np.float64([(t, 0) for t in ring] + [(side, t) for t in ring]
                                 + [(side - t, side) for t in ring] + [(0, side - t) for t in ring])
        # Control points the spline is solved on: every second jaw point is enough and halves the work.
        self.chosen = np.array(list(range(0, 17, 2)) + list(range(17, 60)))
        axis = np.linspace(0, side, self.GRID)
        self.grid = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)

    @staticmethod
    def kernel(a, b):
        r = ((a[:, None] - b[None]) ** 2).sum(-1)
        return r * np.log(r + 1e-6)

    def photo(self):
        photos = self.people[self.random.integers(len(self.people))]
        picture, points = photos[self.random.integers(len(photos))]
        if self.random.random() < 0.5:
            points = points[faces.POINTS_OF_FLIP] * [-1, 1] + [faces.CROP - 1, 0]
            picture = picture[:, ::-1]
        return picture, points

    def warp(self, picture, source, target):
        """Moves `source` points to `target` by a thin-plate spline evaluated on a coarse grid."""
        a = np.vstack([target[self.chosen], self.border])
        b = np.vstack([source[self.chosen], self.border])
        n = len(a)
        system = np.zeros((n + 3, n + 3))
        system[:n, :n] = self.kernel(a, a) + 30.0 * np.eye(n)  # a little stiffness: the points are not exact
        system[:n, n], system[:n, n + 1:] = 1, a
        system[n:, :n] = system[:n, n:].T
        weights = np.linalg.solve(system, np.vstack([b - a, np.zeros((3, 2))]))
        g = self.grid
        shift = self.kernel(g, a) @ weights[:n] + weights[n] + g @ weights[n + 1:]
        coarse = np.float32((g + shift).reshape(self.GRID, self.GRID, 2))
        lookup = self.expand(coarse)
        return cv2.remap(picture, lookup, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)

    def expand(self, coarse):
        step = np.float32((self.GRID - 1) / (faces.CROP - 1))
        return cv2.warpAffine(coarse, np.float32([[step, 0, 0], [0, step, 0]]), (faces.CROP, faces.CROP),
                              flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)

    def make(self):
        random = self.random
        count = random.choice([1, 2, 3], p=[0.2, 0.6, 0.2])
        photos = [self.photo() for _ in range(count)]
        shares = random.dirichlet([2.0] * count)
        target = sum(s * p for s, (_, p) in zip(shares, photos))
        strength = random.uniform(0.2, 1.1) if count == 1 else random.uniform(0, 0.6)
        target = target + strength * (random.normal(size=len(self.axes)) @ self.axes).reshape(68, 2)
        align = faces.similarity(faces.five_points(target), self.template)
        target = target @ align[:, :2].T + align[:, 2]
        warped = [self.warp(picture, points, target) for picture, points in photos]
        if count == 1:
            result = warped[0]
        else:
            texture = random.dirichlet([1.5] * count)
            masks = np.float32(texture) + np.float32(random.normal(0, 0.35, (4, 4, count))) * (random.random() < 0.6)
            masks = np.clip(cv2.resize(masks, (faces.CROP, faces.CROP), interpolation=cv2.INTER_CUBIC), 0, 1)
            masks = masks.reshape(faces.CROP, faces.CROP, count) + 1e-3
            masks /= masks.sum(-1, keepdims=True)
            result = sum(w.astype(np.float32) * masks[..., i:i + 1] for i, w in enumerate(warped))
            result = np.clip(result + 0.5, 0, 255).astype(np.uint8)
        if random.random() < 0.4:  # another light and skin tone: to the teacher a somewhat different person
            gain, gamma = random.normal(1, 0.12, 3), np.exp(random.normal(0, 0.3))
            ramp = (np.arange(256) / 255.0) ** gamma * 255
            result = cv2.LUT(result, np.clip(ramp[:, None] * gain, 0, 255).astype(np.uint8)[None])
        return result


def training_people(shared, portrait_points=None, limit=None):
    """Photographs with their 68 points, a list for each person: LFW's training part and, with their points, the portraits."""
    names = set(faces.split(shared)["train"])
    points = {f["out"]: f["crop_points"] for f in faces.landmarks(shared)}
    people = {}
    for name, picture in faces.photographs(shared, keep=lambda n: faces.identity_of(n) in names):
        if name in points:
            people.setdefault(faces.identity_of(name), []).append((picture, points[name]))
        if limit and len(people) > limit:
            return [people[k] for k in sorted(people)]
    if portrait_points:
        found = np.load(portrait_points)
        points = dict(zip(found["names"], found["points"]))
        for name, person, picture in faces.portraits(shared):
            if name in points:
                people.setdefault(f"portrait {person or name}", []).append((picture, points[name]))
    return [people[k] for k in sorted(people)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", required=True)
    parser.add_argument("--pool", required=True, help="folder to fill")
    parser.add_argument("--slots", type=int, default=48000)
    parser.add_argument("--total", type=int, default=10**9, help="stop after so many samples; by default go on")
    parser.add_argument("--people", type=int, help="only the first so many identities (smoke run)")
    parser.add_argument("--portrait-points", help="what portraits.py wrote: trains on detect/people.tar too")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--rest", type=float, default=0.0, help="seconds to sleep per second of work once the pool is full")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)

    pool = Pool(options.pool, options.slots, "w")
    teacher = Teacher(os.path.join(options.shared, "models", "face-reidentification-retail-0095.onnx"))
    numbers = number_type(options.device)
    teacher = teacher.to(options.device, numbers, memory_format=torch.channels_last)
    ask = torch.compile(teacher) if options.compile else teacher
    people = training_people(options.shared, options.portrait_points, options.people)
    permanent = 2 * sum(len(p) for p in people)
    written = pool.progress()["written"]
    mixer = Mixer(people, [options.seed, written])  # a resumed run goes on with other faces, not the same again
    photos = [photo for person in people for photo, _ in person]
    order = np.random.default_rng(options.seed).permutation(permanent)
    inset, ring = (faces.CROP - faces.FRAME) // 2, options.slots - permanent
    assert ring > 0, "the pool must be larger than the photographs and their mirror images"
    started, first = time.time(), written
    while written < options.total:
        begun, batch = time.time(), []
        for n in range(written, written + TEACHER_BATCH):
            if n < permanent:
                picture = photos[order[n] // 2]
                batch.append(picture[:, ::-1] if order[n] % 2 else picture)
            else:
                batch.append(mixer.make())
        batch = np.ascontiguousarray(np.stack(batch)[:, inset:inset + faces.FRAME, inset:inset + faces.FRAME])
        rim = (faces.FRAME - 128) // 2
        x = torch.from_numpy(batch[:, rim:rim + 128, rim:rim + 128]).to(options.device).permute(0, 3, 1, 2).to(numbers)
        embedding, map16, map8 = ask(x)
        pack = lambda m: (m.float() * MAP_SCALE).round().clamp(-127, 127).to(torch.int8).cpu().contiguous().numpy()
        map16, map8, embedding = pack(map16), pack(map8), embedding.half().cpu().numpy()
        for i in range(TEACHER_BATCH):
            n = written + i
            slot = n if n < permanent else permanent + (n - permanent) % ring
            pool.image[slot], pool.embedding[slot], pool.map16[slot], pool.map8[slot] = (
                batch[i], embedding[i], map16[i], map8[i])
        written += TEACHER_BATCH
        pool.report(written, permanent)
        if written > options.slots:
            time.sleep(options.rest * (time.time() - begun))
        if (written // TEACHER_BATCH) % 50 == 0:
            print(f"{written} samples, {(written - first) / (time.time() - started):.0f} a second", flush=True)


if __name__ == "__main__":
    main()
