#!/usr/bin/env bash
# Sets everything up and shows the main job: a Redis in a container, saved, restored, and moved live between two hosts.
# Removes all it made, also when it is interrupted; what a killed run has left is removed by the next one.
set -euo pipefail
case "${1:-}" in
  '') ;;
  -h|--help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
  *) echo "error: eng/demo.sh takes no arguments" >&2; exit 2 ;;
esac
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
. "$ENG/lib/demo-hosts.sh"
must_be_root "run the demo"
cd "$ROOT"

DAEMONS=()
CLI_NAME=containment

# part NUMBER NAME COMMAND…
part() {
  local began name="$2"
  printf '\n[%s/7] %s\n' "$1" "$name"
  shift 2
  began="$(now_ms)"
  "$@"
  printf '      %s ms\n' "$(($(now_ms) - began))"
}

clean_up() {
  local code=$?
  trap - EXIT INT TERM HUP ERR
  set +e
  part 7 "clean up" remove_hosts
  if [[ $code -eq 0 ]]; then printf '\nDone in %s.\n' "$(seconds $(($(now_ms) - BEGAN)))"; fi
  exit "$code"
}

two_hosts() {
  local host other a b
  make_network
  a="$(on a host init)"
  b="$(on b host init)"
  on a host trust b "$b"
  on b host trust a "$a"
  start_daemon a
  start_daemon b
  await_daemon a "${DAEMONS[0]}"
  await_daemon b "${DAEMONS[1]}"
  printf '      A: %s.2, B: %s.3, on one bridge with the client %s.1; each trusts the certificate of the other\n' "$DEMO_NET" "$DEMO_NET" "$DEMO_NET"
}

show_root() {
  find_redis_root
  printf '      %s (%s, %s)\n' "$CONTAINMENT_REDIS_ROOT" "$(du -sh "$CONTAINMENT_REDIS_ROOT" | cut -f1)" "$(cut -c1-19 "$CONTAINMENT_REDIS_ROOT.digest")"
}

main_job() {
  # In the background and waited for, so that a signal to this script is answered at once.
  nsenter --net=/run/netns/ctdemo-net "$ROOT/artifacts/bin/Containment.Demo/release/Containment.Demo" \
    "$DEMO_RUN/a.sock" "$DEMO_RUN/b.sock" "$CONTAINMENT_REDIS_ROOT" "$DEMO_NET.10/24" "b@$DEMO_NET.3" < /dev/null 9>&- &
  JOB=$!
  local code=0
  wait "$JOB" || code=$?
  if [[ $code -ne 0 ]]; then
    for host in a b; do printf '\n-- the last words of daemon %s\n' "${host^^}"; tail -n 15 "$DEMO_STATE/$host.log"; done >&2
    exit "$code"
  fi
}

BEGAN="$(now_ms)"
printf 'Setting up\n'
set_up build kernel
mkdir -p "$CONTAINMENT_CACHE"
exec 9> "$CONTAINMENT_CACHE/demo.lock"
flock -n 9 || refuse "another demo is running on this machine" "wait for its end"
remove_hosts
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Compiler servers outlive the build: they must not keep the lock.
part 1 "build the project" build_all 9>&-
part 2 "a minimal Debian root file system with redis-server in it" show_root
part 3 "two hosts, each with a daemon, a state directory, a cgroup and a network of its own" two_hosts
main_job
