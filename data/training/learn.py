"""The training loop of the small networks: batches drawn by a second process, Muon and AdamW, averaged weights."""
import argparse
import copy
import csv
import math
import multiprocessing
import os
import sys
import time

import cv2
import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "embedder"))
from muon import Muon  # noqa: E402

AVERAGE_DECAY = 0.998


def parser_of(doc, samples):
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--out", required=True, help="folder for checkpoint.pt and log.csv")
    parser.add_argument("--samples", type=float, default=samples)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--limit", type=int, help="only so many photographs (smoke run)")
    parser.add_argument("--warm", help="start from these weights")
    parser.add_argument("--seed", type=int, default=20261130)
    return parser


def load(model, file):
    """Weights, which may be stored in half precision."""
    model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in torch.load(file, map_location="cpu").items()})
    return model


def single_threaded():
    torch.set_num_threads(1)
    cv2.setNumThreads(1)


def _fill(waiting, batch_of, size):
    single_threaded()
    while True:
        waiting.put(batch_of(size))


def learn(model_of, batch_of, loss_of, judge, columns, options, warm_up=100, report=200):
    """Trains on options.samples samples; the learning rate rises for `warm_up` steps, then falls as a cosine.

    `model_of()` makes the network; `batch_of(size)` draws a batch whose first part are pictures; `loss_of(model, *batch)` is its loss. `judge(model)` gives the
    numbers of the log's `columns`, every `report` steps.
    """
    os.makedirs(options.out, exist_ok=True)
    waiting = multiprocessing.Queue(8)
    worker = multiprocessing.Process(target=_fill, args=(waiting, batch_of, options.batch), daemon=True)
    worker.start()
    torch.manual_seed(options.seed)
    model = model_of().to(memory_format=torch.channels_last)
    if options.warm:
        load(model, options.warm)
    average = copy.deepcopy(model).eval()
    dense = [p for n, p in model.layers.named_parameters() if p.dim() == 4 and not n.startswith("0.")]
    others = [p for p in model.parameters() if not any(p is d for d in dense)]
    trainers = [Muon(dense, lr=options.rate), torch.optim.AdamW(others, lr=options.rate, weight_decay=0.02)]
    begin, seen, step, loss_sum = time.time(), 0, 0, 0.0
    with open(os.path.join(options.out, "log.csv"), "w", newline="") as log:
        table = csv.writer(log)
        table.writerow(["minutes", "samples", "rate", "loss", *columns])
        while seen < options.samples:
            rate = options.rate * min(1, (step + 1) / warm_up) * (0.5 + 0.5 * math.cos(math.pi * seen / options.samples))
            for trainer in trainers:
                for group in trainer.param_groups:
                    group["lr"] = rate
            batch = [torch.from_numpy(part) for part in waiting.get()]
            loss = loss_of(model, *batch)
            for trainer in trainers:
                trainer.zero_grad(set_to_none=True)
            loss.backward()
            for trainer in trainers:
                trainer.step()
            step, seen, loss_sum = step + 1, seen + len(batch[0]), loss_sum + loss.item()
            decay = min(AVERAGE_DECAY, step / (step + 20))
            with torch.no_grad():
                for a, b in zip(average.state_dict().values(), model.state_dict().values()):
                    a.lerp_(b, 1 - decay) if a.is_floating_point() else a.copy_(b)
            if step % report == 0:
                table.writerow([f"{(time.time() - begin) / 60:.1f}", seen, f"{rate:.5f}", f"{loss_sum / report:.5f}",
                                *(f"{number:.5f}" for number in judge(average))])
                log.flush()
                loss_sum = 0.0
                torch.save(average.state_dict(), os.path.join(options.out, "checkpoint.pt"))
    torch.save(average.state_dict(), os.path.join(options.out, "checkpoint.pt"))
    worker.terminate()


@torch.no_grad()
def answers_of(model, pictures, size=100):
    """What a network answers to pictures (count, height, width, channels), `size` at a time."""
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2)
    return torch.cat([model(part.float()) for part in x.split(size)]).numpy()


def certain_cross_entropy(logits, truth):
    """Cross entropy over the answers whose truth is certain: 0 or 1. A truth of -1 does not count."""
    known = (truth >= 0).float()
    each = torch.nn.functional.binary_cross_entropy_with_logits(logits, truth.clamp(0.01, 0.99), reduction="none")
    return (each * known).sum() / known.sum().clamp(min=1)
