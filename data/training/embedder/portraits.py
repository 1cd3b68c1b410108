"""Finds the 68 points of the portraits of detect/people.tar with the shipped landmark model; the mixes need them."""
import argparse
import os
import subprocess

import cv2
import numpy as np

import faces


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--programs", required=True, help="folder with chain")
    parser.add_argument("--models", required=True, help="the project's data/models")
    parser.add_argument("--work", required=True)
    parser.add_argument("output", help=".npz")
    options = parser.parse_args()
    folder = os.path.join(options.work, "portraits")
    os.makedirs(folder, exist_ok=True)
    names = []
    for name, _, picture in faces.portraits(options.shared):
        cv2.imwrite(os.path.join(folder, name + ".png"), picture)
        names.append(name)
    listing, output = (os.path.join(folder, n) for n in ("list", "out"))
    with open(listing, "w") as file:
        file.writelines(f"{name}.png\n" for name in names)
    subprocess.run([os.path.join(options.programs, "chain"), os.path.join(options.models, "builtin-1.json"),
                    os.path.join(options.models, "landmarks68.onnx"),
                    os.path.join(options.shared, "models", "face_detection_yunet_2022mar.onnx"), folder, listing, output], check=True)
    rows = np.fromfile(output, np.float32).reshape(len(names), -1)
    found = rows[:, 0] > 0
    print(f"{found.sum()} of {len(names)} portraits")
    np.savez(options.output, names=np.array(names)[found], points=rows[found, 5:141].reshape(-1, 68, 2))


if __name__ == "__main__":
    main()
