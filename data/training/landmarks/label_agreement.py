"""How far the labels' own source, the face mesh, disagrees with itself when the picture is mirrored or shifted.

The mesh is run again on LFW test crops: as they are, mirrored, and with the crop moved and turned. A landmark model
trained on its points cannot be expected to be better than this.
"""
import argparse
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "embedder"))
import faces  # noqa: E402

# The mesh's vertices nearest to the usual 68 points.
VERTICES = np.array(
    [162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389, 71, 63, 105, 66, 107, 336, 296,
     334, 293, 301, 168, 197, 5, 4, 75, 97, 2, 326, 305, 33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380, 61,
     39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, 78, 82, 13, 312, 308, 317, 14, 87])


def mesh_points(net, picture, centre, side, angle):
    """68 of the mesh's points in the picture's pixels; the crop is a square of `side` turned by `angle` degrees."""
    m = cv2.getRotationMatrix2D(tuple(map(float, centre)), angle, 256 / side)
    m[:, 2] += 127.5 - np.asarray(centre)
    crop = cv2.warpAffine(picture, m, (256, 256), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    net.setInput(cv2.dnn.blobFromImage(crop, 1 / 255, swapRB=True))
    answers = net.forward(net.getUnconnectedOutLayersNames())
    mesh = next(a for a in answers if a.size == 1434).reshape(478, 3)[VERTICES, :2]
    back = cv2.invertAffineTransform(m)
    return mesh @ back[:, :2].T + back[:, 2]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--count", type=int, default=400, help="of test photographs")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    net = cv2.dnn.readNetFromONNX(os.path.join(options.shared, "models", "mp_face_landmarks_478.onnx"))
    random = np.random.default_rng(1)
    test = set(faces.split(options.shared)["test"])
    known = {f["out"]: f["crop_points"] for f in faces.landmarks(options.shared) if faces.identity_of(f["out"]) in test}
    chosen = set(sorted(known)[::max(1, len(known) // options.count)])
    distance = {"label": [], "mirrored": [], "shifted": []}
    for name, picture in faces.photographs(options.shared, keep=chosen.__contains__):
        points = known[name]
        eyes = np.linalg.norm(points[36:42].mean(0) - points[42:48].mean(0))
        low, high = points.min(0), points.max(0)
        centre, side = (low + high) / 2, 1.5 * (high - low).max()
        first = mesh_points(net, picture, centre, side, 0)
        edge = picture.shape[1] - 1
        mirror = mesh_points(net, np.ascontiguousarray(picture[:, ::-1]), [edge - centre[0], centre[1]], side, 0)
        mirror = mirror[faces.POINTS_OF_FLIP] * [-1, 1] + [edge, 0]
        error = random.normal(0, 1, 4)
        moved = mesh_points(net, picture, centre + 0.05 * side * error[:2], side * np.exp(0.08 * error[2]), 8 * error[3])
        for key, other in (("label", points), ("mirrored", mirror), ("shifted", moved)):
            distance[key].append(np.linalg.norm(first - other, axis=1).mean() / eyes)
    for key, values in distance.items():
        print(f"{key}: mean {np.mean(values):.4f}, median {np.median(values):.4f} of the eye distance")


if __name__ == "__main__":
    main()
