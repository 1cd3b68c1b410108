"""What a camera and a detector do to a face: wrong alignment, light, blur, few pixels, JPEG, something in front."""
import cv2
import numpy as np

import faces

# Alignment error of the landmark model's five points against the training crops, as a similarity (standard deviations).
# Wider than what was measured (see evaluate.py, "alignment"), for detectors and faces worse than LFW's.
SHIFT_PIXELS = 2.2
ROTATION_DEGREES = 3.0
SCALE = 0.04


class Augmenter:
    def __init__(self, seed, strength=1.0):
        self.random = np.random.default_rng(seed)
        self.strength = strength

    def happens(self, probability):
        return self.random.random() < probability * self.strength

    def __call__(self, picture):
        """A 144x144 crop from the pool becomes a 128x128 input."""
        r = self.random
        picture = self.align(picture)
        if self.happens(0.75):
            picture = self.light(picture)
        if self.happens(0.12):
            picture = self.shade(picture)
        if self.happens(0.08):
            gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
            picture = cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR)
        if self.happens(0.12):
            picture = self.occlude(picture)
        if self.happens(0.35):
            picture = self.shrink(picture)
        elif self.happens(0.25):
            picture = self.blur(picture)
        if self.happens(0.2):
            picture = np.clip(picture + r.normal(0, r.uniform(2, 14), picture.shape), 0, 255).astype(np.uint8)
        if self.happens(0.2):
            _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(r.integers(15, 80))])
            picture = cv2.imdecode(data, cv2.IMREAD_COLOR)
        return picture

    def align(self, picture):
        r, size = self.random, picture.shape[1]
        m = cv2.getRotationMatrix2D(((size - 1) / 2, (size - 1) / 2), r.normal(0, ROTATION_DEGREES * self.strength),
                                    np.exp(r.normal(0, SCALE * self.strength)))
        m[:, 2] += r.normal(0, SHIFT_PIXELS * self.strength, 2) - (size - 128) / 2
        return cv2.warpAffine(picture, m, (128, 128), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)

    def light(self, picture):
        r = self.random
        ramp = (np.arange(256) / 255.0) ** np.exp(r.normal(0, 0.35))
        ramp = ((ramp - 0.5) * np.exp(r.normal(0, 0.2)) + 0.5 + r.normal(0, 0.06)) * 255
        tint = r.normal(1, 0.05, 3)
        return cv2.LUT(picture, np.clip(ramp[:, None] * tint, 0, 255).astype(np.uint8)[None])

    def shade(self, picture):
        r = self.random
        corners = np.float32(r.uniform(0.3, 1.3, (2, 2)))
        ramp = cv2.resize(corners, (128, 128))[..., None]
        return np.clip(picture * ramp, 0, 255).astype(np.uint8)

    def occlude(self, picture):
        r = self.random
        picture = picture.copy()
        w, h = r.integers(16, 64, 2)
        x, y = r.integers(-16, 128, 2)
        if r.random() < 0.5:
            colour = [int(c) for c in r.integers(0, 255, 3)]
            cv2.ellipse(picture, (int(x + w / 2), int(y + h / 2)), (int(w / 2), int(h / 2)), r.uniform(0, 180), 0, 360, colour, -1)
        else:  # a piece of the picture itself: skin or background where it does not belong
            x, y = max(x, 0), max(y, 0)
            w, h = min(w, 128 - x), min(h, 128 - y)
            u, v = r.integers(0, 128 - w + 1), r.integers(0, 128 - h + 1)
            picture[y:y + h, x:x + w] = picture[v:v + h, u:u + w].copy()
        return picture

    def shrink(self, picture):
        r = self.random
        side = int(np.exp(r.uniform(np.log(16), np.log(64))))
        way_down = [cv2.INTER_AREA, cv2.INTER_LINEAR][int(r.random() < 0.25)]
        way_up = [cv2.INTER_LINEAR, cv2.INTER_CUBIC][int(r.random() < 0.4)]
        return cv2.resize(cv2.resize(picture, (side, side), interpolation=way_down), (128, 128), interpolation=way_up)

    def blur(self, picture):
        r = self.random
        if r.random() < 0.6:
            return cv2.GaussianBlur(picture, (0, 0), r.uniform(0.5, 3.0))
        length, angle = int(r.integers(3, 13)), r.uniform(0, 180)
        line = np.zeros((length, length), np.float32)
        line[length // 2] = 1
        line = cv2.warpAffine(line, cv2.getRotationMatrix2D(((length - 1) / 2, (length - 1) / 2), angle, 1), (length, length))
        return cv2.filter2D(picture, -1, line / max(line.sum(), 1e-3), borderType=cv2.BORDER_REFLECT)
