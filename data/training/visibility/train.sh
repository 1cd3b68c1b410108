#!/usr/bin/env bash
# Trains the visibility network: train.sh [--samples N] [--warm FILE] [--shared DIR] [--work DIR] [--install] [--smoke]
#   --samples N   length of the schedule (200000; a quarter of an hour of one idle core, beside another that draws)
#   --warm FILE   start from these weights (weights.pt beside this script are those that ship)
#   --shared DIR  where faces/ and detect/ are (../shared beside the repository)
#   --work DIR    for rendered people, checkpoints and logs (build/training)
#   --install     put the result into data/models when done
#   --smoke       a minute, with 200 photographs, to see that everything runs

set -euo pipefail
source "$(dirname "$0")/../common.sh"
install= samples=200000 people=6000 more=()
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
need_programs render_actors
out=$work/visibility
if [ -n "$smoke" ]; then
    out=$work/visibility-smoke samples=2000 people=100
    more+=(--limit 200 --batch 32)
fi
mkdir -p "$out"
[ -f "$out/actors.csv" ] || "$programs/render_actors" $people "$out/actors" 7
cd "$training/visibility"
nice -n 19 "$python" train.py --shared "$shared" --out "$out" --samples "$samples" "${more[@]}"
"$python" measure.py --shared "$shared" --actors "$out" "$out/checkpoint.pt" ${smoke:+--limit 100}
"$python" export.py "$out/checkpoint.pt" --onnx "$out/visibility.onnx"
echo "$out/visibility.onnx"
if [ -n "$install" ] && [ -z "$smoke" ]; then
    "$python" export.py "$out/checkpoint.pt" --install --keep weights.pt
    cp "$out/log.csv" log.csv
fi
