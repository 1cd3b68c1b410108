"""Measures an overlay network on films of photographs that were not trained on: films with overlays that it finds, and clean ones that it does not."""
import argparse
import os
import sys

import cv2
import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from learn import answers_of, load, single_threaded  # noqa: E402

from network import OverlayNet  # noqa: E402
from overlays import KINDS, PICTURES  # noqa: E402
from samples import SIZES, Motion, Photographs, Samples, Scene  # noqa: E402
from writing import Fonts  # noqa: E402

RANK = 2  # the answer for a picture is that of its second highest cell
STEPS = -1, 0, 1  # beside the limit
BRIEF = 5  # pictures


def answers(cells):
    """The logit of each picture."""
    return np.sort(cells.reshape(len(cells), -1), 1)[:, -RANK]


def cell_errors(model, pictures, truth):
    """The part of the overlays' cells that are missed, of the free ones that are found, and of the windows without overlays."""
    found = answers_of(model, pictures)
    clean = (truth == 0).all((1, 2))
    return [np.mean(found[truth == 1] <= 0), np.mean(found[truth == 0] > 0), np.mean(answers(found[clean]) > 0)]


class Films:
    """Films of photographs, as looks of the library see them: `pictures` of a film, newest first."""

    def __init__(self, photographs, fonts, seed, seen, pictures=8):
        self.samples = Samples(photographs, fonts, seed, scene_writing=0, seen=seen)
        self.pictures = pictures

    def draw(self, kind):
        """A subtitle is there for five pictures (1.2 s), everything else all the time, and can be seen. Without a kind the film is clean."""
        random = self.samples.random
        while True:
            whole = SIZES[int(random.integers(len(SIZES)))]
            items = self.samples.items([kind] if kind else [], whole)
            shown = [kind != "subtitle" or t < BRIEF for t in range(self.pictures)]
            motion = Motion(random, self.pictures)
            motion.repeated = self.pictures
            scene = Scene(self.samples, items, (0, 0, *whole), motion, shown)
            if not kind or (scene.truth() > 0).sum() >= RANK:
                break
        film = scene.disturbed()
        return np.stack([film[..., t:t + PICTURES] for t in range(self.pictures - PICTURES + 1)])


def is_found(found, limit):
    """Two answers in a row are sure, as the gate has it."""
    sure = answers(found) > limit
    return bool((sure[1:] & sure[:-1]).any())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--shared", required=True)
    parser.add_argument("--fonts", required=True, help="folder with fonts")
    parser.add_argument("--films", type=int, default=100, help="of each kind; four times as many are clean")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--kinds", nargs="+", default=["clean", *KINDS])
    parser.add_argument("--seen", type=float, default=25, help="gray levels by which an overlay changes its place at least, on average")
    parser.add_argument("--single", action="store_true", help="the newest picture three times: without a look at time")
    parser.add_argument("--limit", type=float, default=1.7, help="logit of a sure answer: 0.85")
    parser.add_argument("--false", help="write the names of the clean films that are found, and their pictures, into this folder")
    options = parser.parse_args()
    single_threaded()
    model = load(OverlayNet(), options.checkpoint).eval()
    photographs = Photographs(options.shared, "test")
    films = Films(photographs, Fonts([options.fonts]), options.seed, options.seen)
    for name in options.kinds:
        kind = None if name == "clean" else name
        counts = []
        for number in range(options.films * (1 if kind else 4)):
            film = films.draw(kind)
            if options.single:
                film = np.repeat(film[..., :1], PICTURES, 3)
            found = answers_of(model, film)
            counts.append([is_found(found, options.limit + step) for step in STEPS])
            if not kind and options.false and is_found(found, options.limit):
                os.makedirs(options.false, exist_ok=True)
                cv2.imwrite(os.path.join(options.false, f"{number:04}.png"), film[0])
        print(f"{name:10} {len(counts):4} films;", *(f"found above {options.limit + step:g}: {part:.3f};" for step, part in zip(STEPS, np.mean(counts, 0))),
              flush=True)


if __name__ == "__main__":
    sys.exit(main())
