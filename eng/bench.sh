#!/usr/bin/env bash
# Runs benchmarks, each beside its floor or its peer in the same run.
#
#   eng/bench.sh                  lists them
#   eng/bench.sh NAME…            a table for a person, and a last line: NAME figure=VALUE target=VALUE (what the figure is)
#   eng/bench.sh --all            all of them
#   eng/bench.sh --all --report   all of them, written to docs/performance.md
set -euo pipefail
case "${1:-}" in -h|--help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$ROOT"
[[ "$*" != --report ]] || set -- --all --report
if [[ $# -eq 0 ]]; then
  set_up build
else
  needs=(build kernel)
  [[ " $* " != *" density "* && " $* " != *" pull "* && " $* " != *" --all "* ]] || needs+=(bench)
  set_up "${needs[@]}"
fi
step "build (Release)" build_all
[[ " $* " != *-run* && " $* " != *" --all "* ]] || step "publish containment-oci" publish_oci
artifacts/bin/Containment.Benchmarks/release/Containment.Benchmarks "$@"
