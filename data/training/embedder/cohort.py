"""Makes the cohort of an embedder: vectors of people that nobody is, beside the embedder's card.

    cohort.py --shared DIR --card data/models/builtin-1.json [--network FILE.onnx] [--count 1024]

The library compares each face with the cohort. A face that resembles many faces of the cohort resembles many people by
chance, and needs more similarity to count as a match (docs/tracking.md). The members of the cohort are mixes of two
training people who resemble each other, half of each: a mix is nobody's face, and it keeps the looks that a mix of any
two people would average out. The file holds vectors only, no pictures.

Writes NAME-cohort.bin beside the card, puts its name, checksum and the typical value into the card, and prints the
distribution. The typical value is the mean over photographs of training people that are in no mix.
"""
import argparse
import hashlib
import json
import os
import struct

import cv2
import numpy as np

import faces
import pool

NEIGHBOURS = 6  # a partner is drawn from so many of the most similar people
NEAREST = 20    # the library takes the mean over so many members that resemble a face most
JUDGED = 800    # photographs behind the typical value


class Network:
    def __init__(self, file):
        self.net = cv2.dnn.readNetFromONNX(file)

    def __call__(self, crop):
        inner = crop[faces.RIM:faces.CROP - faces.RIM, faces.RIM:faces.CROP - faces.RIM]
        self.net.setInput(cv2.dnn.blobFromImage(np.ascontiguousarray(inner)))
        vector = self.net.forward().flatten()
        return vector / np.linalg.norm(vector)


def open_card(path, network=None):
    """A card, its folder, and its network: the file `network` or the one beside the card."""
    with open(path) as file:
        card = json.load(file)
    folder = os.path.dirname(os.path.abspath(path))
    return card, folder, Network(network or os.path.join(folder, card["file"]))


def mix(mixer, a, b, random):
    """Half of two faces, in shape and in texture."""
    share = random.uniform(0.4, 0.6)
    target = share * a[1] + (1 - share) * b[1]
    align = faces.similarity(faces.five_points(target), mixer.template)
    target = target @ align[:, :2].T + align[:, 2]
    first, second = (mixer.warp(picture, points, target).astype(np.float32) for picture, points in (a, b))
    return np.clip(share * first + (1 - share) * second + 0.5, 0, 255).astype(np.uint8)


def pairs_of(vectors, count, random):
    """Pairs of similar people. Nobody is in two pairs before everybody is in one."""
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -1)
    used, pairs = np.zeros(len(vectors), int), []
    for person in random.permutation(len(vectors)):
        if len(pairs) == count:
            break
        if used[person]:
            continue
        near = [n for n in np.argsort(-similar[person])[:NEIGHBOURS * 2] if not used[n]][:NEIGHBOURS]
        if not near:
            continue
        partner = near[random.integers(len(near))]
        used[person] = used[partner] = 1
        pairs.append((person, partner))
    return pairs, np.flatnonzero(used == 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", required=True)
    parser.add_argument("--card", required=True)
    parser.add_argument("--network", help="the embedder's ONNX file; by default beside the card")
    parser.add_argument("--count", type=int, default=1024)
    parser.add_argument("--people", type=int, help="only the first so many identities (smoke run)")
    parser.add_argument("--seed", type=int, default=20261129)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    card, folder, network = open_card(options.card, options.network)
    random = np.random.default_rng(options.seed)
    people = pool.training_people(options.shared, limit=options.people)
    mixer = pool.Mixer(people, options.seed)
    first = [photos[0] for photos in people]
    vectors = np.stack([network(picture) for picture, _ in first])
    pairs, rest = pairs_of(vectors, options.count, random)
    cohort = np.stack([network(mix(mixer, first[a], first[b], random)) for a, b in pairs])
    packed = np.round(cohort / np.abs(cohort).max(1, keepdims=True) * 127).astype(np.int8)
    name = os.path.splitext(os.path.basename(options.card))[0] + "-cohort.bin"
    data = b"FTCOHRT1" + struct.pack("<II", *packed.shape) + packed.tobytes()
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
    unit = packed / np.linalg.norm(packed.astype(np.float32), axis=1, keepdims=True)
    judged = vectors[random.permutation(rest)[:JUDGED]]
    common = np.sort(judged @ unit.T, 1)[:, -NEAREST:].mean(1)
    card["cohort"] = {"file": name, "sha256": hashlib.sha256(data).hexdigest(), "nearest": NEAREST,
                      "typical": round(float(common.mean()), 4)}
    print(f"{len(pairs)} members; the mean similarity to the nearest {NEAREST}: {common.mean():.4f}, deviation "
          f"{common.std():.4f}, 5 % below {np.quantile(common, .05):.4f}, 95 % below {np.quantile(common, .95):.4f}")
    with open(options.card, "w") as file:
        json.dump(card, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
