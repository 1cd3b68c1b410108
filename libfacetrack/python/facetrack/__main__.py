# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""`python -m facetrack` is the program facetrack-cli: the one in this package (a wheel has it), or
the one on PATH."""

import os
import shutil
import sys
from pathlib import Path


def program() -> str:
    """The path of facetrack-cli."""
    inside = Path(__file__).resolve().parent / "bin" / "facetrack-cli"
    if inside.is_file():
        return str(inside)
    own_script = os.path.realpath(sys.argv[0])
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        found = shutil.which("facetrack-cli", path=folder)
        # The script of the same name that pip installs ends here again.
        if found is not None and os.path.realpath(found) != own_script:
            return found
    sys.exit(
        "facetrack: the program facetrack-cli is not installed; "
        "install the Debian package facetrack, or the wheel, which has it"
    )


def main() -> None:
    """Becomes facetrack-cli with the same arguments."""
    path = program()
    os.execv(path, [path, *sys.argv[1:]])


if __name__ == "__main__":
    main()
