#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# For the scripts of this folder to source: bare Debian 12 trees. Needs root and debootstrap.
# use_tree [TREE] sets $tree: an existing tree is used as it is; without TREE, one is made and
# removed when the script ends. timed notes times in the array `times`.

# The demo in Python. In the folder of the repository, or of its data.
# shellcheck disable=SC2034  # for the scripts
six_clips='import facetrack
clips = facetrack.track("data/demo/demo.mp4", "data/demo/reference.png", "out").clips
assert len(clips) == 6, clips'

# Debian's own sources as this machine has them: URI, release, component.
debian_sources() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' | sed -n 's/^Debian \(.*\)/\1/p' | sort -u
}

make_tree() {
  local mirror
  mirror=$(debian_sources | awk '$2 == "bookworm" && $3 == "main" {print $1; exit}')
  [[ -n $mirror ]] || {
    echo "$0: this machine has no source of Debian bookworm main" >&2
    exit 1
  }
  echo "== a bare Debian 12 in $tree"
  mkdir -p "$tree"
  debootstrap --variant=minbase bookworm "$tree" "$mirror" >"$tree/debootstrap.log" 2>&1 || {
    tail "$tree/debootstrap.log" >&2
    exit 1
  }
  rm -f "$tree/debootstrap.log" "$tree/etc/apt/sources.list"
  debian_sources | sed 's/^/deb /' >"$tree/etc/apt/sources.list.d/this-machine.list"
  apt-config dump | grep -i '^Acquire::.*Proxy' >"$tree/etc/apt/apt.conf.d/90proxy" || true
  printf '%s\n' 'APT::Get::Assume-Yes "true";' 'Dpkg::Use-Pty "false";' 'quiet "2";' \
    >"$tree/etc/apt/apt.conf.d/91quiet" # nobody answers questions
  cp /etc/resolv.conf /etc/hosts "$tree/etc/"
  # The Python package index may be a mirror whose certificate only this machine knows.
  if [[ -e /etc/ssl/certs/ca-certificates.crt ]]; then
    cp -L /etc/ssl/certs/ca-certificates.crt "$tree/etc/this-machine.crt"
    printf '[global]\ncert = /etc/this-machine.crt\n' >"$tree/etc/pip.conf"
  fi
}

# Runs a command inside, with a process list and devices of its own and a clean environment.
inside() {
  unshare --mount --pid --fork --kill-child bash -c '
    mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && mount -t tmpfs tmpfs "$0/tmp"
    exec chroot "$0" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
      DEBIAN_FRONTEND=noninteractive bash -c "cd /root/facetrack && $1"' "$tree" "$1"
}

# timed NAME COMMAND...: runs a command, such as inside, and notes its time.
times=()
timed() {
  local name=$1 begin=$SECONDS
  shift
  echo "== $name"
  "$@" </dev/null
  times+=("$name $((SECONDS - begin)) s")
}

# build_image CONTAINERFILE CONTEXT: takes the COPY and RUN steps of a Containerfile in the tree, as
# `podman build` takes them in the image that FROM names.
build_image() {
  local kind step files
  while read -r kind step; do
    if [[ $kind == RUN ]]; then
      inside "$step" </dev/null
    elif [[ $kind == COPY ]]; then
      read -ra files <<<"$step"
      mkdir -p "$tree${files[-1]}"
      # shellcheck disable=SC2068  # the names are patterns
      (cd "$2" && cp ${files[@]::${#files[@]}-1} "$tree${files[-1]}")
    fi
  done < <(sed -e ':join' -e '/\\$/{N;s/\\\n *//;b join' -e '}' "$1")
}

use_tree() {
  ((EUID == 0)) || {
    echo "$0: chroot needs root" >&2
    exit 1
  }
  command -v debootstrap >/dev/null || {
    echo "$0: install debootstrap first" >&2
    exit 1
  }
  if (($# > 0)); then
    tree=$1
  else
    tree=$(mktemp -d -p /var/tmp)
    trap 'rm -rf "$tree"' EXIT
  fi
  [[ -x $tree/usr/bin/apt-get ]] || make_tree
  mkdir -p "$tree/root/facetrack"
}
