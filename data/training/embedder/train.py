"""Trains the student on the pool that pool.py fills. Stops by the clock, resumes from its checkpoint."""
import argparse
import copy
import csv
import math
import os
import queue
import threading
import time

import cv2
import numpy as np
import torch
from torch.nn import functional as F

import faces
from augment import Augmenter
from measure import verification
from muon import Muon
from network import Student, mixed_precision
from pool import MAP_SCALE, Pool

RELATION_WEIGHT = 10.0
MAP_WEIGHT = 0.5  # falls to a tenth with the learning rate: maps guide the way, the embedding is the aim
AVERAGE_DECAY = 0.999


def batches(pool, size, seed, strength):
    random, augment = np.random.default_rng(seed), Augmenter([*seed, 1], strength)
    filled = pool.progress()["filled"]
    count = 0
    while True:
        if count % 50 == 0:
            filled = pool.progress().get("filled", filled)
        count += 1
        chosen = np.sort(random.integers(0, filled, size))
        x = np.stack([augment(np.asarray(pool.image[i])) for i in chosen])
        yield (torch.from_numpy(x), torch.from_numpy(pool.embedding[chosen]), torch.from_numpy(pool.map16[chosen]),
               torch.from_numpy(pool.map8[chosen]))


def ahead(source, depth=4):
    """Runs a generator in a thread: OpenCV and numpy let go of the interpreter lock."""
    waiting = queue.Queue(depth)

    def work():
        for item in source:
            waiting.put(item)

    threading.Thread(target=work, daemon=True).start()
    while True:
        yield waiting.get()


class Distiller(torch.nn.Module):
    """Student and the adapters that make its maps comparable to the teacher's; only the student is kept."""

    def __init__(self, student):
        super().__init__()
        self.student = student
        self.to16 = torch.nn.Conv2d(student.widths[1], 128, 1)
        self.to8 = torch.nn.Conv2d(student.widths[2], 128, 1)

    def forward(self, x):
        e, _, b, c = self.student(x, taps=True)
        return e, self.to16(b), self.to8(c)


class Losses:
    @staticmethod
    def embedding(student, teacher):
        return 1 - (student * teacher).sum(1).mean()

    @staticmethod
    def relation(student, teacher):
        return ((student @ student.T - teacher @ teacher.T) ** 2).mean()

    @staticmethod
    def maps(student, teacher):
        return F.smooth_l1_loss(student.float(), teacher.float() / MAP_SCALE) / 0.15


def update_average(average, model, decay):
    with torch.no_grad():
        for a, m in zip(average.state_dict().values(), model.state_dict().values()):
            if a.dtype.is_floating_point:
                a.lerp_(m, 1 - decay)
            else:
                a.copy_(m)


@torch.no_grad()
def embed(model, pictures, device="cpu"):
    model.eval()
    out = []
    for i in range(0, len(pictures), 64):
        x = torch.from_numpy(np.stack(pictures[i:i + 64])).to(device).permute(0, 3, 1, 2).float()
        with mixed_precision(device):
            out.append(F.normalize(model(x).float()).cpu())
    return torch.cat(out).numpy()


class TestPairs:
    """LFW pairs of people never trained on. Watched only: nothing is chosen by them."""

    def __init__(self, shared, count=None):
        pairs = faces.split(shared)["pairs"]
        pairs = pairs[::len(pairs) // count] if count else pairs
        wanted = {name for a, b, _ in pairs for name in (a, b)}
        rim = faces.RIM
        self.pictures, self.place = [], {}
        for name, picture in faces.photographs(shared, keep=wanted.__contains__):
            self.place[name] = len(self.pictures)
            self.pictures.append(picture[rim:rim + 128, rim:rim + 128])
        self.a, self.b = ([self.place[p[k]] for p in pairs] for k in (0, 1))
        self.same = [p[2] for p in pairs]

    def measure(self, model, device):
        e = embed(model, self.pictures, device)
        return verification((e[self.a] * e[self.b]).sum(1), self.same)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--pool", required=True)
    parser.add_argument("--slots", type=int, default=48000)
    parser.add_argument("--out", required=True, help="folder for checkpoint.pt and log.csv")
    parser.add_argument("--minutes", type=float, default=80, help="of training in all, resumed runs included")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--strength", type=float, default=1.0, help="of augmentation")
    parser.add_argument("--warm", help="start from another run's checkpoint (weights only, new schedule)")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--report-minutes", type=float, default=5)
    parser.add_argument("--pairs", type=int, help="test with so many pairs instead of all (smoke run)")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)
    os.makedirs(options.out, exist_ok=True)
    checkpoint, log = (os.path.join(options.out, n) for n in ("checkpoint.pt", "log.csv"))

    model = Distiller(Student())
    model = model.to(options.device, memory_format=torch.channels_last)
    average = copy.deepcopy(model.student)
    kernels = [p for p in model.parameters() if p.ndim == 4]
    others = [p for p in model.parameters() if p.ndim != 4]
    optimizers = [Muon(kernels, options.rate), torch.optim.AdamW(others, lr=options.rate, weight_decay=0.02)]
    seconds, step = 0.0, 0
    if os.path.exists(checkpoint):
        state = torch.load(checkpoint, map_location=options.device)
        model.load_state_dict(state["model"]), average.load_state_dict(state["average"])
        for optimizer, kept in zip(optimizers, state["optimizers"]):
            optimizer.load_state_dict(kept)
        seconds, step = state["seconds"], state["step"]
    elif options.warm:
        state = torch.load(options.warm, map_location=options.device)
        average.grow_from(state["average"]), model.student.grow_from(state["average"])
        model.load_state_dict(state.get("adapters", {}), strict=False)

    test = TestPairs(options.shared, options.pairs)
    run = torch.compile(model) if options.compile else model
    pool = Pool(options.pool, options.slots, "r")
    source = ahead(batches(pool, options.batch, [options.seed, step], options.strength))
    limit, sums, reported = options.minutes * 60, np.zeros(4), seconds
    columns = ["minutes", "samples", "rate", "embedding", "relation", "map16", "map8",
               "accuracy", "auc", "tar@0.01", "tar@0.001"]
    if not os.path.exists(log):
        with open(log, "w", newline="") as file:
            csv.writer(file).writerow(columns)
    last, worked, steps_since = time.time(), time.process_time(), 0

    def save():
        torch.save({"model": model.state_dict(), "average": average.state_dict(),
                    "optimizers": [o.state_dict() for o in optimizers], "seconds": seconds, "step": step}, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)

    while seconds < limit:
        share = seconds / limit
        cosine = 0.5 * (1 + math.cos(math.pi * share))
        rate = options.rate * max(cosine, 0.003) * min(1, (step + 1) / 300)
        for group in (g for o in optimizers for g in o.param_groups):
            group["lr"] = rate
        x, target, map16, map8 = (t.to(options.device) for t in next(source))
        x = x.permute(0, 3, 1, 2).float()
        model.train()
        with mixed_precision(options.device):
            e, b, c = run(x)
        e, target = F.normalize(e.float()), F.normalize(target.float())
        parts = [Losses.embedding(e, target), Losses.relation(e, target), Losses.maps(b, map16), Losses.maps(c, map8)]
        guide = MAP_WEIGHT * (0.1 + 0.9 * cosine)
        loss = parts[0] + RELATION_WEIGHT * parts[1] + guide * (parts[2] + parts[3])
        model.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        for optimizer in optimizers:
            optimizer.step()
        update_average(average, model.student, min(AVERAGE_DECAY, step / (step + 20)))
        step, steps_since = step + 1, steps_since + 1
        sums += [float(p.detach()) for p in parts]
        now, work = time.time(), time.process_time()
        # Neither a pause (the machine asleep, the first compilation) nor other work on the cores eats up the schedule.
        seconds += min(now - last, work - worked, 5.0)
        last, worked = now, work
        if seconds - reported >= options.report_minutes * 60 or seconds >= limit:
            found = test.measure(average, options.device)
            row = [round(seconds / 60, 1), step * options.batch, f"{rate:.2e}", *np.round(sums / steps_since, 4),
                   *(round(found[k], 4) for k in columns[7:])]
            with open(log, "a", newline="") as file:
                csv.writer(file).writerow(row)
            print(dict(zip(columns, row)), f"{steps_since * options.batch / (seconds - reported + 1e-9):.0f} samples/s", flush=True)
            sums[:], steps_since, reported = 0, 0, seconds
            save()
            last, worked = time.time(), time.process_time()
    save()


if __name__ == "__main__":
    main()
