#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# tests/batch/kill.sh PROGRAM [KILLS=100]: kills a batch, or one of its jobs, with SIGKILL at random
# moments and resumes it until it is through; again and again until there were that many kills. Each
# time the result must be that of a run in peace: nothing lost, nothing twice, nothing half.
set -euo pipefail
program=$(realpath "$1")
kills=${2:-100}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
RANDOM=${SEED:-$$}
echo "SEED=${SEED:-$$}"

for i in 1 2 3 4 5 6; do
  ffmpeg -v error -y -ss $((i * 3)) -t 1.2 -i "$root/data/demo/demo.mp4" -vf scale=320:-2 \
    -c:v libx264 -preset ultrafast -g 25 -c:a aac "v$i.mp4"
  echo "{\"id\": \"t$i\", \"command\": \"track\", \"video\": \"v$i.mp4\"," \
    "\"reference\": \"$root/data/demo/reference.png\"}"
  echo "{\"id\": \"s$i\", \"command\": \"shots\", \"video\": \"v$i.mp4\"}"
done >jobs.jsonl
echo '{"id": "bad", "command": "shots", "video": "jobs.jsonl"}' >>jobs.jsonl

children() { cat "/proc/$1/task/$1/children" 2>/dev/null || true; }
first() { echo "${1:-}"; }
batch() { "$program" batch jobs.jsonl --quiet -j 2 --retry-after 0.05 "$@" >/dev/null 2>&1; }
finished() { (($1 == 0 || $1 == 1)); }  # 1: the bad video
fail() {
  echo "FAILED: $*" >&2
  trap - EXIT
  echo "what it left is in $dir" >&2
  exit 1
}

code=0
batch -o peace || code=$?
((code == 1)) || fail "the run in peace ended with $code"

done_kills=0 rounds=0
while ((done_kills < kills)); do
  rm -rf out
  code=137
  until finished "$code"; do
    batch -o out --resume &
    pid=$!
    # Everything from before the first line of the log to the last file of the report.
    sleep "$(printf '0.%03d' $((RANDOM % 1000)))"
    # The function runs in a subshell: its child is the batch, whose children are the jobs.
    # shellcheck disable=SC2046
    victim=$(first $(children $pid))
    if [[ -n $victim ]] && ((RANDOM % 4 == 0)); then victim=$(first $(children "$victim")); fi
    if [[ -n $victim ]] && ((done_kills < kills)) && kill -9 "$victim" 2>/dev/null; then
      done_kills=$((done_kills + 1))
    fi
    code=0
    wait $pid || code=$?
  done
  rounds=$((rounds + 1))
  cmp peace/metadata.jsonl out/metadata.jsonl || fail "another result after kills (round $rounds)"
  (($(wc -l <out/results.jsonl) == 13)) || fail "not one record a job (round $rounds)"
  (($(grep -o '"id":"[^"]*"' out/results.jsonl | sort -u | wc -l) == 13)) || fail "a job is lost"
  half=$(find out -name '.*' ! -name . ! -name .facetrack-results.json | head -n 3)
  [[ -z $half ]] || fail "left behind: $half"
  diff <(cd peace && find . -type f | sort) <(cd out && find . -type f | sort) ||
    fail "other files (round $rounds)"
done
echo "$done_kills kills, $rounds batches: nothing lost, nothing twice"
