#!/usr/bin/env bash
# Gets what virtual machines for tests are made of, once, and prints the directory that has it (for CONTAINMENT_VM):
#
#   kernel            Debian's cloud kernel: cgroup v2 alone, soft-dirty tracking, virtiofs built in
#   root/             what the machine has for a root file system, shared read-only with each
#   qemu, virtiofsd   programs, run by their own loader: those of the system may be too old (docs/decisions/virtual-machine.md)
#
# All of it is Debian's packages, unpacked and never installed. It is kept in CONTAINMENT_CACHE/vm under the digest of its recipe.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

suite=trixie
emulator=qemu-system-x86,virtiofsd,libc6
system=linux-image-cloud-amd64,base-files,base-passwd,bash,busybox-static,catatonit,coreutils,criu,dash,e2fsprogs,grep,iproute2,kmod,libseccomp2,libssl3t64,mount,nftables,sed,util-linux,xfsprogs
# The machine's init is the tests' own and is shared in, so that it can change without all this being made again.
first='#!/bin/sh
mount -t virtiofs job /job
exec /bin/sh /job/init'
key="$(printf '%s\n' "$suite" "$emulator" "$system" "$first" | sha256sum | cut -c1-16)"
directory="$CONTAINMENT_CACHE/vm/$suite-$key"

unpack() {
  mmdebstrap --quiet --variant=extract --include="$1" "$suite" "$2" > "$new.log" 2>&1 < /dev/null && return
  tail -n 10 "$new.log" >&2
  refuse "$1 could not be fetched from Debian's packages ($suite)" "mmdebstrap's last words are above; is the network there?"
}

# write_program NAME PROGRAM [OPTION…]: $here in an option stands for where the directory is then.
write_program() {
  local loader
  loader="$(cd "$new/emulator" && echo usr/lib64/ld-linux-*.so.*)"
  printf '#!/bin/sh\nhere="$(dirname "$(readlink -f "$0")")/emulator"\nexec "$here/%s" --library-path "$here/usr/lib/%s" "$here/%s" %s "$@"\n' \
    "$loader" "$(cd "$new/emulator/usr/lib" && echo *-linux-gnu)" "$2" "${*:3}" > "$new/$1"
  chmod 755 "$new/$1"
}

make_root() {
  unpack "$system" "$new/root"
  mv "$new"/root/boot/vmlinuz-* "$new/kernel"
  version="$(basename "$new"/root/usr/lib/modules/*)"
  "$new"/root/usr/lib64/ld-linux-*.so.* --library-path "$(echo "$new"/root/usr/lib/*-linux-gnu)" --argv0 depmod "$new/root/usr/bin/kmod" -b "$new/root" "$version"
  rm -rf "$new"/root/boot/* "$new"/root/usr/share/{doc,man,locale,info,bash-completion} "$new"/root/var/{cache,lib}/apt
  # What base-passwd does when it is installed, and the places that the init mounts on.
  cp "$new/root/usr/share/base-passwd/passwd.master" "$new/root/etc/passwd"
  cp "$new/root/usr/share/base-passwd/group.master" "$new/root/etc/group"
  mkdir -p "$new/root/job" "$new/root/mnt" "$new/root/sys" "$new/root/proc"
  : > "$new/root/etc/machine-id"
  printf '%s\n' "$first" > "$new/root/usr/sbin/first"
  chmod 755 "$new/root/usr/sbin/first"
}

if [[ ! -e "$directory" ]]; then
  [[ "$(uname -m)" == x86_64 ]] || refuse "there is a recipe of virtual machines for x86_64 only" "run eng/test.sh --unit or --kernel"
  must_be_root "make a virtual machine's root file system"
  command -v mmdebstrap > /dev/null || refuse "mmdebstrap is not installed" "apt-get install mmdebstrap"
  mkdir -p "$CONTAINMENT_CACHE/vm"
  exec {lock}> "$CONTAINMENT_CACHE/vm/lock"
  flock "$lock"
fi
if [[ ! -e "$directory" ]]; then
  new="$directory.new.$$"
  rm -rf "$directory".new.*
  trap 'rm -rf "$new" "$new.log"' EXIT
  mkdir "$new"
  unpack "$emulator" "$new/emulator"
  write_program qemu usr/bin/qemu-system-x86_64 -L '"$here/usr/share/qemu"' -L '"$here/usr/share/seabios"'
  write_program virtiofsd usr/libexec/virtiofsd
  make_root
  mv "$new" "$directory"
fi
echo "$directory"
