# lxcfs: the system's, else Debian's unpacked beside it, because installing it begins a service on machines that have them. Sourced by eng/setup.sh.

find_lxcfs() {
  local directory="$CONTAINMENT_CACHE/lxcfs"
  CONTAINMENT_LXCFS="$(command -v lxcfs || true)"
  if [[ -z "$CONTAINMENT_LXCFS" ]]; then
    CONTAINMENT_LXCFS="$directory/lxcfs"
    if [[ ! -x "$CONTAINMENT_LXCFS" ]]; then
      unpack_packages "$directory" lxcfs libfuse3-3
      printf '#!/bin/sh\nd=%s\nLD_LIBRARY_PATH="$(echo $d/lib/*-linux-gnu $d/usr/lib/*-linux-gnu $d/usr/lib/*-linux-gnu/lxcfs | tr " " :)" exec $d/usr/bin/lxcfs "$@"\n' "$directory" > "$CONTAINMENT_LXCFS"
      chmod 755 "$CONTAINMENT_LXCFS"
    fi
  fi
  export CONTAINMENT_LXCFS
}
