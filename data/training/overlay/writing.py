"""Fonts and words of many scripts, drawn as masks."""
import os
import string

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FINER = 3  # letters are drawn this much larger, then averaged, as a large picture is when it is made small
BOLD = ("Bold", "Black", "Heavy", "Demi", "bold")
# Characters of each script, and the part of a file's name that a font for it has.
SCRIPTS = {
    "cyrillic": ("абвгдежзийклмнопрстуфхцчшщъыьэюя", ("DejaVuSans", "FreeSans", "LiberationSans", "Roboto-", "OpenSans", "NotoSans-", "NotoSerif-")),
    "greek": ("αβγδεζηθικλμνξοπρστυφχψω", ("DejaVuSans", "FreeSans", "LiberationSans", "OpenSans", "NotoSans-")),
    "arabic": ("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", ("NotoSansArabic", "NotoNaskhArabic", "NotoKufiArabic", "Amiri", "amiri")),
    "hebrew": ("אבגדהוזחטיכלמנסעפצקרשת", ("NotoSansHebrew", "NotoSerifHebrew", "FreeSans")),
    "devanagari": ("अआइईउएकखगघचछजटडणतथदधनपफबभमयरलवशसहािीुूेैो", ("NotoSansDevanagari", "NotoSerifDevanagari")),
    "thai": ("กขคงจชซญดตถทนบปผพฟมยรลวสหอะาิีุูเแโไ", ("Garuda", "Loma", "Kinnari", "Sawasdee", "NotoSansThai")),
    "chinese": ("".join(chr(c) for c in range(0x4E00, 0x9F00, 7)), ("wqy-zenhei",)),
    "japanese": ("".join(chr(c) for c in list(range(0x3042, 0x3090)) * 6 + list(range(0x30A2, 0x30F0)) * 3 + list(range(0x4E00, 0x7000, 23))),
                 ("VL-Gothic", "VL-PGothic")),
    "korean": ("".join(chr(c) for c in range(0xAC00, 0xD700, 11)), ("Nanum",)),
}
UNSPACED = ("thai", "chinese", "japanese")
SPECIAL = ("DSEG", "FontAwesome", "fontawesome", "Symbol", "D050000L", "StandardSymbols", "Math", "NotoSans", "NotoSerif", "NotoKufi", "NotoNaskh",
           "NotoRashi", "NotoNastaliq", "NotoMono", "wqy", "VL-", "Nanum", "miri", "Garuda", "Loma", "Kinnari", "Sawasdee", "Purisa", "Norasi",
           "Tlwg", "Umpush", "Waree", "Laksaman", "Music", "Emoji", "LinLibertine_DR", "Keyboard")


class Fonts:
    """All fonts below some folders, by what they can write."""

    def __init__(self, folders):
        files = sorted(os.path.join(where, name) for folder in folders for where, _, names in os.walk(folder) for name in names
                       if name.endswith((".ttf", ".otf", ".ttc")))
        base = os.path.basename
        plain = ("NotoSans-Regular.ttf", "NotoSerif-Bold.ttf")
        self.latin = [f for f in files if base(f) in plain or not any(s in base(f) for s in SPECIAL)]
        self.scripts = {name: [f for f in files if base(f).startswith(parts)] for name, (_, parts) in SCRIPTS.items()}
        self.scripts = {name: found for name, found in self.scripts.items() if found}
        self.digits = [f for f in files if base(f).startswith("DSEG") and "Classic" in base(f)] or self.latin
        self.mono = [f for f in files if "Mono" in base(f)] or self.latin
        self.icons = [f for f in files if "fontawesome" in base(f).lower() and f.endswith("ttf")]
        self.bold = [f for f in self.latin if any(b in base(f) for b in BOLD)] or self.latin
        if not self.latin:
            raise SystemExit(f"no fonts below {' '.join(folders)}")
        self.opened = {}

    def open(self, file, size):
        key = (file, size)
        if key not in self.opened:
            if len(self.opened) > 4000:
                self.opened.clear()
            self.opened[key] = ImageFont.truetype(file, size)
        return self.opened[key]


def pick(random, items):
    return items[int(random.integers(len(items)))]


def word(random, letters):
    if letters is None:
        parts = ["bcdfghjklmnprstvwz", "aeiou", "lnrst"]
        return "".join(pick(random, parts[i % 2]) + (pick(random, parts[2]) if random.random() < 0.3 else "") for i in range(int(random.integers(2, 7))))
    return "".join(pick(random, letters) for _ in range(int(random.integers(1, 8))))


def words(random, count, script=None):
    letters = SCRIPTS[script][0] if script else None
    found = [word(random, letters) for _ in range(count)]
    if random.random() < 0.25:
        found[int(random.integers(count))] = str(random.integers(1, 10 ** int(random.integers(1, 5))))
    text = ("" if script in UNSPACED else " ").join(found)
    if letters is None:
        text = text.upper() if random.random() < 0.3 else text.title() if random.random() < 0.25 else text.capitalize()
        if random.random() < 0.5:
            text += pick(random, ".!?,:…")
    return text


class Writer:
    """Draws lines of text as masks with the size that they have in the picture."""

    def __init__(self, fonts, random):
        self.fonts, self.random = fonts, random

    def style(self, foreign=0.2, bold=False):
        """A font and the script that it writes."""
        if self.fonts.scripts and self.random.random() < foreign:
            script = pick(self.random, sorted(self.fonts.scripts))
            return pick(self.random, self.fonts.scripts[script]), script
        return pick(self.random, self.fonts.bold if bold or self.random.random() < 0.4 else self.fonts.latin), None

    def line(self, text, file, height, stroke=0.0):
        """Masks (0 to 255) of the letters, and of the letters with an outline of `stroke` pixels, of about `height` pixels' capitals."""
        if file is None:
            return self.plain_line(text, height, stroke)
        font = self.fonts.open(file, max(6, int(height * FINER * 1.35)))
        around = int(np.ceil(stroke * FINER))
        left, top, right, bottom = font.getbbox(text, stroke_width=around)
        size = (max(right - left, 1) + 2 * FINER, max(bottom - top, 1) + 2 * FINER)
        if size[0] > 8000 or size[1] > 2000:
            return None
        masks = []
        for width in (0, around) if around else (0,):
            image = Image.new("L", size)
            ImageDraw.Draw(image).text((FINER - left, FINER - top), text, fill=255, font=font, stroke_width=width)
            masks.append(self.smaller(np.asarray(image)))
        return masks[0], masks[-1]

    @staticmethod
    def smaller(mask):
        h, w = (max(1, side // FINER) for side in mask.shape)
        return cv2.resize(mask, (w, h), interpolation=cv2.INTER_AREA)

    def plain_line(self, text, height, stroke):
        """OpenCV's own letters, which consist of lines."""
        scale, thick = height * FINER / 21, max(1, int(height * FINER * self.random.uniform(0.07, 0.2)))
        face = cv2.FONT_HERSHEY_SIMPLEX if self.random.random() < 0.6 else pick(self.random, [cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX])
        text = "".join(c for c in text if c in string.printable) or "text"
        (w, h), below = cv2.getTextSize(text, face, scale, thick)
        pad = thick + int(stroke * FINER) + FINER
        masks = []
        for more in (0, int(2 * stroke * FINER)):
            mask = np.zeros((h + below + 2 * pad, w + 2 * pad), np.uint8)
            cv2.putText(mask, text, (pad, pad + h), face, scale, 255, thick + more, cv2.LINE_AA)
            masks.append(self.smaller(mask))
        return masks
