"""Trains the landmark network on so many samples; the learning rate falls as a cosine until then."""
import os
import sys

import torch

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from learn import learn, parser_of, single_threaded  # noqa: E402

from measure import errors  # noqa: E402
from network import Landmarks  # noqa: E402
from samples import Faces, training_batches  # noqa: E402


def loss_of(model, pictures, answers):
    """The mean distance, not its square: labels have outliers."""
    with torch.autocast("cpu", torch.bfloat16):
        found = model(pictures.permute(0, 3, 1, 2).float())
    return ((found.float() - answers).square().sum(-1) + 1e-6).sqrt().mean()


def main():
    options = parser_of(__doc__, 2e6).parse_args()
    single_threaded()
    known, test = Faces(options.shared, "train", options.limit), Faces(options.shared, "test", options.limit or 800)
    print(f"{len(known)} faces to learn from, {len(test)} to watch", flush=True)
    batches = training_batches(known, options.batch, options.seed)
    learn(Landmarks, lambda size: next(batches), loss_of, lambda model: [e.mean() for e in errors(model, test)],
          ["error_first", "error_second"], options, warm_up=300, report=500)


if __name__ == "__main__":
    main()
