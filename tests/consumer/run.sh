#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Uses facetrack the way a stranger does. run.sh WAY BUILD, WAY being
#   package      find_package() against an installed copy of BUILD
#   pkg-config   a bare compiler call against an installed copy of BUILD
#   source       FetchContent of this repository, nothing installed
# BUILD may be a shared or a static build.
set -euo pipefail
way=$1
build=$(cd "$2" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cached() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }
compiler=$(cached CMAKE_CXX_COMPILER)
launcher=$(cached CMAKE_CXX_COMPILER_LAUNCHER)

build_stranger() {
  cmake -S "$here" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE="$(cached CMAKE_BUILD_TYPE)" \
    -DCMAKE_CXX_COMPILER="$compiler" "$@" >"$work/log" 2>&1 &&
    cmake --build "$work/build" >>"$work/log" 2>&1 || {
    cat "$work/log"
    exit 1
  }
  "$work/build/stranger"
}

[[ $way == source ]] || cmake --install "$build" --prefix "$work/prefix" >/dev/null
case $way in
  package) build_stranger -DCMAKE_PREFIX_PATH="$work/prefix" ;;
  source)  # whether it links is asked, so nothing is optimised
    build_stranger -DFACETRACK_FROM_SOURCE="$source" -DFACETRACK_WITH_DLIB=OFF \
      -DFACETRACK_UNITY=ON -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG=-O0 \
      -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher"
    ;;
  pkg-config)
    export PKG_CONFIG_PATH
    PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name facetrack.pc)")
    # Unquoted on purpose: pkg-config answers with words. The rpath is that of a private prefix.
    # shellcheck disable=SC2046
    "$compiler" -std=c++20 "$here/main.cpp" -o "$work/stranger" \
      $(pkg-config --cflags --libs facetrack) \
      -Wl,-rpath,"$(pkg-config --variable=libdir facetrack)"
    "$work/stranger"
    ;;
  *)
    echo "run.sh: unknown way '$way'" >&2
    exit 2
    ;;
esac
