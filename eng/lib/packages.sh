# What must be installed, and installing it. Sourced by eng/setup.sh.

WANTED=()

want() {
  local package
  for package in "$@"; do
    [[ " ${WANTED[*]-} " == *" $package "* ]] || WANTED+=("$package")
  done
}

# want_command COMMAND PACKAGE…
want_command() { command -v "$1" > /dev/null || want "${@:2}"; }

# want_file PATH PACKAGE…
want_file() { [[ -e "$1" ]] || want "${@:2}"; }

# want_library PATTERN PACKAGE [OTHER NAME OF THE PACKAGE]
want_library() {
  ldconfig -p | grep -E "$1" > /dev/null && return
  local package
  for package in "${@:2}"; do
    WANTED_EITHER="$package"
    if [[ -n "$(apt-cache --names-only search "^${package//+/\\+}\$" 2> /dev/null)" ]]; then break; fi
  done
  want "$WANTED_EITHER"
}

install_packages() {
  must_be_root "install ${WANTED[*]}"
  command -v apt-get > /dev/null || refuse "this is neither Debian nor Ubuntu (no apt-get)" "install by hand: ${WANTED[*]}"
  apt_install "${WANTED[@]}"
  WANTED=()
  hash -r
}

must_be_root() {
  [[ $EUID -eq 0 ]] || refuse "only root may $1" "run it with sudo"
}

# The package lists are fetched only when a package can't be found in those that are there, or is gone from the archive.
apt_install() {
  local log policy=/usr/sbin/policy-rc.d
  log="$(mktemp)"
  # No package that comes along may start a service on this machine.
  if [[ ! -e "$policy" ]]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
  else
    policy=
  fi
  local failed=0
  apt_get install "$@" > "$log" 2>&1 || { apt_get update > "$log" 2>&1 && apt_get install "$@" > "$log" 2>&1; } || failed=1
  [[ -z "$policy" ]] || rm -f "$policy"
  if [[ $failed -ne 0 ]]; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    refuse "apt-get could not install $*" "its last words are above; is the network there, are the package sources right (/etc/apt)?"
  fi
  rm -f "$log"
}

apt_get() {
  apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold -o Acquire::Retries=3 --no-install-recommends -y "$@" < /dev/null
}

# unpack_packages DIRECTORY PACKAGE…: makes the directory from Debian's packages without installing them, for what would begin a service.
unpack_packages() {
  local directory="$1" new
  shift
  must_be_root "fetch $*"
  new="$(mktemp -d "$directory.new.XXXXXX")"
  (cd "$new" && apt-get download "$@" && for package in *.deb; do dpkg-deb -x "$package" .; done) > "$new.log" 2>&1 < /dev/null || {
    tail -n 10 "$new.log" >&2
    rm -rf "$new" "$new.log"
    refuse "$* could not be fetched from Debian's packages" "apt-get's last words are above; is the network there?"
  }
  rm -f "$new.log" "$new"/*.deb
  chmod 755 "$new"
  rm -rf "$directory"
  mv "$new" "$directory"
}
