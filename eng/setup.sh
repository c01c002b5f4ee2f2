#!/usr/bin/env bash
# Makes a Debian or Ubuntu machine ready to build, test and show Containment, and installs only what is missing.
#
#   eng/setup.sh [build] [kernel] [machine] [bench]     what it shall be ready for; default: build kernel machine
#
# Other scripts source it and call `set_up`, to get its environment (PATH, DOTNET_ROOT, CONTAINMENT_CRIU,
# CONTAINMENT_REDIS_ROOT, CONTAINMENT_SERVICES_ROOT, CONTAINMENT_LXCFS, CONTAINMENT_REGISTRY, CONTAINMENT_S3, CONTAINMENT_OCI_VALIDATION, CONTAINMENT_VM). Everything it makes is kept in CONTAINMENT_CACHE (default /var/cache/containment).

ENG="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
ROOT="$(dirname "$ENG")"
export CONTAINMENT_CACHE="${CONTAINMENT_CACHE:-/var/cache/containment}"
export HOME="${HOME:-/root}"
export DEBIAN_FRONTEND=noninteractive DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 \
  DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true MSBUILDDISABLENODEREUSE=1

. "$ENG/lib/steps.sh"
. "$ENG/lib/packages.sh"
. "$ENG/lib/dotnet.sh"
. "$ENG/lib/criu.sh"
. "$ENG/lib/lxcfs.sh"
. "$ENG/lib/registry.sh"
. "$ENG/lib/s3.sh"

set_up() {
  local need
  for need in "$@"; do
    case "$need" in
      build)
        want_command gcc gcc libc6-dev
        want_file /usr/include/stdio.h libc6-dev
        want_command musl-gcc musl-tools
        want_file /etc/ssl/certs/ca-certificates.crt ca-certificates
        want_library 'libssl\.so\.3' libssl3t64 libssl3
        want_library 'libseccomp\.so\.2' libseccomp2
        want_library 'libstdc\+\+\.so\.6' libstdc++6
        ;;
      kernel)
        want_command gcc gcc libc6-dev
        want_file /usr/include/stdio.h libc6-dev
        want_command mmdebstrap mmdebstrap
        want_command busybox busybox-static
        want_command mkfs.btrfs btrfs-progs
        want_command mkfs.xfs xfsprogs
        want_command curl curl
        want_command ip iproute2
        want_command ping iputils-ping
        want_file /usr/lib/cni/bridge containernetworking-plugins
        want_command nft nftables
        want_file /usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring
        # Those that call containment-oci, and the runtime that is measured beside it.
        want_command podman podman
        want_command catatonit catatonit
        want_command newuidmap uidmap
        want_command ctr containerd
        want_command runc runc
        want_command script bsdutils
        # Backups, an S3 server to keep them in, and one for SFTP.
        want_command restic restic
        want_command node nodejs
        want_command npm npm
        want_file /usr/lib/openssh/sftp-server openssh-sftp-server
        # What carries images, and whose signatures it asks for.
        want_command skopeo skopeo
        want_file /etc/containers/policy.json golang-github-containers-common
        # For compiling containment-oci ahead of time.
        want_file /usr/include/zlib.h zlib1g-dev
        ;;
      machine)
        want_command mmdebstrap mmdebstrap
        want_file /usr/share/keyrings/debian-archive-keyring.gpg debian-archive-keyring
        # For compiling the programs that run there ahead of time.
        want_command gcc gcc libc6-dev
        want_file /usr/include/zlib.h zlib1g-dev
        ;;
      bench)
        want_command lxc-execute lxc
        want_command umoci umoci
        ;;
      *) refuse "setup knows build, kernel, machine and bench, not '$need'" "call it without arguments" ;;
    esac
  done
  [[ ${#WANTED[@]} -eq 0 ]] || step "install ${WANTED[*]}" install_packages
  [[ " $* " != *" build "* ]] || step "find the .NET SDK" find_dotnet
  if [[ " $* " == *" kernel "* ]]; then
    mkdir -p "$CONTAINMENT_CACHE" || refuse "$CONTAINMENT_CACHE can't be made" "run as root, or set CONTAINMENT_CACHE to a directory of yours"
    exec {SETUP_LOCK}>"$CONTAINMENT_CACHE/lock"
    flock "$SETUP_LOCK"
    step "find CRIU" find_criu
    step "find lxcfs" find_lxcfs
    step "find a registry" find_registry
    step "find an S3 server" find_s3
    step "find the OCI validation programs" find_oci_validation
    exec {SETUP_LOCK}>&-
  fi
  if [[ " $* " == *" kernel "* || " $* " == *" machine "* ]]; then step "find a root file system with redis-server" find_redis_root; fi
  [[ " $* " != *" kernel "* ]] || step "find a root file system with real services" find_services_root
  [[ " $* " != *" machine "* ]] || step "find what virtual machines are made of" find_virtual_machine
}

find_redis_root() {
  CONTAINMENT_REDIS_ROOT="$("$ENG/rootfs.sh")" || exit 1
  export CONTAINMENT_REDIS_ROOT
}

find_services_root() {
  CONTAINMENT_SERVICES_ROOT="$("$ENG/rootfs.sh" services)" || exit 1
  export CONTAINMENT_SERVICES_ROOT
}

find_oci_validation() {
  CONTAINMENT_OCI_VALIDATION="$("$ENG/oci-validate.sh")" || exit 1
  export CONTAINMENT_OCI_VALIDATION
}

find_virtual_machine() {
  CONTAINMENT_VM="$("$ENG/vm.sh")" || exit 1
  export CONTAINMENT_VM
}

# The programs that run in virtual machines, where a just-in-time compiler would take minutes.
publish_programs() {
  local project
  for project in src/Containment.Cli=containment src/Containment.Oci=containment-oci tests/Containment.Probe=containment-probe; do
    "$ENG/publish.sh" "${project%=*}" "${project#*=}" > /dev/null || refuse "${project#*=} could not be compiled ahead of time" "the compiler's words are above; it needs gcc and zlib1g-dev"
  done
}

# containment-oci as it is shipped: compiled ahead of time.
publish_oci() {
  CONTAINMENT_OCI="$("$ENG/oci.sh")" || refuse "containment-oci could not be compiled ahead of time" "the compiler's words are above; it needs gcc and zlib1g-dev"
  export CONTAINMENT_OCI
}

# Builds everything once in Release; does nothing when nothing changed since the last time.
build_all() {
  local stamp="$ROOT/artifacts/release.built" changed
  if [[ -f "$stamp" ]]; then
    changed="$(cd "$ROOT" && find . -mindepth 1 \( -name .git -o -path ./artifacts -o -path ./docs -o -path ./eng \) -prune -o -newer "$stamp" -print -quit)"
    [[ -n "$changed" ]] || return 0
  fi
  mkdir -p "$ROOT/artifacts"
  local started log="$ROOT/artifacts/build.log"
  started="$(mktemp "$ROOT/artifacts/building.XXXXXX")"
  if ! (cd "$ROOT" && dotnet build Containment.sln -c Release -v q -nologo -clp:NoSummary -nodeReuse:false) < /dev/null > "$log" 2>&1; then
    rm -f "$started"
    # The same error comes once for each project and once for each try.
    grep -E 'error|warn' "$log" | sed 's/ \[[^]]*\]$//; s/^[^ ]*proj : //' | awk '!seen[$0]++' | head -n 40 >&2
    refuse "the build failed" "its errors are above, all of its output is in artifacts/build.log"
  fi
  mv -f "$started" "$stamp"
}

if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then
  set -euo pipefail
  [[ $# -gt 0 ]] || set -- build kernel machine
  case "$1" in -h|--help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
  set_up "$@"
fi
