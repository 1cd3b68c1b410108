#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# tests/slurm/run.sh PROGRAM: a batch of 12 short videos, one of them corrupt, as an array on a
# Slurm of one machine that lives in a temporary folder. One task is put in line again while it
# runs, another is killed; the merged result must be that of one local run, with nothing twice.
# Needs root (or sudo), slurmctld, slurmd, slurm-client, munge, ffmpeg; beside a Slurm that may
# already run it has ports and a key of its own.
set -euo pipefail
program=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if ((EUID != 0)); then exec sudo --preserve-env=FACETRACK_MODEL_DIR "$0" "$program"; fi

dir=$(mktemp -d)
export SLURM_CONF=$dir/slurm.conf
munge_pid='' controller_pid='' node_pid='' outcome=1
stop() {
  scancel --me >/dev/null 2>&1 || true
  for pid in $node_pid $controller_pid $munge_pid; do kill "$pid" 2>/dev/null || true; done
  wait
  if ((outcome == 0)); then
    rm -rf "$dir"
  else
    echo "what it left is in $dir"
    tail -n 20 "$dir"/*.log "$dir"/array/slurm/*.log 2>/dev/null || true
  fi
}
trap stop EXIT
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
# await SECONDS WHAT COMMAND...: until the command succeeds.
await() {
  local until=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < until)) || fail "waited too long for $what"
    sleep 0.1
  done
}

start_slurm() {
  local host ports
  host=$(hostname -s)
  ports=$((20000 + RANDOM % 10000))
  mkdir -p "$dir/state" "$dir/spool" "$dir/munge"
  chmod 755 "$dir" "$dir/munge"
  head -c 1024 /dev/urandom >"$dir/munge/key"
  chmod 600 "$dir/munge/key"
  cat >"$SLURM_CONF" <<CONF
ClusterName=facetrack
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$ports
SlurmdPort=$((ports + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A task that was requeued waits for its old credential to end, two minutes by default.
AuthInfo=socket=$dir/munge/socket,cred_expire=5
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  munged --foreground --force --socket="$dir/munge/socket" --key-file="$dir/munge/key" \
    --pid-file="$dir/munge/pid" --log-file="$dir/munge.log" --seed-file="$dir/munge/seed" \
    >"$dir/munged.log" 2>&1 &
  munge_pid=$!
  await 20 munged test -S "$dir/munge/socket"
  slurmctld -D -f "$SLURM_CONF" >"$dir/controller.log" 2>&1 &
  controller_pid=$!
  await 30 slurmctld scontrol ping
  slurmd -D -N "$host" -f "$SLURM_CONF" >"$dir/node.log" 2>&1 &
  node_pid=$!
  await 30 slurmd sh -c 'sinfo -h -o %T | grep -qx idle'
}

make_videos() {
  local i reference=$root/data/demo/reference.png
  mkdir -p "$dir/v"
  for i in {01..12}; do
    ffmpeg -v error -y -ss $((10#$i * 2 - 2)) -t 2 -i "$root/data/demo/demo.mp4" -vf scale=320:-2 \
      -c:v libx264 -preset ultrafast -g 25 -c:a aac "$dir/v/$i.mp4"
    echo "{\"id\": \"job$i\", \"command\": \"track\", \"video\": \"v/$i.mp4\"," \
      "\"reference\": \"$reference\"}"
  done >"$dir/jobs.jsonl"
  head -c 2000 "$dir/v/07.mp4" >"$dir/short" && mv "$dir/short" "$dir/v/07.mp4"
}

records() { cat "$dir"/array/shards/results-*.jsonl 2>/dev/null | grep -c . || true; }
shard_has_begun() { [[ -s $dir/array/shards/results-$1-of-3.jsonl ]]; }
gone() { [[ -z $(squeue -h -o %i) ]]; }

# The process of one task: the oldest one with this command line, which has the folder's own name.
task_process() {
  local file
  for file in /proc/[0-9]*/cmdline; do
    if tr '\0' ' ' 2>/dev/null <"$file" |
      grep -q -- "^$program batch $dir/array/manifest.jsonl .*--shard $1/3 "; then
      basename "$(dirname "$file")"
    fi
  done 2>/dev/null | sort -n | head -n 1
}

cd "$dir"
make_videos
start_slurm
echo "one local run"
"$program" batch jobs.jsonl -o "$dir/local" -j 2 --quiet >/dev/null 2>&1 && fail "the corrupt video was no failure"

echo "an array of 3 tasks; task 1 is put in line again, task 2 is killed"
read -r array merge < <("$program" batch jobs.jsonl -o "$dir/array" --submit --tasks 3 -j 1 \
  --throttle 2)
[[ -n $merge ]] || fail "nothing was submitted"
await 40 "the first job of task 1" shard_has_begun 1
scontrol requeue "${array}_0"
await 40 "the first job of task 2" shard_has_begun 2
kill -9 "$(task_process 2)" 2>/dev/null || fail "task 2 had ended before it could be killed"
await 90 "the array and its merge" gone
grep -q '"missing": [1-9]' array/summary.json || fail "nothing is missing after a task was killed"
grep -q skipped array/slurm/task-0.log || fail "the requeued task did not go on"

echo "submitted again"
sh array/slurm/submit.sh >/dev/null
await 60 "the second array and its merge" gone

cmp local/metadata.jsonl array/metadata.jsonl || fail "the merged result is not that of one local run"
(($(records) == 12)) || fail "$(records) records of 12 jobs: something was done twice"
(($(grep -c . array/results.jsonl) == 12)) || fail "results.jsonl has not one line a job"
(($(grep -c '"status":"failed"' array/results.jsonl) == 1)) || fail "not one failure"
outcome=0
echo "the same merged result as one local run: 11 done, 1 failed, each job once"
