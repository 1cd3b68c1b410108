"""Compares the detector with YuNet on frames of videos that no training has seen.

Truth: faces on which YuNet agrees at two of the scales 0.5x, 1x and 2x. A box that YuNet reports at one scale only is
ignored. YuNet at 1x contributes to the truth it is judged by, so YuNet's own figures are too high.
"""
import argparse
import glob
import os
import pickle
import time

import cv2
import numpy as np
import torch

from network import Detector, detect, iou
from yunet import YuNet

SIDE = 640  # pixels, the longer side of the pictures looked at; smaller videos stay as they are
SURE, PERHAPS = 0.8, 0.3  # YuNet's lowest scores for a face and for a box to ignore
SAME = 0.4  # IoU
CLASSES = ((10, 20), (20, 40), (40, 80), (80, 200), (200, 10000))
FALSE_A_FRAME = (0.003, 0.01, 0.03, 0.1, 0.3)


def frames(shared, every):
    for path in sorted(glob.glob(os.path.join(shared, "media", "video", "*"))):
        video, n = cv2.VideoCapture(path), 0
        while video.grab():
            if n % every == 0:
                ok, picture = video.retrieve()
                if ok:
                    scale = SIDE / max(picture.shape[:2])
                    yield os.path.basename(path), n, cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture
            n += 1


def three_scales(yunet, picture):
    """YuNet's boxes, scores and points at 0.5x, 1x and 2x, in pixels of the picture."""
    runs = []
    for scale in (0.5, 1, 2):
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        scaled = picture if scale == 1 else cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way)
        boxes, scores, points = yunet(scaled)
        runs.append((boxes / scale, scores, points / scale))
    return runs


def truth_of(runs):
    """Faces (box, points) and boxes to ignore."""
    boxes, scores, points = (np.concatenate([r[k] for r in runs]) for k in range(3))
    run = np.repeat(np.arange(len(runs)), [len(r[0]) for r in runs])
    free, faces, ignore = np.ones(len(boxes), bool), [], []
    for i in np.argsort(-scores):
        if not free[i] or scores[i] < PERHAPS:
            continue
        group = free & (iou(boxes[i], boxes)[0] >= SAME)
        free &= ~group
        if len(set(run[group & (scores >= SURE)])) >= 2:
            faces.append((boxes[i], points[i]))
        else:
            ignore.append(boxes[i])
    return faces, ignore


def profile(points):
    """Turned by more than 45 degrees, from the nose's offset between the eyes."""
    eyes = points[1] - points[0]
    distance = np.linalg.norm(eyes) + 1e-6
    offset = np.dot(points[2] - (points[0] + points[1]) / 2, eyes) / distance
    return abs(offset) > distance / 2


def judge(truth, answers):
    """Score, frame and face (-1: none) of every detection that does not lie on an ignored box, and the points' errors."""
    found, errors = [], {}
    for n, ((faces, ignore), (boxes, scores, points)) in enumerate(zip(truth, answers)):
        overlap = iou(boxes, [f[0] for f in faces]) if faces and len(boxes) else np.zeros((len(boxes), len(faces)))
        beside = iou(boxes, ignore).max(1) if ignore and len(boxes) else np.zeros(len(boxes))
        taken = set()
        for i in np.argsort(-scores):
            best = max((k for k in range(len(faces)) if k not in taken), key=lambda k: overlap[i, k], default=None)
            if best is not None and overlap[i, best] >= SAME:
                taken.add(best)
                found.append((scores[i], n, best))
                size = np.sqrt(faces[best][0][2] * faces[best][0][3])
                errors[n, best] = np.linalg.norm(points[i] - faces[best][1], axis=1).mean() / size
            elif beside[i] < 0.3 and not (len(faces) and overlap[i].max() >= 0.3):
                found.append((scores[i], n, -1))
    return sorted(found, reverse=True), errors


def report(name, truth, answers):
    found, errors = judge(truth, answers)
    about = {}
    for n, (faces, _) in enumerate(truth):
        for k, (box, points) in enumerate(faces):
            about[n, k] = np.sqrt(box[2] * box[3]), profile(points)
    groups = [("all", lambda size, turned: size >= 10)]
    groups += [(f"{a}-{b}" if b < 9999 else f">{a}", lambda size, turned, a=a, b=b: a <= size < b) for a, b in CLASSES]
    groups += [("profile", lambda size, turned: turned and size >= 10)]
    members = [{key for key, (size, turned) in about.items() if fits(size, turned)} for _, fits in groups]
    print(f"{name}: {len(truth)} frames; points' error {np.mean(list(errors.values())) if errors else 1:.4f} of the size")
    print("| false/frame | score | " + " | ".join(f"{g[0]} ({len(m)})" for g, m in zip(groups, members)) + " |")
    print("|" + "---|" * (len(groups) + 2))
    for rate in FALSE_A_FRAME:
        wrong, hits, least = 0, set(), 1.0
        for score, n, face in found:
            wrong += face < 0
            if wrong > rate * len(truth):
                break
            least = score
            if face >= 0:
                hits.add((n, face))
        print(f"| {rate} | {least:.2f} | " + " | ".join(f"{len(hits & m) / max(1, len(m)):.3f}" for m in members) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", nargs="?", help="weights.pt or checkpoint.pt; without: YuNet alone")
    parser.add_argument("--shared", required=True)
    parser.add_argument("--cache", required=True, help="folder for frames and truth")
    parser.add_argument("--every", type=int, default=30)
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    os.makedirs(options.cache, exist_ok=True)
    kept = os.path.join(options.cache, f"yunet-{options.every}-{SIDE}.pickle")
    if not os.path.exists(kept):
        yunet = YuNet(options.shared)
        data = [(name, n, picture, three_scales(yunet, picture)) for name, n, picture in frames(options.shared, options.every)]
        with open(kept + ".part", "wb") as file:
            pickle.dump(data, file)
        os.replace(kept + ".part", kept)
    with open(kept, "rb") as file:
        data = pickle.load(file)
    truth = [truth_of(d[3]) for d in data]
    if options.weights:
        state = torch.load(options.weights)["average"]
        model = Detector().eval().to(memory_format=torch.channels_last)
        model.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in state.items()})
        begun = time.process_time()
        answers = [detect(model, d[2]) for d in data]
        print(f"{time.process_time() - begun:.0f} s of one core")
        report(os.path.basename(options.weights), truth, answers)
    report("YuNet", truth, [d[3][1] for d in data])


if __name__ == "__main__":
    main()
