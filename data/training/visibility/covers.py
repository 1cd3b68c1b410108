"""Things that hide a mouth or eyes, drawn with their exact outline: boards, hands, microphones, masks, glasses, closed lids."""
import cv2
import numpy as np

CROP = 160  # pixels, side of the pictures that are drawn on
SHIFT = 4  # bits of sub-pixel coordinates
ACROSS = np.linspace(-1, 1, CROP, dtype=np.float32)


def fine(points):
    return np.int32(np.round(np.asarray(points) * (1 << SHIFT)))


def polygon(points):
    area = np.zeros((CROP, CROP), np.uint8)
    cv2.fillPoly(area, [fine(points)], 255, cv2.LINE_AA, SHIFT)
    return area


def oval(middle, axes, degrees=0.0):
    area = np.zeros((CROP, CROP), np.uint8)
    cv2.ellipse(area, tuple(map(int, fine(middle))), tuple(map(int, fine(axes))), degrees, 0, 360, 255, -1, cv2.LINE_AA, SHIFT)
    return area


def bar(begin, end, width):
    """A thick line with round ends."""
    area = np.zeros((CROP, CROP), np.uint8)
    cv2.line(area, tuple(map(int, fine(begin))), tuple(map(int, fine(end))), 255, max(1, int(round(width))), cv2.LINE_AA, SHIFT)
    return area


def turned(points, degrees):
    angle = np.deg2rad(degrees)
    return np.asarray(points) @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def rectangle(middle, width, height, degrees):
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [width / 2, height / 2]
    return polygon(turned(corners, degrees) + middle)


class Painter:
    """Lays colours over a picture, and remembers what they hide."""

    def __init__(self, picture, cover, textures, random):
        self.picture, self.cover, self.textures, self.random = picture, cover, textures, random

    def lay(self, area, colour, strength=1.0, hides=True):
        x, y, w, h = cv2.boundingRect(area)
        place = np.s_[y:y + h, x:x + w]
        alpha = area[place].astype(np.float32)[..., None] * np.float32(strength / 255)
        colour = np.asarray(colour, np.float32)
        below = self.picture[place]
        below[:] = below * (1 - alpha) + (colour[place] if colour.ndim == 3 else colour) * alpha
        if hides:
            np.maximum(self.cover[place], alpha[..., 0], out=self.cover[place])

    def material(self):
        """One colour with light and grain, or a part of a photograph."""
        random = self.random
        if random.random() < 0.35:
            picture = self.textures[random.integers(len(self.textures))]
            side = int(random.integers(30, CROP))
            x, y = random.integers(0, CROP - side + 1, 2)
            return cv2.resize(picture[y:y + side, x:x + side], (CROP, CROP))
        return self.shaded(random.uniform(0, 255, 3) if random.random() < 0.6 else np.full(3, random.uniform(5, 250)))

    def shaded(self, colour):
        random = self.random
        direction, steep = random.uniform(0, 2 * np.pi), random.uniform(0, 0.5)
        light = 1 + steep * (ACROSS * np.float32(np.cos(direction)) + ACROSS[:, None] * np.float32(np.sin(direction)))
        if random.random() < 0.5:
            grain = random.standard_normal(random.integers(8, CROP // 2, 2), np.float32) * np.float32(random.uniform(0.02, 0.12))
            light = light + cv2.resize(grain, (CROP, CROP))
        return np.clip(light[..., None] * np.float32(colour), 0, 255)

    def skin(self, points):
        """The colour of a cheek, or of somebody else's skin."""
        random = self.random
        if random.random() < 0.7:
            middle = np.int32(points[2] + (points[3 + random.integers(2)] - points[2]) * [1.1, 0.2])
            x, y = np.clip(middle, 6, CROP - 6)
            colour = np.median(self.picture[y - 4:y + 5, x - 4:x + 5].reshape(-1, 3), 0)
        else:
            colour = np.array([0.55, 0.7, 1.0]) * random.uniform(60, 230)
        return colour * random.uniform(0.75, 1.2)


def draw_hand(painter, at, size, towards, colour):
    """A palm with fingers. `at` is the middle of the fingers, `towards` (degrees) where they point."""
    random = painter.random
    direction = turned([[1, 0]], towards)[0]
    across = np.array([-direction[1], direction[0]])
    width = size * random.uniform(0.2, 0.27)
    bent, spread = random.uniform(0.6, 1), random.uniform(0.95, 1.25)
    count = int(random.integers(3, 5))
    palm = at - direction * size * 0.6
    painter.lay(oval(palm, (size * 0.55, width * count * 0.6), towards), painter.shaded(colour * 0.95))
    painter.lay(bar(palm, palm - direction * size * 2, width * count * 0.9), painter.shaded(colour * 0.9))
    for k in range(count):
        side = (k - (count - 1) / 2) * width * spread
        length = size * bent * (1 - 0.12 * abs(k - 1.2))
        begin, end = palm + across * side, at + direction * (length - size * 0.4) + across * side * random.uniform(1, 1.2)
        painter.lay(bar(begin, end, width * 1.12), colour * random.uniform(0.45, 0.75), hides=True)  # the shadow between fingers
        painter.lay(bar(begin, end, width), painter.shaded(colour))
        if random.random() < 0.6:  # a nail
            painter.lay(oval(end + direction * width * 0.1, (width * 0.3, width * 0.24), towards), np.clip(colour * 1.15 + 10, 0, 255), 0.7)
    if random.random() < 0.5:  # a thumb
        begin = palm + across * width * count * 0.5 * random.choice([-1, 1])
        painter.lay(bar(begin, begin + turned([direction], random.uniform(-60, 60))[0] * size * 0.7, width * 1.2), painter.shaded(colour))


def draw_microphone(painter, at, size):
    random = painter.random
    colour = np.full(3, random.uniform(10, 70)) if random.random() < 0.7 else random.uniform(0, 255, 3)
    down = turned([[0, 1]], random.uniform(-50, 50))[0]
    painter.lay(bar(at, at + down * size * 4, size * random.uniform(0.5, 0.9)), painter.shaded(colour * 0.8))
    if random.random() < 0.4:
        painter.lay(rectangle(at + down * size * 1.6, size * 1.5, size * 1.3, random.uniform(-20, 20)), painter.material())
    painter.lay(oval(at, (size * random.uniform(0.6, 0.9), size * random.uniform(0.7, 1.1)), random.uniform(-30, 30)), painter.shaded(colour))


def draw_mask(painter, face):
    """Cloth from the nose to the chin, or a scarf."""
    random, p = painter.random, face.points
    apart = np.linalg.norm(p[1] - p[0])
    if face.lids is not None and random.random() < 0.8:
        jaw = face.lids
        top = jaw[[14, 2]] if random.random() < 0.7 else jaw[[13, 3]]
        line = np.concatenate([jaw[2:15] + random.normal(0, 0.03, (13, 2)) * apart, top[:1], jaw[28 + random.integers(3)][None] , top[1:]])
    else:
        mouth = (p[3] + p[4]) / 2
        line = np.array([[-1, -.2], [-.3, -.35], [.3, -.35], [1, -.2], [.8, .8], [.3, 1.1], [-.3, 1.1], [-.8, .8]]) * apart * random.uniform(0.7, 1) + [mouth[0], mouth[1] - 0.1 * apart]
    base = [(235, 215, 180), (245, 245, 245), (30, 30, 30), (190, 150, 90)][random.integers(4)]
    paint = painter.shaded(np.float64(base)) if random.random() < 0.6 else painter.material()
    area = polygon(line)
    painter.lay(area, paint)
    for k in range(int(random.integers(0, 4))):
        y = p[2][1] + (0.25 + 0.22 * k) * apart
        fold = bar((p[3][0] - 0.3 * apart, y), (p[4][0] + 0.3 * apart, y + random.normal(0, 2)), 1)
        painter.lay(np.minimum(fold, area), np.float64(base) * 0.7, 0.5)


def draw_glasses(painter, face, dark):
    """Glasses with dark lenses, or with clear ones, which hide nothing."""
    random, p = painter.random, face.points
    right = p[1] - p[0]
    apart = np.linalg.norm(right)
    degrees = np.degrees(np.arctan2(right[1], right[0]))
    half = np.array([random.uniform(0.32, 0.46), random.uniform(0.22, 0.38)]) * apart
    frame = random.uniform(0, 60, 3) if random.random() < 0.6 else random.uniform(0, 255, 3)
    thick = random.uniform(1, 4)
    drop = random.uniform(-0.02, 0.12) * apart
    round_ones = random.random() < 0.5
    tint = random.uniform(5, 70) * random.uniform(0.6, 1.4, 3)
    fade = random.random() < 0.3  # lighter below

    def lens(k, more):
        middle = p[k] + turned([[(2 * k - 1) * 0.04 * apart, drop]], degrees)[0]
        if round_ones:
            return oval(middle, half + more, degrees)
        w, h = half + more
        corners = np.array([[-1, -.85], [-.7, -1], [.8, -1], [1, -.8], [.95, .3], [.6, 1], [-.5, 1], [-.9, .5]]) * [w * (2 * k - 1), h]
        return polygon(turned(corners, degrees) + middle)

    painter.lay(bar(p[0] + right * 0.3 + [0, drop], p[1] - right * 0.3 + [0, drop], thick), frame, hides=False)
    for k in (0, 1):
        outer, inner = lens(k, thick), lens(k, 0)
        painter.lay(cv2.subtract(outer, inner), frame, hides=False)
        if dark:
            paint = painter.shaded(tint)
            strength = random.uniform(0.78, 1)
            if fade:
                paint = paint + np.linspace(0, 60, CROP)[:, None, None] * random.uniform(0, 1)
            painter.lay(inner, paint, strength)
            if random.random() < 0.5:
                shine = oval(p[k] + random.normal(0, 0.15, 2) * apart, random.uniform(0.03, 0.2, 2) * apart, random.uniform(0, 180))
                painter.lay(np.minimum(shine, inner), random.uniform(120, 255, 3), random.uniform(0.2, 0.9))
        else:
            painter.lay(inner, random.uniform(0, 255, 3), random.uniform(0, 0.18), hides=False)
            if random.random() < 0.3:
                shine = oval(p[k] + random.normal(0, 0.2, 2) * apart, random.uniform(0.03, 0.1, 2) * apart, random.uniform(0, 180))
                painter.lay(np.minimum(shine, inner), (250, 250, 250), random.uniform(0.3, 0.9), hides=False)


def draw_covers(face, cover, textures, random):
    """Hides the mouth, the eyes, both or only something beside them."""
    painter = Painter(face.picture, cover, textures, random)
    p = face.points
    apart = np.linalg.norm(p[1] - p[0])
    mouth, eyes = (p[3] + p[4]) / 2, (p[0] + p[1]) / 2
    kind = random.random()
    if kind < 0.12:
        return draw_glasses(painter, face, dark=True)
    if kind < 0.22:
        return draw_glasses(painter, face, dark=False)
    if kind < 0.29:
        return draw_mask(painter, face)
    # Half of the things are near the mouth, the others near an eye or anywhere.
    where = random.random()
    at = mouth if where < 0.55 else p[random.integers(2)] if where < 0.7 else random.uniform(0, CROP, 2)
    at = at + random.normal(0, random.choice([0.1, 0.45]), 2) * apart
    if kind < 0.55:
        # Hands mostly come from below or from the side.
        draw_hand(painter, at, apart * random.uniform(0.7, 1.5), random.normal(-90, 55), painter.skin(p))
    elif kind < 0.65:
        draw_microphone(painter, at, apart * random.uniform(0.25, 0.6))
    elif kind < 0.9:
        area = rectangle(at, apart * random.uniform(0.5, 4), apart * random.uniform(0.4, 3), random.normal(0, 25))
        painter.lay(area, painter.material())
    elif kind < 0.95:
        painter.lay(oval(at, apart * random.uniform(0.25, 1.2, 2), random.uniform(0, 180)), painter.material())
    else:
        angle = np.sort(random.uniform(0, 2 * np.pi, random.integers(4, 9)))
        spokes = np.stack([np.cos(angle), np.sin(angle)], 1) * random.uniform(0.3, 1.4, (len(angle), 1)) * apart
        painter.lay(polygon(at + spokes), painter.material())


def close_eyes(picture, points, random):
    """Draws the upper lid of both eyes down to the lower one: the skin between brow and lid is stretched."""
    for first in (36, 42):
        eye = points[first:first + 6]
        left, right = eye[:, 0].min(), eye[:, 0].max()
        x = np.arange(max(int(left) - 1, 0), min(int(right) + 2, CROP))
        upper = np.interp(x, *eye[np.argsort(eye[[0, 1, 2, 3], 0])].T) if eye[0, 0] < eye[3, 0] else None
        if upper is None or len(x) < 4:
            continue
        lower = np.interp(x, *eye[[0, 5, 4, 3]].T)
        height = max((lower - upper).max(), 1)
        lid = lower - (lower - upper) * random.uniform(0, 0.2)
        top = upper - height * random.uniform(0.5, 0.9)
        below = lower + height * 0.5
        y = np.arange(max(int(top.min()), 0), min(int(below.max()) + 2, CROP), dtype=np.float32)[:, None]
        # Above the new edge the skin of the lid, without the old lashes; below it the old lower lid.
        edge = upper - 0.12 * height
        stretched = top + (y - top) * (edge - top) / np.maximum(lid - top, 1)
        squeezed = lower + (y - lid) * (below - lower) / np.maximum(below - lid, 1)
        source = np.where(y < top, y, np.where(y < lid, stretched, np.where(y < below, squeezed, y)))
        grid = np.broadcast_to(x.astype(np.float32), source.shape)
        part = cv2.remap(picture, grid.copy(), source.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        lashes = np.exp(-((y - lid) / random.uniform(0.7, 1.4)) ** 2)[..., None] * random.uniform(0.3, 0.8)
        part = part * (1 - lashes) + lashes * random.uniform(10, 60)
        picture[int(y[0, 0]):int(y[0, 0]) + len(y), x[0]:x[0] + len(x)] = np.uint8(part)
