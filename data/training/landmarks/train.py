"""Trains the landmark network on so many samples; the learning rate falls as a cosine until then."""
import argparse
import copy
import csv
import math
import multiprocessing
import os
import sys
import time

import cv2
import numpy as np
import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "embedder"))
from muon import Muon  # noqa: E402

from measure import errors  # noqa: E402
from network import Landmarks  # noqa: E402
from samples import Faces, training_batches  # noqa: E402

AVERAGE_DECAY = 0.998


def fill(waiting, known, size, seed):
    cv2.setNumThreads(1)
    for batch in training_batches(known, size, seed):
        waiting.put(batch)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--out", required=True, help="folder for checkpoint.pt and log.csv")
    parser.add_argument("--samples", type=float, default=2e6)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--limit", type=int, help="only so many photographs (smoke run)")
    parser.add_argument("--warm", help="start from these weights")
    parser.add_argument("--seed", type=int, default=20261130)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    os.makedirs(options.out, exist_ok=True)
    known, test = Faces(options.shared, "train", options.limit), Faces(options.shared, "test", options.limit or 800)
    print(f"{len(known)} faces to learn from, {len(test)} to watch", flush=True)

    waiting = multiprocessing.Queue(8)
    worker = multiprocessing.Process(target=fill, args=(waiting, known, options.batch, options.seed), daemon=True)
    worker.start()

    model = Landmarks().to(memory_format=torch.channels_last)
    if options.warm:
        model.load_state_dict({k: v.float() if v.is_floating_point() else v
                               for k, v in torch.load(options.warm, map_location="cpu").items()})
    average = copy.deepcopy(model).eval()
    dense = [p for n, p in model.layers.named_parameters() if p.dim() == 4 and not n.startswith("0.")]
    others = [p for p in model.parameters() if not any(p is d for d in dense)]
    trainers = [Muon(dense, lr=options.rate), torch.optim.AdamW(others, lr=options.rate, weight_decay=0.02)]
    begin, seen, step, loss_sum = time.time(), 0, 0, 0.0
    with open(os.path.join(options.out, "log.csv"), "w", newline="") as log:
        table = csv.writer(log)
        table.writerow(["minutes", "samples", "rate", "loss", "error_first", "error_second"])
        while seen < options.samples:
            rate = options.rate * min(1, (step + 1) / 300) * (0.5 + 0.5 * math.cos(math.pi * seen / options.samples))
            for trainer in trainers:
                for group in trainer.param_groups:
                    group["lr"] = rate
            pictures, answers = waiting.get()
            x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float()
            with torch.autocast("cpu", torch.bfloat16):
                found = model(x)
            # The mean distance, not its square: labels have outliers.
            loss = ((found.float() - torch.from_numpy(answers)).square().sum(-1) + 1e-6).sqrt().mean()
            for trainer in trainers:
                trainer.zero_grad(set_to_none=True)
            loss.backward()
            for trainer in trainers:
                trainer.step()
            step, seen, loss_sum = step + 1, seen + len(x), loss_sum + loss.item()
            decay = min(AVERAGE_DECAY, step / (step + 20))
            with torch.no_grad():
                for a, b in zip(average.state_dict().values(), model.state_dict().values()):
                    a.lerp_(b, 1 - decay) if a.is_floating_point() else a.copy_(b)
            if step % 500 == 0:
                first, second = (e.mean() for e in errors(average, test))
                table.writerow([f"{(time.time() - begin) / 60:.1f}", seen, f"{rate:.5f}", f"{loss_sum / 500:.5f}",
                                f"{first:.5f}", f"{second:.5f}"])
                log.flush()
                loss_sum = 0.0
                torch.save(average.state_dict(), os.path.join(options.out, "checkpoint.pt"))
    torch.save(average.state_dict(), os.path.join(options.out, "checkpoint.pt"))
    worker.terminate()


if __name__ == "__main__":
    main()
