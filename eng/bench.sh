#!/usr/bin/env bash
# Runs benchmarks: eng/bench.sh NAME… | --all | --report (writes docs/performance.md). Without a name: lists them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
case "${1:-}" in
  -h|--help) sed -n '2p' "${BASH_SOURCE[0]}"; exit 0 ;;
esac
arguments=("$@")
if [[ " $* " == *" --report "* && " $* " != *" --all "* && $# -eq 1 ]]; then arguments=(--all --report); fi
if [[ ${#arguments[@]} -gt 0 ]]; then
  CONTAINMENT_SETUP_QUIET=1
  source eng/setup.sh
fi
dotnet build benchmarks/Containment.Benchmarks -c Release -v q -nologo --property:WarningLevel=0 >&2
exec artifacts/bin/Containment.Benchmarks/release/Containment.Benchmarks "${arguments[@]}"
