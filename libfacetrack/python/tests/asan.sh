#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Runs the tests with the address sanitizer in the module: asan.sh PREFIX [pytest option...]. PREFIX
# holds an installed facetrack, which is not instrumented; its allocations are watched all the same.
# By hand: it takes some minutes. The interpreter itself leaks at its end, so leaks are counted by
# test_own_stages.py instead, and without the sanitizer, which keeps freed memory for a while.
set -euo pipefail
prefix=$(realpath "$1")
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=$(realpath -m ../../build/python-asan)
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_PREFIX_PATH="$prefix" \
  -DPython_EXECUTABLE=/usr/bin/python3 -DCMAKE_CXX_FLAGS="-fsanitize=address -O1 -g1" \
  -DCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache || true)"
cmake --build "$build"
cd tests  # in the folder above, Python would find the package without its module
PYTHONPATH=$build/package FACETRACK_CLI_PROGRAM=$prefix/bin/facetrack-cli \
  LD_PRELOAD="$(g++ -print-file-name=libasan.so) $(g++ -print-file-name=libstdc++.so)" \
  ASAN_OPTIONS=detect_leaks=0 \
  /usr/bin/python3 -m pytest -q -p no:cacheprovider \
  --deselect test_own_stages.py::test_a_thousand_failures_leave_nothing_behind "$@" .
