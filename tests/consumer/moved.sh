#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# moved.sh BUILD: what is installed knows nothing of the folders it was built in, and finds its
# models after the installed tree has been moved.
set -euo pipefail
build=$(cd "$1" && pwd)
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/prefix" >/dev/null
mv "$work/prefix" "$work/moved"

# The list of files and their data come from other places than the sources' own.
if grep -rlF -e "$source/" -e "$build" "$work/moved"; then
  echo "moved.sh: these installed files name the folder of the sources or of the build" >&2
  exit 1
fi
mkdir "$work/home"
list() { env -u FACETRACK_MODEL_DIR -u XDG_DATA_HOME HOME="$work/home" "$1" models list; }
found=$(list "$work/moved/bin/facetrack-cli" | awk '$1 == "builtin" { print $NF }')
if [[ $found != "$work/moved/share/facetrack/models/"* ]]; then
  echo "moved.sh: the built-in model was found at '$found', not in $work/moved" >&2
  exit 1
fi
echo "moved: $found"
