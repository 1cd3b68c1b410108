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
small_network landmarks 2000000 "$@"
nice -n 19 "$python" train.py --shared "$shared" --out "$out" --samples "$samples" "${more[@]}"
"$python" measure.py --shared "$shared" "$out/checkpoint.pt" ${smoke:+--limit 100}
export_network landmarks68.onnx
