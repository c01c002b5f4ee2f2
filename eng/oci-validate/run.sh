#!/usr/bin/env bash
# Called by eng/oci-validate.sh in a mount namespace of its own: PROGRAMS RUNTIME WORK OUT LIMIT NAME…
set -euo pipefail
programs="$1" runtime="$2" work="$3" out="$4" limit="$5"
shift 5
mount -t tmpfs -o mode=1777 tmpfs "$work"
mkdir "$work/state" "$work/tmp"
chmod 1777 "$work/tmp"
# The runtime keeps its state where no other container's is.
printf '#!/bin/sh\nexec "%s" --root "%s/state" "$@"\n' "$runtime" "$work" > "$work/runtime"
chmod 755 "$work/runtime"
cd "$programs"

count() { grep -cE "$1" "$2" || true; }

# PASS: it ended well and no result was bad, but for those that are marked as allowed. Some print a result only where it is bad.
judge() {
  local code="$1" good="$2" bad="$3" errors="$4"
  case "$code" in
    0) ;;
    124|137) echo TIMEOUT; return ;;
    *) echo ERROR; return ;;
  esac
  if [[ $bad -gt 0 || $((good + bad)) -eq 0 && $errors -gt 0 ]]; then echo FAIL; else echo PASS; fi
}

clear_up() {
  local id
  kill -KILL -- "-$1" 2> /dev/null || true
  for id in $("$work/runtime" list -q 2> /dev/null); do
    echo "left behind: $id" >> "$2"
    "$work/runtime" delete --force "$id" > /dev/null 2>&1 || true
  done
}

all=0
for name in "$@"; do
  [[ -x "$name" ]] || { echo "error: there is no validation program $name" >&2; exit 2; }
  began="${EPOCHREALTIME/[.,]/}" code=0
  # timeout makes itself the leader of a process group.
  RUNTIME="$work/runtime" TMPDIR="$work/tmp" timeout -k 10 "$limit" "./$name" > "$out/$name.out" 2> "$out/$name.err" < /dev/null &
  group=$!
  wait "$group" || code=$?
  took=$(((${EPOCHREALTIME/[.,]/} - began) / 1000))
  clear_up "$group" "$out/$name.err"
  ok="$(count '^ok ' "$out/$name.out")" skipped="$(count '^ok .*# SKIP' "$out/$name.out")" bad="$(grep -E '^not ok ' "$out/$name.out" | grep -vc '# TODO' || true)"
  result="$(judge "$code" "$ok" "$bad" "$(count '^ +"error": ".' "$out/$name.out")")"
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$result" $((ok - skipped)) "$bad" "$skipped" "$code" "$took"
  [[ "$result" == PASS ]] || all=1
done
# Mounts that were made below it go with this namespace.
umount -l "$work"
exit "$all"
