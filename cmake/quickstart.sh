#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# From a clean clone on Debian 12 to a running demo, or to a tested build, with one command.
# Run it again at any time: what is done is not done again.
set -euo pipefail

# What it takes to build, run and test facetrack. The one place where this stands.
packages=(
  g++ cmake ninja-build pkg-config
  libavcodec-dev libavfilter-dev libavformat-dev libavutil-dev libswresample-dev libswscale-dev
  libopencv-dev
  libdlib-dev libopenblas-dev  # dlib is linked with a BLAS; this is the quick one
  libcurl4-openssl-dev libssl-dev libbz2-dev
  libsqlite3-dev  # the library of `index` and `search`
  nlohmann-json3-dev
  libcxxopts-dev
  libgtest-dev libgmock-dev
  ffmpeg
)
# What only those who change facetrack need: checks of the code, sanitizers, a browser for reports,
# a scheduler to run a batch on.
developer_packages=(
  ccache
  chromium
  clang clang-format clang-tidy libclang-rt-14-dev
  git
  libbenchmark-dev
  python3 python3-jsonschema
  slurmctld slurmd slurm-client munge
)

usage() {
  cat <<'TEXT'
Usage: cmake/quickstart.sh COMMAND

  demo                     install the packages, build, cut one person out of the demo video
  test                     install the packages, build, run all tests (again when anything changed)
  packages [--developer]   print the names of the packages
  install [--developer]    install the packages, nothing else

For Debian 12, as root or with sudo. All that is written goes to build/ and Results/.
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
build=build/release
logs=build/quickstart

say() { printf '%s\n' "$*"; }
fail() {
  printf 'quickstart: %s\n' "$*" >&2
  exit 1
}

# Shows the last lines of a log and where the rest is, then stops.
fail_with_log() {
  tail -n 25 "$2" >&2 || true
  fail "$1; all of it is in $root/$2"
}

# Turns percentages on stdin into one line that moves (terminal) or a line per quarter (file).
show_percent() {
  local label=$1 shown=-1 percent
  while read -r percent; do
    ((percent > shown)) || continue
    if [[ -t 1 ]]; then
      printf '\r%s %3d %%' "$label" "$percent"
    elif ((percent / 25 > shown / 25)) && ((percent < 100)); then
      say "$label $percent %"
    fi
    shown=$percent
  done
  if [[ -t 1 ]] && ((shown >= 0)); then printf '\r%s 100 %%\n' "$label"; fi
}

missing_packages() {
  local wanted=("$@") name status
  # A package that dpkg never heard of makes dpkg-query fail; its name is then simply not listed.
  local installed
  installed=$(dpkg-query -W -f='${binary:Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
    while read -r name status; do [[ $status == installed ]] && say "${name%%:*}"; done || true)
  for name in "${wanted[@]}"; do
    grep -qxF -- "$name" <<<"$installed" || say "$name"
  done
}

check_system() {
  local id='' version=''
  if [[ -r /etc/os-release ]]; then
    id=$(. /etc/os-release && printf '%s' "${ID:-}")
    version=$(. /etc/os-release && printf '%s' "${VERSION_ID:-}")
  fi
  [[ $id == debian && $version == 12 ]] && return
  {
    say "quickstart: this is ${id:-an unknown system} ${version}, and quickstart knows Debian 12 only."
    say "Install what these Debian packages hold, then build by hand:"
    say "  ${packages[*]}" | fold -s -w 96 | sed '2,$s/^/  /'
    say "  cmake --preset release && cmake --build --preset release && ctest --preset release"
  } >&2
  exit 1
}

install_packages() {
  check_system
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0

  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      fail "run it as root once, or install sudo; these packages are missing: ${missing[*]}"
    as_root=(sudo)
  fi
  local log=$logs/apt.log
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q
    -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0)
  say "Installing ${#missing[@]} of ${#} packages and what they need:"
  say "${missing[*]}" | fold -s -w 96 | sed 's/^/  /'
  "${apt[@]}" update >"$log" 2>&1 </dev/null || fail_with_log "apt-get update failed" "$log"
  # apt reports "dlstatus:N:PERCENT:..." and "pmstatus:PACKAGE:PERCENT:..." on the descriptor asked
  # for; loading is the first half of the work, unpacking the second.
  if ! { "${apt[@]}" -o APT::Status-Fd=3 --no-install-recommends install "${missing[@]}" \
    3>&1 >>"$log" 2>&1 </dev/null |
    sed -nu -e 's/^dlstatus:[^:]*:\([0-9]*\).*/\1 0/p' -e 's/^pmstatus:[^:]*:\([0-9]*\).*/100 \1/p' |
    while read -r loaded unpacked; do say $(((loaded + unpacked) / 2)); done |
    show_percent "  packages"; }; then
    fail_with_log "apt-get install failed" "$log"
  fi
}

# As many compilers at once as there are cores, but no more than memory allows: the largest
# source (dlib networks, optimised) takes about 1.5 GB.
jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable/ {print int($2 / 1500000)}' /proc/meminfo 2>/dev/null || say "$cores")
  ((memory >= 1)) || memory=1
  say $((memory < cores ? memory : cores))
}

# build_targets [target...]: configures and builds; nothing named: everything.
build_targets() {
  local log=$logs/build.log target_options=()
  (($# == 0)) || target_options=(--target "$@")
  # ccache and friends may come and go between runs; a tree of another place is made anew.
  cmake --preset release >"$log" 2>&1 || fail_with_log "configuring failed" "$log"
  if ! NINJA_STATUS='[%p] ' cmake --build "$build" --parallel "$(jobs)" "${target_options[@]}" 2>&1 |
    tee -a "$log" | sed -nu 's/^\[ *\([0-9]*\)%\].*/\1/p' | show_percent "Building"; then
    fail_with_log "the build failed" "$log"
  fi
}

run_demo() {
  local out=Results/demo
  install_packages "${packages[@]}"
  build_targets facetrack-cli
  say "Looking for the person of data/demo/reference.png in data/demo/demo.mp4"
  "$build/apps/facetrack-cli/facetrack-cli" track data/demo/demo.mp4 \
    --reference data/demo/reference.png --output "$out" --force
  say "The report is $root/$out/report.html, the clips are in $root/$out/clips."
}

tested=(CMakeLists.txt CMakePresets.json cmake libfacetrack apps examples tests data
  /var/lib/dpkg/status)
# What the outcome of the tests hangs on, but for the contents of the files: which ones there are,
# and what is given from outside.
tested_names() { find "${tested[@]}" -type f -not -path '*/__pycache__/*' "$@" | sort; }
tested_state() {
  tested_names | cksum
  env | grep '^FACETRACK_' | sort
  ls -d ../shared 2>/dev/null
}

# A suite of tests is one line of ctest's, also when it skipped some of them.
tell_skipped() {
  local log=$build/Testing/Temporary/LastTest.log skipped
  skipped=$(awk -f tests/skipped.awk "$log" | sort -u)
  [[ -n $skipped ]] || return 0
  say "Skipped $(wc -l <<<"$skipped") tests, for reasons that are in $log:"
  cut -d ' ' -f 2 <<<"$skipped" | sed 's/^/  /'
}

run_tests() {
  install_packages "${packages[@]}"
  build_targets
  local passed=$logs/tests-passed state
  state=$(tested_state || true)
  if [[ -z ${CI:-} && -e $passed && $(<"$passed") == "$state" &&
    -z $(tested_names -newer "$passed") ]]; then
    say "All tests passed on $(date -r "$passed" '+%F %R'), and nothing has changed since."
    say "To run them again all the same: ctest --test-dir $build --parallel $(jobs)"
    return
  fi
  rm -f "$passed"
  printf '%s\n' "$state" >"$passed.now"
  local ctest=(ctest --test-dir "$build" --parallel "$(jobs)" --output-on-failure --no-tests=error)
  if [[ -t 1 ]]; then
    "${ctest[@]}" --progress
  else
    "${ctest[@]}" | sed -u '/^ *Start /d'
  fi
  tell_skipped
  mv "$passed.now" "$passed"  # as old as the beginning: what changed meanwhile is newer
}

command=${1:-}
list=("${packages[@]}")
[[ ${2:-} == --developer ]] && list+=("${developer_packages[@]}")
mkdir -p "$logs"
case $command in
  demo) run_demo ;;
  test) run_tests ;;
  packages) printf '%s\n' "${list[@]}" ;;
  install) install_packages "${list[@]}" ;;
  -h | --help | help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
