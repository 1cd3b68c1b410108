#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Proves docs/packages.md: runs the commands of "By package", "By wheel" and "From source" in bare
# Debian 12 trees, each in a tree of its own, until Python has the six clips of the demo.
# install.sh PACKAGES WHEEL [WAY...]; PACKAGES is the folder of cmake/packages.sh, WHEEL the file of
# cmake/wheel.sh; a WAY is "By package" and so on, by default all three. Needs root, debootstrap and
# about 6 GB. The source is the committed state of this checkout.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
packages=$(realpath "$1")
wheel=$(realpath "$2")
shift 2
(($# > 0)) || set -- "By package" "By wheel" "From source"
# shellcheck source=tests/fresh/tree.sh
source "$source/tests/fresh/tree.sh"
use_tree
bare=$tree
trap 'rm -rf "$bare" "$bare.way"' EXIT
git clone -q --no-local "$source" "$bare/root/facetrack"
mkdir -p "$bare"/root/facetrack/build/{packages,wheel}
cp "$packages"/*.deb "$bare/root/facetrack/build/packages/"
cp "$wheel" "$bare/root/facetrack/build/wheel/"

# commands_of WAY: the commands of a section of docs/packages.md, one line with && between them.
commands_of() {
  awk -v title="### $1" '
    /^#/ { here = ($0 == title) }
    here && /^```/ { inside = !inside; next }
    here && inside { printf "%s%s", between, $0; between = " && " }
  ' "$source/docs/packages.md" | sed 's/\\ && */ /g'
}

for way in "$@"; do
  commands=$(commands_of "$way")
  [[ -n $commands ]] || {
    echo "$0: docs/packages.md has no commands in a section '$way'" >&2
    exit 1
  }
  tree=$bare.way
  cp -a "$bare" "$tree"
  timed "$way" inside "$commands"
  python=python3
  [[ ! -e $tree/root/facetrack/venv ]] || python=venv/bin/python
  timed "$way: six clips" inside "$python -c '$six_clips'"
  rm -rf "$tree"
done
printf '%s\n' "${times[@]}"
