# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Compares the files of two runs."""

import re
from pathlib import Path


def files_in(folder: Path) -> dict[str, bytes]:
    """All files but the ledger, which has hashes of them; without the seconds that a stage took,
    which the contract excepts."""
    return {
        str(file.relative_to(folder)): re.sub(rb'"timings": {[^}]*}', b"", file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != ".facetrack-results.json"
    }


def require_equal(ours: Path, theirs: Path) -> None:
    """The same names and bytes, but for the name of the folder, which pages have in the command."""
    expected = files_in(theirs)
    got = files_in(ours)
    assert got.keys() == expected.keys()
    for name, content in got.items():
        assert content.replace(bytes(ours), bytes(theirs)) == expected[name], name
