"""Faces for the pose network: rendered people, whose pose is exact, and photographs with the pose that the teacher measures."""
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, ".."), os.path.join(HERE, "..", "visibility")]
from samples import CHIP, SIDE, Actors, Photographs, aligned, disturbed, faces, textures_of  # noqa: E402,F401

from network import UNIT  # noqa: E402

ACTOR_SHARE = 0.6


def turn_of(matrix):
    return np.rad2deg(np.arctan2(matrix[1, 0], matrix[0, 0]))


def rendered(actors, i, behind):
    """Picture, five points and pose of a rendered face."""
    row = actors.rows[i]
    face = actors.face(i, behind)
    laid = faces.similarity(row[7:17].reshape(5, 2), CHIP * 144 + 8)
    return face.picture, face.points, np.array([row[17], -row[18], row[19] + turn_of(laid)])


def chip_of(picture, points, pose, random):
    """The face as a detector's points align it, and its pose in that picture."""
    apart = np.linalg.norm(points[3:].mean(0) - points[:2].mean(0))
    points = points + random.normal(0, 0.05, (5, 2)) * apart
    chip, m = aligned(picture, points, random, 5, 0.07, 0.03)
    return chip, pose + [0, 0, turn_of(m)]


class Poses:
    """Draws samples: a picture, and its yaw, pitch and roll in UNIT degrees.

    `poses` are those of the photographs, NaN where the teacher saw no face.
    """

    def __init__(self, photographs, poses, actors, textures, seed, actor_share=ACTOR_SHARE):
        self.photographs, self.poses, self.actors, self.textures = photographs, poses, actors, textures
        self.known = np.flatnonzero(np.isfinite(poses).all(1)) if poses is not None else []
        self.random, self.actor_share = np.random.default_rng(seed), actor_share

    def draw(self):
        random = self.random
        if random.random() < self.actor_share or not len(self.known):
            behind = self.textures[random.integers(len(self.textures))]
            picture, points, pose = rendered(self.actors, int(random.integers(len(self.actors))), behind)
        else:
            i = int(self.known[random.integers(len(self.known))])
            face = self.photographs.face(i)
            picture, points, pose = face.picture, face.points, self.poses[i]
        chip, pose = chip_of(picture, points, pose, random)
        if random.random() < 0.5:
            chip, pose = chip[:, ::-1], pose * [-1, 1, -1]
        return disturbed(np.ascontiguousarray(chip), random), pose / UNIT

    def batch(self, size):
        pictures, truth = np.empty((size, SIDE, SIDE, 3), np.uint8), np.empty((size, 3), np.float32)
        for k in range(size):
            pictures[k], truth[k] = self.draw()
        return pictures, truth
