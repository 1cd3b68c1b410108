"""Writes the landmark trainer's samples: faces as they lie in the photograph, with the detector's boxes and errors."""
import argparse
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "embedder"))
import faces  # noqa: E402

SIDE = 144  # of a sample's picture
FACE = 84  # side of the face's square in it
# The square a predictor starts from, out of a tall detector box x, y, w, h that reaches from hairline to chin: the
# least-squares fit to the square around the 68 points on the training faces (printed by --fit).
BOX_TO_SQUARE = {"centre_y": 0.638, "side_w": 0.561, "side_h": 0.337}


def square_of_points(points):
    """Centre and side of the square around 68 points."""
    low, high = points.min(0), points.max(0)
    return np.append((low + high) / 2, (high - low).max())


def square_of_box(box):
    x, y, w, h = box
    return np.array([x + w / 2, y + BOX_TO_SQUARE["centre_y"] * h, BOX_TO_SQUARE["side_w"] * w + BOX_TO_SQUARE["side_h"] * h])


def fit(known):
    boxes = np.array([f["box"] for f in known])
    squares = np.array([square_of_points(f["pts"]) for f in known])
    side = np.linalg.lstsq(boxes[:, 2:], squares[:, 2], rcond=None)[0]
    height = np.linalg.lstsq(boxes[:, 3:], squares[:, 1] - boxes[:, 1], rcond=None)[0]
    print(f"centre_y {height[0]:.3f} h, side {side[0]:.3f} w + {side[1]:.3f} h")
    guess = np.array([square_of_box(b) for b in boxes])
    error = (guess - squares) / squares[:, 2:]
    print("errors of centre x, y and side over the side, mean", error.mean(0).round(3), "deviation", error.std(0).round(3))


def sample(picture, face, square, angle, flip, random=None):
    """Picture and points with the square in the middle at FACE pixels, turned by `angle` degrees."""
    matrix = np.float64(face["M"]).reshape(2, 3)
    points = face["pts"].astype(np.float64)
    centre, side = square[:2], square[2]
    zoom = FACE / side
    turn = np.deg2rad(angle)
    rotation = zoom * np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    shift = np.array([(SIDE - 1) / 2] * 2) - rotation @ centre
    points = points @ rotation.T + shift
    # The archive has aligned crops: go from the crop to the photograph and on to the sample in one step.
    back = np.vstack([matrix, [0, 0, 1]])
    whole = np.vstack([np.hstack([rotation, shift[:, None]]), [0, 0, 1]]) @ np.linalg.inv(back)
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    result = cv2.warpAffine(gray, whole[:2], (SIDE, SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if random is not None:
        result = degrade(result, random)
    if flip:
        result, points = result[:, ::-1], points[faces.POINTS_OF_FLIP] * [-1, 1] + [SIDE - 1, 0]
    return np.ascontiguousarray(result), np.float32(points)


def degrade(gray, random):
    if random.random() < 0.3:
        small = int(SIDE * random.uniform(0.25, 0.7))
        gray = cv2.resize(cv2.resize(gray, (small, small), interpolation=cv2.INTER_AREA), (SIDE, SIDE))
    if random.random() < 0.5:
        ramp = (np.arange(256) / 255.0) ** np.exp(random.normal(0, 0.3)) * 255 * np.exp(random.normal(0, 0.15))
        gray = cv2.LUT(gray, np.clip(ramp, 0, 255).astype(np.uint8))
    if random.random() < 0.3:
        gray = np.clip(gray + random.normal(0, random.uniform(2, 10), gray.shape), 0, 255).astype(np.uint8)
    return gray


def write(path, samples):
    with open(path, "wb") as out:
        out.write(np.uint32(0).tobytes())
        count = 0
        for picture, points, square in samples:
            eyes = np.linalg.norm(points[36:42].mean(0) - points[42:48].mean(0))
            corner = square[:2] - square[2] / 2
            out.write(np.float32([*corner, square[2], eyes]).tobytes() + points.tobytes() + picture.tobytes())
            count += 1
        out.seek(0)
        out.write(np.uint32(count).tobytes())
    print(f"{path}: {count} samples")


MIDDLE = np.array([(SIDE - 1) / 2, (SIDE - 1) / 2, FACE])


def training_samples(shared, known, variants, seed, limit):
    random = np.random.default_rng(seed)
    for name, picture in faces.photographs(shared, keep=known.__contains__):
        for variant in range(variants):
            # Two kinds of start: a detector's box (wide errors), and the square around the points of a first pass.
            face = known[name]
            square = square_of_points(face["pts"])
            wide = variant % 2 == 0
            if random.random() < 0.5 and wide:
                square = square_of_box(face["box"])
            error = random.normal(0, 1, 3) * ([0.06, 0.07, 0.09] if wide else [0.025, 0.025, 0.035])
            square = square * [1, 1, np.exp(error[2])] + np.append(error[:2] * square[2], 0)
            result, points = sample(picture, face, square, random.normal(0, 11), variant % 4 >= 2, random)
            yield result, points, MIDDLE
        limit -= 1
        if limit == 0:
            return


def test_samples(shared, known, flip, jitter, seed):
    random = np.random.default_rng(seed)
    for name, picture in faces.photographs(shared, keep=known.__contains__):
        square = square_of_box(known[name]["box"])
        square = square + random.normal(0, jitter, 3) * square[2]
        result, points = sample(picture, known[name], square, 0, flip)
        yield result, points, MIDDLE


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--out", required=True, help="folder for train.samples, test.samples and their variants")
    parser.add_argument("--variants", type=int, default=4, help="samples per training photograph")
    parser.add_argument("--limit", type=int, default=-1, help="only so many photographs of each part (smoke run)")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--fit", action="store_true", help="print the fit of BOX_TO_SQUARE and stop")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    os.makedirs(options.out, exist_ok=True)
    split = faces.split(options.shared)
    known = {f["out"]: f for f in faces.landmarks(options.shared)}
    part = lambda kind: {n: f for n, f in known.items() if faces.identity_of(n) in set_of[kind]}
    set_of = {kind: set(split[kind]) for kind in ("train", "test")}
    train, test = part("train"), part("test")
    if options.limit > 0:
        test = dict(list(test.items())[:options.limit])
    if options.fit:
        return fit(list(train.values()))
    at = lambda name: os.path.join(options.out, name)
    write(at("train.samples"), training_samples(options.shared, train, options.variants, options.seed, options.limit))
    for name, flip, jitter in (("test", False, 0), ("test-flip", True, 0), ("test-jitter", False, 0.04)):
        write(at(name + ".samples"), test_samples(options.shared, test, flip, jitter, options.seed + 1))


if __name__ == "__main__":
    main()
