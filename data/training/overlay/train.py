"""Trains the overlay network."""
import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from learn import answers_of, certain_cross_entropy, learn, load, parser_of, single_threaded  # noqa: E402

from measure import answers, cell_errors  # noqa: E402
from network import OverlayNet  # noqa: E402
from samples import Photographs, Samples  # noqa: E402
from writing import Fonts  # noqa: E402


def main():
    parser = parser_of(__doc__, 1e5)
    parser.add_argument("--fonts", required=True, help="folder with fonts")
    parser.set_defaults(batch=48)
    options = parser.parse_args()
    single_threaded()
    fonts = Fonts([options.fonts])
    photographs = Photographs(options.shared, "train", options.limit)
    if options.warm:
        trained = load(OverlayNet(), options.warm).eval()
        photographs.favour(lambda picture: answers(answers_of(trained, picture))[0])
        print(f"{np.sum(photographs.share > 1)} of {len(photographs)} photographs are drawn more often")
    samples = Samples(photographs, fonts, options.seed)
    watched = Samples(Photographs(options.shared, "test", options.limit), fonts, 1).batch(400)

    def loss_of(model, pictures, truth):
        return certain_cross_entropy(model(pictures.permute(0, 3, 1, 2).float()), truth)

    learn(OverlayNet, samples.batch, loss_of, lambda model: cell_errors(model, *watched), ["cells_missed", "cells_false", "windows_false"], options)


if __name__ == "__main__":
    main()
