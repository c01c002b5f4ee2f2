#!/usr/bin/env bash
# Makes a minimal Debian root file system with real servers in it, once, and prints where it is.
#
#   eng/rootfs.sh [redis]      redis-server and the usual tools (procps)
#   eng/rootfs.sh services     PostgreSQL, nginx, what a .NET program needs, and pgbench and wrk to load them
#
# It is kept in CONTAINMENT_CACHE/rootfs under the digest of its recipe, beside a file with the digest of its content.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

name="${1:-redis}"
suite=trixie
case "$name" in
  redis)
    recipe=(--variant=essential --include=redis-server,procps
      --dpkgopt=path-exclude=/usr/share/man/* --dpkgopt=path-exclude=/usr/share/locale/* --dpkgopt=path-exclude=/usr/share/doc/*
      --dpkgopt=path-include=/usr/share/doc/*/copyright)
    ;;
  services)
    # Unpacked and not installed, which takes half as long: no script of a package is wanted here, and nobody logs in.
    recipe=(--variant=extract --include=base-files,dash,coreutils,postgresql-17,nginx-light,wrk,libstdc++6)
    ;;
  *) refuse "rootfs knows redis and services, not '$name'" "call it with one of them" ;;
esac
key="$(printf '%s\n' "$suite" "${recipe[@]}" "$(uname -m)" | sha256sum | cut -c1-16)"
directory="$CONTAINMENT_CACHE/rootfs/$name-$suite-$key"

# The compiler of PostgreSQL's queries is a third of it and not used; an account is what it asks for to run.
finish_services() {
  rm -rf "$1"/usr/share/{doc,man,locale,i18n,perl} "$1"/usr/lib/*/{perl,libLLVM*,libz3*,gconv} "$1"/usr/lib/postgresql/*/lib/{bitcode,llvmjit*}
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\npostgres:x:999:999::/tmp:/bin/sh\n' > "$1/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\npostgres:x:999:\n' > "$1/etc/group"
}

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
  [[ "$name" != services ]] || finish_services "$new"
  # No two containers may share an identity.
  : > "$new/etc/machine-id"
  rm -rf "$new"/var/cache/apt/* "$new"/var/lib/apt/lists/* "$new"/var/log/*.log
  digest="$(tar -C "$new" --sort=name --numeric-owner --mtime=@0 -cf - . | sha256sum | cut -d' ' -f1)"
  mv "$new" "$directory"
  printf 'sha256:%s\n' "$digest" > "$directory.digest"
fi
echo "$directory"
