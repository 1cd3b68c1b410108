"""Trains the detector. Stops by the clock, resumes from its checkpoint.

Each process trains on samples of its own. Every few seconds the processes average their weights (local SGD). The optimizers'
momenta stay apart.
"""
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
import torch.distributed as dist
from torch.nn import functional as F

from cut_outs import CutOuts
from data import batches, read_pictures
from muon import Muon
from network import ANSWER, Detector, STRIDES, cells, decode, mixed_precision

BOX_WEIGHT, POINT_WEIGHT = 1.0, 1.0
AVERAGE_DECAY = 0.998
COLUMNS = ["minutes", "samples", "rate", "score", "box", "points"]


def ahead(source, depth=3):
    """Runs a generator in a thread: OpenCV and numpy let go of the interpreter lock."""
    waiting = queue.Queue(depth)

    def work():
        try:
            for item in source:
                waiting.put(tuple(torch.from_numpy(part) for part in item))
        except Exception as error:
            waiting.put(error)

    threading.Thread(target=work, daemon=True).start()
    while True:
        item = waiting.get()
        if isinstance(item, Exception):
            raise item
        yield item


def score_loss(logit, wanted, counts):
    """Quality focal loss: cross entropy to a soft target, weighted by the square of the error."""
    error = (torch.sigmoid(logit) - wanted).abs() ** 2
    loss = F.binary_cross_entropy_with_logits(logit, wanted, reduction="none") * error * counts
    return loss.sum() / wanted.sum().clamp(min=1)


def box_loss(box, wanted):
    """1 - complete IoU of boxes given as centre, width, height."""
    low = torch.maximum(box[:, :2] - box[:, 2:] / 2, wanted[:, :2] - wanted[:, 2:] / 2)
    high = torch.minimum(box[:, :2] + box[:, 2:] / 2, wanted[:, :2] + wanted[:, 2:] / 2)
    shared = (high - low).clamp(min=0).prod(1)
    overlap = shared / (box[:, 2:].prod(1) + wanted[:, 2:].prod(1) - shared + 1e-6)
    outer = torch.maximum(box[:, :2] + box[:, 2:] / 2, wanted[:, :2] + wanted[:, 2:] / 2) - torch.minimum(
        box[:, :2] - box[:, 2:] / 2, wanted[:, :2] - wanted[:, 2:] / 2)
    apart = ((box[:, :2] - wanted[:, :2]) ** 2).sum(1) / ((outer ** 2).sum(1) + 1e-6)
    shape = 4 / math.pi ** 2 * (torch.atan(box[:, 2] / box[:, 3]) - torch.atan(wanted[:, 2] / wanted[:, 3])) ** 2
    share = (shape / (1 - overlap + shape + 1e-6)).detach()
    return 1 - overlap + apart + share * shape


def losses(maps, wanted, counts, described):
    answers = torch.cat([m.float().permute(0, 2, 3, 1).flatten(1, 2) for m in maps], 1)
    places = [(*cells(*m.shape[2:], s), s) for m, s in zip(maps, STRIDES)]
    x, y = (torch.from_numpy(np.concatenate([p[k].ravel() for p in places])) for k in (0, 1))
    stride = torch.cat([torch.full((p[0].size,), float(p[2])) for p in places])
    image, cell = torch.nonzero(wanted > 0.1, as_tuple=True)
    weight, face, answer = wanted[image, cell], described[image, cell], answers[image, cell]
    box, points = decode(answer, x[cell], y[cell], stride[cell])
    truth = torch.cat([face[:, :2] + face[:, 2:4] / 2, face[:, 2:4]], 1)
    size = truth[:, 2:].prod(1).sqrt()
    distance = (points - face[:, 4:].view(-1, 5, 2)).abs().mean((1, 2)) / size
    total = weight.sum().clamp(min=1)
    return [score_loss(answers[..., 0], wanted, counts), (box_loss(box, truth) * weight).sum() / total,
            (distance * weight).sum() / total * 5]


def update_average(average, model, decay):
    with torch.no_grad():
        for a, m in zip(average.state_dict().values(), model.state_dict().values()):
            a.lerp_(m, 1 - decay) if a.dtype.is_floating_point else a.copy_(m)


def agree(model, steps):
    """All processes get the mean of their weights, each weighted by the steps it took. Returns the steps of all."""
    total = torch.tensor([float(steps)])
    dist.all_reduce(total)
    state = [v for v in model.state_dict().values() if v.dtype.is_floating_point]
    flat = torch.cat([v.flatten() for v in state]) * (steps / float(total))
    dist.all_reduce(flat)
    for value, mean in zip(state, flat.split([v.numel() for v in state])):
        value.copy_(mean.view_as(value))
    return int(total)


def train(rank, options):
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed + rank)
    dist.init_process_group("gloo", init_method=f"file://{os.path.abspath(options.out)}/meeting", rank=rank, world_size=options.processes)
    checkpoint, log = (os.path.join(options.out, n) for n in ("checkpoint.pt", "log.csv"))

    model = Detector().to(memory_format=torch.channels_last)
    dense = [p for p in model.parameters() if p.ndim == 4 and p.shape[1] > 1 and p.shape[0] > ANSWER]
    kept = {id(p) for p in dense}
    others = [p for p in model.parameters() if id(p) not in kept]
    optimizers = [Muon(dense, options.rate), torch.optim.AdamW(others, lr=options.rate, weight_decay=0.01)]
    average = copy.deepcopy(model).eval()
    seconds, step, seen = 0.0, 0, 0
    if os.path.exists(checkpoint):
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"]), average.load_state_dict(state["average"])
        for optimizer, saved in zip(optimizers, state["optimizers"]):
            optimizer.load_state_dict(saved)
        seconds, step, seen = state["seconds"], state["step"], state["seen"]
    elif options.warm:
        state = {k: v.float() if v.is_floating_point() else v for k, v in torch.load(options.warm)["average"].items()}
        model.load_state_dict(state), average.load_state_dict(state)
    dist.barrier()

    cut_outs = CutOuts(options.cut_outs) if options.cut_outs else None
    source = ahead(batches(read_pictures(options.shared, options.every), cut_outs, [options.seed, rank, step], options.area))
    run = torch.compile(model, dynamic=False) if options.compile else model
    if rank == 0 and not os.path.exists(log):
        with open(log, "w", newline="") as file:
            csv.writer(file).writerow(COLUMNS)
    limit, sums, reported, seen_then = options.minutes * 60, np.zeros(4), seconds, seen

    # A worker whose parent was killed must not go on writing the checkpoint of the next run.
    parent = os.getppid()
    while seconds < limit and os.getppid() == parent:
        rate = options.rate * max(0.5 * (1 + math.cos(math.pi * seconds / limit)), 0.005) * min(1, (step + 10) / 300)
        for group in (g for o in optimizers for g in o.param_groups):
            group["lr"] = rate
        # Each process takes as many steps as its core allows; they meet by the clock. So a busy core does not delay the other.
        begun, own, images_seen, found = time.time(), 0, 0, np.zeros(4)
        while own == 0 or time.time() - begun < options.round_seconds:
            images, wanted, counts, described = next(source)
            x = images.permute(0, 3, 1, 2).float()
            model.train()
            with mixed_precision():
                maps = run(x)
            parts = losses(maps, wanted, counts, described)
            loss = parts[0] + BOX_WEIGHT * parts[1] + POINT_WEIGHT * parts[2]
            model.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            for optimizer in optimizers:
                optimizer.step()
            found += [float(p.detach()) for p in parts] + [1]
            own, images_seen = own + 1, images_seen + len(images)
        steps = agree(model, own)
        numbers = torch.tensor([*found, images_seen, time.time() - begun], dtype=torch.float64)
        dist.all_reduce(numbers)
        step, seen, sums = step + steps, seen + int(numbers[4]), sums + numbers[:4].numpy()
        update_average(average, model, min(AVERAGE_DECAY ** steps, step / (step + 20 * steps)))
        # A pause (the machine asleep, the first compilation) must not eat up the schedule.
        seconds += min(float(numbers[5]) / options.processes, 5 * options.round_seconds)
        if rank == 0 and (seconds - reported >= options.report_minutes * 60 or seconds >= limit):
            row = [round(seconds / 60, 1), seen, f"{rate:.2e}", *np.round(sums[:3] / sums[3], 4)]
            with open(log, "a", newline="") as file:
                csv.writer(file).writerow(row)
            print(dict(zip(COLUMNS, row)), f"{(seen - seen_then) / (seconds - reported + 1e-9):.0f} samples/s", flush=True)
            sums, reported, seen_then = np.zeros(4), seconds, seen
            torch.save({"model": model.state_dict(), "average": average.state_dict(), "seconds": seconds, "step": step, "seen": seen,
                        "optimizers": [o.state_dict() for o in optimizers]}, checkpoint + ".part")
            os.replace(checkpoint + ".part", checkpoint)
    dist.barrier()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--cut-outs", help="folder with the faces to lay over other pictures (cut_outs.py)")
    parser.add_argument("--out", required=True, help="folder for checkpoint.pt and log.csv")
    parser.add_argument("--minutes", type=float, default=600, help="of training in all, resumed runs included")
    parser.add_argument("--area", type=int, default=24 * 256 ** 2, help="pixels in a batch")
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--warm", help="start from another run's weights with a new schedule")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--round-seconds", type=float, default=6, help="after which the processes average their weights")
    parser.add_argument("--seed", type=int, default=20261129)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--report-minutes", type=float, default=3)
    parser.add_argument("--every", type=int, default=1, help="use one picture in so many (smoke run)")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    meeting = os.path.join(options.out, "meeting")
    if os.path.exists(meeting):
        os.remove(meeting)
    torch.multiprocessing.spawn(train, (options,), options.processes)


if __name__ == "__main__":
    main()
