"""Shipped files and their checksums."""
import hashlib
import os
import re


def pin(file):
    """Puts size and checksum of a shipped file into data/models.json; other text stays as it is."""
    name = re.escape(os.path.basename(file))
    with open(file, "rb") as content:
        data = content.read()
    version = f'{{"size": {len(data)}, "sha256": "{hashlib.sha256(data).hexdigest()}"}}'
    path = os.path.join(os.path.dirname(os.path.abspath(file)), "..", "models.json")
    if not os.path.exists(path):
        return  # not into data/models
    with open(path) as listing:
        text = listing.read()
    pattern = rf'("file": "{name}".*?"versions": \[\s*)\{{[^}}]*\}}'
    with open(path, "w") as listing:
        listing.write(re.sub(pattern, lambda found: found.group(1) + version, text, count=1, flags=re.S))
