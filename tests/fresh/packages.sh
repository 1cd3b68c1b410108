#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Proves the Debian packages and the wheel: installs them into bare Debian 12 trees and uses them
# there. packages.sh PACKAGES [WHEEL [TREE]]; PACKAGES is the folder of cmake/packages.sh, WHEEL the
# file of cmake/wheel.sh. Needs root, debootstrap and about 2 GB. A TREE that is there already must
# not have facetrack.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
packages=$(realpath "$1")
wheel=${2:+$(realpath "$2")}
# shellcheck source=tests/fresh/tree.sh
source "$source/tests/fresh/tree.sh"
use_tree ${3:+"$3"}

times=()
# timed NAME COMMAND: runs it inside and notes its time.
timed() {
  local begin=$SECONDS
  echo "== $1"
  inside "$2" </dev/null
  times+=("$1 $((SECONDS - begin)) s")
}
apt='DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 --no-install-recommends install'
clips='import facetrack; print(len(facetrack.track("demo/demo.mp4", "demo/reference.png").clips), "clips")'

rm -rf "$tree/root/facetrack"
mkdir -p "$tree/root/facetrack/tests"
cp -r "$packages"/*.deb "$source/data/demo" "$source/examples" "$tree/root/facetrack/"
cp -r "$source/tests/consumer" "$tree/root/facetrack/tests/"
inside 'apt-get -q update >/dev/null'

if [[ -n $wheel ]]; then
  cp "$wheel" "$tree/root/facetrack/"
  libraries=$("$source/cmake/wheel_needs.sh" "$wheel" | paste -sd ' ')
  timed "packages for the wheel" "$apt python3-venv python3-numpy $libraries >/dev/null"
  timed "pip install of the wheel" \
    "python3 -m venv --system-site-packages venv && venv/bin/pip install -q --no-index *.whl"
  timed "six clips from the wheel" "venv/bin/python -c '$clips' | grep '^6 clips'"
  timed "program of the wheel" "venv/bin/facetrack-cli --version"
fi

timed "apt install of the packages" "$apt ./*.deb >/dev/null"
timed "six clips in Python" "python3 -c '$clips' | grep '^6 clips'"
timed "six clips by the program" \
  "facetrack-cli track demo/demo.mp4 -r demo/reference.png -o out --quiet && test -e out/clips/clip_006.mp4"
timed "the manual" "test -e /usr/share/man/man1/facetrack-cli.1.gz"
timed "python3 -m facetrack" "python3 -m facetrack --version"
timed "compiler" "$apt g++ cmake ninja-build pkg-config >/dev/null"
timed "find_package" "cmake -S tests/consumer -B c -G Ninja >/dev/null && cmake --build c >/dev/null && c/stranger"
timed "pkg-config" \
  'g++ -std=c++20 tests/consumer/main.cpp -o stranger $(pkg-config --cflags --libs facetrack) && ./stranger'
timed "removal" "dpkg -r python3-facetrack facetrack libfacetrack-dev libfacetrack0.2 >/dev/null"
printf '%s\n' "${times[@]}"
