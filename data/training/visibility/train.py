"""Trains the visibility network. The folder --out has what render_actors wrote."""
import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from learn import answers_of, certain_cross_entropy, learn, load, parser_of, single_threaded  # noqa: E402

from measure import errors  # noqa: E402
from network import Visibility  # noqa: E402
from samples import Actors, Photographs, Samples, textures_of  # noqa: E402


def main():
    options = parser_of(__doc__, 2e5).parse_args()
    single_threaded()
    actors, textures = Actors(options.out), textures_of(options.shared, 20 if options.limit else 1)
    photographs = Photographs(options.shared, "train", options.limit)
    if options.warm:
        trained = load(Visibility(), options.warm).eval()
        photographs.doubt(lambda chips: answers_of(trained, chips))
    samples = Samples(photographs, actors, textures, options.seed)
    watched = Samples(Photographs(options.shared, "test", options.limit or 1000), actors, textures, 1).batch(1500)

    def loss_of(model, pictures, truth):
        return certain_cross_entropy(model(pictures.permute(0, 3, 1, 2).float()), truth)

    learn(Visibility, samples.batch, loss_of, lambda model: np.concatenate(errors(model, *watched)),
          ["mouth_missed", "mouth_false", "eyes_missed", "eyes_false"], options)


if __name__ == "__main__":
    main()
