"""What is burned into films: subtitles, name plates, logos, watermarks, clocks, player controls, tickers, titles. Each knows where it is.

An overlay is a list of items. An item has one mask or one for each of the three pictures, newest first.
"""
import cv2
import numpy as np

from writing import Writer, pick, words

PICTURES = 3
INK, GROUND = "ink", "ground"  # what must be found; boxes behind it, which may be found


class Item:
    def __init__(self, role, x, y, masks, value, strength=1.0, moves=0):
        self.role, self.x, self.y, self.value, self.strength, self.moves = role, int(round(x)), int(round(y)), value, strength, moves
        self.masks = masks if isinstance(masks, list) else [masks]

    def at(self, time):
        """Place and mask in picture `time`."""
        return self.x + self.moves * time, self.y, self.masks[min(time, len(self.masks) - 1)]


def box(width, height, radius=0):
    mask = np.full((max(1, int(round(height))), max(1, int(round(width)))), 255, np.uint8)
    radius = int(min(radius, min(mask.shape) // 2))
    if radius > 1:
        mask[:] = 0
        h, w = mask.shape
        mask[:, radius:w - radius] = 255
        mask[radius:h - radius] = 255
        for x in (radius, w - 1 - radius):
            for y in (radius, h - 1 - radius):
                cv2.circle(mask, (x, y), radius, 255, -1, cv2.LINE_AA)
    return mask


def shifted(mask, dx, dy):
    return cv2.warpAffine(mask, np.float64([[1, 0, dx], [0, 1, dy]]), (mask.shape[1] + abs(int(dx)) + 1, mask.shape[0] + abs(int(dy)) + 1))


class Drawer:
    def __init__(self, fonts, random):
        self.random, self.writer = random, Writer(fonts, random)
        self.fonts = fonts

    def uniform(self, low, high):
        return self.random.uniform(low, high)

    def chance(self, part):
        return self.random.random() < part

    def light(self):
        return self.uniform(200, 255) if self.chance(0.85) else self.uniform(120, 200)

    def text(self, text, style, height, x, y, value, strength=1.0, outline=0.0, outline_value=0.0, shadow=0.0, anchor="left", moves=0):
        """Items of one line whose box begins at x, y; "middle" and "right" are other anchors. Returns the box, too."""
        masks = self.writer.line(text, style, height, outline)
        if masks is None or masks[0].shape[1] < 3:
            return [], (x, y, 0, 0)
        fill, wide = masks
        h, w = fill.shape
        x -= {"left": 0, "middle": w / 2, "right": w}[anchor]
        items = []
        if shadow:
            dark = shifted(wide, shadow, shadow)
            if self.chance(0.5):
                dark = cv2.GaussianBlur(dark, (0, 0), max(0.6, shadow * 0.6))
            items.append(Item(GROUND, x, y, dark, 255 - value if self.chance(0.1) else 0, 0.8 * strength, moves))
        if outline:
            items.append(Item(INK, x, y, wide, outline_value, strength, moves))
        items.append(Item(INK, x, y, fill, value, strength, moves))
        return items, (x, y, w, h)

    def style_of_letters(self, height):
        """Value, outline and shadow, as subtitles have them."""
        outline = self.uniform(0.05, 0.14) * height if self.chance(0.55) else 0
        shadow = self.uniform(0.05, 0.15) * height if self.chance(0.3) else 0
        value = self.light()
        return dict(value=value, outline=outline, outline_value=self.uniform(0, 40), shadow=shadow)

    def subtitle(self, w, h):
        height = max(6.5, self.uniform(0.03, 0.075) * min(h, 0.7 * w))
        file, script = self.writer.style()
        if self.chance(0.12):
            file, script = None, None
        look = self.style_of_letters(height)
        lines = 1 + int(self.chance(0.4)) + int(self.chance(0.08))
        middle = w / 2 if self.chance(0.88) else self.uniform(0.3, 0.7) * w
        y = h * self.uniform(0.86, 0.97) - height * 1.6 * lines if self.chance(0.9) else h * self.uniform(0.03, 0.1)
        boxed = self.chance(0.25)
        items = []
        for _ in range(lines):
            text = words(self.random, int(self.random.integers(1, 9)), script)
            found, (x, top, width, tall) = self.text(text, file, height, middle, y, anchor="middle", **look)
            if boxed:
                pad = height * self.uniform(0.2, 0.6)
                items.append(Item(GROUND, x - pad, top - pad, box(width + 2 * pad, tall + 2 * pad), self.uniform(0, 60), self.uniform(0.4, 1)))
            items += found
            y += max(height * 1.55, tall * 1.05)
        return items

    def plate(self, w, h):
        """A lower third: name and function in front of one or two boxes."""
        height = max(6.5, self.uniform(0.03, 0.07) * h)
        file, script = self.writer.style(0.15)
        left = self.chance(0.8)
        x, y = self.uniform(0.03, 0.2) * w, self.uniform(0.62, 0.88) * h
        bright = self.chance(0.4)
        back, fore = (self.uniform(170, 255), self.uniform(0, 70)) if bright else (self.uniform(0, 110), self.light())
        radius, strength = pick(self.random, [0, 0, 0, height * 0.4]), self.uniform(0.6, 1) if self.chance(0.85) else 0
        items = []
        for line in range(1 + int(self.chance(0.8))):
            text = words(self.random, int(self.random.integers(1, 5)), script)
            size = height * (1 if line == 0 else self.uniform(0.6, 0.9))
            pad = size * self.uniform(0.3, 0.7)
            found, (tx, ty, tw, th) = self.text(text, file, size, x + pad if left else w - x - pad, y + pad, fore,
                                                anchor="left" if left else "right", shadow=0 if strength else size * 0.1)
            width = tw + 2 * pad if self.chance(0.7) else w * self.uniform(0.35, 0.8)
            if strength:
                items.append(Item(GROUND, tx - pad, y, box(width, th + 2 * pad, radius), back, strength))
            if line == 0 and self.chance(0.3):
                items.append(Item(INK, tx - pad - size * 0.4, y, box(size * 0.35, th + 2 * pad), self.uniform(60, 255)))
            items += found
            y += th + 2 * pad
            if self.chance(0.4):
                back, fore = fore, back
        return items

    def emblem(self, side):
        """A mask of about side x side pixels (it may be wider): shapes, letters, icons."""
        fine = 3
        s = int(side * fine)
        mask = np.zeros((s, s), np.uint8)
        kind = self.random.integers(8)
        middle, radius = (s // 2, s // 2), int(s * 0.46)
        width = max(1, int(s * self.uniform(0.05, 0.16)))
        if kind == 0:
            cv2.circle(mask, middle, radius, 255, width if self.chance(0.5) else -1, cv2.LINE_AA)
        elif kind == 1:
            cv2.rectangle(mask, (width, width), (s - width, s - width), 255, width if self.chance(0.5) else -1)
        elif kind == 2:
            corners = int(self.random.integers(3, 9))
            angle = np.arange(corners) * 2 * np.pi / corners + self.uniform(0, 6)
            spikes = radius * np.where(np.arange(corners) % 2, self.uniform(0.35, 1), 1)
            cv2.fillPoly(mask, [np.int32(np.stack([np.cos(angle), np.sin(angle)], 1) * spikes[:, None] + s / 2)], 255, cv2.LINE_AA)
        elif kind == 3:
            for _ in range(int(self.random.integers(2, 5))):
                a, b = self.random.integers(0, s, 2), self.random.integers(0, s, 2)
                if self.chance(0.5):
                    cv2.line(mask, tuple(map(int, a)), tuple(map(int, b)), 255, 2 * width, cv2.LINE_AA)
                else:
                    axes = tuple(map(int, np.maximum(np.abs(a - b) // 2, 4)))
                    cv2.ellipse(mask, middle, axes, float(a[0]), 0, float(self.uniform(120, 360)), 255, width, cv2.LINE_AA)
        elif kind == 4 and self.fonts.icons:
            icon = self.writer.line(chr(int(self.random.integers(0xF000, 0xF2E0))), pick(self.random, self.fonts.icons), side * 0.8)
            return self.lettered(icon[0] if icon else box(side, side))
        elif kind == 5:
            cell = s // int(self.random.integers(2, 5))
            grid = (self.random.random((s // cell + 1, s // cell + 1)) < 0.55) * np.uint8(255)
            mask = cv2.resize(grid, (s, s), interpolation=cv2.INTER_NEAREST)
        else:
            return self.lettered(None, side)
        if kind < 3 and self.chance(0.6):  # something cut out of it, or put into it
            hole = np.zeros_like(mask)
            letters = self.writer.line(words(self.random, 1)[:int(self.random.integers(1, 4))].upper(), pick(self.random, self.fonts.bold), s / fine * 0.35)
            if letters is not None:
                part = cv2.resize(letters[0], None, fx=fine, fy=fine)
                part = part[:s, :s]
                y, x = (s - part.shape[0]) // 2, (s - part.shape[1]) // 2
                hole[y:y + part.shape[0], x:x + part.shape[1]] = part
            mask = np.where(mask > 127, mask - np.minimum(hole, mask), np.maximum(mask, hole)).astype(np.uint8)
        elif kind < 3 and self.chance(0.5):
            cv2.circle(mask, middle, int(radius * self.uniform(0.3, 0.6)), 0, -1, cv2.LINE_AA)
        return self.lettered(Writer.smaller(mask))

    def lettered(self, shape, side=None):
        """The shape with a name beside or below it, or the name alone."""
        if shape is not None and self.chance(0.5):
            return shape
        size = side * self.uniform(0.5, 1) if shape is None else max(6, shape.shape[0] * self.uniform(0.25, 0.6))
        script = None
        text = words(self.random, 1)[:int(self.random.integers(2, 9))]
        text = text.upper() if self.chance(0.5) else text
        masks = self.writer.line(text, pick(self.random, self.fonts.bold if self.chance(0.7) else self.fonts.latin), size)
        name = masks[0] if masks is not None and script is None else box(size, size)
        if shape is None:
            return name
        beside = self.chance(0.6)
        (h, w), (nh, nw) = shape.shape, name.shape
        gap = int(size * 0.3) + 1
        out = np.zeros((max(h, nh), w + gap + nw) if beside else (h + gap + nh, max(w, nw)), np.uint8)
        if beside:
            out[(out.shape[0] - h) // 2:(out.shape[0] - h) // 2 + h, :w] = shape
            out[(out.shape[0] - nh) // 2:(out.shape[0] - nh) // 2 + nh, w + gap:] = name
        else:
            out[:h, (out.shape[1] - w) // 2:(out.shape[1] - w) // 2 + w] = shape
            out[h + gap:, (out.shape[1] - nw) // 2:(out.shape[1] - nw) // 2 + nw] = name
        return out

    def corner(self, w, h, width, height):
        margin = self.uniform(0.015, 0.07) * min(w, h)
        return (margin if self.chance(0.4) else w - margin - width), (margin if self.chance(0.75) else h - margin - height)

    def emblem_items(self, x, y, mask, strength):
        """One or two values, sometimes with a dark rim."""
        value = self.light() if self.chance(0.7) else self.uniform(0, 255)
        items = []
        if self.chance(0.25):
            rim = cv2.dilate(cv2.copyMakeBorder(mask, 2, 2, 2, 2, cv2.BORDER_CONSTANT), np.ones((3, 3), np.uint8))
            items.append(Item(INK, x - 2, y - 2, rim, 255 - value, strength * self.uniform(0.4, 1)))
        if self.chance(0.25):
            back = box(mask.shape[1] + 8, mask.shape[0] + 8, self.uniform(0, 8))
            items.append(Item(INK, x - 4, y - 4, back, (value + self.uniform(90, 160)) % 256, strength))
        items.append(Item(INK, x, y, mask, value, strength))
        if self.chance(0.25):  # a second colour
            part = mask.copy()
            part[:, :int(part.shape[1] * self.uniform(0.2, 0.8))] = 0
            items.append(Item(INK, x, y, part, self.uniform(0, 255), strength))
        return items

    def logo(self, w, h):
        mask = self.emblem(max(14, self.uniform(0.055, 0.17) * min(h, w)))
        x, y = self.corner(w, h, mask.shape[1], mask.shape[0])
        return self.emblem_items(x, y, mask, self.uniform(0.65, 1) if self.chance(0.65) else self.uniform(0.35, 0.65))

    def watermark(self, w, h):
        """Transparent: in a corner, in the middle, or all over the picture, slanted."""
        strength = self.uniform(0.22, 0.6)
        value = self.light() if self.chance(0.8) else self.uniform(0, 60)
        place = self.random.random()
        if place < 0.4:
            return self.logo_of(w, h, strength)
        size = self.uniform(0.05, 0.16) * h
        text = words(self.random, int(self.random.integers(1, 4)))
        style = self.writer.style(0.1, bold=True)[0]
        masks = self.writer.line(text, style, size)
        if masks is None:
            return []
        mask = masks[0]
        if self.chance(0.4):
            turn = self.uniform(-45, 45)
            side = int(np.hypot(*mask.shape)) + 4
            m = cv2.getRotationMatrix2D((mask.shape[1] / 2, mask.shape[0] / 2), turn, 1)
            m[:, 2] += [(side - mask.shape[1]) / 2, (side - mask.shape[0]) / 2]
            mask = cv2.warpAffine(mask, m, (side, side), flags=cv2.INTER_LINEAR)
        mh, mw = mask.shape
        if place < 0.85:
            x = (w - mw) / 2 if self.chance(0.6) else self.uniform(0, max(1, w - mw))
            return [Item(INK, x, (h - mh) / 2 if self.chance(0.4) else self.uniform(0, max(1, h - mh)), mask, value, strength)]
        step_x, step_y = mw * self.uniform(1.1, 1.8), mh * self.uniform(1.1, 2)
        return [Item(INK, x, y, mask, value, strength)
                for i, y in enumerate(np.arange(-mh / 2, h, max(step_y, 24))) for x in np.arange(-mw * (0.5 + 0.5 * (i % 2)), w, max(step_x, 40))]

    def logo_of(self, w, h, strength):
        mask = self.emblem(max(14, self.uniform(0.07, 0.2) * min(h, w)))
        x, y = self.corner(w, h, mask.shape[1], mask.shape[0])
        return self.emblem_items(x, y, mask, strength)

    def clock(self, w, h):
        """Time of day, time code, date, or a mark of recording."""
        height = max(6.5, self.uniform(0.03, 0.075) * h)
        style = pick(self.random, self.fonts.digits if self.chance(0.15) else self.fonts.mono if self.chance(0.4) else self.fonts.latin)
        second = int(self.random.integers(3600 * 24))
        form = self.random.integers(5)
        frame = int(self.random.integers(25))
        texts = []
        for time in range(PICTURES):
            s, f = (second * 25 + frame - 6 * time) // 25, (second * 25 + frame - 6 * time) % 25
            clock = f"{s // 3600 % 24:02}:{s // 60 % 60:02}"
            date = f"{second % 28 + 1:02}-{second % 12 + 1:02}-20{second % 30:02}"
            texts.append([clock, f"{clock}:{s % 60:02}", f"{clock}:{s % 60:02}:{f:02}", f"{date} {clock}:{s % 60:02}", f"REC {clock}:{s % 60:02}"][form])
        look = self.style_of_letters(height) if self.chance(0.6) else dict(value=self.light())
        drawn = [self.text(text, style, height, 0, 0, **look) for text in texts]
        if any(not items for items, _ in drawn):
            return []
        _, (_, _, tw, th) = drawn[0]
        x, y = self.corner(w, h, tw, th)
        items = []
        if self.chance(0.3):
            pad = height * 0.4
            items.append(Item(GROUND, x - pad, y - pad, box(tw + 2 * pad, th + 2 * pad, self.uniform(0, 6)), self.uniform(0, 80), self.uniform(0.4, 1)))
        for parts in zip(*(items for items, _ in drawn)):
            masks = [part.masks[0] for part in parts]
            items.append(Item(parts[0].role, x + parts[0].x, y + parts[0].y, masks, parts[0].value, parts[0].strength))
        return items

    def controls(self, w, h):
        """A player's bar, its buttons and times; or a large button in the middle."""
        items = []
        if self.chance(0.35):
            side = self.uniform(0.12, 0.28) * h
            s = int(side * 3)
            mask = np.zeros((s, s), np.uint8)
            triangle = np.int32(np.float64([[0.36, 0.27], [0.36, 0.73], [0.76, 0.5]]) * s)
            filled = self.chance(0.5)
            cv2.circle(mask, (s // 2, s // 2), int(s * 0.47), 255, -1 if filled else max(2, s // 16), cv2.LINE_AA)
            cv2.fillPoly(mask, [triangle], 0 if filled else 255, cv2.LINE_AA)
            mask = Writer.smaller(mask)
            value = self.light() if self.chance(0.8) else self.uniform(0, 90)
            items.append(Item(INK, (w - mask.shape[1]) / 2, (h - mask.shape[0]) / 2, mask, value, self.uniform(0.5, 1)))
            if self.chance(0.5):
                return items
        y = h * self.uniform(0.86, 0.96)
        left = w * self.uniform(0.01, 0.06)
        size = max(6.5, 0.035 * h)
        value = self.light()
        if self.chance(0.5):
            items.append(Item(GROUND, 0, y - size * 1.5, box(w, h - y + size * 1.5), self.uniform(0, 40), self.uniform(0.3, 0.8)))
        thick = max(1.0, self.uniform(0.006, 0.02) * h)
        length, part = w - 2 * left, self.uniform(0.05, 0.95)
        # A bar alone does not count: edges of furniture look the same.
        items.append(Item(GROUND, left, y, box(length, thick), self.uniform(90, 200), self.uniform(0.4, 1)))
        items.append(Item(GROUND, left, y, [box(length * (part - 0.004 * t), thick) for t in range(PICTURES)], self.uniform(60, 255)))
        if self.chance(0.6):
            knob = np.zeros((int(thick * 4) + 3,) * 2, np.uint8)
            cv2.circle(knob, (knob.shape[0] // 2,) * 2, int(thick * 1.6) + 1, 255, -1, cv2.LINE_AA)
            items.append(Item(INK, left + length * part - knob.shape[1] / 2, y + thick / 2 - knob.shape[0] / 2, knob, value))
        if self.chance(0.7):
            line = y + thick + size * 0.6
            if line + size > h:
                line = y - size * 2
            total, font = int(self.random.integers(60, 5000)), pick(self.random, self.fonts.latin)
            done = int(total * part)
            items += self.text(f"{done // 60}:{done % 60:02} / {total // 60}:{total % 60:02}", font, size, left + 2.5 * size, line, value)[0]
            icons = [0xF04B, 0xF04C, 0xF051, 0xF028, 0xF013, 0xF065, 0xF0B2, 0xF049, 0xF026]
            if self.fonts.icons:
                for x in (left, w - left - size, w - left - 2.8 * size):
                    items += self.text(chr(pick(self.random, icons)), pick(self.random, self.fonts.icons), size, x, line, value)[0]
        return items

    def ticker(self, w, h):
        height = max(6.5, self.uniform(0.03, 0.055) * h)
        tall = height * self.uniform(1.5, 2.2)
        y = h - tall - self.uniform(0, 0.08) * h
        back, fore = (self.uniform(170, 255), self.uniform(0, 70)) if self.chance(0.4) else (self.uniform(0, 110), self.light())
        items = [Item(GROUND, 0, y, box(w, tall), back, self.uniform(0.7, 1))]
        file, script = self.writer.style(0.15)
        speed = int(self.random.integers(2, 14)) if self.chance(0.6) else 0
        items += self.text(words(self.random, 14, script), file, height, -self.uniform(0, 60), y + (tall - height) / 2, fore, moves=speed)[0]
        if self.chance(0.5):
            label, (x, _, width, _) = self.text(words(self.random, 1, script), file, height, height, y + (tall - height) / 2, back)
            items += [Item(GROUND, 0, y, box(width + 2 * height, tall), fore), *label]
        return items

    def title(self, w, h):
        height = self.uniform(0.08, 0.2) * h
        file, script = self.writer.style(0.1, bold=True)
        look = self.style_of_letters(height)
        items, y = [], self.uniform(0.1, 0.7) * h
        for _ in range(1 + int(self.chance(0.5))):
            items += self.text(words(self.random, int(self.random.integers(1, 4)), script), file, height, w / 2, y, anchor="middle", **look)[0]
            y += height * 1.6
        return items

    def score(self, w, h):
        """Small boxes with letters and numbers, as sport has them."""
        height = max(6.5, self.uniform(0.028, 0.05) * h)
        x, y = (self.uniform(0.03, 0.3) * w, self.uniform(0.03, 0.12) * h)
        font, items = pick(self.random, self.fonts.bold), []
        for text in (words(self.random, 1)[:3].upper(), str(self.random.integers(10)), words(self.random, 1)[:3].upper(), str(self.random.integers(10))):
            back = self.uniform(0, 255)
            found, (_, _, tw, th) = self.text(text, font, height, x + height * 0.4, y + height * 0.35, (back + self.uniform(100, 156)) % 256)
            items += [Item(GROUND, x, y, box(tw + height * 0.8, height * 1.7), back, self.uniform(0.8, 1)), *found]
            x += tw + height * 0.8
        return items


# How often each is drawn: logos and watermarks are the hardest.
KINDS = {"subtitle": 0.14, "plate": 0.08, "logo": 0.28, "watermark": 0.2, "clock": 0.11, "controls": 0.09, "ticker": 0.03, "title": 0.04, "score": 0.03}
