#!/usr/bin/env bash
# Trains the 68 landmarks: train.sh [--shared DIR] [--work DIR] [--install] [--smoke]
#   --shared DIR  where faces/ is (../shared beside the repository)
#   --work DIR    for samples and programs (build/training)
#   --install     put the result into data/models when done
#   --smoke       a minute, with 200 photographs and a tiny model, to see that everything runs

set -euo pipefail
source "$(dirname "$0")/../common.sh"
install=
while [ $# -gt 0 ]; do
    case $1 in
    --shared) shared=$2; shift ;;
    --work) work=$2; shift ;;
    --install) install=1 ;;
    --smoke) smoke=1 ;;
    -h | --help) usage ;;
    *) usage 2 >&2 ;;
    esac
    shift
done
need_faces
mkdir -p "$work"
need_python
need_programs train_landmarks measure_landmarks
out=$work/landmarks prepare=() size=(10 250 4)
if [ -n "$smoke" ]; then
    out=$work/landmarks-smoke prepare=(--limit 200) size=(4 20 3)
fi
"$python" "$training/landmarks/prepare.py" --shared "$shared" --out "$out" "${prepare[@]}"
nice -n 19 "$programs/train_landmarks" "$out/train.samples" "$out/landmarks68.dat" "${size[@]}" >"$out/train.log"
"$programs/measure_landmarks" "$out/landmarks68.dat" "$out/test.samples" "$out/test-flip.samples"
echo "$out/landmarks68.dat"
if [ -n "$install" ] && [ -z "$smoke" ]; then
    cp "$out/landmarks68.dat" "$repository/data/models/"
fi
