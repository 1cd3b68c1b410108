# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""The programs of docs/python.md."""

import re
from pathlib import Path

page = Path(__file__).resolve().parents[3] / "docs" / "python.md"


def examples() -> list[str]:
    """The blocks that begin with `import facetrack`."""
    blocks = re.findall("```python\n(.*?)```", page.read_text(), re.S)
    return [block for block in blocks if "import facetrack" in block and "# needs" not in block]
