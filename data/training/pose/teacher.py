"""Poses of photographs, which nobody knows: measured on the points of a face mesh (Apache-2.0), after it has seen rendered people.

The mean head of the mesh comes from rendered people, whose pose is exact: so zero is the same for both.
"""
import cv2
import numpy as np

MESH_SIDE = 256  # pixels of the mesh's input
AROUND = 2.9  # side of its square in distances between the eyes and the mouth
LEAST_LOGIT = 0.0  # that a face is there
MOST_YAW = 35  # degrees, of the rendered people whose mean is taken


class Mesh:
    def __init__(self, model):
        self.network = cv2.dnn.readNetFromONNX(model)
        self.names = self.network.getUnconnectedOutLayersNames()

    def find(self, picture, five):
        """478x3 points in the picture's axes, in pixels of the square; None without a face."""
        eyes, mouth = five[:2].mean(0), five[3:].mean(0)
        middle, down = (eyes + mouth) / 2, mouth - eyes
        side = AROUND * max(np.linalg.norm(down), np.linalg.norm(five[1] - five[0]) * 0.8)
        angle = np.arctan2(down[1], down[0]) - np.pi / 2
        zoom = MESH_SIDE / side
        turn = zoom * np.array([[np.cos(-angle), -np.sin(-angle)], [np.sin(-angle), np.cos(-angle)]])
        m = np.hstack([turn, (np.full(2, MESH_SIDE / 2) - turn @ middle)[:, None]])
        square = cv2.warpAffine(picture, m, (MESH_SIDE, MESH_SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        self.network.setInput(cv2.dnn.blobFromImage(square, 1 / 255, swapRB=True))
        outputs = [o.reshape(-1) for o in self.network.forward(self.names)]
        points = next(o for o in outputs if o.size == 1434).reshape(478, 3).astype(np.float64)
        logit = min((float(o[0]) for o in outputs if o.size == 1), default=1.0)
        if logit < LEAST_LOGIT:
            return None
        back = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        points[:, :2] = points[:, :2] @ back.T
        return points - points.mean(0)


def rotation_of(yaw, pitch, roll):
    """The rows of the picture's axes (right, down, away) in those of the head. As face_pose(): yaw, then pitch, then roll."""
    y, p, r = np.deg2rad([yaw, pitch, roll])
    away = np.array([np.sin(y) * np.cos(p), -np.sin(p), np.cos(y) * np.cos(p)])
    right = np.array([np.cos(y), 0, -np.sin(y)])
    down = np.cross(away, right)
    return np.stack([np.cos(r) * right - np.sin(r) * down, np.sin(r) * right + np.cos(r) * down, away])


def angles_of(rotation):
    across, down, away = rotation
    return np.rad2deg([np.arctan2(away[0], away[2]), np.arcsin(np.clip(-away[1], -1, 1)), np.arctan2(-across[1], down[1])])


def mean_head(points, poses):
    """The mesh of a head that looks straight ahead, from the points of many with known poses."""
    turned = [p @ rotation_of(*pose) / np.sqrt((p ** 2).sum(1).mean()) for p, pose in zip(points, poses)]
    return np.mean(turned, 0)


def pose_of(points, head):
    """Degrees: the rotation that brings the mean head closest to the points (Kabsch)."""
    u, _, v = np.linalg.svd(points.T @ head)
    return angles_of(u @ np.diag([1, 1, np.linalg.det(u @ v)]) @ v)
