#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""check_report.py PAGE.html [--screenshot FILE.png [--size WxH]]: opens a report in headless Chromium: no
message on the console, nothing from outside, a text for every picture. With a metadata.json or the results of
expressions beside it, what the page shows is compared with that. Exit 77 where there is no Chromium, 1 with a line per fault."""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "input"}


class Page(HTMLParser):
    """The elements of the page after its script has run, with their text."""

    def __init__(self):
        super().__init__()
        self.open, self.elements = [], []

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attrs": dict(attrs), "text": "", "inside": [e["tag"] for e in self.open]}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        while self.open:
            if self.open.pop()["tag"] == tag:
                break

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, tag, **attrs):
        return [e for e in self.elements if e["tag"] == tag
                and all((e["attrs"].get(k) or "").split()[:1] == [v] for k, v in attrs.items())]

    def by_id(self, name):
        return next((e for e in self.elements if e["attrs"].get("id") == name), None)


def browse(browser, page, *options):
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
             f"--user-data-dir={profile}", "--virtual-time-budget=3000", *options, "file://" + os.path.abspath(page)],
            capture_output=True, text=True, check=False, timeout=120)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def page_faults(page, dom, console):
    yield from (f"console: {line}" for line in console)
    if not page.all("h1") or not page.all("h1")[0]["text"].strip():
        yield "no heading"
    for image in page.all("img"):
        if not image["attrs"].get("alt") or not image["attrs"]["src"].startswith("data:image/"):
            yield f"an image without text or from elsewhere: {str(image['attrs'])[:120]}"
    for element in page.elements:
        for name in ("src", "href"):
            if (element["attrs"].get(name) or "").startswith(("http:", "https:", "//")):
                yield f"asks for {element['attrs'][name]}"
    if len(dom) > 2_000_000:
        yield f"{len(dom)} bytes are too large"


def track_faults(page, metadata):
    data = json.loads(page.by_id("data")["text"])
    wanted = {key: metadata["summary"][key] for key in data["summary"]}
    if data["summary"] != wanted:
        yield f"summary {data['summary']} is not {wanted}"
    for lane, count in zip(data["lanes"], (len(metadata["shots"]), None, len(metadata["clips"]))):
        if count is not None and len(lane["items"]) != count:
            yield f"{lane['name']}: {len(lane['items'])} items, {count} in the metadata"
    drawn = len([e for e in page.all("rect") if "svg" in e["inside"]])
    if drawn != sum(len(lane["items"]) for lane in data["lanes"]):
        yield f"the timeline draws {drawn} bars"
    for number, clip in enumerate(metadata["clips"], 1):
        item = page.by_id(f"clip-{number}")
        if item is None:
            yield f"clip {number} is missing"
            continue
        span = f"frames {clip['first_frame']}–{clip['last_frame']}"
        if span not in item["text"]:
            yield f"clip {number}: '{span}' is not in '{item['text']}'"
        if not any(e["attrs"].get("href") == clip["file"] for e in page.all("a", **{"class": "play"})):
            yield f"clip {number}: no link plays {clip['file']}"
    for entry in metadata["rejected"]:
        row = page.by_id(f"track-{entry['track']}")
        if row is None or entry["reason"].replace("_", " ") not in row["text"].replace("target", "too short"):
            yield f"track {entry['track']}: the reason {entry['reason']} is not shown"


def expression_faults(page, sequences):
    for number, sequence in enumerate(sequences, 1):
        item = page.by_id(f"sequence-{number}")
        if item is None:
            yield f"sequence {number} is missing"
            continue
        for text in (f"{number}: {sequence['combined_score']:.3f}",
                     f"frames {sequence['start_frame']}–{sequence['end_frame']}",
                     f"expression {sequence['expression_variation']:.3f}"):
            if text not in item["text"]:
                yield f"sequence {number}: '{text}' is not in '{item['text']}'"
    for kind, tag, wanted in (("strip", "div", len(sequences)), ("chosen", "rect", len(sequences)),
                              ("rank", "text", len(sequences))):
        if len(page.all(tag, **{"class": kind})) != wanted:
            yield f"{len(page.all(tag, **{'class': kind}))} of {kind}, not {wanted}"
    if page.by_id(f"sequence-{len(sequences) + 1}") is not None:
        yield "a sequence too many"
    if len([e for e in page.all("img") if "li" in e["inside"]]) != 3 * len(sequences):
        yield "not three faces a sequence"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("page")
    parser.add_argument("--screenshot")
    parser.add_argument("--size", default="1200x1100")
    options = parser.parse_args()
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        return 77
    dom, console = browse(browser, options.page, "--dump-dom")
    page = Page()
    page.feed(dom)
    found = list(page_faults(page, dom, console))
    beside = os.path.join(os.path.dirname(options.page), "metadata.json")
    if os.path.exists(beside):
        with open(beside, encoding="utf-8") as file:
            found += track_faults(page, json.load(file))
    beside = os.path.join(os.path.dirname(options.page), "analysis", "sequences.json")
    if os.path.exists(beside):
        with open(beside, encoding="utf-8") as file:
            found += expression_faults(page, json.load(file))
    if options.screenshot:
        browse(browser, options.page, f"--screenshot={os.path.abspath(options.screenshot)}",
               f"--window-size={options.size.replace('x', ',')}", "--hide-scrollbars")
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
