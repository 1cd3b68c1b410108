#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# run.sh BUILD SECONDS [NAME...]: runs the fuzzers of a build folder, or those named, each for that
# long, as many at once as there are cores. Seeds are made anew; the corpus grows in
# BUILD/fuzz/NAME, and what breaks a fuzzer is left in BUILD/fuzz as crash-*, timeout-* or oom-*.
# FUZZ_SEED=N in the environment makes a run repeatable.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=${1:?a build folder} seconds=${2:?seconds}
shift 2
names=("$@")
if ((${#names[@]} == 0)); then names=(arguments batch container models picture tracks); fi
seeds=$build/fuzz/seeds
rm -rf "$seeds"
mkdir -p "$seeds"/{arguments,batch,container,models,picture,tracks}

# Small files of many kinds; each costs microseconds to read.
video() { ffmpeg -v error -y -f lavfi -i "$1" "${@:3}" "$seeds/container/$2"; }
frames="testsrc=size=64x48:rate=10:duration=0.8"
for kind in mp4 mov mkv avi ts flv; do video "$frames" "a.$kind" -c:v libx264 -preset ultrafast; done
video "$frames" b.webm -c:v libvpx -deadline realtime
video "$frames" c.mpg -c:v mpeg2video -r 25
video "$frames" d.gif
video "$frames" e.mp4 -f lavfi -i sine=duration=0.8 -shortest -movflags +faststart
video "$frames" f.mp4 -c:v mpeg4 -bf 2 -metadata:s:v rotate=90
for kind in png jpg bmp tiff webp; do
  ffmpeg -v error -y -f lavfi -i testsrc=size=40x30 -frames:v 1 "$seeds/picture/a.$kind"
done
{ printf m && cat data/models.json; } >"$seeds/models/list"
for card in data/models/*.json; do
  { printf c && cat "$card"; } >"$seeds/models/card-$(basename "$card")"
done
{ printf n && cat tests/fuzz/network.onnx; } >"$seeds/models/network"
{ printf i && cat tests/fuzz/network.xml && printf '\0' && cat tests/fuzz/network.bin; } >"$seeds/models/ir"
cp tests/fuzz/{tracks,gallery}.json "$seeds/tracks/"
printf '%s\n' track film.mp4 -r a.jpg --not b.jpg --start 00:01:02.5 --margin=.4 -j2 \
  --format json,csv --save_images 3 >"$seeds/arguments/track"
printf '%s\n' bridge f.mp4 --frame-a f400 --frame-b 20.5s -o x.mp4 --interp 3f >"$seeds/arguments/bridge"
printf '%s\n' shots f.mp4 --json --threshold 1.5 -o a.edl --min-shot 0.5 -- -x >"$seeds/arguments/shots"
printf '%s\n' '{"id": "a", "command": "track", "video": "a.mp4", "reference": ["r"], "options": {"crop": "face", "no-audio": true, "not": ["p", "q"], "margin": 0.4}}' \
  '{"id": "b", "command": "shots", "video": "b.mp4"}' >"$seeds/batch/manifest"
printf '%s\n' '{"schema":"facetrack.batch-result/1","id":"a","command":"track","video":"a.mp4","status":"failed","kind":"io","reason":"r","exit_code":1,"attempts":3,"job":"0123456789abcdef","input":"stat-0123456789abcdef","seconds":1.5}' >"$seeds/batch/records"
# Odd and broken ones, where they lie beside the project.
for file in "${FACETRACK_SHARED_DIR:-../shared}"/media/nasty/*; do
  if [[ -f $file ]] && (($(stat -c %s "$file") < 60000)); then cp "$file" "$seeds/container/"; fi
done

run_one() {
  local name=$1 begin=$SECONDS
  mkdir -p "$build/fuzz/$name"
  if "$build/tests/fuzz/${name}_fuzz" -seed="${FUZZ_SEED:-0}" -max_total_time="$seconds" \
    -timeout=20 -rss_limit_mb=2048 -artifact_prefix="$build/fuzz/" "$build/fuzz/$name" "$seeds/$name" \
    >"$build/fuzz/$name.log" 2>&1; then
    echo "$name: $(sed -n 's/.*DONE *//p' "$build/fuzz/$name.log" | tail -n 1), $((SECONDS - begin)) s"
  else
    tail -n 40 "$build/fuzz/$name.log"
    echo "$name: FAILED; all of it is in $build/fuzz/$name.log"
    return 1
  fi
}
export -f run_one
export build seconds seeds
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I{} bash -c 'run_one "$1"' run {}
