# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
"""Type stubs and docstrings."""

import inspect
import subprocess
import sys
from pathlib import Path

import facetrack
import pytest

package = Path(facetrack.__file__).parent
repository = Path(__file__).resolve().parents[3]


def mypy(*arguments: object, module: str = "mypy") -> None:
    pytest.importorskip("mypy", reason="mypy is not installed (Debian: mypy)")
    done = subprocess.run(
        [sys.executable, "-m", module, *(str(word) for word in arguments)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_is_typed(tmp_path):
    # mypy before 1.7 needs the feature named.
    mypy("--strict", "--enable-incomplete-feature=Unpack", "--cache-dir", tmp_path, "-p", "facetrack")


def test_the_tutorial_is_typed(tmp_path):
    import tutorial

    for number, code in enumerate(tutorial.examples()):
        (tmp_path / f"example_{number}.py").write_text(code)
    files = sorted(tmp_path.glob("*.py"))
    mypy("--strict", "--enable-incomplete-feature=Unpack", "--cache-dir", tmp_path / "cache", *files)


def test_stubs_and_module_have_the_same_names(tmp_path):
    names = {name for name in vars(facetrack._core) if not name.startswith("__")}
    stub = "".join(file.read_text() for file in sorted(package.glob("_core*.pyi")))
    declared = {
        line.split("(")[0].split(":")[0].split()[-1]
        for line in stub.splitlines()
        if line.startswith(("def ", "class "))
    }
    assert names == declared
    for name in names:
        thing = getattr(facetrack._core, name)
        if not inspect.isclass(thing):
            continue
        body = stub.split(f"class {name}:\n")[1].split("\n\n")[0]
        for member in vars(thing):
            if not member.startswith("_"):
                assert f" {member}(" in body or f" {member}:" in body, f"{name}.{member}"


def test_everything_public_has_a_docstring():
    for name in facetrack.__all__:
        thing = getattr(facetrack, name)
        assert isinstance(thing, str) or inspect.getdoc(thing), name
