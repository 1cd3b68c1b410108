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
small_network visibility 200000 "$@"
people=6000
[ -z "$smoke" ] || people=100
need_people "$out/actors" $people 7
nice -n 19 "$python" train.py --shared "$shared" --out "$out" --samples "$samples" "${more[@]}"
"$python" measure.py --shared "$shared" --actors "$out" "$out/checkpoint.pt" ${smoke:+--limit 100}
export_network visibility.onnx
