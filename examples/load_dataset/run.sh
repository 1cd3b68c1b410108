#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Tests that pandas, Hugging Face datasets and WebDataset of the Python package index read a dataset
# of curate: run.sh PROGRAM, the built facetrack-cli. Where the index cannot be reached, the script
# says so and passes.
set -euo pipefail
PROGRAM=$(realpath "$1")
export PROGRAM HF_HUB_OFFLINE=1 HF_DATASETS_OFFLINE=1
cd "$(dirname "${BASH_SOURCE[0]}")"
tools=../../build/loader-tools
[[ -x $tools/bin/pip ]] || /usr/bin/python3 -m venv "$tools"
if ! "$tools/bin/pip" install --quiet pandas datasets webdataset pytest; then
  echo "skipped: the Python package index cannot be reached"
  exit 0
fi
"$tools/bin/python" -m pytest -q -s -p no:cacheprovider .
