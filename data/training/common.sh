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
