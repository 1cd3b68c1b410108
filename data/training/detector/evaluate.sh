#!/usr/bin/env bash
# Compares detector and YuNet on frames of videos: evaluate.sh [--weights FILE] [--every N] [--shared DIR] [--work DIR]
#   --weights FILE  weights.pt or a run's checkpoint.pt (weights.pt beside this script)
#   --every N       look at every Nth frame (30)
#   --shared DIR    where media/ and models/ are (../shared beside the repository)
#   --work DIR      for frames and truth, made once (build/training)

set -euo pipefail
source "$(dirname "$0")/../common.sh"
weights=$training/detector/weights.pt every=30
while [ $# -gt 0 ]; do
    case $1 in
    --weights) weights=$(realpath "$2"); shift ;;
    --every) every=$2; shift ;;
    --shared) shared=$2; shift ;;
    --work) work=$2; shift ;;
    -h | --help) usage ;;
    *) usage 2 >&2 ;;
    esac
    shift
done
[ -d "$shared/media/video" ] || { echo "no videos in $shared/media/video; name the folder with --shared" >&2; exit 2; }
mkdir -p "$work"
need_python
"$python" "$training/detector/evaluate.py" "$weights" --shared "$shared" --cache "$work/detector-truth" --every "$every"
