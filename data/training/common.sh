# Sourced by the scripts beside it: where things are, and a Python that has what requirements.txt names.
training=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$training/../.." && pwd)
shared=$repository/../shared
work=$repository/build/training
smoke=

usage() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; exit "${1:-0}"; }

# One thread a process: two processes of one thread beat one of two, and the results do not depend on the machine.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# Keep freed memory: training allocates the same large blocks again and again.
export MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=8000000000 MALLOC_TOP_PAD_=200000000

need_faces() {
    [ -f "$shared/faces/lfw.tar.gz" ] || { echo "no faces in $shared; name the folder with --shared" >&2; exit 2; }
}

need_python() {
    python=${PYTHON:-$work/venv/bin/python}
    if [ -z "$PYTHON" ] && [ ! -x "$python" ]; then
        python3 -m venv "$work/venv"
        "$work/venv/bin/pip" install -q -r "$training/requirements.txt"
    fi
}

need_programs() {
    cmake -S "$training" -B "$work/programs" >/dev/null
    cmake --build "$work/programs" --target "$@" >/dev/null
    programs=$work/programs
}

# need_people FILE COUNT SEED: rendered people in FILE.raw and FILE.csv.
need_people() {
    need_programs render_actors
    mkdir -p "$(dirname "$1")"
    [ -f "$1.csv" ] || "$programs/render_actors" "$2" "$1" "$3"
}

# small_network NAME SAMPLES ARGUMENT...: the options of a training of a small network. Sets samples, install, smoke, and more (for
# train.py); makes the folder $out, goes to the training's own folder and sees that faces and Python are there.
small_network() {
    local name=$1
    samples=$2 install='' more=()
    shift 2
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
    out=$work/$name
    if [ -n "$smoke" ]; then
        out=$work/$name-smoke samples=2000
        more+=(--limit 200 --batch 32)
    fi
    mkdir -p "$out"
    need_python
    cd "$training/$name"
}

# export_network FILE: of the checkpoint in $out, into data/models too if --install was given.
export_network() {
    "$python" export.py "$out/checkpoint.pt" --onnx "$out/$1"
    echo "$out/$1"
    if [ -n "$install" ] && [ -z "$smoke" ]; then
        "$python" export.py "$out/checkpoint.pt" --install --keep weights.pt
        cp "$out/log.csv" log.csv
    fi
}
