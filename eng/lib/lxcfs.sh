# lxcfs: the system's, else Debian's unpacked beside it, because installing it begins a service on machines that have them. Sourced by eng/setup.sh.

find_lxcfs() {
  local directory="$CONTAINMENT_CACHE/lxcfs" new
  CONTAINMENT_LXCFS="$(command -v lxcfs || true)"
  if [[ -z "$CONTAINMENT_LXCFS" ]]; then
    CONTAINMENT_LXCFS="$directory/lxcfs"
    if [[ ! -x "$CONTAINMENT_LXCFS" ]]; then
      must_be_root "fetch lxcfs"
      new="$(mktemp -d "$CONTAINMENT_CACHE/lxcfs.new.XXXXXX")"
      (cd "$new" && apt-get download lxcfs libfuse3-3 && for package in *.deb; do dpkg-deb -x "$package" .; done) > "$new.log" 2>&1 < /dev/null || {
        tail -n 10 "$new.log" >&2
        rm -rf "$new" "$new.log"
        refuse "lxcfs could not be fetched from Debian's packages" "apt-get's last words are above; is the network there?"
      }
      rm -f "$new.log" "$new"/*.deb
      printf '#!/bin/sh\nd=%s\nLD_LIBRARY_PATH="$(echo $d/lib/*-linux-gnu $d/usr/lib/*-linux-gnu $d/usr/lib/*-linux-gnu/lxcfs | tr " " :)" exec $d/usr/bin/lxcfs "$@"\n' "$directory" > "$new/lxcfs"
      chmod 755 "$new/lxcfs" "$new"
      rm -rf "$directory"
      mv "$new" "$directory"
    fi
  fi
  export CONTAINMENT_LXCFS
}
