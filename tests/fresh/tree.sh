#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# For the scripts of this folder to source: bare Debian 12 trees. Needs root and debootstrap.
# use_tree [TREE] sets $tree: an existing tree is used as it is; without TREE, one is made and
# removed when the script ends.

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
  cp /etc/resolv.conf /etc/hosts "$tree/etc/"
}

# Runs a command inside, with a process list and devices of its own and a clean environment.
inside() {
  unshare --mount --pid --fork --kill-child bash -c '
    mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && mount -t tmpfs tmpfs "$0/tmp"
    exec chroot "$0" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
      bash -c "cd /root/facetrack && $1"' "$tree" "$1"
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
}
