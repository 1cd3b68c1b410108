#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Proves the Debian packages: takes the steps of cmake/debian/Containerfile in a bare Debian 12 tree,
# uses the program and the Python package there, then builds programs with the other packages.
# packages.sh PACKAGES [TREE]; PACKAGES is the folder of cmake/packages.sh. Needs root, debootstrap
# and about 2 GB. A TREE that is there already must not have facetrack.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
packages=$(realpath "$1")
# shellcheck source=tests/fresh/tree.sh
source "$source/tests/fresh/tree.sh"
use_tree ${2:+"$2"}

rm -rf "$tree/root/facetrack"
mkdir -p "$tree"/root/facetrack/{data,tests}
cp -r "$packages"/libfacetrack-dev_*.deb "$source/examples" "$tree/root/facetrack/"
cp -r "$source/data/demo" "$tree/root/facetrack/data/"
cp -r "$source/tests/consumer" "$tree/root/facetrack/tests/"

containerfile=$source/cmake/debian/Containerfile
entry_point=$(sed -n 's/^ENTRYPOINT \["\(.*\)"\]$/\1/p' "$containerfile")
timed "the steps of the Containerfile" build_image "$containerfile" "$packages"
timed "six clips by the program" inside \
  "$entry_point track data/demo/demo.mp4 -r data/demo/reference.png -o cut --quiet &&
   test -e cut/clips/clip_006.mp4"
timed "six clips in Python" inside "python3 -c '$six_clips'"
timed "the manual" inside "test -e /usr/share/man/man1/facetrack-cli.1.gz"
timed "python3 -m facetrack" inside "python3 -m facetrack --version"
timed "compiler, libfacetrack-dev" inside "apt-get update && apt-get install --no-install-recommends \
  g++ cmake ninja-build pkg-config ./libfacetrack-dev_*.deb >/dev/null"
timed "find_package" inside \
  "cmake -S tests/consumer -B c -G Ninja >/dev/null && cmake --build c >/dev/null && c/stranger"
timed "pkg-config" inside \
  'g++ -std=c++20 tests/consumer/main.cpp -o stranger $(pkg-config --cflags --libs facetrack) && ./stranger'
timed "removal" inside \
  "dpkg -r python3-facetrack facetrack libfacetrack-dev libfacetrack0.2 >/dev/null"
printf '%s\n' "${times[@]}"
