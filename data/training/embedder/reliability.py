"""Measures the decision about a track: how often strangers match, and whether the confidence can be trusted.

    reliability.py --shared DIR --cli facetrack-cli --card data/models/builtin-1.json --work DIR [--svg FILE]

Makes films of LFW test people (24 to 88 pixels a face, moving, blurred, noisy, compressed), tracks them with the program,
and compares every track with photographs of all LFW test people. Each photograph and each film show pictures that the
networks never saw. The rule is that of libfacetrack/src/identify/decision.cpp. Prints a table for each range of
confidence; --svg draws it. Films and tracks are kept in --work and used again.

With --tracks the films are not tracked: the folder has a tracks.json of each film (sim00.json and so on).
"""
import argparse
import base64
import collections
import json
import os
import struct
import subprocess

import cv2
import numpy as np

import cohort
import faces

FRAMES, WIDTH, HEIGHT, COLUMNS, ROWS = 60, 1280, 720, 6, 4
CELL = (WIDTH // COLUMNS, HEIGHT // ROWS)
FACE = 88.0  # pixels of a face in the crops
STRANGERS = 2000  # comparisons with strangers for each one with the person: a search in about 200 films of ten people


def test_photos(shared):
    people = set(faces.split(shared)["test"])
    photos = collections.defaultdict(list)
    for name, picture in faces.photographs(shared, keep=lambda n: faces.identity_of(n) in people):
        photos[faces.identity_of(name)].append((name, picture))
    return {person: sorted(photos[person], key=lambda p: p[0]) for person in sorted(photos)}


def film(path, cells, crf, random):
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", "25", "-i", "-",
               "-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-crf", str(crf), "-pix_fmt", "yuv420p", path]
    noise = random.normal(0, 2.1, (HEIGHT, WIDTH, 3)).astype(np.float32)
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE)
    for t in np.arange(FRAMES) / 25:
        frame = np.full((HEIGHT, WIDTH, 3), 90, np.float32)
        for i, (picture, face, blur, gain, offset, phase) in enumerate(cells):
            x, y = i % COLUMNS * CELL[0], i // COLUMNS * CELL[1]
            zoom = face / FACE * (1 + 0.04 * np.sin(2 * t + phase[1]))
            moved = cv2.getRotationMatrix2D((faces.CROP / 2, faces.CROP / 2), 3 * np.sin(1.3 * t + phase[0]), zoom)
            moved[:, 2] += [CELL[0] / 2 - faces.CROP / 2 + 5 * np.sin(1.7 * t + phase[2]),
                            CELL[1] / 2 - faces.CROP / 2 + 3 * np.sin(1.1 * t + phase[3])]
            smooth = 0.35 * (1 / zoom - 1)
            source = cv2.GaussianBlur(picture, (0, 0), smooth) if smooth > 0.2 else picture
            cell = cv2.warpAffine(source, moved, CELL, borderValue=(90, 90, 90)).astype(np.float32)
            if blur:
                cell = cv2.GaussianBlur(cell, (0, 0), blur * max(0.5, face / 50))
            frame[y:y + CELL[1], x:x + CELL[0]] = cell * gain + offset
        encoder.stdin.write(np.clip(frame + np.roll(noise, int(37 * t * 25) % HEIGHT, 0), 0, 255).astype(np.uint8).tobytes())
    encoder.stdin.close()
    assert encoder.wait() == 0


def make_films(photos, folder, seed):
    """One or two tracks of everybody with several photographs: the second one and the fourth one."""
    random = np.random.default_rng(seed)
    shown = [(person, n) for person, own in photos.items() for n in (1, 3) if len(own) > n]
    random.shuffle(shown)
    where = {}
    for first in range(0, len(shown), COLUMNS * ROWS):
        name = f"sim{first // (COLUMNS * ROWS):02d}"
        cells = []
        for i, (person, n) in enumerate(shown[first:first + COLUMNS * ROWS]):
            picture = photos[person][int(n)][1]
            cells.append((picture[:, ::-1] if random.random() < 0.3 else picture, float(np.exp(random.uniform(np.log(24), np.log(FACE)))),
                          float(random.choice([0, 0, 0.6, 1.0])), random.uniform(0.5, 1.15), random.uniform(-10, 15), random.uniform(0, 6.3, 4)))
            where[f"{name} {i}"] = [str(person), int(n)]
        film(os.path.join(folder, name + ".mp4"), cells, int(random.choice([20, 24, 28, 31])), random)
    with open(os.path.join(folder, "films.json"), "w") as file:
        json.dump(where, file)


def tracks_of(folder, tracks, where):
    """Person, photograph, mean vector with its weights: of every track with samples."""
    for name in sorted({key.split()[0] for key in where}):
        with open(os.path.join(tracks, name + ".json")) as file:
            found = json.load(file)["tracks"]
        for track in (t for t in found if t["samples"]):
            x, y, w, h = track["points"][len(track["points"]) // 2]["box"]
            cell = int((y + h / 2) // CELL[1]) * COLUMNS + int((x + w / 2) // CELL[0])
            if f"{name} {cell}" not in where:
                continue
            vectors = np.stack([np.frombuffer(base64.b64decode(s["embedding"]), "<f4") for s in track["samples"]])
            yield where[f"{name} {cell}"], vectors, np.array([max(s["quality"][0], 0.01) for s in track["samples"]])


def read_cohort(card, folder):
    with open(os.path.join(folder, card["cohort"]["file"]), "rb") as file:
        data = file.read()
    members = np.frombuffer(data[16:], np.int8).reshape(struct.unpack("<II", data[8:16])).astype(np.float32)
    members /= np.linalg.norm(members, axis=1, keepdims=True)
    nearest, typical = card["cohort"]["nearest"], card["cohort"]["typical"]
    return lambda vectors: np.maximum(np.sort(vectors @ members.T, 1)[:, -nearest:].mean(1) - typical, 0)


def draw(path, title, rows):
    """Confidence against the part that is right, both in ten bins."""
    side, edge = 260, 46
    at = lambda x, y: (edge + side * x, edge + side * (1 - y))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side + 2 * edge} {side + 2 * edge}" font-family="sans-serif" font-size="11">',
             f'<rect width="100%" height="100%" fill="white"/><text x="{edge}" y="24" font-size="13">{title}</text>',
             f'<path d="M{edge} {edge + side}h{side}v{-side}h{-side}z" fill="none" stroke="#999"/>',
             f'<path d="M{edge} {edge + side}L{edge + side} {edge}" stroke="#bbb" stroke-dasharray="4 4"/>']
    for tick in (0, 0.5, 1):
        x, y = at(tick, tick)
        parts.append(f'<text x="{x}" y="{edge + side + 16}" text-anchor="middle">{tick}</text><text x="{edge - 6}" y="{y + 4}" text-anchor="end">{tick}</text>')
    parts.append(f'<text x="{edge + side / 2}" y="{edge + side + 34}" text-anchor="middle">confidence</text>'
                 f'<text transform="translate(14 {edge + side / 2}) rotate(-90)" text-anchor="middle">part that is right</text>')
    points = [at(confidence, right) for confidence, right, _, _ in rows]
    parts.append('<polyline fill="none" stroke="#2a6fbb" stroke-width="2" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#2a6fbb"/>' for x, y in points]
    with open(path, "w") as file:
        file.write("\n".join(parts) + "\n</svg>\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", required=True)
    parser.add_argument("--card", required=True)
    parser.add_argument("--network", help="the embedder's ONNX file; by default beside the card")
    parser.add_argument("--cli", help="the program, to track the films")
    parser.add_argument("--work", required=True)
    parser.add_argument("--tracks", help="tracks of the films that are there already")
    parser.add_argument("--svg")
    parser.add_argument("--seed", type=int, default=20261129)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    card, folder, network = cohort.open_card(options.card, options.network)
    photos = test_photos(options.shared)
    os.makedirs(options.work, exist_ok=True)
    listing = os.path.join(options.work, "films.json")
    if not os.path.exists(listing):
        make_films(photos, options.work, options.seed)
    with open(listing) as file:
        where = json.load(file)
    tracks = options.tracks or os.path.join(options.work, card["id"])
    if not options.tracks:
        for name in sorted({key.split()[0] for key in where}):
            if not os.path.exists(os.path.join(tracks, name + ".json")):
                out = os.path.join(tracks, name)
                subprocess.run([options.cli, "faces", os.path.join(options.work, name + ".mp4"), "-o", out, "--embedder", card["id"],
                                "--detector", "yunet", "--no-report", "--copy", "-q"], check=True)
                os.replace(os.path.join(out, "tracks.json"), os.path.join(tracks, name + ".json"))
    common = read_cohort(card, folder)
    names = [(person, n) for person, own in photos.items() for n in range(min(len(own), 6))]
    known = np.stack([network(photos[person][n][1]) for person, n in names])
    shown, mean, crowded = [], [], []
    for who, vectors, weights in tracks_of(options.work, tracks, where):
        total = (weights[:, None] * vectors).sum(0)
        shown.append(who)
        mean.append(total / np.linalg.norm(total))
        crowded.append((weights * common(vectors)).sum() / weights.sum())
    similar = known @ np.stack(mean).T
    corrected = similar - common(known)[:, None] - np.array(crowded)[None]
    same = np.array([[person == who for who, _ in shown] for person, _ in names])
    itself = np.array([[person == who and n == m for who, m in shown] for person, n in names])
    limit = card.get("mean_match", 0.9 * card["match"])
    slope = (max(card["uncertain"], limit) - limit) / 3
    for title, scores in (("similarity alone", similar), ("corrected", corrected)):
        own, other = scores[same & ~itself], np.sort(scores[~same])
        print(f"{title}: {len(own)} comparisons with the person, {len(other)} with strangers")
        for rate in (1e-3, 1e-4, 3e-5, 1e-5):
            threshold = other[-int(rate * len(other)) - 1]
            print(f"    {rate:.0e} of the strangers above {threshold:.3f}: {100 * (own > threshold).mean():.1f} % of the person")
        threshold = 1 - limit ** 2 / 2
        print(f"    above the card's {threshold:.3f}: {(other > threshold).mean():.1e} of the strangers, {100 * (own > threshold).mean():.1f} % of the person")
    confidence = 1 / (1 + np.exp((np.sqrt(np.maximum(2 - 2 * corrected, 0)) - limit) / slope))
    own, other = confidence[same & ~itself], confidence[~same]
    weight = STRANGERS * len(own) / len(other)
    rows = []
    for low in np.arange(10) / 10:
        right = ((own >= low) & (own < low + 0.1 + (low > 0.85))).sum()
        wrong = ((other >= low) & (other < low + 0.1 + (low > 0.85))).sum()
        if right + wrong:
            rows.append((low + 0.05, right / (right + wrong * weight), right, wrong))
            print(f"confidence {low:.1f} to {low + 0.1:.1f}: {right} of the person, {wrong} of strangers, right {rows[-1][1]:.4f}")
    high = (own >= 0.9).sum(), (other >= 0.9).sum()
    print(f"confidence of at least 0.9: right {high[0] / (high[0] + high[1] * weight):.4f}, {100 * high[0] / len(own):.1f} % of the person")
    if options.svg:
        draw(options.svg, card["id"], rows)


if __name__ == "__main__":
    main()
