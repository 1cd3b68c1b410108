#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Makes a wheel of this checkout for the distribution's Python: wheel.sh [FOLDER], by default
# build/wheel. The library, the program and the models are in it; FFmpeg, OpenCV and the like are
# the distribution's, and the packages that have them are printed. Needs python3-venv, and
# scikit-build-core from the Python package index.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=$(realpath -m "${1:-build/wheel}")
tools=build/wheel-tools
python=${PYTHON:-/usr/bin/python3}

# The library and the program as they are installed, from the release build.
stage=$(realpath -m build/wheel-stage)
cmake --preset release >/dev/null
cmake --build build/release --target facetrack facetrack-cli
rm -rf "$stage"
for component in library development models program; do
  cmake --install build/release --prefix "$stage" --strip --component $component >/dev/null
done

# Tools in a folder of their own, and not in pip's temporary one, so that ccache knows their headers.
[[ -x $tools/bin/pip ]] || "$python" -m venv "$tools"
"$tools/bin/pip" install --quiet 'scikit-build-core>=0.10' 'pybind11>=2.12,<4'
options=(--config-settings=cmake.define.FACETRACK_PYTHON_BUNDLE="$stage")
if command -v ccache >/dev/null; then
  options+=(--config-settings=cmake.define.CMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
mkdir -p "$out"
rm -f "$out"/facetrack-*.whl
"$tools/bin/pip" wheel --quiet --no-deps --no-build-isolation --wheel-dir "$out" "${options[@]}" ./libfacetrack/python
wheel=$(ls "$out"/facetrack-*.whl)

echo "$wheel: $(du -h "$wheel" | cut -f 1)"
echo "It needs these packages of the distribution:"
cmake/wheel_needs.sh "$wheel" | paste -sd ' ' | fold -s -w 96 | sed 's/^/  /'
