#!/usr/bin/env bash
# Trains the embedder: train.sh [--minutes N] [--warm FILE] [--strength S] [--shared DIR] [--work DIR] [--install] [--smoke]
#   --minutes N   length of the schedule, by the clock (80); a run that was interrupted goes on where it was
#   --warm FILE   start a new run from these weights (weights.pt beside this script are those that ship)
#   --strength S  of the disturbances (1); less favours good pictures over bad ones
#   --shared DIR  where faces/ and models/ are (../shared beside the repository)
#   --work DIR    for the pool of labelled faces (5 GB), checkpoints and logs (build/training)
#   --install     put the result into data/models when done
#   --smoke       a minute or two with 60 people, to see that everything runs

set -euo pipefail
source "$(dirname "$0")/../common.sh"
minutes=80 install= warm= strength=1
while [ $# -gt 0 ]; do
    case $1 in
    --minutes) minutes=$2; shift ;;
    --warm) warm=$(realpath "$2"); shift ;;
    --strength) strength=$2; shift ;;
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
cd "$training/embedder"

slots=48000 fill=(--rest 1.0) fit=(--minutes "$minutes" --strength "$strength")
out=$work/embedder
if [ -n "$smoke" ]; then
    out=$work/embedder-smoke slots=2048
    rm -rf "$out"
    fill=(--people 60 --total 768)
    fit=(--minutes 0.3 --report-minutes 0.15 --batch 32 --pairs 200)
elif command -v g++ >/dev/null; then
    fill+=(--compile) fit+=(--compile)
fi
if [ -f "$shared/detect/people.tar" ] && [ -z "$smoke" ]; then
    need_programs chain
    points=$work/portraits.npz
    [ -s "$points" ] || "$python" portraits.py --shared "$shared" --programs "$programs" --models "$repository/data/models" \
        --work "$work" "$points"
    fill+=(--portrait-points "$points")
fi
if [ -n "$warm" ]; then
    fit+=(--warm "$warm")
fi
mkdir -p "$out"

# One process mixes new faces and asks the teacher, for as long as the other one learns from them.
nice -n 19 "$python" pool.py --shared "$shared" --pool "$out/pool" --slots "$slots" "${fill[@]}" >>"$out/pool.log" 2>&1 &
filler=$!
trap 'kill $filler 2>/dev/null || true' EXIT
until [ -s "$out/pool/progress.json" ]; do
    kill -0 $filler 2>/dev/null || { tail -5 "$out/pool.log" >&2; exit 1; }
    sleep 2
done
nice -n 19 "$python" train.py --shared "$shared" --pool "$out/pool" --slots "$slots" --out "$out" "${fit[@]}"
"$python" export.py "$out/checkpoint.pt" "$out/builtin-1.onnx"
echo "$out/builtin-1.onnx"
if [ -n "$install" ] && [ -z "$smoke" ]; then
    cp "$out/builtin-1.onnx" "$repository/data/models/"
    "$python" export.py "$out/checkpoint.pt" "$out/builtin-1.onnx" --keep weights.pt
    "$python" card.py --model "$repository/data/models/builtin-1.onnx"
    "$python" cohort.py --shared "$shared" --card "$repository/data/models/builtin-1.json"
    [ -n "$warm" ] || cp "$out/log.csv" "$training/embedder/log.csv"
    "$python" curve.py "$training/embedder/log.csv" "$training/embedder/curve.png" ${warm:+"$out/log.csv"}
fi
