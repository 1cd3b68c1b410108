#!/bin/sh
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# run.sh PYTHON FILE: runs the tests of FILE; 77 and a message if this Python cannot.
for module in numpy pytest; do
  "$1" -c "import $module" 2>/dev/null || {
    echo "skipped: $1 has no $module (Debian: python3-$module)"
    exit 77
  }
done
exec "$1" -m pytest -q -p no:cacheprovider "$2"
