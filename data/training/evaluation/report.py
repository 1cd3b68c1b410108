"""Measures the shipped models through the chain of the run time and prints what the model card quotes."""
import argparse
import json
import os
import subprocess
import sys
import tarfile

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "embedder"))
import faces  # noqa: E402
from measure import verification  # noqa: E402


def unpacked(shared, archive, folder):
    done = os.path.join(folder, archive + ".done")
    if not os.path.exists(done):
        os.makedirs(folder, exist_ok=True)
        with tarfile.open(os.path.join(shared, "faces", archive)) as tar:
            tar.extractall(folder, filter="data")
        open(done, "w").close()
    return folder


class Chain:
    def __init__(self, options):
        self.options = options

    def run(self, root, names, face_pixels=0):
        """Found flags, boxes, 68 points and embeddings of the named crops."""
        o = self.options
        listing, output = (os.path.join(o.work, n) for n in ("chain.list", "chain.out"))
        with open(listing, "w") as file:
            file.write("\n".join(names) + "\n")
        detector = "hog" if o.detector == "hog" else os.path.join(o.shared, "models", "face_detection_yunet_2022mar.onnx")
        command = [os.path.join(o.programs, "chain"), o.card, o.landmarks, detector, root, listing, output]
        found = subprocess.run(command + [str(face_pixels)] * bool(face_pixels), check=True, stderr=subprocess.PIPE, text=True)
        print("   ", found.stderr.strip().replace("\n", "; "), flush=True)
        rows = np.fromfile(output, np.float32).reshape(len(names), -1)
        return rows[:, 0] > 0, rows[:, 1:5], rows[:, 5:141].reshape(-1, 68, 2), rows[:, 141:]


def show(title, found):
    print(f"{title}: accuracy {100 * found['accuracy']:.2f} % (ten folds, deviation {100 * found['deviation']:.2f}), AUC "
          f"{found['auc']:.4f}, TAR {100 * found['tar@0.01']:.2f} % at FAR 1e-2, {100 * found['tar@0.001']:.2f} % at 1e-3; "
          f"distance at FAR 1e-2 {found['distance@0.01']:.3f}, at 1e-3 {found['distance@0.001']:.3f}", flush=True)


def pairs_of(chain, root, pairs, face_pixels=0):
    names = sorted({n for a, b, _ in pairs for n in (a, b)})
    place = {n: i for i, n in enumerate(names)}
    found, _, _, vectors = chain.run(root, names, face_pixels)
    a, b = ([place[p[k]] for p in pairs] for k in (0, 1))
    cosine = (vectors[a] * vectors[b]).sum(1)
    result = verification(cosine, [p[2] for p in pairs])
    for far in ("0.01", "0.001"):
        result["distance@" + far] = float(np.sqrt(2 - 2 * result["threshold@" + far]))
    result["missed_by_detector"] = int((~found).sum())
    return result, cosine


def template(chain, root, options):
    """Mean of the five points in the teacher's frame: what the card's template must be."""
    names = set(faces.split(options.shared)["train"])
    known = {f["out"]: f for f in faces.landmarks(options.shared) if faces.identity_of(f["out"]) in names}
    chosen = sorted(known)[::options.every]
    found, boxes, points, _ = chain.run(root, chosen)
    five = (faces.five_points(points)[found] - faces.RIM) / 128
    print("template", np.round(five.mean(0), 4).tolist())
    square = np.array([np.append((known[n]["crop_points"].min(0) + known[n]["crop_points"].max(0)) / 2,
                                 np.ptp(known[n]["crop_points"], axis=0).max()) for n in chosen])[found]
    boxes = boxes[found]
    relative = (square[:, :2] - boxes[:, :2]) / boxes[:, 2:]
    print("square's centre in the box", relative.mean(0).round(3), "deviation", relative.std(0).round(3),
          "side over width", (square[:, 2] / boxes[:, 2]).mean().round(3), (square[:, 2] / boxes[:, 2]).std().round(3))
    # What is left after the best similarity of all five points, as alignment noise to train with.
    noise = np.array([faces.similarity(f, five.mean(0)) for f in five])
    centre = np.einsum("nij,j->ni", noise[:, :, :2], np.array([0.5, 0.5])) + noise[:, :, 2] - 0.5
    print("alignment: shift", (128 * centre.std(0)).round(2), "pixels of 128, scale",
          np.hypot(noise[:, 0, 0], noise[:, 1, 0]).std().round(4), "rotation",
          np.rad2deg(np.arctan2(noise[:, 1, 0], noise[:, 0, 0])).std().round(2), "degrees")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--programs", required=True)
    parser.add_argument("--card", required=True)
    parser.add_argument("--landmarks", required=True)
    parser.add_argument("--detector", choices=["yunet", "hog"], default="yunet")
    parser.add_argument("--only", choices=["lfw", "small", "other", "template"], action="append")
    parser.add_argument("--every", type=int, default=1, help="use every so many-th pair (a quick look)")
    parser.add_argument("--json", help="write all figures there")
    options = parser.parse_args()
    os.makedirs(options.work, exist_ok=True)
    chain, wanted = Chain(options), options.only or ["lfw", "small", "other"]
    root = unpacked(options.shared, "lfw.tar.gz", os.path.join(options.work, "faces"))
    if "template" in wanted:
        template(chain, root, options)
    figures = {}
    lfw = faces.split(options.shared)["pairs"][::options.every]
    with open(os.path.join(options.shared, "faces", "eval_pairs.json")) as file:
        other = json.load(file)[::options.every]
    with open(options.card) as file:
        card = json.load(file)
    sets = [("lfw", "LFW test pairs", root, lfw, 0), ("small", "LFW test pairs, faces of 28 pixels", root, lfw, 28)]
    if "other" in wanted:
        where = unpacked(options.shared, "faces_eval.tar.gz", os.path.join(options.work, "faces"))
        sets.append(("other", "pairs of another origin", where, other, 0))
    for key, title, where, pairs, pixels in sets:
        if key not in wanted:
            continue
        figures[key], cosine = pairs_of(chain, where, pairs, pixels)
        show(title, figures[key])
        same = np.array([p[2] for p in pairs], bool)
        for kind in ("match", "uncertain"):
            yes = np.sqrt(np.maximum(2 - 2 * cosine, 0)) <= card[kind]
            figures[key][kind] = {"distance": card[kind], "tar": float(yes[same].mean()), "far": float(yes[~same].mean())}
            print(f"    distance <= {card[kind]} ({kind}): accepts {100 * yes[same].mean():.1f} % of the same, "
                  f"{100 * yes[~same].mean():.2f} % of the different")
    if options.json:
        with open(options.json, "w") as file:
            json.dump(figures, file, indent=1)
            file.write("\n")


if __name__ == "__main__":
    main()
