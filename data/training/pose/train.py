"""Trains the pose network. The folder --out has what render_actors wrote."""
import os
import sys

import numpy as np
import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from learn import learn, parser_of, single_threaded  # noqa: E402

from measure import errors, taught  # noqa: E402
from network import Pose  # noqa: E402
from poses import Actors, Photographs, Poses, textures_of  # noqa: E402


def main():
    options = parser_of(__doc__, 2e5).parse_args()
    single_threaded()
    actors, textures = Actors(options.out), textures_of(options.shared, 20 if options.limit else 1)
    photographs = Photographs(options.shared, "train", options.limit)
    poses = taught(options.shared, options.out, "train", photographs, actors, textures)
    samples = Poses(photographs, poses, actors, textures, options.seed)
    watched = Poses(None, None, Actors(os.path.join(options.out, "held")), textures, 1).batch(1500)

    def loss_of(model, pictures, truth):
        return torch.nn.functional.smooth_l1_loss(model(pictures.permute(0, 3, 1, 2).float()), truth, beta=0.1)

    learn(Pose, samples.batch, loss_of, lambda model: errors(model, *watched), ["yaw", "pitch", "roll"], options)


if __name__ == "__main__":
    main()
