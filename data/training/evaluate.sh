#!/usr/bin/env bash
# Measures the shipped models: evaluate.sh [--shared DIR] [--work DIR] [--quick] [more for evaluation/report.py]
#   --shared DIR  where faces/ and models/ are (../shared beside the repository)
#   --work DIR    for unpacked faces and programs (build/training)
#   --quick       every tenth pair: two minutes instead of twenty

set -euo pipefail
source "$(dirname "$0")/common.sh"
more=()
while [ $# -gt 0 ]; do
    case $1 in
    --shared) shared=$2; shift ;;
    --work) work=$2; shift ;;
    --quick) more+=(--every 10) ;;
    -h | --help) usage ;;
    *) more+=("$1") ;;
    esac
    shift
done
need_faces
mkdir -p "$work"
need_python
need_programs chain
echo "landmarks, people never trained on:"
"$python" "$training/landmarks/measure.py" --shared "$shared" "$training/landmarks/weights.pt"
"$python" "$training/evaluation/report.py" --shared "$shared" --work "$work" --programs "$programs" \
    --card "$repository/data/models/builtin-1.json" --landmarks "$repository/data/models/landmarks68.onnx" "${more[@]}"
