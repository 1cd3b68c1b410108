#!/usr/bin/env bash
# Trains the 68 landmarks: train.sh [--samples N] [--warm FILE] [--shared DIR] [--work DIR] [--install] [--smoke]
#   --samples N   length of the schedule (2000000; half an hour of two idle cores)
#   --warm FILE   start from these weights (weights.pt beside this script are those that ship)
#   --shared DIR  where faces/ is (../shared beside the repository)
#   --work DIR    for checkpoints and logs (build/training)
#   --install     put the result into data/models when done
#   --smoke       a minute, with 200 photographs, to see that everything runs

set -euo pipefail
source "$(dirname "$0")/../common.sh"
install= samples=2000000 more=()
while [ $# -gt 0 ]; do
    case $1 in
    --samples) samples=$2; shift ;;
    --warm) more+=(--warm "$(realpath "$2")"); shift ;;
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
out=$work/landmarks
if [ -n "$smoke" ]; then
    out=$work/landmarks-smoke samples=2000
    more+=(--limit 200 --batch 32)
fi
cd "$training/landmarks"
nice -n 19 "$python" train.py --shared "$shared" --out "$out" --samples "$samples" "${more[@]}"
"$python" measure.py --shared "$shared" "$out/checkpoint.pt" ${smoke:+--limit 100}
"$python" export.py "$out/checkpoint.pt" --onnx "$out/landmarks68.onnx"
echo "$out/landmarks68.onnx"
if [ -n "$install" ] && [ -z "$smoke" ]; then
    "$python" export.py "$out/checkpoint.pt" --install --keep weights.pt
    cp "$out/log.csv" log.csv
fi
