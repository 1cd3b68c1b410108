"""Measures a landmark network on people who were not trained on: mean distance of the points over the distance of the eyes."""
import argparse
import sys

import cv2
import numpy as np
import torch

from network import Landmarks, pixels
from samples import Faces, faces, square_of_box, square_of_points


@torch.no_grad()
def find(model, known, index, square, noise=None):
    """68 points in the photograph, from the square."""
    picture, there = known.cut(index, square)
    if noise is not None:
        picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    x = torch.from_numpy(picture)[None].permute(0, 3, 1, 2).float()
    points = pixels(model(x)[0]).double().numpy()
    return (points - there[:, 2]) @ np.linalg.inv(there[:, :2]).T


def eye_distance(points):
    return np.linalg.norm(points[36:42].mean(0) - points[42:48].mean(0))


def errors(model, known, jitter=0.0, seed=1):
    """Of the first and of the second pass, for each face."""
    random, result = np.random.default_rng(seed), []
    for index in range(len(known)):
        truth = known.points[index]
        square = square_of_box(known.boxes[index])
        square = square + random.normal(0, 1, 3) * jitter * square[2]
        first = find(model, known, index, square)
        second = find(model, known, index, square_of_points(first))
        result.append([np.linalg.norm(p - truth, axis=1).mean() / eye_distance(truth) for p in (first, second)])
    return np.array(result).T


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--shared", required=True)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    model = Landmarks().eval()
    model.load_state_dict({k: v.float() if v.is_floating_point() else v
                           for k, v in torch.load(options.checkpoint, map_location="cpu").items()})
    known = Faces(options.shared, "test", options.limit)
    for name, jitter in (("detector's box", 0.0), ("box moved and scaled by 4 %", 0.04)):
        for number, e in enumerate(errors(model, known, jitter), 1):
            print(f"{name}, pass {number}: mean {e.mean():.4f}, median {np.median(e):.4f}, 95 % below {np.quantile(e, 0.95):.4f}, "
                  f"above .1: {(e > 0.1).mean():.4f}")


if __name__ == "__main__":
    sys.exit(main())
