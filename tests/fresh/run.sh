#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Proves the README: makes a bare Debian 12 tree, clones the committed state of this checkout into
# it and runs both quickstart commands there, twice each, the second time to see that it is quick.
# run.sh [TREE]; needs root, debootstrap and about 6 GB. Without TREE, one is made and removed.
# A TREE that is there already is used as it is; its clone is made anew.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# shellcheck source=tests/fresh/tree.sh
source "$source/tests/fresh/tree.sh"
use_tree "$@"
rm -rf "$tree/root/facetrack"
git clone -q --no-local "$source" "$tree/root/facetrack"

times=()
for command in demo test demo test; do
  echo "== cmake/quickstart.sh $command"
  begin=$SECONDS
  inside "cmake/quickstart.sh $command" </dev/null
  times+=("$command $((SECONDS - begin)) s")
done
echo "== $(nproc) cores: $(printf '%s, ' "${times[@]}" | sed 's/, $//')"
