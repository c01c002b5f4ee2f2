#!/usr/bin/env bash
# Makes a minimal Debian root file system with a real server and the usual tools in it (redis-server, procps), once, and prints where it is.
# It is kept in CONTAINMENT_CACHE/rootfs under the digest of its recipe, beside a file with the digest of its content.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

suite=trixie
recipe=(--variant=essential --include=redis-server,procps
  --dpkgopt=path-exclude=/usr/share/man/* --dpkgopt=path-exclude=/usr/share/locale/* --dpkgopt=path-exclude=/usr/share/doc/*
  --dpkgopt=path-include=/usr/share/doc/*/copyright)
key="$(printf '%s\n' "$suite" "${recipe[@]}" "$(uname -m)" | sha256sum | cut -c1-16)"
directory="$CONTAINMENT_CACHE/rootfs/redis-$suite-$key"

if [[ ! -e "$directory.digest" ]]; then
  must_be_root "make a root file system"
  command -v mmdebstrap > /dev/null || refuse "mmdebstrap is not installed" "apt-get install mmdebstrap"
  mkdir -p "$CONTAINMENT_CACHE/rootfs"
  exec {lock}> "$CONTAINMENT_CACHE/rootfs/lock"
  flock "$lock"
fi
if [[ ! -e "$directory.digest" ]]; then
  rm -rf "$directory" "$directory".new.*
  new="$directory.new.$$"
  trap 'rm -rf "$new" "$new.log"' EXIT
  mmdebstrap --quiet "${recipe[@]}" "$suite" "$new" > "$new.log" 2>&1 < /dev/null || {
    tail -n 10 "$new.log" >&2
    refuse "Debian's $suite could not be unpacked" "mmdebstrap's last words are above; is the network there?"
  }
  # No two containers may share an identity.
  : > "$new/etc/machine-id"
  rm -rf "$new"/var/cache/apt/* "$new"/var/lib/apt/lists/* "$new"/var/log/*.log
  digest="$(tar -C "$new" --sort=name --numeric-owner --mtime=@0 -cf - . | sha256sum | cut -d' ' -f1)"
  mv "$new" "$directory"
  printf 'sha256:%s\n' "$digest" > "$directory.digest"
fi
echo "$directory"
