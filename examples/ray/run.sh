#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Tests the example with Ray from the Python package index, in a virtual environment of its own:
# run.sh WHEEL, the file of cmake/wheel.sh.
set -euo pipefail
wheel=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")"
tools=../../build/ray-tools
[[ -x $tools/bin/pip ]] || /usr/bin/python3 -m venv "$tools"
"$tools/bin/pip" install --quiet 'ray[data]>=2.9' pyarrow pytest mypy
"$tools/bin/pip" install --quiet --force-reinstall --no-deps "$wheel"
"$tools/bin/mypy" --strict --ignore-missing-imports track_videos.py
"$tools/bin/python" -m pytest -q -s -p no:cacheprovider .
