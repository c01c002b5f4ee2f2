# CRIU: the system's where `criu check` accepts the kernel, else Debian 13's in a directory of its own. Sourced by eng/setup.sh.

CRIU_SUITE=trixie

find_criu() {
  must_be_root "use CRIU"
  local criu own="$CONTAINMENT_CACHE/criu/$CRIU_SUITE/criu"
  for criu in "${CONTAINMENT_CRIU:-}" "$(command -v criu || true)" "$own"; do
    if [[ -x "$criu" ]] && criu_works "$criu"; then use_criu "$criu"; return; fi
  done
  if [[ "$(apt-cache policy criu 2> /dev/null | sed -n 's/^ *Candidate: //p')" =~ ^([4-9]|[1-9][0-9]) ]]; then
    apt_install criu
    hash -r
    if criu_works "$(command -v criu)"; then use_criu "$(command -v criu)"; return; fi
  fi
  unpack_criu "$own"
  criu_works "$own" || refuse "CRIU does not work on this kernel ($(uname -r)): $(criu_answer "$own" | tail -n 1)" \
    "it needs CONFIG_CHECKPOINT_RESTORE and root with all capabilities; the whole answer: $own check"
  use_criu "$own"
}

use_criu() {
  export CONTAINMENT_CRIU="$1"
  keep_kernel_features "$1"
}

# `criu check` costs a tenth of a second or more, so its yes is kept for this kernel and this program.
criu_works() {
  criu_saves_sockets "$1" || return 1
  local yes="$CONTAINMENT_CACHE/criu/yes.$(criu_key "$1")"
  [[ -e "$yes" ]] && return 0
  criu_answer "$1" > /dev/null || return 1
  mkdir -p "$(dirname "$yes")"
  : > "$yes"
}

criu_answer() { "$1" check 2>&1; }

criu_key() { printf '%s %s %s' "$(readlink -f "$1")" "$(stat -L -c %Y "$1")" "$(uname -rv)" | cksum | cut -d' ' -f1; }

unpack_criu() {
  local directory log
  directory="$(dirname "$1")"
  log="$(mktemp)"
  mkdir -p "$(dirname "$directory")"
  rm -rf "$directory.new" "$directory"
  mmdebstrap --quiet --variant=extract --include=criu,libc6,nftables "$CRIU_SUITE" "$directory.new" > "$log" 2>&1 < /dev/null || {
    tail -n 10 "$log" >&2
    rm -rf "$log" "$directory.new"
    refuse "CRIU could not be fetched from Debian's packages ($CRIU_SUITE)" "mmdebstrap's last words are above; is the network there?"
  }
  rm -f "$log"
  write_criu_wrapper "$directory"
  mv "$directory.new" "$directory"
}

# Its libraries are newer than the system's, so it runs through its own loader and sees only its own libraries. Before 4.2 it
# can't save sockets of Linux 6.16 and later (CRIU's issue 2718) but for native/criu-passcred.
write_criu_wrapper() {
  local multiarch loader
  multiarch="$(cd "$1.new/usr/lib" && echo *-linux-gnu)"
  loader="$(cd "$1.new" && find usr/lib* -maxdepth 1 -name 'ld-linux*' | head -n 1)"
  gcc -O2 -Wall -Werror -shared -fPIC -o "$1.new/passcred.so" "$ROOT/native/criu-passcred/passcred.c" || refuse "native/criu-passcred could not be built" "gcc's words are above"
  printf '#!/bin/sh\nexec "%s/%s" --preload "%s/passcred.so" --library-path "%s/usr/lib/%s" "%s/usr/sbin/criu" "$@"\n' "$1" "$loader" "$1" "$1" "$multiarch" "$1" > "$1.new/criu"
  chmod 755 "$1.new/criu"
}

# Whether this one saves sockets here: a version that is new enough, a kernel that is old enough, or ours with what helps.
criu_saves_sockets() {
  [[ -e "$(dirname "$1")/passcred.so" ]] && return 0
  newest "$(uname -r | grep -oE '^[0-9]+\.[0-9]+')" 6.16 || return 0
  newest "$("$1" --version | sed -n 's/^Version: //p')" 4.2
}

# Whether the first version is not older than the second.
newest() { [[ "$(printf '%s\n' "$1" "$2" | sort -V | tail -n 1)" == "$1" ]]; }

# CRIU keeps what it learned of the kernel in /run/criu.kdat, but only where /run is a tmpfs; elsewhere it would ask the
# kernel at each start (50 to 100 ms). So it is asked once, in a mount namespace where /run is one.
keep_kernel_features() {
  [[ "$(stat -f -c %T /run)" != tmpfs ]] || return 0
  local kept="$CONTAINMENT_CACHE/criu/kdat.$(criu_key "$1")"
  if [[ ! -s "$kept" ]]; then
    unshare --mount sh -c 'mount -t tmpfs tmpfs /run && "$0" check > /dev/null 2>&1 && cat /run/criu.kdat' "$1" > "$kept.new" && mv "$kept.new" "$kept" || { rm -f "$kept.new"; return 0; }
  fi
  cmp -s "$kept" /run/criu.kdat || { cp "$kept" /run/criu.kdat.new && mv /run/criu.kdat.new /run/criu.kdat; }
}
