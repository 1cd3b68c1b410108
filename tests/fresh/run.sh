#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Copyright (c) 2026 The facetrack authors
#
# Proves the README: makes a bare Debian 12 tree, clones the committed state of this checkout into
# it and runs both quickstart commands there, twice each, the second time to see that it is quick.
# run.sh [TREE]; needs root, debootstrap and about 6 GB. Without TREE, one is made and removed.
# A TREE that is there already is used as it is; its clone is made anew.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

((EUID == 0)) || {
  echo "run.sh: chroot needs root" >&2
  exit 1
}
command -v debootstrap >/dev/null || {
  echo "run.sh: install debootstrap first" >&2
  exit 1
}

if (($# > 0)); then
  tree=$1
else
  tree=$(mktemp -d -p /var/tmp)
  trap 'rm -rf "$tree"' EXIT
fi

# Debian's own sources as this machine has them: URI, release, component.
debian_sources() {
  apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' | sed -n 's/^Debian \(.*\)/\1/p' | sort -u
}

make_tree() {
  local mirror
  mirror=$(debian_sources | awk '$2 == "bookworm" && $3 == "main" {print $1; exit}')
  [[ -n $mirror ]] || {
    echo "run.sh: this machine has no source of Debian bookworm main" >&2
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

[[ -x $tree/usr/bin/apt-get ]] || make_tree
rm -rf "$tree/root/facetrack"
git clone -q --no-local "$source" "$tree/root/facetrack"

times=()
for command in demo test demo test; do
  echo "== cmake/quickstart.sh $command"
  begin=$SECONDS
  inside "cmake/quickstart.sh $command" </dev/null
  times+=("$command $((SECONDS - begin)) s")
done
echo "== $(nproc) cores: $(printf '%s, ' "${times[@]}" | sed 's/, $//')"
