#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Makes the screenshots of the reports from the demo: docs/images/make.sh [PROGRAM]. Needs Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
program=${1:-build/release/apps/facetrack-cli/facetrack-cli}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
demo=data/demo/demo.mp4

# shoot NAME PAGE SIZE
shoot() { python3 tests/cli/check_report.py "$2" --screenshot "docs/images/$1.png" --size "$3"; }

"$program" track "$demo" -r data/demo/reference.png -o "$out/track" --quiet
"$program" faces "$demo" -o "$out/faces" --quiet
"$program" shots "$demo" -o "$out/shots.html" --quiet
"$program" bridge "$demo" --frame-a 8 --frame-b 9 --before 1 --between 1 --after 1 -o "$out/bridge.mp4" \
  --report "$out/bridge.html" --quiet
# With what ships, so that it looks the same on every machine.
"$program" expressions "$demo" -o "$out/expressions" --num-sequences 6 --detector builtin --embedder builtin \
  --expression-model builtin --quiet
shoot report "$out/track/report.html" 1200x1500
shoot report-faces "$out/faces/report.html" 1200x1000
shoot report-shots "$out/shots.html" 1200x900
shoot report-bridge "$out/bridge.html" 1200x1100
shoot report-expressions "$out/expressions/report.html" 1200x1345
