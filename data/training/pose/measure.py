"""Measures a pose network: mean errors in degrees on rendered people who were not trained on, and the difference to the teacher
on photographs of people who were not."""
import argparse
import os
import sys

import numpy as np

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from learn import answers_of, load, single_threaded  # noqa: E402

from network import UNIT, Pose
from poses import Actors, Photographs, Poses, rendered, textures_of
from teacher import MOST_YAW, Mesh, mean_head, pose_of

HEADS = 1500  # rendered people for the teacher's mean head


def taught(shared, out, part, photographs, actors, textures):
    """The teacher's poses of the photographs, kept in `out`."""
    file = os.path.join(out, f"poses_{part}_{len(photographs)}.npy")
    if os.path.exists(file):
        return np.load(file)
    mesh = Mesh(os.path.join(shared, "models", "mp_face_landmarks_478.onnx"))
    points, poses = [], []
    for i in range(min(HEADS, len(actors))):
        picture, five, pose = rendered(actors, i, textures[i % len(textures)])
        found = mesh.find(picture, five) if abs(pose[0]) < MOST_YAW else None
        if found is not None:
            points.append(found)
            poses.append(pose)
    head = mean_head(points, poses)
    apart = np.abs([pose_of(p, head) - pose for p, pose in zip(points, poses)])
    print(f"the teacher on {len(poses)} rendered heads: mean errors {apart.mean(0).round(2)} degrees", flush=True)
    answers = np.full((len(photographs), 3), np.nan)
    for i in range(len(photographs)):
        face = photographs.face(i)
        found = mesh.find(face.picture, face.points)
        if found is not None:
            answers[i] = pose_of(found, head)
    np.save(file, answers)
    return answers


def errors(model, pictures, truth, most_yaw=90, most_pitch=90):
    """Mean errors of yaw, pitch and roll in degrees."""
    found = answers_of(model, pictures)
    chosen = (np.abs(truth[:, 0] * UNIT) <= most_yaw) & (np.abs(truth[:, 1] * UNIT) <= most_pitch)
    return np.abs(found - truth)[chosen].mean(0) * UNIT


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--shared", required=True)
    parser.add_argument("--actors", required=True, help="folder with actors.raw and held/actors.raw")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    single_threaded()
    model = load(Pose(), options.checkpoint).eval()
    textures = textures_of(options.shared, 5)
    held = Poses(None, None, Actors(os.path.join(options.actors, "held")), textures, 2).batch(options.limit or 3000)
    for most_yaw, most_pitch in ((30, 30), (60, 30), (90, 90)):
        print(f"rendered people, yaw to {most_yaw}, pitch to {most_pitch}: {errors(model, *held, most_yaw, most_pitch).round(2)}")
    photographs = Photographs(options.shared, "test", options.limit)
    poses = taught(options.shared, options.actors, "test", photographs, Actors(options.actors), textures)
    seen = Poses(photographs, poses, None, None, 2, actor_share=0).batch(options.limit or 3000)
    for most_yaw in (30, 60):
        print(f"photographs beside the teacher, yaw to {most_yaw}: {errors(model, *seen, most_yaw, 90).round(2)}")


if __name__ == "__main__":
    sys.exit(main())
