#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# wheel_needs.sh WHEEL: the packages of the distribution that have the libraries which the files of
# a wheel name, one a line. Needs them installed, as where the wheel was made.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 -m zipfile -e "$1" "$work"
find "$work/facetrack" -type f \( -name '*.so*' -o -path '*/bin/*' \) -exec objdump -p {} + |
  sed -n 's/^ *NEEDED *//p' | sort -u | grep -v '^libfacetrack' | while read -r library; do
  dpkg -S "*/$(dpkg-architecture -qDEB_HOST_MULTIARCH)/*$library" 2>/dev/null | sed 's/:.*//' | grep -v -- '-dev$' || true
done | sort -u
