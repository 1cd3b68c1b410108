"""Writes data/models/builtin-1.json, the card the program reads: what to feed the network and how to judge distances."""
import argparse
import hashlib
import json
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from pin import pin  # noqa: E402

# Where the landmark model's five points lie on average in the teacher's 128x128 frame, in fractions of the input:
# measured by evaluation/report.py --only template on training faces, then made symmetric about the pixels' middle.
TEMPLATE = [[0.3313, 0.4604], [0.6610, 0.4604], [0.4961, 0.6381], [0.3521, 0.8214], [0.6402, 0.8214]]
# Where the points that came with the face go, a detector's own five: as in the training crops.
DETECTOR_TEMPLATE = [[0.31557, 0.46157], [0.68262, 0.46157], [0.50026, 0.64051], [0.34947, 0.82469], [0.65344, 0.82469]]
# Euclidean distances of unit vectors; evaluation/report.py prints what they accept.
MATCH = 1.10
UNCERTAIN = 1.20
# For mean faces over many frames: on real videos the same people lie below 1.02, different ones above 1.12.
MEAN_MATCH = 1.05


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    options = parser.parse_args()
    with open(options.model, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    card = {
        "id": "builtin-1",
        "file": os.path.basename(options.model),
        "sha256": digest,
        "input": [128, 128],
        "color": "bgr",
        "scale": 1.0,
        "mean": [0, 0, 0],
        "template": TEMPLATE,
        "detector_template": DETECTOR_TEMPLATE,
        "metric": "cosine",
        "match": MATCH,
        "uncertain": UNCERTAIN,
        "mean_match": MEAN_MATCH,
        "flip_average": False,
        "landmarks": {"file": "landmarks68.onnx"},
    }
    folder = os.path.dirname(os.path.abspath(options.model))
    with open(os.path.join(folder, "builtin-1.json"), "w") as file:
        json.dump(card, file, indent=2)
        file.write("\n")
    pin(options.model)


if __name__ == "__main__":
    main()
