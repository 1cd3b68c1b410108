#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Makes the Debian packages of this checkout: packages.sh [FOLDER], by default build/packages.
# For the distribution that it runs on; `cmake/quickstart.sh install` has what it needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=$(realpath -m "${1:-build/packages}")
build=build/deb

# In /usr, libraries are found without a search path in the binaries.
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DFACETRACK_UNITY=ON \
  -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_SKIP_INSTALL_RPATH=ON \
  -DFACETRACK_BUILD_TESTS=OFF -DFACETRACK_BUILD_EXAMPLES=OFF
cmake --build "$build"
rm -rf "$build/made"
(cd "$build" && cpack -G DEB -B "$PWD/made")
mkdir -p "$out"
rm -f "$out"/*facetrack*.deb
cp "$build"/made/*.deb "$out/"
ls -l "$out"
