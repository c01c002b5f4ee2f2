#!/usr/bin/env bash
# Sets the machine up, builds Release and runs every test. The last line is "N passed, N failed, N skipped".
#
#   eng/test.sh                       all: first those without root (seconds), then those on the real kernel, then those in virtual machines
#   eng/test.sh --unit | --kernel | --machine     only these
#   eng/test.sh --filter WORDS        only tests whose full name contains WORDS (or a whole VSTest filter: Name=X&Category!=Y)
#
# CONTAINMENT_PROMISES=root,criu,… says what this machine has: a test that misses one of these fails instead of being skipped.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$ROOT"

suites=(unit kernel machine)
filter=
while [[ $# -gt 0 ]]; do
  case "$1" in
    --unit) suites=(unit) ;;
    --kernel) suites=(kernel) ;;
    --machine) suites=(machine) ;;
    --filter)
      [[ -n "${2:-}" ]] || refuse "--filter wants words" "eng/test.sh --help shows how"
      filter="$2"
      [[ "$filter" == *[=~]* ]] || filter="FullyQualifiedName~$filter"
      shift ;;
    -h|--help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) refuse "there is no option $1" "eng/test.sh --help shows them" ;;
  esac
  shift
done

# Each suite ends within this many seconds or is stopped, which is a failure.
# Backups are kernel tests that have a run of their own, beside the others: restic takes its time at each of its many starts, and they touch nothing that others do.
declare -A program=([unit]=Containment.Tests [kernel]=Containment.Kernel.Tests [backups]=Containment.Kernel.Tests [machine]=Containment.Machine.Tests)
declare -A limit=([unit]=300 [kernel]=1980 [backups]=900 [machine]=900)
declare -A part=([kernel]='FullyQualifiedName!~Kernel.Tests.Backups' [backups]='FullyQualifiedName~Kernel.Tests.Backups')
results="$ROOT/artifacts/test-results"
passed=0 failed=0 skipped=0 ran=0 status=0

# The unit tests run as nobody where that user can read the project: so they can't come to need root unseen.
as_nobody() {
  [[ $EUID -eq 0 ]] && command -v setpriv > /dev/null || return 1
  setpriv --reuid=65534 --regid=65534 --clear-groups sh -c 'test -r "$0" && test -x "$1" && test -x "$2"' \
    "$ROOT/Containment.sln" "$ROOT/artifacts/bin/${program[unit]}/release/${program[unit]}" "$DOTNET_ROOT/dotnet" 2> /dev/null
}

# Runs a suite; what it wrote and its exit code go to files.
run_program() {
  local suite="$1" output="$results/$1.txt" code=0
  local command=("artifacts/bin/${program[$suite]}/release/${program[$suite]}" --results-directory "$results/$suite"
    --report-trx --report-trx-filename "$suite.trx" --progress off --no-ansi)
  if [[ -n "$filter" ]]; then command+=(--filter "$filter")
  elif [[ -n "${part[$suite]:-}" ]]; then command+=(--filter "${part[$suite]}")
  fi
  rm -f "$results/$suite.code"
  rm -rf "${results:?}/$suite"
  mkdir -p "$results/$suite"
  local user=()
  if [[ "$suite" == unit ]] && as_nobody; then
    chown -R 65534:65534 "$results/$suite"
    user=(setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$results/$suite" DOTNET_CLI_HOME="$results/$suite")
  fi
  "${user[@]}" timeout --kill-after=30 "${limit[$suite]}" "${command[@]}" < /dev/null 2>&1 | tee "$output" || code=${PIPESTATUS[0]}
  printf '%d' "$code" > "$results/$suite.code"
}

# Counts what a suite that has ended says.
count_suite() {
  local suite="$1" output="$results/$1.txt" code summary
  code="$(cat "$results/$suite.code" 2> /dev/null || echo 1)"
  # What the runner says of itself: 0 all passed, 2 some failed, 8 nothing ran.
  if [[ $code -eq 8 ]]; then return 0; fi
  ran=$((ran + 1))
  [[ $code -eq 0 ]] || status=1
  summary="$(sed -n '/^Test run summary:/,$p' "$output")"
  if [[ -z "$summary" || $code -eq 124 || $code -eq 137 ]]; then
    printf 'error: the %s tests ended without a summary (exit code %s; stopped after %s s if 124)\n' "$suite" "$code" "${limit[$suite]}"
    failed=$((failed + 1))
    status=1
    return 0
  fi
  passed=$((passed + $(count succeeded)))
  failed=$((failed + $(count failed)))
  skipped=$((skipped + $(count skipped)))
}

count() { sed -n "s/^  $1: \([0-9]*\)\$/\1/p" <<< "$summary" | tail -n 1 | grep . || echo 0; }

needs=(build)
for suite in "${suites[@]}"; do [[ "$suite" == unit ]] || needs+=("$suite"); done
set_up "${needs[@]}"
step "build (Release)" build_all
wants() { [[ " ${suites[*]} " == *" $1 "* ]]; }

if wants unit; then
  step "unit tests" run_program unit
  count_suite unit
fi
! wants kernel || step "publish containment-oci" publish_oci
! wants machine || step "publish the programs for virtual machines" publish_programs
# What runs beside the first of these waits most of the time, as that does: together they take little longer than one.
runs=() beside=()
wants kernel && runs+=(kernel)
[[ -n "$filter" ]] || ! wants kernel || beside+=(backups)
if wants machine; then
  if wants kernel; then beside+=(machine); else runs+=(machine); fi
fi
others=
if [[ ${#beside[@]} -gt 0 ]]; then
  for suite in "${beside[@]}"; do run_program "$suite" > /dev/null; done &
  others=$!
  trap 'pkill -TERM -P "$others" || true' EXIT
fi
for suite in "${runs[@]}"; do
  step "$suite tests${beside[*]:+, and beside them: ${beside[*]}}" run_program "$suite"
  count_suite "$suite"
done
if [[ -n "$others" ]]; then
  step "wait for: ${beside[*]}" wait "$others"
  trap - EXIT
  for suite in "${beside[@]}"; do
    cat "$results/$suite.txt"
    count_suite "$suite"
  done
fi

if [[ $((passed + failed + skipped)) -eq 0 ]]; then
  printf 'error: no test ran%s\n' "${filter:+ (nothing matches the filter \"$filter\")}"
  status=1
fi
# A suite of the full run that found nothing to run is a broken build, not a success.
wants kernel && suites+=(backups)
if [[ -z "$filter" && $ran -ne ${#suites[@]} ]]; then
  printf 'error: a whole suite had no tests\n'
  status=1
fi
[[ $failed -eq 0 ]] || status=1
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
exit "$status"
