"""Measures a visibility network on people who were not trained on: hidden mouths and eyes it misses, clear ones it calls hidden."""
import argparse
import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from learn import answers_of, load, single_threaded  # noqa: E402

from network import Visibility
from samples import Actors, Photographs, Samples, textures_of


def errors(model, pictures, truth, limit=0.0):
    """For mouth and eyes: the part of the hidden ones below the limit, and of the clear ones above it."""
    found = answers_of(model, pictures)
    return [[np.mean(found[truth[:, k] == 1, k] <= limit), np.mean(found[truth[:, k] == 0, k] > limit)] for k in (0, 1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--shared", required=True)
    parser.add_argument("--actors", required=True, help="folder with actors.raw")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    single_threaded()
    model = load(Visibility(), options.checkpoint).eval()
    photographs, textures = Photographs(options.shared, "test", options.limit), textures_of(options.shared, 5)
    for name, actors, plain in (("photographs, half of them covered", None, 0.5), ("photographs as they are", None, 1.0),
                                ("photographs and rendered people", Actors(options.actors), 0.35)):
        pictures, truth = Samples(photographs, actors, textures, 2, plain_share=plain).batch(options.limit or 3000)
        for part, (missed, wrong) in zip(("mouth", "eyes"), errors(model, pictures, truth)):
            print(f"{name}, {part}: missed {missed:.4f}, falsely hidden {wrong:.4f}")


if __name__ == "__main__":
    sys.exit(main())
