#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""check_report.py DIR: opens DIR/report.html in headless Chromium and compares what it shows with
DIR/metadata.json. Exit 77 where there is no Chromium, 1 with a line per fault."""
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


def browse(browser, page):
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0",
             f"--user-data-dir={profile}", "--virtual-time-budget=3000", "--dump-dom",
             "file://" + os.path.abspath(page)],
            capture_output=True, text=True, check=False, timeout=120)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def faults(folder, browser):
    report = os.path.join(folder, "report.html")
    with open(os.path.join(folder, "metadata.json"), encoding="utf-8") as file:
        metadata = json.load(file)
    dom, console = browse(browser, report)
    yield from (f"console: {line}" for line in console)
    page = Page()
    page.feed(dom)
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
    for image in page.all("img"):
        if not image["attrs"].get("alt") or not image["attrs"]["src"].startswith("data:image/"):
            yield f"an image without text or from elsewhere: {str(image['attrs'])[:120]}"
    for element in page.elements:
        for name in ("src", "href"):
            if (element["attrs"].get(name) or "").startswith(("http:", "https:", "//")):
                yield f"asks for {element['attrs'][name]}"
    if len(dom) > 2_000_000:
        yield f"{len(dom)} bytes are too large"


def main(folder):
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        return 77
    found = list(faults(folder, browser))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
