#!/usr/bin/env bash
# Trains the detector: train.sh [--minutes N] [--warm FILE] [--shared DIR] [--work DIR] [--keep] [--install] [--smoke]
#   --minutes N   length of the schedule, by the clock (600); a run that was interrupted goes on where it was
#   --warm FILE   start a new run from these weights (weights.pt beside this script are the best so far)
#   --shared DIR  where detect/, faces/, models/ and media/ are (../shared beside the repository)
#   --work DIR    for checkpoints and logs (build/training)
#   --install     put the file, its checksum and the answers for the tests into data/
#   --scores S L  with --install: the network's scores that become 0.85 and 0.5 (0.75 0.5)
#   --keep        put weights.pt and the log beside this script when done
#   --smoke       a minute or two with one picture in thirty, to see that everything runs

set -euo pipefail
source "$(dirname "$0")/../common.sh"
minutes=600 keep= warm= install= scores=(0.75 0.5)
while [ $# -gt 0 ]; do
    case $1 in
    --minutes) minutes=$2; shift ;;
    --warm) warm=$(realpath "$2"); shift ;;
    --shared) shared=$2; shift ;;
    --work) work=$2; shift ;;
    --keep) keep=1 ;;
    --install) install=1 ;;
    --scores) scores=("$2" "$3"); shift 2 ;;
    --smoke) smoke=1 ;;
    -h | --help) usage ;;
    *) usage 2 >&2 ;;
    esac
    shift
done
[ -f "$shared/detect/train.tar" ] || { echo "no photographs in $shared/detect; name the folder with --shared" >&2; exit 2; }
shared=$(realpath "$shared")
mkdir -p "$work"
need_python
need_programs render_actors
cd "$training/detector"
export PYTHONPATH=$training/embedder # muon.py

out=$work/detector fit=(--minutes "$minutes") count=7000 every=1
if [ -n "$smoke" ]; then
    out=$work/detector-smoke fit=(--minutes 0.3 --report-minutes 0.15 --every 30 --round-seconds 2 --area 262144) count=60 every=200
    rm -rf "$out"
fi
mkdir -p "$out"
if [ ! -f "$out/faces.npz" ]; then # last of what these two write
    nice -n 19 "$programs/render_actors" "$count" "$out/actors" 20261129
    nice -n 19 "$python" cut_outs.py --shared "$shared" --folder "$out" --every "$every"
fi
fit+=(--cut-outs "$out")
if [ -n "$warm" ]; then
    fit+=(--warm "$warm")
fi
nice -n 19 "$python" train.py --shared "$shared" --out "$out" "${fit[@]}"
"$python" export.py "$out/checkpoint.pt" --onnx "$out/detector.onnx" --keep "$out/weights.pt"
if [ -n "$install" ] && [ -z "$smoke" ]; then
    "$python" export.py "$out/checkpoint.pt" --scores "${scores[@]}" --install
fi
echo "$out/detector.onnx"
if [ -n "$keep" ] && [ -z "$smoke" ]; then
    cp "$out/weights.pt" weights.pt
    if [ -n "$warm" ]; then
        tail -n +2 "$out/log.csv" >>log.csv
    else
        cp "$out/log.csv" log.csv
    fi
fi
